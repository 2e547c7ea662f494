"""Domains as mail servers and DNS know them.

In: a domain as people write it (`städte.example`). Out: its A-labels in small letters (`xn--stdte-hra.example`,
RFC 5890 section 2.3.2.1, by UTS 46), or `DomainError`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")


class DomainError(ValueError):
    """A text that can be no domain of the internet."""


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
