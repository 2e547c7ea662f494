"""Two people's catalogs become one, unit by unit.

In: the catalog that both began with, ours and theirs. Out: one catalog with what either did, in our reading order.
Where both wrote the same unit in different ways, one text stands and the other is kept beside it as a comment, and the
unit is to be reviewed: a valid catalog, in which nothing passes as read that nobody has read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from newsletter.plurals import PluralRule, refit_forms
from newsletter.translate.authorship import is_of_a_person, reopen, reviews_of
from newsletter.translate.merge import changed
from newsletter.translate.record import NOTHING, Record, add_texts
from newsletter.translate.talk import merge_talk
from newsletter.translate.unit import Catalog, Key, State, Translation, Unit

T = TypeVar("T", bound=Hashable)
Entries = dict[Key, Translation]


def three_way(base: Catalog, ours: Catalog, theirs: Catalog) -> tuple[Catalog, list[Translation]]:
    """The catalog of both, and its entries that two people wrote in different ways."""
    header = _mapping(base.header, ours.header, theirs.header)
    rule = replace(ours, header=header).plural_rule
    before, our, their = (_entries(_counting(catalog, rule)) for catalog in (base, ours, theirs))
    _follow(our, before, their)
    _follow(their, before, our)
    conflicts: list[Translation] = []
    merged: Entries = {}
    for key in _in_order(our, their):
        entry, is_conflict = _one(before.get(key), our.get(key), their.get(key))
        if entry:
            merged[key] = entry
            conflicts += [entry] * is_conflict
    entries = sorted(merged.values(), key=lambda entry: entry.is_obsolete)
    comments = _union(base.comments, ours.comments, theirs.comments)
    return replace(ours, entries=tuple(entries), header=header, comments=comments, unusable=frozenset()), conflicts


def _counting(catalog: Catalog, rule: PluralRule) -> Catalog:
    """The catalog with its plural forms in the places that they have by the rule of the merged one."""
    if catalog.plural_rule.chooses_as(rule):
        return catalog
    return replace(catalog, entries=tuple(_refitted(entry, catalog.plural_rule, rule) for entry in catalog.entries))


def _refitted(entry: Translation, before: PluralRule, after: PluralRule) -> Translation:
    if not entry.plural:
        return entry
    targets, rest = refit_forms(entry.targets, before, after)
    state = entry.state if after.is_whole(targets) else State.MISSING
    record = replace(entry.record, set_aside=add_texts(entry.record.set_aside, rest)) if any(rest) else entry.record
    return replace(entry, targets=targets, state=state, record=record)


def _entries(catalog: Catalog) -> Entries:
    """Every entry by unit; one in use stands before an obsolete one, unless it has no words and the other does."""
    found: Entries = {}
    for entry in catalog.entries:
        known = found.get(entry.key)
        if known is None or (bool(any(entry.targets)), not entry.is_obsolete) > (
            bool(any(known.targets)),
            not known.is_obsolete,
        ):
            found[entry.key] = entry
    return found


def _follow(one: Entries, before: Entries, other: Entries) -> None:
    """Where one side has met a changed source, the two others are taken as if they had met it too.

    So a review that somebody gave to the old source lands on the new one, to be read again, and is not lost.
    """
    for key, entry in one.items():
        old = (entry.context, entry.previous)
        if entry.is_stale and not entry.is_obsolete and key not in before and key not in other and old in before:
            is_gone = old not in one or one[old].is_obsolete
            if is_gone and old in other:
                for side in (before, other):
                    side[key] = _with_source_of(side.pop(old), entry)
                one.pop(old, None)


def _with_source_of(old: Translation, entry: Translation) -> Translation:
    unit = Unit(*entry.key, entry.about, entry.plural)
    new = replace(changed(old, unit), plural=entry.plural, about=entry.about, flags=old.flags, is_obsolete=False)
    return new if old.state is not State.MISSING else replace(new, state=State.MISSING, previous="", previous_plural="")


def _in_order(our: Entries, their: Entries) -> list[Key]:
    """Our keys, each of theirs that we lack after the one that stands before it with them."""
    after: dict[Key | None, list[Key]] = {}
    last: Key | None = None
    for key in their:
        if key in our:
            last = key
        else:
            after.setdefault(last, []).append(key)
    order = after.get(None, [])
    for key in our:
        order += [key, *after.get(key, [])]
    return order


def _one(
    base: Translation | None, ours: Translation | None, theirs: Translation | None
) -> tuple[Translation | None, bool]:
    """The entry of a unit, and whether two people wrote it in different ways."""
    if ours == theirs or theirs == base:
        return ours, False
    if ours == base:
        return theirs, False
    if ours is None or theirs is None:
        # One took it out, the other worked on it.
        return ours or theirs, False
    start = base or replace(ours, targets=("",) * len(ours.targets), state=State.MISSING, record=NOTHING, flags=())
    chosen, is_conflict = _chosen(start, ours, theirs)
    other = theirs if chosen is ours else ours
    record = _record(start, chosen, other, is_conflict)
    if is_conflict:
        texts = [text for text in other.targets if text not in chosen.targets]
        was_reviewed = State.REVIEWED in (chosen.state, other.state)
        record = reopen(record, was_reviewed=was_reviewed)
        record = replace(record, theirs=add_texts(record.theirs, texts))
    entry = replace(
        chosen,
        state=State.NEEDS_REVIEW if is_conflict and chosen.state is State.REVIEWED else chosen.state,
        record=record,
        flags=_union(start.flags, ours.flags, theirs.flags),
        about=theirs.about if ours.about == start.about else ours.about,
        is_obsolete=theirs.is_obsolete if ours.is_obsolete == start.is_obsolete else ours.is_obsolete,
        previous_plural=chosen.previous_plural if chosen.plural else "",
    )
    return entry, is_conflict


def _chosen(start: Translation, ours: Translation, theirs: Translation) -> tuple[Translation, bool]:
    """Whose text and state stand, and whether they do only until a person decides."""
    if _verdict(theirs) == _verdict(start):
        return ours, False
    if _verdict(ours) == _verdict(start):
        return theirs, False
    if ours.targets == theirs.targets:
        # The same words: whoever has read them has read them for both, unless the other has reopened them.
        first = ours if ours.state is State.REVIEWED or theirs.state is not State.REVIEWED else theirs
        is_reopened = start.targets == ours.targets and start.state is State.REVIEWED
        return (min(ours, theirs, key=lambda side: side.state is State.REVIEWED) if is_reopened else first), False
    if not any(ours.targets) or (is_of_a_person(theirs) and not is_of_a_person(ours)):
        return theirs, True
    return ours, True


def _verdict(entry: Translation) -> tuple[object, ...]:
    return entry.targets, entry.state, entry.plural, entry.previous


def _record(start: Translation, chosen: Translation, other: Translation, is_conflict: bool) -> Record:
    """The record of the text which stands, with the notes and texts that either side has kept."""
    # Whoever has read the same words for the other side has read them too; of other words, it is said in the past.
    read = other.record.reviews if is_conflict else reviews_of(replace(chosen, record=other.record))
    also = read if chosen.state is State.REVIEWED else ()
    one, two, three = start.record, chosen.record, other.record
    return replace(
        chosen.record,
        reviews=tuple(dict.fromkeys((*chosen.record.reviews, *also))),
        acceptances=_union(one.acceptances, two.acceptances, three.acceptances),
        talk=merge_talk(one.talk, two.talk, three.talk),
        notes=_union(one.notes, two.notes, three.notes),
        term_marks=_union(one.term_marks, two.term_marks, three.term_marks),
        term_forms=_union(one.term_forms, two.term_forms, three.term_forms),
        dismissals=_union(one.dismissals, two.dismissals, three.dismissals),
        minor_edits=_union(one.minor_edits, two.minor_edits, three.minor_edits),
        rejected=_union(one.rejected, two.rejected, three.rejected),
        replaced=_union(one.replaced, two.replaced, three.replaced),
        set_aside=_union(one.set_aside, two.set_aside, three.set_aside),
        theirs=_union(one.theirs, two.theirs, three.theirs),
    )


def _union(start: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> tuple[T, ...]:
    """What both kept and what either added, in our order."""
    gone = {each for each in start if each not in ours or each not in theirs}
    return tuple(each for each in dict.fromkeys((*ours, *theirs)) if each not in gone)


def _mapping(start: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    keys: Iterable[str] = dict.fromkeys((*ours, *theirs))
    merged = {key: (theirs if ours.get(key) == start.get(key) else ours).get(key) for key in keys}
    return {key: value for key, value in merged.items() if value is not None}
