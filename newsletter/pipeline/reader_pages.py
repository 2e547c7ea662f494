"""The words of the readers' pages: templates filled in, in a reader's language.

In: a project's folder, its points and catalogs. Out: whole pages, the mails that belong to them, and the style sheet.
A template's words that a language lacks come in English and say so to screen readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from newsletter import locales
from newsletter.content.brand import Theme
from newsletter.content.foreign import foreign, unmarked, with_marks
from newsletter.content.model import NationalPoint
from newsletter.files import Cache, digest
from newsletter.mail.audience.subscriptions import resolve_edition
from newsletter.mail.message.confirmation import Note
from newsletter.pipeline.chrome import recall_page_units
from newsletter.problems import Problem
from newsletter.render.cldr import Cldr
from newsletter.render.environment import Language, Templates
from newsletter.render.letter import text
from newsletter.render.line_breaks import LineBreaks
from newsletter.translate.chrome import PAGES, SOURCE_LOCALE, chrome_of
from newsletter.translate.formats.po import read_catalog

RANKS = 3
"""So many languages can be put in order."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_BARE = re.compile(r"(<title>.*?</title>|<option\b.*?</option>|<[^>]*>)", re.DOTALL)
"""Where no element may stand: words in another language go there without their mark."""


@dataclass(frozen=True, slots=True)
class Told:
    """A point as pages tell of it: country and name in the reader's language, the rest as the point writes it.

    `name_locale` is the point's own where its name has no translation.
    """

    slug: str
    name: str
    name_locale: str
    country: str
    locale: str
    postal_address: tuple[str, ...]
    website: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that can be chosen, in its own name."""

    locale: str
    name: str


@dataclass
class Voice:
    """The templates in one locale."""

    locale: str
    templates: Templates
    language: Language
    cldr: Cldr
    breaks: LineBreaks

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """A template of `templates/pages/` filled in."""
        direction = locales.direction(self.locale)
        return self.templates.render(
            f"{PAGES}/{name}", {"locale": self.locale, "dir": direction, **values}, self.language
        )


@dataclass
class Pages:
    """All pages of a project in all its locales; each locale is made ready when it is first asked for."""

    templates: Path
    catalogs: Sequence[Path]
    cache: Cache
    theme: Theme
    points: Mapping[str, NationalPoint]
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The names of points in their other locales, by slug and locale."""
    style: bytes = b""
    style_path: str = ""
    _voices: dict[str, Voice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units, self.problems = recall_page_units(self.templates, self.cache)
        self.locales: tuple[str, ...] = tuple(
            # Whoever asks for no language that is there is spoken to by the secretariat.
            dict.fromkeys(tag for slug in sorted(self.points, key=by_rank) for tag in self.points[slug].locales)
        )
        self._shared = Templates(self.templates, self.cache)
        written = self._shared.render(f"{PAGES}/pages.css", {"theme": self.theme})
        self.style = written.encode()
        self.style_path = f"/pages-{digest(self.style)[:16]}.css"

    def ready(self) -> list[Problem]:
        """Make every locale ready before requests come in several threads; what is wrong with any file."""
        problems = list(self.problems)
        for locale in self.locales:
            problems += self._read(locale)[1]
            self.voice(locale)
        if not self.problems:
            self._shared.compile_all(_is_page)
        return problems

    def voice(self, locale: str) -> Voice:
        """The templates in a locale."""
        found = self._voices.get(locale)
        if found is None:
            catalogs, _ = self._read(locale)
            cldr, breaks = Cldr(locale), LineBreaks(locale)
            language = Language(
                chrome_of(locale, self.units, catalogs),
                {
                    "date": cldr.date,
                    "listed": lambda items: cldr.listed(str(item) for item in items),
                    "bare": lambda url: str(url).removeprefix("https://").removeprefix("http://").rstrip("/"),
                    "wrapped": lambda words: text.wrap(breaks.kept(unmarked(str(words)))),
                },
            )
            found = self._voices[locale] = Voice(locale, self._shared, language, cldr, breaks)
        return found

    def _read(self, locale: str) -> tuple[list[Any], list[Problem]]:
        catalogs, problems = [], []
        for step in locales.chain(locale):
            for root in dict.fromkeys(folder.resolve() for folder in self.catalogs):
                catalog, found = read_catalog(root, step, PAGES)
                problems += found
                catalogs += [catalog] if catalog else []
        return catalogs, problems

    def locale_for(self, wishes: Sequence[str], default: str = "") -> str:
        """The locale in which pages speak to somebody with these wishes."""
        return resolve_edition(tuple(wishes), self.locales, default or next(iter(self.locales), "en")).locale

    def describe_point(self, slug: str, locale: str) -> Told | None:
        """A point as a page in a locale tells of it; None when there is none of that name."""
        point = self.points.get(slug)
        if point is None:
            return None
        name, written_in = self.sender(slug, locale)
        lines = tuple(unmarked(line) for line in point.postal_address)
        # Where a point has no country, its name tells it apart from others.
        country = self.voice(locale).cldr.country(point.country) if point.country else name
        return Told(slug, name, written_in, country, point.locale, lines, str(point.website))

    def sender(self, slug: str, locale: str) -> tuple[str, str]:
        """The name of a point in the language of a reader, else as the point writes it; and its locale."""
        point = self.points[slug]
        met = locales.met(locale, point.locales)
        if translated := self.names.get((slug, met)):
            return unmarked(translated), met
        return unmarked(point.from_.name), point.locale

    def consent(self, slug: str, locale: str) -> tuple[str, str]:
        """The very words that somebody agrees to on the form of a point, and the locale they are in."""
        return self._line("consent.txt", locale, {"point": self.describe_point(slug, locale)})

    def choice(self, slug: str, locale: str) -> tuple[str, str]:
        """The words that stand beside the choice of a point on the page of preferences, and their locale."""
        told = self.describe_point(slug, locale)
        return self._line("wish.txt", locale, {"country": told.country if told else "", "languages": self.of(slug)})

    def of(self, slug: str) -> list[str]:
        """The languages of a point, by their names."""
        return [choice.name for choice in choices(self.points[slug].locales)]

    def _line(self, name: str, locale: str, values: Mapping[str, Any]) -> tuple[str, str]:
        written = self.voice(locale).render(name, values).strip()
        return _on_one_line(unmarked(written)), locale if written == unmarked(written) else SOURCE_LOCALE

    def page(self, name: str, locale: str, slug: str = "", **values: Any) -> bytes:
        """A whole page; with the name of a point it stands under that point's head."""
        base = {
            "point": self.describe_point(slug, locale),
            "theme": self.theme,
            "style": self.style_path,
            "brand": self.theme.wordmark,
        }
        written = self.voice(locale).render(f"{name}.html", {**base, **values})
        parts = _BARE.split(written)
        parts[1::2] = [unmarked(part) for part in parts[1::2]]
        parts[::2] = [with_marks(part, _in_its_language) for part in parts[::2]]
        return self.voice(locale).breaks.in_html("".join(parts)).encode()

    def form(self, slug: str, locale: str) -> bytes:
        """The page on which people join a point, as nobody has filled it in yet."""
        return self.form_filled(slug, locale, "", "", (locale,), {})

    def form_filled(
        self, slug: str, locale: str, address: str, name: str, languages: Sequence[str], faults: Mapping[str, str]
    ) -> bytes:
        """That page with what was typed, and what of it can't be used."""
        offered = self.points[slug].locales
        others = [
            {"locale": choice.locale, "name": choice.name, "address": f"/subscribe/{slug}/{choice.locale}/"}
            for choice in choices(offered)
            if choice.locale != locale
        ]
        words, written_in = self.consent(slug, locale)
        return self.page(
            "subscribe",
            locale,
            slug,
            action=f"/subscribe/{slug}/{locale}/",
            others=others,
            languages=choices(offered),
            ranks=min(RANKS, len(offered)),
            form={"address": address, "name": name, "languages": list(languages)},
            faults=dict(faults),
            consent=words if written_in == locale else foreign(words, written_in),
        )

    def note(self, locale: str, slug: str, values: Mapping[str, Any]) -> Note:
        """The mail about a subscription."""
        voice = self.voice(locale)
        said = {"point": self.describe_point(slug, locale), "theme": self.theme, **values}
        subject = _on_one_line(unmarked(voice.render("mail-subject.txt", said)))
        plain = text.tidy(unmarked(voice.render("mail.txt", said)), locales.direction(locale))
        html = voice.breaks.in_html(unmarked(voice.render("mail.html", {**said, "subject": subject})))
        return Note(locale, subject, plain, html)


def _on_one_line(words: str) -> str:
    """The words with one blank between them; a no-break space, as before a French colon, is no blank."""
    return " ".join(_BLANKS.split(words.strip(" \t\r\n")))


def by_rank(slug: str) -> tuple[bool, str]:
    """Orders points, the secretariat first."""
    return (slug != "eu", slug)


def _is_page(name: str) -> bool:
    return name.startswith(f"{PAGES}/") and name.endswith((".html", ".txt"))


def choices(tags: Sequence[str]) -> list[Choice]:
    """Languages in their own names."""
    return [Choice(tag, locales.autonym(tag)) for tag in tags]


def _in_its_language(words: str, locale: str) -> str:
    return f'<span lang="{escape(locale)}">{words}</span>'
