"""`newsletter review`: what people have to read.

In: the catalogs of an issue. Out: units with their states, what has changed in their sources, what was translated like
them before, and what people have asked about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from newsletter.edition import EditionKey
from newsletter.files import digest_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.findings import Checked
from newsletter.pipeline.translation.status import needed
from newsletter.problems import Problem, as_json, has_errors
from newsletter.translate.acceptance import acceptances_of, writer_of
from newsletter.translate.authorship import (
    PSEUDO,
    is_unnamed,
    machine_of,
    origin_of,
    reviews_of,
)
from newsletter.translate.checks.blocking import blocking_problems, is_blocked
from newsletter.translate.checks.every import CODES
from newsletter.translate.memory import Match, Memory
from newsletter.translate.record import Act, Said
from newsletter.translate.talk import open_questions
from newsletter.translate.unit import State, Translation, Unit

UNUSABLE = "unusable"
STATES = ("missing", UNUSABLE, "stale", "needs-review", "reviewed")
"""What `--state` can ask for.

A stale text is one that needs review since its source has changed; an unusable one is there with a fault that keeps it
from being used, so that it counts as missing.
"""
PROBLEMS = CODES
"""What `--problem` can ask for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation as a reviewer sees it; `id` names it in its catalog."""

    id: str
    catalog: str
    translation: Translation
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; of what is known and recorded of the text, that which there is."""
        entry = self.translation
        values: dict[str, Any] = {
            "id": self.id,
            "catalog": self.catalog,
            "context": entry.context,
            "state": entry.state.value,
            "stale": entry.is_stale,
            "unusable": self.is_unusable,
            "source": entry.source,
            "translation": list(entry.targets) if entry.plural else entry.target,
            "problems": [as_json(problem) for problem in self.problems],
        }
        known = {**asdict(entry.about), **_recorded(entry), "previous_source": entry.previous}
        known["notes"] = [note for note in (*entry.about.notes, *entry.record.notes) if note]
        return values | {name: value for name, value in known.items() if value}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what is wrong with the translation."""
        return tuple(dict.fromkeys(problem.code for problem in self.problems))

    @property
    def questions(self) -> tuple[Said, ...]:
        """What people have asked about the text and nobody has answered."""
        return open_questions(self.translation.record)

    @property
    def acceptances(self) -> tuple[Act, ...]:
        """Who has accepted the text as it is, enough people or not: each by name, once."""
        return acceptances_of(self.translation)

    @property
    def state(self) -> str:
        """The state, as `--state` asks for it."""
        if self.is_unusable:
            return UNUSABLE
        return "stale" if self.translation.is_stale else self.translation.state.value

    @property
    def is_unusable(self) -> bool:
        """True when the text is there and an error keeps it from being used, whatever anybody has said of it."""
        return self.translation.state is not State.MISSING and has_errors(self.problems)


def _recorded(entry: Translation) -> dict[str, Any]:
    """What is recorded of a text as plain JSON values: of origin and reviews those that hold for the words of today."""
    record = entry.record
    origin = origin_of(entry)
    return {
        "origin": asdict(origin) if origin else None,
        "written": asdict(writer) if (writer := writer_of(entry)) else None,
        "reviewers": [asdict(act) for act in reviews_of(entry)],
        "accepted": [asdict(act) for act in acceptances_of(entry)] if entry.state is State.NEEDS_REVIEW else [],
        "talk": [asdict(said) for said in record.talk],
        "past_reviewers": [asdict(act) for act in record.past_reviews],
        "rejections": [asdict(act) for act in record.rejections],
        "rejected": record.rejected,
        "offers": record.offers,
        "theirs": record.theirs,
        "not_translated": str(record.not_translated or ""),
        "dismissed": [each.check for each in record.dismissals if each.reason],
    }


def unit_id(context: str, source: str) -> str:
    """A short name for a unit, from its context and source; where two would share it, `entries` gives longer ones."""
    return digest_of([context, source])[:8]


def short_names(digests: Sequence[str]) -> list[str]:
    """The first eight digits of each, or as many more as tell it from all others."""
    names = [digest[:8] for digest in digests]
    length = 8
    while length < 64 and (shared := {name for name, count in Counter(names).items() if count > 1}):
        length += 1
        names = [digest[:length] if name in shared else name for digest, name in zip(digests, names, strict=True)]
    return names


def units(project: Project, slug: str, locale: str) -> tuple[list[Entry], list[Problem]]:
    """Every active unit of a locale: of the issue first, then of the templates, then the names of the glossary.

    Nothing is checked for it: what is wrong with a translation is not told.
    """
    found: list[tuple[str, Translation]] = []
    problems: list[Problem] = []
    for name in (slug, "chrome", "pages", "glossary"):
        catalog, faults = project.catalog(locale, name)
        problems += faults
        if catalog:
            found += [(name, entry) for entry in project.judged(catalog).active()]
    # Letters and pages have some words in common.
    ids = short_names([digest_of((name, *entry.key) if name == "pages" else entry.key) for name, entry in found])
    return [Entry(key, name, entry) for key, (name, entry) in zip(ids, found, strict=True)], problems


def entries(project: Project, slug: str, locale: str) -> tuple[list[Entry], list[Problem]]:
    """The same, each with what is wrong with its translation."""
    found, problems = units(project, slug, locale)
    checked = Checked(open_snapshot(project, slug))
    wrong = {name: checked.placed(locale, name) for name in (slug, "chrome", "pages")}

    def problems_of(each: Entry) -> Sequence[Problem]:
        of_catalog = wrong.get(each.catalog)
        entry = each.translation
        return blocking_problems(entry) if of_catalog is None else of_catalog.get(entry.key, ())

    return [replace(each, problems=tuple(problems_of(each))) for each in found], problems


def asked_about(found: Iterable[Entry]) -> list[Entry]:
    """The entries with a question that nobody has answered."""
    return [entry for entry in found if entry.questions]


def chosen(found: Iterable[Entry], document: str = "", states: Sequence[str] = (), problem: str = "") -> list[Entry]:
    """The entries of a document (`articles/heerlen`, `chrome`), in one of the states, with a problem of the code."""
    document = document.rstrip("/")
    return [
        entry
        for entry in found
        if (document in ("", entry.catalog) or f"{entry.translation.context}/".startswith(f"{document}/"))
        and (not states or entry.state in states or entry.translation.state.value in states)
        and (not problem or problem in entry.codes)
    ]


def unnamed(found: Iterable[Entry]) -> list[Entry]:
    """The entries of a machine that count as reviewed though nobody is named who has read them."""
    return [entry for entry in found if is_unnamed(entry.translation)]


def of_point(found: Iterable[Entry], project: Project, slug: str, point: str, locale: str) -> list[Entry]:
    """The entries that the edition of a point needs: those that `newsletter status` counts for it."""
    edition = open_snapshot(project, slug).edition(EditionKey(slug, point, locale))
    if edition is None:
        return []
    wanted = needed(edition)
    return [entry for entry in found if (entry.catalog, entry.translation.key) in wanted]


def shown_mark(found: Iterable[Entry]) -> str:
    """What stands for these very texts and translations as they were shown; the empty text for none."""
    parts = [part for each in found for part in (each.id, *each.translation.key, *each.translation.targets)]
    return digest_of(parts)[:8] if parts else ""


def acceptable(found: Iterable[Entry]) -> list[Entry]:
    """The entries that a person can accept: those to be reviewed that could be mailed."""
    ready = (entry for entry in found if entry.translation.state is State.NEEDS_REVIEW)
    return [entry for entry in ready if machine_of(entry.translation) != PSEUDO and not is_blocked(entry.translation)]


def documents(found: Iterable[Entry]) -> list[str]:
    """What `document` can be for these entries, in order."""
    return list(dict.fromkeys(_document(entry) for entry in found))


def _document(entry: Entry) -> str:
    parts = entry.translation.context.split("/")
    return "/".join(parts[:2]) if len(parts) > 1 else entry.catalog


def suggestions(project: Project, locale: str, found: Sequence[Entry], limit: int = 2) -> Mapping[str, list[Match]]:
    """By id, what was translated before from a source much like that of an entry which is missing or stale."""
    wanted = [entry for entry in found if entry.state in ("missing", "stale") and entry.catalog != "glossary"]
    if not wanted:
        return {}
    with Memory(project.cache.folder / "memory.sqlite", project.settings.source_locale) as memory:
        memory.refresh(project.root)
        units = {entry.id: _unit(entry.translation) for entry in wanted}
        near = {key: memory.near(unit, locale, limit) for key, unit in units.items()}
    return {key: matches for key, matches in near.items() if matches}


def _unit(entry: Translation) -> Unit:
    return Unit(entry.context, entry.source, entry.about, entry.plural)
