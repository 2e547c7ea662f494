"""The backup guard: a mark beside the database by which a restored backup is noticed before anybody is mailed twice.

In: an open database and a file of this machine that backups of the database leave out. Out: whether both belong
together, and if not, which rounds were mailed since. A number in both grows while mailings run, and the mark keeps it
for each round that runs; a database whose number is behind that of its backup guard is an earlier one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsletter.database import Connection
from newsletter.files import write_atomically
from newsletter.times import write_time

_ID, _NUMBER = "database-id", "generation"


@dataclass(frozen=True, slots=True)
class Trouble:
    """The database is not the last one that mailed from here: why, and the rounds (`2023-11/es`) mailed since.

    Where the mark does not tell rounds, `is_any` says that each may be among them.
    """

    words: str
    rounds: frozenset[str]
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the file says: which database, its number, and the number at which each round was mailed last."""

    name: str = ""
    number: int = 0
    rounds: tuple[tuple[str, int], ...] = ()


class BackupGuard:
    """The pair of a database and its mark."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def is_there(self) -> bool:
        """False where nothing was mailed yet: from a new home, or from a machine to which one has moved."""
        return self._path.exists()

    def knows(self, round_name: str) -> bool:
        """True when a round of this name was mailed from here, by whatever database."""
        mark = self._mark()
        return mark is not None and round_name in dict(mark.rounds)

    def trouble(self) -> Trouble | None:
        """Why the database may not be the last one that mailed from here; None when it is."""
        mark = self._mark()
        if mark is None:
            return Trouble("the mark of what was mailed from here can’t be read", frozenset(), is_any=True)
        if not mark.name:
            return None  # the first one that mails from here
        with self._connection.transaction(writes=False):
            kept, at = self._fact(_ID), int(self._fact(_NUMBER) or 0)
        if kept != mark.name:
            words = "the database is another one than the last that mailed from here"
            return Trouble(words, frozenset(name for name, _ in mark.rounds), is_any=True)
        if at >= mark.number:
            return None
        since = frozenset(name for name, number in mark.rounds if number > at)
        return Trouble("the database is older than the last one that mailed from here", since, is_any=not since)

    def adopt(self) -> None:
        """Take the database for the one that mails from here; what is in doubt has been noted. In a transaction."""
        mark = self._mark() or _Mark()
        if mark.name:
            self._set(_ID, mark.name)
        self._set(_NUMBER, str(max(int(self._fact(_NUMBER) or 0), mark.number)))

    def advance(self, now: dt.datetime, rounds: Iterable[str] = ()) -> None:
        """Count on in the database, then in the mark: killed in between, the database is ahead, which harms nobody."""
        with self._alone():
            mark = self._mark() or _Mark()
            with self._connection.transaction():
                if not self._fact(_ID):
                    self._set(_ID, secrets.token_hex(8))
                number = max(int(self._fact(_NUMBER) or 0), mark.number) + 1
                self._set(_NUMBER, str(number))
                self._set("sender-active-at", write_time(now))
                name = self._fact(_ID)
            numbers = {**dict(mark.rounds), **dict.fromkeys(rounds, number)}
            lines = [f"{name} {number}", *(f"{each} {at}" for each, at in numbers.items())]
            write_atomically(self._path, ("\n".join(lines) + "\n").encode("utf-8"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Processes that mail other rounds count on in the same mark: what one writes the next one must have read."""
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _mark(self) -> _Mark | None:
        """The mark; an empty one where there is none, None when it can't be understood."""
        try:
            lines = self._path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return _Mark()
        except (OSError, UnicodeDecodeError):
            return None
        try:
            (name, number), *rounds = ((words, int(at)) for words, _, at in (line.rpartition(" ") for line in lines))
        except ValueError:
            return None
        return _Mark(name, number, tuple(rounds))

    def _fact(self, name: str) -> str:
        row = self._connection.row("select value from facts where name = :name", {"name": name})
        return str(row[0]) if row else ""

    def _set(self, name: str, value: str) -> None:
        self._connection.run(
            """insert into facts (name, value) values (:name, :value)
            on conflict (name) do update set value = excluded.value""",
            {"name": name, "value": value},
        )
