"""Cards of networks on a page: which lines belong together, and what each of them says.

In: lines without furniture. Out: cards, each with its lines by field, and the lines before, between and behind them.
Cards differ in the order of what they say; each has one lead partner or one list of partners, which part them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from newsletter.content.importing.text.country_names import country_of, longest_country
from newsletter.content.importing.text.days import spans_in
from newsletter.content.importing.text.labels import Field, Label, label_of, part_at_labels
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import countries_in, ends_with_country

_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]*$")
_PLACE_LABEL = re.compile(
    r"(?:location|venue|place|where|lieu|lugar|ort|luogo|miejsce|local|plaats)\s*:", re.IGNORECASE
)
_EMPHASIS = re.compile(r"(?:\*\*|__)([^*_]{1,80}?)(\s*:)?(?:\*\*|__)(\s*:)?")
_MOST_TITLE, _MOST_TITLE_WORDS, _MOST_TAGLINE = 70, 9, 120
_WITH_LINES = (Field.LEAD, Field.PARTNERS, Field.MEETING, Field.EXPERT, Field.ABOUT)


@dataclass(slots=True)
class Entry:
    """What a few lines say: a field with its label, or free words (`label` is None)."""

    lines: list[Line]
    label: Label | None = None
    texts: list[tuple[int, str]] = field(default_factory=list)

    @property
    def field(self) -> Field | None:
        """What it says; None for free words."""
        return self.label.field if self.label else None

    @property
    def words(self) -> str:
        """All that it says, without the label."""
        return " ".join(text for _, text in self.texts)

    @property
    def is_fresh(self) -> bool:
        """True where an empty line stands before it."""
        return self.lines[0].is_fresh


@dataclass(frozen=True, slots=True)
class Card:
    """The entries of one card, in their order; `titles` and `paragraphs` are its free words."""

    entries: tuple[Entry, ...]

    def of(self, wanted: Field) -> list[Entry]:
        """Its entries of one field."""
        return [entry for entry in self.entries if entry.field is wanted]

    @property
    def free(self) -> list[Entry]:
        """Its entries without a label."""
        return [entry for entry in self.entries if entry.field is None]


@dataclass(frozen=True, slots=True)
class Page:
    """A page with cards: the lines before the first, the cards, the lines behind the last."""

    before: tuple[Line, ...]
    cards: tuple[Card, ...]
    behind: tuple[Line, ...]


def read_cards(lines: Sequence[Line], locale: str) -> Page:
    """The cards of a page; a page without any has all its lines before them."""
    pieces = [piece for line in _rows(_evened(lines)) for piece in _parted(line, locale)]
    entries = _entries(pieces, locale)
    anchors = _anchors(entries)
    if not anchors:
        return Page(tuple(lines), (), ())
    begins = _begins(entries, anchors)
    parts = [entries[begin:end] for begin, end in zip(begins, [*begins[1:], len(entries)], strict=True)]
    last, rest = _last_card(parts)
    cards = [*map(tuple, parts[:-1]), tuple(last)]
    first, behind = entries[begins[0]].lines[0].number, rest[0].lines[0].number if rest else 0
    before = tuple(line for entry in entries[: begins[0]] for line in entry.lines)
    before = tuple(line for line in lines if line.number < first) if first else before
    return Page(before, tuple(map(Card, cards)), tuple(line for line in lines if behind and line.number >= behind))


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


def _evened(lines: Sequence[Line]) -> list[Line]:
    """Lines of a page in which an empty line stands between any two: there, empty lines say nothing."""
    fresh = sum(line.is_fresh for line in lines)
    if len(lines) > 8 and fresh > 0.85 * len(lines):
        return [replace(line, is_fresh=not number) for number, line in enumerate(lines)]
    return list(lines)


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


def _entries(lines: Sequence[Line], locale: str) -> list[Entry]:
    entries: list[Entry] = []
    for number, line in enumerate(lines):
        label = _label(line)
        if label and label.field is Field.OTHER and not label.rest:
            label = None
        if (
            label
            and label.field in (Field.NAME, Field.ABOUT, Field.TAGLINE)
            and not label.rest
            and ":" not in line.text
        ):
            label = None  # `Network` or `Theme` alone may be a heading
        last = entries[-1] if entries else None
        if label is None and last and last.label and _belongs(last, line, lines[number + 1 :], locale):
            last.lines.append(line)
            last.texts.append((line.number, line.text))
        elif label is None and spans_in(line.text, locale) and _is_short(line) and _follows_fields(entries):
            entries.append(Entry([line], Label(Field.MEETING, "", line.text), [(line.number, line.text)]))
        elif label is None and last and last.label is None and _goes_on(last, line):
            last.lines.append(line)
            last.texts.append((line.number, line.text))
        else:
            texts = [(line.number, label.rest)] if label and label.rest else [] if label else [(line.number, line.text)]
            entries.append(Entry([line], label, texts))
    return entries


def _label(line: Line) -> Label | None:
    """The label of a line; a number that looked like that of a list may be a meeting's: `1. Treffen`."""
    label = label_of(line.text)
    if label and label.field is Field.MEETING and label.number is None and line.mark[:1].isdigit():
        return label_of(f"{line.mark} {line.text}") or label
    return label


