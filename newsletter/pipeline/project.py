"""A project opened: its settings, the issue asked for, and its catalogs, each read once.

In: a folder and an environment. Out: a `Project`, `Content` and `Catalogs` for the stages, with every problem on the
way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newsletter.content.load import Content, issue_slugs, load, unknown_issue
from newsletter.edition import EditionKey, Translations, editions_of, translations_of
from newsletter.files import Cache, digest_of, program_digest
from newsletter.locales import chain
from newsletter.pipeline.chrome import kept_chrome_units
from newsletter.pipeline.result import CACHE_FOLDER
from newsletter.problems import Location, Problem, error, nearest
from newsletter.settings import Settings, read_settings
from newsletter.translate.comments import named_only
from newsletter.translate.po import catalog_file, entry_problems, read_catalog, unnamed_problems
from newsletter.translate.unit import Catalog, Unit, from_json, to_json


@dataclass(frozen=True)
class Project:
    """A project's folder with its settings."""

    root: Path
    settings: Settings

    @cached_property
    def cache(self) -> Cache:
        """Where finished skeletons, scaled pictures and compiled templates are kept."""
        return Cache(self.root / CACHE_FOLDER)

    @property
    def archive_folder(self) -> Path:
        """The folder of public pages, which is served."""
        return self.root / self.settings.archive.folder

    def issue_slug(self, wanted: str | None) -> tuple[str | None, list[Problem]]:
        """The issue asked for, or the newest; None when there is none of that name."""
        slugs = issue_slugs(self.root)
        if wanted is None and slugs:
            return slugs[-1], []
        if wanted is not None and wanted in slugs:
            return wanted, []
        if wanted is None:
            hint = "make one: `newsletter new issue 2024-01`"
            return None, [error("unknown-issue", "the project has no issue yet", Location("issues"), hint)]
        return None, [unknown_issue(self.root, wanted)]

    def content(self, slug: str, *, everything: bool = False) -> tuple[Content, list[Problem]]:
        """The content of an issue."""
        return load(self.root, slug, self.settings.source_locale, everything=everything)


def open_project(root: Path, environ: Mapping[str, str]) -> tuple[Project | None, list[Problem]]:
    """The project in a folder; None and the reasons when it is none."""
    settings, problems = read_settings(root, environ)
    return (Project(root.resolve(), settings) if settings else None), problems


class Catalogs:
    """The catalogs of one issue as the build sees them; a broken one is a problem and its locale can't be built."""

    def __init__(self, project: Project, issue: str, content: Content | None = None) -> None:
        self.content = content
        self.root = project.root
        self.cache = project.cache
        self.issue = issue
        self.is_named = project.settings.review.named
        self.problems: list[Problem] = []
        self.has_broken_templates = False
        self._read: dict[tuple[str, str], Catalog | None] = {}
        self._chrome_units: list[Unit] | None = None

    @property
    def chrome_units(self) -> list[Unit]:
        """The fixed words of the project's templates."""
        if self._chrome_units is None:
            self._chrome_units, problems = kept_chrome_units(self.root, self.cache)
            self.has_broken_templates = bool(problems)
            self.problems += problems
        return self._chrome_units

    def one(self, locale: str, name: str) -> Catalog | None:
        """A catalog; None when its file is broken."""
        if (locale, name) not in self._read:
            self._read[locale, name] = self._kept(locale, name)
        return self._read[locale, name]

    def _kept(self, locale: str, name: str) -> Catalog | None:
        """From the cache while the file has not changed and nothing was wrong with it; read strictly else."""
        file = catalog_file(locale, name)
        try:
            key = digest_of([program_digest(), locale, (self.root / file).read_bytes()])
        except OSError:
            key = ""
        kept = self.cache.get("catalogs", key) if key else None
        if kept is not None:
            return self._counted(from_json(kept, locale, file))
        catalog, problems = read_catalog(self.root, locale, name)
        if catalog:
            if catalog.unusable:
                problems += entry_problems(catalog, self.root, self.content.paths() if self.content else {})
            if key and not problems:
                self.cache.put("catalogs", key, to_json(catalog))
            problems += unnamed_problems(catalog)
        self.problems += problems
        return self._counted(catalog) if catalog else None

    def _counted(self, catalog: Catalog) -> Catalog:
        return named_only(catalog) if self.is_named else catalog

    def translations(self, locale: str) -> Translations | None:
        """All words of a locale through its chain; None when a file of it is broken."""
        found: dict[str, list[Catalog]] = {}
        for name in (self.issue, "chrome", "glossary"):
            catalogs = [self.one(step, name) for step in chain(locale)]
            if any(catalog is None for catalog in catalogs):
                return None
            found[name] = [catalog for catalog in catalogs if catalog is not None]
        return translations_of(locale, found[self.issue], found["chrome"], found["glossary"], self.chrome_units)


def wanted_editions(
    content: Content, points: tuple[str, ...], locales: tuple[str, ...]
) -> tuple[list[EditionKey], list[Problem]]:
    """The editions of an issue, or those of the points and locales named.

    A name that nobody has is a problem; so is a locale that none of the points named has, whoever else does.
    """
    every = editions_of(content)
    of_points = [key for key in every if key.point in points] or every
    problems: list[Problem] = []
    for what, wanted, known in (
        ("point", points, {key.point for key in every}),
        ("locale", locales, {key.locale for key in of_points}),
    ):
        for name in wanted:
            if name not in known:
                hint = nearest(name, known) or f"there are: {', '.join(sorted(known))}"
                whose = f"{content.slug}/{points[0]}" if what == "locale" and len(points) == 1 else content.slug
                message = f"no edition of {whose} has the {what} `{name}`"
                problems.append(error(f"unknown-{what}", message, None, hint))
    keys = [key for key in every if (not points or key.point in points) and (not locales or key.locale in locales)]
    return keys, problems
