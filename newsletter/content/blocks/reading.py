"""A text read into blocks to be edited.

In: Markdown as it stands in the file, with its line ends. Out: a `Body`: each block with its piece of the text, so that
what nobody touches can be written back byte by byte. Every line that is not empty belongs to a block: what makes none,
such as definitions of addresses, stands as a `raw` one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from newsletter.content import unshown
from newsletter.content.blocks.body import Body, Item, ListStyle, Node, Piece, lines_of
from newsletter.content.blocks.inline import UnshownError, inline_nodes
from newsletter.content.blocks.parsing import tokens_of
from newsletter.content.commonmark import MAX_DEPTH
from newsletter.content.markdown import words_alone
from newsletter.content.remarks import MORE

if TYPE_CHECKING:
    from markdown_it.token import Token

_SIGN = re.compile(r"(?P<lead>[ \t]*)(?P<marker>[-+*]|\d{1,9}[.)])(?P<pad>[ \t]*)(?P<rest>.?)")
_QUOTE = re.compile(r" {0,3}> ?")
_QUOTED = -1
"""Stands among the widths of containers for a quotation."""
_TAB = 4


def read(text: str, references: Mapping[str, Any] | None = None) -> Body:
    """A text as blocks; `references` are addresses defined elsewhere in the file that a block alone is read with."""
    given = references or {}
    tokens, env = tokens_of(text, given)
    ended = lines_of(text)
    reader = _Reader(tokens, [line.rstrip("\r\n") for line in ended])
    own = {name: found for name, found in env["references"].items() if name not in given}
    defined = [found["map"] for found in (*own.values(), *env.get("duplicate_refs", ()))]
    spans = list(_with_unread(reader.top(defined), reader.lines))
    pieces, gaps, behind = [], [], 0
    starts = [0]
    for line in ended:
        starts.append(starts[-1] + len(line))
    for number, (first, last, node) in enumerate(spans):
        end = starts[last - 1] + len(reader.lines[last - 1])
        source = text[starts[first] : end]
        if node is None:
            node = {"type": "raw", "attrs": {"source": "\n".join(reader.lines[first:last])}}
        node["attrs"] = {"oid": f"b{number}", **(node.get("attrs") or {})}
        gaps.append(text[behind : starts[first]])
        pieces.append(Piece(f"b{number}", source, node))
        behind = end
    gaps.append(text[behind:])
    return Body(text, tuple(pieces), tuple(gaps), reader.items, env["references"])


@lru_cache(maxsize=16)
def recall(text: str) -> Body:
    """As `read`, of a whole text: what was just written is opened next. Nobody may change what comes out."""
    return read(text)


class _Top(NamedTuple):
    """A block of the first level: its lines, from `first` on and before `last`, and its node; None: as its source."""

    first: int
    last: int
    node: Node | None


def _with_unread(tops: Sequence[_Top], lines: Sequence[str]) -> Sequence[_Top]:
    """The blocks, and between them those lines that belong to none."""
    out: list[_Top] = []
    at = 0
    for top in (*tops, _Top(len(lines), len(lines), None)):
        while at < top.first:
            if not lines[at].strip(" \t"):
                at += 1
                continue
            first = at
            while at < top.first and lines[at].strip(" \t"):
                at += 1
            out.append(_Top(first, at, None))
        if top.first < top.last:
            out.append(top)
        at = top.last
    return out


@dataclass(slots=True)
class _Cut:
    """Lines without the indent of what they stand in; not exact where that can't be put back as it was."""

    lines: list[str]
    is_exact: bool = True


