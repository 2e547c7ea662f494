"""Two people's versions of one text as one, block by block.

In: the text that both began with, and what each has made of it. Out: a text with the changes of both; where both have
changed one block, that block of each. Nothing that either has written is left out: a block that one has taken out and
the other has changed is a clash too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from newsletter.content.blocks.body import Body, Item, Node, attribute, children
from newsletter.content.blocks.comparing import meanings, same
from newsletter.content.blocks.matching import match_blocks, moved, plain
from newsletter.content.blocks.reading import read
from newsletter.content.blocks.writing import with_marker

_HEAD = 2
"""Lines of a table before its first row: the head, and the one that parts it off."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the merged text, by the numbers of what stands there in each version.

    `source` is what it becomes; None for a clash.
    """

    base: int | None
    mine: int | None
    theirs: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """Two versions as one: `text` where nothing clashes, else None. `slots` are its blocks and clashes in order."""

    slots: tuple[Slot, ...]
    text: str | None


def merge(base: Body, mine: Body, theirs: Body, mine_of: Mapping[int, int] | None = None) -> Merged:
    """My changes in their text. `mine_of` says which of my blocks each of the base's is, where that is known."""
    sources = [[piece.source for piece in body.pieces] for body in (base, mine, theirs)]

    def join(b: int, m: int, t: int) -> str | None:
        if same(mine.pieces[m].node, theirs.pieces[t].node):
            return theirs.pieces[t].source
        versions = ((base, b), (mine, m), (theirs, t))
        return _merge_lists(*versions) or _merge_tables(*versions)

    slots = _merge_rows(sources[0], sources[1], sources[2], dict(mine_of) if mine_of else None, join)
    if any(slot.source is None for slot in slots):
        return Merged(tuple(slots), None)
    text = _joined(theirs, slots)
    wanted = [node for slot in slots for node in _nodes(slot, mine, theirs)]
    if meanings(piece.node for piece in read(text).pieces) != meanings(wanted):
        changed = [replace(slot, source=None) if _is_both(slot, mine, theirs) else slot for slot in slots]
        return Merged(tuple(changed), None)
    return Merged(tuple(slots), text)


def _is_both(slot: Slot, mine: Body, theirs: Body) -> bool:
    """True where the two versions differ at a place."""
    m = mine.pieces[slot.mine].source if slot.mine is not None else None
    t = theirs.pieces[slot.theirs].source if slot.theirs is not None else None
    return m != t


def _nodes(slot: Slot, mine: Body, theirs: Body) -> list[Node]:
    for body, number in ((theirs, slot.theirs), (mine, slot.mine)):
        if number is not None and body.pieces[number].source == slot.source:
            return [body.pieces[number].node]
    references = {**mine.references, **theirs.references}
    return [piece.node for piece in read(slot.source or "", references).pieces]


def _merge_rows(
    base: Sequence[str],
    mine: Sequence[str],
    theirs: Sequence[str],
    mine_of: dict[int, int] | None,
    join: Callable[[int, int, int], str | None],
) -> list[Slot]:
    to_mine = match_blocks(base, mine) if mine_of is None else mine_of
    to_theirs = match_blocks(base, theirs)
    from_mine = {m: b for b, m in to_mine.items()}
    from_theirs = {t: b for b, t in to_theirs.items()}
    new_there = [t for t in range(len(theirs)) if t not in from_theirs]
    slots: list[Slot] = []
    for m, source in enumerate(mine):
        b = from_mine.get(m)
        if b is None:
            same_there = next((t for t in new_there if plain(theirs[t]) == plain(source)), None)
            if same_there is not None:  # put in by both, or by a request that was sent twice
                new_there.remove(same_there)
            slots.append(Slot(None, m, same_there, source))
            continue
        t = to_theirs.get(b)
        is_mine = plain(source) != plain(base[b])
        if t is None:
            if is_mine:
                slots.append(Slot(b, m, None, None))
        elif not is_mine or plain(theirs[t]) == plain(source):
            slots.append(Slot(b, m, t, theirs[t]))
        elif plain(theirs[t]) == plain(base[b]):
            slots.append(Slot(b, m, t, source))
        else:
            slots.append(Slot(b, m, t, join(b, m, t)))
    for t, source in enumerate(theirs):
        b = from_theirs.get(t)
        if b is None and t in new_there:
            _put_behind(slots, Slot(None, None, t, source))
        elif b is not None and b not in to_mine and plain(source) != plain(base[b]):
            _put_behind(slots, Slot(b, None, t, None))
    _follow_moves(slots, [from_theirs[t] for t in range(len(theirs)) if t in from_theirs], to_mine)
    return slots


def _put_behind(slots: list[Slot], slot: Slot) -> None:
    """Put a block of theirs behind the one that stands before it there."""
    before = [n for n, each in enumerate(slots) if each.theirs is not None and each.theirs < (slot.theirs or 0)]
    nearest = max(before, key=lambda n: slots[n].theirs or 0, default=-1)
    slots.insert(nearest + 1, slot)


