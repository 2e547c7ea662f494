"""The HTML of a clipboard or a page as a tree.

In: HTML as text, with the remarks and conditions of Word in it. Out: the element that holds the words.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BEGIN, _END = re.compile(r"<!--\s{0,9}StartFragment\s{0,9}-->"), re.compile(r"<!--\s{0,9}EndFragment\s{0,9}-->")
_IF, _ENDIF = re.compile(r"<!--\[if[^\]]{0,200}\]>", re.IGNORECASE), re.compile(r"<!\[endif\]-->", re.IGNORECASE)
_CONDITION = re.compile(r"<!\[(?:if|endif)[^\]>]{0,200}\]>|<!--\[(?:if|endif)[^\]>]{0,200}\](?:-->|>)", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^>]{0,500}>|<!DOCTYPE[^>]{0,500}>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_LAYOUT = re.compile(r"</?(?:div|span|font|section|center|b|i|o:p)(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_TABLE_PARTS = re.compile(r"\s*<(?:tr|td|th|tbody|thead|col|colgroup)\b", re.IGNORECASE)
_OF_HEAD = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template", "object"})
_ITEM = re.compile(r"\s*<li\b", re.IGNORECASE)


def parse(html: str) -> HtmlElement:
    """The element with the words. Never raises for whatever a program has put on the clipboard."""
    text = _fragment(html)
    text = re.sub(r"\AVersion:[\d.]+\s(?:[A-Za-z]+:[^\r\n]*\s)*", "", text)
    text = _plain(text)
    if _TABLE_PARTS.match(text):
        text = f"<table>{text}</table>"
    elif _ITEM.match(text):
        text = f"<ul>{text}</ul>"
    return _tree(text, "<html><body><div>", "</div></body></html>")


def parse_page(html: str) -> HtmlElement:
    """A whole page as its `html` element, its head and remarks in it. Never raises; its elements know their lines."""
    root = _tree(_plain(html))
    head = root.find("head")
    strays = (
        [each for each in head if isinstance(each.tag, str) and each.tag not in _OF_HEAD] if head is not None else []
    )
    if strays:  # a page may leave out its `<body>`, and libxml2 doesn't know all elements that begin one
        body = root.find("body")
        if body is None:
            body = root.makeelement("body")
            root.append(body)
        for number, each in enumerate(strays):
            body.insert(number, each)
    return root


def _plain(text: str) -> str:
    """The text without what is for programs alone, every line of it where it was."""
    return _CONTROLS.sub("", _DECLARATION.sub(_line_ends, _CONDITION.sub(_line_ends, _without_word(text))))


def _line_ends(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _tree(text: str, before: str = "", behind: str = "") -> HtmlElement:
    import lxml.html

    for flattened in (text, _LAYOUT.sub(" ", text), escape(unescape(_TAG.sub(" ", text)))):
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
        data = f"{before}{flattened}{behind}".encode()
        root = lxml.html.document_fromstring(data if data.strip() else b"<html></html>", parser=parser)
        if not any("depth" in fault.message.lower() for fault in parser.error_log):
            break  # libxml2 leaves out what is nested deeper than it goes
    return root


def _fragment(html: str) -> str:
    """What was copied; a clipboard holds the page around it too."""
    begin = _BEGIN.search(html)
    end = _END.search(html, begin.end()) if begin else None
    text = html[begin.end() : end.start()] if begin and end else ""
    return text if _TAG.sub("", text).strip() else html


def _without_word(text: str) -> str:
    """The text without what only Word shows: from `<!--[if …]>` to `<![endif]-->`."""
    out, at = [], 0
    while (begin := _IF.search(text, at)) and (end := _ENDIF.search(text, begin.end())):
        out += [text[at : begin.start()], "\n" * text.count("\n", begin.start(), end.end())]
        at = end.end()
    return "".join([*out, text[at:]])
