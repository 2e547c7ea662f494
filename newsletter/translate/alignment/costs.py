"""What it costs to take one block for the translation of another: a table, and the sum over it.

In: two passages, and how much longer the translation is as a whole. Out: a number, the lower the likelier; and what
speaks against a pair, in codes. Lengths weigh as in Gale and Church (1993), figures, names and addresses more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log

from newsletter.translate.alignment.passage import Passage


@dataclass(frozen=True, slots=True)
class Costs:
    """The table. What is negative speaks for a pair."""

    skip: float = 1.2
    """A block of either side has no partner."""
    join: float = 1.5
    """Two blocks of one side are one of the other, on top of what the pair costs."""
    kind: float = 1.1
    """A heading is no heading, a cell no cell."""
    kin: float = 0.35
    """A list item is a paragraph, a quotation too: as pasted texts have it."""
    level: float = 0.2
    length: float = 1.2
    """For each factor of e by which a length is not what it should be."""
    long: float = 12.0
    """So many characters more or less say nothing."""
    numbers: float = 1.4
    same_numbers: float = -0.9
    addresses: float = 1.0
    lost: float = 0.4
    """Addresses that one side alone has, as a share of what others would cost: links get lost by copying."""
    same_addresses: float = -1.2
    other_names: float = 0.5
    same_names: float = -0.8
    most_length: float = 2.4


COSTS = Costs()
_KIN = ({"paragraph", "list item"}, {"paragraph", "quote"}, {"alt text", "caption"}, {"caption", "paragraph"})
ODD = 1.9
"""From this factor on a length is worth a look."""


def cost_of(source: Passage, target: Passage, ratio: float, costs: Costs = COSTS) -> float:
    """What the pair costs."""
    total = _kind(source, target, costs)
    total += min(costs.length * abs(log(_relative(source, target, ratio, costs))), costs.most_length)
    total += _shared(source.numbers, target.numbers, costs.numbers, costs.same_numbers)
    links = costs.addresses if source.addresses and target.addresses else costs.addresses * costs.lost
    total += _shared(source.addresses, target.addresses, links, costs.same_addresses)
    if source.names and target.names:
        common = len(source.names & target.names)
        share = common / min(len(source.names), len(target.names))
        total += costs.same_names * share if common else costs.other_names
    return total


def _kind(source: Passage, target: Passage, costs: Costs) -> float:
    if source.kind == target.kind:
        return costs.level if source.level != target.level else 0.0
    return costs.kin if any({source.kind, target.kind} <= each for each in _KIN) else costs.kind


def _relative(source: Passage, target: Passage, ratio: float, costs: Costs = COSTS) -> float:
    return (target.length + costs.long) / (source.length * ratio + costs.long)


def _shared(ours: Counter[str], theirs: Counter[str], other: float, same: float) -> float:
    """What figures or addresses say: all the same, all others, or something between; nothing where there are none."""
    if not ours and not theirs:
        return 0.0
    common = (ours & theirs).total()
    share = 2 * common / (ours.total() + theirs.total())
    return share * same + (1 - share) * other


def doubts_about(source: Passage, target: Passage, ratio: float) -> list[str]:
    """Why a person should look at the pair first: codes."""
    found = []
    if source.kind != target.kind:
        found.append("other-kind")
    relative = _relative(source, target, ratio)
    if not 1 / ODD < relative < ODD:
        found.append("other-length")
    if source.numbers != target.numbers:
        found.append("other-numbers")
    return found
