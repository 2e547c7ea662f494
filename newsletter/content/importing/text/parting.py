"""The lines of a page parted so that each says one thing: rows of a table, several labels in one line.

In: lines without furniture. Out: pieces of lines, each with the number of its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newsletter.content.importing.text.country_names import longest_country
from newsletter.content.importing.text.days import spans_in
from newsletter.content.importing.text.labels import Field, label_of, part_at_labels
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import countries_in

_EMPHASIS = re.compile(r"(?:\*\*|__)([^*_]{1,80}?)(\s*:)?(?:\*\*|__)(\s*:)?")


def part_lines(lines: Sequence[Line], locale: str) -> list[Line]:
    """The pieces of all lines, in their order."""
    return [piece for line in _rows(_evened(lines)) for piece in _parted(line, locale)]


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Rows of a table whose head has labels, as lines with those labels."""
    head: list[str] = []
    found: list[Line] = []
    for line in lines:
        line = replace(line, text=_EMPHASIS.sub(r"\1\2\3", line.text))
        cells = line.text.split("\t")
        labels = [label_of(f"{cell}:") for cell in cells]
        if len(cells) > 2 and sum(each is not None for each in labels) >= len(cells) - 1:
            head = cells
        elif head and len(cells) == len(head):
            for number, (name, cell) in enumerate(zip(head, cells, strict=True)):
                if cell.strip():
                    known = label_of(f"{name}:")
                    is_plain = not number and (known is None or known.field in (Field.NAME, Field.PARTNERS))
                    text = cell if is_plain else f"{name}: {cell}"
                    found.append(Line(line.number, text.strip(), False, not number))
        else:
            head = []
            found.append(line)
    return found


def _evened(lines: Sequence[Line]) -> list[Line]:
    """Lines of a page in which an empty line stands between any two: there, empty lines say nothing."""
    fresh = sum(line.is_fresh for line in lines)
    if len(lines) > 8 and fresh > 0.85 * len(lines):
        return [replace(line, is_fresh=not number) for number, line in enumerate(lines)]
    return list(lines)


def _parted(line: Line, locale: str) -> list[Line]:
    """The pieces of a line; of several cards in it, the title of each is parted from the field before it."""
    pieces = list(part_at_labels(line))
    fields = [label.field if (label := label_of(piece.text)) else None for piece in pieces]
    if max((fields.count(each) for each in (Field.LEAD, Field.PARTNERS)), default=0) < 2:
        return pieces
    found: list[Line] = []
    last = len(pieces) - 1
    anchor = Field.LEAD if fields.count(Field.LEAD) >= 2 else Field.PARTNERS
    opening = next((field for field in fields if field is not None), anchor)
    for number, piece in enumerate(pieces):
        following = fields[number + 1] if number < last else None
        end = end_of_field(piece.text, fields[number], locale) if following is opening else 0
        if 0 < end < len(piece.text):
            found.append(replace(piece, text=piece.text[:end].strip()))
            rest = piece.text[end:].strip(" ,;.|•–—-")
            found += [replace(piece, text=rest, is_fresh=True, is_item=False)] if rest else []
        else:
            found.append(piece)
    return found


def end_of_field(text: str, what: Field | None, locale: str) -> int:
    """Where days, a place or the last partner end in a text in which line breaks were lost; 0 where nothing tells."""
    spans = spans_in(text, locale)
    if what is Field.MEETING and spans:
        after = spans[-1].place[1]
        for sign in re.finditer(r"[,(–—]\s*|\s-\s", text[after : after + 60]):
            code, end = longest_country(text, after + sign.end())
            if code:
                closing = re.match(r"\s*\)", text[end:])
                return end + (closing.end() if closing else 0)
        if online := re.match(r"[\s,(–—-]*(?:online|virtual)\s*\)?", text[after:], re.IGNORECASE):
            return after + online.end()
        if place := re.match(r"\s*(?:,|\s[–—-]|\(|\bin\b)\s*[^\W\d_][^\s,]*\)?", text[after:]):
            return after + place.end()
        return after
    if what is Field.PARTNERS or what is Field.LEAD:
        ends = [end for _, end, _, _ in countries_in(text)]
        return ends[-1] if ends else 0
    return 0
