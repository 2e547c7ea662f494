"""A catalog meets some of its changed source: what is somebody's own is brought up to date, nothing of others.

In: a catalog, today's units in reading order, and which of them are meant. Out: the catalog in which the units meant
are as `merge` has them, each where today's order has it, and every other entry is as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from newsletter.translate.merge import merge_units
from newsletter.translate.unit import Catalog, Key, Translation, Unit


def merge_some(catalog: Catalog, units: Sequence[Unit], is_meant: Callable[[Key], bool]) -> Catalog:
    """The catalog with those of the units that are meant; entries that are meant and have no unit are obsolete."""
    held = tuple(entry for entry in catalog.entries if is_meant(entry.key))
    meant = [unit for unit in units if is_meant(unit.key)]
    merged = merge_units(replace(catalog, entries=held), meant)
    others = {entry.key: entry for entry in catalog.active() if not is_meant(entry.key)}
    behind = _by_neighbour(units, merged.by_key(), others)
    active = [*behind[None]]
    for key, entry in others.items():
        active += [entry, *behind[key]]
    return replace(catalog, entries=(*active, *_obsolete(catalog, merged, is_meant)))


def _by_neighbour(
    units: Sequence[Unit], own: Mapping[Key, Translation], others: Mapping[Key, Translation]
) -> dict[Key | None, list[Translation]]:
    """The own entries by the entry of others that comes before them today, None for those that come first."""
    behind: dict[Key | None, list[Translation]] = defaultdict(list)
    last: Key | None = None
    for unit in units:
        if unit.key in own:
            behind[last].append(own[unit.key])
        elif unit.key in others:
            last = unit.key
    return behind


def _obsolete(catalog: Catalog, merged: Catalog, is_meant: Callable[[Key], bool]) -> Iterator[Translation]:
    """What was obsolete stays where it stood, unless it has come back; what has just gone follows."""
    gone = {entry.key: entry for entry in merged.entries if entry.is_obsolete}
    for entry in catalog.entries:
        if entry.is_obsolete and not is_meant(entry.key):
            yield entry
        elif entry.is_obsolete and entry.key in gone:
            yield gone.pop(entry.key)
    yield from gone.values()
