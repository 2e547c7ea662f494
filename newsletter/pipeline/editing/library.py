"""All articles and networks of a project, to choose from: found by their words in every language.

In: a project. Out: an `ArticleEntry` or `NetworkEntry` for each, with what helps to tell them apart: language, author,
when it was in an issue last and where. What has not changed since the last look is not read again.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from newsletter import locales
from newsletter.content.filed import Filed, issue_from, overlay_from
from newsletter.content.load import Content, load
from newsletter.content.model import Article, IssueFile, Network, Overlay
from newsletter.content.pictures import PictureError
from newsletter.content.sections import Section
from newsletter.content.slugs import issue_slugs
from newsletter.known import KnownFile, KnownFiles, Name
from newsletter.pipeline.pictures import IMAGES
from newsletter.pipeline.project import Project
from newsletter.problems import Problem
from newsletter.render.images import Pictures
from newsletter.translate.formats.po import catalog_file

MOST_ISSUES = 12
"""So many issues back their catalogs are looked at for words in other languages."""
_SHOWN_WORDS = re.compile(r"(articles|networks)/[^/]+/(title|tagline)")


@dataclass(frozen=True, slots=True)
class Use:
    """Where an issue shows something: in the section with this heading or, without one, of this kind.

    `point` is the one whose letter it is in; empty for all.
    """

    issue: str
    date: dt.date
    heading: str
    kind: str
    point: str = ""
    number: int = -1
    """Of the section in the central issue, from 0; -1 in a point's changes."""


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article to choose: `words` are its title in other languages, by locale."""

    slug: str
    article: Article
    network: str
    words: Mapping[str, str]
    uses: tuple[Use, ...]

    @property
    def title(self) -> str:
        """Its title, in its own language."""
        return self.article.title

    @property
    def locale(self) -> str:
        """The language it is written in."""
        return self.article.locale

    @property
    def date(self) -> dt.date:
        """Its day; the first there is for one without."""
        return self.article.date or dt.date.min

    @property
    def texts(self) -> tuple[str, ...]:
        """What it is found by beside its title."""
        article = self.article
        author = article.author.name if article.author else ""
        return (self.slug, article.summary, author, self.network, *article.topics)


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network to choose: `words` are its tagline in other languages, by locale."""

    slug: str
    network: Network
    words: Mapping[str, str]
    uses: tuple[Use, ...]

    @property
    def title(self) -> str:
        """Its name, the same in every language."""
        return self.network.name

    @property
    def locale(self) -> str:
        """The language it is written in."""
        return self.network.locale

    @property
    def texts(self) -> tuple[str, ...]:
        """What it is found by beside its name."""
        network = self.network
        places = (meeting.place or "" for meeting in network.meetings)
        partners = (partner.name or "" for partner in (network.lead_partner, *network.partners))
        return (self.slug, network.tagline, *partners, *places)


Entry: TypeAlias = ArticleEntry | NetworkEntry


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search has found; `locale` and `words` are the title in the language in which it was found.

    `marks` are the parts of `words` that were looked for, as pairs of start and end.
    """

    entry: Entry
    locale: str
    words: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everything there is, by slug."""

    articles: Mapping[str, ArticleEntry]
    networks: Mapping[str, NetworkEntry]
    points: Mapping[str, str] = field(default_factory=dict)
    """The sender of each point, by slug."""
    countries: frozenset[str] = frozenset()
    """The codes of those of points and of partners."""


