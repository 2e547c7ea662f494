"""Entries of RSS, Atom and JSON feeds as drafts of articles.

In: the bytes of a feed. Out: `Imported`. The only module that imports feedparser, which knows how feeds are really
written; entities of a feed's own are refused before it sees them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from newsletter.content.importing.encoding import decode
from newsletter.content.importing.entries import Entry, articles_of
from newsletter.content.importing.findings import Asked, Imported, Origin
from newsletter.content.importing.limits import too_large, unsafe_xml
from newsletter.content.importing.page_head import Said
from newsletter.problems import Location, error


def read_feed(data: bytes, asked: Asked) -> Imported:
    """The entries of an RSS or Atom feed."""
    place = Location(asked.name or asked.address)
    if problem := too_large(data, place) or unsafe_xml(data, place):
        return Imported(problems=(problem,))
    import feedparser

    # A text would be taken for an address, and fetched; bytes in a file never are.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=True)
    entries = [_entry_of(each, number, feed) for number, each in enumerate(feed.entries, 1)]
    if not entries and feed.bozo:
        message = "the feed can’t be read: it is no well-formed XML"
        return Imported(problems=(error("broken-source", message, place, "save the feed once more, as a whole"),))
    return articles_of(entries, asked)


def _entry_of(entry: Mapping[str, Any], number: int, feed: Mapping[str, Any]) -> Entry:
    at = f"entry[{number}]"

    def said(value: Any, name: str) -> Said | None:
        return (
            Said(str(value), Origin(element=f"{at}/{name}", excerpt=" ".join(str(value).split())[:120]))
            if value
            else None
        )

    content = max((each.get("value", "") for each in entry.get("content", ())), key=len, default="")
    summary = entry.get("summary", "")
    whole = said(content, "content")
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    day = f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}" if parsed else ""
    language = (entry.get("title_detail") or {}).get("language") or feed["feed"].get("language")
    image = next((each for each in entry.get("media_content", ()) if _is_picture(each)), None)
    image = image or next((each for each in entry.get("enclosures", ()) if _is_picture(each)), None)
    return Entry(
        title=said(entry.get("title"), "title"),
        html=whole or said(summary, "summary"),
        summary=said(summary, "summary") if whole and summary != content else None,
        link=said(entry.get("link"), "link"),
        date=said(day, "published"),
        author=said((entry.get("author_detail") or {}).get("name") or entry.get("author"), "author"),
        language=said(language, "language"),
        topics=tuple(each for tag in entry.get("tags", ()) if (each := said(tag.get("term"), "category"))),
        image=said((image or {}).get("url") or (image or {}).get("href"), "enclosure"),
        is_whole=whole is not None,
    )


def _is_picture(thing: Mapping[str, Any]) -> bool:
    kind = f"{thing.get('type', '')} {thing.get('medium', '')}"
    address = str(thing.get("url") or thing.get("href") or "")
    return "image" in kind or address.partition("?")[0].lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp"))


def read_json_feed(data: bytes, asked: Asked) -> Imported:
    """The items of a JSON Feed (jsonfeed.org, version 1.1)."""
    place = Location(asked.name or asked.address)
    if problem := too_large(data, place):
        return Imported(problems=(problem,))
    try:
        feed = json.loads(decode(data))
        items = [each for each in feed["items"] if isinstance(each, dict)]
    except (ValueError, RecursionError, KeyError, TypeError):
        message = "the feed can’t be read: it is no JSON with a list of items"
        return Imported(problems=(error("broken-source", message, place, "save the feed once more, as a whole"),))
    return articles_of([_item_of(item, number, feed) for number, item in enumerate(items)], asked)


def _item_of(item: Mapping[str, Any], number: int, feed: Mapping[str, Any]) -> Entry:
    def said(value: Any, name: str) -> Said | None:
        if not isinstance(value, str) or not value:
            return None
        return Said(value, Origin(element=f"items/{number}/{name}", excerpt=" ".join(value.split())[:120]))

    authors = item.get("authors") or ([item["author"]] if isinstance(item.get("author"), dict) else [])
    first = authors[0] if isinstance(authors, list) and authors and isinstance(authors[0], dict) else {}
    tags = item.get("tags")
    return Entry(
        title=said(item.get("title"), "title"),
        html=said(item.get("content_html"), "content_html"),
        text=said(item.get("content_text"), "content_text"),
        summary=said(item.get("summary"), "summary"),
        link=said(item.get("url"), "url"),
        date=said(item.get("date_published"), "date_published"),
        author=said(first.get("name"), "authors/0/name"),
        language=said(item.get("language"), "language") or said(feed.get("language"), "language"),
        topics=tuple(each for tag in (tags if isinstance(tags, list) else ()) if (each := said(tag, "tags"))),
        image=said(item.get("image") or item.get("banner_image"), "image"),
    )
