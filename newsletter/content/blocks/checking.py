"""Whether what a browser sends is a document: nodes that are known, each where it may stand.

In: JSON. Out: nothing, or `NoDocumentError`: what is not known could only be dropped, with the words in it.
"""

from __future__ import annotations

from typing import Any

from newsletter.content.commonmark import MAX_DEPTH
from newsletter.exceptions import NewsletterError

_BLOCKS = frozenset(
    {"paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "table", "picture", "raw"}
)  # fmt: skip
_WORDS = frozenset({"text", "hard_break"})
_INSIDE: dict[str, frozenset[str]] = {
    "doc": _BLOCKS | {"more"},
    "paragraph": _WORDS,
    "heading": _WORDS,
    "bullet_list": frozenset({"list_item"}),
    "ordered_list": frozenset({"list_item"}),
    "list_item": _BLOCKS,
    "blockquote": _BLOCKS,
    "table": frozenset({"table_row"}),
    "table_row": frozenset({"table_header", "table_cell"}),
    "table_header": _WORDS,
    "table_cell": _WORDS,
}
_MARKS = frozenset({"strong", "em", "strike", "code", "link"})
_TEXTS = ("href", "title", "src", "alt", "caption", "source", "oid", "align")
_NUMBERS = {"level": (1, 6), "start": (0, 999_999_999)}
_MOST_LEVELS = 2 * MAX_DEPTH + 4


class NoDocumentError(NewsletterError):
    """What was sent is no document."""


def check_document(document: Any) -> None:
    """Raise `NoDocumentError` where something is not known or stands where it can't."""
    if not isinstance(document, dict) or document.get("type") != "doc":
        raise NoDocumentError("this is no document")
    _check(document, 0)


def _check(node: dict[str, Any], depth: int) -> None:
    kind = node["type"]
    if depth > _MOST_LEVELS:
        raise NoDocumentError("the document is nested too deep")
    _check_attributes(node)
    content = node.get("content")
    if content is None:
        content = []
    if not isinstance(content, list):
        raise NoDocumentError(f"`{kind}` holds no list of nodes")
    allowed = _INSIDE.get(kind, frozenset())
    for child in content:
        if not isinstance(child, dict) or child.get("type") not in allowed:
            raise NoDocumentError(f"`{kind}` may not hold this")
        if child["type"] == "text":
            _check_text(child)
        else:
            _check_marks(child)
            _check(child, depth + 1)


def _check_text(node: dict[str, Any]) -> None:
    if not isinstance(node.get("text"), str):
        raise NoDocumentError("a text has no words")
    _check_marks(node)


def _check_marks(node: dict[str, Any]) -> None:
    marks = node.get("marks") or []
    if not isinstance(marks, list):
        raise NoDocumentError("marks are a list")
    for mark in marks:
        if not isinstance(mark, dict) or mark.get("type") not in _MARKS:
            raise NoDocumentError("a mark is not known")
        _check_attributes(mark)


def _check_attributes(node: dict[str, Any]) -> None:
    attrs = node.get("attrs") or {}
    if not isinstance(attrs, dict):
        raise NoDocumentError("attributes are a mapping")
    for name in _TEXTS:
        if not isinstance(attrs.get(name, ""), str | None):
            raise NoDocumentError(f"`{name}` is no text")
    for name, (least, most) in _NUMBERS.items():
        value = attrs.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most):
            raise NoDocumentError(f"`{name}` is no number from {least} to {most}")
