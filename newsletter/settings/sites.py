"""Whether a text is the address of a site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit


def is_site(address: str) -> bool:
    """True for an address with a host, and at most a path: no name, query or fragment."""
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 443) > 0
    except ValueError:
        return False
    return is_whole and bool(re.fullmatch(r"[A-Za-z0-9:/._~\[\]%-]+", address))
