"""Pieces of a page grouped by what they say: a field with its label and the lines below it, or free words.

In: pieces of lines. Out: entries, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.content.importing.text.country_names import country_of
from newsletter.content.importing.text.days import spans_in
from newsletter.content.importing.text.labels import Field, Label, label_of
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import ends_with_country

_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]*$")
_PLACE_LABEL = re.compile(
    r"(?:location|venue|place|where|lieu|lugar|ort|luogo|miejsce|local|plaats)\s*:", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*:\s+|\s+[–—-]\s+")
_MOST_TITLE, _MOST_TITLE_WORDS, _MOST_PARTED = 70, 9, 110


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


def entries_of(lines: Sequence[Line], locale: str, labels: Mapping[Line, Label]) -> list[Entry]:
    """The entries of a page; `labels` are those of lines that say without a label what they are, often none."""
    entries: list[Entry] = []
    dates_are_labelled = any((label := _label(line)) and label.field is Field.MEETING for line in lines)
    for number, line in enumerate(lines):
        label = labels.get(line) or _label(line)
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
        elif label is None and _is_meeting(line, locale, dates_are_labelled) and _follows_fields(entries):
            entries.append(Entry([line], Label(Field.MEETING, "", line.text), [(line.number, line.text)]))
        elif label is None and last and last.label is None and _goes_on(last, line):
            last.lines.append(line)
            last.texts.append((line.number, line.text))
        else:
            texts = [(line.number, label.rest)] if label and label.rest else [] if label else [(line.number, line.text)]
            entries.append(Entry([line], label, texts))
    return entries


def _is_meeting(line: Line, locale: str, dates_are_labelled: bool) -> bool:
    """True for days without a label; where a page labels its meetings, days that stand apart are of something else."""
    return bool(spans_in(line.text, locale)) and _is_short(line) and not (dates_are_labelled and line.is_fresh)


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
        return not entry.texts or (not line.is_fresh and not looks_like_title(line))
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


def looks_like_title(line: Line) -> bool:
    """True for a few words that begin with no small letter and end as no sentence does."""
    text = line.text
    if parted := _BETWEEN.search(text):  # `Voices: a radio of our own`
        text = text[: parted.start()] if len(text) <= _MOST_PARTED else text
    return (
        len(text) <= _MOST_TITLE
        and len(text.split()) <= _MOST_TITLE_WORDS
        and not _SENTENCE_END.search(text)
        and not text[:1].islower()
        and not text.endswith((",", ";"))
    )
