"""Saves become commits: those of one person to one file within a minute are one.

In: each save, before the file is written, with what it holds until then. Out: commits, under the name of whoever saved.
A file is on disk at once; its commit follows within a minute. Where somebody else saves the same file before, what it
holds until then is kept for its commit: nobody who saves waits for git. What is to be committed is noted first, in a
folder, so that after a kill it is committed under the right name.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from newsletter.files import digest, write_atomically
from newsletter.pipeline.editing.authors import Author

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pending:
    """A file with saves of one person that no commit holds yet; `begun` is when the first was made."""

    name: str
    author: Author
    begun: dt.datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file held when the next began to save it, to be committed as whoever saved until then has left it.

    `number` grows from one to the next; `data` is None where there was no file.
    """

    number: int
    name: str
    author: Author
    data: bytes | None


class Commits(Protocol):
    """What makes commits (`commits.Commits`)."""

    def commit(self, name: str, data: bytes | None, author: Author, when: dt.datetime, message: str) -> str:
        """Make one in which a file holds these bytes. Raises `NoCommitsError`."""
        ...


class Saves:
    """What waits to be committed. One process has it; `folder` outlives it, `read` gives a file's bytes as they are.

    Within `alone` nobody saves; `begin` is called by whoever is within it already.
    """

    def __init__(
        self,
        commits: Commits,
        folder: Path,
        read: Callable[[str], bytes | None],
        now: Callable[[], dt.datetime],
        alone: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._commits = commits
        self._folder = folder
        self._read = read
        self._now = now
        self._alone = alone
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        self._pending = {each.name: each for each in map(_noted, sorted(folder.glob("*.json"))) if each is not None}
        kept = [each for each in map(_kept, folder.glob("*.kept")) if each is not None]
        self._kept_ones = sorted(kept, key=lambda each: each.number)
        self._number = max((each.number for each in self._kept_ones), default=0)
        self._committing = threading.Lock()
        self.has_kept = threading.Event()
        """Set while something is to be committed that nobody changes any more."""
        if self._kept_ones:
            self.has_kept.set()

    def begin(self, name: str, old: bytes | None, author: Author) -> None:
        """Somebody is about to save a file that holds `old`; whose it was until now is kept for its commit."""
        with self._lock:
            waiting = self._pending.get(name)
            if waiting is not None and (waiting.author != author or waiting.begun <= self._now() - MINUTE):
                self._keep(waiting, old)
                waiting = None
            if waiting is None:
                self._note(Pending(name, author, self._now()))

    def commit_due(self) -> int:
        """Commit what has waited for a minute, and what was kept; how many. Raises `NoCommitsError`."""
        return self._commit_all(self._now() - MINUTE)

    def commit_all(self) -> int:
        """Commit all that waits, as at the end; how many. Raises `NoCommitsError`."""
        return self._commit_all(self._now())

    @property
    def waiting(self) -> tuple[Pending, ...]:
        """Whose saves no commit holds yet, the oldest first."""
        with self._lock:
            return tuple(sorted(self._pending.values(), key=lambda each: (each.begun, each.name)))

    def _commit_all(self, until: dt.datetime) -> int:
        with self._alone(), self._lock:  # nobody is between noting a save and writing it
            for each in self.waiting:
                if each.begun <= until:
                    self._keep(each, self._read(each.name))
        done = 0
        with self._committing:  # one after the other, in their order
            while self._kept_ones:
                first = self._kept_ones[0]
                self._commits.commit(first.name, first.data, first.author, self._now(), f"studio: {first.name}")
                with self._lock:
                    self._kept_ones.pop(0)
                    self._kept_file(first.number).unlink(missing_ok=True)
                    if not self._kept_ones:
                        self.has_kept.clear()
                done += 1
        return done

    def _keep(self, pending: Pending, data: bytes | None) -> None:
        """What a file holds is written down for its commit, and whoever saves it next begins anew."""
        self._number += 1
        kept = Kept(self._number, pending.name, pending.author, data)
        told = {
            "number": kept.number, "name": kept.name, "author": asdict(kept.author),
            "data": base64.b64encode(data).decode("ascii") if data is not None else None,
        }  # fmt: skip
        write_atomically(self._kept_file(kept.number), json.dumps(told, ensure_ascii=False).encode("utf-8"))
        self._kept_ones.append(kept)
        self.has_kept.set()
        del self._pending[pending.name]
        self._file(pending.name).unlink(missing_ok=True)

    def _note(self, pending: Pending) -> None:
        told = {"name": pending.name, "author": asdict(pending.author), "begun": pending.begun.isoformat()}
        write_atomically(self._file(pending.name), json.dumps(told, ensure_ascii=False).encode("utf-8"))
        self._pending[pending.name] = pending

    def _file(self, name: str) -> Path:
        return self._folder / f"{digest(name.encode('utf-8'))[:32]}.json"

    def _kept_file(self, number: int) -> Path:
        return self._folder / f"{number:012}.kept"


def _kept(path: Path) -> Kept | None:
    """What was kept; None for what can't be read: it was being written when nobody had been told of it yet."""
    try:
        told = json.loads(path.read_bytes())
        author = Author(str(told["author"]["name"]), str(told["author"]["address"]))
        data = base64.b64decode(told["data"]) if told["data"] is not None else None
        return Kept(int(told["number"]), str(told["name"]), author, data)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _noted(path: Path) -> Pending | None:
    """What a note says; None for one that can't be read: its file is on disk, and committed when it is saved again."""
    try:
        told = json.loads(path.read_bytes())
        author = Author(str(told["author"]["name"]), str(told["author"]["address"]))
        return Pending(str(told["name"]), author, dt.datetime.fromisoformat(told["begun"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
