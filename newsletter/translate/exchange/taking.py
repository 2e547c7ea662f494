"""What comes back from a translator becomes changes of a catalog, or is told at its row.

In: the texts that are known, by id, and the forms of a file. Out: translations that take the place of others, counts,
and problems. A state never rises by what a file says: what somebody outside calls approved is reviewed only by the
name of a person who has read it. Whether anybody has touched a text is known by what it was sent with; what both sides
have changed stays as it is here, with the other text beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newsletter.content.source import without_forbidden
from newsletter.plurals import PluralRule
from newsletter.problems import Problem, error, warning
from newsletter.translate.acceptance import Rule, accept_text
from newsletter.translate.authorship import reopen, sign_origin
from newsletter.translate.checks import too_long
from newsletter.translate.checks.blocking import blocking_problems, found_by
from newsletter.translate.checks.check import Languages
from newsletter.translate.exchange.parcel import Form, notes_of, sent_mark, source_of
from newsletter.translate.exchange.states import Mark
from newsletter.translate.glossary import Glossary
from newsletter.translate.record import Origin, add_texts
from newsletter.translate.talk import say
from newsletter.translate.unit import Catalog, Key, State, Translation

UNKNOWN_WRITER = "translator"
"""Who has written a remark where the file does not say."""
COUNTED = ("new", "reopened", "accepted", "unnamed", "same", "empty", "kept", "asked")
"""What can happen to a text that came back; `Taken` says what each means."""
_NOBODY_KNOWS = (Languages("", ""), Glossary({}))


@dataclass(frozen=True, slots=True)
class Known:
    """A text that a file may bring back: the catalog that has it, and its unit."""

    catalog: str
    entry: Translation


@dataclass(frozen=True, slots=True)
class Group:
    """All forms of one text that came back, by their numbers."""

    key: Key
    forms: Mapping[int, Form]

    @property
    def first(self) -> Form:
        """The form that stands for all, to say where the text is."""
        return self.forms[min(self.forms)]

    @property
    def mark(self) -> Mark:
        """What is said of the text: the least that is said of any form."""
        order = (Mark.DRAFT, Mark.TRANSLATED, Mark.APPROVED)
        return min((form.mark for form in self.forms.values()), key=order.index)


@dataclass(slots=True)
class Taken:
    """What a file does to catalogs: the changes by unit, and how many texts each thing happened to.

    `new` have other words now, of which `reopened` were reviewed before; `accepted` are reviewed, or waiting for
    another person, by the name that was given; `unnamed` were called approved and nobody is named; `same` are as they
    were, `empty` came back without words; of `kept` both sides have changed the words; `asked` have a new question.
    """

    changes: dict[Key, Translation] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class By:
    """Whose decision an import is: the name of its file, the day, who has read what is approved (empty for nobody)."""

    file: str
    today: dt.date
    reviewer: str = ""
    rule: Rule = field(default_factory=Rule)


def sort_forms(known: Mapping[str, Known], forms: Iterable[Form]) -> tuple[dict[str, list[Group]], list[Problem]]:
    """The texts of a file by catalog; what is nobody's, stands twice or has another source is told and left out."""
    problems: list[Problem] = []
    found: dict[str, dict[int, Form]] = {}
    twice: set[str] = set()
    for form in forms:
        text = known.get(form.id)
        if text is None:
            problems.append(_foreign(form, known))
        elif form.number >= len(text.entry.targets):
            message = f"`{form.id}` has {len(text.entry.targets)} forms; this row is of form {form.number + 1}"
            problems.append(error("foreign-unit", message, form.place, "leave the ids as they were sent"))
        elif form.number in found.get(form.id, {}):
            first = found[form.id][form.number]
            if first.target != form.target:
                twice.add(form.id)
                message = f"the same text stands here a second time; the first is on line {first.place.line}"
                hint = "keep one of them; neither was taken"
                problems.append(error("duplicate-entry", message, form.place, hint))
        elif not _is_same_source(form, text.entry):
            problems.append(_changed(form, text.entry))
            twice.add(form.id)
        else:
            found.setdefault(form.id, {})[form.number] = form
    if not found and len(problems) > 1 and all(each.code == "foreign-unit" for each in problems):
        message = f"none of the {len(problems)} rows is of a text of this issue"
        hint = "is it the file of another issue or of another newsletter? Bring it in there"
        problems = [error("foreign-unit", message, problems[0].location, hint)]
    groups: dict[str, list[Group]] = {}
    for text_id, numbers in found.items():
        if text_id not in twice:
            text = known[text_id]
            groups.setdefault(text.catalog, []).append(Group(text.entry.key, numbers))
    return groups, problems


def _foreign(form: Form, known: Mapping[str, Known]) -> Problem:
    """That no text has this id; where its source has changed since, that is said."""
    of_context = [each.entry for each in known.values() if form.context and each.entry.context == form.context]
    if any(_plain(entry.previous) == _plain(form.source) for entry in of_context if entry.previous):
        message = "the source of this text has changed since it was sent; its translation was not taken"
        return error("changed-source", message, form.place, "send the text once more: `newsletter words export`")
    message = f"no text of this issue has the id `{form.id}`" if form.id else "the row has no id"
    hint = "the text may be gone, or changed since it was sent; leave the ids as they were sent"
    return error("foreign-unit", message, form.place, hint)


def _changed(form: Form, entry: Translation) -> Problem:
    theirs, ours = _where_they_differ(_plain(form.source), _plain(source_of(entry, form.number)))
    message = f"the source in this row is not that of the text: `{theirs}`"
    hint = f"it is `{ours}`; sources are changed in the article"
    return error("changed-source", message, form.place, hint)


