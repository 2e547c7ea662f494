"""Edits as they are to be made in the newest version of a file, whatever others have saved since a person read it.

In: edits, each with the value that the person saw; the file as it was then, where that is still known, and as it is
now. Out: changes for `content.edit`, or where two people's wishes differ. A change is only made where the newest file
holds what the person saw; what is there already is not done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsletter.content.edit import Change, Insert, Move, Plain, Remove, Set, plain_of
from newsletter.content.spans import Path
from newsletter.content.yaml_text import Value
from newsletter.pipeline.editing.line_merging import merge_lines
from newsletter.pipeline.editing.matching import as_list, follow, match_items, paths_like, value_at


@dataclass(frozen=True, slots=True)
class Edit:
    """A change, and what the person saw when making it.

    `was` is the value at the path: for `Remove` and `Move` the item, for `Insert` the item that stood at that place;
    None where there was none. To set nothing (`Set(path, None)`) takes the key away.
    """

    change: Change
    was: Plain | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Where two people have written different things: the value that this one wants, and the one that is there now.

    None is no value: taken away. `mine` has what only others have changed in a text of several lines. `is_gone` says
    that what the value stood in is there no longer, so that it can't be written.
    """

    path: Path
    mine: Plain | None
    theirs: Plain | None
    is_gone: bool = False


Before = Callable[[Path, Iterable[str]], str]
"""The key, of those that stand in a mapping, before which a new key at a path belongs; empty for the end."""


def behind_all(path: Path, keys: Iterable[str]) -> str:
    """A new key comes last."""
    return ""


def place_edits(
    edits: Iterable[Edit], newest: Plain, base: Plain | None, before: Before = behind_all
) -> list[Change] | list[Clash]:
    """The changes to make in the newest file, or all that clashes; `base` is what the person read, None if unknown.

    Each edit speaks of the file as the edits before it have left it, and so does each change.
    """
    changes: list[Change] = []
    clashes: list[Clash] = []
    for edit in join_sets(edits, newest):
        placed = _Placing(newest, base, before).place(edit)
        if isinstance(placed, Clash):
            clashes.append(placed)
            continue
        for change in placed:
            newest = changed(newest, change)
        changes += placed
        if base is not None:
            own = _Placing(base, base, before).place(Edit(edit.change, _seen(base, edit.change)))
            for change in own if isinstance(own, list) else []:
                base = changed(base, change)
    return clashes or changes


def join_sets(edits: Iterable[Edit], newest: Plain) -> list[Edit]:
    """The edits with those that set one value again and again made one, where they follow each other.

    Somebody who types on while nothing is answered sends again what may have landed in part: where the newest file
    holds what any of them has set, that was seen by the one that remains.
    """
    joined: list[Edit] = []
    seen: list[list[Plain | None]] = []
    for edit in edits:
        value = plain_of(edit.change.value) if isinstance(edit.change, Set) else None
        last = joined[-1].change if joined else None
        if isinstance(edit.change, Set) and isinstance(last, Set) and last.path == edit.change.path:
            now = value_at(newest, last.path)
            seen[-1].append(value)
            was = now if any(is_same(each, now) for each in seen[-1]) else joined[-1].was
            joined[-1] = Edit(edit.change, was)
        else:
            joined.append(edit)
            seen.append([value])
    return joined


def is_same(one: Plain | None, other: Plain | None) -> bool:
    """True where two values are the same to who reads them: nothing is as good as empty, a last line end as none."""
    return _comparable(one) == _comparable(other)


def _comparable(value: Plain | None) -> Plain:
    if not value:
        return ""
    if isinstance(value, dict):
        return {key: _comparable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_comparable(each) for each in value]
    return value.rstrip("\n")


def _seen(tree: Plain, change: Change) -> Plain | None:
    return value_at(tree, change.path)