class _Reader:
    def __init__(self, tokens: Sequence[Token], lines: Sequence[str]) -> None:
        self.tokens = tokens
        self.lines = lines
        self.at = 0
        self.items: dict[str, Item] = {}
        self.lists = 0

    def top(self, defined: Sequence[Sequence[int]]) -> list[_Top]:
        """All blocks of the first level."""
        out: list[_Top] = []
        while self.at < len(self.tokens):
            begin = self.at
            first, last = self._lines_of(self.tokens[begin])
            end = self._end(begin)
            is_deep = any(token.level > 2 * MAX_DEPTH for token in self.tokens[begin:end])
            node: Node | None = None
            items = dict(self.items)
            if not is_deep and not any(first <= start < last for start, _ in defined):
                try:
                    node = self.block(())
                except UnshownError:
                    node, self.items = None, items
            self.at = end
            if out and first < out[-1].last:  # a remark and what follows it on its line
                first, node = out.pop().first, None
            out.append(_Top(first, last, node))
        return out

    def _end(self, begin: int) -> int:
        """The number of the token behind a block."""
        level = self.tokens[begin].level
        if self.tokens[begin].nesting == 0:
            return begin + 1
        end = begin + 1
        while self.tokens[end].level != level or self.tokens[end].nesting != -1:
            end += 1
        return end + 1

    def _lines_of(self, token: Token) -> tuple[int, int]:
        first, last = token.map or [0, 0]
        if token.type == "remark" and token.meta["closed"]:
            last += 1
        while last > first + 1 and not self.lines[last - 1].strip(" \t"):
            last -= 1
        return first, last

    def block(self, around: tuple[int, ...]) -> Node:
        """The node of the block that begins at this token; `around` are the widths of what it stands in."""
        begin, token = self.at, self.tokens[self.at]
        self.at += 1
        match token.type:
            case "paragraph_open":
                inline = self._words()
                if MORE.fullmatch(inline.content.strip()) and not around:
                    return {"type": "more"}
                if picture := _picture(inline):
                    return picture
                return _filled({"type": "paragraph"}, inline_nodes(inline))
            case "heading_open":
                return _filled({"type": "heading", "attrs": {"level": int(token.tag[1])}}, inline_nodes(self._words()))
            case "bullet_list_open":
                return {"type": "bullet_list", "content": self._items("bullet_list_close", around)}
            case "ordered_list_open":
                start = token.attrGet("start")
                attrs = {"start": 1 if start is None else int(start)}
                return {"type": "ordered_list", "attrs": attrs, "content": self._items("ordered_list_close", around)}
            case "blockquote_open":
                return {"type": "blockquote", "content": self._blocks("blockquote_close", (*around, _QUOTED))}
            case "table_open":
                return {"type": "table", "content": self._rows()}
        if around:
            self.at = self._end(begin)
            return self._raw(token, around)
        raise UnshownError

    def _words(self) -> Token:
        token = self.tokens[self.at]
        self.at += 2
        return token

    def _blocks(self, closing: str, around: tuple[int, ...]) -> list[Node]:
        """Blocks in an item or a quotation; one that can't be shown stands there as its source."""
        out: list[Node] = []
        while self.tokens[self.at].type != closing:
            begin = self.at
            try:
                out.append(self.block(around))
            except UnshownError:
                self.at = self._end(begin)
                out.append(self._raw(self.tokens[begin], around))
        self.at += 1
        return out or [{"type": "paragraph"}]

    def _raw(self, token: Token, around: tuple[int, ...]) -> Node:
        first, last = self._lines_of(token)
        cut = self._cut(first, last, around)
        source = "\n".join(cut.lines)
        alone = [each.type for each in tokens_of(source, {})[0] if each.level == 0]
        if not cut.is_exact or alone[:1] != [token.type] or len(alone) != (2 if token.nesting else 1):
            raise UnshownError
        return {"type": "raw", "attrs": {"source": source}}

    def _items(self, closing: str, around: tuple[int, ...]) -> list[Node]:
        number, self.lists = self.lists, self.lists + 1
        nodes: list[Node] = []
        found: list[tuple[int, int, _Cut, re.Match[str]]] = []
        while self.tokens[self.at].type != closing:
            token = self.tokens[self.at]
            self.at += 1
            first, last = self._lines_of(token)
            cut = self._cut(first, last, around)
            sign = _SIGN.match(cut.lines[0])
            if sign is None:
                raise UnshownError
            found.append((first, last, cut, sign))
            content = self._blocks("list_item_close", (*around, _width(sign)))
            nodes.append({"type": "list_item", "attrs": {"oid": None}, "content": content})
        self.at += 1
        style = self._style(found)
        for at, (_, last, cut, sign) in enumerate(found):
            if not cut.is_exact or _QUOTED in around:
                continue
            node = nodes[at]
            oid = f"i{len(self.items)}"
            node["attrs"] = {"oid": oid}
            behind = found[at + 1][0] if at + 1 < len(found) else last
            pad = sign["pad"] if _is_short(sign) else " "
            self.items[oid] = Item(
                tuple(cut.lines), node, sign["lead"], sign["marker"], pad,
                tuple(self.lines[last:behind]), (number, at), style,
            )  # fmt: skip
        return nodes

    def _style(self, found: Sequence[tuple[int, int, _Cut, re.Match[str]]]) -> ListStyle:
        gaps = [after[0] > before[1] for before, after in pairwise(found)]
        numbers = [each[3]["marker"] for each in found]
        return ListStyle(numbers[0][-1], sum(gaps) * 2 > len(gaps), len(numbers) > 1 and len(set(numbers)) == 1)

    def _rows(self) -> list[Node]:
        rows: list[Node] = []
        cells: list[Node] = []
        line = 0
        while True:
            token = self.tokens[self.at]
            self.at += 1
            line = token.map[0] if token.map else line
            match token.type:
                case "table_close":
                    return rows
                case "tr_close":
                    if any(unshown.cells(self.lines, line, len(cells))):
                        raise UnshownError
                    rows.append({"type": "table_row", "content": cells})
                    cells = []
                case "th_open" | "td_open":
                    align = str(token.attrGet("style") or "").removeprefix("text-align:") or None
                    kind = "table_header" if token.type == "th_open" else "table_cell"
                    cells.append(_filled({"type": kind, "attrs": {"align": align}}, inline_nodes(self._words())))

    def _cut(self, first: int, last: int, around: tuple[int, ...]) -> _Cut:
        """Lines without the indent of the quotations and items that they stand in."""
        out = _Cut([])
        for number in range(first, last):
            line = self.lines[number]
            if around and "\t" in line[: len(line) - len(line.lstrip(" \t"))] + line[: max(around)]:
                line, out.is_exact = line.expandtabs(_TAB), False
            for width in around:
                if not line.strip(" \t"):
                    line = ""
                    break
                if width == _QUOTED:
                    mark = _QUOTE.match(line)
                    out.is_exact = out.is_exact and mark is not None
                    line = line[mark.end() :] if mark else line
                else:
                    blanks = line[:width]
                    is_indent = not blanks.strip(" ") and len(blanks) == width
                    out.is_exact = out.is_exact and (is_indent or number == first)
                    line = line[width:] if is_indent or number == first else line.lstrip(" \t")
            out.lines.append(line)
        return out


def _is_short(sign: re.Match[str]) -> bool:
    """True where what stands behind the blanks is what the item begins with; more blanks begin code."""
    return bool(sign["rest"]) and (sign["pad"] == "\t" or len(sign["pad"].expandtabs(_TAB)) <= _TAB)


def _width(sign: re.Match[str]) -> int:
    """How far an item's blocks are indented, in characters."""
    pad = sign["pad"] if _is_short(sign) else " "
    return len(f"{sign['lead']}{sign['marker']}{pad}".expandtabs(_TAB))


def _filled(node: Node, content: list[Node]) -> Node:
    return {**node, "content": content} if content else node


def _picture(inline: Token) -> Node | None:
    """The picture that a paragraph is, if it is one."""
    tokens = [each for each in inline.children or [] if each.type != "text" or each.content.strip()]
    if len(tokens) != 1 or tokens[0].type != "image" or "label" in tokens[0].meta:
        return None
    image = tokens[0]
    caption = image.attrGet("title")
    attrs = {"src": str(image.attrGet("src") or ""), "alt": words_alone(image).strip()}
    return {"type": "picture", "attrs": {**attrs, "caption": str(caption) if caption else None}}
