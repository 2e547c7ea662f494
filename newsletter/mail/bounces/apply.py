"""What follows from what came back: suppressions, ended subscriptions, and events of the ledger.

In: an open database, a `Verdict`, the time. Out: what was done, as an `Outcome`. All of one verdict belongs in one
transaction; the same verdict a second time does nothing.

A soft bounce counts once a mailing: 1 where the code is permanent (5.2.2), a half where it is not (4.4.7), half of that
when the mailing was 180 days ago. At 3, and with 30 days between the first and the last, the address is dead; also when
two mailings, a week apart, were answered by a code that is believed when said twice. Days are those of the mailings, so
that it does not matter when a report is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from newsletter.database import Connection
from newsletter.mail.audience import subscriptions
from newsletter.mail.audience.states import SuppressionReason
from newsletter.mail.bounces.status_codes import DEAD_WHEN_SAID_TWICE
from newsletter.mail.bounces.verdict import Kind, Verdict
from newsletter.times import load_time, write_time

DEAD_AT = 3.0
HALF_LIFE = dt.timedelta(days=180)
LEAST_SPAN = dt.timedelta(days=30)
"""A mailbox that is full while its owner travels is not dead."""
LEAST_BETWEEN = dt.timedelta(days=7)
"""So far apart two mailings have to be for the second "no such user" to be believed; no directory is that late."""
_WEIGHTS = {"5": 1.0, "4": 0.5}
_REASONS = {
    Kind.HARD: SuppressionReason.HARD_BOUNCE,
    Kind.SOFT: SuppressionReason.SOFT_BOUNCES,
    Kind.COMPLAINT: SuppressionReason.COMPLAINT,
}


class Outcome(StrEnum):
    """What was done for a verdict."""

    SUPPRESSED = "suppressed"
    ENDED = "ended"
    COUNTED = "counted"
    KNOWN = "known"
    NOBODY = "nobody"
    NOTHING = "nothing"


def settle(connection: Connection, verdict: Verdict, now: dt.datetime) -> Outcome:
    """Do what follows from a verdict, in a transaction of the caller's."""
    claim = verdict.claim
    if claim is None or verdict.kind not in (*_REASONS, Kind.LEFT):
        return Outcome.NOTHING
    reader = connection.row("select hash from subscribers where id = :id", {"id": claim.subscription})
    if reader is None:
        return Outcome.NOBODY
    mailing = connection.row(
        "select r.point from mailings m join rounds r on r.id = m.round_id where m.id = :id", {"id": claim.mailing}
    )
    is_new = mailing is None or _recorded(connection, claim.mailing, claim.subscription, verdict, now)
    if verdict.kind is Kind.LEFT:
        # Told twice is asked twice: whoever joined again may leave by the same letter.
        point = str(mailing.point) if mailing else ""
        return Outcome.ENDED if subscriptions.end(connection, claim.subscription, point, now) else Outcome.KNOWN
    if mailing is None and verdict.kind is Kind.SOFT:
        return Outcome.NOTHING
    if not is_new:
        return Outcome.KNOWN
    if verdict.kind is Kind.SOFT and not is_worn_out(_soft_bounces(connection, claim.subscription)):
        return Outcome.COUNTED
    if subscriptions.suppression(connection, reader.hash):
        return Outcome.KNOWN
    subscriptions.suppress(connection, reader.hash, _REASONS[verdict.kind], now)
    return Outcome.SUPPRESSED


def is_worn_out(bounces: Sequence[tuple[str, dt.datetime]]) -> bool:
    """True when soft bounces, each a code and its mailing's time, say that an address is dead."""
    unknown = [time for code, time in bounces if code in DEAD_WHEN_SAID_TWICE]
    if unknown and max(unknown) - min(unknown) >= LEAST_BETWEEN:
        return True
    times = [time for _, time in bounces]
    return bool(times) and max(times) - min(times) >= LEAST_SPAN and score(bounces) >= DEAD_AT


def score(bounces: Sequence[tuple[str, dt.datetime]]) -> float:
    """The weights of soft bounces, on the day of the last one."""
    last = max((time for _, time in bounces), default=dt.datetime.min)
    return sum(_WEIGHTS.get(code[:1], 0.0) * float(0.5 ** ((last - time) / HALF_LIFE)) for code, time in bounces)


def _soft_bounces(connection: Connection, subscriber: int) -> list[tuple[str, dt.datetime]]:
    rows = connection.rows(
        """select e.detail, m.opened_at from events e join mailings m on m.id = e.mailing_id
        where e.subscriber_id = :id and e.kind = 'soft-bounce'""",
        {"id": subscriber},
    )
    return [(str(row.detail), load_time(row.opened_at)) for row in rows]


def _recorded(connection: Connection, mailing: int, subscriber: int, verdict: Verdict, now: dt.datetime) -> bool:
    """False when this was known of this letter."""
    written = connection.run(
        """insert into events (mailing_id, subscriber_id, kind, detail, happened_at)
        values (:mailing, :subscriber, :kind, :detail, :now)
        on conflict (mailing_id, subscriber_id, kind) do nothing""",
        {
            "mailing": mailing,
            "subscriber": subscriber,
            "kind": verdict.kind.value,
            "detail": verdict.code,
            "now": write_time(now),
        },
    )
    return written > 0
