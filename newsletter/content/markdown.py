"""Markdown of an article's body, or of a text section, as a tree of blocks.

In: Markdown text. Out: a `Document`: blocks that keep their lines; the words of each as tagged text beside the
addresses that its links lead to, so that a translation never holds an address or markup. Raw HTML is off, remarks are
read past, and what readers would see as it was typed is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from newsletter.content import html, unshown
from newsletter.content.commonmark import MAX_DEPTH, make_parser
from newsletter.content.document import Block, Document, Rich
from newsletter.content.marks import TAKEN_OUT
from newsletter.content.remarks import MORE
from newsletter.content.rich_text import Findings, read_rich
from newsletter.content.tagged import escape

if TYPE_CHECKING:
    from markdown_it.token import Token

_parser = lru_cache(maxsize=1)(make_parser)


def parse(text: str) -> Document:
    """Markdown as a document; never raises, what is wrong is in `faults`."""
    env: dict[str, Any] = {}
    return _Reader(_parser().parse(text, env), text.split("\n"), env).document()


def inline_tokens(text: str) -> list[Token]:
    """What Markdown would make of a line, as markdown-it's tokens."""
    return [child for token in _parser().parseInline(text) for child in token.children or []]


class _Reader:
    """Turns markdown-it's flat token list into blocks."""

    def __init__(self, tokens: list[Token], lines: list[str], env: dict[str, Any]) -> None:
        self.tokens = tokens
        self.lines = lines
        self.env = env
        self.found = Findings()
        self.faults = self.found.faults
        self.at = 0
        self.level = 1
        self.is_too_deep = False

    def document(self) -> Document:
        blocks = tuple(self.blocks("", "paragraph", 0))
        if sum(block.kind == "more" for block in blocks) > 1:
            line = [block.line for block in blocks if block.kind == "more"][1]
            self.found.fault("two-more-lines", "a text has one `<!-- more -->` line", "take the others out", line)
        self.faults += unshown.references(self.env, self.found.used)
        return Document(blocks, tuple(unshown.without_marks_of_notes(self.faults, blocks)))

    def blocks(self, closing: str, kind: str, depth: int) -> Iterator[Block]:
        """Blocks up to the token `closing`; a paragraph among them is of `kind`."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                return
            yield from self.block(token, kind, depth)

    def block(self, token: Token, kind: str, depth: int) -> Iterator[Block]:
        line = token.map[0] if token.map else 0
        match token.type:
            case "paragraph_open":
                yield from self.paragraph(self.words(), kind, depth)
            case "heading_open":
                level = int(token.tag[1])
                if level == 1 or level > self.level + 1:
                    hint = f"begin it with {'#' * (self.level + 1)}; the title is the only heading of the first level"
                    message = f"a heading of level {level} can't stand here"
                    self.found.fault("heading-level", message, hint, line, is_error=False)
                self.level = max(2, level)
                self.faults += unshown.heading(token, self.tokens[self.at].content, line)
                yield Block("heading", read_rich(self.words(), self.found), number=self.level, line=line)
            case "bullet_list_open":
                children = tuple(self.blocks("bullet_list_close", "list item", depth + 1))
                yield Block("list", children=children, line=line)
            case "ordered_list_open":
                start = token.attrGet("start")
                self.faults += unshown.numbers(self.tokens[self.at :], token.level + 1)
                children = tuple(self.blocks("ordered_list_close", "list item", depth + 1))
                yield Block("ordered list", children=children, number=1 if start is None else int(start), line=line)
            case "list_item_open":
                is_remark = self.tokens[self.at].type == "remark"
                children = tuple(self.blocks("list_item_close", "list item", depth))
                if children or not is_remark:
                    yield Block("item", children=children, line=line)
            case "remark":
                self.faults += unshown.remark(token, line, self.lines)
            case "blockquote_open":
                children = tuple(self.blocks("blockquote_close", "quote", depth + 1))
                yield Block("quotation", children=children, line=line)
            case "table_open":
                yield Block("table", children=tuple(self.rows()), line=line)
            case "fence" | "code_block" | "hr":
                what = "a rule" if token.type == "hr" else "a block of code"
                hint = "a heading parts a text better" if token.type == "hr" else "take the indent or the fence away"
                self.found.fault("not-shown", f"letters don't show {what}", hint, line)
        if depth > MAX_DEPTH and token.nesting == 1:
            message = f"lists and quotes are nested more than {MAX_DEPTH} deep"
            if not self.is_too_deep:
                self.found.fault("nested-too-deep", message, "end the inner ones earlier", line)
            self.is_too_deep = True

    def words(self) -> Token:
        """The inline token that follows an opening one; the closing one is passed over."""
        token = self.tokens[self.at]
        self.at += 2
        return token

    def paragraph(self, inline: Token, kind: str, depth: int) -> Iterator[Block]:
        line = inline.map[0] if inline.map else 0
        children = [each for each in inline.children or [] if each.type != "remark" or not each.meta["closed"]]
        if any(each.type == "image" for each in children):
            children = [each for each in children if each.type != "text" or each.content.strip()]
        if MORE.fullmatch(inline.content.strip()):
            if depth:
                self.found.more_inside("a list or quote", inline.content, line)
            yield Block("more", line=line)
        elif len(children) == 1 and children[0].type == "image":
            yield self.image(children[0], line)
        else:
            self.faults += unshown.html_blocks(inline.content, line)
            lines = enumerate(inline.content.split("\n"), line)
            if kind == "paragraph" and not depth and self.at < len(self.tokens):
                self.faults += unshown.bold_heading(children, line)
            self.found.blocked.update(number for number, words in lines if html.block_tag(words))
            told = len(self.faults)
            rich = read_rich(inline, self.found)
            if len(self.faults) == told:  # marks that did not work say what becomes of their lines
                self.faults += unshown.broken_lines(inline.content, line)
            if rich.text or not any(each.type == "remark" for each in inline.children or []):
                yield Block(kind, rich, line=line)

    def image(self, token: Token, line: int) -> Block:
        # The parser writes a file's name as in an address: `Brücke.png` as `Br%C3%BCcke.png`.
        address = str(token.attrGet("src") or "")
        src = name if (name := unquote(address)).isprintable() else address
        self.found.use(token)
        alt = words_alone(token).strip()
        if not alt:
            hint = "say what it shows between the square brackets"
            message = f"the picture `{src}` has no words that stand for it"
            self.found.fault("image-without-alt", message, hint, line, words="![")
        self.faults += unshown.marks(f"{TAKEN_OUT}{alt}", line)
        parts = [Block("alt text", Rich(escape(self.found.allowed(alt, line))), line=line)]
        if title := token.attrGet("title"):
            self.faults += unshown.marks(f"{TAKEN_OUT}{title}", line)
            parts.append(Block("caption", Rich(escape(self.found.allowed(str(title), line))), line=line))
        return Block("image", children=tuple(parts), src=src, line=line)

    def rows(self) -> Iterator[Block]:
        cells: list[Block] = []
        header = line = 0
        while True:
            token = self.tokens[self.at]
            self.at += 1
            line = token.map[0] if token.map else line  # rows have a line, cells have not
            match token.type:
                case "table_close":
                    return
                case "thead_open":
                    header = 1
                case "tbody_open":
                    header = 0
                case "tr_close":
                    self.faults += unshown.cells(self.lines, line, len(cells))
                    yield Block("row", children=tuple(cells), number=header, line=line)
                    cells = []
                case "th_open" | "td_open":
                    align = str(token.attrGet("style") or "").removeprefix("text-align:")
                    cells.append(Block("table cell", read_rich(self.words(), self.found), align=align, line=line))


def words_alone(token: Token) -> str:
    """What an image's alternative text says, without its markup."""
    words = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        else:
            words.append(words_alone(child) if child.children else child.content)
    return "".join(words)
