"""Files at the rim: read with limits, written whole or not at all, never outside the project.

In: paths. Out: texts and bytes, or a problem that says what is wrong with the file. Every write of the
project's files goes through `write_atomically`, so a process killed at any instant leaves the old file or
the new one.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO

from newsletter.exceptions import NewsletterError
from newsletter.problems import Location, Problem, error

_PROGRAM = (".py", ".html", ".css", ".js", ".toml")
MAX_TEXT_BYTES = 1_000_000
"""No text file of an editor is larger: a long article has 20 KB, a catalog of a large issue 500 KB."""


class FileChangedError(NewsletterError):
    """A file has changed on disk since it was read, so it was not overwritten."""


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal: the name of some content."""
    return hashlib.sha256(data).hexdigest()


def digest_of(parts: Iterable[str | bytes]) -> str:
    """SHA-256 over several parts, each with its length, so that no two lists of parts share a name."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


def inside(root: Path, path: Path) -> bool:
    """True when `path`, with all links followed, lies in the folder `root`."""
    folder, name = f"{root}{os.sep}", str(path)
    if name.startswith(folder) and not _may_lead_elsewhere(folder, name.removeprefix(folder)):
        return True
    return path.resolve().is_relative_to(_resolved(root))


def _may_lead_elsewhere(folder: str, name: str) -> bool:
    """True where a part of a name in a folder is a link, or leads up.

    Most have none, and to look at those few parts takes a fifth of the time of following the whole path.
    """
    at = folder
    for part in name.split(os.sep):  # noqa: PTH206
        at += part
        if part == ".." or os.path.islink(at):  # noqa: PTH114 (asked for with every file)
            return True
        at += os.sep
    return False


@lru_cache(maxsize=64)
def _resolved(root: Path) -> Path:
    # Kept, since it is asked for with every file: were the folder to become a link elsewhere, what is there is refused.
    return root.resolve()


def read_bytes(root: Path, name: str) -> tuple[bytes | None, list[Problem]]:
    """The bytes of the project's file `name`, or None and why it can't be read."""
    path = root / name
    if not inside(root, path):
        return None, [error("outside-project", f"`{name}` leads out of the project folder", Location(name))]
    try:
        return path.read_bytes(), []
    except OSError as fault:
        reason = fault.strerror or "it can't be read"
        return None, [error("unreadable-file", f"the file can't be read: {reason.lower()}", Location(name))]


def read_text(root: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of the project's file `name` with line ends as LF, or None and why it can't be read."""
    data, problems = read_bytes(root, name)
    return decode(data, name) if data is not None else (None, problems)


def decode(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """UTF-8 bytes of an editor's file as text, or the place of the first byte that is not allowed."""
    if len(data) > MAX_TEXT_BYTES:
        message = f"the file has {len(data):,} bytes; the limit is {MAX_TEXT_BYTES:,}"
        return None, [error("file-too-large", message, Location(name), "split it, or take pictures out of it")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # The bytes that were decoded, without a mark of byte order: `start` counts in these.
        read = fault.object
        before = _with_line_feeds(read[: fault.start].decode("utf-8"))
        whole = _with_line_feeds(read.decode("utf-8", "replace"))
        message = f"byte 0x{read[fault.start]:02X} is not UTF-8"
        return None, [error("not-utf-8", message, _place(name, whole, len(before)), "save the file as UTF-8")]
    text = _with_line_feeds(text)
    at = text.find("\0")
    if at >= 0:
        place = _place(name, text, at)
        return None, [error("nul-character", "the file holds a NUL character", place, "is it really a text file?")]
    return text, []


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(name: str, text: str, at: int) -> Location:
    """The place of the character number `at`; a NUL in its line is shown as a replacement character."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:].partition("\n")[0].replace("\0", "\ufffd")
    return Location(name, text.count("\n", 0, at) + 1, at - begin + 1, line)


def write_atomically(path: Path, data: bytes, *, unless_changed_from: str | None = None, durably: bool = True) -> bool:
    """Put `data` in the file as a whole; False when it held just that already.

    `unless_changed_from` is the digest of what the caller read (empty: there was no file); any other content
    on disk raises `FileChangedError` and is left alone. What can be made again need not be written `durably`: it is
    whole all the same, but may be missing after the power has failed.
    """
    try:
        there = path.read_bytes()
    except FileNotFoundError:
        there = None
    if unless_changed_from is not None and unless_changed_from != (digest(there) if there is not None else ""):
        raise FileChangedError(str(path))
    if there == data:
        return False
    with _in_its_place(path) as file:
        file.write(data)
        if durably:
            file.flush()
            os.fsync(file.fileno())
    return True


def write_parts(path: Path, parts: Iterable[bytes]) -> bool:
    """Put the parts in the file as a whole, one at a time, not durably; False when it held just that already."""
    with _naming(path), _scratch(path) as made:
        made.writelines(parts)
        made.flush()
        if path.is_file() and filecmp.cmp(made.name, path, shallow=False):
            return False
        made.seek(0)
        with _in_its_place(path) as file:
            shutil.copyfileobj(made, file)
    return True


@contextmanager
def _in_its_place(path: Path) -> Iterator[IO[bytes]]:
    """A new file that takes the place of the one at a path once it is whole; after a fault nothing has happened."""
    with _naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with _naming(path):
            with os.fdopen(handle, "wb") as file:
                yield file
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """A fault names the file that was to be written: that of a full disk names none, and a scratch file is nobody's."""
    try:
        yield
    except OSError as fault:
        if fault.filename is None or str(fault.filename).startswith(f"{path.parent}/.{path.name}."):
            fault.filename = str(path)
        raise


@contextmanager
def _scratch(path: Path) -> Iterator[IO[bytes]]:
    """A file beside a path that is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as made:
        yield made


@lru_cache
def program_digest(part: str = "") -> str:
    """A name for this program as installed: its own files and the versions of all that is installed beside it.

    `part` is a folder of the package (`translate`) whose files alone are meant.

    What a cache keeps is only good for the program that made it. Names, sizes and times are enough, and cost a
    millisecond.
    """
    own = sorted(_stamps(os.path.join(os.path.dirname(__file__), part)))  # noqa: PTH118, PTH120 (half a thousand files)
    beside = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return digest_of([*own, *beside, sys.version])


def _stamps(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            elif entry.name.endswith(_PROGRAM):
                found = entry.stat()
                yield f"{entry.path}:{found.st_size}:{found.st_mtime_ns}"


@contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock, one process at a time; whoever comes second is told so by `waiting`, and waits.

    The system takes it back when its process ends, however it does. Where no file can be made nobody is held up.
    """
    import fcntl

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError:
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


CACHE_FOLDER = ".cache"
"""Where a project keeps what it can make again."""


class Cache:
    """A folder of bytes by name; anything in it may be deleted at any time and is made again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept under this kind and key, or None."""
        try:
            return (self.folder / kind / key).read_bytes()
        except OSError:
            return None

    def has(self, kind: str, key: str) -> bool:
        """True when something is kept under this kind and key."""
        return (self.folder / kind / key).is_file()

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep `data`; a reader sees all of it or nothing."""
        path = self.folder / kind / key
        # A name of this thread alone: two builds at once each write their own, and the later one wins whole.
        temporary = f"{path.parent}/.{path.name}.{os.getpid()}.{threading.get_ident()}"
        with _naming(path):
            try:
                _write(temporary, data)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(temporary, data)
            os.replace(temporary, path)  # noqa: PTH105 (called for every file of a build; pathlib costs as much again)


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)
