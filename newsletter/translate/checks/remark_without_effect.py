"""`remark-without-effect`: a comment or flag that was meant to dismiss a finding or to mark a draft, and does neither.

In: a translation. Out: what is wrong with its comments and flags, in words, with what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.problems import nearest
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_FUZZY = "fuzzy"
_AS_A_FLAG = re.compile(r"[\w:.-]+(?:\s*,\s*[\w:.-]+)*[\s.,:;]*")


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """Each comment that dismisses does so by a name that is known and with a reason; the mark of a draft is a flag."""
    if target != next(filter(None, entry.targets)):
        return  # said once a unit
    for dismissal in entry.record.dismissals:
        name = dismissal.check
        if name not in _names():
            hint = nearest(name, _names()).replace("`", "`ignore-", 1)
            yield f"`ignore-{name}` dismisses nothing{'; ' + hint if hint else ': no finding is called so'}"
        elif not dismissal.reason:
            yield f"`ignore-{name}` dismisses nothing without a reason: write `# ignore-{name}: ` and why"
    for said in (*entry.record.notes, *entry.about.notes):
        if _AS_A_FLAG.fullmatch(said) and _FUZZY in re.findall(r"[\w-]+", said.lower()):
            yield f"the note `{said}` marks no draft: write `#, fuzzy`, with the comma"
    for flag in entry.flags:
        if nearest(flag, [_FUZZY], 0.7) and len(flag) < 2 * len(_FUZZY):
            yield f"the flag `{flag}` marks no draft: write `#, fuzzy`"


def _names() -> frozenset[str]:
    # This check is one of those whose names it has to know.
    from newsletter.translate.checks.every import CHECKS

    return frozenset(name for check in CHECKS for name in check.dismissed_by)


CHECK = TargetCheck("remark-without-effect", find, hint="mend the line above the entry, or take it out")
