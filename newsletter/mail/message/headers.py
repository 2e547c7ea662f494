"""Header fields of a message: words, mailboxes and addresses as lines that every reader of mail understands.

In: values as people write them. Out: bytes of whole fields with CRLF: encoded words of at most 75 characters that each
decode alone (RFC 2047 section 2 and 5), domains as A-labels, addresses never encoded and never broken, at most 998
characters on a line (RFC 5322 section 2.1.1). A line break or control character in any value is refused.
"""

from __future__ import annotations

from email.header import Header

from newsletter.domains import DomainError, to_ascii
from newsletter.exceptions import NewsletterError
from newsletter.patterns import late

_UNSAFE = late("[\0-\x1f\x7f-\x9f\u2028\u2029]")
_ATOMS = late(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LOCAL = late(r'[A-Za-z0-9!#$%&\'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&\'*+/=?^_`{|}~-]+)*|"([ !#-\[\]-~]|\\[ -~])*"')
_URI = late(r"[a-z]+:[!#-;=?-~]+")
_MAX_LOCAL = 64
_LINE = 76


class UnsafeHeaderError(NewsletterError, ValueError):
    """A header's value holds a line break or what else would let it write headers of its own."""


class AddressError(NewsletterError, ValueError):
    """An address can't stand in a message as it is; the reason names no address, since it may land in a log."""


def field(name: str, value: str) -> bytes:
    """A field of one line, as it is: ASCII only."""
    return f"{name}: {_safe(name, value)}\r\n".encode("ascii")


def words(name: str, text: str) -> bytes:
    """A field of free words (Subject), encoded and folded where they must be."""
    return f"{name}: {_encoded(name, _safe(name, text))}\r\n".encode("ascii")


def mailbox(name: str, shown: str, address: str) -> bytes:
    """A field with one mailbox: a name, which may be empty, and its address."""
    sent = on_wire(address)
    return f"{name}: {_with_name(name, shown, f'<{sent}>' if shown else sent)}\r\n".encode("ascii")


def list_id(shown: str, label: str) -> bytes:
    """`List-Id` (RFC 2919 section 3): a name, and the label of the list under a domain of ours."""
    return f"List-Id: {_with_name('List-Id', shown, f'<{label}>')}\r\n".encode("ascii")


def uris(name: str, *addresses: str) -> bytes:
    """A field of URIs in angle brackets (RFC 2369 section 2), one a line.

    The first stays on the line of the name, however long it is: what decides over one-click shall be read by the
    simplest reader too. Raises `UnsafeHeaderError` for what could end the field.
    """
    for address in addresses:
        if not _URI.fullmatch(address):
            raise UnsafeHeaderError(name)
    listed = ",\r\n ".join(f"<{address}>" for address in addresses)
    return f"{name}: {listed}\r\n".encode("ascii")


def on_wire(address: str) -> str:
    """An address as it travels where SMTPUTF8 is not offered: ASCII before the @, A-labels after it.

    Raises `AddressError` for what can’t travel so.
    """
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _MAX_LOCAL:
        kind = "is no address" if local.isascii() else "needs SMTPUTF8 before its @"
        raise AddressError(f"what should be an e-mail address {kind}")
    try:
        return f"{local}@{to_ascii(domain)}"
    except DomainError as fault:
        raise AddressError(str(fault)) from fault


def _safe(name: str, value: str) -> str:
    if _UNSAFE.search(value):
        raise UnsafeHeaderError(name)
    return value


def _encoded(name: str, text: str) -> str:
    if text.isascii() and len(name) + 2 + len(text) <= _LINE and "=?" not in text:
        return text
    return str(Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n"))


def _with_name(name: str, shown: str, address: str) -> str:
    if not shown:
        return address
    _safe(name, shown)
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    phrase = shown if _ATOMS.fullmatch(shown) else f'"{quoted}"'
    if not shown.isascii() or "=?" in shown or len(name) + 2 + len(phrase) > _LINE:
        phrase = str(Header(shown, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n"))
    last = phrase.rpartition("\n")[2]
    used = len(last) + (0 if "\n" in phrase else len(name) + 2)
    gap = " " if used + 1 + len(address) <= _LINE else "\r\n "
    return f"{phrase}{gap}{address}"
