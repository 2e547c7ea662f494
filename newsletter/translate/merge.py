"""Catalogs meet a changed source: what is new, changed, moved, gone or back.

In: a catalog and today's units in reading order. Out: the catalog brought up to date. A changed text keeps its old
translation, marked for review, with the previous source beside it; nothing that a person wrote is thrown away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from newsletter.plurals import PluralRule
from newsletter.translate.authorship import reopen, sign_review
from newsletter.translate.checks.every import weblate_flags
from newsletter.translate.placeholders import PLACEHOLDER
from newsletter.translate.record import NOBODY, Act, Record
from newsletter.translate.unit import About, Catalog, Key, State, Translation, Unit

_LIMIT = "max-length:"
"""Weblate's flag of how long a translation may be."""
SIMILAR = 75.0
"""Two texts in the same gap are one changed text from this rapidfuzz ratio (0 to 100) on; anything else is new."""
SHORT, SIMILAR_WHEN_SHORT = 20, 60.0
"""Of texts with at most so many characters less is asked: "City" and "Cities" are 60 alike, "Events" and "News" 40."""


def merge_units(catalog: Catalog, units: Sequence[Unit]) -> Catalog:
    """The catalog with exactly the units given, in their order; what is gone follows as obsolete."""
    rule = catalog.plural_rule
    units = list({unit.key: unit for unit in units}.values())
    catalog = with_contexts(catalog, units)
    kept = _by_key(catalog)
    # A text that comes back brings its own translation and takes no other one's.
    active = catalog.by_key()
    pairs = changed_pairs(list(active), [unit.key for unit in units if unit.key in active or unit.key not in kept])
    entries = []
    used: set[Key] = set()
    for unit in units:
        if unit.key in kept:
            used.add(unit.key)
            entry = kept[unit.key]
            entry = entry if entry.plural == unit.plural else changed(entry, unit)
        elif unit.key in pairs:
            used.add(pairs[unit.key])
            entry = changed(kept[pairs[unit.key]], unit)
        else:
            targets = ("",) * (rule.count if unit.plural else 1)
            entry = Translation(unit.context, unit.source, targets, plural=unit.plural)
        entries.append(_described(entry, unit, rule))
    # What was obsolete before comes first, as it stood, so that a diff shows only what has just gone.
    gone = [entry for key, entry in kept.items() if key not in used and any(entry.targets)]
    entries += [_gone(entry) for entry in gone]
    return replace(catalog, entries=tuple(entries))


def with_contexts(catalog: Catalog, units: Sequence[Unit]) -> Catalog:
    """The catalog with the contexts that a tool has dropped (OmegaT, po2xliff), where a source has one place only.

    A text that the units know without a context is left alone, and so is one whose unit has words already.
    """
    keys = {unit.key for unit in units}
    by_source: dict[str, list[str]] = defaultdict(list)
    for context, source in keys:
        by_source[source].append(context)
    there = {entry.key for entry in catalog.entries}
    has_words = {entry.key for entry in catalog.entries if any(entry.targets)}

    def taken(entry: Translation) -> Translation:
        places = by_source.get(entry.source, [])
        if entry.context or entry.key in keys or entry.is_obsolete or len(places) != 1:
            return entry
        is_full = (places[0], entry.source) in (has_words if any(entry.targets) else there)
        return entry if is_full else replace(entry, context=places[0])

    entries = [(entry, taken(entry)) for entry in catalog.entries]
    moved = {after.key for before, after in entries if after is not before}
    if not moved:
        return catalog
    # An entry without words gives its place to the one that has them.
    stay = (
        after
        for before, after in entries
        if after is not before or after.key not in moved or any(after.targets) or after.is_obsolete
    )
    return replace(catalog, entries=tuple(stay))


def lost_contexts(catalog: Catalog, units: Sequence[Unit]) -> int:
    """How many of the translations have no context and can't be given one: an update would set them aside."""
    keys = {unit.key for unit in units}
    if not any(context for context, _ in keys):
        return 0
    found = with_contexts(catalog, units).active()
    return sum(not entry.context and entry.key not in keys and any(entry.targets) for entry in found)


def _by_key(catalog: Catalog) -> dict[Key, Translation]:
    """What there is for each unit: its entry, or an obsolete one with the words that its entry lacks."""
    found = {entry.key: entry for entry in catalog.entries if entry.is_obsolete}
    for entry in catalog.active():
        if any(entry.targets) or entry.key not in found:
            found[entry.key] = entry
    return found


