"""What the gallery says of an edition beside its letter: its names in its own language, and each text with its source.

In: an edition, the issue it was localised from, its sender. Out: a `Sheet`, as a value and as the bytes that a build
keeps with the letter, so that a gallery can be written without loading anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from newsletter.content.issue import Issue
    from newsletter.content.model import Theme
    from newsletter.edition import Edition
    from newsletter.problems import Path

FILE = "sheet.json"
"""Its name in the cache, beside the letter's files."""


class Pair(NamedTuple):
    """One text: where it stands and what it is in human words, source, translation (empty when missing), state."""

    where: str
    kind: str
    source: str
    source_locale: str
    target: str
    state: str
    is_tagged: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """An edition in words: `country`, `language` and `date` in its own language; the rest in English, for editors.

    `own` is how many texts were written in its language and so needed no translation; `properties` is the theme as CSS.
    """

    country: str
    language: str
    direction: str
    date: str
    english_country: str
    english_date: str
    sender: tuple[str, str]
    wordmark: str
    properties: str
    own: int
    pairs: tuple[Pair, ...]


_FIELDS = tuple(field.name for field in fields(Sheet))


def sheet_of(edition: Edition, issue: Issue, sender: tuple[str, str], theme: Theme) -> Sheet:
    """The sheet of an edition; `issue` is what it was localised from."""
    from newsletter import locales
    from newsletter.render.cldr import Cldr

    here, english = Cldr(edition.key.locale), Cldr("en")
    pairs, own = _pairs(edition, issue)
    return Sheet(
        country=here.country(issue.point.country),
        language=locales.autonym(edition.key.locale),
        direction=locales.direction(edition.key.locale),
        date=here.date(issue.date),
        english_country=english.country(issue.point.country),
        english_date=english.date(issue.date),
        sender=sender,
        wordmark=theme.wordmark,
        properties=_properties(theme),
        own=own,
        pairs=tuple(pairs),
    )


def to_json(sheet: Sheet) -> bytes:
    """A sheet for the cache."""
    return json.dumps([getattr(sheet, name) for name in _FIELDS], ensure_ascii=False).encode()


def from_json(data: bytes) -> Sheet:
    """A sheet out of the cache."""
    values = dict(zip(_FIELDS, json.loads(data), strict=True))
    pairs = tuple(Pair(*pair) for pair in values["pairs"])
    return Sheet(**{**values, "sender": tuple(values["sender"]), "pairs": pairs})


def _properties(theme: Theme) -> str:
    """Custom properties for a page's style: each colour with its partner for the dark."""
    dark = theme.dark.model_dump()
    values = {role: f"light-dark({light}, {dark[role]})" for role, light in theme.light.model_dump().items()}
    values |= {"heading": theme.fonts.heading, "text": theme.fonts.text, "radius": f"{theme.radius}px"}
    # A font's name is any text: none can end the style.
    properties = (f"--{name}: {value};".replace("<", r"\3c ") for name, value in values.items())
    return f":root {{ {' '.join(properties)} }}\n"


def _pairs(edition: Edition, issue: Issue) -> tuple[list[Pair], int]:
    from newsletter.content.texts import walk
    from newsletter.translate.chrome import SOURCE_LOCALE
    from newsletter.translate.unit import State

    found: list[Pair] = []
    own = 0
    for text in walk(issue):
        state = edition.states.get(text.path)
        if state is None:
            own += not text.is_name
            continue
        target = "" if state is State.MISSING else edition.words[text.path]
        where = _where(text.path, issue)
        found.append(Pair(where, text.kind, text.words, text.locale, target, state.value, text.is_tagged))
    for (context, source), state in edition.chrome.states.items():
        forms = edition.chrome.words.get((context, source), ())
        kind = f"text, {context}" if context else "text"
        found.append(Pair("The templates", kind, source, SOURCE_LOCALE, "\n".join(forms), state.value, False))
    return found, own


def _where(path: Path, issue: Issue) -> str:
    """The document that a text stands in, as an editor would call it."""
    kind, slug, *rest = path.split("/")
    if kind == "articles":
        return f"Article: {issue.articles[slug].title}"
    if kind == "networks":
        return f"Network: {issue.networks[slug].name}"
    if kind == "points":
        return "The point"
    return "The point’s own part of the issue" if rest[0] == "points" else "The issue"
