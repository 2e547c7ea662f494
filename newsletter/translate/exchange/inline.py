"""The tags of a text as inline elements of XLIFF 1.2, and back (section 2.6).

In: a tagged text, or the children of a `<source>` or `<target>`. Out: the other one. `<a1>…</a1>` is `<g id="a1">`,
`<br1/>` is `<x id="br1"/>`, a placeholder `%(count)s` is `<ph id="p1">`. The words between them stay as they are, and
`read_inline(write_inline(text)) == text` for any text: what is not well nested goes out as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsletter.exceptions import NewsletterError
from newsletter.translate.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_KINDS = {"a": "link", "b": "bold", "i": "italic", "s": "x-strikethrough", "c": "x-code"}
_PIECE = re.compile(
    rf"(?P<escape>\\[\\<])|<(?P<open>[abisc][1-9]\d*)>|</(?P<close>[abisc][1-9]\d*)>|<(?P<single>br[1-9]\d*)/>"
    rf"|(?P<held>{PLACEHOLDER.pattern})"
)
_NAME = re.compile(r"(?:[abisc]|br)[1-9]\d*")
_THROUGH = ("mrk", "sub")
"""Elements of tools (segments, terms) whose words count and which themselves do not."""


class ForeignTagError(NewsletterError):
    """An inline element that is none of ours: its text says which, in words."""


def write_inline(parent: _Element, text: str, is_plain: bool = False) -> None:
    """Put a text into an element; `is_plain` for one whose tags are not well nested."""
    from lxml import etree

    if is_plain or not _is_nested(text):
        parent.text = text
        return
    stack = [parent]
    at = held = 0
    for found in _PIECE.finditer(text):
        if found["escape"]:
            continue
        _add(stack[-1], text[at : found.start()])
        at = found.end()
        if found["close"]:
            stack.pop()
        elif found["open"]:
            name = found["open"]
            stack.append(etree.SubElement(stack[-1], f"{{{NAMESPACE}}}g", id=name, ctype=_KINDS[name[0]]))
        elif found["single"]:
            etree.SubElement(stack[-1], f"{{{NAMESPACE}}}x", id=found["single"], ctype="lb")
        else:
            held += 1
            etree.SubElement(stack[-1], f"{{{NAMESPACE}}}ph", id=f"p{held}", ctype="x-placeholder").text = found["held"]
    _add(stack[-1], text[at:])


def read_inline(element: _Element) -> str:
    """The tagged text of an element. Raises `ForeignTagError`."""
    return "".join(_read(element))


def _read(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            name = child.tag.rpartition("}")[2]
            tag = child.get("id", "")
            if name in _THROUGH:
                yield from _read(child)
            elif name == "ph":
                yield child.text or ""
            elif name == "g" and _NAME.fullmatch(tag):
                yield f"<{tag}>"
                yield from _read(child)
                yield f"</{tag}>"
            elif name in ("x", "g") and _NAME.fullmatch(tag):
                yield f"<{tag}/>"
            else:
                raise ForeignTagError(f"<{name} id={tag!r}>" if tag else f"<{name}>")
        yield child.tail or ""


def _add(element: _Element, words: str) -> None:
    if not words:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _is_nested(text: str) -> bool:
    """True when each tag is there once, and closed where it is the last one open."""
    seen: set[str] = set()
    stack: list[str] = []
    for found in _PIECE.finditer(text):
        name = found["open"] or found["single"]
        if name:
            if name in seen:
                return False
            seen.add(name)
        if found["open"]:
            stack.append(name)
        elif found["close"] and (not stack or stack.pop() != found["close"]):
            return False
    return not stack
