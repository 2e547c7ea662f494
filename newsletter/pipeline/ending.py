"""`newsletter end`: a mailing that is not to go on, in whatever process it runs.

In: an open database, a round, whose decision it is and why. Out: what that has done.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail import ending, ledger
from newsletter.mail.ledger import Round


@dataclass(frozen=True, slots=True)
class Ended:
    """What the end of a round has done: how many were left, are in doubt, were planned; whether it is running yet."""

    skipped: int
    uncertain: int
    taken_back: int
    is_running: bool


def end_mailing(connection: Connection, round_: Round, by: str, reason: str, now: str) -> Ended:
    """End a round for good, by whose decision and why; a process that mails it is granted nobody more."""
    with connection.sole(round_.id) as is_ours, connection.transaction():
        if is_ours:
            ledger.find_uncertain(connection, round_.id, now)
        skipped, taken_back = ending.end_round(connection, round_, by, reason, now)
        counts = ledger.counts(connection, round_.id)
    uncertain = sum(count for (_, state), count in counts.items() if state == "uncertain")
    return Ended(skipped, uncertain, taken_back, not is_ours)
