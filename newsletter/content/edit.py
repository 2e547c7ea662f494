"""One value of an editors' file changed, put in, taken out or moved; every other byte stays as it is.

In: the bytes of a YAML file or of an article with front matter, and changes by path. Out: the new bytes. Nothing is
written anew but what changes: the new text is put in at the place of the old one, and the result is read again and
compared with what it should say, value by value, before anybody gets it. What can't be changed so is refused, with the
line where a person can do it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from newsletter.content import spans, yaml_text
from newsletter.content.spans import Path, Span, UneditableError
from newsletter.content.splices import Splices
from newsletter.content.yaml_text import UnwritableError, Value
from newsletter.exceptions import NewsletterError

Tree: TypeAlias = Any
"""A document as nothing but texts: a scalar is its text, a list a list, a mapping a list of pairs."""
Plain: TypeAlias = str | list["Plain"] | dict[str, "Plain"]
"""A value as nothing but texts, lists and mappings: as it is compared with what a person saw."""
_BOM = "\ufeff"


class EditRefusedError(NewsletterError):
    """A change that is left to a person; `line` counts from 1 in the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Set:
    """The value at a path becomes another one; a key that is not there yet is put behind the last one."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Insert:
    """A new item: at this number of a list, or under this key of a mapping, behind the last one or before `before`."""

    path: Path
    value: Value
    before: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """An item of a list, or a key with its value, is taken out, with the comment lines right above it."""

    path: Path


@dataclass(frozen=True, slots=True)
class Move:
    """An item of a list or mapping takes the place that number `to` has now; those between make room."""

    path: Path
    to: int


Change: TypeAlias = Set | Insert | Remove | Move


def edit(data: bytes, changes: Sequence[Change], *, is_article: bool = False) -> bytes:
    """The file with the changes made, one after the other. Raises `EditRefusedError`; then nothing has changed."""
    mark, text, (start, end) = _opened(data, is_article)
    inner, first_line = text[start:end], text.count("\n", 0, start)
    for change in changes:
        try:
            inner = _changed(inner, change)
        except UneditableError as fault:
            raise EditRefusedError(str(fault), first_line + fault.line) from fault
        except UnwritableError as fault:
            raise EditRefusedError(str(fault), first_line + 1) from fault
    return (mark + text[:start] + inner + text[end:]).encode("utf-8")


def values_in(data: bytes, *, is_article: bool = False) -> dict[str, Plain]:
    """All values of a file by their keys; none of an empty one. Raises `EditRefusedError` where it can't be read."""
    _, text, (start, end) = _opened(data, is_article)
    try:
        root = spans.compose(text[start:end])
    except UneditableError as fault:
        raise EditRefusedError(str(fault), text.count("\n", 0, start) + fault.line) from fault
    found = _plain(root) if root is not None else {}
    if not isinstance(found, dict):
        raise EditRefusedError("the file is no list of keys", text.count("\n", 0, start) + 1)
    return found


