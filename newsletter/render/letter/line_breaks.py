"""Words that stay on one line: what a careful typesetter of each language keeps together.

In: words and their locale. Out: the same words, with no-break spaces where a line must not end. Nothing else changes,
and what has a no-break space already stays as it is.

- A day and its month, a number and what it counts stay together when the number has one or two digits.
- A spaced dash, or a dot between, belongs to the word before it: a line may end with it and never begins with it.
- Prepositions and conjunctions of one letter go with the next word in Polish, Czech, Slovak, Croatian, Slovenian,
  Ukrainian and the like, where typesetting asks for it.
"""

from __future__ import annotations

import re
from functools import cache

_KEEP = "\u00a0"
_LETTER_LANGUAGES = frozenset({"be", "bs", "cs", "hr", "pl", "ru", "sk", "sl", "sr", "uk"})
_DASH = re.compile(r" (?=[\u2013\u2014\u00b7](?: |$))")
_NUMBER = re.compile(r"(?<![\w.,:/\u2009\u2013-])(\d{1,2}\.?) (?=[^\W\d_])")
_LETTER = re.compile(r"(?<![\w'\u2019-])([^\W\d_]) (?=[\w(\u201e\u00ab\"])")


def keep_together(words: str, locale: str) -> str:
    """The words with what belongs together on one line."""
    if " " not in words:
        return words
    words = _DASH.sub(_KEEP, words)
    words = _NUMBER.sub(rf"\1{_KEEP}", words)
    if _binds_letters(locale):
        # Twice: of `a i o`, the second letter is the one that follows the first.
        words = _LETTER.sub(rf"\1{_KEEP}", words)
        words = _LETTER.sub(rf"\1{_KEEP}", words)
    return words


@cache
def _binds_letters(locale: str) -> bool:
    return locale.partition("-")[0] in _LETTER_LANGUAGES
