"""Domains as mail servers and DNS know them.

In: a domain as people write it (`städte.example`). Out: its A-labels in small letters (`xn--stdte-hra.example`,
RFC 5890 section 2.3.2.1, by UTS 46), or `DomainError`.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from newsletter.exceptions import NewsletterError

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")


_SAMPLE = "example"
_BEFORE_COUNTRIES = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
_NOWHERE = frozenset({"invalid", "localhost", "localdomain", "local", "internal", "lan", "home", "corp", "intranet"})
"""Ends of names that no public server answers to (RFC 6761, RFC 6762, and those of routers and offices).

`test` is not among them: whoever tries this program out on servers of their own calls them so.
"""
_FULL_STOPS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
"""What else ends a label (UTS 46)."""


class DomainError(NewsletterError, ValueError):
    """A text that can be no domain of the internet."""


def is_sample(host: str) -> bool:
    """True for a name that stands in examples only (RFC 2606), or that leads nowhere but to a machine or house."""
    host = as_looked_up(host.strip("[]")).rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.split(".")
    if len(labels) == 1:
        return bool(host)
    if labels[-1] in _NOWHERE or labels[-2:] == ["home", "arpa"] or labels[-1].isdigit() or _SAMPLE in labels[-2:]:
        return True
    return labels[-3:-2] == [_SAMPLE] and labels[-2] in _BEFORE_COUNTRIES and len(labels[-1]) == 2


def as_looked_up(host: str) -> str:
    """The name that a browser asks for: wide letters, other full stops and what nobody sees are as plain ones.

    A label in A-labels that hides such letters is told by the plain ones, as whoever wrote it meant it.
    """
    host = in_plain_letters(unquote(host)).lower()
    labels = [_decoded(label) for label in host.split(".")]
    try:
        return to_ascii(".".join(labels))
    except DomainError:
        return host


def in_plain_letters(text: str) -> str:
    """A text with wide letters as plain ones, and with one full stop for all that UTS 46 knows."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_FULL_STOPS)


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return in_plain_letters(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label


@lru_cache(maxsize=10_000)
def to_ascii(domain: str) -> str:
    """The domain in A-labels; a mailing's readers share few domains, so they are remembered.

    Raises `DomainError` for what is no domain name (RFC 5890).
    """
    found = domain.lower()
    if not domain.isascii():
        import idna  # 10 ms, and most readers' domains need none of it

        try:
            found = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
        except idna.IDNAError as fault:
            raise DomainError("the domain is no international domain name") from fault
    if not _DOMAIN.fullmatch(found):
        raise DomainError("the domain has characters or lengths that DNS does not allow")
    return found
