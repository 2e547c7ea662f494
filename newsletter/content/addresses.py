"""Addresses that an author may link to.

In: the address of a link as it stands in Markdown, perhaps percent-encoded. Out: whether it leads anywhere from a
letter, and what to write instead.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_QUOTES = tuple('“”„»«’‘"')
_PICTURE = re.compile(r"(?!\w+:)[^<>()]+\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?[0-9][0-9.()-]{2,24}")
"""A number as RFC 3966 writes it, section 3: without blanks."""


def may_lead_to(url: str) -> bool:
    """True for whole addresses of the web (http, https), of mail and of telephones; no other scheme is safe to mail."""
    if unquote(url)[-1:] in _QUOTES:
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
