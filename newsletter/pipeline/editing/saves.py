"""Saves become commits: those of one person to one file within a minute are one.

In: each save, before the file is written, with what it holds until then. Out: commits, under the name of whoever saved.
A file is on disk at once; its commit follows within a minute, or before somebody else's save of the same file. What is
to be committed is noted first, in a folder, so that after a kill it is committed under the right name.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
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


class Commits(Protocol):
    """What makes commits (`commits.Commits`)."""

    def commit(self, name: str, data: bytes | None, author: Author, when: dt.datetime, message: str) -> str:
        """Make one in which a file holds these bytes. Raises `NoCommitsError`."""
        ...


class Saves:
    """What waits to be committed. One process has it; `folder` outlives it, `read` gives a file's bytes as they are."""

    def __init__(
        self,
        commits: Commits,
        folder: Path,
        read: Callable[[str], bytes | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._commits = commits
        self._folder = folder
        self._read = read
        self._now = now
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        self._pending = {each.name: each for each in map(_noted, sorted(folder.glob("*.json"))) if each is not None}

    def begin(self, name: str, old: bytes | None, author: Author) -> None:
        """Somebody is about to save a file that holds `old`; whose it was until now is committed before."""
        with self._lock:
            waiting = self._pending.get(name)
            if waiting is not None and (waiting.author != author or waiting.begun <= self._now() - MINUTE):
                self._commit(waiting, old)
                waiting = None
            if waiting is None:
                self._note(Pending(name, author, self._now()))

    def commit_due(self) -> int:
        """Commit what has waited for a minute; how many files."""
        return self._commit_all(self._now() - MINUTE)

    def commit_all(self) -> int:
        """Commit all that waits, as at the end; how many files."""
        return self._commit_all(self._now())

    @property
    def waiting(self) -> tuple[Pending, ...]:
        """What no commit holds yet, the oldest first."""
        with self._lock:
            return tuple(sorted(self._pending.values(), key=lambda each: (each.begun, each.name)))

    def _commit_all(self, until: dt.datetime) -> int:
        done = 0
        for each in self.waiting:
            with self._lock:  # whoever saves it next waits until its bytes are read
                if each.begun <= until and self._pending.get(each.name) == each:
                    self._commit(each, self._read(each.name))
                    done += 1
        return done

    def _commit(self, pending: Pending, data: bytes | None) -> None:
        self._commits.commit(pending.name, data, pending.author, self._now(), f"studio: {pending.name}")
        del self._pending[pending.name]
        self._file(pending.name).unlink(missing_ok=True)

    def _note(self, pending: Pending) -> None:
        told = {"name": pending.name, "author": asdict(pending.author), "begun": pending.begun.isoformat()}
        write_atomically(self._file(pending.name), json.dumps(told, ensure_ascii=False).encode("utf-8"))
        self._pending[pending.name] = pending

    def _file(self, name: str) -> Path:
        return self._folder / f"{digest(name.encode('utf-8'))[:32]}.json"


def _noted(path: Path) -> Pending | None:
    """What a note says; None for one that can't be read: its file is on disk, and committed when it is saved again."""
    try:
        told = json.loads(path.read_bytes())
        author = Author(str(told["author"]["name"]), str(told["author"]["address"]))
        return Pending(str(told["name"]), author, dt.datetime.fromisoformat(told["begun"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
