"""The latest letter for somebody who has just joined: one more delivery of the round that mailed it.

In: an open database, a reader, their point and the locale in which it mails to them, the time. Out: the letter that
they may have; asked for, it is a delivery that waits in its round, so that it goes out by the rules of all others:
once, no faster, and never to whom may not be mailed. To be called in a transaction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from newsletter.database import Connection
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.states import DeliveryState, RoundState
from newsletter.times import load_optional_time, write_time


@dataclass(frozen=True, slots=True)
class LatestLetter:
    """The newest letter of a point in a locale; `is_asked_for` once it waits for its turn, or is on its way."""

    mailing: int
    round: int
    locale: str
    subject: str
    issue_date: dt.date
    is_asked_for: bool = False


def find_latest(
    connection: Connection, subscriber: int, point: str, locale: str, now: dt.datetime, patience: dt.timedelta
) -> LatestLetter | None:
    """The letter that somebody may ask for, or has asked for; None where they have had its issue, or can't have it.

    A round that is paused, ended or in doubt mails nobody, nor does one in which readers have waited for longer than
    `patience` without anybody at work: what is asked for there would never come.
    """
    row = connection.row(
        """select m.id, m.round_id, m.subject, m.issue_date, r.issue, r.state, r.restored_at, r.active_at
        from mailings m join rounds r on r.id = m.round_id
        where r.point = :point and m.locale = :locale order by m.issue_date desc, m.id desc limit 1""",
        {"point": point, "locale": locale},
    )
    if row is None:
        return None
    found = LatestLetter(int(row.id), int(row.round_id), locale, row.subject, dt.date.fromisoformat(row.issue_date))
    own = connection.row(
        "select state from deliveries where round_id = :round and subscriber_id = :id",
        {"round": found.round, "id": subscriber},
    )
    if own:
        is_waiting = own[0] in (DeliveryState.PENDING, DeliveryState.SENDING)
        return replace(found, is_asked_for=True) if is_waiting else None
    active_at = load_optional_time(row.active_at)
    is_left = active_at is not None and now - active_at > patience and ledger.has_unfinished(connection, found.round)
    if row.state != RoundState.OPEN or row.restored_at or is_left:
        return None
    if _has_had(connection, subscriber, row.issue) or ledger.barred(connection, found.round, subscriber):
        return None
    return found


def ask_for_latest(connection: Connection, subscriber: int, latest: LatestLetter, now: dt.datetime) -> bool:
    """Put the reader into the round of the letter; False when they are in it already or may not be mailed.

    The round counts as worked at from now on: what waits in it has not been left for days.
    """
    added = connection.run(
        """insert into deliveries (
          round_id, subscriber_id, mailing_id, state, reason, reply, attempts, deferred_at, due_at, changed_at,
          put_off_for
        )
        select r.id, a.subscriber_id, :mailing, 'pending', '', '', 0, '', '', :now, ''
        from rounds r join addressees a on a.point = r.point
        where r.id = :round and r.state = 'open' and a.subscriber_id = :id and a.barred = ''
        on conflict (round_id, subscriber_id) do nothing""",
        {"round": latest.round, "mailing": latest.mailing, "id": subscriber, "now": write_time(now)},
    )
    if added:
        ledger.touch(connection, latest.round, now)
    return bool(added)


def _has_had(connection: Connection, subscriber: int, issue: str) -> bool:
    """True when the same issue went, goes or may have gone to somebody from another point."""
    row = connection.row(
        """select 1 from deliveries d join rounds r on r.id = d.round_id
        where r.issue = :issue and d.subscriber_id = :id
          and d.state in ('pending', 'sending', 'accepted', 'uncertain') limit 1""",
        {"issue": issue, "id": subscriber},
    )
    return row is not None
