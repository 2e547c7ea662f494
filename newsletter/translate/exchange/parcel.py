"""What goes to a translator, and what comes back, whatever the form of the file.

In and out: a `Parcel` of texts, and the `Returned` of a file, as values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from newsletter.problems import Location, Problem
from newsletter.translate.exchange.states import Mark
from newsletter.translate.record import digest_words
from newsletter.translate.unit import Translation


@dataclass(frozen=True, slots=True)
class Sent:
    """One text as it goes out: by its id, with the catalog that has it and the locale that its source is in."""

    id: str
    catalog: str
    entry: Translation
    source_locale: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """The texts of one issue in one locale, in reading order."""

    issue: str
    locale: str
    texts: tuple[Sent, ...]


class Remark(NamedTuple):
    """What a translator has written beside a text; `who` is empty where the file does not say."""

    words: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One text, or one plural form of it, as it came back: `place` is its row. `sent` digests what it was sent with."""

    id: str
    number: int
    source: str
    target: str
    mark: Mark
    place: Location
    sent: str = ""
    context: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file brings back; `issue` and `locale` are empty where it does not say."""

    issue: str = ""
    locale: str = ""
    forms: tuple[Form, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def form_id(text_id: str, number: int, *, is_plural: bool) -> str:
    """How a file calls a text: by its id, or `ab12cd34[1]` for a plural form, counted from 0."""
    return f"{text_id}[{number}]" if is_plural else text_id


def parsed_id(written: str) -> tuple[str, int]:
    """The id of a text and the number of its form, out of what a file calls it."""
    name, bracket, rest = written.strip().partition("[")
    number = rest.removesuffix("]")
    return (name, int(number)) if bracket and number.isdecimal() and len(number) < 3 else (written.strip(), 0)


def sent_mark(target: str) -> str:
    """What stands beside a text so that it is known, once it is back, whether anybody has touched it."""
    return digest_words(target)


def source_of(entry: Translation, number: int) -> str:
    """The source of a form: the plural one for all but the first."""
    return entry.plural if entry.plural and number else entry.source


def notes_of(entry: Translation) -> list[str]:
    """What a translator should know of a text, a line each."""
    about, record = entry.about, entry.record
    limit = f", at most {about.limit} characters" if about.limit else ""
    lines = [f"{about.kind}{limit}" if about.kind else "", *about.notes]
    lines += [f"English: {about.english}" if about.english else ""]
    lines += [*record.notes, *(f"{said.kind}: {said}" for said in record.talk)]
    lines += [f"The source has changed; before: {entry.previous}" if entry.is_stale else ""]
    return [line for line in lines if line]
