"""What the gallery says of an edition beside its letter: its names in its own language, and each text with its source.

In: an edition and its sender. Out: a `GalleryData`, as a value and as the bytes that a build keeps with the letter, so
that a gallery can be written without loading anything. Texts stand in it as a table ready for the page: it is written
by the process that lays out the letter, and its thousands of cells by no template, which would take twice as long.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from newsletter import locales

if TYPE_CHECKING:
    from newsletter.content.brand import Theme
    from newsletter.edition import Edition
    from newsletter.problems import Path

SPOKEN = {"reviewed": "reviewed", "needs-review": "needs review", "missing": "missing"}
"""States as they are told."""
_ELEMENTS = {"b": ("<strong>", "</strong>"), "i": ("<em>", "</em>"), "s": ("<s>", "</s>"), "c": ("<code>", "</code>"),
             "a": ('<span class="link">', "</span>")}  # fmt: skip


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
class GalleryData:
    """An edition in words: `country`, `language` and `date` in its own language; the rest in English, for editors.

    `own` is how many texts were written in its language and so needed no translation; `words` is the table of the
    others, in HTML; `properties` is the theme as CSS.
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
    words: str


_FIELDS = tuple(field.name for field in fields(GalleryData))


def gallery_data_of(edition: Edition, sender: tuple[str, str], theme: Theme) -> GalleryData:
    """The sheet of an edition."""
    from newsletter.render.cldr import Cldr

    locale, point = edition.key.locale, edition.issue.point
    here, english = Cldr(locale), Cldr("en")
    return GalleryData(
        country=here.country(point.country) if point.country else sender[0],
        language=locales.autonym(locale),
        direction=locales.direction(locale),
        date=here.date(edition.issue.date),
        english_country=english.country(point.country) if point.country else sender[0],
        english_date=english.date(edition.issue.date),
        sender=sender,
        wordmark=theme.wordmark,
        properties=_properties(theme),
        own=edition.own,
        words=_table(_pairs(edition), locale),
    )


def to_json(gallery_data: GalleryData) -> bytes:
    """A sheet for the cache."""
    return json.dumps([getattr(gallery_data, name) for name in _FIELDS], ensure_ascii=False).encode()


def from_json(data: bytes) -> GalleryData:
    """A sheet out of the cache."""
    values = dict(zip(_FIELDS, json.loads(data), strict=True))
    return GalleryData(**{**values, "sender": tuple(values["sender"])})


def _properties(theme: Theme) -> str:
    """Custom properties for a page's style: each colour with its partner for the dark."""
    dark = theme.dark.model_dump()
    values = {role: f"light-dark({light}, {dark[role]})" for role, light in theme.light.model_dump().items()}
    values |= {"heading": theme.fonts.heading, "text": theme.fonts.text, "radius": f"{theme.radius}px"}
    # A font's name is any text: none can end the style.
    properties = (f"--{name}: {value};".replace("<", r"\3c ") for name, value in values.items())
    return f":root {{ {' '.join(properties)} }}\n"


def _pairs(edition: Edition) -> list[Pair]:
    from newsletter.translate.chrome import SOURCE_LOCALE
    from newsletter.translate.unit import State

    found: list[Pair] = []
    for path, (text, words) in edition.words.items():
        state = edition.states[path]
        target = "" if state is State.MISSING else words
        where = _where(path, edition)
        found.append(Pair(where, text.kind, text.words, text.locale, target, state.value, text.is_tagged))
    for (context, source), state in edition.chrome.states.items():
        forms = edition.chrome.words.get((context, source), ())
        kind = f"text, {context}" if context else "text"
        found.append(Pair("The templates", kind, source, SOURCE_LOCALE, "\n".join(forms), state.value, False))
    return found


def _where(path: Path, edition: Edition) -> str:
    """The document that a text stands in, as an editor would call it: by the title in its source."""
    kind, slug, *rest = path.split("/")
    if kind == "articles":
        title = edition.words.get(f"articles/{slug}/title")
        return f"Article: {title[0].words if title else edition.issue.articles[slug].title}"
    if kind == "networks":
        return f"Network: {edition.issue.networks[slug].name}"
    if kind == "points":
        return "The point"
    return "The point’s own part of the issue" if rest[0] == "points" else "The issue"


def _table(pairs: list[Pair], locale: str) -> str:
    """Source beside translation."""
    by_place: dict[str, list[str]] = {}
    for pair in pairs:
        by_place.setdefault(pair.where, []).append(_row(pair, locale))
    language = escape(locales.autonym(locale))
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Text", "Source", language, "State"))
    parts = [
        f'<table class="words">\n<caption class="unseen">Each text in its source and in {language}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n"
    ]
    for where, rows in by_place.items():
        place = f'<tr><th class="where" scope="rowgroup" colspan="4">{escape(where)}</th></tr>\n'
        parts += ["<tbody>\n", place, *rows, "</tbody>\n"]
    return "".join([*parts, "</table>\n"]) if by_place else ""


def _row(pair: Pair, locale: str) -> str:
    turn = locales.direction(locale)
    target = f'<td lang="{locale}" dir="{turn}">{_display(pair.target, pair.is_tagged)}' if pair.target else "<td>—"
    source = _source(pair.kind, pair.source, pair.source_locale, pair.is_tagged)
    return (
        f'<tr data-state="{pair.state}">{source}{target}</td>'
        f'<td class="state {pair.state}">{SPOKEN[pair.state]}</td></tr>\n'
    )


@lru_cache(maxsize=4096)
def _source(kind: str, words: str, locale: str, is_tagged: bool) -> str:
    """What a text is and how it was written, which all languages of an issue have beside their own words."""
    cell = f'<td lang="{locale}" dir="{locales.direction(locale)}">{_display(words, is_tagged)}</td>'
    return f'<th scope="row">{escape(kind)}</th>{cell}'


def _display(words: str, is_tagged: bool) -> Markup:
    """Words as a reader sees them: weight and stress as such, links marked but leading nowhere."""
    if not is_tagged or ("<" not in words and "\\" not in words):  # most texts have no tag, and tokens take time
        return escape(words)
    from newsletter.content.tagged import tokens

    parts = []
    for token in tokens(words):
        if token.kind == "words":
            parts.append(str(escape(token.value)))
        elif token.kind == "single":
            parts.append("<br>")
        else:
            parts.append(_ELEMENTS[token.value[0]][token.kind == "close"])
    return Markup("".join(parts))  # noqa: S704 (each part is escaped, or one of our elements)
