"""Catalogs meet a changed source: what is new, changed, moved, gone or back.

In: a catalog and today's units in reading order. Out: the catalog brought up to date. A changed text keeps its old
translation, marked for review, with the previous source beside it; nothing that a person wrote is thrown away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from newsletter.translate.unit import Catalog, Key, State, Translation, Unit

SIMILAR = 75.0
"""Two texts in the same gap are one changed text from this rapidfuzz ratio (0 to 100) on; anything else is new."""


def merged(catalog: Catalog, units: Sequence[Unit], plural_count: int) -> Catalog:
    """The catalog with exactly the units given, in their order; what is gone follows as obsolete."""
    units = list({unit.key: unit for unit in units}.values())
    active = [entry for entry in catalog.entries if not entry.is_obsolete]
    kept = {entry.key: entry for entry in catalog.entries if entry.is_obsolete} | {e.key: e for e in active}
    pairs = changed_pairs([entry.key for entry in active], [unit.key for unit in units])
    sources = {entry.key: entry for entry in active}
    entries = []
    used: set[Key] = set()
    for unit in units:
        if unit.key in kept:
            used.add(unit.key)
            entry = replace(kept[unit.key], is_obsolete=False)
        elif unit.key in pairs:
            used.add(pairs[unit.key])
            entry = _changed(sources[pairs[unit.key]], unit)
        else:
            entry = Translation(unit.context, unit.source, ("",) * (plural_count if unit.plural else 1))
        entries.append(_described(entry, unit, plural_count))
    gone = [entry for key, entry in kept.items() if key not in used and any(entry.targets)]
    # What was obsolete before stays where it was, so that a diff shows only what has just gone.
    gone.sort(key=lambda entry: not entry.is_obsolete)
    entries += [replace(entry, is_obsolete=True, notes=(), previous="") for entry in gone]
    return replace(catalog, entries=tuple(entries))


def changed_pairs(before: Sequence[Key], after: Sequence[Key]) -> dict[Key, Key]:
    """Which new key replaced which old one: same context, same gap between unchanged neighbours, most alike first."""
    from rapidfuzz.fuzz import ratio

    old, new = set(before), set(after)
    gone = _gaps(before, new)
    come = _gaps(after, old)
    pairs: dict[Key, Key] = {}
    for place, candidates in come.items():
        alike = [
            (ratio(old_key[1], new_key[1]), -old_at, -new_at, old_key, new_key)
            for new_at, new_key in enumerate(candidates)
            for old_at, old_key in enumerate(gone.get(place, ()))
        ]
        taken: set[Key] = set()
        for score, _, _, old_key, new_key in sorted(alike, reverse=True):
            if score >= SIMILAR and old_key not in taken and new_key not in pairs:
                pairs[new_key] = old_key
                taken.add(old_key)
    return pairs


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


def _changed(entry: Translation, unit: Unit) -> Translation:
    has_words = any(entry.targets)
    return replace(
        entry,
        source=unit.source,
        state=State.NEEDS_REVIEW if has_words else State.MISSING,
        previous=(entry.previous or entry.source) if has_words else "",
    )


def _described(entry: Translation, unit: Unit, plural_count: int) -> Translation:
    targets = entry.targets
    wanted = plural_count if unit.plural else 1
    if len(targets) != wanted:
        targets = (*targets[:wanted], *("",) * (wanted - len(targets)))
    state = entry.state if all(targets) else State.MISSING
    # The source came back to what the translation was made for: nothing is left to compare, the mark stays.
    previous = "" if entry.previous == unit.source else entry.previous
    flags = tuple(flag for flag in entry.flags if flag != "python-format")
    if "%(" in unit.source:
        flags = (*flags, "python-format")
    return replace(
        entry, plural=unit.plural, targets=targets, state=state, notes=unit.notes, previous=previous, flags=flags
    )


def counts(before: Catalog, after: Catalog) -> dict[str, int]:
    """What an update did: units new, changed, revived and gone."""
    old = {entry.key: entry for entry in before.entries}
    new = {entry.key: entry for entry in after.entries}

    def number(keys: Iterable[Key]) -> int:
        return sum(1 for _ in keys)

    fresh = [key for key, entry in new.items() if key not in old and not entry.is_obsolete]
    return {
        "new": number(key for key in fresh if not new[key].previous),
        "changed": number(key for key in fresh if new[key].previous),
        "revived": number(k for k, e in new.items() if k in old and old[k].is_obsolete and not e.is_obsolete),
        "gone": number(k for k, e in new.items() if k in old and e.is_obsolete and not old[k].is_obsolete),
    }
