"""Phrases of `label_words` as patterns.

In: phrases, parted by `|`; `~` is any ending of its word. Out: the inside of a pattern for folded text.
"""

from __future__ import annotations

import re
from functools import cache

from newsletter.content.importing.text import label_words as words
from newsletter.content.importing.text.folding import fold

_GAP = r"[\s‐-―−-]+"


def any_of(phrases: str) -> str:
    """A pattern for any of the phrases, the longest first."""
    each = [_pattern_of(phrase) for phrase in dict.fromkeys(phrases.split("|")) if phrase]
    return "|".join(sorted(each, key=len, reverse=True))


def is_absent(text: str) -> bool:
    """True for what stands in the place of a value that is not known: `tbc`, `à confirmer`, a dash."""
    return not re.search(r"\w", text) or bool(_absent().fullmatch(fold(text).strip(" .()[]*–—-")))


def without_absent(text: str) -> str:
    """The text without words that say that a value is not known yet; all others stay."""
    kept, at = "", 0
    for found in _absent_within().finditer(fold(text)):
        kept, at = kept + text[at : found.start()] + " ", found.end()
    return kept + text[at:]


def _pattern_of(phrase: str) -> str:
    """`lead partner~` as a pattern of folded text."""
    parts = re.split(r"[\s-]+", fold(phrase))
    return _GAP.join(re.escape(part.removesuffix("~")) + (r"\w*" if part.endswith("~") else "") for part in parts)


@cache
def _absent() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words.ABSENT)})")


@cache
def _absent_within() -> re.Pattern[str]:
    """The same within other words: those of one word may say something there."""
    sure = [each for each in words.ABSENT.split("|") if " " in each or each in ("tbc", "tbd", "tba")]
    of_what = r"(?:(?:place|date|dates|venue|location|lieu|lugar|ort|luogo|miejsce|plaats|local)\s+)?"
    return re.compile(rf"(?<!\w){of_what}(?:{any_of('|'.join(sure))})(?!\w)")
