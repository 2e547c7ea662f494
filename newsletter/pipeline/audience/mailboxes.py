"""Messages out of files: one by itself, an mbox, a maildir, or one that a mail server pipes in.

In: a path, or `-` for standard input. Out: `Found` messages one after the other, never more of one than counts. In a
maildir (the form of qmail and Dovecot) what has been seen lies in `cur/` with the flag S and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newsletter.mail.bounces.verdict import MAX_BYTES
from newsletter.problems import Location

_SEPARATOR = re.compile(rb"From \S*.*\d\d:\d\d.*\d{4}")
"""The line between messages of an mbox (RFC 4155): with a time and a year, which a sentence rarely has."""
_LINE = 65_536


@dataclass(frozen=True, slots=True)
class Found:
    """A message, where it stands, and its file if that is its own in a maildir."""

    data: bytes
    at: Location
    file: Path | None = None


def is_maildir(path: Path) -> bool:
    """True for a folder with `new/` and `cur/`."""
    return (path / "new").is_dir() and (path / "cur").is_dir()


def messages(path: Path, stdin: BinaryIO, *, seen_too: bool = False) -> Iterator[Found | tuple[Location, OSError]]:
    """The messages of a source, in the order of their row; what can't be opened, with its fault."""
    if str(path) == "-":
        yield Found(_piped(stdin), Location("-"))
    elif path.is_dir():
        yield from _of_maildir(path, seen_too)
    else:
        try:
            with path.open("rb") as file:
                yield from _of_file(file, path.name)
        except OSError as fault:
            yield Location(path.name), fault


def mark_seen(file: Path) -> None:
    """Put a message of a maildir into `cur/` with the flag S; one that somebody else has moved is left alone."""
    base, _, flags = file.name.partition(":2,")
    seen = file.parent.parent / "cur" / f"{base}:2,{''.join(sorted({*flags, 'S'}))}"
    with suppress(FileNotFoundError):
        file.rename(seen)


def _piped(stdin: BinaryIO) -> bytes:
    """One message; what is too long is read to its end, since the mail server counts a broken pipe as a failure."""
    data = stdin.read(MAX_BYTES + 1)
    while stdin.read(_LINE):
        pass
    return data.partition(b"\n")[2] if _SEPARATOR.match(data) else data


def _of_maildir(folder: Path, seen_too: bool) -> Iterator[Found | tuple[Location, OSError]]:
    for part in ("cur", "new"):
        for file in sorted((folder / part).iterdir()):
            if file.name.startswith(".") or not file.is_file():
                continue
            if part == "cur" and not seen_too and "S" in file.name.partition(":2,")[2]:
                continue
            at = Location(f"{part}/{file.name}")
            try:
                with file.open("rb") as opened:
                    data = opened.read(MAX_BYTES + 1)
            except FileNotFoundError:
                continue  # a mail program has moved it
            except OSError as fault:
                yield at, fault
                continue
            yield Found(data, at, file)


def _of_file(file: BinaryIO, name: str) -> Iterator[Found]:
    """One message, or those of an mbox with the line where each begins."""
    line = file.readline(_LINE)
    if not _SEPARATOR.match(line):
        yield Found(line + file.read(MAX_BYTES + 1), Location(name))
        return
    held: list[bytes] = []
    size, begun, number, after_blank = 0, 1, 1, False
    while line := file.readline(_LINE):
        number += 1
        if after_blank and _SEPARATOR.match(line):
            yield Found(b"".join(held), Location(name, begun))
            held, size, begun = [], 0, number
        elif size <= MAX_BYTES:
            held.append(line)
            size += len(line)
        after_blank = line in (b"\n", b"\r\n")
    yield Found(b"".join(held), Location(name, begun))
