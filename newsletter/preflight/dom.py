"""What elements of a letter say: inline styles, words, names.

In: an element of a letter's HTML as lxml has parsed it. Out: plain values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from lxml import etree

INVISIBLE = re.compile("[\u00a0\u00ad\u034f\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\ufeff\\s]+")
"""Blanks, and what preheaders are padded with."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

Element = Any
_NONE: Mapping[str, str] = MappingProxyType({})


def style(element: Element) -> Mapping[str, str]:
    """The inline style as written, by property, without `!important`."""
    found = element.get("style")
    return _properties(found) if found else _NONE


@lru_cache(8_192)
def _properties(written: str) -> Mapping[str, str]:
    """A letter has some hundred styles, and checks ask for each a thousand times."""
    pairs = (part.partition(":") for part in written.split(";"))
    found = {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs if value}
    return MappingProxyType(found)


def around(element: Element) -> Iterator[Element]:
    """The element, and what it stands in, from the inside out."""
    yield element
    yield from element.iterancestors()


def inherited(element: Element, name: str) -> str:
    """An inline property of an element or of the nearest one around that has it; empty for none."""
    return next((value for at in around(element) if (value := style(at).get(name))), "")


def is_hidden(element: Element) -> bool:
    """True for what a style of its own or around it takes out of sight."""
    return any(style(at).get("display") == "none" for at in around(element))


def words_of(element: Element) -> str:
    """The words of an element, and of the pictures in it."""
    parts = [*element.itertext(etree.Element), *(image.get("alt") or "" for image in element.iter("img"))]
    return " ".join(" ".join(parts).split())


def name_of(link: Element) -> str:
    """What a screen reader calls a link."""
    return link.get("aria-label") or words_of(link)


def shown(element: Element, most: int = 100) -> str:
    """An element for a message: its tag as written, or its words."""
    words = words_of(element)
    if not words:
        words = " ".join(str(etree.tostring(element, encoding="unicode", with_tail=False)).split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def tag_of(element: Element) -> str:
    """An element's own start tag as written, cut where it grows long."""
    whole = " ".join(str(etree.tostring(element, encoding="unicode", with_tail=False)).split())
    tag = whole[: whole.find(">") + 1]
    return tag if len(tag) <= 100 else f"{tag[:99]}…"


def is_layout(table: Element) -> bool:
    """True for a table that only puts things in their places."""
    return table.get("role") in ("presentation", "none")
