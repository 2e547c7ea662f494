"""What people did to readers, mailings, people and releases: added, never changed.

In: an open database in a transaction, who did what to what. Out: rows, newest first. A row keeps the name that somebody
had then, and names no reader: `detail` holds numbers, times, roles and reasons, each by its name.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.people.detail import Detail, detail_of
from newsletter.people.rights import Act, ThingKind
from newsletter.times import load_time, write_time

NOTHING = Detail()
"""Of an act of which everything is said by itself."""


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
    detail: Detail = NOTHING


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
            "detail": json.dumps(entry.detail.values(), ensure_ascii=False),
        },
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are asked for. `points` are those of which one may know, None for all and what concerns all of them.

    Empty values ask for nothing; `since` is the first moment, `before` the first one after.
    """

    points: frozenset[str] | None = None
    person: str = ""
    kinds: frozenset[ThingKind] = frozenset()
    since: dt.datetime | None = None
    before: dt.datetime | None = None


EVERYTHING = Wanted()


def entries(
    connection: Connection, point: str | None = None, limit: int = 1_000_000_000, wanted: Wanted = EVERYTHING
) -> Iterator[Entry]:
    """What was done, newest first; of a point, or of all, and then what concerns all of them as well."""
    points = wanted.points if point is None else frozenset({point})
    terms, values = ["id > 0"], dict[str, object]({"limit": limit})
    for column, chosen in (("point", points), ("kind", wanted.kinds or None)):
        if chosen is None:
            continue
        names = {f"{column}_{number}": str(each) for number, each in enumerate(sorted(chosen))}
        terms.append(f"{column} in ({', '.join(f':{name}' for name in names)})" if names else "id < 0")
        values |= names
    if wanted.person:
        terms.append("person = :person")
        values["person"] = wanted.person
    for sign, name, moment in ((">=", "since", wanted.since), ("<", "before", wanted.before)):
        if moment is not None:
            terms.append(f"happened_at {sign} :{name}")
            values[name] = write_time(moment)
    # Terms and names of values are ours; what somebody typed is a value.
    for row in connection.rows(f"select * from acts where {' and '.join(terms)} order by id desc limit :limit", values):  # noqa: S608
        yield Entry(
            load_time(row.happened_at), row.person_id, row.person, Act(row.act), ThingKind(row.kind), row.subject,
            row.point, detail_of(json.loads(row.detail)),
        )  # fmt: skip


def people_in(connection: Connection, points: frozenset[str] | None) -> tuple[str, ...]:
    """Everybody who stands in the record of these points, or of all, by name."""
    found = {entry.person for entry in entries(connection, wanted=Wanted(points)) if entry.person}
    return tuple(sorted(found, key=str.casefold))


def as_line(entry: Entry) -> dict[str, object]:
    """An act as it is exported: JSON's own kinds of values, no reader's name."""
    return {
        "at": write_time(entry.happened_at), "person_id": entry.person_id, "person": entry.person,
        "act": entry.act.value, "kind": entry.kind.value, "point": entry.point, "subject": entry.subject,
        "detail": entry.detail.values(),
    }  # fmt: skip
