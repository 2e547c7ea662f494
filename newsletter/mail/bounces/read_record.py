"""When reports that came back were last read, and how many messages among them wait for a person.

In: an open database in a transaction. Out: facts in it, and a `Reading`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.times import load_time, write_time

_AT, _LEFT = "reports-read-at", "reports-for-people"


@dataclass(frozen=True, slots=True)
class Reading:
    """When it was, and how many messages a person should look at that a program does not understand."""

    at: dt.datetime
    for_people: int


def record_reading(connection: Connection, reading: Reading) -> None:
    """Note that what came back has been read."""
    rows = [{"name": _AT, "value": write_time(reading.at)}, {"name": _LEFT, "value": str(reading.for_people)}]
    connection.run(
        """insert into facts (name, value) values (:name, :value)
        on conflict (name) do update set value = excluded.value""",
        rows,
    )


def last_reading(connection: Connection) -> Reading | None:
    """The last time; None where nobody has read any."""
    found = connection.rows("select name, value from facts where name in (:at, :left)", {"at": _AT, "left": _LEFT})
    known = {row.name: row.value for row in found}
    return Reading(load_time(known[_AT]), int(known[_LEFT])) if {_AT, _LEFT} <= known.keys() else None
