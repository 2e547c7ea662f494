"""Cards of networks on a page: which lines belong together, and what each of them says.

In: lines without furniture. Out: cards, each with its lines by field, and the lines before, between and behind them.
Cards differ in the order of what they say; each has one lead partner or one list of partners, which part them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsletter.content.importing.text.entries import Entry, entries_of, looks_like_title
from newsletter.content.importing.text.labels import Field
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.parting import part_lines
from newsletter.content.importing.text.partners import ends_with_country, is_marked_lead
from newsletter.content.importing.text.unlabelled import lists_of_partners, part_sentences

_MOST_FREE_WORDS = 120


@dataclass(frozen=True, slots=True)
class Card:
    """The entries of one card, in their order."""

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
    pieces = part_lines(lines, locale)
    entries = entries_of(pieces, locale, {})
    anchors = _anchors(entries)
    said, labels = part_sentences(pieces, locale)
    only_in_sentences = {entries[anchor].lines[0].number for anchor in anchors} <= {line.number for line in labels}
    if only_in_sentences and (page := _alike(lines, entries_of(said, locale, labels))):
        return page
    if anchors:
        return _page(lines, entries, anchors)
    page = _alike(lines, entries_of(pieces, locale, lists_of_partners(pieces, locale)))
    return page if page and 2 * sum(map(_says_more, page.cards)) >= len(page.cards) else Page(tuple(lines), (), ())


def _alike(lines: Sequence[Line], entries: Sequence[Entry]) -> Page | None:
    """The cards of a page that labels none; None where they are not several that are alike, and short."""
    anchors = _anchors(entries)
    page = _page(lines, entries, anchors) if len(anchors) > 1 else None
    return page if page and all(map(_is_short_card, page.cards)) else None


def _says_more(card: Card) -> bool:
    """True for a list of places that is more than that: one of them leads, or an expert or a meeting is named."""
    labelled = any(entry.label and entry.label.words for entry in (*card.of(Field.EXPERT), *card.of(Field.MEETING)))
    return labelled or any(is_marked_lead(text) for entry in card.of(Field.PARTNERS) for _, text in entry.texts)


def _is_short_card(card: Card) -> bool:
    """True for a card with few free words, the first of them a title: an article that names partners has many."""
    free = card.free
    words = sum(len(entry.words.split()) for entry in free)
    return bool(free) and looks_like_title(free[0].lines[0]) and words <= _MOST_FREE_WORDS


def _page(lines: Sequence[Line], entries: Sequence[Entry], anchors: Sequence[int]) -> Page:
    begins = _begins(entries, anchors)
    parts = [entries[begin:end] for begin, end in zip(begins, [*begins[1:], len(entries)], strict=True)]
    last, rest = _last_card(parts)
    cards = [*map(tuple, parts[:-1]), tuple(last)]
    first, until = entries[begins[0]].lines[0].number, last[-1].lines[-1].number
    before = tuple(line for line in lines if line.number < first)
    on_same_line = tuple(line for entry in rest for line in entry.lines if line.number <= until)
    behind = (*on_same_line, *(line for line in lines if line.number > until))
    return Page(before, tuple(map(Card, cards)), behind)


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
    if looks_like_title(first) and len(entry.lines) == 1:
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
        if distance and begin >= 0 and entries[begin].field is None and looks_like_title(entries[begin].lines[0]):
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
            (number for number, entry in enumerate(last[len(last) - tail :]) if looks_like_title(entry.lines[0])), tail
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
