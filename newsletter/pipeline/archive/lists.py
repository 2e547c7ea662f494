"""What leads to the pages of an archive: a list of each language and point, feeds, the search, site maps, the door.

In: what is kept of all issues, of which the titles of one language at a time are held. Out: pages and files of one
record of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from itertools import groupby
from typing import Any

from newsletter.files import digest
from newsletter.locales import in_order
from newsletter.pipeline.archive.record import Record, Site
from newsletter.render.web import feed
from newsletter.render.web.pages import LOST, ROOT, LanguageLink, Pages, link_languages

IN_FEED = 20
Letter = Mapping[str, Any]


def script() -> bytes:
    """The search as the browser runs it."""
    return resources.files("newsletter").joinpath("pages/archive/search.js").read_bytes()


class Lists:
    """Makes the lists of an archive; `points` are those of each locale that may mail in it, with their names."""

    def __init__(self, shared: Pages, site: Site, record: Record, *, is_public: bool) -> None:
        self.pages, self.site, self.record = shared, site, record
        self.is_public = is_public
        self.homes = {locale: f"{locale}/" for locale in shared.words}
        self.script = f"assets/search-{digest(script())[:12]}.js"

    def make(self, issues: Sequence[str]) -> None:
        """All of them, of what is kept of these issues."""
        self.site.put(self.record, self.script, script())
        maps = []
        for locale in self.homes:
            own = [one for issue in issues for one in self.site.listed(issue, locale).letters]
            own.sort(key=lambda one: (one["date"], one["opened"], one["path"]), reverse=True)
            self.language(locale, own, issues)
            if self.is_public:
                maps.append(f"{self.pages.site}/{locale}/sitemap.xml")
                addresses = ((f"{self.pages.site}/{path}", at) for path, at in self.addresses(locale, own, issues))
                self.site.put(self.record, f"{locale}/sitemap.xml", feed.sitemap(addresses))
            if self.is_public and own:
                self.feed(locale, own)
        address = f"{self.pages.site}/sitemap.xml"
        if self.is_public:
            self.site.put(self.record, "sitemap.xml", feed.sitemap_index(maps))
        self.site.put(self.record, "robots.txt", feed.robots(address, is_public=self.is_public))
        self.doors()

    def addresses(self, locale: str, letters: Sequence[Letter], issues: Sequence[str]) -> Iterator[tuple[str, str]]:
        """All pages of a language, each with the moment of its last change."""
        yield f"{locale}/", max((one["opened"] for one in letters), default="")
        yield from ((one["path"], one["opened"]) for one in letters)
        for issue in issues:
            yield from ((one["path"], one["opened"]) for one in self.site.listed(issue, locale).articles)

    def language(self, locale: str, letters: Sequence[Letter], issues: Sequence[str]) -> None:
        """All issues in a language, and those of each point that mails in it."""
        senders = {one["point"]: one["sender"] for one in reversed(letters)}
        points = [
            {"slug": point, "name": name, "path": f"{locale}/{point}/"}
            for point, name in sorted(senders.items(), key=lambda item: (item[0] != "eu", in_order(item[1])))
        ]
        shared = {"points": points, "search": [], "script": self.script, "subscribe": "", "title": ""}
        if letters:
            searched = self.search(locale, issues)
            shared |= {"search": searched, "subscribe": f"{self.pages.site}/subscribe/{letters[0]['point']}/{locale}/"}
        if letters and self.is_public:
            shared |= {"feed": f"{locale}/feed.xml"}
        self.put("index.html", locale, f"{locale}/", link_languages(self.homes), years=_years(letters), **shared)
        for point in points if len(points) > 1 else []:
            own = [one for one in letters if one["point"] == point["slug"]]
            values = {**shared, "subscribe": f"{self.pages.site}/subscribe/{point['slug']}/{locale}/"}
            values |= {"point": point["slug"], "sender": point["name"], "years": _years(own)}
            self.put("index.html", locale, f"{locale}/{point['slug']}/", (), **values)

    def put(self, name: str, locale: str, path: str, languages: Sequence[LanguageLink], **values: Any) -> None:
        """A list at its path, from the template `name` with these values; `languages` are the same list in others."""
        values = {"point": "", "sender": "", "alternates": languages if len(languages) > 1 else (), **values}
        made = self.pages.page(name, locale, path, is_public=self.is_public, languages=languages, **values)
        self.site.put(self.record, path, made)

    def search(self, locale: str, issues: Sequence[str]) -> list[str]:
        """A file for the search of each year, the newest first; their paths."""
        dated = []
        for issue in issues:
            letters = self.site.listed(issue, locale).letters
            if letters:
                dated.append((max(str(one["date"]) for one in letters), issue))
        paths = []
        for year, own in groupby(sorted(dated, reverse=True), key=lambda each: each[0][:4]):
            paths.append(f"{locale}/search-{year}.json")
            self.site.put_parts(self.record, paths[-1], _joined(self.site.words(issue, locale) for _, issue in own))
        return paths

    def feed(self, locale: str, letters: Sequence[Letter]) -> None:
        """The newest letters of a language as an Atom feed (RFC 4287)."""
        newest = sorted(letters, key=lambda one: (one["opened"], one["path"]), reverse=True)[:IN_FEED]
        entries = [
            feed.Entry(f"{self.pages.site}/{one['path']}", one["title"], one["summary"], one["sender"], one["opened"])
            for one in newest
        ]
        address, home = f"{self.pages.site}/{locale}/feed.xml", f"{self.pages.site}/{locale}/"
        data = feed.atom(address, home, locale, self.pages.theme.wordmark, entries)
        self.site.put(self.record, f"{locale}/feed.xml", data)

    def doors(self) -> None:
        """The page at the root, and the one for addresses that lead nowhere."""
        known = link_languages(self.homes)
        locale = self.pages.source_locale
        self.put("chooser.html", locale, ROOT, known, title=self.pages.theme.wordmark)
        said = [
            {
                "locale": door.locale, "dir": door.dir, "name": door.name, "path": door.path,
                "words": self.pages.words[door.locale].gettext("There is no such page"),
            }
            for door in known
        ]  # fmt: skip
        made = self.pages.page("missing.html", locale, LOST, is_public=False, said=said, title="")
        self.site.put(self.record, LOST, made)


def _joined(lists: Iterable[bytes]) -> Iterator[bytes]:
    """Lists in JSON as one."""
    before = b"["
    for each in lists:
        if part := each[1:-1]:
            yield before + part
            before = b",\n"
    yield b"]" if before != b"[" else b"[]"


def _years(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """Letters by the year of their issue, in the order in which they come."""
    return [
        {
            "number": year,
            "letters": [
                {**one, "date": dt.date.fromisoformat(one["date"]), "languages": link_languages(one["languages"])}
                for one in own
            ],
        }
        for year, own in groupby(letters, key=lambda one: str(one["date"])[:4])
    ]
