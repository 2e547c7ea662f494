"""DNS asked: the records of a name, as texts.

In: a name and a kind (`TXT`, `MX`, `A` …). Out: the records, none where there is no such name, or `DnsError`. The
system's resolver is asked, or the one named in NEWSLETTER_RESOLVER (`127.0.0.1:5353`). The only module with dnspython.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from newsletter.exceptions import NewsletterError
from newsletter.problems import Problem, error

RESOLVER = "NEWSLETTER_RESOLVER"
PATIENCE = 3.0
"""Seconds until a question is given up; resolvers mostly answer within 0.1."""


class DnsError(NewsletterError):
    """A question without an answer; the text says why."""


class SilentResolverError(DnsError):
    """Nobody has answered at all."""


class Lookup(Protocol):
    """Whoever answers: the records of a kind that a name has."""

    def __call__(self, name: str, kind: str, /) -> list[str]:
        """The records as texts, empty for none; `kind` is `MX`, `TXT`, … Raises `DnsError` where nobody could tell."""
        ...


def resolver(environ: Mapping[str, str], patience: float = PATIENCE) -> tuple[Lookup | None, list[Problem]]:
    """Who is to be asked, by the environment; None and the reason when it names nobody."""
    said = environ.get(RESOLVER, "").strip()
    place = _place(said) if said else None
    if said and place is None:
        hint = "write it like 127.0.0.1:5353, [::1]:5353 or 192.0.2.1"
        return None, [error("bad-resolver", f"{RESOLVER} is no address of a resolver", None, hint)]

    def lookup(name: str, kind: str, /) -> list[str]:
        return _asked(name, kind, place, patience)

    return lookup, []


def _place(said: str) -> tuple[str, int] | None:
    """Address and port; an IPv6 address without a port needs no brackets."""
    try:
        return str(ipaddress.ip_address(said)), 53
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{said}")
        host, port = parts.hostname or "", parts.port or 53
        is_all = parts.netloc == said and "@" not in said
        return (str(ipaddress.ip_address(host)), port) if is_all else None
    except ValueError:
        return None


def _asked(name: str, kind: str, place: tuple[str, int] | None, patience: float) -> list[str]:
    import dns.exception
    import dns.resolver

    try:
        if place:
            asked = dns.resolver.Resolver(configure=False)
            asked.nameservers, asked.port = [place[0]], place[1]
        else:
            asked = dns.resolver.Resolver()
        asked.use_edns(0, 0, 1232)  # a key of 4,096 bits does not fit into the 512 bytes of old
        asked.timeout, asked.lifetime = patience / 2, patience
        answer = asked.resolve(f"{name}.", kind, search=False, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.resolver.NoResolverConfiguration, dns.exception.Timeout):
        raise SilentResolverError("no resolver answers") from None
    except dns.resolver.NoNameservers as fault:
        if all(response is None for *_, response in fault.kwargs.get("errors", ())):
            raise SilentResolverError("no resolver answers") from None
        raise DnsError("the resolver answers with an error") from None
    except dns.exception.DNSException as fault:
        raise DnsError(f"it can't be asked for: {type(fault).__name__}") from None
    if answer.rrset is None:
        return []
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer.rrset]
    return [record.to_text() for record in answer.rrset]
