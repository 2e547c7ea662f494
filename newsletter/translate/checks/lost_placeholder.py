"""`lost-placeholder`: what stands in `%(…)s` is missing or changed, or a percent sign is alone.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.problems import Severity
from newsletter.translate.checks.check import Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.placeholders import NAMED
from newsletter.translate.unit import Translation

PLACEHOLDER = re.compile(f"{NAMED}|%%")
_STRAY_PERCENT = re.compile(rf"(?<!%)(?:%%)*(?!{NAMED})%(?!%)")


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """The placeholders of the source and no others; a form of a plural may leave the number out."""
    if "%" not in target + entry.source + entry.plural:
        return
    wanted = {found for source in sources(entry) for found in PLACEHOLDER.findall(source)}
    found = set(PLACEHOLDER.findall(target))
    # Where templates format a text, a percent sign is `%%`; it may be "hundert Prozent" all the same.
    is_formatted = bool(wanted) or "python-format" in entry.flags
    if wrong := found - wanted - ({"%%"} if is_formatted else set()):
        yield f"the placeholder {' '.join(sorted(wrong))} is not in the source"
    if not entry.plural and (lost := wanted - found - {"%%"}):
        yield f"the placeholder {' '.join(sorted(lost))} is missing"
    if is_formatted and _STRAY_PERCENT.search(target):
        yield "a percent sign stands alone in it; write %%"


CHECK = TargetCheck(
    "lost-placeholder", find, severity=Severity.ERROR, hint="keep what stands in %(…) just as the source has it"
)
