"""The tree of a paste walked once: blocks come out, and what is left out is told with its words.

In: an element, and in what a paste and a page differ (`Ways`). Out: a `Cleaned`. What a tag is called decides, then its
style; boxes that only lay things out are taken apart, and what is no text (menus, forms, films, what is hidden) goes,
but never without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsletter.content.blocks.body import Node, children
from newsletter.content.clean.characters import without_invisible
from newsletter.content.clean.cleaned import Cleaned, Kind, LeftOut
from newsletter.content.clean.flow import Flow, line_of
from newsletter.content.clean.lists import Sign, gathered, level_of, loose_item, sign_of, typed_sign, without_sign
from newsletter.content.clean.look import Look, address_of, is_hidden, look_of, style_of
from newsletter.content.clean.tables import table_of
from newsletter.content.clean.tree import take_out, with_tails, words_of
from newsletter.content.remarks import MORE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_LEVELS = 150
"""Deeper than any page: what stands below is taken as its words."""
_SILENT = frozenset({"style", "script", "head", "title", "meta", "link", "base", "colgroup", "col", "wbr", "hr"})
_LEFT_OUT = {
    **dict.fromkeys(("iframe", "video", "audio", "object", "embed", "frameset"), Kind.FILM),
    **dict.fromkeys(("button", "input", "select", "textarea", "datalist", "output", "meter", "progress"), Kind.FORM),
    **dict.fromkeys(("nav", "menu", "dialog"), Kind.MENU),
    **dict.fromkeys(("svg", "canvas", "map"), Kind.PICTURE),
    "math": Kind.FORMULA,
    **dict.fromkeys(("noscript", "template"), Kind.HIDDEN),
}
_MENU_CLASSES = frozenset({"contextual", "contextual-links", "tabs--primary", "toolbar", "breadcrumb", "pager"})
_TEXTS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "blockquote"})
_BOXES = frozenset(
    {
        "address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "header", "hgroup", "html", "legend", "main", "p", "pre", "section", "summary",
        "caption", "tr", "td", "th", "tbody", "thead", "tfoot",
    }
)  # fmt: skip
_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
AS_WRITTEN = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
"""The levels of headings as a source has them, for whoever gives them those of an article."""
_TITLE = re.compile(r"\bMso(?:Title|Heading(\d))\b")


def _nothing_more(element: HtmlElement) -> None:
    """What a paste leaves out is left out of everything; of itself it leaves out no more."""


@dataclass(frozen=True, slots=True)
class Ways:
    """In what the kinds of sources differ.

    `address` gives where a link leads, empty where no letter can link to it. `picture` makes a node of an `<img>`, None
    for one that shows nothing, a kind for one that is left out and told; without it all pictures are. `left_out` says
    what else is, and as what. `levels` are those of headings by their tags.
    """

    address: Callable[[str], str] = address_of
    picture: Callable[[HtmlElement], Node | Kind | None] | None = None
    left_out: Callable[[HtmlElement], Kind | None] = _nothing_more
    levels: Mapping[str, int] = field(default_factory=lambda: _LEVELS)


PASTE = Ways()


def walk(root: HtmlElement, ways: Ways = PASTE) -> Cleaned:
    """What becomes of a tree."""
    walker = _Walker(ways)
    flow = Flow()
    walker.element(root, Look(), flow, 0)
    flow.end()
    return Cleaned(tuple(gathered(flow.nodes)), tuple(walker.left_out))


class _Walker:
    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.left_out: list[LeftOut] = []

    def leave(self, kind: Kind, element: HtmlElement, words: str | None = None) -> None:
        """Leave something out, with its words; a frame or film has at least its title or address."""
        text = words_of(element) if words is None else words
        if kind is Kind.FILM and not text.strip():
            text = element.get("title") or element.get("src") or ""
        self.left_out.append(LeftOut(kind, " ".join(without_invisible(text).split()), element.sourceline or 0))

    def inside(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        """The words and elements in an element."""
        flow.text(element.text, look)
        for child in element:
            self.element(child, look, flow, depth + 1)
            flow.text(child.tail, look)

    def blocks(self, element: HtmlElement, look: Look, depth: int) -> list[Node]:
        """The blocks in an element."""
        flow = Flow()
        self.inside(element, look, flow, depth)
        flow.end()
        return _inner(flow)

    def element(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        """One element."""
        if not isinstance(element.tag, str):
            if isinstance(element.text, str) and MORE.fullmatch(f"<!--{element.text}-->"):
                flow.block({"type": "more"})
            return
        tag, style = element.tag.lower(), style_of(element)
        if tag in _SILENT:
            return
        if kind := self._left_out(element, tag, style):
            if kind in (Kind.FILM, Kind.FORMULA) or words_of(element).strip():
                self.leave(kind, element)
            return
        if depth > _MOST_LEVELS:
            flow.text(" ".join(element.itertext()), look)
            return
        if handler := self._handler(tag, style, element):
            handler(element, look_of(element, style, look), flow, depth)
        elif tag in _BOXES or style.get("display") in ("block", "list-item", "table", "flex", "grid"):
            flow.end()
            self.inside(element, look_of(element, style, look), flow, depth)
            flow.end()
        else:
            self.inside(element, look_of(element, style, look), flow, depth)

    def _left_out(self, element: HtmlElement, tag: str, style: dict[str, str]) -> Kind | None:
        prefix = tag.partition(":")[0] if ":" in tag else ""
        if prefix == "m":
            return Kind.FORMULA
        if prefix == "v":
            return Kind.FILM if any(part.strip() for part in element.itertext()) else Kind.PICTURE
        if is_hidden(element, style):
            return Kind.HIDDEN
        classes = (element.get("class") or "").split()
        if "MsoCommentReference" in classes or style.get("mso-element", "").startswith("comment"):
            return Kind.NOTE
        if (tag == "del" and (element.get("cite") or element.get("datetime"))) or "msoDel" in classes:
            return Kind.DELETED
        if _MENU_CLASSES.intersection(classes) or element.get("role") in ("navigation", "menu", "toolbar", "menubar"):
            return Kind.MENU
        if tag == "form" and not any(isinstance(each.tag, str) and each.tag in _TEXTS for each in element.iter()):
            return Kind.FORM
        return _LEFT_OUT.get(tag) or self.ways.left_out(element)

    def _handler(
        self, tag: str, style: dict[str, str], element: HtmlElement
    ) -> Callable[[HtmlElement, Look, Flow, int], None] | None:
        if tag in ("p", "div") and level_of(style):
            return self.item_of_word
        if tag == "p" and _TITLE.search(element.get("class") or ""):
            return self.heading
        if element.get("role") == "heading" and tag in ("div", "span", "p"):
            return self.heading
        handlers: dict[str, Callable[[HtmlElement, Look, Flow, int], None]] = {
            "a": self.link, "br": self.line_end, "img": self.picture, "ul": self.list, "ol": self.list,
            "dir": self.list, "li": self.stray_item, "blockquote": self.quotation, "table": self.table,
            "p": self.paragraph, "figure": self.figure, "dt": self.term, "q": self.quoted,
            **dict.fromkeys(_LEVELS, self.heading),
        }  # fmt: skip
        return handlers.get(tag)

    def paragraph(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        flow.end()
        before = len(flow.nodes)
        self.inside(element, look, flow, depth)
        flow.end()
        made = flow.nodes[before:]
        if len(made) == 1 and made[0]["type"] == "paragraph":
            text = element.text_content().lstrip(" \r\n\t")
            found = typed_sign(text)
            if found:
                flow.nodes[before:] = [without_sign(made[0], text[: found[1]].strip("\u00a0 \t"), found[0])]

    def item_of_word(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        flow.end()
        sign = Sign(False)
        for mark in list(element.iter()):
            if isinstance(mark.tag, str) and style_of(mark).get("mso-list") == "ignore":
                if found := sign_of(mark.text_content()):
                    sign = found
                    take_out(mark)
                break
        inner = Flow()
        self.inside(element, look, inner, depth)
        inner.end()
        if _inner(inner):
            flow.block(loose_item(_inner(inner), level_of(style_of(element)), sign))

    def heading(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        found = _TITLE.search(element.get("class") or "")
        said = element.get("aria-level") or (found[1] if found else None) or "2"
        level = self.ways.levels.get(str(element.tag)) or max(2, min(4, int(said) if re.fullmatch(r"\d", said) else 2))
        made = self.blocks(element, replace(look, strong=False), depth)
        content = line_of([node for node in made if node["type"] == "paragraph"], without=("strong",))
        flow.end()
        if content:
            flow.nodes.append({"type": "heading", "attrs": {"level": level}, "content": content})
        flow.nodes += [node for node in made if node["type"] != "paragraph"]

    def link(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        href = element.get("href")
        address = self.ways.address(href) if href else ""
        if href and not address and not href.startswith("#"):
            self.leave(Kind.ADDRESS, element, href)
        self.inside(element, replace(look, link=address) if address else look, flow, depth)

    def line_end(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        flow.end_line()

    def figure(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        flow.end()
        before = len(flow.nodes)
        captions = list(element.iter("figcaption")) if self.ways.picture else []
        caption = " ".join(words_of(captions[0]).split()) if len(captions) == 1 else ""
        if caption:
            take_out(captions[0])
        self.inside(element, look, flow, depth)
        flow.end()
        pictures = [node for node in flow.nodes[before:] if node["type"] == "picture"]
        if caption and len(pictures) == 1:
            pictures[0]["attrs"]["caption"] = caption
        elif caption:
            self.element(captions[0], look, flow, depth + 1)

    def picture(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        if self.ways.picture:
            made = self.ways.picture(element)
            if isinstance(made, Kind):
                self.leave(made, element, element.get("alt") or "")
            elif made:
                flow.block(made)
            return
        is_dot = element.get("width") in ("0", "1") and element.get("height") in ("0", "1")
        if not is_dot or element.get("alt"):
            self.leave(Kind.PICTURE, element, element.get("alt") or "")

    def list(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        items: list[Node] = []
        for child, words in with_tails(element):
            if child is None:
                if words.strip():
                    items.append(_item([{"type": "paragraph", "content": _plain(words, look)}]))
            elif child.tag in ("ul", "ol", "dir") and items:  # as Google Docs nests them
                inner = Flow()
                self.element(child, look, inner, depth + 1)
                items[-1]["content"] += _inner(inner)
            elif child.tag == "li":
                style = style_of(child)
                if kind := self._left_out(child, "li", style):
                    self.leave(kind, child)
                    continue
                made = self.blocks(child, look_of(child, style, look), depth + 1)
                if made:
                    items.append(_item(made))
            else:
                inner = Flow()
                self.element(child, look, inner, depth + 1)
                inner.end()
                if made := _inner(inner):
                    items.append(_item(made))
        if not items:
            return
        if element.tag != "ol":
            flow.block({"type": "bullet_list", "content": items})
            return
        start = element.get("start") or ""
        number = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
        flow.block({"type": "ordered_list", "attrs": {"start": number}, "content": items})

    def stray_item(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        made = self.blocks(element, look, depth)
        if made:
            flow.block(loose_item(made, 1, Sign(False)))

    def quotation(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        made = self.blocks(element, look, depth)
        style = style_of(element)
        flow.end()
        if style.get("border", "") == "none" and "margin" in style:  # an indent of Gmail's
            flow.nodes += made
        elif made:
            flow.nodes.append({"type": "blockquote", "content": made})

    def term(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        flow.end()
        self.inside(element, replace(look, strong=True), flow, depth)
        flow.end()

    def quoted(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        flow.text("“", look)
        self.inside(element, look, flow, depth)
        flow.text("”", look)

    def table(self, element: HtmlElement, look: Look, flow: Flow, depth: int) -> None:
        cell_depth = depth + 3
        made = table_of(element, lambda cell: self.blocks(cell, look_of(cell, style_of(cell), look), cell_depth))
        flow.end()
        flow.nodes += made


def _inner(flow: Flow) -> list[Node]:
    """The blocks of something that stands in another block: the `more` line parts a whole text alone."""
    return [node for node in gathered(flow.nodes) if node["type"] != "more"]


def _item(content: list[Node]) -> Node:
    return {"type": "list_item", "content": content}


def _plain(words: str, look: Look) -> list[Node]:
    flow = Flow()
    flow.text(words, look)
    flow.end()
    return [each for node in flow.nodes for each in children(node)]
