"""A text as the body of a MIME part, encoded once for all its readers, with its slots cut out.

In: a letter's text or HTML. Out: a `Part` in quoted-printable, or in base64 where that is shorter (Greek, Cyrillic,
Arabic), and for each reader the pieces of bytes that it is joined from: no line above 76 characters (RFC 2045 section
6.7 and 6.8), none that begins with a dot, which SMTP would double.

In quoted-printable a soft line break stands on each side of a slot, so that no value shifts a line. In base64 three
bytes make four characters; what a value and the one or two bytes left over before it lack to a multiple of three is
taken from the text behind it, which is encoded three times: from its first, second and third byte on.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from newsletter.render.letter.letter import cut_at_slots

_LINE = 76
_PACKED_LINE = 57
"""Bytes that make a line of 76 characters in base64."""
_DOT = re.compile(rb"(?m)^\.([^\r\n]*)")
_PLAIN = re.compile(rb"(?!\.)[!-<>-~]{1,75}")
"""A value that is in quoted-printable already, as nearly all are."""
_SOFT = b"=\r\n"
Encoded = NewType("Encoded", Mapping[str, bytes])
"""A reader's values as they stand in a body."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A body in quoted-printable: encoded text, and a slot between each two pieces of it."""

    texts: tuple[bytes, ...]
    slots: tuple[str, ...]

    name = "quoted-printable"

    @property
    def first(self) -> bytes:
        """The piece before the first slot, the same for every reader."""
        return self.texts[0]

    def encoded(self, values: Mapping[str, bytes]) -> Encoded:
        """Values as they stand in a body of this kind."""
        return Encoded({slot: _softened(value) for slot, value in values.items()})

    def filled(self, encoded: Encoded) -> list[bytes]:
        """The pieces of the body for one reader, by `encoded` values."""
        out = [self.texts[0]]
        for slot, text in zip(self.slots, self.texts[1:], strict=True):
            out += (encoded[slot], text)
        return out


@dataclass(frozen=True, slots=True)
class Packed:
    """A body in base64: its text, a slot between each two pieces of it, and each piece encoded from three starts."""

    texts: tuple[bytes, ...]
    starts: tuple[tuple[bytes, bytes, bytes], ...]
    slots: tuple[str, ...]

    name = "base64"

    @property
    def first(self) -> bytes:
        """The piece before the first slot, the same for every reader."""
        return self.starts[0][0]

    def encoded(self, values: Mapping[str, bytes]) -> Encoded:
        """Values as they stand in a body of this kind: as they are, since they are packed with what is around them."""
        return Encoded(values)

    def filled(self, encoded: Encoded) -> list[bytes]:
        """The pieces of the body for one reader, by `encoded` values."""
        out: list[bytes] = []
        waiting = b""
        for number, text in enumerate(self.texts):
            lacking = -len(waiting) % 3
            if len(text) < lacking:
                waiting += text
            else:
                if waiting:
                    out.append(_packed(waiting + text[:lacking]))
                out.append(self.starts[number][lacking])
                waiting = text[len(text) - (len(text) - lacking) % 3 :]
            if number < len(self.slots):
                waiting += encoded[self.slots[number]]
        return [*out, _packed(waiting)]


def encode_body(text: str) -> Quoted | Packed:
    """The text encoded, in the shorter way. Line breaks of any kind become CRLF; the last line has one."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    texts, slots = cut_at_slots(whole.replace("\n", "\r\n"))
    data = tuple(piece.encode() for piece in texts)
    quoted = [_quoted(piece) for piece in data]
    size = sum(map(len, data))
    if sum(map(len, quoted)) <= -(-size // 3) * 4 + -(-size // _PACKED_LINE) * 2:
        return Quoted((*(_soft(piece) for piece in quoted[:-1]), quoted[-1]), tuple(slots))
    starts = tuple((_in_threes(piece), _in_threes(piece[1:]), _in_threes(piece[2:])) for piece in data)
    return Packed(data, starts, tuple(slots))


def _quoted(data: bytes) -> bytes:
    """Quoted-printable by RFC 2045 section 6.7, without a dot at the beginning of a line."""
    # binascii takes the kind of line break for its own soft ones from the first that it meets.
    out = binascii.b2a_qp(data, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return _DOT.sub(_without_dot, out) if b"\n." in out or out[:1] == b"." else out


def _without_dot(line: re.Match[bytes]) -> bytes:
    rest = line[1]
    if rest.startswith(b".") or len(rest) + 3 > _LINE:
        return b"=2E" + _SOFT + _DOT.sub(_without_dot, rest)
    return b"=2E" + rest


def _soft(encoded: bytes) -> bytes:
    """The same with a soft line break at its end, so that what follows begins a line."""
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    last = encoded[encoded.rfind(b"\n") + 1 :]
    if len(last) < _LINE:
        return encoded + _SOFT
    cut = len(encoded) - 6  # before it, unless the three characters of an escape are around it
    cut -= next((back for back in (1, 2) if encoded[cut - back : cut - back + 1] == b"="), 0)
    return encoded[:cut] + _SOFT + encoded[cut:] + _SOFT


def _softened(value: bytes) -> bytes:
    return value + _SOFT if _PLAIN.fullmatch(value) else _soft(_quoted(value))


def _packed(data: bytes) -> bytes:
    """Base64 in lines of 76 characters, each with its line break; nothing for nothing."""
    starts = range(0, len(data), _PACKED_LINE)
    lines = [binascii.b2a_base64(data[at : at + _PACKED_LINE], newline=False) for at in starts]
    return b"\r\n".join([*lines, b""])


def _in_threes(data: bytes) -> bytes:
    return _packed(data[: len(data) - len(data) % 3])
