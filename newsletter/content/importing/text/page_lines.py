"""The lines of a pasted page: without what copying leaves in them, each with its number.

In: a text. Out: lines that say something; bullets, empty lines and cells of a table are told by fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.content.importing.text.days import spans_in

MOST_LINES = 5000
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffc]"
)
_BLANKS = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BULLET = re.compile(r"(?:[•‣◦▪▫■□●○∙·⁃➤►▶✓✔→»\uf0b7\uf0a7*–—‐‑−-]|[oO](?=\t)|\(?\d{1,2}[.)](?!\d))\s+(?=\S)")
_RULE = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something.

    `number` counts the lines of the source from 1. `text` has single blanks, and tabs between cells. `is_item` is true
    where a bullet or a number (`mark`) stood before it, `is_fresh` at the beginning and behind an empty line or a rule.
    """

    number: int
    text: str
    is_item: bool = False
    is_fresh: bool = False
    mark: str = ""


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text; those beyond the five thousandth are left out."""
    return tuple(_lines(text))


def split_lines(text: str) -> list[str]:
    """The lines of a text as they stand there, empty ones too."""
    return _BREAK.split(text)


def _lines(text: str) -> Iterator[Line]:
    is_fresh = True
    for number, raw in enumerate(_BREAK.split(text)[:MOST_LINES], 1):
        bare = clean(raw)
        if _RULE.fullmatch(bare):  # empty, or nothing but dashes and signs
            is_fresh = True
            continue
        bullet = _BULLET.match(bare)
        if bullet and bare[bullet.start()].isdigit() and any(not span.place[0] for span in spans_in(bare)):
            bullet = None  # `5. prosince`, `12. – 13. Oktober`
        words = (bare[bullet.end() :] if bullet else bare).strip("|\t ").strip()
        yield Line(number, words, bullet is not None, is_fresh, bullet[0].strip() if bullet else "")
        is_fresh = False


def clean(text: str) -> str:
    """The text composed (NFC), with plain blanks, without characters that nobody sees."""
    seen = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    return re.sub(r" ?\t[ \t]*", "\t", _BLANKS.sub(" ", seen)).strip(" ")
