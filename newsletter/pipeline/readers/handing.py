"""Use cases: a point's readers are handed on, whole or one of them, and one is forgotten.

In: a place that is the home, a point, who does it. Out: reports. Each act stands in the record, in the same
transaction, by numbers alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from newsletter.database import Connection
from newsletter.mail.audience.point_readers import PointReaders
from newsletter.mail.audience.subscriptions import Subscription
from newsletter.people.detail import Detail
from newsletter.people.record import Entry, add_entry
from newsletter.people.rights import Act, ThingKind
from newsletter.pipeline.at_home import database_at
from newsletter.pipeline.audience.subscribers import csv_lines
from newsletter.pipeline.people.managing import Doer
from newsletter.pipeline.use_case import Place, project_at, reporting


@dataclass(frozen=True, slots=True, repr=False)
class HandedOn:
    """A table of all readers of a point, as an import reads it, and how many stand in it."""

    table: str
    count: int


@reporting
def hand_on_readers(place: Place, point: str, doer: Doer, now: dt.datetime) -> HandedOn:
    """All readers of a point, with languages and what they agreed to."""
    with database_at(project_at(place)) as connection, connection.transaction():
        found: list[Subscription] = list(PointReaders(connection, point).subscriptions())
        note(connection, point, doer, Act.EXPORT, len(found), now)
        return HandedOn("".join(csv_lines(iter(found))), len(found))


@reporting
def hand_on_reader(place: Place, point: str, number: int, doer: Doer, now: dt.datetime) -> dict[str, Any] | None:
    """All that a point knows of one reader, as plain values; None for nobody."""
    with database_at(project_at(place)) as connection, connection.transaction():
        readers = PointReaders(connection, point)
        reader = readers.reader(number)
        if reader is None:
            return None
        note(connection, point, doer, Act.EXPORT, 1, now)
        return {
            "point": point,
            **{name: value for name, value in asdict(reader).items() if name != "number"},
            "agreed": [asdict(each) for each in readers.agreed(number)],
            "letters": [asdict(each) for each in readers.letters(number)],
        }


@reporting
def forget_reader(place: Place, point: str, number: int, doer: Doer, now: dt.datetime) -> bool:
    """Erase what a point knows of a reader and keep them out of it; False for nobody."""
    with database_at(project_at(place)) as connection:
        with connection.transaction():
            is_forgotten = PointReaders(connection, point).forget(number, now)
            if is_forgotten:
                note(connection, point, doer, Act.FORGET, 1, now)
        connection.empty_log()
    return is_forgotten


def note(connection: Connection, point: str, doer: Doer, act: Act, count: int, now: dt.datetime) -> None:
    """Write down what was done to so many readers of a point, in the transaction in which it is done."""
    add_entry(connection, Entry(now, doer.id, doer.name, act, ThingKind.READERS, point, point, Detail(readers=count)))