def _belongs(entry: Entry, line: Line, ahead: Sequence[Line], locale: str) -> bool:
    """True for a line without a label that says more of what the label above it names."""
    what, text = entry.field, line.text
    has_days = bool(spans_in(text, locale))
    if what is Field.PARTNERS:
        if has_days and _is_short(line):
            return False
        return ends_with_country(text) or (not line.is_fresh and _is_in_list(entry, line, ahead))
    if what is Field.LEAD:
        if not entry.texts:
            return True
        known = ends_with_country(entry.words)
        is_alone = bool(entry.label and not entry.label.rest)
        return not known and bool(country_of(text)) and (is_alone or not line.is_fresh)
    if what is Field.MEETING:
        return _is_of_meeting(entry, line, has_days, locale)
    if what is Field.EXPERT:
        return not entry.texts and len(text.split()) <= 12
    if what is Field.ABOUT:
        return not entry.texts or (not line.is_fresh and not _looks_like_title(line))
    if what is Field.CONTACT:
        return not line.is_fresh and bool(re.search(r"@|\+?\d[\d\s()/.-]{6,}", text))
    return not entry.texts and what in (Field.LINK, Field.NAME, Field.TAGLINE)


def _is_of_meeting(entry: Entry, line: Line, has_days: bool, locale: str) -> bool:
    """True for days or a place below a meeting that lacks them, and for more meetings below a heading of theirs."""
    text = line.text
    is_short = len(text.split()) <= 14 and not _SENTENCE_END.search(text)
    if not entry.texts:
        return is_short or has_days
    if line.is_fresh and not has_days:
        return False
    known = any(spans_in(words, locale) for _, words in entry.texts)
    is_heading = bool(entry.label and not entry.label.rest)
    if has_days:
        return is_short and (not known or is_heading or line.is_item)
    is_place = (
        ends_with_country(text)
        or bool(_PLACE_LABEL.match(text))
        or text.casefold().strip(" .()") in ("online", "virtual")
    )
    placed = any(ends_with_country(words) or re.search(r"online", words, re.IGNORECASE) for _, words in entry.texts)
    return is_place and not placed


def _is_in_list(entry: Entry, line: Line, ahead: Sequence[Line]) -> bool:
    """True for a name without a country in a list: a bullet stands before it, or the list goes on behind it."""
    if line.is_item and any(each.is_item for each in entry.lines[1:] or [line]):
        return len(line.text) <= 160
    if len(line.text.split()) > 14 or _SENTENCE_END.search(line.text):
        return False
    if not entry.texts and (";" in line.text or "," in line.text):
        return True
    for following in ahead:
        if following.is_fresh or label_of(following.text) or spans_in(following.text):
            return False
        if ends_with_country(following.text):
            return True
        if len(following.text.split()) > 14:
            return False
    return False


def _follows_fields(entries: Sequence[Entry]) -> bool:
    return any(entry.field in (Field.LEAD, Field.PARTNERS) for entry in entries)


def _is_short(line: Line) -> bool:
    return len(line.text.split()) <= 12 and not _SENTENCE_END.search(line.text)


def _goes_on(entry: Entry, line: Line) -> bool:
    """True for the next line of a paragraph that was broken at the edge of a page."""
    last = entry.lines[-1].text
    return (
        not line.is_fresh
        and not line.is_item
        and len(last) > 55
        and not _SENTENCE_END.search(last)
        and line.text[:1].islower()
    )


def _looks_like_title(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _MOST_TITLE
        and len(text.split()) <= _MOST_TITLE_WORDS
        and not _SENTENCE_END.search(text)
        and not text[:1].islower()
        and not text.endswith((",", ";"))
    )


