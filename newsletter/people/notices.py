"""Which person was mailed what waits for them, on which day: each of them once a day at most.

In: an open database in a transaction, a person, their day. Out: rows. Whoever mails claims the day first, in a
transaction of its own, and says afterwards what became of it: killed in between, it has mailed nobody twice.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from newsletter.database import Connection

_MOST_TRIES = 20


class NoticeState(StrEnum):
    """What became of a person's day. `MAILING`: between intent and outcome; `PUT_OFF`: it may be tried again."""

    MAILING = "mailing"
    MAILED = "mailed"
    NOTHING = "nothing"
    PUT_OFF = "put-off"
    REFUSED = "refused"


def is_day_open(connection: Connection, person: int, day: dt.date) -> bool:
    """True when nobody has looked yet what waits for a person on their day, or a server has put the mail off."""
    row = connection.row("select day, state, tries from notices where person_id = :id", {"id": person})
    if row is None or row.day < day.isoformat():
        return True
    is_put_off = row.state == NoticeState.PUT_OFF and row.tries < _MOST_TRIES
    return bool(row.day == day.isoformat() and is_put_off)


def claim_day(connection: Connection, person: int, day: dt.date) -> bool:
    """True for the one who may mail a person on their day; a day on which nothing waited can still be claimed."""
    return bool(
        connection.run(
            """insert into notices (person_id, day, state, tries) values (:id, :day, :mailing, 1)
            on conflict (person_id) do update set day = excluded.day, state = excluded.state,
              tries = case when notices.day = excluded.day then notices.tries + 1 else 1 end
            where notices.day < excluded.day
              or (notices.day = excluded.day and notices.state in (:put_off, :nothing) and notices.tries < :most)""",
            {
                "id": person, "day": day.isoformat(), "mailing": NoticeState.MAILING.value, "most": _MOST_TRIES,
                "put_off": NoticeState.PUT_OFF.value, "nothing": NoticeState.NOTHING.value,
            },
        )
    )  # fmt: skip


def settle_day(connection: Connection, person: int, day: dt.date, state: NoticeState) -> None:
    """Say what became of a day that was claimed."""
    connection.run(
        "update notices set state = :state where person_id = :id and day = :day",
        {"id": person, "day": day.isoformat(), "state": state.value},
    )


def note_nothing(connection: Connection, person: int, day: dt.date) -> None:
    """Note that nothing waits for a person on their day, so that nobody looks again before the next."""
    connection.run(
        """insert into notices (person_id, day, state, tries) values (:id, :day, :nothing, 0)
        on conflict (person_id) do update set day = excluded.day, state = excluded.state, tries = 0
        where notices.day < excluded.day""",
        {"id": person, "day": day.isoformat(), "nothing": NoticeState.NOTHING.value},
    )
