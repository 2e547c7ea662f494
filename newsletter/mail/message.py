"""A message: one letter, filled in for one recipient, as the bytes that go to the next server.

In: a `Letter` without open slots, a recipient, a date. Out: RFC 5322 bytes with CRLF: multipart/alternative, the text
first (RFC 2046 section 5.1.4), every line within 76 columns, headers folded so that each encoded word decodes alone
(RFC 2047 section 5). The same input gives the same bytes: the boundary comes from the content.
"""

from __future__ import annotations

import binascii
import datetime as dt
import re
from email.header import Header
from email.utils import format_datetime

from newsletter.files import digest_of
from newsletter.render.letter import Letter

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


class UnsafeHeaderError(ValueError):
    """A header's value holds a line break, which would let it write headers of its own."""


def compose(letter: Letter, recipient: tuple[str, str], date: dt.datetime, message_id: str) -> bytes:
    """The message for one recipient (name, address); `message_id` is without its angle brackets."""
    if letter.slots():
        raise ValueError(f"the letter still has open slots: {', '.join(sorted(letter.slots()))}")
    parts = [_part(letter.text, "plain", letter.locale), _part(letter.html, "html", letter.locale)]
    boundary = f"=_{digest_of(parts)[:32]}"
    headers = [
        ("From", _mailbox("From", *letter.sender)),
        ("To", _mailbox("To", *recipient)),
        ("Reply-To", letter.reply_to),
        ("Subject", _words("Subject", letter.subject)),
        ("Date", format_datetime(date)),
        ("Message-ID", f"<{message_id}>"),
        ("Content-Language", letter.locale),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    ]
    out = [_header(name, value) for name, value in headers]
    out.append(b"\r\n")
    for part in parts:
        out += [b"--", boundary.encode(), b"\r\n", part]
    out += [b"--", boundary.encode(), b"--\r\n"]
    return b"".join(out)


def _part(text: str, subtype: str, locale: str) -> bytes:
    """A text part in quoted-printable, or in base64 where that is shorter (Greek, Cyrillic, Arabic)."""
    data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    quoted = binascii.b2a_qp(data, istext=True)
    packed = b"\r\n".join(binascii.b2a_base64(data[at : at + 57], newline=False) for at in range(0, len(data), 57))
    encoding, body = ("quoted-printable", quoted) if len(quoted) <= len(packed) else ("base64", packed)
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Language: {locale}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + body.rstrip(b"\r\n") + b"\r\n"


def _header(name: str, value: str) -> bytes:
    unfolded = value.replace("\r\n ", " ")
    if "\r" in unfolded or "\n" in unfolded:
        raise UnsafeHeaderError(name)
    return f"{name}: {value}\r\n".encode("ascii")


def _words(name: str, words: str) -> str:
    if "\r" in words or "\n" in words:
        raise UnsafeHeaderError(name)
    if words.isascii() and len(name) + len(words) < 76 and "=?" not in words:
        return words
    return str(Header(words, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n"))


def _mailbox(header: str, name: str, address: str) -> str:
    if not name:
        return address
    if name.isascii():
        if "\r" in name or "\n" in name:
            raise UnsafeHeaderError(header)
        safe = name.replace("\\", "\\\\").replace('"', '\\"')
        shown = name if _ATOMS.fullmatch(name) else f'"{safe}"'
    else:
        shown = _words(header, name)
    separator = "\r\n " if len(shown.rsplit("\n", 1)[-1]) + len(address) > 60 else " "
    return f"{shown}{separator}<{address}>"
