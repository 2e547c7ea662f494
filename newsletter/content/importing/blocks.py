"""Blocks of an article out of a piece of a page: what every source that holds HTML ends in.

In: an element, and its page's address. Out: `Blocks`: headings from level 2, pictures by themselves with
one caption each, whole links, no furniture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from newsletter.content.blocks.body import Node, children
from newsletter.content.clean.cleaned import LeftOut
from newsletter.content.clean.parsing import parse
from newsletter.content.clean.tree import words_of
from newsletter.content.clean.walking import AS_WRITTEN, Ways, walk
from newsletter.content.importing.addresses import whole_address
from newsletter.content.importing.page_furniture import (
    Furniture,
    is_caption,
    is_strong_alone,
    level_of,
    text_of,
    without_more_to_read,
)
from newsletter.content.importing.page_pictures import PagePictures

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_CAPTION = 300
_DEEPEST = 4
"""The lowest level of a heading in a letter."""
_LONGEST_HEADING = 12
"""Words of a bold line that may be a heading."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a text. `bold_headings` are the words of those headings that the source only sets in bold."""

    nodes: tuple[Node, ...]
    left_out: tuple[LeftOut, ...]
    bold_headings: tuple[str, ...] = ()


def blocks_of(
    element: HtmlElement, pictures: PagePictures, *, without: Sequence[HtmlElement] = (), is_page: bool = True
) -> Blocks:
    """The blocks of an element; `without` are elements in it that have been read already.

    `is_page` says that furniture may stand in it; a text that a program gives by itself has none.
    """
    for each in without:
        if each is not element and each.getparent() is not None:
            each.drop_tree()
    _drop_ways_back(element)
    _mark_captions(element)
    ways = Ways(partial(whole_address, base=pictures.base), pictures.node_of, levels=AS_WRITTEN)
    cleaned = walk(element, replace(ways, left_out=Furniture(element).kind_of) if is_page else ways)
    nodes, more = without_more_to_read(cleaned.nodes) if is_page else (list(cleaned.nodes), [])
    nodes = _with_captions_once(_with_pictures_apart(nodes))
    nodes, bold = _with_bold_headings(nodes)
    return Blocks(tuple(with_levels(nodes)), (*cleaned.left_out, *more), tuple(bold))


def blocks_of_html(html: str, pictures: PagePictures) -> Blocks:
    """The blocks of HTML that a program gives by itself: in a feed, in an answer, out of Word."""
    return blocks_of(parse(html), pictures, is_page=False)


def without_title(nodes: Sequence[Node], title: str) -> list[Node]:
    """The blocks without a first one that says the title once more."""
    for at, node in enumerate(nodes[:3]):
        if node["type"] in ("heading", "paragraph") and _same(text_of(node), title):
            return with_levels([*nodes[:at], *nodes[at + 1 :]])
    return list(nodes)


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", " ", one).strip().casefold() == re.sub(r"\W+", " ", other).strip().casefold()


def _drop_ways_back(body: HtmlElement) -> None:
    """Take out the arrows that lead from a note back to its number: letters have no such links."""
    for link in list(body.iter("a")):
        if (link.get("href") or "").startswith("#") and re.fullmatch(r"\W*[↩↑⇑^⤴]\W*", words_of(link)):
            link.drop_tree()


def _mark_captions(body: HtmlElement) -> None:
    """Make a `figure` of a picture that some other element holds together with its caption."""
    for caption in [each for each in body.iter() if each.tag != "figcaption" and is_caption(each)]:
        words = " ".join(words_of(caption).split())
        if not words or len(words) > _LONGEST_CAPTION:
            continue
        if (before := caption.getprevious()) is not None and not words_of(before).strip() and _is_picture(before):
            around = caption.makeelement("figure")
            before.addprevious(around)
            around.append(before)
            around.append(caption)
            caption.tag = "figcaption"
            continue
        for level, holder in enumerate(caption.iterancestors()):
            images = len(list(holder.iter("img")))
            if holder is body or images > 1 or level > 3:
                break
            if images == 1:
                if holder.tag not in ("figure", "td", "li", "article", "section"):
                    holder.tag = "figure"
                if holder.tag == "figure" and next(holder.iter("figcaption"), None) is None:
                    caption.tag = "figcaption"
                break


def _is_picture(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and len(list(element.iter("img"))) == 1


def _with_pictures_apart(nodes: Sequence[Node]) -> list[Node]:
    """The blocks with the pictures that stood in lists, quotations and tables behind those: there letters show none."""
    out: list[Node] = []
    for node in nodes:
        if node["type"] == "picture" or "content" not in node:
            out.append(node)
            continue
        found: list[Node] = []
        bare = _without_pictures(node, found)
        if bare is not None:
            out.append(bare)
        out += found
    return out


def _without_pictures(node: Node, found: list[Node]) -> Node | None:
    """A block without the pictures in it, which are put into `found`; None where nothing else was in it."""
    content: list[Node] = []
    for child in children(node):
        if child["type"] == "picture":
            found.append(child)
        elif "content" in child:
            bare = _without_pictures(child, found)
            if bare is not None or not children(child):
                content.append(bare or child)
        else:
            content.append(child)
    return {**node, "content": content} if content or node["type"].startswith("table_") else None


def _with_captions_once(nodes: Sequence[Node]) -> list[Node]:
    """The blocks without a paragraph that repeats the caption or the description of the picture before it.

    The same picture is not shown twice in a row, as pages do that have it in two sizes.
    """
    out: list[Node] = []
    for node in nodes:
        before = out[-1] if out else None
        if before and before["type"] == "picture":
            if node["type"] == "picture" and node["attrs"]["src"] == before["attrs"]["src"]:
                continue
            caption = before["attrs"]["caption"] or ""
            if node["type"] == "paragraph" and caption and _same(text_of(node), caption):
                continue
        out.append(node)
    return out


def _with_bold_headings(nodes: Sequence[Node]) -> tuple[list[Node], list[str]]:
    """The blocks with bold lines as headings, where the text has no other ones; and the words of those."""
    if any(node["type"] == "heading" for node in nodes):
        return list(nodes), []
    found: list[str] = []
    out: list[Node] = []
    for at, node in enumerate(nodes):
        words = text_of(node).strip()
        follows = at + 1 < len(nodes) and nodes[at + 1]["type"] in ("paragraph", "bullet_list", "ordered_list")
        is_heading = follows and is_strong_alone(node) and 0 < len(words.split()) <= _LONGEST_HEADING
        if is_heading and not words.endswith((".", ":", "!", ",", ";")) and not is_strong_alone(nodes[at + 1]):
            content = [
                {name: value for name, value in each.items() if name != "marks"}
                if all(mark["type"] == "strong" for mark in each.get("marks", ()))
                else {**each, "marks": [mark for mark in each["marks"] if mark["type"] != "strong"]}
                for each in children(node)
                if each["type"] == "text"
            ]
            out.append({"type": "heading", "attrs": {"level": 2}, "content": content})
            found.append(words)
        else:
            out.append(node)
    return out, found


def with_levels(nodes: Sequence[Node]) -> list[Node]:
    """The blocks with headings from level 2, each step that the source makes one level and none left out."""
    steps = sorted({level_of(node) for node in nodes if node["type"] == "heading"})
    return [
        {**node, "attrs": {**node["attrs"], "level": min(2 + steps.index(level_of(node)), _DEEPEST)}}
        if node["type"] == "heading"
        else node
        for node in nodes
    ]
