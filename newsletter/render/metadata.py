"""Picture files without what they say beside the picture: no EXIF, XMP, place, camera, comment or second picture.

In: the bytes of a JPEG, PNG or GIF. Out: the same picture, pixel for pixel, with its colour profile and its animation,
and nothing else; None where the file is not built as its standard says, so that it must be written anew.
JPEG: ITU-T T.81 annex B. PNG: W3C PNG (third edition), section 5. GIF: GIF89a.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_ANIMATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_metadata(data: bytes, kind: str) -> bytes | None:
    """The bare picture; `kind` is `JPEG`, `PNG` or `GIF`. None for one that is cut short or no picture."""
    parts = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif}[kind]
    try:
        return b"".join(parts(data))
    except (IndexError, ValueError, struct.error):
        return None


def _jpeg(data: bytes) -> Iterator[bytes]:
    if data[:2] != b"\xff\xd8":
        raise ValueError
    yield data[:2]
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:  # end of the picture; what a phone has put behind it is not
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + length]
        if len(segment) < 2 + length or length < 2:
            raise ValueError
        if _is_of_picture(marker, segment[4:]):
            yield segment
        at += 2 + length
        if marker == 0xDA:
            end = _end_of_scan(data, at)
            yield data[at:end]
            at = end


def _is_of_picture(marker: int, content: bytes) -> bool:
    """True unless a segment is an application's or a comment; JFIF, colour profile and Adobe's transform count."""
    if marker == 0xE0:
        return content.startswith(b"JFIF\0")
    if marker == 0xE2:
        return content.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return content.startswith(b"Adobe")
    return not 0xE0 <= marker <= 0xEF and marker != 0xFE


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands; stuffed zeros and restart marks belong to the scan."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _png(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_PNG):
        raise ValueError
    yield _PNG
    at = len(_PNG)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError
        if name in _KEPT_CHUNKS:
            yield data[at:end]
        if name == b"IEND":
            return
        at = end


def _gif(data: bytes) -> Iterator[bytes]:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise ValueError
    at = 13 + _colours(data[10])
    yield data[:at]
    while True:
        begin = at
        if at == len(data) or data[at] == 0x3B:
            yield b"\x3b"
            return
        if data[at] == 0x2C:
            at = _end_of_blocks(data, at + 11 + _colours(data[at + 9]))
            yield data[begin:at]
        elif data[at] == 0x21:
            label, application = data[at + 1], data[at + 3 : at + 14]
            at = _end_of_blocks(data, at + 2)
            if label == 0xF9 or (label == 0xFF and application in _ANIMATIONS):
                yield data[begin:at]
        else:
            raise ValueError


def _colours(flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1
