"""What blocks a text: with it a letter could not be laid out, or would say another thing than it seems to.

In: a translation. Out: problems that nobody can dismiss. These rules hold for whatever comes from a machine, out of
memory, or out of a file; such a text is never stored, and in a file it counts as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsletter.content.source import has_forbidden
from newsletter.problems import Problem
from newsletter.translate.checks import control_character, lost_placeholder, lost_tag, missing_plural_form
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

BLOCKING: tuple[TargetCheck, ...] = (
    lost_tag.CHECK,
    lost_placeholder.CHECK,
    missing_plural_form.CHECK,
    control_character.CHECK,
)
_SIGNS = re.compile(r"[<\\%\n\r]")
_NO_LANGUAGES, _NO_TERMS = Languages("", ""), Glossary({})


def blocking_problems(entry: Translation) -> list[Problem]:
    """Why a translation can be neither stored nor mailed, each thing once; empty when it can."""
    return found_by(BLOCKING, entry, _NO_LANGUAGES, _NO_TERMS)


def is_blocked(entry: Translation) -> bool:
    """True when a translation can be neither stored nor mailed."""
    # Every entry of every catalog is asked: what is wrong with it is put into words for the few that are.
    for target in entry.targets:
        for check in BLOCKING if target and may_be_blocked(entry, target) else ():
            for _ in check.find(entry, target, _NO_LANGUAGES, _NO_TERMS):
                return True
    return False


def may_be_blocked(entry: Translation, target: str) -> bool:
    """False for most: nothing stands in them, nor in their source, that any of these checks looks at."""
    return bool(
        entry.plural
        or _SIGNS.search(target)
        or _SIGNS.search(entry.source)
        or has_forbidden(target)
        or (not target.isascii() and control_character.BROKEN.search(target))
    )


def found_by(
    checks: Iterable[TargetCheck], entry: Translation, languages: Languages, glossary: Glossary
) -> list[Problem]:
    """What checks find in any target of a translation, each thing once."""
    targets = [target for target in dict.fromkeys(entry.targets) if target]
    found = (
        check.report(message)
        for target in targets
        for check in checks
        for message in check.find(entry, target, languages, glossary)
    )
    return list(dict.fromkeys(found))
