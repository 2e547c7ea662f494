"""Names of people, as they are typed or exported.

In: any text. Out: the name as it is kept, or that it holds what no name has. Joiners that Persian, Sinhala or an emoji
is written with stay; marks that nobody sees and that change nothing, or the direction of what stands beside them, go.
"""

from __future__ import annotations

import re
import unicodedata

_LOOSE = re.compile("(?<!\\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\\S)")
"""Joiners that join nothing, at an end of a word."""
_JOINERS = "\u200c\u200d"
_FLAG = "\U0001f3f4"
"""A black flag, which tags make that of England, Scotland or Wales (UTS 51 annex C)."""
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u180e\U000110bd\U000110cd")
"""Format characters that are seen, or part of a word: signs before Arabic numbers, a vowel separator of Mongolian."""


def clean_name(typed: str) -> str | None:
    """The name without invisible marks, each run of blanks as one; None where a control character is in it,
    a line break or tabulator too.

    Letters newer than Python's tables are letters.
    """
    bare = typed.strip()
    if bare.isprintable():
        return " ".join(bare.split())
    kept: list[str] = []
    for character in bare:
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cs") or _is_no_character(character):
            return None
        if kind != "Cf" or character in _JOINERS or character in _SEEN or _is_of_flag(character, kept):
            kept.append(character)
    return " ".join(_LOOSE.sub("", " ".join("".join(kept).split())).split())


def _is_of_flag(character: str, kept: list[str]) -> bool:
    """True for a tag that continues a flag."""
    is_tag = "\U000e0020" <= character <= "\U000e007f"
    return is_tag and bool(kept) and (kept[-1] == _FLAG or "\U000e0020" <= kept[-1] <= "\U000e007e")


def _is_no_character(character: str) -> bool:
    """True for the code points that Unicode gives to nobody for good (chapter 23.7)."""
    return ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
