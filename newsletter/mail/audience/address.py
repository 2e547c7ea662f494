"""Addresses: what can be mailed, in one form.

In: what somebody typed. Out: an `Address` (RFC 5321 section 4.1.2, domains as A-labels by UTS 46 and RFC 5891), or the
reason why no letter would arrive; and the keyed hash that stands for an address once it is erased. No reason and no
`repr` holds the address itself, so that none gets into a log.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

import idna

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABELS = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_AROUND = " \t\r\n\u00a0\u200b\u2060\ufeff"
"""Blanks that spreadsheets and web pages leave around an address, seen or not."""
_MORE = re.compile(f'[{_AROUND}<>,;:"]')
_NOWHERE = frozenset({"invalid", "localhost", "local", "onion"})
"""Top level names that no mail server has (RFC 6761, RFC 6762, RFC 7686)."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """An address that can be mailed: the local part as its owner writes it, the domain in small A-labels."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    def __repr__(self) -> str:
        return "Address(…)"

    @property
    def same_as(self) -> str:
        """What all ways of writing this address share. No server that matters tells `Ada@` from `ada@`."""
        return f"{self.local.lower()}@{self.domain}"


def parse_address(typed: str) -> tuple[Address | None, str]:
    """The address, or None and why it can't be mailed, in words that go on after "the address"."""
    text = typed.strip(_AROUND)
    if not text:
        return None, "is missing"
    local, at, domain = text.rpartition("@")
    if not at:
        return None, "has no @"
    if "@" in local or _MORE.search(text):
        return None, "holds more than an address"
    if not local.isascii():
        return None, "has letters outside a to z before the @, which few servers take (RFC 6531)"
    if not _LOCAL.fullmatch(local):
        return None, "is no mailbox before the @"
    if len(local) > 64:
        return None, f"has {len(local)} characters before the @; the limit is 64"
    labels, reason = _domain(domain)
    if reason:
        return None, reason
    if len(local) + 1 + len(labels) > 254:
        return None, f"has {len(local) + 1 + len(labels)} characters; the limit is 254"
    return Address(local, labels), ""


@lru_cache(maxsize=10_000)
def _domain(typed: str) -> tuple[str, str]:
    """The domain in small A-labels, or the reason why it is none."""
    domain = normalize("NFC", typed).lower()
    if len(domain) > 1_000 or not domain:  # idna takes time by the square of the length
        return "", "has no domain after the @"
    if not domain.isascii() or "xn--" in domain:
        try:
            domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
            idna.decode(domain, strict=True)
        except (idna.IDNAError, UnicodeError):
            return "", "has a domain that can't be registered (RFC 5891)"
    if "." not in domain:
        return "", "has a domain without a dot"
    if not _LABELS.fullmatch(domain) or len(domain) > 253:
        return "", "has no domain after the @"
    if domain.rpartition(".")[2] in _NOWHERE:
        return "", "has a domain that exists on no mail server"
    return domain, ""


def display_address(address: str) -> str:
    """An address for people to read: the domain in its own letters where it has some."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}" if "xn--" in domain else address
    except idna.IDNAError:
        return address


def hash_address(address: Address, key: bytes) -> str:
    """128 bits of HMAC-SHA-256 in hexadecimal, the same for all ways of writing the address."""
    mac = _begun(key).copy()
    mac.update(address.same_as.encode())
    return mac.hexdigest()[:32]


@lru_cache(maxsize=4)
def _begun(key: bytes) -> hmac.HMAC:
    """The hash under a key up to where addresses differ: an import asks for millions."""
    return hmac.new(key, b"address:", "sha256")
