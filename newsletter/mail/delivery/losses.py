"""Losses: messages in a row whose connection ended after the body and before any reply.

In: the count so far, the count when a message began, whom its outcome concerns. Out: the next count. A server that is
started anew cuts all connections at once, which says no more than one of them would: only what began once a loss was
known is another one. `find_losses` takes up the count of earlier runs, so that no timer begins it anew each time.
"""

from __future__ import annotations

from newsletter.database import Connection
from newsletter.mail.delivery.judging import About

IN_A_ROW = 3
"""So many are no accident: nobody can know of any further reader either whether the message was taken."""
REASON = "connection-lost"
"""What stands in the ledger for one; what a killed sender leaves behind has a reason of its own."""
_FOUND = """select count(distinct changed_at) from deliveries
where round_id = :round and state = 'uncertain' and reason = :reason and changed_at > (
  select coalesce(max(changed_at), '') from deliveries where round_id = :round and state = 'accepted'
)"""


def count_losses(count: int, begun: int, concerns: About) -> int:
    """The losses in a row after an outcome: an acceptance ends the row; `begun`: the count as its message began."""
    if concerns is About.DONE:
        return 0
    is_another = concerns is About.UNKNOWN and begun >= count
    return count + is_another


def find_losses(connection: Connection, round_id: int) -> int:
    """The losses of a round since its last acceptance that nobody has settled; those of one second count once.

    To be called in a transaction.
    """
    row = connection.row(_FOUND, {"round": round_id, "reason": REASON})
    return int(row[0]) if row else 0


def say_why(words: str) -> str:
    """Why a mailing is paused; `words`: how the last of the connections ended."""
    return f"the server takes messages and gives no reply: {words}"
