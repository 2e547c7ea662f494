"""The rule by which a text counts as reviewed: how many people have accepted these very words.

In: a translation as its file has it, and a `Rule`. Out: who has accepted it, whether that is enough, and the
translation after one more has. Status, gate, review, merge driver and desk ask here and nowhere else.

An acceptance speaks of one source and its translation, by a digest of both; of other words it says nothing. As long as
more people are awaited it is no review: the mark `fuzzy` stays, which tells other tools the same. Whoever takes that
mark off in another tool has accepted the text as nobody named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from newsletter.translate.authorship import PSEUDO, machine_of, reopen, review_by, reviews_of
from newsletter.translate.record import Act, Record, digest_words, fits_words
from newsletter.translate.unit import Catalog, State, Translation


@dataclass(frozen=True, slots=True)
class Rule:
    """How many people have to accept a text; with `is_named` one person has to be named too.

    Of two or more each has to be.
    """

    people: int = 1
    is_named: bool = False

    @property
    def needs_names(self) -> bool:
        """True when an acceptance by nobody named is none."""
        return self.is_named or self.people > 1


ONE = Rule()
"""What holds where a project says nothing."""


def is_same_person(one: str, other: str) -> bool:
    """True for one name typed in two ways: capitals, accents put together otherwise, spaces."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())


def acceptances_of(entry: Translation) -> tuple[Act, ...]:
    """Who has accepted these very words as the translation of this very source: by name, each person once.

    A machine whose words they are is none of them. What somebody reopened in another tool is accepted by nobody.
    """
    return tuple(_standing(entry))


def _standing(entry: Translation) -> list[Act]:
    record = entry.record
    acts = (*record.reviews, *record.acceptances) if entry.state is State.REVIEWED else record.acceptances
    found: dict[str, Act] = {}
    if acts:
        machine = _plain(machine_of(entry))
        for act in acts:
            name = _plain(act.who)
            if act.is_named and name != machine and _is_of(act, entry):
                found.setdefault(name, act)
    return list(found.values())


def _is_of(act: Act, entry: Translation) -> bool:
    return fits_words(act.digest, entry.source, entry.plural, *entry.targets)


def is_reviewed(entry: Translation, rule: Rule) -> bool:
    """True when as many people as the rule wants have accepted the translation.

    With a rule of one person the absence of the mark `fuzzy` is enough, whoever took it off, unless one is to be named.
    """
    if entry.state is State.MISSING or machine_of(entry) == PSEUDO:
        return False
    if entry.state is State.REVIEWED and not rule.needs_names:
        return True
    return len(_standing(entry)) >= rule.people


def people_left(entry: Translation, rule: Rule) -> int:
    """How many people have still to accept a translation; of one that is missing all."""
    if is_reviewed(entry, rule):
        return 0
    return max(rule.people - len(_standing(entry)), 1)


def may_accept(entry: Translation, by: str) -> bool:
    """False for the machine whose words they are."""
    return not is_same_person(by, machine_of(entry))


def has_accepted(entry: Translation, by: str) -> bool:
    """True when this person has accepted these very words."""
    return any(is_same_person(act.who, by) for act in _standing(entry))


def accept_text(entry: Translation, by: str, today: dt.date, rule: Rule = ONE) -> Translation:
    """The translation as this person accepts it: reviewed, or with others still to accept it.

    Who accepts has seen the other text of a merge, and what a machine offered, and decided.
    """
    mine = review_by(by, today, entry)
    others = [act for act in _standing(entry) if not is_same_person(act.who, by)]
    known = next((act for act in _standing(entry) if is_same_person(act.who, by)), mine)
    if rule.people > 1:
        acts = (*others, known)
    else:
        acts = (*(act for act in others if act in entry.record.acceptances), mine)
    if len(acts) < rule.people:
        # The next person has to see all that this one saw.
        record = replace(entry.record, reviews=(), acceptances=acts)
        return replace(entry, state=State.NEEDS_REVIEW, record=record)
    return replace(entry, state=State.REVIEWED, previous="", previous_plural="", record=_decided(entry.record, acts))


def _decided(record: Record, acts: Sequence[Act]) -> Record:
    return replace(
        record,
        reviews=tuple(acts),
        acceptances=(),
        past_reviews=(),
        rejections=(),
        theirs=(),
        not_translated=None,
        offers=(),
    )


def settle(entry: Translation, rule: Rule) -> Translation:
    """The translation as a reviewed one where enough people have accepted it, each in a file of their own (a merge)."""
    if entry.state is State.NEEDS_REVIEW and entry.record.acceptances and is_reviewed(entry, rule):
        record = _decided(entry.record, _standing(entry))
        return replace(entry, state=State.REVIEWED, previous="", previous_plural="", record=record)
    return entry


def judge(entry: Translation, rule: Rule) -> Translation:
    """The translation in the state that the rule gives it, whatever mark its file has."""
    if entry.state is State.NEEDS_REVIEW:
        return settle(entry, rule)
    if entry.state is State.REVIEWED and rule.needs_names and not is_reviewed(entry, rule):
        acts = acceptances_of(entry)
        record = replace(entry.record, reviews=(), acceptances=acts) if acts else entry.record
        return replace(entry, state=State.NEEDS_REVIEW, record=record)
    return entry


def judge_catalog(catalog: Catalog, rule: Rule) -> Catalog:
    """The catalog with each translation in the state that the rule gives it."""
    entries = tuple(judge(entry, rule) for entry in catalog.entries)
    is_same = all(after is before for after, before in zip(entries, catalog.entries, strict=True))
    return catalog if is_same else replace(catalog, entries=entries)


def settle_catalog(catalog: Catalog, rule: Rule) -> Catalog:
    """The catalog as it is to be written: what enough people have accepted has lost its mark, nothing else has changed.

    A text with too few people keeps what its file says of it: who has accepted it stays one of those who have.
    """
    entries = tuple(settle(entry, rule) for entry in catalog.entries)
    is_same = all(after is before for after, before in zip(entries, catalog.entries, strict=True))
    return catalog if is_same else replace(catalog, entries=entries)


def write_words(entry: Translation, targets: Sequence[str], by: str, today: dt.date, *, is_whole: bool) -> Translation:
    """The translation with words that this person has written: nobody has accepted them yet.

    `is_whole` says that no plural form lacks; empty words are a missing text, and nobody's.
    """
    targets = tuple(targets)
    if targets == entry.targets:
        return entry
    has_words = any(targets)
    was_reviewed = entry.state is State.REVIEWED and bool(reviews_of(entry))
    record = reopen(entry.record, was_reviewed=was_reviewed)
    written = Act(by, today.isoformat(), digest_words(*targets)) if has_words else None
    record = replace(record, written=written, not_translated=None)
    state = State.NEEDS_REVIEW if has_words and is_whole else State.MISSING
    return replace(entry, targets=targets, state=state, record=record)


def writer_of(entry: Translation) -> Act | None:
    """Who wrote these very words, where that is recorded; None for a machine's, and for an unknown person's."""
    found = entry.record.written
    return found if found and fits_words(found.digest, *entry.targets) else None
