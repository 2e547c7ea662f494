"""Appointments: a point's issue is to be mailed at a time of its own.

In: an open database, times in UTC. Out: appointments that are kept, taken back, and due. All functions are to be called
in a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Decision, Decisions
from newsletter.times import load_time, write_time


@dataclass(frozen=True, slots=True)
class Appointment:
    """Which issue of which point is opened when; `locale` is empty for all of the point's.

    `time_zone` is that of the point when it was made, in which the time is told.
    """

    issue: str
    point: str
    locale: str
    due_at: dt.datetime
    decisions: Decisions
    time_zone: str = "UTC"

    @property
    def name(self) -> str:
        """`2023-11/es`, or `2023-11/es/ca` where it is one edition."""
        return "/".join(filter(None, (self.issue, self.point, self.locale)))


def read_time(typed: str, zone: str) -> dt.datetime | None:
    """`2023-11-21 09:00` in a point's time zone, or a time with its own offset; None for what is no time.

    An hour that a change of clocks leaves out is none; of one that comes twice the first is meant.
    """
    try:
        time = dt.datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    if len(typed.strip()) <= len("2023-11-21"):
        return None
    if time.tzinfo is None:
        time = time.replace(tzinfo=ZoneInfo(zone))
        back = time.astimezone(dt.UTC).astimezone(ZoneInfo(zone))
        if back.replace(tzinfo=None) != time.replace(tzinfo=None):
            return None
    return time.astimezone(dt.UTC)


def skipped_hour(typed: str, zone: str) -> tuple[str, str] | None:
    """The times before and after, where clocks that go forward leave this one out; None for any other."""
    try:
        time = dt.datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    if time.tzinfo is not None or read_time(typed, zone) is not None:
        return None
    here = ZoneInfo(zone)
    early, late = (
        time.replace(tzinfo=here, fold=fold).astimezone(dt.UTC).astimezone(here).strftime(_MINUTE) for fold in (1, 0)
    )
    return (early, late) if early < late else None


_MINUTE = "%Y-%m-%d %H:%M"


def display_time(at: dt.datetime, zone: str) -> str:
    """A time of the ledger as people of a time zone tell it: `2023-11-21 09:00 (Europe/Madrid)`."""
    return f"{at.astimezone(ZoneInfo(zone)).strftime(_MINUTE)} ({zone})"


def keep(connection: Connection, appointment: Appointment, now: dt.datetime) -> None:
    """Keep an appointment in place of an earlier one for the same editions."""
    drop(connection, appointment.issue, appointment.point, appointment.locale)
    connection.run(
        """insert into appointments (
          issue, point, locale, due_at, made_at, release_reason, released_by, untranslated_reason, untranslated_by,
          time_zone
        )
        values (:issue, :point, :locale, :due, :now, :reason, :by, :untranslated, :untranslated_by, :zone)""",
        {
            "issue": appointment.issue,
            "point": appointment.point,
            "locale": appointment.locale,
            "due": write_time(appointment.due_at),
            "now": write_time(now),
            "reason": appointment.decisions.release.reason,
            "by": appointment.decisions.release.by,
            "untranslated": appointment.decisions.untranslated.reason,
            "untranslated_by": appointment.decisions.untranslated.by,
            "zone": appointment.time_zone,
        },
    )


def drop(connection: Connection, issue: str, point: str, locale: str | None = None) -> int:
    """Take appointments back: of one edition, or all of a point's issue; how many there were."""
    return connection.run(
        """delete from appointments
        where issue = :issue and point = :point and (cast(:every as integer) = 1 or locale = :locale)""",
        {"issue": issue, "point": point, "every": int(locale is None), "locale": locale or ""},
    )


def appointments(
    connection: Connection, issue: str = "", point: str = "", *, until: dt.datetime | None = None
) -> Iterator[Appointment]:
    """All appointments, or those of an issue or point, or due until a time, the earliest first."""
    rows = connection.rows(
        """select issue, point, locale, due_at, release_reason, released_by, untranslated_reason, untranslated_by,
          time_zone
        from appointments
        where (:until = '' or due_at <= :until)
          and (:issue = '' or issue = :issue) and (:point = '' or point = :point)
        order by due_at, issue, point, locale""",
        {"until": write_time(until), "issue": issue, "point": point},
    )
    for row in rows:
        decisions = Decisions(Decision(row[4], row[5]), Decision(row[6], row[7]))
        yield Appointment(row[0], row[1], row[2], load_time(row[3]), decisions, row[8])
