"""A project opened: its settings, the issue asked for, and catalogs by their bytes, each parsed once.

In: a folder and an environment. Out: a `Project`, `Content` and the editions asked for, with every problem on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newsletter.content.load import Content, load
from newsletter.content.site_links import SiteLanguages
from newsletter.edition import EditionKey, editions_of, locale_hint
from newsletter.files import digest_of, program_digest
from newsletter.pipeline.parsed import Parsed
from newsletter.pipeline.project_folder import ProjectFolder, open_project_folder
from newsletter.problems import Problem, error, nearest
from newsletter.translate.acceptance import Rule, judge_catalog
from newsletter.translate.copies import with_copies_reopened
from newsletter.translate.formats.catalog_json import from_json, to_json
from newsletter.translate.formats.po import (
    catalog_file,
    parse_catalog,
    read_catalog,
)
from newsletter.translate.unit import Catalog


@dataclass(frozen=True)
class Project(ProjectFolder):
    """A project's folder, with what is read of its files."""

    @cached_property
    def parsed(self) -> Parsed:
        """The catalogs that were parsed a moment ago."""
        return Parsed()

    @cached_property
    def site_languages(self) -> SiteLanguages:
        """The sites that lead each reader to pages in their language."""
        return SiteLanguages(self.settings.links)

    def content(self, slug: str, *, everything: bool = False) -> tuple[Content, list[Problem]]:
        """The content of an issue."""
        return load(self.root, slug, self.settings.source_locale, everything=everything)

    def catalog(self, locale: str, name: str) -> tuple[Catalog | None, list[Problem]]:
        """A catalog as it is in its file now; an empty one where there is none, None where it is broken."""
        data = self.catalog_bytes(locale, name)
        return read_catalog(self.root, locale, name) if data is None else self.parsed_catalog(data, locale, name)

    def catalog_bytes(self, locale: str, name: str) -> bytes | None:
        """The bytes of a catalog's file now; None where there is none that can be read."""
        try:
            return (self.root / catalog_file(locale, name)).read_bytes()
        except OSError:
            return None

    def rule(self, locale: str) -> Rule:
        """How many people have to accept a text of this locale before it counts as reviewed."""
        review = self.settings.review
        return Rule(review.people_for(locale), review.named)

    def judged(self, catalog: Catalog) -> Catalog:
        """A catalog with each text in the state that the project's rule gives it, whatever mark its file has."""
        rule = self.rule(catalog.locale)
        judged = judge_catalog(catalog, rule)
        return judged if rule.needs_names else with_copies_reopened(judged, self.settings.source_locale)

    def parsed_catalog(self, data: bytes, locale: str, name: str) -> tuple[Catalog | None, list[Problem]]:
        """The bytes of a catalog's file, parsed once: from the cache where they have been read without any problem."""
        file = catalog_file(locale, name)
        held = self.parsed.get(locale, file, data)
        if held is not None:
            return held, []
        catalog: Catalog | None
        problems: list[Problem] = []
        key = digest_of([program_digest(), locale, data])
        kept = self.cache.get("catalogs", key)
        if kept is not None:
            catalog = from_json(kept, locale, file)
        else:
            catalog, problems = parse_catalog(data, locale, file)
            if catalog and not problems:
                self.cache.put("catalogs", key, to_json(catalog))
        if catalog and not problems:
            self.parsed.put(catalog, data)
        return catalog, problems


def open_project(root: Path, environ: Mapping[str, str]) -> tuple[Project | None, list[Problem]]:
    """The project in a folder; None and the reasons when it is none."""
    folder, problems = open_project_folder(root, environ)
    return (Project(folder.root, folder.settings) if folder else None), problems


def wanted_editions(
    content: Content, points: tuple[str, ...], locales: tuple[str, ...]
) -> tuple[list[EditionKey], list[Problem]]:
    """The editions of an issue, or those of the points and locales named.

    A name that nobody has is a problem; so is a locale that none of the points named has, whoever else does.
    """
    every = editions_of(content)
    of_points = [key for key in every if key.point in points] or every
    problems: list[Problem] = []
    names = {key.point for key in every}
    for what, wanted, known in (
        ("point", points, names),
        ("locale", locales, {key.locale for key in of_points}),
    ):
        for name in wanted:
            if name not in known:
                hint = nearest(name, names) or f"there are: {', '.join(sorted(names))}"
                hint = locale_hint(name, of_points) if what == "locale" else hint
                whose = f"{content.slug}/{points[0]}" if what == "locale" and len(points) == 1 else content.slug
                message = f"no edition of {whose} has the {what} `{name}`"
                problems.append(error(f"unknown-{what}", message, None, hint))
    keys = [key for key in every if (not points or key.point in points) and (not locales or key.locale in locales)]
    return keys, problems
