"""Mails of the pages that wait to be posted, as rows: a process that is killed loses none, and another one posts them.

In: an open database, who is to be mailed about what, the owner: a text that is new with each start of a process. Out:
rows with leases, and those of processes that are gone. A mail may be posted twice, with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.database import Connection
from newsletter.mail.audience.self_service import draw_number
from newsletter.times import load_time, write_time

LEASE, RENEW = 60.0, 15.0
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail about what a form has brought about; `request` is 0 for somebody who is subscribed already."""

    number: int
    subscriber: int
    request: int
    point: str
    locale: str
    made_at: dt.datetime


def keep_mail(connection: Connection, owner: str, mail: WaitingMail) -> WaitingMail:
    """Put a mail on record, in the transaction of what it is about; with its number. No other process posts it yet."""
    number = draw_number(connection, "waiting-mail")
    connection.run(
        f"""insert into waiting_mails (number, subscriber_id, request, point, locale, made_at, owner, held_until)
        values (:number, :subscriber, :request, :point, :locale, :made, :owner, {connection.clock} + {LEASE})""",  # noqa: S608
        {
            "number": number, "subscriber": mail.subscriber, "request": mail.request, "point": mail.point,
            "locale": mail.locale, "made": write_time(mail.made_at), "owner": owner,
        },
    )  # fmt: skip
    return replace(mail, number=number, made_at=load_time(write_time(mail.made_at)))


def drop_mail(connection: Connection, number: int) -> None:
    """It has been posted, or never can be."""
    with connection.transaction():
        connection.run("delete from waiting_mails where number = :number", {"number": number})


def renew_mails(connection: Connection, owner: str) -> None:
    """Say that whoever waits here is looked after."""
    with connection.transaction():
        connection.run(
            f"update waiting_mails set held_until = {connection.clock} + {LEASE} where owner = :owner",  # noqa: S608
            {"owner": owner},
        )


def give_mails_back(connection: Connection, owner: str) -> None:
    """Let other processes have what is left, at once."""
    with connection.transaction():
        connection.run("update waiting_mails set held_until = 0 where owner = :owner", {"owner": owner})


def take_left_mails(connection: Connection, owner: str) -> Sequence[WaitingMail]:
    """Mails that nobody looks after any more; they are this owner's now."""
    lock = "for update skip locked" if connection.is_shared else ""
    with connection.transaction():
        rows = connection.returned(
            f"""update waiting_mails set owner = :owner, held_until = {connection.clock} + {LEASE}
            where number in (
              select number from waiting_mails where held_until < {connection.clock}
              order by number limit {_AT_ONCE} {lock}
            ) returning number, subscriber_id, request, point, locale, made_at""",  # noqa: S608
            {"owner": owner},
        )
    found = [WaitingMail(row[0], row[1], row[2], row[3], row[4], load_time(row[5])) for row in rows]
    return sorted(found, key=lambda each: each.number)
