"""What a text is to somebody who edits it: blocks as nodes, each with the piece of the file that it came from.

A node is what ProseMirror takes as JSON: `{"type", "attrs", "content", "marks", "text"}`. Types of blocks: `paragraph`,
`heading` (`level`), `bullet_list`, `ordered_list` (`start`), `list_item`, `blockquote`, `table`, `table_row`,
`table_header` and `table_cell` (`align`), `picture` (`src`, `alt`, `caption`), `more`, and `raw` (`source`): what
letters don't show, or what is left to whoever knows Markdown. In a line: `text` and `hard_break`; marks are `strong`,
`em`, `strike`, `code`, `link` (`href`, `title`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Node: TypeAlias = dict[str, Any]
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block: its name in this document, its bytes in the file as text, without the last line end, and its node."""

    oid: str
    source: str
    node: Node


@dataclass(frozen=True, slots=True)
class ListStyle:
    """How a list was written: its sign (`-`, `.`), whether empty lines part its items, whether one number is on all."""

    sign: str
    is_loose: bool
    is_constant: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its lines without the indent of what the list stands in, and how they are laid out.

    `lead` are the blanks before the sign, `marker` the sign with its number, `pad` the blanks behind it; `gap` are the
    lines between it and the item behind it. `place` is its list's number and its own in that list.
    """

    lines: tuple[str, ...]
    node: Node
    lead: str
    marker: str
    pad: str
    gap: tuple[str, ...]
    place: tuple[int, int]
    style: ListStyle


@dataclass(frozen=True, slots=True)
class Body:
    """A text as it was read. `gaps` stand before, between and behind the pieces: one more than there are of them.

    `references` are the addresses that the file defines (`[name]: …`), as markdown-it keeps them.
    """

    text: str
    pieces: tuple[Piece, ...]
    gaps: tuple[str, ...]
    items: Mapping[str, Item] = field(default_factory=dict)
    references: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> Node:
        """The whole as one node."""
        return {"type": "doc", "content": [piece.node for piece in self.pieces]}

    @property
    def newline(self) -> str:
        """What ends the lines of this text."""
        return "\r\n" if "\r\n" in self.text else "\n"


def children(node: Node) -> Sequence[Node]:
    """The nodes in a node."""
    found: Sequence[Node] = node.get("content") or ()
    return found


def attribute(node: Node, name: str) -> Any:
    """An attribute of a node; None where it has none."""
    return (node.get("attrs") or {}).get(name)


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; only CR, LF and both end one, as in CommonMark 0.31, section 2.1."""
    return _LINE.findall(text)


def split_article(text: str) -> tuple[str, str] | None:
    """An article's text as its head, to the end of the second line `---`, and its body; None where there is no head."""
    lines = lines_of(text)
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].removeprefix("\ufeff").rstrip() != "---":
        return None
    for number in range(first + 1, len(lines)):
        if lines[number].rstrip() == "---":
            return "".join(lines[: number + 1]), "".join(lines[number + 1 :])
    return None