class Library:
    """The articles and networks of one project, held between two looks; any number of threads may ask."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._files: Mapping[Name, KnownFile[Any]] = {}
        self._lock = threading.Lock()

    def shelves(self) -> Shelves:
        """All articles and networks as their files are now."""
        with self._lock:
            files = KnownFiles(self.project.root, self._files)
            shelves = self._read(files)
            self._files = files.known()
            return shelves

    def _read(self, files: KnownFiles) -> Shelves:
        root, source = self.project.root, self.project.settings.source_locale
        content, _ = load(root, "", source, everything=True, files=files)
        uses: dict[str, list[Use]] = {}
        slugs = issue_slugs(root)
        for slug in reversed(slugs):
            for path, use in self._uses(files, slug, content):
                uses.setdefault(path, []).append(use)
        words = self._words(files, slugs[-MOST_ISSUES:])
        articles = {
            slug: ArticleEntry(
                slug,
                article,
                _name_of(content, article.network),
                words.get(article.path, {}),
                tuple(uses.get(article.path, ())),
            )
            for slug, article in content.articles.items()
        }
        networks = {
            slug: NetworkEntry(slug, network, words.get(network.path, {}), tuple(uses.get(network.path, ())))
            for slug, network in content.networks.items()
        }
        points = {slug: point.from_.name for slug, point in content.points.items()}
        return Shelves(articles, networks, points, frozenset(_countries(content)))

    def _uses(self, files: KnownFiles, slug: str, content: Content) -> Iterator[tuple[str, Use]]:
        source = self.project.settings.source_locale
        name = f"issues/{slug}/issue.yaml"
        central: Filed[IssueFile] = files.value(name, partial(issue_from, file=name, slug=slug, locale=source), source)
        issue = central.model or central.salvaged
        date = issue.date if issue and isinstance(issue.date, dt.date) else dt.date.min
        yield from _used_in(issue.sections if issue else (), slug, date)
        for path in sorted((self.project.root / "issues" / slug / "points").glob("*.yaml")):
            file, point = f"issues/{slug}/points/{path.name}", path.stem
            locale = content.points[point].locale if point in content.points else source
            make = partial(overlay_from, file=file, slug=point, issue=slug, locale=locale)
            filed: Filed[Overlay] = files.value(file, make, locale)
            overlay = filed.model or filed.salvaged
            if overlay is None:
                continue
            yield from ((path_, replace(use, number=-1)) for path_, use in _used_in(overlay.add, slug, date, point))
            if overlay.lead:
                yield f"articles/{overlay.lead}", Use(slug, date, "", "lead", point)

    def _words(self, files: KnownFiles, slugs: Sequence[str]) -> dict[str, dict[str, str]]:
        """Titles and taglines in other languages, by path and locale; those of later issues win."""
        found: dict[str, dict[str, str]] = {}
        known = sorted(path.name for path in (self.project.root / "locales").glob("*") if path.is_dir())
        for slug in slugs:
            for locale in known:
                for path, words in files.value(
                    catalog_file(locale, slug), partial(self._titles, locale=locale, name=slug), "titles"
                ):
                    found.setdefault(path, {})[locale] = words
        return found

    def _titles(
        self, data: bytes | None, problems: list[Problem], locale: str, name: str
    ) -> tuple[tuple[str, str], ...]:
        catalog, _ = self.project.parsed_catalog(data, locale, name) if data is not None else (None, problems)
        return tuple(
            (entry.context.rpartition("/")[0], entry.target)
            for entry in (catalog.active() if catalog else ())
            if entry.target and _SHOWN_WORDS.fullmatch(entry.context)
        )


def _name_of(content: Content, network: str | None) -> str:
    return content.networks[network].name if network and network in content.networks else ""


def _used_in(sections: Iterable[Section], issue: str, date: dt.date, point: str = "") -> Iterator[tuple[str, Use]]:
    for number, section in enumerate(sections):
        for kind, slugs in (
            ("lead", (section.lead,) if section.lead else ()),
            ("articles", section.articles or ()),
            ("networks", section.networks or ()),
            ("agenda", (section.agenda,) if section.agenda else ()),
            ("events", section.events or ()),
        ):
            what = "networks" if kind == "networks" else "articles"
            for slug in slugs:
                yield f"{what}/{slug}", Use(issue, date, section.heading or "", kind, point, number)


def small_picture(project: Project, src: str, width: int) -> tuple[str, bytes] | None:
    """The name and bytes of a picture of an article or network, scaled as in letters; None where it has faults."""
    try:
        shown = Pictures(project.root / IMAGES, project.cache).show(src, width)
    except PictureError:
        return None
    return shown.name, shown.data


def last_use(entry: Entry, before: str) -> Use | None:
    """Where an earlier issue than `before` showed it last as news; events and programmes are announcements."""
    earlier = [use for use in entry.uses if use.issue < before and use.kind in ("lead", "articles", "networks")]
    return max(earlier, key=lambda use: (use.date, use.issue), default=None)


def search(entries: Iterable[Entry], asked: str, preferred: Sequence[str] = ()) -> list[Found]:
    """The entries that have all words of a search, in any language; those found by their title first.

    `preferred` are locales in which a title is rather shown. Upper case, accents and marks do not count.
    """
    words = [word for word in _folded(asked)[0].split() if word]
    if not words:
        return [Found(entry, entry.locale, entry.title) for entry in entries]
    ranked: list[tuple[int, int, Found]] = []
    for number, entry in enumerate(entries):
        if found := _found(entry, words, preferred):
            ranked.append((*found[:1], number, found[1]))
    return [each for _, _, each in sorted(ranked, key=lambda pair: pair[:2])]


def _found(entry: Entry, words: Sequence[str], preferred: Sequence[str]) -> tuple[int, Found] | None:
    others = sorted(entry.words.items(), key=lambda pair: (pair[0] not in preferred, pair[0]))
    titles = [(entry.locale, entry.title), *((locale, text) for locale, text in others if locale != entry.locale)]
    for rank, (locale, text) in enumerate(titles):
        marks = _marks(text, words)
        if len(marks) == len(words):
            return min(rank, 1), Found(entry, locale, text, tuple(sorted(marks)))
    everything = _folded(" \n".join((*(text for _, text in titles), *entry.texts)))[0]
    if all(word in everything for word in words):
        return 2, Found(entry, entry.locale, entry.title, tuple(sorted(_marks(entry.title, words))))
    return None


def _marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where each word stands first in a text; those that do not stand there are left out."""
    folded, places = _folded(text)
    found = []
    for word in words:
        at = folded.find(word)
        if at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
    return found


def _folded(text: str) -> tuple[str, list[int]]:
    """A text without case and accents, and for each of its characters where it stood."""
    out: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character.casefold()):
            if not unicodedata.combining(part):
                out.append(part)
                places.append(at)
    return "".join(out), places


def suits(entry: ArticleEntry, kind: str) -> bool:
    """True when a section of this kind can show the article: events need an event, programmes a programme."""
    return {"events": entry.article.event is not None, "agenda": bool(entry.article.agenda)}.get(kind, True)


def home_of(entry: ArticleEntry) -> str:
    """The country of the point that wrote an article; empty for the secretariat's."""
    return entry.article.from_.upper() if entry.article.from_.upper() in locales.country_codes() else ""


def _countries(content: Content) -> Iterator[str]:
    """Those that points and partners of networks are in."""
    yield from (point.country for point in content.points.values() if point.country)
    for network in content.networks.values():
        yield from (each.country for each in (network.lead_partner, *network.partners))
