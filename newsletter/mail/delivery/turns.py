"""Turns: whose comes next in a round, and whose may come sooner than it was thought.

In: an open database, a round, the time. Out: recipients in order: those due again by the time of their turn, those not
tried yet by their numbers. All functions are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Due
from newsletter.times import cut_time, load_optional_time, load_time, write_time

_COLUMNS = """select d.subscriber_id, d.mailing_id, s.address, p.name, d.attempts, d.deferred_at, d.reason,
  coalesce(
    (select a.barred from addressees a where a.subscriber_id = d.subscriber_id and a.point = r.point), 'erased'
  ) as barred
from deliveries d join rounds r on r.id = d.round_id left join subscribers s on s.id = d.subscriber_id
left join subscriptions p on p.subscriber_id = d.subscriber_id and p.point = r.point
"""
_FRESH = f"""{_COLUMNS} where d.round_id = :round and d.state = 'pending' and d.due_at = '' and d.subscriber_id > :after
order by d.subscriber_id limit :limit"""
_AGAIN = f"""{_COLUMNS} where d.round_id = :round and d.state = 'pending' and d.due_at <> '' and d.due_at <= :now
order by d.due_at, d.subscriber_id limit :limit"""

_READY = f"""{_COLUMNS} where d.round_id = :round and d.state = 'pending' and d.due_at <= :now
and d.subscriber_id between :first and :last order by d.due_at desc, d.subscriber_id"""


def ready(connection: Connection, round_id: int, first: int, last: int, now: dt.datetime) -> list[Due]:
    """All recipients of a range whose turn it is: those who are due again before those not tried yet."""
    values = {"round": round_id, "first": first, "last": last, "now": write_time(now)}
    return [_due(row) for row in connection.rows(_READY, values)]


def fresh(connection: Connection, round_id: int, after: int, limit: int) -> list[Due]:
    """Recipients who have not been tried yet, by their numbers, from the one after `after` on."""
    return [_due(row) for row in connection.rows(_FRESH, {"round": round_id, "after": after, "limit": limit})]


def again(connection: Connection, round_id: int, now: dt.datetime, limit: int) -> list[Due]:
    """Recipients who were deferred and whose turn has come again, who has waited longest for it first."""
    return [_due(row) for row in connection.rows(_AGAIN, {"round": round_id, "now": write_time(now), "limit": limit})]


def _due(row: tuple[int, int, str | None, str | None, int, str, str, str]) -> Due:
    number, mailing, address, name, attempts, deferred_at, reason, barred = row
    return Due(number, mailing, address or "", name or "", attempts, load_optional_time(deferred_at), barred, reason)


def next_again(connection: Connection, round_id: int) -> dt.datetime | None:
    """When the first of those who were deferred is due again; None when there are none."""
    row = connection.row(
        "select min(due_at) from deliveries where round_id = :round and state = 'pending' and due_at <> ''",
        {"round": round_id},
    )
    return load_optional_time(row[0])


def count_again(connection: Connection, round_id: int) -> int:
    """How many wait for their next attempt."""
    row = connection.row(
        "select count(*) from deliveries where round_id = :round and state = 'pending' and due_at <> ''",
        {"round": round_id},
    )
    return int(row[0])


def bring_forward(connection: Connection, round_id: int, reason: str, age: dt.timedelta, now: dt.datetime) -> int:
    """Let all who were deferred for a reason have their turn at this age, where they would have waited longer."""
    rows = connection.rows(
        """select subscriber_id, deferred_at, due_at from deliveries where round_id = :round and state = 'pending'
        and due_at <> '' and due_at > :now and reason = :reason and deferred_at <> ''""",
        {"round": round_id, "now": write_time(now), "reason": reason},
    )
    sooner = []
    for subscriber, deferred_at, due_at in list(rows):
        turn = max(cut_time(load_time(deferred_at) + age), cut_time(now))
        if turn < load_time(due_at):
            sooner.append({"round": round_id, "subscriber": subscriber, "due": write_time(turn)})
    return connection.run(
        """update deliveries set due_at = :due where round_id = :round and subscriber_id = :subscriber
        and state = 'pending'""",
        sooner,
    )
