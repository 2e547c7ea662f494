"""What the search of the archive knows of a page: its title and which words are in it.

In: texts. Out: entries of plain values. The browser looks words up in the same form (`newsletter/pages/archive/
search.js`): small letters without their accents.
"""

from __future__ import annotations

import re
import unicodedata

_ADDRESS = re.compile(r"\S+://\S+|\S+@\S+|<[^>]*>|@@[a-zA-Z-]+@@")
_WORD = re.compile(r"\w{3,}")


def entry(path: str, title: str, date: str, text: str) -> list[str]:
    """Path, title, date, and each word of title and text once."""
    whole = unicodedata.normalize("NFC", f"{title} {_ADDRESS.sub(' ', text)}").lower()
    # Each word is folded once, however often it stands there.
    return [path, title, date, " ".join(sorted(set(fold_words(" ".join(set(_WORD.findall(whole)))).split())))]


def fold_words(text: str) -> str:
    """The text in small letters without accents; two spellings that a reader would take for one are one."""
    parted = unicodedata.normalize("NFD", text.lower())
    return parted if parted.isascii() else "".join(one for one in parted if one < "\u0300" or not _is_mark(one))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
