"""Letters without marks and capitals, so that words are known however they are typed.

In: a text. Out: one of the same length, so that places in it are places in the text.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_OF_ITS_OWN = {"ς": "σ", "ß": "s", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "’": "'", "ʼ": "'", "`": "'"}


def fold(text: str) -> str:
    """The text in small letters without accents, character by character."""
    return "".join(map(_fold_letter, text))


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as a text, with blanks between them."""
    return frozenset(text.split())


@cache
def _fold_letter(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)[0].lower()
    apart = apart if len(apart) == 1 else letter
    return _OF_ITS_OWN.get(apart, apart)
