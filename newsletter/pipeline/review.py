"""`newsletter review` and `newsletter status`: what people have read, and what they decide.

In: the catalogs of an issue. Out: units with their states; or the same catalogs with decisions written in, each with
the name of who decided and the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsletter.content.load import Content
from newsletter.content.texts import walk
from newsletter.edition import Edition, editions_of, localise
from newsletter.files import FileChangedError, digest_of
from newsletter.locales import chain
from newsletter.pipeline.project import Catalogs, Project
from newsletter.problems import Location, Problem, error, warning
from newsletter.translate.extract import is_unit
from newsletter.translate.po import faults_of, read_catalog, write_catalog
from newsletter.translate.unit import Catalog, Key, State, Translation


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation as a reviewer sees it; `id` names it in its catalog."""

    id: str
    catalog: str
    translation: Translation

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        entry = self.translation
        values: dict[str, Any] = {
            "id": self.id,
            "catalog": self.catalog,
            "context": entry.context,
            "state": entry.state.value,
            "stale": entry.is_stale,
            "source": entry.source,
            "translation": list(entry.targets) if entry.plural else entry.target,
        }
        return values | ({"previous_source": entry.previous} if entry.previous else {})


def unit_id(context: str, source: str) -> str:
    """A short name for a unit, from its context and source."""
    return digest_of([context, source])[:8]


def entries(project: Project, slug: str, locale: str) -> tuple[list[Entry], list[Problem]]:
    """Every active unit of a locale: of the issue first, then of the templates, then the names of the glossary."""
    found: list[Entry] = []
    problems: list[Problem] = []
    for name in (slug, "chrome", "glossary"):
        catalog, faults = read_catalog(project.root, locale, name)
        problems += faults
        for entry in catalog.active() if catalog else ():
            found.append(Entry(unit_id(*entry.key), name, entry))
    return found, problems


def decide(
    project: Project,
    slug: str,
    locale: str,
    *,
    accept: Sequence[str] = (),
    reject: Sequence[str] = (),
    by: str,
    today: dt.date,
) -> tuple[int, list[Problem]]:
    """Accept or reject translations by id; how many changed. An unknown id is a problem and nothing is written."""
    known, problems = entries(project, slug, locale)
    ids = {entry.id for entry in known}
    for name in (*accept, *reject):
        if name not in ids:
            message = f"no unit of {slug} in {locale} has the id `{name}`"
            problems.append(
                error("unknown-unit", message, None, f"`newsletter review {slug} --locale {locale}` lists them")
            )
    if problems:
        return 0, problems
    changed = 0
    for name in (slug, "chrome", "glossary"):
        catalog, _ = read_catalog(project.root, locale, name)
        if catalog is None:
            continue
        after, found = _decided(catalog, set(accept), set(reject), by, today)
        problems += found
        count = sum(old != new for old, new in zip(catalog.entries, after.entries, strict=True))
        try:
            if count:
                write_catalog(project.root, after)
        except FileChangedError:
            message = "somebody else wrote this file meanwhile; no decision was written into it"
            problems.append(error("file-changed", message, Location(catalog.file), "run the command again"))
            continue
        changed += count
    return changed, problems


def _decided(
    catalog: Catalog, accept: set[str], reject: set[str], by: str, today: dt.date
) -> tuple[Catalog, list[Problem]]:
    out: list[Translation] = []
    problems: list[Problem] = []
    for entry in catalog.entries:
        name = unit_id(*entry.key)
        if entry.is_obsolete or name not in accept | reject:
            out.append(entry)
        elif name in reject:
            out.append(_rejected(entry, by, today))
        elif not all(entry.targets):
            message = f"`{name}` has no translation that could be accepted"
            problems.append(warning("nothing-to-accept", message, Location(catalog.file, entry.line)))
            out.append(entry)
        elif faults := faults_of(entry):
            at = Location(catalog.file, entry.line)
            problems.append(error("unusable-translation", f"`{name}` can't be accepted: {faults[0]}", at))
            out.append(entry)
        else:
            out.append(_accepted(entry, by, today))
    return replace(catalog, entries=tuple(out)), problems


def _accepted(entry: Translation, by: str, today: dt.date) -> Translation:
    comments = _without_decisions(entry.comments)
    comments = (*comments, f"reviewed: {by} {today.isoformat()}")
    return replace(entry, state=State.REVIEWED, previous="", previous_plural="", comments=comments)


def _rejected(entry: Translation, by: str, today: dt.date) -> Translation:
    comments = tuple(line for line in _without_decisions(entry.comments) if not line.startswith("from: "))
    return replace(
        entry,
        targets=("",) * len(entry.targets),
        state=State.MISSING,
        previous="",
        previous_plural="",
        comments=(*comments, f"rejected: {by} {today.isoformat()}"),
    )


def _without_decisions(comments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in comments if not line.startswith(("reviewed: ", "rejected: ")))


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far one edition is; `stale` counts those of `needs-review` whose source has changed."""

    edition: str
    point: str
    locale: str
    states: dict[str, int]
    stale: int

    @property
    def is_ready(self) -> bool:
        """True when every text is reviewed."""
        return not self.states["missing"] and not self.states["needs-review"]


def readiness(project: Project, content: Content) -> tuple[list[Readiness], list[Problem]]:
    """The readiness board: every edition of an issue with its texts by state, those of its chrome included."""
    catalogs = Catalogs(project, content.slug)
    board: list[Readiness] = []
    for key in editions_of(content):
        issue, translations = content.issue_for(key.point), catalogs.translations(key.locale)
        if issue is None or translations is None:
            continue
        edition = localise(issue, key, translations)
        words = translations.words
        found = [words.get((text.context, text.words)) for text in walk(issue) if is_unit(text, key.locale)]
        stale = sum(entry.is_stale for entry in found if entry) + _stale_chrome(catalogs, edition)
        board.append(Readiness(str(key), key.point, key.locale, edition.counts(), stale))
    return board, catalogs.problems


def _stale_chrome(catalogs: Catalogs, edition: Edition) -> int:
    entries: dict[Key, Translation] = {}
    for locale in reversed(chain(edition.key.locale)):
        catalog = catalogs.one(locale, "chrome")
        entries |= {e.key: e for e in catalog.active() if e.state is not State.MISSING} if catalog else {}
    return sum(entries[key].is_stale for key in edition.chrome.states if key in entries)