def changed_pairs(before: Sequence[Key], after: Sequence[Key]) -> dict[Key, Key]:
    """Which new key replaced which old one: same context, same gap between unchanged neighbours, most alike first."""
    from rapidfuzz.fuzz import ratio

    old, new = set(before), set(after)
    gone = _gaps(before, new)
    come = _gaps(after, old)
    pairs: dict[Key, Key] = {}
    for place, candidates in come.items():
        alike = [
            (score, -old_at, -new_at, old_key, new_key)
            for new_at, new_key in enumerate(candidates)
            for old_at, old_key in enumerate(gone.get(place, ()))
            if (score := ratio(old_key[1], new_key[1], score_cutoff=_least(old_key[1], new_key[1])))
        ]
        taken: set[Key] = set()
        for _, _, _, old_key, new_key in sorted(alike, reverse=True):
            if old_key not in taken and new_key not in pairs:
                pairs[new_key] = old_key
                taken.add(old_key)
    return pairs


def _least(old: str, new: str) -> float:
    return SIMILAR_WHEN_SHORT if max(len(old), len(new)) <= SHORT else SIMILAR


def _gaps(keys: Sequence[Key], others: set[Key]) -> dict[tuple[str, Key | None], list[Key]]:
    """The keys that are not among `others`, by context and by the unchanged key of that context before them."""
    found: dict[tuple[str, Key | None], list[Key]] = defaultdict(list)
    for context, group in groupby(sorted(keys, key=lambda key: key[0]), key=lambda key: key[0]):
        last: Key | None = None
        for key in group:
            if key in others:
                last = key
            else:
                found[context, last].append(key)
    return found


def _gone(entry: Translation) -> Translation:
    """The entry as obsolete; a stale one keeps the source that it was made for."""
    made_for = (entry.previous, entry.previous_plural) if entry.is_stale else ("", "")
    return replace(entry, is_obsolete=True, about=About(), previous=made_for[0], previous_plural=made_for[1])


def changed(entry: Translation, unit: Unit) -> Translation:
    """The entry for a source that has changed: its texts stay, to be read again."""
    # A stale text was made for the source before; one that somebody has reviewed since, for the source of today.
    made_for = (entry.previous, entry.previous_plural) if entry.is_stale else (entry.source, entry.plural)
    return replace(
        entry,
        source=unit.source,
        state=State.NEEDS_REVIEW,
        previous=made_for[0],
        previous_plural=made_for[1] if unit.plural else "",
        # What a machine offered was for the source of before.
        record=replace(reopen(entry.record, was_reviewed=entry.state is State.REVIEWED), offers=()),
    )


def _described(entry: Translation, unit: Unit, rule: PluralRule) -> Translation:
    targets = entry.targets
    wanted = rule.count if unit.plural else 1
    if len(targets) != wanted:
        targets = (*targets[:wanted], *("",) * (wanted - len(targets)))
    is_whole = rule.is_whole(targets) if unit.plural else all(targets)
    state = entry.state if is_whole else State.MISSING
    # The source came back to what the translation was made for: nothing is left to compare, the mark stays.
    is_back = (entry.previous, entry.previous_plural) == (unit.source, unit.plural)
    previous = entry.previous if state is State.NEEDS_REVIEW and not is_back else ""
    flags = tuple(flag for flag in entry.flags if flag != "python-format" and not flag.startswith(_LIMIT))
    flags = tuple(dict.fromkeys((*flags, *weblate_flags(entry.record))))
    # Fixed words hold placeholders, of which other tools would count the names.
    if unit.about.limit and unit.context:
        flags = (*flags, f"{_LIMIT}{unit.about.limit}")
    if PLACEHOLDER.search(unit.source) or PLACEHOLDER.search(unit.plural):
        flags = (*flags, "python-format")
    return replace(
        entry,
        plural=unit.plural,
        targets=targets,
        state=state,
        about=unit.about,
        previous=previous,
        previous_plural=entry.previous_plural if previous else "",
        record=_record(entry, state),
        flags=flags,
        is_obsolete=False,
    )


def _record(entry: Translation, state: State) -> Record:
    # Another tool may have reviewed it, or reopened it, or a plural lost a form.
    record = entry.record
    if state is State.REVIEWED:
        is_recorded = record.reviews or not record.origin
        reviews = record.reviews if is_recorded else (sign_review(Act(NOBODY), entry),)
        return replace(record, reviews=reviews, not_translated=None, offers=())
    return reopen(record if state is State.MISSING else replace(record, not_translated=None))


def counts(before: Catalog, after: Catalog) -> dict[str, int]:
    """What an update did: units new, changed, revived and gone. A unit that nobody had translated is never changed."""
    old, new = _by_key(before), after.by_key()
    fresh = [entry for key, entry in new.items() if key not in old]
    stayed = [(old[key], entry) for key, entry in new.items() if key in old]
    renewed = sum(any(entry.targets) for entry in fresh)
    lost = sum(key not in new for key in before.by_key())
    return {
        "new": len(fresh) - renewed,
        "changed": renewed + sum(a.plural != b.plural for a, b in stayed),
        "revived": sum(entry.is_obsolete for entry, _ in stayed),
        "gone": lost - renewed,
    }
