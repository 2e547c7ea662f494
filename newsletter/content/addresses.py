"""Addresses that an author may link to.

In: the address of a link as it stands in Markdown, perhaps percent-encoded. Out: whether it leads anywhere from a
letter, and what to write instead.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

_QUOTES = tuple('“”„»«’‘"')
_PICTURE = re.compile(r"(?!\w+:)[^<>()]+\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?[0-9][0-9.()-]{2,24}")
"""A number as RFC 3966 writes it, section 3: without blanks."""

_GUARDS = (
    (re.compile(r"[\w.-]+\.safelinks\.protection\.outlook\.com/.*"), "url"),
    (re.compile(r"(?:www\.)?google\.[a-z.]+/url"), "q"),
    (re.compile(r"lm?\.facebook\.com/l\.php"), "u"),
    (re.compile(r"(?:www\.)?linkedin\.com/redir/redirect"), "url"),
)
"""Hosts with paths that lead on, and the part of the query that says where to."""


def may_lead_to(url: str) -> bool:
    """True for whole addresses of the web (http, https), of mail and of telephones; no other scheme is safe to mail."""
    if unquote(url)[-1:] in _QUOTES:
        return False
    if inner_address(url):
        return False
    try:
        parts = urlsplit(url)
        if parts.scheme == "tel":
            return bool(_TELEPHONE.fullmatch(parts.path))
        return (parts.scheme in ("http", "https") and bool(parts.hostname)) or (parts.scheme == "mailto" and "@" in url)
    except ValueError:
        return False


def suggest_address(url: str) -> str:
    """What to write for an address that leads nowhere, as an instruction."""
    if inner := inner_address(url):
        return f"it leads through a guard that knows whose mailbox it came from: write `{inner}`"
    words = unquote(url)
    if words[-1:] in _QUOTES or words[:1] in _QUOTES:
        return "take the quotation marks out of the address"
    if _PICTURE.fullmatch(words):
        return f"write `![what it shows]({words})` on a line of its own to show the picture"
    if re.fullmatch(r"www\.[\w-]+\.\S+", url):
        return f"write `https://{url}`"
    if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", url):
        return f"write `mailto:{url}`"
    return "write the whole address, with https://, mailto: or tel:+"


def inner_address(url: str) -> str:
    """Where an address leads that a mail program or a site has wrapped for one reader; empty for any other."""
    try:
        parts = urlsplit(url.replace("&amp;", "&"))
        host = parts.hostname or ""
    except ValueError:
        return ""
    for pattern, name in _GUARDS:
        if pattern.fullmatch(host + parts.path):
            inner = parse_qs(parts.query).get(name, [""])[0]
            return inner if inner.startswith(("https://", "http://")) else ""
    return ""
