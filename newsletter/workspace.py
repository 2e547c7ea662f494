"""The editors' files of a project, read and written by version: the one place that writes them.

In: a project's folder, names of files relative to it. Out: bytes with their version, and files written whole. Who
writes says which version they started from; where the file has moved on since, nothing is written and the writer is
told what is there now. Names that lead out of the project, also by links, are refused.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsletter.exceptions import NewsletterError
from newsletter.files import digest, inside, write_atomically

Version = str
"""The SHA-256 of a file's bytes in hexadecimal; empty where there is no file."""
NO_FILE: Version = ""
_LOCK = ".cache/workspace.lock"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read: its name in the project, its bytes, and their version."""

    name: str
    data: bytes
    version: Version


class MovedOnError(NewsletterError):
    """Somebody has written or removed the file since; `current` is what is there now, None where there is nothing."""

    def __init__(self, name: str, current: File | None) -> None:
        super().__init__(name)
        self.name = name
        self.current = current


class OutsideProjectError(NewsletterError):
    """A name leads out of the project's folder, or into what git, caches and open requests keep for themselves."""


def _tell_nobody(name: str) -> None:
    """Nobody wants to know what is written."""


def _let_everybody(name: str, old: bytes | None, new: bytes | None) -> None:
    """Whoever runs the program may write what they may write."""


class Workspace:
    """The files of one project's folder. Any number of processes may have one each.

    `told` is called with the name of each file that has been written or removed here. `check` is called before, with
    the bytes that are there and those that are to be, None for no file; it raises where that must not be.
    """

    def __init__(
        self,
        root: Path,
        told: Callable[[str], object] = _tell_nobody,
        check: Callable[[str, bytes | None, bytes | None], object] = _let_everybody,
    ) -> None:
        self.root = root
        self._told = told
        self._check = check

    def path(self, name: str) -> Path:
        """Where a file lies. Raises `OutsideProjectError`."""
        path = self.root / name
        parts = Path(name).parts
        if not parts or parts[0] in (".git", ".cache", ".requests") or ".." in parts or not inside(self.root, path):
            raise OutsideProjectError(name)
        return path

    def read(self, name: str) -> File | None:
        """A file and its version; None where there is none, or a folder."""
        try:
            data = self.path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        return File(name, data, digest(data))

    def write(self, name: str, data: bytes, since: Version) -> Version:
        """Put the file in its place as a whole, on disk when this returns; its new version.

        Raises `MovedOnError` when the file is no longer at the version `since`, unless it holds just this already.
        """
        path = self.path(name)
        with self.alone():
            current = self.read(name)
            version = digest(data)
            if current is not None and current.version == version:
                return version
            if (current.version if current else NO_FILE) != since:
                raise MovedOnError(name, current)
            self._check(name, current.data if current else None, data)
            if current is not None and not os.access(
                path, os.W_OK
            ):  # a new file would go in the place of a guarded one
                raise PermissionError(errno.EACCES, "this file may not be written to", str(path))
            write_atomically(path, data)
        self._told(name)
        return version

    def remove(self, name: str, since: Version) -> None:
        """Take a file away. Raises `MovedOnError` when it is no longer at that version."""
        path = self.path(name)
        with self.alone():
            current = self.read(name)
            if (current.version if current else NO_FILE) != since:
                raise MovedOnError(name, current)
            self._check(name, current.data if current else None, None)
            path.unlink(missing_ok=True)
        self._told(name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One writer of ours at a time, whatever process it is in: between the look and the write nobody writes."""
        lock = self.root / _LOCK
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
