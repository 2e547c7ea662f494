"""Domains as mail servers and DNS know them.

In: a domain as people write it (`städte.example`). Out: its A-labels in small letters (`xn--stdte-hra.example`,
RFC 5890 section 2.3.2.1, by UTS 46), or `DomainError`.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from newsletter.exceptions import NewsletterError

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")


_SAMPLE = "example"
_BEFORE_COUNTRIES = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
_NOWHERE = frozenset({"invalid", "localhost", "localdomain", "local", "internal"})
"""Ends of names that no public server answers to (RFC 6761, RFC 6762).

`test` is not among them: whoever tries this program out on servers of their own calls them so.
"""


class DomainError(NewsletterError, ValueError):
    """A text that can be no domain of the internet."""


def is_sample(host: str) -> bool:
    """True for a name that stands in examples only (RFC 2606), or that leads nowhere but to a machine or house."""
    host = host.strip("[]").rstrip(".").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.split(".")
    if len(labels) == 1:
        return bool(host)
    if labels[-1] in _NOWHERE or labels[-1].isdigit() or _SAMPLE in labels[-2:]:
        return True
    return labels[-3:-2] == [_SAMPLE] and labels[-2] in _BEFORE_COUNTRIES and len(labels[-1]) == 2


@lru_cache(maxsize=10_000)
def to_ascii(domain: str) -> str:
    """The domain in A-labels; a mailing's readers share few domains, so they are remembered."""
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