@dataclass(frozen=True, slots=True)
class _Placing:
    """One edit on its way into the newest file."""

    newest: Plain
    base: Plain | None
    before: Before

    def place(self, edit: Edit) -> list[Change] | Clash:
        change = edit.change
        match change:
            case Set(path, None):
                return self.remove(path, edit.was)
            case Set(path, value):
                return self.set(path, value, edit.was)
            case Insert(path, value):
                last = path[-1] if path else ""
                if isinstance(last, str):
                    return self.set(path, value, None, change.before)
                return self.insert(path[:-1], last, value, edit.was)
            case Remove(path):
                return self.remove(path, edit.was)
            case Move(path, to):
                return self.move(path, to, edit.was)

    def set(self, path: Path, value: Value, was: Plain | None, before: str = "") -> list[Change] | Clash:
        mine = plain_of(value)
        at = self._find(path, was)
        theirs = value_at(self.newest, at) if at is not None else None
        if at is None:
            there = value_at(self.newest, path) if self.base is None else None
            return Clash(path, mine, there, is_gone=there is None)
        if is_same(theirs, mine):
            return []
        if not is_same(theirs, was):
            if not (isinstance(mine, str) and isinstance(theirs, str) and isinstance(was, str) and "\n" in was):
                return Clash(path, mine, theirs)
            merged = merge_lines(was, mine, theirs)
            if merged.text is None:
                return Clash(path, merged.mine, theirs)
            value = merged.text
        return [self._written(at, _ended(value, theirs), before)]

    def insert(self, parent: Path, number: int, value: Value, was: Plain | None) -> list[Change] | Clash:
        mine = plain_of(value)
        at = self._find(parent, None) if parent else parent
        if at is None:
            return Clash((*parent, number), mine, None, is_gone=True)
        there = value_at(self.newest, at)
        items = as_list(there)
        base = as_list(value_at(self.base, parent)) if self.base is not None else None
        if base is not None and base != items:
            if items.count(mine) > base.count(mine):
                return []  # somebody has put in the very same, or this was asked for twice
            number = _place_among(number, base, items)
        elif base is None:
            number = items.index(was) if was in items else min(number, len(items))
        number = max(0, min(number, len(items)))
        if there and not isinstance(there, list):  # a single value, which now gets company
            return [Set(_single(at, self.newest), [there, value] if number else [value, there])]
        if there is None:
            return [self._written(at, [value])]
        return [Insert((*at, number), value)]

    def remove(self, path: Path, was: Plain | None) -> list[Change] | Clash:
        at = self._find(path, was)
        if at is None:
            there = value_at(self.newest, path) if self.base is None else None
            return [] if there is None else Clash(path, None, there)
        theirs = value_at(self.newest, at)
        if theirs is None:
            return []
        if not is_same(theirs, was):
            return Clash(path, None, theirs)
        return [Remove(self._emptied(_single(at, self.newest)))]

    def move(self, path: Path, to: int, was: Plain | None) -> list[Change] | Clash:
        at = self._find(path, was)
        if at is None or value_at(self.newest, at) is None:
            return Clash(path, was, None, is_gone=True)
        last = at[-1]
        if not isinstance(last, int):
            return [Move(at, to)]
        items = as_list(value_at(self.newest, at[:-1]))
        if self.base is not None:
            base = as_list(value_at(self.base, path[:-1]))
            if base != items:
                to = _place_of_moved(path[-1], to, base, items, last)
        to = max(0, min(to, len(items) - 1))
        return [Move(at, to)] if to != last else []

    def _find(self, path: Path, was: Plain | None) -> Path | None:
        """Where in the newest file the value is that the person means; None where it is gone or can't be told."""
        if self.base is not None:
            return follow(path, self.base, self.newest)
        if not any(isinstance(step, int) for step in path):
            return path
        found = [each for each in paths_like(path, self.newest) if is_same(value_at(self.newest, each), was)]
        return found[0] if len(found) == 1 else None

    def _written(self, at: Path, value: Value, before: str = "") -> Change:
        """The change that brings a value to a path, with what is missing on the way, where a single value may stand."""
        at = _single(at, self.newest)
        for length in range(1, len(at)):
            around = value_at(self.newest, at[:length])
            rest = at[length:]
            if not around and isinstance(rest[0], str):
                return self._written(at[:length], _nested(rest, value))
            if isinstance(around, str) and isinstance(rest[0], str):  # a name alone stands for a person
                return Set(at[:length], value if rest == ("name",) else {"name": around, **_mapping(rest, value)})
        last = at[-1]
        around = value_at(self.newest, at[:-1])
        if isinstance(last, str) and isinstance(around, dict) and last not in around:
            return Insert(at, value, before or self.before(at, around))
        return Set(at, value)

    def _emptied(self, at: Path) -> Path:
        """What is to be taken away so that no mapping is left of which nothing stands in it."""
        while len(at) > 1 and isinstance(at[-1], str) and isinstance(at[-2], str):
            around = value_at(self.newest, at[:-1])
            if not isinstance(around, dict) or len(around) > 1:
                break
            at = at[:-1]
        return at