def _anchors(entries: Sequence[Entry]) -> list[int]:
    """Where the lead partners are, or the lists of partners, whichever there are more of: one a card."""
    leads = [number for number, entry in enumerate(entries) if entry.field is Field.LEAD and _names_somebody(entry)]
    lists = [number for number, entry in enumerate(entries) if entry.field is Field.PARTNERS and _names_somebody(entry)]
    return leads if len(leads) >= len(lists) else lists


def _names_somebody(entry: Entry) -> bool:
    """True for a label with a name or a country behind or below it; `10 cities` in a sentence is none."""
    return bool(entry.texts) and (
        entry.field is Field.LEAD
        or any(ends_with_country(text) or "," in text or ";" in text for _, text in entry.texts)
        or len(entry.texts) > 1
    )


def _begins(entries: Sequence[Entry], anchors: Sequence[int]) -> list[int]:
    """Where each card begins."""
    kinds = {entries[anchor].field for anchor in anchors}
    other = Field.PARTNERS if Field.LEAD in kinds else Field.LEAD
    leads_first = _comes_first(entries, anchors, other)
    begins: list[int] = []
    for before, anchor in pairwise(anchors):
        low, high = before + 1, anchor
        others = [number for number in range(low, high) if entries[number].field is other]
        if others and leads_first:
            low = others[0] + 1
        elif others:
            high = others[-1]
        begins.append(_best(entries, low, high))
    first = _first(entries, anchors[0], [anchor - begin for anchor, begin in zip(anchors[1:], begins, strict=True)])
    return [first, *begins]


def _comes_first(entries: Sequence[Entry], anchors: Sequence[int], other: Field) -> bool:
    """True where the anchor of a card stands before its other list."""
    others = [number for number, entry in enumerate(entries) if entry.field is other]
    return not others or anchors[0] < others[0]


def _best(entries: Sequence[Entry], low: int, high: int) -> int:
    """The entry between two places that looks most like the beginning of a card; the last place where none does."""
    scores = {number: _score(entries, number, low) for number in range(low, high)}
    best = max(scores.values(), default=0)
    if best <= 2:
        return _without_title(entries, low, high)
    return next(number for number, score in scores.items() if score == best)


def _without_title(entries: Sequence[Entry], low: int, high: int) -> int:
    """Where a card begins that has no title: at a fresh paragraph, else behind all fields of the one before."""
    free = [number for number in range(low, high) if entries[number].field is None]
    return next((number for number in free if entries[number].is_fresh), high)


def _score(entries: Sequence[Entry], number: int, low: int) -> int:
    entry = entries[number]
    if entry.field is Field.NAME:
        return 20
    if entry.field is not None:
        return 0
    first = entry.lines[0]
    score = 3 * entry.is_fresh
    score += 2 * (entries[number - 1].field is not None if number else True)
    if _looks_like_title(first) and len(entry.lines) == 1:
        score += 3 + 2 * (len(first.text.split()) <= 3) + (entries[number - 1].field is Field.MEETING if number else 0)
    else:
        score -= 2
    return score


def _first(entries: Sequence[Entry], anchor: int, distances: Sequence[int]) -> int:
    """Where the first card begins: as far before its anchor as the others do, if a title stands there."""
    if not anchor:
        return 0
    names = [number for number in range(anchor) if entries[number].field is Field.NAME]
    if names:
        return names[-1]
    for distance, _ in Counter(distances).most_common():
        begin = anchor - distance
        if distance and begin >= 0 and entries[begin].field is None and _looks_like_title(entries[begin].lines[0]):
            return begin
    scores = {number: _score(entries, number, 0) for number in range(anchor)}
    best = max(scores.values())
    if best <= 2:
        return next((number for number in range(anchor) if entries[number].field is not None), anchor)
    return max(number for number, score in scores.items() if score >= best - 2)


def _last_card(parts: Sequence[Sequence[Entry]]) -> tuple[list[Entry], list[Entry]]:
    """The entries of the last card, and those behind it: as many free ones stay as the others have at their end."""
    last = list(parts[-1])
    tail = 0
    while tail < len(last) and last[-1 - tail].field in (None, Field.OTHER):
        tail += 1
    if len(parts) > 1:
        most = max(_free_at_end(part) for part in parts[:-1])
    else:
        most = next(
            (number for number, entry in enumerate(last[len(last) - tail :]) if _looks_like_title(entry.lines[0])), tail
        )
        most = min(most, 2)
    keep = min(tail, most)
    cut = len(last) - tail + keep
    return last[:cut], last[cut:]


def _free_at_end(part: Sequence[Entry]) -> int:
    count = 0
    while count < len(part) and part[-1 - count].field is None:
        count += 1
    return count
