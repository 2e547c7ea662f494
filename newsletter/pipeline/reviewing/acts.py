"""What is decided about single texts: accepted, rejected, written anew, a warning called right; and taken back.

In: acts, each about one text as somebody saw it, by name. Out: an outcome for each, with the catalogs written. A text
that reads otherwise by now is left as it is, and comes back as it is now; the same act twice is done once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

from newsletter.pipeline.project import Project
from newsletter.pipeline.reviewing.worklist import ReviewText, version_of
from newsletter.pipeline.translation.deciding import reject_text
from newsletter.problems import Problem, error
from newsletter.translate.acceptance import Rule, accept_text, has_accepted, may_accept, write_words
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.checks.blocking import blocking_problems
from newsletter.translate.checks.every import CODES, dismissed
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_splice import splice
from newsletter.translate.talk import say
from newsletter.translate.unit import Catalog, State, Translation
from newsletter.workspace import MovedOnError, Workspace

Kind = Literal["accept", "reject", "keep", "allow", "ask", "answer"]
KINDS: tuple[Kind, ...] = ("accept", "reject", "keep", "allow", "ask", "answer")
REASON_LENGTH = 200
MOST_SAID = 500
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Act:
    """Something decided about a text by its id, as it was seen: `version` is that of its source and translation.

    `keep` writes `targets` and leaves them to be read; `accept` takes them, or the text as it is where there are none.
    `reject` has a `reason`, `allow` one for the check `code`; what is asked or answered stands there too, and is of
    the text whatever it says by then. `id` is whatever name its sender has for the act.
    """

    id: str
    text: str
    kind: Kind
    version: str
    targets: tuple[str, ...] = ()
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """It is on disk: the text as it was, and as it is now."""

    act: Act
    before: Translation
    after: Translation


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody has changed the text since: nothing was done. None where it is no text of the language any more."""

    act: Act
    now: Translation | None


@dataclass(frozen=True, slots=True)
class NotDone:
    """It can't be done, whatever anybody else does; `problems` say why."""

    act: Act
    problems: tuple[Problem, ...]


Outcome: TypeAlias = Done | Changed | NotDone


def carry_out(
    project: Project,
    workspace: Workspace,
    texts: Mapping[str, ReviewText],
    acts: Sequence[Act],
    by: str,
    today: dt.date,
) -> list[Outcome]:
    """Do acts one after the other, each catalog written once; an outcome for each, in their order.

    `texts` are those of the language by id. Raises `OSError` where the disk is full.
    """
    outcomes: dict[int, Outcome] = {}
    files: dict[tuple[str, str], list[int]] = {}
    for number, act in enumerate(acts):
        text = texts.get(act.text)
        if text is None:
            outcomes[number] = Changed(act, None)
        else:
            files.setdefault((text.locale, text.catalog), []).append(number)
    for (locale, name), numbers in files.items():
        asked = [(acts[number], texts[acts[number].text]) for number in numbers]
        work = partial(_each_done, asked=asked, who=_Who(by, today, project.rule(locale)))
        came, problem = _rewritten(project, workspace, locale, name, work)
        for place, number in enumerate(numbers):
            outcomes[number] = NotDone(acts[number], (problem,)) if problem else came[place]
    return [outcomes[number] for number in range(len(acts))]


def take_back(project: Project, workspace: Workspace, text: ReviewText, done: Done) -> Done | Changed:
    """Put a text back as it was before an act; where anything was done about it since, it stays."""

    def work(catalog: Catalog) -> tuple[Catalog, list[Outcome]]:
        entry = catalog.by_key().get(text.entry.key)
        if entry is None or entry != done.after:
            return catalog, [Changed(done.act, entry)]
        return _with(catalog, done.before), [Done(done.act, done.after, done.before)]

    came, problem = _rewritten(project, workspace, text.locale, text.catalog, work)
    return came[0] if not problem and isinstance(came[0], Done) else Changed(done.act, None)


Work: TypeAlias = Callable[[Catalog], tuple[Catalog, list[Outcome]]]


def _rewritten(
    project: Project, workspace: Workspace, locale: str, name: str, work: Work
) -> tuple[list[Outcome], Problem | None]:
    """Read a catalog, do the work and write it, again where somebody has written it meanwhile; or why it can't be."""
    file = catalog_file(locale, name)
    for _ in range(_TRIES):
        held = workspace.read(file)
        catalog, problems = project.parsed_catalog(held.data, locale, name) if held else (None, [])
        if held is None or catalog is None:
            return [], problems[0] if problems else error("unreadable-file", f"{file} is gone")
        after, outcomes = work(catalog)
        try:
            if after.entries != catalog.entries:
                made = splice(held.data, catalog, after)
                if not problems:  # whoever is told of the new file need not parse it
                    project.parsed.put(made.catalog, made.data)
                workspace.write(file, made.data, held.version)
        except MovedOnError:
            continue
        return outcomes, None
    return [], error("file-changed", "somebody else keeps writing this file; it was left as it is")


