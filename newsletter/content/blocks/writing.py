"""One block as Markdown.

In: a node, and the items of lists as they were read. Out: its lines. Items that nobody touched keep theirs; so do the
rows of a table. A list beside another one gets a sign of its own, else the two would be one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.content.blocks.body import Item, ListStyle, Node, attribute, children
from newsletter.content.blocks.comparing import meaning, same
from newsletter.content.blocks.words import Where, target_of, write_alt, write_words

_LISTS = ("bullet_list", "ordered_list")
_SIGNS = {"bullet_list": "-*+", "ordered_list": ".)"}
_ALIGNED = {"left": ":---", "center": ":---:", "right": "---:"}


@dataclass(frozen=True, slots=True)
class Writer:
    """What blocks are written with: the items of the file as it was, and the addresses that it defines."""

    items: Mapping[str, Item]
    references: Mapping[str, Any]

    def write(self, node: Node, taken: str = "", was: str = "") -> list[str]:
        """The lines of a block, without line ends; `taken` are list signs that may not be used.

        `was` is the source of the block that this one was before, empty for a new one.
        """
        match node["type"]:
            case "paragraph":
                return write_words(children(node), Where.PARAGRAPH, self.references).split("\n")
            case "heading":
                words = write_words(children(node), Where.HEADING, self.references)
                return [f"{'#' * int(attribute(node, 'level') or 2)} {words}".rstrip(" ")]
            case "bullet_list" | "ordered_list":
                return self._list(node, taken)
            case "blockquote":
                return [f"> {line}" if line else ">" for line in self.write_all(children(node), is_loose=True)]
            case "table":
                return self._table(node, was)
            case "picture":
                src, caption = str(attribute(node, "src") or ""), str(attribute(node, "caption") or "")
                return [f"![{write_alt(str(attribute(node, 'alt') or ''))}]({target_of(src, caption)})"]
            case "more":
                return ["<!-- more -->"]
        source = str(attribute(node, "source") or "").replace("\r\n", "\n").replace("\r", "\n")
        return source.strip("\n").split("\n")

    def write_all(self, nodes: Sequence[Node], *, is_loose: bool) -> list[str]:
        """Several blocks in an item or a quotation; what says nothing is left out."""
        out: list[str] = []
        before: Node | None = None
        for node in nodes:
            if meaning(node) is None:
                continue
            taken = sign_of(out, before) if before and before["type"] == node["type"] else ""
            lines = self.write(node, taken)
            if before and (is_loose or not _follows(before, node)):
                out.append("")
            out += lines
            before = node
        return out

    def _list(self, node: Node, taken: str) -> list[str]:
        items = [item for item in children(node) if item["type"] == "list_item"]
        known = [self._known(item) for item in items]
        model = next((item for item in known if item), None)
        is_numbered = node["type"] == "ordered_list"
        style = model.style if model else ListStyle("", False, False)
        signs = _SIGNS[node["type"]]
        sign = style.sign if style.sign and style.sign in signs and style.sign not in taken else ""
        sign = sign or next((each for each in signs if each not in taken), signs[0])
        number = attribute(node, "start")
        number = 1 if number is None else int(number)
        out: list[str] = []
        before: Item | None = None
        for at, (item, was) in enumerate(zip(items, known, strict=True)):
            marker = f"{number}{sign}" if is_numbered else sign
            if at:
                out += _gap(before, was, style)
            out += self._item(item, was, model, marker)
            before = was
            number += not style.is_constant
        return out

    def _known(self, item: Node) -> Item | None:
        oid = attribute(item, "oid")
        return self.items.get(oid) if isinstance(oid, str) else None

    def _item(self, node: Node, was: Item | None, model: Item | None, marker: str) -> list[str]:
        if was and same(_alone(node), _alone(was.node)):
            return with_marker(was, marker)
        like = was or model
        lead, pad = (like.lead, like.pad) if like else ("", " ")
        is_loose = bool(was and "" in [line.strip() for line in was.lines])
        content = self.write_all(children(node), is_loose=is_loose)
        prefix = f"{lead}{marker}{pad}"
        if not content:
            return [prefix.rstrip()]
        width = " " * len(prefix.expandtabs(4))
        return [prefix + content[0], *(width + line if line else "" for line in content[1:])]

    def _table(self, node: Node, was: str) -> list[str]:
        rows = [list(children(row)) for row in children(node)]
        width = len(rows[0]) if rows else 0
        written = [[write_words(children(cell), Where.CELL, self.references) for cell in row] for row in rows]
        signs = [_ALIGNED.get(attribute(cell, "align") or "", "---") for cell in rows[0]]
        lines = [_row(row + [""] * (width - len(row))) for row in written]
        return _with_old_rows([lines[0], _row(signs), *lines[1:]], was, self.references)


def sign_of(lines: Sequence[str], node: Node) -> str:
    """The sign of the last list in these lines; empty where the block is none."""
    if node["type"] not in _LISTS:
        return ""
    pattern = r"[ \t]{0,3}(?:\d{1,9})?([-+*.)])(?:[ \t]|$)"
    found = [sign for line in lines if (sign := re.match(pattern, line))]
    return found[-1][1] if found else ""


def _follows(before: Node, node: Node) -> bool:
    """True where a block may stand right below the one before it in an item."""
    if before["type"] != "paragraph" or node["type"] not in _LISTS:
        return False
    items = children(node)
    is_first = node["type"] == "bullet_list" or (attribute(node, "start") or 1) == 1
    return is_first and bool(items) and any(meaning(each) is not None for each in children(items[0]))


def _gap(before: Item | None, behind: Item | None, style: ListStyle) -> Sequence[str]:
    if before and behind and (before.place[0], before.place[1] + 1) == behind.place:
        return before.gap
    return [""] if style.is_loose else []


def _alone(item: Node) -> Node:
    return {"type": "bullet_list", "content": [item]}


def with_marker(item: Item, marker: str) -> list[str]:
    """The lines of an item with another sign or number, the lines below its first one indented as that asks for."""
    if item.marker == marker:
        return list(item.lines)
    was, now = f"{item.lead}{item.marker}", f"{item.lead}{marker}"
    more = len(now) - len(was)
    first, *rest = item.lines
    if more > 0:
        rest = [f"{' ' * more}{line}" if line.strip() else line for line in rest]
    else:
        rest = [line[-more:] if more and not line[:-more].strip(" ") else line for line in rest]
    return [now + first[len(was) :], *rest]


def _row(cells: Sequence[str]) -> str:
    return "|" + "".join(f" {cell} |" if cell else "  |" for cell in cells)


def _with_old_rows(lines: list[str], was: str, references: Mapping[str, Any]) -> list[str]:
    """The rows of a table that say what they did keep their line, where nothing but rows' words has changed."""
    from newsletter.content.blocks.reading import read

    old = re.split(r"\r\n|\n|\r", was)
    if len(old) != len(lines):
        return lines
    before, now = read(was, references), read("\n".join(lines), references)
    if [piece.node["type"] for piece in (*before.pieces, *now.pieces)] != ["table", "table"]:
        return lines
    some, others = children(before.pieces[0].node), children(now.pieces[0].node)
    if len(some) != len(others) or meaning(_table_of(some[0]))[1] != meaning(_table_of(others[0]))[1]:
        return lines
    kept = [
        old[at + (at > 0)] if same(_table_of(one), _table_of(other)) else lines[at + (at > 0)]
        for at, (one, other) in enumerate(zip(some, others, strict=True))
    ]
    return [kept[0], old[1], *kept[1:]]


def _table_of(row: Node) -> Node:
    return {"type": "table", "content": [row]}
