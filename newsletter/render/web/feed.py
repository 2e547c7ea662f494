"""Files about the archive for programs: a feed of each language (Atom, RFC 4287), site maps, rules for robots.

In: public addresses, titles and times. Out: bytes; equal arguments give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "http://www.w3.org/XML/1998/namespace"
PERSONAL = ("/u/", "/p/", "/l/")
"""Where addresses stand that are one reader's own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter in a feed; `address` is fixed for ever and so its name; `opened_at` is UTC in ISO 8601."""

    address: str
    title: str
    summary: str
    author: str
    opened_at: str


def atom(address: str, home: str, locale: str, title: str, entries: Sequence[Entry]) -> bytes:
    """A feed with at least one entry, the newest first; `home` is the page that it follows."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_as_default(ATOM))
    root.set(f"{{{_XML}}}lang", locale)
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "updated", max(_moment(entry.opened_at) for entry in entries))
    _add(root, "link", None, rel="self", type="application/atom+xml", href=address)
    _add(root, "link", None, rel="alternate", type="text/html", hreflang=locale, href=home)
    for entry in entries:
        one = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(one, "id", entry.address)
        _add(one, "title", entry.title)
        _add(one, "published", _moment(entry.opened_at))
        _add(one, "updated", _moment(entry.opened_at))
        _add(one, "link", None, rel="alternate", type="text/html", hreflang=locale, href=entry.address)
        _add(etree.SubElement(one, f"{{{ATOM}}}author"), "name", entry.author)
        _add(one, "summary", entry.summary)
    return _written(root)


def sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    """A site map of addresses, each with the moment or day of its last change."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap=_as_default(_SITEMAP))
    for address, changed in pages:
        url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = address
        if changed:
            etree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = changed[:10]
    return _written(root)


def sitemap_index(addresses: Iterable[str]) -> bytes:
    """The list of site maps: one for each language, since one alone may hold 50,000 addresses."""
    root = etree.Element(f"{{{_SITEMAP}}}sitemapindex", nsmap=_as_default(_SITEMAP))
    for address in addresses:
        etree.SubElement(etree.SubElement(root, f"{{{_SITEMAP}}}sitemap"), f"{{{_SITEMAP}}}loc").text = address
    return _written(root)


def robots(sitemap_address: str, *, is_public: bool) -> bytes:
    """Rules for robots (RFC 9309): all of what is public, nothing that is one reader's own."""
    if not is_public:
        return b"User-agent: *\nDisallow: /\n"
    rules = "".join(f"Disallow: {path}\n" for path in PERSONAL)
    return f"User-agent: *\n{rules}\nSitemap: {sitemap_address}\n".encode()


def _as_default(namespace: str) -> Any:
    """The namespace of a document without a prefix, which lxml takes and its types do not know."""
    return {None: namespace}


def _add(parent: Any, name: str, words: str | None, **attributes: str) -> None:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = words


def _moment(opened_at: str) -> str:
    """A time of the ledger as RFC 3339 has it; without a zone it is UTC."""
    moment = opened_at.replace(" ", "T")
    return moment if moment.endswith("Z") or "+" in moment else f"{moment}Z"


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
