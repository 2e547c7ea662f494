"""What people did to readers, mailings, people and releases: added, never changed.

In: an open database in a transaction, who did what to what. Out: rows, newest first. A row keeps the name that somebody
had then, and names no reader: `detail` holds numbers, dates and reasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.people.rights import Act, ThingKind
from newsletter.times import load_time, write_time


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `person_id` is 0 for the command line, `point` empty for what concerns all of them.

    `subject` is what it was done to, such as `2023-11/es` or a person's name; `detail` what one has to know of it.
    """

    happened_at: dt.datetime
    person_id: int
    person: str
    act: Act
    kind: ThingKind
    subject: str
    point: str = ""
    detail: str = ""


def add_entry(connection: Connection, entry: Entry) -> None:
    """Write down what somebody did, in the transaction in which it is done."""
    number = connection.row("update counters set value = value + 1 where name = 'act' returning value")[0]
    connection.run(
        """insert into acts (id, happened_at, person_id, person, act, kind, point, subject, detail)
        values (:id, :at, :person_id, :person, :act, :kind, :point, :subject, :detail)""",
        {
            "id": number,
            "at": write_time(entry.happened_at),
            "person_id": entry.person_id,
            "person": entry.person,
            "act": entry.act.value,
            "kind": entry.kind.value,
            "point": entry.point,
            "subject": entry.subject,
            "detail": entry.detail,
        },
    )


def entries(connection: Connection, point: str | None = None, limit: int = 1_000_000_000) -> Iterator[Entry]:
    """What was done, newest first; None is of all points, and what concerns all of them is of none."""
    where = "" if point is None else "where point = :point"
    values = {"limit": limit} | ({} if point is None else {"point": point})
    for row in connection.rows(f"select * from acts {where} order by id desc limit :limit", values):  # noqa: S608
        yield Entry(
            load_time(row.happened_at), row.person_id, row.person, Act(row.act), ThingKind(row.kind), row.subject,
            row.point, row.detail,
        )  # fmt: skip