def _follow_moves(slots: list[Slot], order: Sequence[int], to_mine: Mapping[int, int]) -> None:
    """What they have moved, and I have not, stands where they have put it."""
    mine_order = [b for b, _ in sorted(to_mine.items(), key=lambda pair: pair[1])]
    for b in moved(order) - moved(mine_order):
        at = next((n for n, slot in enumerate(slots) if slot.base == b and slot.theirs is not None), None)
        if at is not None:
            _put_behind(slots, slots.pop(at))


def _joined(theirs: Body, slots: Sequence[Slot]) -> str:
    """The blocks of all slots; between neighbours of theirs what stands there."""
    if not slots:
        return theirs.gaps[0]
    out = [theirs.gaps[0]]
    for before, slot in pairwise(slots):
        is_beside = before.theirs is not None and slot.theirs == before.theirs + 1
        gap = theirs.gaps[slot.theirs] if is_beside and slot.theirs is not None else theirs.newline * 2
        out += [before.source or "", gap]
    behind = theirs.gaps[-1] if theirs.pieces else theirs.newline
    return "".join([*out, slots[-1].source or "", behind])


def _merge_lists(*versions: tuple[Body, int]) -> str | None:
    """A list that both have changed, merged by item; None where they have changed the same item, or it is no list."""
    nodes = [body.pieces[number].node for body, number in versions]
    if len({node["type"] for node in nodes}) > 1 or nodes[0]["type"] not in ("bullet_list", "ordered_list"):
        return None
    if len({attribute(node, "start") for node in nodes}) > 1:
        return None
    rows = [_items(body, node) for (body, _), node in zip(versions, nodes, strict=True)]
    if any(row is None for row in rows):
        return None
    base, mine, theirs = [row or [] for row in rows]
    sources = [[_words_of(item) for item in row] for row in (base, mine, theirs)]
    slots = _merge_rows(sources[0], sources[1], sources[2], None, lambda b, m, t: None)
    if any(slot.source is None for slot in slots) or not slots:
        return None
    first = theirs[0] if theirs else mine[0]
    number = int(attribute(nodes[2], "start") or 1) if nodes[2]["type"] == "ordered_list" else None
    lines: list[str] = []
    for slot in slots:
        item = _chosen(slot, sources, mine, theirs)
        marker = first.style.sign if number is None else f"{number}{first.style.sign}"
        lines += ([""] if lines and first.style.is_loose else []) + with_marker(item, marker)
        number = None if number is None else number + (not first.style.is_constant)
    return versions[2][0].newline.join(lines)


def _merge_tables(*versions: tuple[Body, int]) -> str | None:
    """A table that both have changed, merged by row; None where they have changed the same row, or its columns."""
    nodes = [body.pieces[number].node for body, number in versions]
    if any(node["type"] != "table" for node in nodes):
        return None
    columns = [[attribute(cell, "align") for cell in children(children(node)[0])] for node in nodes]
    rows = [body.pieces[number].source.splitlines() for body, number in versions]
    if any(each != columns[0] for each in columns) or any(len(lines) < _HEAD for lines in rows):
        return None
    base, mine, theirs = [[lines[0], *lines[_HEAD:]] for lines in rows]
    sources = [[_bare_row(line) for line in lines] for lines in (base, mine, theirs)]
    slots = _merge_rows(sources[0], sources[1], sources[2], None, lambda b, m, t: None)
    if any(slot.source is None for slot in slots) or not slots or slots[0].base != 0:
        return None
    made = [
        theirs[slot.theirs]
        if slot.theirs is not None and sources[2][slot.theirs] == slot.source
        else mine[slot.mine or 0]
        for slot in slots
    ]
    return versions[2][0].newline.join([made[0], rows[2][1], *made[1:]])


def _bare_row(line: str) -> str:
    """A row of a table without the blanks around its cells."""
    return "|".join(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def _items(body: Body, node: Node) -> list[Item] | None:
    names = [attribute(item, "oid") for item in children(node)]
    return [body.items[name] for name in names] if all(name in body.items for name in names) else None


def _words_of(item: Item) -> str:
    """An item without its sign, whose number changes with those before it."""
    first, *rest = item.lines
    return "\n".join([first[len(item.lead) + len(item.marker) :].strip(), *(line.strip() for line in rest)])


def _chosen(slot: Slot, sources: Sequence[Sequence[str]], mine: Sequence[Item], theirs: Sequence[Item]) -> Item:
    if slot.theirs is not None and sources[2][slot.theirs] == slot.source:
        return theirs[slot.theirs]
    return mine[slot.mine or 0]


def adopted(node: Node, oid: str | None, own: Body, other: Body) -> Node:
    """A block of `own` with the names that its place and its items have in another version; none for what is new."""
    names = {item.lines: name for name, item in other.items.items()}
    known = {name: names.get(item.lines) for name, item in own.items.items()}
    return {**_renamed(node, known), "attrs": {**(node.get("attrs") or {}), "oid": oid}}


def _renamed(node: Node, names: Mapping[str, str | None]) -> Node:
    out = dict(node)
    if node["type"] == "list_item":
        out["attrs"] = {**(node.get("attrs") or {}), "oid": names.get(attribute(node, "oid") or "")}
    if "content" in node:
        out["content"] = [_renamed(child, names) for child in children(node)]
    return out
