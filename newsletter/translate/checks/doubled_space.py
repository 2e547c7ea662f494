"""`doubled-space`: two spaces in a row, or one around the text.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck, new_in, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_DOUBLE_SPACE = re.compile(r"[ \u00a0\u202f\u2009]{2,}")
_TAB = re.compile(r"(?<=\S)\t")


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """No two spaces in a row and none around the text, where the source has none."""
    if new_in(target, entry, _DOUBLE_SPACE):
        yield "two spaces stand in a row"
    elif new_in(target, entry, _TAB):
        yield "a tab stands where a space belongs"
    elif target != target.strip() and not any(source != source.strip() for source in sources(entry)):
        yield "a space stands before or after the text"


CHECK = TargetCheck(
    "doubled-space",
    find,
    weblate=(
        "double-space",
        "begin-space",
        "end-space",
    ),
)
