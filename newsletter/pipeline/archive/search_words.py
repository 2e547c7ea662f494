"""What the search of the archive knows of a page: what it is, its title, its date, and what is read on it.

In: a page as it was made. Out: an entry of plain values. Letters are made small and marks taken off in the browser
(`newsletter/pages/archive/search.js`), which shows the words as they are written.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from lxml import etree

from newsletter.content.foreign import unmarked
from newsletter.render.cldr import Cldr

_BLOCKS = frozenset(
    ("p", "li", "td", "th", "div", "tr", "dt", "dd", "h1", "h2", "h3", "h4", "section", "table", "figcaption", "br")
)
_PASSED = frozenset(("nav", "footer", "header", "script", "style"))
_ELSEWHERE = frozenset(("page-note", "page-lead", "page-title", "page-join"))
"""Classes of what is no page's own words, or has a place of its own in the entry."""
_SOFT = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
"""What only says where a line may end."""


class PageKind(StrEnum):
    """What a page is; the browser shows it in words of its language."""

    LETTER = "letter"
    ARTICLE = "article"
    NETWORK = "network"


def entry(path: str, kind: PageKind, title: str, day: dt.date, locale: str, summary: str, page: bytes) -> list[str]:
    """Path, kind, title, date in words, summary, and all else that is read on the page, each on one line."""
    words = (unmarked(title), Cldr(locale).date(day), unmarked(summary), read_page(page))
    return [path, kind.value, *(" ".join(unicodedata.normalize("NFC", each).split()) for each in words)]


def read_page(page: bytes) -> str:
    """The words of a page's main part, with a blank between blocks, without an article's title and summary."""
    root: Any = etree.fromstring(page, etree.HTMLParser(encoding="utf-8", remove_comments=True))
    main = root.find(".//*[@id='page-content']")
    if main is None:
        return ""
    words: list[str] = []
    _read(main, words.append)
    return "".join(words).translate(_SOFT)


def _read(element: Any, say: Callable[[str], None]) -> None:
    """Tell the words within an element one after the other; a page has some thousand elements."""
    tag = element.tag
    is_passed = tag in _PASSED or not _ELSEWHERE.isdisjoint(element.get("class", "").split())
    is_block = tag in _BLOCKS
    if not is_passed:
        if is_block:
            say(" ")
        if words := element.text:
            say(words)
        for child in element:
            _read(child, say)
            if words := child.tail:
                say(words)
    if is_block or is_passed:
        say(" ")