def _where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Two texts, short enough for a line; what they begin with alike is cut, so that what differs is seen."""
    alike = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    begin = other.rfind(" ", 0, max(0, alike - 20)) + 1 if max(len(one), len(other)) > 60 else 0
    cut = "…" if begin else ""
    return cut + _short(one[begin:]), cut + _short(other[begin:])


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def _is_same_source(form: Form, entry: Translation) -> bool:
    return _plain(form.source) == _plain(without_forbidden(source_of(entry, form.number)))


def _plain(words: str) -> str:
    return " ".join(words.split())


def take_groups(catalog: Catalog, groups: Iterable[Group], by: By) -> Taken:
    """What the texts of a file change in a catalog."""
    taken = Taken()
    entries = catalog.by_key()
    for group in groups:
        entry = entries.get(group.key)
        if entry is None:
            message = "somebody has taken this text out meanwhile"
            taken.problems.append(error("foreign-unit", message, group.first.place, "run the command again"))
            continue
        after = _with_words(entry, group, catalog.plural_rule, by, taken)
        after = _with_remarks(after, group, by, taken)
        if after != entry:
            taken.changes[group.key] = after
    return taken


def _with_words(entry: Translation, group: Group, rule: PluralRule, by: By, taken: Taken) -> Translation:
    targets = tuple(_target(entry, number, group.forms.get(number)) for number in range(len(entry.targets)))
    touched = [number for number, form in group.forms.items() if _is_touched(form, entry)]
    if not any(form.target.strip() for form in group.forms.values()):
        taken.counts["empty"] += 1
        return entry
    if not touched or targets == entry.targets:
        taken.counts["same"] += 1
        # Who approved other words than those of today has not read these.
        is_as_sent = all(form.target == entry.targets[number] for number, form in group.forms.items())
        return _accepted(entry, group, by, taken) if is_as_sent or targets == entry.targets else entry
    if any(_is_moved(form, entry) for number, form in group.forms.items() if number in touched):
        taken.counts["kept"] += 1
        message = "both sides have changed this translation; ours stays, theirs is beside it"
        hint = f"`newsletter review` shows both; ours is `{_short(entry.target)}`"
        taken.problems.append(warning("both-changed", message, group.first.place, hint))
        theirs = add_texts(entry.record.theirs, [targets[number] for number in touched])
        return replace(entry, record=replace(entry.record, theirs=theirs))
    after = brought(entry, targets, Origin(day=by.today.isoformat(), file=by.file), rule)
    if faults := blocking_problems(after):
        taken.problems += [replace(fault, location=group.first.place) for fault in faults]
        return entry
    long = found_by((too_long.CHECK,), after, *_NOBODY_KNOWS)
    taken.problems += [replace(each, location=group.first.place) for each in long]
    taken.counts["new"] += 1
    taken.counts["reopened"] += entry.state is State.REVIEWED
    return _accepted(after, group, by, taken)


def brought(entry: Translation, targets: Sequence[str], origin: Origin, rule: PluralRule) -> Translation:
    """The translation with words that people have written elsewhere, for its source of today: nobody has read them."""
    is_whole = rule.is_whole(tuple(targets)) if entry.plural else all(targets)
    record = reopen(entry.record, was_reviewed=entry.state is State.REVIEWED)
    record = replace(record, origin=sign_origin(origin, targets), written=None, not_translated=None, offers=())
    return replace(
        entry,
        targets=tuple(targets),
        state=State.NEEDS_REVIEW if is_whole else State.MISSING,
        previous="",
        previous_plural="",
        record=record,
    )


def _accepted(entry: Translation, group: Group, by: By, taken: Taken) -> Translation:
    if group.mark is not Mark.APPROVED or entry.state is not State.NEEDS_REVIEW:
        return entry
    if len(group.forms) < len(entry.targets) or blocking_problems(entry):
        return entry
    if not by.reviewer:
        taken.counts["unnamed"] += 1
        return entry
    taken.counts["accepted"] += 1
    return accept_text(entry, by.reviewer, by.today, by.rule)


def _target(entry: Translation, number: int, form: Form | None) -> str:
    """The words of a form as they are taken: what a tool or a cell has put around them is not."""
    ours = entry.targets[number]
    if form is None or not form.target.strip() or form.target == ours:
        return ours
    source, words = source_of(entry, number), form.target
    if "\n" not in source:
        words = " ".join(words.split("\n"))
    return words if source != source.strip() else words.strip()


def _is_touched(form: Form, entry: Translation) -> bool:
    """True when the translator has written other words than they were sent; empty ones are none."""
    if not form.target.strip():
        return False
    if form.sent and sent_mark(form.target) == form.sent:
        return False
    return _plain(form.target) != _plain(entry.targets[form.number])


def _is_moved(form: Form, entry: Translation) -> bool:
    """True when the words here are others than were sent, or are reviewed and nobody can say what was sent."""
    ours = entry.targets[form.number]
    if not ours:
        return False
    if form.sent:
        return sent_mark(without_forbidden(ours)) != form.sent
    return entry.state is State.REVIEWED


def _with_remarks(entry: Translation, group: Group, by: By, taken: Taken) -> Translation:
    ours = {*map(_plain, notes_of(entry)), *(said.words for said in entry.record.talk)}
    before = entry
    for words, who in _remarks(group):
        if _plain(words) not in ours:
            ours.add(_plain(words))
            entry = say(entry, "question", " ".join(who.split()) or UNKNOWN_WRITER, by.today, words)
    taken.counts["asked"] += entry is not before
    return entry


def _remarks(group: Group) -> Iterator[tuple[str, str]]:
    for form in group.forms.values():
        for remark in form.remarks:
            yield remark.words, remark.who
