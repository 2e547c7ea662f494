"""That backups were made, and that a database came out of one, as the database itself has it.

In: an open database. Out: facts in it, and times.
"""

from __future__ import annotations

import datetime as dt

from newsletter.database import Connection
from newsletter.times import load_optional_time, write_time

_MADE, _RESTORED = "backed-up-at", "restored-at"


def record_backup(connection: Connection, now: dt.datetime) -> None:
    """Note that a backup was made."""
    with connection.transaction():
        _set(connection, _MADE, now)


def record_restored(connection: Connection, made_at: dt.datetime, now: dt.datetime) -> None:
    """Note of which time the backup is that the database came out of, and when. In a transaction."""
    _set(connection, _MADE, made_at)
    _set(connection, _RESTORED, now)


def last_backup(connection: Connection) -> dt.datetime | None:
    """When the last backup was made; None where none was. In a transaction."""
    row = connection.row("select value from facts where name = :name", {"name": _MADE})
    return load_optional_time(str(row.value)) if row else None


def _set(connection: Connection, name: str, at: dt.datetime) -> None:
    connection.run(
        """insert into facts (name, value) values (:name, :value)
        on conflict (name) do update set value = excluded.value""",
        {"name": name, "value": write_time(at)},
    )
