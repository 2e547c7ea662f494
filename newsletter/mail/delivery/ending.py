"""A round is ended for good: nobody else is mailed, and who decided it is on record.

In: an open database, a round, a name and a reason. Out: those left are `skipped`; a process that mails the round is
granted nobody more from that moment on. To be called in a transaction.
"""

from __future__ import annotations

import datetime as dt

from newsletter.database import Connection
from newsletter.mail.delivery import schedule
from newsletter.mail.delivery.rows import Round
from newsletter.times import write_time


def end_round(connection: Connection, of: Round, by: str, reason: str, now: dt.datetime) -> tuple[int, int]:
    """End a round that has not ended yet: how many were left, and how many appointments of it were taken back.

    What is `sending` gets its outcome from the process that holds it; one that is put off then is `skipped` as well.
    """
    connection.run(
        """update rounds set state = 'ended', pause_cause = '', pause_reason = '',
          ended_at = :now, ended_by = :by, end_reason = :reason
        where id = :id and state <> 'ended'""",
        {"id": of.id, "now": write_time(now), "by": by, "reason": reason},
    )
    return _skip_left(connection, of.id, now), schedule.drop(connection, of.issue, of.point)


def _skip_left(connection: Connection, round_id: int, now: dt.datetime) -> int:
    """Those still to be mailed are `skipped`, since their round has ended; how many there were."""
    return connection.run(
        """update deliveries set state = 'skipped', reason = 'ended', reply = '', due_at = '', changed_at = :now
        where round_id = :round and state = 'pending'""",
        {"round": round_id, "now": write_time(now)},
    )
