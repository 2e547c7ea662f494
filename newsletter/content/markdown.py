"""Markdown of an article's body, or of a text section, as a tree of blocks.

In: Markdown text. Out: a `Document`: blocks that keep their lines; the words of each as tagged text beside the
addresses that its links lead to, so that a translation never holds an address or markup. Raw HTML is off, remarks are
read past, and what readers would see as it was typed is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from newsletter.content import html, unshown
from newsletter.content.addresses import may_lead_to, suggest_address
from newsletter.content.commonmark import MAX_DEPTH, make_parser
from newsletter.content.document import Block, Document, Fault, Rich
from newsletter.content.marks import TAKEN_OUT
from newsletter.content.remarks import AS_TYPED, MORE
from newsletter.content.source import has_forbidden, without_forbidden
from newsletter.content.tagged import escape

if TYPE_CHECKING:
    from markdown_it.token import Token

# Chinese and Japanese letters and full-width marks; Korean parts its words by blanks.
_IDEOGRAPH = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003fffd]")
_PAIRS = {"link": "a", "strong": "b", "em": "i", "s": "s"}


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
        self.used: set[str] = set()
        self.at = 0
        self.faults: list[Fault] = []
        self.level = 1
        self.is_too_deep = False
        self.blocked: set[int] = set()

    def document(self) -> Document:
        blocks = tuple(self.blocks("", "paragraph", 0))
        if sum(block.kind == "more" for block in blocks) > 1:
            line = [block.line for block in blocks if block.kind == "more"][1]
            self.fault("two-more-lines", "a text has one `<!-- more -->` line", "take the others out", line)
        self.faults += unshown.references(self.env, self.used)
        return Document(blocks, tuple(unshown.without_marks_of_notes(self.faults, blocks)))

    def fault(self, code: str, message: str, hint: str, line: int, *, is_error: bool = True, words: str = "") -> None:
        self.faults.append(Fault(code, message, hint, line, is_error, words))

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
                    self.fault("heading-level", message, hint, line, is_error=False)
                self.level = max(2, level)
                self.faults += unshown.heading(token, self.tokens[self.at].content, line)
                yield Block("heading", self.rich(self.words()), number=self.level, line=line)
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
                self.fault("not-shown", f"letters don't show {what}", hint, line)
        if depth > MAX_DEPTH and token.nesting == 1:
            message = f"lists and quotes are nested more than {MAX_DEPTH} deep"
            if not self.is_too_deep:
                self.fault("nested-too-deep", message, "end the inner ones earlier", line)
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
                self.more_inside("a list or quote", inline.content, line)
            yield Block("more", line=line)
        elif len(children) == 1 and children[0].type == "image":
            yield self.image(children[0], line)
        else:
            self.faults += unshown.html_blocks(inline.content, line)
            lines = enumerate(inline.content.split("\n"), line)
            if kind == "paragraph" and not depth and self.at < len(self.tokens):
                self.faults += unshown.bold_heading(children, line)
            self.blocked.update(number for number, words in lines if html.block_tag(words))
            told = len(self.faults)
            rich = self.rich(inline)
            if len(self.faults) == told:  # marks that did not work say what becomes of their lines
                self.faults += unshown.broken_lines(inline.content, line)
            if rich.text or not any(each.type == "remark" for each in inline.children or []):
                yield Block(kind, rich, line=line)

    def image(self, token: Token, line: int) -> Block:
        # The parser writes a file's name as in an address: `Brücke.png` as `Br%C3%BCcke.png`.
        address = str(token.attrGet("src") or "")
        src = name if (name := unquote(address)).isprintable() else address
        self.used.add(str(token.meta.get("label", "")))
        alt = words_alone(token).strip()
        if not alt:
            hint = "say what it shows between the square brackets"
            message = f"the picture `{src}` has no words that stand for it"
            self.fault("image-without-alt", message, hint, line, words="![")
        self.faults += unshown.marks(f"{TAKEN_OUT}{alt}", line)
        parts = [Block("alt text", Rich(escape(self.allowed(alt, line))), line=line)]
        if title := token.attrGet("title"):
            self.faults += unshown.marks(f"{TAKEN_OUT}{title}", line)
            parts.append(Block("caption", Rich(escape(self.allowed(str(title), line))), line=line))
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
                    cells.append(Block("table cell", self.rich(self.words()), align=align, line=line))

    def rich(self, inline: Token) -> Rich:
        """The words of an inline token, with a numbered tag for each piece of markup."""
        line = inline.map[0] if inline.map else 0
        out: list[str] = []
        targets: list[tuple[str, str]] = []
        counts: dict[str, int] = {}
        open_tags: list[str] = []
        run: list[str] = []  # escaped as a whole: two pieces could make a tag between them
        typed: list[str] = []  # what was meant as words, a line of it for each line of the file
        first = line
        self.faults += unshown.stars(inline.children or [], line)

        def numbered(letter: str) -> str:
            counts[letter] = counts.get(letter, 0) + 1
            return f"{letter}{counts[letter]}"

        def put(tag: str) -> None:
            out.extend((escape("".join(run)), tag))
            run.clear()

        for number, token in enumerate(inline.children or []):
            name, _, side = token.type.rpartition("_")
            if token.type == "text":
                self.watch_html(token.content, line)
                run.append(token.content)
                typed.append(token.content)
            elif token.type == "text_special":
                run.append(token.content)
                typed.append(_as_typed(token))
            elif token.type == "softbreak":
                line += 1
                run.append("" if _is_one_word(run, inline.children or [], number) else " ")
                typed.append("\n")
            elif token.type == "remark":
                self.faults += unshown.remark(token, line, ())
                line += token.meta["lines"]
                typed.append("\n" * token.meta["lines"])
            elif token.type == "hardbreak":
                line += 1
                typed.append("\n")
                put(f"<{numbered('br')}/>")
            elif token.type == "code_inline":
                tag = numbered("c")
                typed.append(TAKEN_OUT)
                put(f"<{tag}>")
                run.append(token.content)
                put(f"</{tag}>")
            elif token.type == "image":
                self.used.add(str(token.meta.get("label", "")))
                hint = "put it on a line of its own, with an empty line before and after"
                self.fault("image-in-text", "a picture stands in the middle of a text", hint, line, words="![")
            elif name == "link" and side == "open" and any(tag.startswith("a") for tag in open_tags):
                hint = "end the outer link before the address, or take the angle brackets away"
                self.fault("link-in-link", "a link stands inside a link and leads nowhere of its own", hint, line)
                open_tags.append("")
            elif name in _PAIRS and side == "open":
                tag = numbered(_PAIRS[name])
                open_tags.append(tag)
                put(f"<{tag}>")
                if name == "link":
                    self.used.add(str(token.meta.get("label", "")))
                    self.watch_link(token, line)
                    targets.append((tag, self.allowed(str(token.attrGet("href") or ""), line)))
            elif name in _PAIRS and side == "close":
                tag = open_tags.pop()
                if tag.startswith("a") and not run and out[-1] == f"<{tag}>":
                    hint = "write between the square brackets where it leads"
                    self.fault("link-without-words", "a link has no words to click on", hint, line, words="[](")
                put(f"</{tag}>" if tag else "")
        put("")
        if not any(each.type == "remark" and each.meta["words"] == AS_TYPED for each in inline.children or []):
            self.faults += unshown.marks("".join(typed), first)
        return Rich(self.allowed("".join(out).strip(), inline.map[0] if inline.map else 0), tuple(targets))

    def allowed(self, text: str, line: int) -> str:
        """The text; what an entity (`&#x202e;`) has smuggled into it is reported and replaced."""
        if not has_forbidden(text):
            return text
        hint = "write the text without it"
        message = "an entity or a backslash makes what may not stand in a text"
        self.fault("forbidden-character", message, hint, line, words="&#")
        return without_forbidden(text)

    def watch_html(self, words: str, line: int) -> None:
        if MORE.search(words):
            self.more_inside("a text", words, line)
        elif line not in self.blocked:
            self.faults.extend(unshown.inline_html(words, line))

    def more_inside(self, what: str, words: str, line: int) -> None:
        hint = "put it between two blocks, with an empty line before and after"
        message = f"the `<!-- more -->` line stands inside {what}"
        found = MORE.search(words)
        self.fault("more-line-inside", message, hint, line, words=found.group() if found else "")

    def watch_link(self, token: Token, line: int) -> None:
        url = str(token.attrGet("href") or "")
        if not may_lead_to(url):
            hint = suggest_address(url)
            message = f"`{url}` is no address a letter can link to" if url else "a link leads nowhere"
            self.fault("unsafe-link", message, hint, line, words=unquote(url) if url else "]()")
        if title := token.attrGet("title"):
            hint = "say it in the text; screen readers and phones don't show it"
            self.fault("link-title", "the title of a link is not shown", hint, line, is_error=False, words=str(title))


def _as_typed(token: Token) -> str:
    """What may be part of a mark all the same: a backslash that escapes nothing, and `&amp;` of `&amp;nbsp;`."""
    return token.content if token.content == token.markup or token.markup == "&amp;" else TAKEN_OUT


def _is_one_word(run: list[str], children: list[Token], at: int) -> bool:
    """True where a line of Chinese or Japanese goes on in the next one, which takes no blank between them."""
    before = run[-1][-1:] if run else ""
    after = "".join(each.content for each in children[at + 1 : at + 2])[:1]
    return bool(_IDEOGRAPH.fullmatch(before) and _IDEOGRAPH.fullmatch(after))


def words_alone(token: Token) -> str:
    """What an image's alternative text says, without its markup."""
    words = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        else:
            words.append(words_alone(child) if child.children else child.content)
    return "".join(words)
