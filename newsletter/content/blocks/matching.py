"""Which block of a text is which in another version of it.

In: the sources of blocks, as they were and as they are. Out: numbers of blocks. A block that is the same is found
wherever it stands; one that was changed is known by the words it still has, or as the only one left at its place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

_ALIKE = 0.6
_BETWEEN_THE_SAME = 0.15
_FEWEST = 4
"""So many words of a block at least have to be in another one for it to be a part of it."""


def plain(source: str) -> str:
    """A block as it is compared: every white space is one blank."""
    return " ".join(source.split())


def match_blocks(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The number in the new list of each block of the old one; those that are gone are left out."""
    before, after = [plain(each) for each in old], [plain(each) for each in new]
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found |= {block.a + n: block.b + n for n in range(block.size)}
    taken = set(found.values())
    places: dict[str, list[int]] = {}
    for number, source in enumerate(after):
        if number not in taken:
            places.setdefault(source, []).append(number)
    for number, source in enumerate(before):
        if number not in found and places.get(source):
            found[number] = places[source].pop(0)
    _add_alike(found, before, after)
    _add_alone(found, len(before), len(after))
    return found


def _add_alike(found: dict[int, int], before: Sequence[str], after: Sequence[str]) -> None:
    taken = set(found.values())
    free = [(number, _words(source)) for number, source in enumerate(after) if number not in taken]
    likeness = []
    for number, source in enumerate(before):
        if number in found:
            continue
        words = _words(source)
        for place, others in free:
            alike = _likeness(words, others)
            if alike > 0 and _is_between_the_same(found, number, place, len(before), len(after)):
                alike += _BETWEEN_THE_SAME
            if alike >= _ALIKE:
                likeness.append((-alike, abs(number - place), number, place))
    for _, _, number, place in sorted(likeness):
        if number not in found and place not in taken:
            found[number] = place
            taken.add(place)


def _words(source: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", source.lower()))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    sizes = one.total(), other.total()
    if not all(sizes):
        return 0.0
    common = (one & other).total()
    part = 0.9 * common / min(sizes) if min(sizes) >= _FEWEST else 0.0
    return max(2 * common / sum(sizes), part)


def _is_between_the_same(found: Mapping[int, int], number: int, place: int, last: int, last_place: int) -> bool:
    above = found.get(number - 1, -1 if number == 0 else None)
    below = found.get(number + 1, last_place if number == last - 1 else None)
    return above == place - 1 or below == place + 1


def _add_alone(found: dict[int, int], old: int, new: int) -> None:
    """A block that is the only one without its like between two that are known, on both sides."""
    taken = set(found.values())
    for number in range(old):
        if number in found:
            continue
        above = found.get(number - 1, -1 if number == 0 else None)
        below = found.get(number + 1, new if number == old - 1 else None)
        if above is not None and below is not None and below - above == 2 and above + 1 not in taken:
            found[number] = above + 1
            taken.add(above + 1)


def moved(order: Sequence[int]) -> set[int]:
    """The numbers of a list that are out of their order: all but the longest row of them that grows."""
    best: list[list[int]] = []
    ends: list[int] = []
    for value in order:
        at = bisect_left(ends, value)
        row = [*(best[at - 1] if at else []), value]
        if at == len(ends):
            ends.append(value)
            best.append(row)
        else:
            ends[at], best[at] = value, row
    return set(order) - set(best[-1] if best else [])
