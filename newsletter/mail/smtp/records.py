"""What DNS says of a domain's mail, read: SPF (RFC 7208), keys of DKIM (RFC 6376 section 3.6.1), DMARC (RFC 7489).

In: the texts of TXT records. Out: what they say, by tag or by ending.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

MOST_LOOKUPS = 10
"""Look-ups that a record of SPF may cost a receiver; beyond that it counts as broken (RFC 7208 section 4.6.4)."""
_ASKING = frozenset({"include", "a", "mx", "ptr", "exists"})
Ending = Literal["-all", "~all", "?all", "+all", "redirect", ""]


def tags_of(text: str) -> dict[str, str]:
    """The tags of a record, names in small letters, values without blanks."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _, value in pairs}


def spf_of(texts: Sequence[str]) -> list[str]:
    """The records of SPF among all texts of a name."""
    return [text for text in texts if re.match(r"v=spf1( |\Z)", text, re.IGNORECASE)]


def ending_of(record: str) -> Ending:
    """What a record of SPF says of all servers that it does not name."""
    terms = record.lower().split()[1:]
    for term in terms:
        if term.lstrip("+-~?") == "all":
            found: dict[str, Ending] = {"-": "-all", "~": "~all", "?": "?all"}
            return found.get(term[0], "+all")
    return "redirect" if any(term.startswith("redirect=") for term in terms) else ""


def terms_asking(record: str, domain: str) -> list[tuple[str, str]]:
    """The terms of a record of SPF for which a receiver has to ask DNS again (RFC 7208 section 4.6.4): kind and name.

    A redirect counts only where nothing says `all`. A name with a macro depends on the message, and is empty here.
    """
    found: list[tuple[str, str]] = []
    terms = record.split()[1:]
    has_all = any(term.lstrip("+-~?").lower() == "all" for term in terms)
    for term in terms:
        kind, _, name = term.lstrip("+-~?").partition("=" if "=" in term.partition(":")[0] else ":")
        kind, name = kind.partition("/")[0].lower(), name.partition("/")[0].rstrip(".")
        if kind in _ASKING or (kind == "redirect" and not has_all):
            found.append((kind, "" if "%" in name else name or domain))
    return found


def is_same_key(wanted: str, published: str) -> bool:
    """True when two records of DKIM hold the same public key; a kind that is left out is RSA."""
    one, other = tags_of(wanted), tags_of(published)
    return (one.get("k", "rsa"), one.get("p")) == (other.get("k", "rsa"), other.get("p"))


def dmarc_of(texts: Sequence[str]) -> list[dict[str, str]]:
    """The records of DMARC among all texts of a name, by tag."""
    return [tags_of(text) for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|\Z)", text)]


def names_of_dmarc(domain: str) -> list[str]:
    """Where the policy for a sender's domain may stand: the domain's own, then those above it that two names make."""
    labels = domain.split(".")
    return [f"_dmarc.{'.'.join(labels[at:])}" for at in range(max(1, len(labels) - 1))]
