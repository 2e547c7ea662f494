"""What people decide about translations, written into the catalogs: accepted or rejected, by name.

In: texts by id, and who decides. Out: how many texts changed, how many of them wait for another person, and what could
not be decided. A catalog that somebody writes meanwhile is read again: a text that reads otherwise by then is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.review import Entry, entries
from newsletter.problems import Location, Problem, error, warning
from newsletter.translate.acceptance import Rule, accept_text, has_accepted, may_accept
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.checks.blocking import blocking_problems
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_splice import write_changes
from newsletter.translate.record import Act, add_texts
from newsletter.translate.unit import Catalog, Key, State, Translation
from newsletter.workspace import MovedOnError

_UNSEEN: Mapping[str, Sequence[str]] = MappingProxyType({})
TRIES = 5
"""As often a catalog is read again that somebody else keeps writing."""


@dataclass(frozen=True, slots=True)
class Decided:
    """How many translations changed; `waiting` are those of them that another person has still to accept."""

    changed: int = 0
    waiting: int = 0
    problems: list[Problem] = field(default_factory=list)


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
) -> Decided:
    """Accept or reject translations by id. An unknown id is a problem and nothing is written.

    A translation that reads otherwise than in `seen` is a problem too, and is left as it is.
    """
    known, problems = entries(project, slug, locale)
    chosen = {entry.id: entry for entry in known if entry.id in {*accept, *reject}}
    ids = [entry.id for entry in known]
    problems += [unknown_unit(name, ids, slug, locale) for name in (*accept, *reject) if name not in chosen]
    if problems:
        return Decided(problems=problems)
    # Whatever changes from here on, nobody has seen.
    seen = {name: seen.get(name, entry.translation.targets) for name, entry in chosen.items()}
    made = _Decision(by, today, project.rule(locale), seen)
    changed = waiting = 0
    for name in dict.fromkeys(entry.catalog for entry in chosen.values()):
        of_it = {key: entry.translation.key for key, entry in chosen.items() if entry.catalog == name}
        wanted = ({of_it[key]: key for key in keys if key in of_it} for keys in (accept, reject))
        found = _write(project, locale, name, made, *wanted)
        changed, waiting = changed + found.changed, waiting + found.waiting
        problems += found.problems
    return Decided(changed, waiting, problems)


@dataclass(frozen=True, slots=True)
class _Decision:
    """Who decides, when, by which rule; `seen` has the translations that were read, by id."""

    by: str
    today: dt.date
    rule: Rule
    seen: Mapping[str, Sequence[str]]


def _write(
    project: Project, locale: str, name: str, made: _Decision, accept: Mapping[Key, str], reject: Mapping[Key, str]
) -> Decided:
    file = catalog_file(locale, name)
    for _ in range(TRIES):
        catalog, problems = project.catalog(locale, name)
        if catalog is None:
            return Decided(problems=problems)
        after, found = _decided(catalog, made, accept, reject)
        pairs = [(old, new) for old, new in zip(catalog.entries, after.entries, strict=True) if old != new]
        try:
            if pairs:
                write_changes(project.workspace, catalog, after)
        except MovedOnError:
            continue
        waiting = sum(new.state is State.NEEDS_REVIEW for _, new in pairs)
        return Decided(len(pairs), waiting, found)
    message = "somebody else keeps writing this file; no decision was written into it"
    return Decided(problems=[error("file-changed", message, Location(file), "run the command again")])


def unknown_unit(name: str, known: Iterable[str], slug: str, locale: str) -> Problem:
    """That no text has this id, with those that it may be meant for."""
    longer = sorted(other for other in known if len(name) >= 8 and other.startswith(name))
    message = f"no unit of {slug} in {locale} has the id `{name}`"
    hint = f"`newsletter review {slug} --locale {locale}` lists them"
    if longer:
        message += f"; {len(longer)} begin with it"
        hint = f"write one of {', '.join(f'`{other}`' for other in longer)}"
    return error("unknown-unit", message, None, hint)


def _decided(
    catalog: Catalog, made: _Decision, accept: Mapping[Key, str], reject: Mapping[Key, str]
) -> tuple[Catalog, list[Problem]]:
    out: list[Translation] = []
    problems: list[Problem] = []
    again: list[str] = []
    missing = {**accept, **reject}
    # By unit and not by id: what is obsolete has no id of its own.
    for entry in catalog.entries:
        name = "" if entry.is_obsolete else missing.pop(entry.key, "")
        if not name:
            out.append(entry)
            continue
        at = Location(catalog.file, entry.line)
        if tuple(made.seen[name]) != entry.targets:
            message = f"`{name}` reads otherwise than when it was shown; nothing was decided about it"
            problems.append(error("file-changed", message, at, "read it again"))
        elif entry.key in reject:
            entry = reject_text(entry, made.by, made.today)
        elif fault := _refusal(entry, name, made.by, at):
            problems.append(fault)
        elif made.rule.people > 1 and has_accepted(entry, made.by):
            again.append(name)
        else:
            entry = accept_text(entry, made.by, made.today, made.rule)
        out.append(entry)
    for name in missing.values():
        message = f"the source of `{name}` has changed since it was shown; nothing was decided about it"
        problems.append(error("file-changed", message, Location(catalog.file), "read it again"))
    problems += [_accepted_before(catalog, again, made.by)] if again else []
    return replace(catalog, entries=tuple(out)), problems


def _refusal(entry: Translation, name: str, by: str, at: Location) -> Problem | None:
    """Why a translation can't be accepted by this person."""
    if entry.state is State.MISSING:
        return warning("nothing-to-accept", f"`{name}` has no translation that could be accepted", at)
    if machine_of(entry) == PSEUDO:
        message = f"`{name}` can't be accepted: it is pseudo-text, which is no translation"
        return error("unusable-translation", message, at, "run `newsletter translate`, or translate it")
    if faults := blocking_problems(entry):
        return error("unusable-translation", f"`{name}` can't be accepted: {faults[0].message}", at)
    if not may_accept(entry, by):
        message = f"`{name}` can't be accepted by `{by}`, the machine that wrote it"
        return error("own-text", message, at, "a person accepts it, by their own name, initials or role")
    return None


def _accepted_before(catalog: Catalog, names: Sequence[str], by: str) -> Problem:
    shown = ", ".join(f"`{name}`" for name in names[:5]) + (", …" if len(names) > 5 else "")
    what = f"{shown} was" if len(names) == 1 else f"{len(names)} texts ({shown}) were"
    hint = "another person accepts it, by another name; `[review] people` in newsletter.toml says how many"
    return warning("accepted-before", f"{what} accepted by {by} before", Location(catalog.file), hint)


def reject_text(entry: Translation, by: str, today: dt.date) -> Translation:
    """The translation taken away, with who has refused it; its words are kept beside it."""
    record = replace(
        entry.record,
        origin=None,
        written=None,
        reviews=(),
        acceptances=(),
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


def chosen_entry(found: Sequence[Entry], name: str) -> Entry | None:
    """The entry of an id, or None."""
    return next((entry for entry in found if entry.id == name), None)
