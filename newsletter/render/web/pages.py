"""Pages of the archive: templates of `templates/archive/` in the words of a locale, and what every page says of itself.

In: a template's name, a locale, the page's path on the site, its own values. Out: HTML as bytes. Links within the site
are relative, so that the pages stand in any folder of any web server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from newsletter import locales
from newsletter.content.brand import Theme
from newsletter.content.foreign import foreign, unmarked, with_marks
from newsletter.content.traced import Trace
from newsletter.render.cldr import Cldr
from newsletter.render.environment import Filters, Language, Templates
from newsletter.render.images import Shown
from newsletter.render.line_breaks import LineBreaks
from newsletter.render.thumbnails import pixel_size
from newsletter.render.web.traced_page import owned, with_values
from newsletter.render.writing import comma
from newsletter.translate.chrome import Chrome

ROOT = ""
"""The path of the page that stands at the site's own address."""
LOST = "404.html"
LETTER = "edition.html"
"""The page that shows a letter."""
_TAG = re.compile(r"<title>.*?</title>|<[^>]*>", re.DOTALL)
_ALIGN = re.compile(r' align="(left|right|center)"')


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A page in another language: its path on the site, and the language's name in itself."""

    locale: str
    path: str
    name: str = field(init=False)
    dir: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", locales.autonym(self.locale))
        object.__setattr__(self, "dir", locales.direction(self.locale))


def link_languages(paths: Mapping[str, str]) -> tuple[LanguageLink, ...]:
    """Pages by locale as links in the order of their languages' names."""
    return tuple(sorted((LanguageLink(*item) for item in paths.items()), key=lambda door: locales.in_order(door.name)))


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """The picture that stands for a page elsewhere: its path, what it shows, its size in pixels (0: not known)."""

    path: str
    alt: str
    width: int = 0
    height: int = 0

    @classmethod
    def of(cls, shown: Shown, alt: str) -> SharedPicture:
        """A picture as a page shows it."""
        return cls(shown.path, alt, *pixel_size(shown.data))


@dataclass(frozen=True, slots=True)
class Emblem:
    """The emblem of who pays, as a page shows it."""

    path: str
    width: int
    height: int


@dataclass(slots=True)
class Pages:
    """What all pages share; `words` are the fixed words and `funding` who pays, in each locale.

    `source_locale` is the one that a reader is led to of whose language nothing is known.
    """

    templates: Templates
    theme: Theme
    site: str
    words: Mapping[str, Chrome]
    funding: Mapping[str, str]
    style: str
    emblem: Emblem | None = None
    source_locale: str = "en"
    _languages: dict[str, Language] = field(default_factory=dict)

    def page(
        self,
        name: str,
        locale: str,
        path: str,
        *,
        is_public: bool,
        languages: Sequence[LanguageLink] = (),
        alternates: Sequence[LanguageLink] = (),
        picture: SharedPicture | None = None,
        trace: Trace | None = None,
        **values: Any,
    ) -> bytes:
        """A page; `languages` are what its reader may choose, `alternates` what robots are told is the same page.

        With a trace it says where its words come from, as a letter does (`fill_layout`): to be looked at alone.
        """
        language = self._languages.get(locale)
        if language is None:
            language = self._languages[locale] = Language(self.words[locale], _filters(Cldr(locale)))
        up = urlsplit(self.site).path + "/" if path == LOST else "../" * path.count("/") or "./"
        written = self.templates.render(
            f"archive/{name}",
            {
                "locale": locale,
                "dir": locales.direction(locale),
                "theme": self.theme,
                "up": up,
                "home": f"{locale}/",
                "style": self.style,
                "address": f"{self.site}/{path}",
                "is_public": is_public,
                "languages": languages,
                "alternates": [{"locale": each.locale, "address": f"{self.site}/{each.path}"} for each in alternates],
                "for_others": f"{self.site}/{self._for_others(alternates)}" if alternates else "",
                "place": place_of(locale),
                "other_places": [place_of(each.locale) for each in alternates if each.locale != locale],
                "picture": picture,
                "site": self.site,
                "funding": self.funding.get(locale, ""),
                "emblem": self.emblem,
                "comma": comma(locale),
                "description": "",
                "kind": "website",
                "feed": "",
                "subscribe": "",
                **values,
            },
            language,
        )
        page = _mark_languages(written, trace)
        # A letter stays as it was mailed; all else is set anew.
        page = page if name == LETTER else LineBreaks(locale).in_html(page)
        return (with_values(page, trace.paths) if trace else page).encode()

    def _for_others(self, alternates: Sequence[LanguageLink]) -> str:
        """The path of the page for readers of none of its languages; of the lists it is the choice of a language."""
        if all(each.path == f"{each.locale}/" for each in alternates):
            return ROOT
        by_locale = {each.locale: each.path for each in alternates}
        return by_locale.get(self.source_locale, alternates[0].path)


def stylesheet(templates: Templates, theme: Theme) -> bytes:
    """The style sheet of all pages."""
    return templates.render("archive/archive.css", {"theme": theme}).encode()


def prose(html: str) -> Markup:
    """An article's body for a page of today: cells are aligned by style."""
    plain = str.__str__(html)  # of markup each replacement would be escaped
    return Markup(_ALIGN.sub(r' style="text-align:\1"', plain).replace("<br />", "<br>"))  # noqa: S704 (nh3 cleaned it)


def place_of(locale: str) -> str:
    """A locale as Open Graph has it, with a country: `nl_NL`."""
    return "_".join(filter(None, (locale.partition("-")[0], locales.home_country(locale))))


def language_name(of: str, locale: str) -> str:
    """The name of a language in another one."""
    return locales.for_babel(of).get_language_name(str(locales.for_babel(locale))) or locales.autonym(of)


def funding_line(theme: Theme, found: str | None, locale: str) -> str:
    """Who pays, in the words of a locale, or in English and marked so."""
    if theme.funding is None:
        return ""
    return found or (theme.funding.line if "en" in locales.chain(locale) else foreign(theme.funding.line, "en"))


def _filters(cldr: Cldr) -> Filters:
    return {
        "date": cldr.date,
        "weekday": cldr.weekday,
        "day_range": lambda days: cldr.day_range(*days),
        "time_range": lambda times: cldr.time_range(*times),
        "country": cldr.country,
        "listed": cldr.listed,
        "number": cldr.number,
    }


def _mark_languages(page: str, trace: Trace | None = None) -> str:
    """The page with words of another language told apart, where markup may stand; elsewhere only their marks go.

    Those of a trace stay in the words.
    """
    if unmarked(page) == page:
        return page
    out, at = [], 0
    for tag in _TAG.finditer(page):
        out += [with_marks(page[at : tag.start()], _span), owned(tag[0], trace.paths) if trace else unmarked(tag[0])]
        at = tag.end()
    whole = "".join([*out, with_marks(page[at:], _span)])
    return whole if trace else unmarked(whole)


def _span(words: str, locale: str) -> str:
    return f'<span lang="{escape(locale)}" dir="{locales.direction(locale)}">{words}</span>'
