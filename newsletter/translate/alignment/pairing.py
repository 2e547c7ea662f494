"""Blocks of a text and of its translation, paired by dynamic programming.

In: the passages of both sides. Out: pairs in the order of the source: one to one, one to two, two to one; and what of
either side stands alone. A block that was moved finds its partner afterwards, where figures, names or addresses say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from newsletter.content.document import Rich
from newsletter.translate.alignment.costs import COSTS, Costs, cost_of, doubts_about
from newsletter.translate.alignment.passage import Passage

_USUAL = (0.6, 1.7)
"""How many times as long a translation is, at the least and at the most."""
_MOVED = 0.0
"""A moved block is taken for one only where something speaks for it."""
BAND = 150
"""How far, in blocks, a partner is looked for from where it would stand: a bound on time and memory."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Blocks by their numbers: one or two of the source, one or two of the translation; none where one stands alone.

    `doubts` are codes: `other-kind`, `other-length`, `other-numbers`, `moved`, `joined` (two became one block of the
    source), `split` (one is the translation of two blocks, which can't be parted).
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    doubts: tuple[str, ...] = ()


def pair_passages(source: Sequence[Passage], target: Sequence[Passage], costs: Costs = COSTS) -> list[Pair]:
    """Every block of both sides in one pair, in the order of the source."""
    total = sum(each.length for each in source)
    ratio = min(max(sum(each.length for each in target) / total, _USUAL[0]), _USUAL[1]) if total else 1.0
    steps = _best(source, target, ratio, costs)
    pairs = [Pair(ours, theirs) for ours, theirs in steps]
    pairs = _with_moved(pairs, source, target, ratio, costs)
    return [_doubted(pair, source, target, ratio) for pair in pairs]


def joined(passages: Sequence[Passage]) -> Passage:
    """Neighbouring blocks as one; tags of the later ones go on counting."""
    first, *rest = passages
    if not rest:
        return first
    text, targets = first.rich.text, list(first.rich.targets)
    for each in rest:
        renumbered = _renumbered(each.rich, text)
        text += f" {renumbered.text}"
        targets += renumbered.targets
    return Passage(first.kind, Rich(text, tuple(targets)), first.line, first.level)


def _renumbered(rich: Rich, before: str) -> Rich:
    """The words with tags that go on from those of the words before them."""
    from newsletter.content.tagged import escape, tokens

    counts: dict[str, int] = {}
    for token in tokens(before):
        if token.kind in ("open", "single"):
            letter = token.value.rstrip("0123456789")
            counts[letter] = max(counts.get(letter, 0), int(token.value.removeprefix(letter)))

    def name(tag: str) -> str:
        letter = tag.rstrip("0123456789")
        return f"{letter}{counts.get(letter, 0) + int(tag.removeprefix(letter))}"

    out = []
    for token in tokens(rich.text):
        value = token.value if token.kind == "words" else name(token.value)
        form = {"words": escape(value), "open": f"<{value}>", "close": f"</{value}>", "single": f"<{value}/>"}
        out.append(form[token.kind])
    return Rich("".join(out), tuple((name(tag), address) for tag, address in rich.targets))


_SHAPES = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
_Step = tuple[tuple[int, ...], tuple[int, ...]]


def _best(source: Sequence[Passage], target: Sequence[Passage], ratio: float, costs: Costs) -> list[_Step]:
    """The cheapest way through both sides, as numbers of blocks."""
    rows, columns = len(source), len(target)
    doubled = [joined(source[at : at + 2]) for at in range(rows - 1)]
    doubled_target = [joined(target[at : at + 2]) for at in range(columns - 1)]
    best: list[dict[int, float]] = [{} for _ in range(rows + 1)]
    came: list[dict[int, tuple[int, int]]] = [{} for _ in range(rows + 1)]
    best[0][0] = 0.0
    for at in range(rows + 1):
        middle = at * columns // max(rows, 1)
        for to in range(max(0, middle - BAND), min(columns, middle + BAND) + 1):
            for ours, theirs in _SHAPES:
                before = best[at - ours].get(to - theirs) if at >= ours and to >= theirs else None
                if before is None:
                    continue
                if ours == 1 and theirs == 1:
                    price = cost_of(source[at - 1], target[to - 1], ratio, costs)
                elif ours == 1 and theirs == 2:
                    price = costs.join + _same_kind(target[to - 2], target[to - 1])
                    price += cost_of(source[at - 1], doubled_target[to - 2], ratio, costs)
                elif ours == 2:
                    price = costs.join + _same_kind(source[at - 2], source[at - 1])
                    price += cost_of(doubled[at - 2], target[to - 1], ratio, costs)
                else:
                    price = costs.skip
                if before + price < best[at].get(to, inf):
                    best[at][to] = before + price
                    came[at][to] = (ours, theirs)
    steps: list[_Step] = []
    at, to = rows, columns
    while at or to:
        ours, theirs = came[at][to]
        steps.append((tuple(range(at - ours, at)), tuple(range(to - theirs, to))))
        at, to = at - ours, to - theirs
    return steps[::-1]


def _same_kind(one: Passage, other: Passage) -> float:
    """Headings, items and cells are not joined with anything."""
    return 0.0 if one.kind == other.kind and one.kind in ("paragraph", "quote") else inf


def _with_moved(
    pairs: list[Pair], source: Sequence[Passage], target: Sequence[Passage], ratio: float, costs: Costs
) -> list[Pair]:
    lonely = [pair.source[0] for pair in pairs if not pair.target]
    spare = [pair.target[0] for pair in pairs if not pair.source]
    priced = sorted(
        (cost, ours, theirs)
        for ours in lonely
        for theirs in spare
        if (cost := cost_of(source[ours], target[theirs], ratio, costs)) < _MOVED
    )
    taken: dict[int, int] = {}
    for _, ours, theirs in priced:
        if ours not in taken and theirs not in taken.values():
            taken[ours] = theirs
    out = []
    for pair in pairs:
        if not pair.source and pair.target[0] in taken.values():
            continue
        if not pair.target and pair.source[0] in taken:
            pair = Pair(pair.source, (taken[pair.source[0]],), ("moved",))
        out.append(pair)
    return out


def _doubted(pair: Pair, source: Sequence[Passage], target: Sequence[Passage], ratio: float) -> Pair:
    if not pair.source or not pair.target:
        return pair
    doubts = list(pair.doubts)
    if len(pair.target) > 1:
        doubts.append("joined")
    if len(pair.source) > 1:
        doubts.append("split")
    ours, theirs = joined([source[at] for at in pair.source]), joined([target[at] for at in pair.target])
    doubts += doubts_about(ours, theirs, ratio)
    return Pair(pair.source, pair.target, tuple(doubts))
