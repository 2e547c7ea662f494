"""What stands around the text of a page: sharing, cookies, menus, what else there is to read.

In: an element, or the words of a block. Out: whether it is furniture. It is told by what content systems call it and by
what it says; what holds much of the text is none, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsletter.content.blocks.body import Node, attribute, children
from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.content.clean.tree import words_of
from newsletter.content.importing.furniture_words import CALLED, OPENS, SAID

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption(?:-text)?|wp-caption-text|fig-?caption|image-?(?:caption|text|description)|img-?caption"
    r"|photo-?caption|thumb-?caption|csc-textpic-caption|bildunterschrift|pie-?(?:de-)?foto)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "complementary", "toolbar"}
)
_TOLD_BY_NAME = frozenset(
    {
        "div",
        "section",
        "aside",
        "ul",
        "ol",
        "p",
        "span",
        "footer",
        "header",
        "form",
        "table",
        "dl",
        "figure",
        "nav",
        "td",
        "a",
        "li",
        "h2",
        "h3",
    }
)
_MUCH = 0.4
"""Of the words of a text so many are no furniture."""
_FORM_WORDS = 60
_LEAVES = frozenset({"p", "div", "li", "span", "a", "td", "small", "strong", "h2", "h3", "h4", "h5", "h6", "section"})


class Furniture:
    """The furniture in one body."""

    def __init__(self, body: HtmlElement) -> None:
        self._words = max(1, len(words_of(body).split()))
        self._body = body

    def kind_of(self, element: HtmlElement) -> Kind | None:
        """As what an element is left out; None for what is to be read."""
        if element is self._body:
            return None
        tag = str(element.tag)
        if tag in _TOLD_BY_NAME and is_named_furniture(element) and not self._is_much(element):
            return Kind.FURNITURE
        if tag == "form" and any(True for _ in element.iter("input", "textarea")) and _count(element) < _FORM_WORDS:
            return Kind.FORM
        if tag in ("aside", "footer") and not self._is_much(element) and _share_of_links(element) > 0.5:
            return Kind.FURNITURE
        if tag in _LEAVES and says_furniture(element):
            return Kind.FURNITURE
        return None

    def _is_much(self, element: HtmlElement) -> bool:
        return _count(element) > _MUCH * self._words


def is_named_furniture(element: HtmlElement) -> bool:
    """True for an element whose class, name or role says that it is furniture."""
    if element.get("role") in _ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"
    return bool(names.strip()) and bool(CALLED.search(names))


def is_caption(element: HtmlElement) -> bool:
    """True for an element that says what a picture shows, by its tag or by what it is called; it holds no picture."""
    if not isinstance(element.tag, str) or element.tag in ("table", "caption", "legend", "img"):
        return False
    is_called_so = element.tag == "figcaption" or bool(_CAPTION.search(element.get("class") or ""))
    return is_called_so and next(element.iter("img"), None) is None


def says_furniture(element: HtmlElement) -> bool:
    """True for a short block that says what furniture says, and for a lone arrow back from a note."""
    if any(
        isinstance(each.tag, str) and each.tag in ("p", "div", "ul", "table", "img", "li", "h2", "h3")
        for each in element.iterdescendants()
    ):
        return False
    words = " ".join(words_of(element).split())
    if element.tag == "a" and (element.get("href") or "").startswith("#"):
        return bool(re.fullmatch(r"[↩↑⇑^⤴\ufe0e\ufe0f]+|permalink|[#¶§]", words, re.IGNORECASE))
    if element.tag in ("a", "span", "strong", "small"):
        return bool(re.fullmatch(r"[¶#§]", words)) and element.tag == "a"
    return bool(words) and len(words) < 450 and bool(SAID.fullmatch(words))


def without_more_to_read(nodes: Sequence[Node]) -> tuple[list[Node], list[LeftOut]]:
    """The blocks without lists of other articles below a heading that says so; and what was left out."""
    kept: list[Node] = []
    left_out: list[LeftOut] = []
    at = 0
    while at < len(nodes):
        node = nodes[at]
        end = at + 1
        if _opens_more(node):
            while end < len(nodes) and nodes[end]["type"] != "heading" and _is_links(nodes[end]):
                end += 1
            if end > at + 1 or (node["type"] == "heading" and end == len(nodes)):
                left_out.append(LeftOut(Kind.FURNITURE, " ".join(text_of(each) for each in nodes[at:end])))
                at = end
                continue
        kept.append(node)
        at += 1
    return kept, left_out


def text_of(node: Node) -> str:
    """The words of a block on one line."""
    if node["type"] == "text":
        return str(node["text"])
    between = "" if node["type"] in ("paragraph", "heading", "table_cell", "table_header") else " "
    return " " if node["type"] == "hard_break" else between.join(text_of(child) for child in children(node))


def _opens_more(node: Node) -> bool:
    return node["type"] in ("heading", "paragraph") and bool(OPENS.fullmatch(text_of(node).strip()))


def _is_links(node: Node) -> bool:
    """True for a block of nothing but links and pictures."""
    if node["type"] == "picture":
        return True
    inline = list(_inline_of(node))
    linked = [each for each in inline if any(mark["type"] == "link" for mark in each.get("marks", ()))]
    words = sum(len(each["text"]) for each in inline)
    return bool(linked) and sum(len(each["text"]) for each in linked) >= 0.6 * words


def _inline_of(node: Node) -> list[Node]:
    if node["type"] == "text":
        return [node]
    return [each for child in children(node) for each in _inline_of(child)]


def is_strong_alone(node: Node) -> bool:
    """True for a paragraph whose words are all bold."""
    return node["type"] == "paragraph" and all(
        any(mark["type"] == "strong" for mark in each.get("marks", ()))
        for each in _inline_of(node)
        if each["text"].strip()
    )


def _share_of_links(element: HtmlElement) -> float:
    words = len("".join(words_of(element).split()))
    linked = sum(len("".join(words_of(each).split())) for each in element.iter("a"))
    return linked / words if words else 0.0


def _count(element: HtmlElement) -> int:
    return len(words_of(element).split())


def level_of(node: Node) -> int:
    """The level of a heading; 0 for another block."""
    return int(attribute(node, "level") or 2) if node["type"] == "heading" else 0