@dataclass(frozen=True, slots=True)
class _Who:
    """Who acts, when, and how many people have to accept a text there."""

    by: str
    today: dt.date
    rule: Rule


def _each_done(catalog: Catalog, asked: Sequence[tuple[Act, ReviewText]], who: _Who) -> tuple[Catalog, list[Outcome]]:
    outcomes: list[Outcome] = []
    for act, text in asked:
        entry = catalog.by_key().get(text.entry.key)
        after = _decided(entry, act, who, catalog) if entry else None
        if entry and isinstance(after, Translation):
            catalog = _with(catalog, after)
            outcomes.append(Done(act, entry, after))
        else:
            outcomes.append(NotDone(act, after) if isinstance(after, tuple) else Changed(act, entry))
    return catalog, outcomes


def _decided(entry: Translation, act: Act, who: _Who, catalog: Catalog) -> Translation | tuple[Problem, ...] | None:
    """The entry after an act; why it can't be done; or None where the entry reads otherwise than when it was seen."""
    if act.kind in ("ask", "answer"):
        return _said(entry, act, who)
    if _was_done(entry, act, who):
        return entry
    if version_of(entry) != act.version:
        return None
    if act.targets and len(act.targets) != len(entry.targets):
        return (error("missing-plural-form", f"the text has {len(entry.targets)} forms, not {len(act.targets)}"),)
    if act.kind == "reject":
        return _rejected(entry, act, who)
    written = _written(entry, act.targets, who, catalog) if act.targets else entry
    if act.kind == "allow":
        if act.code not in CODES or not act.reason:
            return (error("bad-code", "a warning that is right has a code, and a reason"),)
        return dismissed(written, act.code, _one_line(act.reason))
    if faults := blocking_problems(written):
        return tuple(faults)
    return written if act.kind == "keep" else _accepted(written, who)


def _was_done(entry: Translation, act: Act, who: _Who) -> bool:
    """True when the act has landed before, and only its answer was lost."""
    if act.kind == "accept":
        return (act.targets or entry.targets) == entry.targets and has_accepted(entry, who.by)
    if act.kind == "reject":
        return entry.state is State.MISSING and any(each.who == who.by for each in entry.record.rejections)
    if act.kind == "keep":
        return entry.targets == act.targets
    return act.code in CODES and dismissed(entry, act.code, _one_line(act.reason)) == entry


def _accepted(entry: Translation, who: _Who) -> Translation | tuple[Problem, ...]:
    if entry.state is State.MISSING:
        return (error("nothing-to-accept", "there is no translation yet that could be accepted"),)
    if machine_of(entry) == PSEUDO:
        return (error("unusable-translation", "this is pseudo-text, which is no translation"),)
    if not may_accept(entry, who.by):
        return (error("own-text", "a machine's text is accepted by a person, by their own name"),)
    return accept_text(entry, who.by, who.today, who.rule)


def _rejected(entry: Translation, act: Act, who: _Who) -> Translation:
    after = reject_text(entry, who.by, who.today)
    if not act.reason:
        return after
    why = f"rejected by {who.by} {who.today.isoformat()}: {_one_line(act.reason)}"
    return replace(after, record=replace(after.record, notes=(*after.record.notes, why)))


def _said(entry: Translation, act: Act, who: _Who) -> Translation | tuple[Problem, ...]:
    if not act.reason:
        return (error("empty-value", "nothing was said"),)
    if act.kind == "ask":
        return say(entry, "question", who.by, who.today, act.reason[:MOST_SAID])
    return say(entry, "answer", who.by, who.today, act.reason[:MOST_SAID])


def _written(entry: Translation, targets: tuple[str, ...], who: _Who, catalog: Catalog) -> Translation:
    """The entry with these targets, which somebody has still to accept."""
    is_whole = catalog.plural_rule.is_whole(targets) if entry.plural else bool(targets[0])
    return write_words(entry, targets, who.by, who.today, is_whole=is_whole)


def _with(catalog: Catalog, after: Translation) -> Catalog:
    entries = tuple(
        after if each.key == after.key and not each.is_obsolete else each for each in catalog.entries
    )  # fmt: skip
    return replace(catalog, entries=entries)


def _one_line(words: str) -> str:
    return " ".join(words.split())[:REASON_LENGTH]
