"""The words of a block as nodes: text with its marks, and breaks.

In: markdown-it's tokens of one inline token. Out: nodes, or `UnshownError` for what is left to whoever knows Markdown:
pictures among words, remarks, HTML, links that can't be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from newsletter.content import html
from newsletter.content.blocks.body import Node
from newsletter.content.remarks import MORE
from newsletter.exceptions import NewsletterError

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKS = {"strong": "strong", "em": "em", "s": "strike", "link": "link"}


class UnshownError(NewsletterError):
    """A block that is shown as its source."""


def inline_nodes(inline: Token) -> list[Node]:
    """The nodes of an inline token."""
    if any(html.block_tag(line) for line in inline.content.split("\n")):
        raise UnshownError
    out: list[Node] = []
    marks: list[Node] = []
    for token in inline.children or []:
        name, _, side = token.type.rpartition("_")
        if token.type == "text":
            if html.inline_tags(token.content) or MORE.search(token.content):
                raise UnshownError
            _put(out, token.content, marks)
        elif token.type == "text_special":
            _put(out, token.content, marks)
        elif token.type == "softbreak":
            _put(out, "\n", marks)
        elif token.type == "hardbreak":
            out.append({"type": "hard_break", **({"marks": list(marks)} if marks else {})})
        elif token.type == "code_inline":
            _put(out, token.content, [*marks, {"type": "code"}])
        elif name in _MARKS and side == "open":
            if name == "link" and any(mark["type"] == "link" for mark in marks):
                raise UnshownError
            marks.append(_mark(name, token))
            before = len(out), sum(len(node.get("text", "")) for node in out)
            if name == "link":
                opened = before
        elif name in _MARKS and side == "close":
            ended = marks.pop()
            if ended["type"] == "link" and opened == (len(out), sum(len(node.get("text", "")) for node in out)):
                raise UnshownError  # nothing to see that leads there
        else:
            raise UnshownError
    return out


def _mark(name: str, token: Token) -> Node:
    if name != "link":
        return {"type": _MARKS[name]}
    title = token.attrGet("title")
    return {"type": "link", "attrs": {"href": str(token.attrGet("href") or ""), "title": str(title) if title else None}}


def _put(out: list[Node], words: str, marks: Iterable[Node]) -> None:
    if not words:
        return
    own: list[Any] = []
    for mark in marks:
        if mark not in own:  # `**a **b** c**` is bold but once
            own.append(mark)
    if out and out[-1]["type"] == "text" and out[-1].get("marks", []) == own:
        out[-1]["text"] += words
    else:
        out.append({"type": "text", "text": words, **({"marks": own} if own else {})})
