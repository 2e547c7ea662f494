"""The seal: a mark beside the database by which a restored backup is noticed before anybody is mailed twice.

In: an open database and a file of this machine that backups of the database leave out. Out: whether both belong
together. A number in both grows while mailings run; a database whose number is behind its seal is an earlier one.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from newsletter.database import Connection
from newsletter.files import write_atomically

_ID, _NUMBER = "database-id", "generation"


class Seal:
    """The pair of a database and its mark."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def is_there(self) -> bool:
        """False where nothing was mailed yet: from a new home, or from a machine to which one has moved."""
        return self._path.exists()

    def trouble(self) -> str:
        """Why the database may not be the last one that mailed from here; empty when it is."""
        try:
            name, _, number = self._path.read_text("ascii").strip().partition(" ")
        except (OSError, UnicodeDecodeError):
            return ""  # the first one that mails from here
        with self._connection.transaction(writes=False):
            kept, at = self._fact(_ID), int(self._fact(_NUMBER) or 0)
        if kept != name:
            return "the database is another one than the last that mailed from here"
        return "the database is older than the last one that mailed from here" if at < int(number or 0) else ""

    def advance(self, now: str) -> None:
        """Count on in the database, then in the mark: killed in between, the database is ahead, which harms nobody."""
        with self._connection.transaction():
            if not self._fact(_ID):
                self._set(_ID, secrets.token_hex(8))
            mark = self._mark()
            number = max(int(self._fact(_NUMBER) or 0), mark) + 1
            self._set(_NUMBER, str(number))
            self._set("sender-active-at", now)
            name = self._fact(_ID)
        write_atomically(self._path, f"{name} {number}\n".encode("ascii"))

    def _mark(self) -> int:
        try:
            return int(self._path.read_text("ascii").partition(" ")[2] or 0)
        except (OSError, ValueError):
            return 0

    def _fact(self, name: str) -> str:
        row = self._connection.row("select value from facts where name = :name", {"name": name})
        return str(row[0]) if row else ""

    def _set(self, name: str, value: str) -> None:
        self._connection.run(
            """insert into facts (name, value) values (:name, :value)
            on conflict (name) do update set value = excluded.value""",
            {"name": name, "value": value},
        )
