"""Files that are read again and again: what was made of one stands as long as the file is as it was.

In: a folder, names of files in it, what is to be made of each, and what was known before. Out: the values, made anew
for those files alone that have changed; and what is known now, for the next time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from newsletter.files import digest, read_bytes
from newsletter.problems import Problem

T = TypeVar("T")
Name = tuple[str, Hashable]
"""A file's name in the folder, and beside it what else its value was made of."""

_SETTLED_NS = 100_000_000
"""A file that was changed less than a tenth of a second before it was read may have been changed again in the same
tick of its file system's clock: its bytes are compared the next time."""


class Stamp(NamedTuple):
    """How a file looks in its folder: time of its last change in nanoseconds, size in bytes, and inode."""

    modified: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True)
class KnownFile(Generic[T]):
    """What was made of a file as it was. Of one that is not there `stamp` is None and `digest` empty."""

    stamp: Stamp | None
    is_settled: bool
    digest: str
    value: T


class KnownFiles:
    """The files of a folder for one reading. `read` names those whose values were made now, in order."""

    def __init__(self, root: Path, before: Mapping[Name, KnownFile[Any]] | None = None) -> None:
        self.root = root
        self._folder = os.fspath(root)
        self.read: list[str] = []
        self._before = before or {}
        self._now: dict[Name, KnownFile[Any]] = {}

    def value(self, name: str, make: Callable[[bytes | None, list[Problem]], T], *beside: Hashable) -> T:
        """What `make` makes of the file's bytes; of None and the problems where it can't be read.

        `beside` is all that the value depends on beside the bytes; with the same the value before is good.
        """
        return self.file(name, make, *beside).value

    def file(self, name: str, make: Callable[[bytes | None, list[Problem]], T], *beside: Hashable) -> KnownFile[T]:
        """The same with the file's stamp and digest."""
        key = (name, beside)
        found = self._now.get(key)
        if found is None:
            found = self._now[key] = self._found(name, make, self._before.get(key))
        return found

    def digest(self, name: str) -> str:
        """SHA-256 of a file of which nothing else is made; empty where it can't be read."""
        return self.file(name, _nothing, "digest").digest

    def _found(
        self, name: str, make: Callable[[bytes | None, list[Problem]], T], before: KnownFile[T] | None
    ) -> KnownFile[T]:
        stamp = _stamp_of(f"{self._folder}/{name}")
        if before and before.stamp == stamp and before.is_settled:
            return before
        read_at = time.time_ns()
        data, problems = read_bytes(self.root, name)
        # One that can't be read looks the same once it can.
        is_settled = stamp is None or (data is not None and stamp.modified + _SETTLED_NS < read_at)
        held = digest(data) if data is not None else ""
        if before and data is not None and before.digest == held:
            return replace(before, stamp=stamp, is_settled=is_settled)
        self.read.append(name)
        return KnownFile(stamp, is_settled, held, make(data, problems))

    def known(self) -> Mapping[Name, KnownFile[Any]]:
        """What a next reading may begin with."""
        return self._now


def _nothing(data: bytes | None, problems: list[Problem]) -> None:
    """Of some files only the digest is asked for."""


def _stamp_of(path: str) -> Stamp | None:
    # A text: some hundred files are looked at after each edit, and to make a `Path` takes longer than to look.
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
