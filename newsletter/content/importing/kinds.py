"""What kind of source some bytes are, told by what they hold; names and a server's word are often wrong.

In: bytes. Out: a `SourceKind`, or a problem that says what the file is instead, and what to do with it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from enum import StrEnum
from typing import Any

from newsletter.content.importing.encoding import decode
from newsletter.problems import Problem, error

_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|p|div|span|h[1-6]|table|ul|ol|article|section|main|br|a\s|font|center)\b",
    re.IGNORECASE,
)
_ROOT = re.compile(
    r"(?:\s|<\?[^>]{0,400}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^\[>]{0,300}(?:\[.{0,5000}?\]\s{0,20})?>)*<([\w:]+)",
    re.DOTALL,
)
_BEGIN = 65_536


class SourceKind(StrEnum):
    """What can be read; the values are those of `--from`."""

    PAGE = "html"
    TEXT = "text"
    WORD = "docx"
    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json-feed"
    DRUPAL = "drupal"


def kind_of(data: bytes) -> SourceKind | Problem:
    """The kind of a source."""
    if not data.strip():
        return error("nothing-to-import", "there is nothing in it", None, "look whether the right file was saved")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _kind_of_zip(data)
    for mark, what, hint in _OTHERS:
        if data.startswith(mark):
            return error("unknown-source", f"this is {what}", None, hint)
    text = decode(data[:_BEGIN]).lstrip("\ufeff \t\r\n")
    if text[:1] in ("{", "["):
        found = _kind_of_json(data)
        if found:
            return found
    root = _ROOT.match(text)
    named = {"rss": SourceKind.RSS, "rdf:RDF": SourceKind.RSS, "feed": SourceKind.ATOM}
    if root and root[1] in named:
        return named[root[1]]
    if text.startswith("<?xml") and root and root[1].lower() != "html":
        message = f"this is XML with `<{root[1][:40]}>` in it: no page and no feed"
        return error("unknown-source", message, None, "save the page itself, or its RSS or Atom feed")
    if "\0" in text:
        hint = "save it as a web page, a Word document (.docx) or plain text"
        return error("unknown-source", "this is no text, page, feed or Word document", None, hint)
    return SourceKind.PAGE if _HTML.search(text) else SourceKind.TEXT


_TO_WORD = "open it and save it as a Word document (.docx)"
_OTHERS = (
    (b"%PDF", "a PDF, whose text has no order that can be relied on", "ask for the text it was made from, as .docx"),
    (b"\xd0\xcf\x11\xe0", "a file of an old Word, or one with a password", f"{_TO_WORD}, without a password"),
    (b"{\\rtf", "a file in RTF", _TO_WORD),
    (b"\x89PNG", "a picture", "give the text, and put the picture into issues/images/"),
    (b"\xff\xd8\xff", "a picture", "give the text, and put the picture into issues/images/"),
    (b"GIF8", "a picture", "give the text, and put the picture into issues/images/"),
)


def _kind_of_zip(data: bytes) -> SourceKind | Problem:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return error("broken-source", "it is a damaged .docx or zip file", None, "save it or send it once more")
    if "word/document.xml" in names:
        return SourceKind.WORD
    what = "a zip file that holds no Word document"
    if "xl/workbook.xml" in names:
        what = "a table of Excel"
    elif "content.xml" in names:
        what = "a document of LibreOffice"
    elif "ppt/presentation.xml" in names:
        what = "a presentation"
    return error("unknown-source", f"this is {what}", None, _TO_WORD)


def _kind_of_json(data: bytes) -> SourceKind | Problem | None:
    try:
        value: Any = json.loads(decode(data))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version", "")):
        return SourceKind.JSON_FEED
    if isinstance(value, dict) and ("jsonapi" in value or _is_resource(value.get("data"))):
        return SourceKind.DRUPAL
    hint = "take the answer of /jsonapi/node/…, or a feed"
    return error("unknown-source", "this is JSON, but no JSON Feed and no answer of JSON:API", None, hint)


def _is_resource(data: Any) -> bool:
    first = data[0] if isinstance(data, list) and data else data
    return isinstance(first, dict) and "type" in first and "attributes" in first
