"""`newsletter review`: what people have to read, and what they decide.

In: the catalogs of an issue. Out: units with their states, what has changed in their sources and what was translated
like them before; or the same catalogs with decisions written in, each with the name of who decided and the day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from newsletter.edition import EditionKey
from newsletter.files import digest_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.findings import Checked
from newsletter.pipeline.translation.status import needed
from newsletter.problems import Location, Problem, as_json, error, has_errors, warning
from newsletter.translate.authorship import (
    PSEUDO,
    is_unnamed,
    machine_of,
    named_only,
    origin_of,
    review_by,
    reviews_of,
)
from newsletter.translate.checks.blocking import blocking_problems, is_blocked
from newsletter.translate.checks.every import CODES
from newsletter.translate.copies import with_copies_reopened
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.memory import Match, Memory
from newsletter.translate.record import Act, add_texts
from newsletter.translate.unit import Catalog, Key, State, Translation, Unit
from newsletter.workspace import MovedOnError

UNUSABLE = "unusable"
STATES = ("missing", UNUSABLE, "stale", "needs-review", "reviewed")
"""What `--state` can ask for.

A stale text is one that needs review since its source has changed; an unusable one is there with a fault that keeps it
from being used, so that it counts as missing.
"""
PROBLEMS = CODES
"""What `--problem` can ask for."""


_UNSEEN: Mapping[str, Sequence[str]] = MappingProxyType({})


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
        "reviewers": [asdict(act) for act in reviews_of(entry)],
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


def entries(project: Project, slug: str, locale: str) -> tuple[list[Entry], list[Problem]]:
    """Every active unit of a locale: of the issue first, then of the templates, then the names of the glossary."""
    found: list[tuple[str, Translation]] = []
    problems: list[Problem] = []
    for name in (slug, "chrome", "pages", "glossary"):
        catalog, faults = project.catalog(locale, name)
        problems += faults
        if catalog:
            settings = project.settings
            is_named = settings.review.named
            catalog = named_only(catalog) if is_named else with_copies_reopened(catalog, settings.source_locale)
        found += [(name, entry) for entry in catalog.active()] if catalog else []
    # Letters and pages have some words in common.
    ids = short_names([digest_of((name, *entry.key) if name == "pages" else entry.key) for name, entry in found])
    checked = Checked(open_snapshot(project, slug))
    wrong = {name: checked.placed(locale, name) for name in (slug, "chrome", "pages")}
    return [
        Entry(key, name, entry, tuple(wrong[name].get(entry.key, ()) if name in wrong else blocking_problems(entry)))
        for key, (name, entry) in zip(ids, found, strict=True)
    ], problems


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


def decide(
    project: Project,
    slug: str,
    locale: str,
    *,
    accept: Sequence[str] = (),
    reject: Sequence[str] = (),
    by: str,
    today: dt.date,
    seen: Mapping[str, Sequence[str]] = _UNSEEN,
) -> tuple[int, list[Problem]]:
    """Accept or reject translations by id; how many changed. An unknown id is a problem and nothing is written.

    A translation that reads otherwise than in `seen` is a problem too, and is left as it is.
    """
    known, problems = entries(project, slug, locale)
    by_id = {entry.id: (entry.catalog, *entry.translation.key) for entry in known}
    problems += [_unknown(name, by_id, slug, locale) for name in (*accept, *reject) if name not in by_id]
    if problems:
        return 0, problems
    changed = 0
    for name in (slug, "chrome", "pages", "glossary"):
        catalog, _ = project.catalog(locale, name)
        if catalog is None:
            continue
        # By unit and not by id: what is obsolete beside it has no id of its own.
        right, wrong = ({by_id[key][1:]: key for key in keys if by_id[key][0] == name} for keys in (accept, reject))
        after, found = _decided(catalog, right, wrong, by, today, seen)
        problems += found
        count = sum(old != new for old, new in zip(catalog.entries, after.entries, strict=True))
        try:
            if count:
                write_catalog(project.root, after)
        except MovedOnError:
            message = "somebody else wrote this file meanwhile; no decision was written into it"
            problems.append(error("file-changed", message, Location(catalog.file), "run the command again"))
            continue
        changed += count
    return changed, problems


def _unknown(name: str, known: Iterable[str], slug: str, locale: str) -> Problem:
    longer = sorted(other for other in known if len(name) >= 8 and other.startswith(name))
    message = f"no unit of {slug} in {locale} has the id `{name}`"
    hint = f"`newsletter review {slug} --locale {locale}` lists them"
    if longer:
        message += f"; {len(longer)} begin with it"
        hint = f"write one of {', '.join(f'`{other}`' for other in longer)}"
    return error("unknown-unit", message, None, hint)


def _decided(
    catalog: Catalog,
    accept: Mapping[Key, str],
    reject: Mapping[Key, str],
    by: str,
    today: dt.date,
    seen: Mapping[str, Sequence[str]],
) -> tuple[Catalog, list[Problem]]:
    out: list[Translation] = []
    problems: list[Problem] = []
    for entry in catalog.entries:
        name = accept.get(entry.key) or reject.get(entry.key, "")
        if entry.is_obsolete or not name:
            out.append(entry)
        elif tuple(seen.get(name, entry.targets)) != entry.targets:
            message = f"`{name}` reads otherwise than when it was shown; nothing was decided about it"
            problems.append(error("file-changed", message, Location(catalog.file, entry.line), "read it again"))
            out.append(entry)
        elif entry.key in reject:
            out.append(_rejected(entry, by, today))
        elif entry.state is State.MISSING:
            message = f"`{name}` has no translation that could be accepted"
            problems.append(warning("nothing-to-accept", message, Location(catalog.file, entry.line)))
            out.append(entry)
        elif machine_of(entry) == PSEUDO:
            at = Location(catalog.file, entry.line)
            message = f"`{name}` can't be accepted: it is pseudo-text, which is no translation"
            problems.append(error("unusable-translation", message, at, "run `newsletter translate`, or translate it"))
            out.append(entry)
        elif faults := blocking_problems(entry):
            at = Location(catalog.file, entry.line)
            problems.append(error("unusable-translation", f"`{name}` can't be accepted: {faults[0].message}", at))
            out.append(entry)
        else:
            out.append(accept_text(entry, by, today))
    return replace(catalog, entries=tuple(out)), problems


def accept_text(entry: Translation, by: str, today: dt.date) -> Translation:
    """The translation as one that this person has accepted."""
    # Who accepts has seen the other text of a merge, and decided.
    record = replace(
        entry.record,
        reviews=(review_by(by, today, entry),),
        past_reviews=(),
        rejections=(),
        theirs=(),
        not_translated=None,
        offers=(),
    )
    return replace(entry, state=State.REVIEWED, previous="", previous_plural="", record=record)


def _rejected(entry: Translation, by: str, today: dt.date) -> Translation:
    record = replace(
        entry.record,
        origin=None,
        reviews=(),
        past_reviews=(),
        rejections=(Act(by, today.isoformat()),),
        rejected=add_texts(entry.record.rejected, entry.targets),
    )
    return replace(
        entry,
        targets=("",) * len(entry.targets),
        state=State.MISSING,
        previous="",
        previous_plural="",
        record=record,
    )
