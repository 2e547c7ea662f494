"""Many texts as one HTML document, each in an element with a mark, and the same document translated taken apart again.

In: texts in a locale. Out: the document; and of one that a machine has translated, for each mark the text inside it,
or None where it can't be told what belongs to it: its mark or that beside it is gone, it is there twice or
within another one, or words stand behind its element that nobody has marked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from lxml.html import HTMLParser as Parser

_MARK = "u"
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def marked(texts: Sequence[str], locale: str) -> bytes:
    """The document, in UTF-8."""
    paragraphs = "\n".join(f'<p id="{_MARK}{at}">{html.escape(text, quote=False)}</p>' for at, text in enumerate(texts))
    head = f'<!DOCTYPE html>\n<html lang="{html.escape(locale)}">\n<head>\n<meta charset="utf-8">\n</head>\n<body>\n'
    return f"{head}{paragraphs}\n</body>\n</html>\n".encode()


def taken_apart(document: bytes, count: int) -> list[str | None]:
    """The texts of `count` marks in their order. Raises `ValueError` where it is no document."""
    try:
        text = document.decode("utf-8-sig")
        root = document_fromstring(text.encode(), parser=Parser(recover=True, no_network=True, encoding="utf-8"))
    except (UnicodeDecodeError, etree.LxmlError, ValueError, TypeError):
        raise ValueError("no document in UTF-8") from None
    walk = _Walk(count)
    body = root.find("body")
    walk.through(root if body is None else body)
    walk.doubt_neighbours()
    return [walk.texts[at] if at not in walk.doubtful else None for at in range(count)]


class _Walk:
    """A walk through a document in reading order, from mark to mark."""

    def __init__(self, count: int) -> None:
        self.texts: dict[int, str | None] = dict.fromkeys(range(count))
        self.doubtful: set[int] = set()
        self._last: int | None = None

    def through(self, element: HtmlElement) -> None:
        self._stray(element.text)
        for child in element:
            mark = self._mark_of(child)
            if mark is not None:
                self._take(mark, child)
            elif isinstance(child.tag, str):
                self.through(child)
            self._stray(child.tail)

    def _mark_of(self, element: HtmlElement) -> int | None:
        name = element.get("id") or ""
        number = name.removeprefix(_MARK).strip()
        if not name.startswith(_MARK) or not number.isascii() or not number.isdecimal() or len(number) > 6:
            return None
        return int(number) if int(number) in self.texts else None

    def _take(self, mark: int, element: HtmlElement) -> None:
        inner = {found for each in element.iterdescendants() if (found := self._mark_of(each)) is not None}
        if inner or self.texts[mark] is not None:  # merged with another, or split in two of the same name
            self.doubtful |= {mark, *inner}
        self.texts[mark] = _BLANKS.sub(" ", element.text_content()).strip()
        self._last = mark

    def doubt_neighbours(self) -> None:
        """A text whose mark is gone may stand in the element before it, or in that behind."""
        gone = {at for at, text in self.texts.items() if text is None}
        self.doubtful |= {near for at in gone for near in (at - 1, at + 1)}

    def _stray(self, words: str | None) -> None:
        if words and words.strip() and self._last is not None:
            self.doubtful.add(self._last)
