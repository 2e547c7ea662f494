"""The catalogs of one issue, each read once, and what letters take their words from.

In: a project, an issue, the bytes of catalogs as far as they are known. Out: `Catalogs`, with every problem on the way.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from newsletter.content.load import Content
from newsletter.edition import KnownWords, Translations, translations_of
from newsletter.files import decode
from newsletter.known import KnownFile
from newsletter.locales import chain
from newsletter.pipeline.chrome import recall_chrome_units
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem
from newsletter.translate.formats.po import catalog_file, entry_problems, place_of, unnamed_problems
from newsletter.translate.unit import Catalog, Key, Translation, Unit


@dataclass(frozen=True, slots=True)
class _Read:
    """A catalog as it was read, None when its file is broken; what is wrong with it, but for its unusable texts."""

    catalog: Catalog | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FixedWords:
    """The words of letters' templates, and what is wrong with a template that keeps them from being known."""

    units: list[Unit]
    problems: tuple[Problem, ...]


def fixed_words(project: Project, digests: Mapping[str, str] | None = None) -> FixedWords:
    """The fixed words of a project's letters; `digests` are those of its templates by name, where they are known."""
    units, problems = recall_chrome_units(project.root, project.cache, digests)
    return FixedWords(units, tuple(problems))


Held = Mapping[str, KnownFile[bytes | None]]
"""The bytes of catalogs by file."""


class Catalogs:
    """The catalogs of one issue as the build sees them; a broken one is a problem and its locale can't be built.

    Each is read once, whoever asks first, in whatever thread: from the bytes in `held`, or from its file where they are
    not there. `read` names the files that were.
    """

    def __init__(
        self,
        project: Project,
        issue: str,
        content: Content | None = None,
        held: Held | None = None,
        words: FixedWords | None = None,
    ) -> None:
        self.project = project
        self.content = content
        self.root = project.root
        self.cache = project.cache
        self.issue = issue
        self.read: list[str] = []
        self._held = held or {}
        self._known: dict[tuple[str, str], _Read] = {}
        self._words = words
        self._translations: dict[str, Translations | None] = {}
        self._unusable: dict[tuple[str, str], list[Problem]] = {}
        self._reading = threading.RLock()
        self.known_words: KnownWords | None = None
        """What editions have in the words of these catalogs; None for those of a program that opens an issue once."""

    def next(self, content: Content, held: Held, words: FixedWords) -> Catalogs:
        """Those of the same issue with other files: a catalog whose bytes are the same is not read again."""
        made = Catalogs(self.project, self.issue, content, held, words)
        same = {file for file, each in held.items() if file in self._held and self._held[file].digest == each.digest}
        made.known_words = self.known_words or KnownWords()
        with self._reading:
            made._known = {key: each for key, each in self._known.items() if catalog_file(*key) in same}
            if words is self._words:
                made._translations = {
                    locale: words
                    for locale, words in self._translations.items()
                    if all(catalog_file(*each) in same for each in _needed(self.issue, locale))
                }
        return made

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the catalogs, and with the templates' fixed words, that were asked for so far."""
        of_words = self._words.problems if self._words else ()
        return [*of_words, *(problem for each in list(self._known) for problem in self._problems(*each))]

    def problems_in(self, locale: str) -> list[Problem]:
        """What is wrong with all that a letter in this locale takes its words from."""
        self.translations(locale)
        with self._reading:
            needed = _needed(self.issue, locale)
            return [*self.words.problems, *(problem for each in needed for problem in self._problems(*each))]

    @property
    def chrome_units(self) -> list[Unit]:
        """The fixed words of the project's templates."""
        return self.words.units

    @property
    def has_broken_templates(self) -> bool:
        """True when the fixed words of a template can't be read, so that no letter can be laid out."""
        return bool(self.words.problems)

    def one(self, locale: str, name: str) -> Catalog | None:
        """A catalog; None when its file is broken."""
        return self._one(locale, name).catalog

    def translations(self, locale: str) -> Translations | None:
        """All words of a locale through its chain; None when a file of it is broken."""
        with self._reading:
            if locale not in self._translations:
                self._translations[locale] = self._through_chain(locale)
            return self._translations[locale]

    def _through_chain(self, locale: str) -> Translations | None:
        found: dict[str, list[Catalog]] = {self.issue: [], "chrome": [], "glossary": []}
        for step, name in _needed(self.issue, locale):
            catalog = self.one(step, name)
            if catalog is None:
                return None
            found[name].append(catalog)
        return translations_of(locale, found[self.issue], found["chrome"], found["glossary"], self.chrome_units)

    @property
    def words(self) -> FixedWords:
        """The fixed words of the project's templates, and what is wrong with them."""
        with self._reading:
            if self._words is None:
                self._words = fixed_words(self.project)
            return self._words

    def lines(self, locale: str, name: str) -> list[str]:
        """The lines of a catalog's file; none where it can't be read."""
        file = catalog_file(locale, name)
        held = self._held.get(file)
        data = held.value if held else self.project.catalog_bytes(locale, name)
        return (decode(data or b"", file)[0] or "").split("\n")

    def place(self, locale: str, name: str, entry: Translation) -> Location | None:
        """Where a translation stands in the catalogs of a locale's chain.

        None where none of them has it as it is here.
        """
        for step in chain(locale):
            catalog = self.one(step, name)
            if catalog and catalog.by_key().get(entry.key) == entry:
                # Its line is no part of what it is: the one of this file counts.
                entry = catalog.by_key()[entry.key]
                return place_of(entry, catalog.file, self.lines(step, name), self.paths.get(entry.key, ""))
        return None

    @cached_property
    def paths(self) -> Mapping[Key, str]:
        """The path of each text that a unit of the issue is, as far as the content is known."""
        return self.content.paths() if self.content else {}

    def _problems(self, locale: str, name: str) -> list[Problem]:
        read = self._one(locale, name)
        if read.catalog is None or not read.catalog.unusable:
            return list(read.problems)
        with self._reading:
            if (locale, name) not in self._unusable:
                found = entry_problems(read.catalog, self.lines(locale, name), self.paths)
                self._unusable[locale, name] = found
            return [*read.problems, *self._unusable[locale, name]]

    def _one(self, locale: str, name: str) -> _Read:
        with self._reading:
            if (locale, name) not in self._known:
                self._known[locale, name] = self._made(locale, name)
            return self._known[locale, name]

    def _made(self, locale: str, name: str) -> _Read:
        """From the cache while the file has not changed and nothing was wrong with it; read strictly else."""
        file = catalog_file(locale, name)
        held = self._held.get(file)
        if held and held.stamp is None:
            return _Read(Catalog(locale, file), ())
        data = held.value if held else self.project.catalog_bytes(locale, name)
        if data is None:
            missing, problems = self.project.catalog(locale, name)
            return _Read(missing, tuple(problems))
        self.read.append(file)
        catalog, problems = self.project.parsed_catalog(data, locale, name)
        if catalog:
            problems += unnamed_problems(catalog)
            catalog = self.project.judged(catalog)
        return _Read(catalog, tuple(problems))


def catalog_files(issue: str, locale: str) -> list[str]:
    """The files of all catalogs that a letter in a locale takes its words from, there or not."""
    return [catalog_file(*each) for each in _needed(issue, locale)]


def _needed(issue: str, locale: str) -> list[tuple[str, str]]:
    return [(step, name) for name in (issue, "chrome", "glossary") for step in chain(locale)]
