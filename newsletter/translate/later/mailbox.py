"""The mailbox: what came to the addresses of answers, each on disk before anybody is told that it has come.

In: the name of a request and what came for it. Out: the first of it, kept as a whole until it is cleared; whatever came
after that is counted and not kept. Any number of processes may put and read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from newsletter.files import write_atomically
from newsletter.translate.providers.later import Came

FOLDER = ".requests"
"""Below a project's folder: what was sent, what came, and what became of it. Git never has it."""
_MOST_COUNTED = 1_000
_NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Beside:
    """What else came to the address of a request: the same once more, and what was for another request or language."""

    doubles: int = 0
    foreign: int = 0


class Mailbox:
    """The mailbox in a project's folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER / "answers"

    def put(self, name: str, came: Came) -> bool:
        """Keep what came; True once it is on disk, False where something is kept already, which stays."""
        return self.put_bytes(name, _to_bytes(came))

    def put_bytes(self, name: str, data: bytes) -> bool:
        """The same, of what another mailbox holds."""
        path = self._path(name)
        self._make_folder()
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _name(temporary, path)
        except FileExistsError:
            self._count(name, "again")
            return False
        finally:
            Path(temporary).unlink(missing_ok=True)
        _sync(self.folder)
        return True

    def note_foreign(self, name: str) -> None:
        """Count something that came to this address and was for another request or language."""
        self._count(name, "foreign")

    def get(self, name: str) -> Came | None:
        """What came first for a request; None where nothing has."""
        data = self.get_bytes(name)
        return _of_bytes(data) if data is not None else None

    def get_bytes(self, name: str) -> bytes | None:
        """The same as it is kept."""
        try:
            return self._path(name).read_bytes()
        except OSError:
            return None

    def has(self, name: str) -> bool:
        """True when something has come for a request."""
        return self._path(name).is_file()

    def beside(self, name: str) -> Beside:
        """What else came for it."""
        return Beside(self._size(name, "again"), self._size(name, "foreign"))

    def forget(self, name: str) -> None:
        """Take away all that came for a request."""
        for path in (self._path(name), self._path(name, "again"), self._path(name, "foreign")):
            path.unlink(missing_ok=True)

    def clear(self, before: dt.datetime) -> None:
        """Take away what has lain here since before this moment."""
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                if path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)

    def _path(self, name: str, kind: str = "") -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("no name of a request")
        return self.folder / (f"{name}.{kind}" if kind else name)

    def _make_folder(self) -> None:
        keep_from_git(self.folder.parent)
        self.folder.mkdir(exist_ok=True)

    def _count(self, name: str, kind: str) -> None:
        if self._size(name, kind) < _MOST_COUNTED:
            self._make_folder()
            with self._path(name, kind).open("ab") as file:
                file.write(b".")

    def _size(self, name: str, kind: str) -> int:
        try:
            return self._path(name, kind).stat().st_size
        except OSError:
            return 0


def _name(temporary: str, path: Path) -> None:
    """Give a whole file its name; one that is there stays, and raises `FileExistsError`."""
    try:
        os.link(temporary, path)  # unlike a renaming it never takes the place of another
    except FileExistsError:
        raise
    except OSError:  # a file system without such links
        if path.exists():
            raise FileExistsError(path) from None
        Path(temporary).replace(path)


def keep_from_git(folder: Path) -> None:
    """Make a folder that its owner alone can read, and let git pass over it, whatever the project's own list says."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / ".gitignore").is_file():
        write_atomically(folder / ".gitignore", b"*\n")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _to_bytes(came: Came) -> bytes:
    head = {"at": came.at.isoformat(), "kind": came.kind, "fields": dict(came.fields), "is_error": came.is_error}
    return json.dumps(head, ensure_ascii=True).encode() + b"\n" + came.body


def _of_bytes(data: bytes) -> Came | None:
    head, _, body = data.partition(b"\n")
    try:
        said = json.loads(head)
        fields = {str(name): str(value) for name, value in said["fields"].items()}
        return Came(dt.datetime.fromisoformat(said["at"]), body, str(said["kind"]), fields, bool(said["is_error"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
