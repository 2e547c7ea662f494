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
    return [path, title, date, " ".join(sorted(set(_WORD.findall(folded(f"{title} {_ADDRESS.sub(' ', text)}")))))]


def folded(text: str) -> str:
    """The text in small letters without accents; two spellings that a reader would take for one are one."""
    parted = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