def plain_of(value: Value) -> Plain:
    """A value as it will be read back: `True` as `true`, a day as `2024-03-05`, nothing as an empty text."""
    if isinstance(value, Mapping):
        return {key: plain_of(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_of(each) for each in value]
    return value if isinstance(value, str) else yaml_text.written_scalar(value)


def _opened(data: bytes, is_article: bool) -> tuple[str, str, Span]:
    """The mark of byte order, the text behind it, and where in it the keys stand."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise EditRefusedError("this is no text in UTF-8", data.count(b"\n", 0, fault.start) + 1) from fault
    mark, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    return mark, text, _front_matter(text) if is_article else Span(0, len(text))


def _front_matter(text: str) -> Span:
    """What stands between the first two lines `---`."""
    lines = text.splitlines(keepends=True) if "\r" in text else text.split("\n")
    if "\r" not in text:
        lines = [f"{line}\n" for line in lines[:-1]] + lines[-1:]
    if not lines or lines[0].rstrip() != "---":
        raise EditRefusedError("the file does not begin with front matter", 1)
    at = len(lines[0])
    for line in lines[1:]:
        if line.rstrip() == "---":
            return Span(len(lines[0]), at)
        at += len(line)
    raise EditRefusedError("the front matter does not end", 1)


def _changed(text: str, change: Change) -> str:
    """One change made, and proved by reading the result."""
    root = spans.compose(text)
    if root is None:
        return _begun(text, change)
    expected = _expected(_tree(root), change)
    document = Splices(text, root)
    match change:
        case Set(path, value):
            new = document.set(path, value)
        case Insert(path, value, before):
            new = document.insert(path, value, before)
        case Remove(path):
            new = document.remove(path)
        case Move(path, to):
            new = document.move(path, to)
    after = spans.compose(new)
    if (_tree(after) if after is not None else []) != expected:
        raise UneditableError(
            "this can’t be changed without touching what stands around it", document.line(change.path)
        )
    return new


def _begun(text: str, change: Change) -> str:
    """A file in which nothing stands but remarks, with its first key."""
    key = change.path[0] if len(change.path) == 1 else 0
    if not isinstance(change, Set | Insert) or not isinstance(key, str):
        raise UneditableError("the file is empty", 1)
    newline = "\r\n" if "\r\n" in text else "\n"
    above = text if not text or text.endswith("\n") else text + newline
    new = above + yaml_text.written_pair(key, change.value, 0).replace("\n", newline) + newline
    after = spans.compose(new)
    if after is None or _tree(after) != [(key, _tree_of(change.value))]:
        raise UneditableError("this file can’t be begun here", 1)
    return new


def _tree(node: yaml.Node) -> Tree:
    if isinstance(node, yaml.MappingNode):
        return [(_tree(key), _tree(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_tree(value) for value in node.value]
    return str(node.value)


def _plain(node: yaml.Node) -> Plain:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return str(node.value)


def _tree_of(value: Value) -> Tree:
    """The tree that a value should be read as."""
    if isinstance(value, Mapping):
        return [(key, _tree_of(each)) for key, each in value.items()]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_tree_of(each) for each in value]
    return value if isinstance(value, str) else yaml_text.written_scalar(value)


def _expected(tree: Tree, change: Change) -> Tree:
    """What the document should say after the change, worked out on the tree alone."""
    path = change.path
    if not path:
        raise UneditableError("the whole file is not one value", 1)
    step, rest = path[0], path[1:]
    if not rest:
        return _expected_here(tree, step, change)
    found = list(tree) if isinstance(tree, list) else []
    for number, item in enumerate(found):
        inner = type(change)(**{**_fields(change), "path": rest})
        if isinstance(step, str) and isinstance(item, tuple) and item[0] == step:
            found[number] = (item[0], _expected(item[1], inner))
            return found
        if isinstance(step, int) and number == step and not isinstance(item, tuple):
            found[number] = _expected(item, inner)
            return found
    return found


def _expected_here(tree: Tree, step: str | int, change: Change) -> Tree:
    found = list(tree) if isinstance(tree, list) else []
    places = [item[0] for item in found] if isinstance(step, str) else list(range(len(found)))
    at = places.index(step) if step in places else None
    if isinstance(change, Remove | Move) and at is None:
        return found
    if isinstance(change, Remove):
        del found[at or 0]
    elif isinstance(change, Move):
        found.insert(change.to, found.pop(at or 0))
    else:
        item = (step, _tree_of(change.value)) if isinstance(step, str) else _tree_of(change.value)
        if isinstance(change, Set) and at is not None:
            found[at] = item
        elif isinstance(change, Insert) and isinstance(step, int):
            found.insert(step, item)
        else:
            before = change.before if isinstance(change, Insert) else ""
            found.insert(places.index(before) if before in places else len(found), item)
    return found


def _fields(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in type(change).__dataclass_fields__}
