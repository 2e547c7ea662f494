"""The tree of a source by hand: the words in an element, what stands between its parts, an element taken out.

In: an element of lxml's. Out: words, parts, or the same tree without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def words_of(element: HtmlElement) -> str:
    """The words in an element that are to be read: not those of scripts and styles in it, nor remarks."""
    parts: list[str] = []
    # Walked, not asked by XPath: there each text costs a look at all that stand before it.
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            parts.append("" if each.tag in ("script", "style") else each.text or "")
        elif each is not element:
            parts.append(each.tail or "")
    return " ".join(part for part in parts if part)


def take_out(element: HtmlElement) -> None:
    """Take an element out of its tree, leaving the words behind it."""
    tail = element.tail or ""
    before, parent = element.getprevious(), element.getparent()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def with_tails(element: HtmlElement) -> Iterator[tuple[HtmlElement | None, str]]:
    """The elements in an element, and the words between them."""
    yield None, element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield child, ""
        yield None, child.tail or ""