def _single(at: Path, tree: Plain) -> Path:
    """The path without the numbers of items that stand alone, not in a list."""
    out: list[str | int] = []
    for step in at:
        there = value_at(tree, tuple(out))
        if isinstance(step, int) and step == 0 and there and not isinstance(there, list):
            continue
        out.append(step)
    return tuple(out)


def _nested(keys: Path, value: Value) -> Value:
    for key in reversed(keys):
        value = [value] if isinstance(key, int) else {key: value}
    return value


def _mapping(keys: Path, value: Value) -> Mapping[str, Value]:
    return {str(keys[0]): _nested(keys[1:], value)}


def _ended(value: Value, there: Plain | None) -> Value:
    """A text over several lines ends as the one before did, or with a line end."""
    if not isinstance(value, str) or not value or value.endswith("\n"):
        return value
    if isinstance(there, str) and there.endswith("\n"):
        return value + there[len(there.rstrip("\n")) :]
    was_on_one_line = not (isinstance(there, str) and "\n" in there)
    return f"{value}\n" if "\n" in value and was_on_one_line else value


def _place_among(number: int, base: list[Plain], items: list[Plain]) -> int:
    """The place in a list as it is now that was meant by a place in the list as it was."""
    if number >= len(base):
        return len(items)
    found = match_items(base, items)
    if number in found:
        return found[number]
    above = next((found[each] for each in range(number - 1, -1, -1) if each in found), -1)
    return above + 1


def _place_of_moved(item: str | int, to: int, base: list[Plain], items: list[Plain], at: int) -> int:
    """Where a moved item belongs now: behind the item that it was put behind."""
    found = match_items(base, items)
    order = [number for number in range(len(base)) if number != item]
    above = next((found[each] for each in reversed(order[: max(0, to)]) if each in found), -1)
    return above + 1 if above < at else above


def changed(tree: Plain, change: Change) -> Plain:
    """The file after a change, as nothing but texts."""
    return _changed(tree, change.path, change)


def _changed(tree: Plain | None, path: Path, change: Change) -> Plain:
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(as_list(tree))
        if rest:
            items[step] = _changed(items[step], rest, change)
            return items
        match change:
            case Set(_, value):
                items[step] = plain_of(value)
            case Insert(_, value):
                items.insert(step, plain_of(value))
            case Remove():
                del items[step]
            case Move(_, to):
                items.insert(to, items.pop(step))
        return items
    keys = dict(tree) if isinstance(tree, dict) else {}
    if rest:
        keys[step] = _changed(keys.get(step), rest, change)
        return keys
    match change:
        case Set(_, value) | Insert(_, value):
            keys[step] = plain_of(value)
        case Remove():
            del keys[step]
        case Move(_, to):
            order = [key for key in keys if key != step]
            order.insert(to, step)
            keys = {key: keys[key] for key in order}
    return keys
