"""Where things stand in a YAML text: the nodes of a document, and the part of the text that belongs to each item.

In: the text of a YAML document. Out: its tree of nodes, and for each item of a list or mapping a `Span` of characters.
Marks of libyaml count characters. A block collection ends for libyaml at the next token, behind comments and empty
lines; here it ends where its last descendant does, which is where an editor would say it ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from newsletter.exceptions import NewsletterError

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: keys, and numbers of items from 0."""
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?")
_EXPLICIT_KEY = re.compile(r"\?\s+\Z")


class Span(NamedTuple):
    """Characters of the text, from `start` on and before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value; an item of a sequence has no key."""

    key: yaml.ScalarNode | None
    value: yaml.Node


class UneditableError(NewsletterError):
    """The text has something that is not changed in place; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def compose(text: str) -> yaml.Node | None:
    """The root node; None for an empty document. Raises `UneditableError` for anchors, aliases and broken YAML."""
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if getattr(event, "anchor", None) is not None:
                at: Any = event.start_mark
                raise UneditableError("anchors and aliases are changed by hand", at.line + 1)
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as fault:
        raise UneditableError(fault.problem or "this is no YAML", _line_of(fault)) from fault
    except yaml.YAMLError as fault:
        raise UneditableError("this is no YAML", 1) from fault
    return root


def pairs_of(node: yaml.Node) -> list[Pair]:
    """The items of a list or mapping; none of a scalar."""
    if isinstance(node, yaml.MappingNode):
        return [Pair(key, value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [Pair(None, value) for value in node.value]
    return []


def is_empty(node: yaml.Node) -> bool:
    """True for a value of which nothing is written: `key:`."""
    return isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index


def is_flow(node: yaml.Node) -> bool:
    """True for `[…]` and `{…}`."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def end_of(node: yaml.Node, text: str) -> int:
    """Where a node ends: behind its last character, without empty lines that only follow it."""
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        found = _HEADER.match(text, node.start_mark.index)
        keeps = found is not None and "+" in found[0].partition("#")[0]
        body = text[node.start_mark.index : end]
        return node.start_mark.index + len(body.rstrip("\r\n") if keeps else body.rstrip(" \t\r\n"))
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(last, tuple) else last, text)
    return end


def end_of_line(text: str, at: int) -> int:
    """The end of the line at a place, before its line end."""
    found = re.compile(r"\r?\n|\r|\Z").search(text, at)
    return found.start() if found else len(text)


def start_of_line(text: str, at: int) -> int:
    """The first character of the line at a place."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def item_spans(node: yaml.Node, text: str) -> list[Span]:
    """The span of each item of a block list or mapping, in order.

    An item is its dash or key, its value, what stands behind that on its last line, and the lines of comment right
    above it at its own column. Those above the first item belong to the list. Indentation before it is not part of it.
    """
    spans: list[Span] = []
    for number, pair in enumerate(pairs_of(node)):
        start = _start_of(pair, node, text, spans[-1].end if spans else node.start_mark.index)
        end = end_of_line(text, max(end_of(pair.value, text), start))
        if number:
            start = _with_comments(text, start, spans[-1].end)
        spans.append(Span(start, end))
    return spans


def column_of(text: str, at: int) -> int:
    """The column of a place, from 0."""
    return at - start_of_line(text, at)


def _start_of(pair: Pair, node: yaml.Node, text: str, behind: int) -> int:
    if pair.key is not None:
        before = text[start_of_line(text, pair.key.start_mark.index) : pair.key.start_mark.index]
        if _EXPLICIT_KEY.search(before):
            raise UneditableError("keys that begin with `?` are changed by hand", pair.key.start_mark.line + 1)
        return int(pair.key.start_mark.index)
    column = node.start_mark.column
    dash = re.compile(r"-(?=[ \t\r\n]|\Z)")
    at = behind
    while found := dash.search(text, at):
        line = start_of_line(text, found.start())
        is_alone = not text[line : found.start()].strip() or found.start() == node.start_mark.index
        if is_alone and found.start() - line == column:
            return found.start()
        at = found.end()
    raise UneditableError("the items of this list can’t be told apart", node.start_mark.line + 1)


def _with_comments(text: str, start: int, behind: int) -> int:
    """The start of an item with the comments right above it; nothing at or before `behind` is taken."""
    column, at = column_of(text, start), start
    while (line := start_of_line(text, at)) > behind:
        above = start_of_line(text, line - (2 if text[line - 2 : line] == "\r\n" else 1))
        words = text[above:line].rstrip("\r\n")
        if above <= behind or len(words) - len(words.lstrip(" ")) != column or not words.lstrip(" ").startswith("#"):
            break
        at = above + column
    return at


def _line_of(fault: yaml.MarkedYAMLError) -> int:
    mark = fault.problem_mark or fault.context_mark
    return mark.line + 1 if mark else 1


def key_of(pair: Pair) -> str:
    """The key of a pair, as text."""
    return str(pair.key.value) if pair.key is not None else ""


def find(root: yaml.Node, path: Sequence[str | int]) -> yaml.Node | None:
    """The node at a path; None where there is none."""
    node: yaml.Node | None = root
    for step in path:
        pairs = pairs_of(node) if node is not None else []
        if isinstance(step, int):
            node = pairs[step].value if isinstance(node, yaml.SequenceNode) and 0 <= step < len(pairs) else None
        else:
            node = next((pair.value for pair in pairs if pair.key is not None and key_of(pair) == step), None)
    return node
