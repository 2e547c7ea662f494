"""What a page says about itself: title, summary, day, author, language, address.

In: the tree of a page. Out: `PageHead`, each value with where it stands. Nothing is made up: an author who is called
`admin`, or a summary that a program has cut off, is none.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsletter.content.importing.findings import Origin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NOBODY = re.compile(
    r"(?:admin\w*|webmaster|editor(?:ial)?|redaktion|redakcja|user\d*|root|super ?user|site ?admin|https?:.*)", re.I
)
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[&hellip;\])\s*\Z")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SAVED = re.compile(r"\s*saved from url=\(\d+\)(\S+)")


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and where it stands."""

    value: str
    origin: Origin


@dataclass(slots=True)
class PageHead:
    """What the head of a page, its linked data and its remarks say; None for what none of them does."""

    window: Said | None = None
    """What the window is called: the title, often with the name of the site."""
    title: Said | None = None
    site: str = ""
    summary: Said | None = None
    author: Said | None = None
    date: Said | None = None
    locale: Said | None = None
    address: Said | None = None
    base: str = ""
    image: Said | None = None
    image_alt: str = ""
    topics: list[Said] = field(default_factory=list)


def place_of(element: HtmlElement, words: str = "") -> Origin:
    """Where an element stands in its page."""
    path = element.getroottree().getpath(element).lstrip("/")
    return Origin(element.sourceline or 0, path, " ".join(words.split())[:120])


def read_head(root: HtmlElement) -> PageHead:
    """All that a page says about itself."""
    head = PageHead()
    metas = _metas(root)

    def first(*names: str) -> Said | None:
        return next((metas[name] for name in names if name in metas), None)

    window = next(root.iter("title"), None)
    if window is not None and (words := " ".join((window.text or "").split())):
        head.window = Said(words, place_of(window, words))
    head.site = found.value if (found := first("og:site_name", "application-name")) else ""
    head.title = first("og:title", "dc.title", "dcterms.title", "twitter:title")
    head.summary = first(
        "description", "og:description", "dc.description", "dcterms.description", "twitter:description"
    )
    if head.summary and _CUT_OFF.search(head.summary.value):
        head.summary = None
    head.author = first("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author")
    head.date = first(
        "article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "dcterms.created",
        "dc.date.created", "pubdate", "dcterms.issued", "dc.date.issued",
    )  # fmt: skip
    head.image = first("og:image", "og:image:url", "twitter:image")
    head.image_alt = found.value if (found := first("og:image:alt", "twitter:image:alt")) else ""
    _read_linked_data(root, head)
    _read_addresses(root, head, first("og:url"))
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    if language:
        head.locale = Said(language, place_of(root, language))
    elif found := first("content-language", "dc.language", "dcterms.language", "og:locale"):
        head.locale = found
    if head.author and _NOBODY.fullmatch(head.author.value.strip()):
        head.author = None
    if head.date and not day_in(head.date.value):
        head.date = None
    for element in root.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() == "article:tag":
            head.topics.append(Said(" ".join((element.get("content") or "").split()), place_of(element)))
    return head


def day_in(text: str) -> dt.date | None:
    """The day of a moment as programs write it (ISO 8601); None for anything else."""
    found = _DAY.match(text.strip())
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def title_without_site(title: str, site: str) -> str:
    """The title of a window without the name of its site, before or behind a stroke; the whole where there is none."""
    parts = re.split(r"\s+[|·•»«–—-]\s+|\s*[|»«]\s*|\s+::\s+", title)
    parts = [part for part in parts if part and part.casefold() != site.casefold()]
    if len(parts) < 2 or (site and site.casefold() in title.casefold() and len(parts) == 1):
        return parts[0] if parts else title
    return max(parts, key=len)


def _metas(root: HtmlElement) -> dict[str, Said]:
    metas: dict[str, Said] = {}
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := (element.get(attribute) or "").lower()):
                metas.setdefault(name, Said(content, place_of(element, content)))
    return metas


def _read_addresses(root: HtmlElement, head: PageHead, also: Said | None) -> None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower() and (element.get("href") or "").startswith("http"):
            head.address = Said(element.get("href") or "", place_of(element))
            break
    head.address = head.address or also
    for remark in (
        *root.itersiblings(preceding=True),
        *(each for each in root.iter() if not isinstance(each.tag, str)),
    ):
        if isinstance(remark.text, str) and (found := _SAVED.match(remark.text)):
            head.address = head.address or Said(found[1], Origin(remark.sourceline or 0, "", found[1]))
            head.base = found[1]
    base = next((each.get("href") or "" for each in root.iter("base") if each.get("href")), "")
    head.base = base if base.startswith("http") else head.base


def _read_linked_data(root: HtmlElement, head: PageHead) -> None:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        at = place_of(script)
        for thing in _things(data):
            if not re.search(r"Article|BlogPosting|WebPage|Report", str(thing.get("@type"))):
                continue
            if isinstance(name := thing.get("headline"), str):
                head.title = head.title or Said(name, at)
            if isinstance(day := thing.get("datePublished"), str):
                head.date = head.date or Said(day, at)
            if isinstance(language := thing.get("inLanguage"), str):
                head.locale = head.locale or Said(language, at)
            author = thing.get("author")
            author = author[0] if isinstance(author, list) and author else author
            if isinstance(author, dict) and isinstance(name := author.get("name"), str):
                is_body = "Organization" in str(author.get("@type"))
                head.author = head.author or (None if is_body else Said(name, at))


def _things(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for each in data[:100]:
            yield from _things(each, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph"), depth + 1)
        yield from _things(data.get("mainEntity"), depth + 1)
