"""Which item of a list is which in another version of the list, and which place a value has there.

In: lists and files as nothing but texts, as they were and as they are. Out: numbers of items, and paths. An item that
is the same is found wherever it stands; one that somebody has changed is known by its `id`, or by what is left of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from newsletter.content.edit import Plain
from newsletter.content.spans import Path

_ALIKE = 0.5
"""The part of its keys that an item still has in common with what it was; less is another item."""


def match_items(old: Sequence[Plain], new: Sequence[Plain]) -> dict[int, int]:
    """The number in the new list of each item of the old one; those that are gone are left out."""
    before, after = [_name(item) for item in old], [_name(item) for item in new]
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found |= {block.a + n: block.b + n for n in range(block.size)}
    free = [number for number in range(len(new)) if number not in found.values()]
    for number in (number for number in range(len(old)) if number not in found):
        moved = next((each for each in free if after[each] == before[number]), None)
        if moved is not None:
            found[number] = moved
            free.remove(moved)
    likeness = {
        (number, each): _likeness(old[number], new[each], number, each, found)
        for number in range(len(old))
        if number not in found
        for each in free
    }
    for (number, each), alike in sorted(likeness.items(), key=lambda pair: (-pair[1], pair[0])):
        if alike >= _ALIKE and number not in found and each in free:
            found[number] = each
            free.remove(each)
    return found


def _name(item: Plain) -> str:
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _likeness(old: Plain, new: Plain, number: int, place: int, found: Mapping[int, int]) -> float:
    """How much of an item is in another one, from 0 to 1."""
    if isinstance(old, dict) and isinstance(new, dict):
        if old.get("id") and new.get("id"):
            return 1.0 if old["id"] == new["id"] else 0.0
        keys = {*old, *new}
        return sum(old.get(key) == new.get(key) for key in keys) / len(keys) if keys else 1.0
    if isinstance(old, str) and isinstance(new, str):  # a line between the same neighbours
        above = found.get(number - 1, -1 if number == 0 else None)
        return _ALIKE if above is not None and above + 1 == place else 0.0
    return 0.0


def value_at(tree: Plain | None, path: Path) -> Plain | None:
    """The value at a path; None where there is none. A single value stands for a list of one."""
    for step in path:
        if isinstance(step, int):
            items = as_list(tree)
            tree = items[step] if 0 <= step < len(items) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def as_list(value: Plain | None) -> list[Plain]:
    """The items of a list; a single value as the only one."""
    if isinstance(value, list):
        return value
    return [value] if value else []


def follow(path: Path, old: Plain, new: Plain) -> Path | None:
    """The path in the new version of what stood at a path in the old one; None where an item of a list is gone.

    Keys are the same in both; one that is not there is kept as it is.
    """
    out: list[str | int] = []
    before: Plain | None = old
    after: Plain | None = new
    for step in path:
        if isinstance(step, int):
            place = match_items(as_list(before), as_list(after)).get(step)
            if place is None:
                return None
            before, after = value_at(before, (step,)), value_at(after, (place,))
            out.append(place)
        else:
            before, after = value_at(before, (step,)), value_at(after, (step,))
            out.append(step)
    return tuple(out)


def paths_like(path: Path, tree: Plain) -> list[Path]:
    """All paths of a tree that have the keys of a path, at any item of each list on the way."""
    found: list[tuple[Path, Plain | None]] = [((), tree)]
    for step in path:
        steps = [(at, each, range(len(as_list(each))) if isinstance(step, int) else (step,)) for at, each in found]
        found = [((*at, one), value_at(each, (one,))) for at, each, ones in steps for one in ones]
    return [at for at, _ in found]
