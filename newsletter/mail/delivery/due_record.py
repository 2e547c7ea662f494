"""When the timer's command last ran to its end, as the database has it: a timer that has stopped says nothing itself.

In: an open database. Out: a fact in it, and a time. All functions are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt

from newsletter.database import Connection
from newsletter.times import load_optional_time, write_time

_NAME = "due-ran-at"


def record_due(connection: Connection, now: dt.datetime) -> None:
    """Note that all that was due has been looked at."""
    connection.run(
        """insert into facts (name, value) values (:name, :value)
        on conflict (name) do update set value = excluded.value""",
        {"name": _NAME, "value": write_time(now)},
    )


def last_due(connection: Connection) -> dt.datetime | None:
    """When that was last noted; None where it never was."""
    row = connection.row("select value from facts where name = :name", {"name": _NAME})
    return load_optional_time(str(row.value)) if row else None
