"""Losses: messages in a row whose connection ended after the body and before any reply.

In: the count so far, the count when a message began, whom its outcome concerns. Out: the next count. A server that is
started anew cuts all connections at once, which says no more than one of them would: only what began once a loss was
known is another one. `ledger.find_losses` takes up the count of earlier runs, so that no timer begins it anew. Pure.
"""

from __future__ import annotations

from newsletter.mail.delivery.judging import About

IN_A_ROW = 3
"""So many are no accident: nobody can know of any further reader either whether the message was taken."""
REASON = "connection-lost"
"""What stands in the ledger for one; what a killed sender leaves behind has a reason of its own."""


def count_losses(count: int, begun: int, concerns: About) -> int:
    """The losses in a row after an outcome: an acceptance ends the row; `begun`: the count as its message began."""
    if concerns is About.DONE:
        return 0
    is_another = concerns is About.UNKNOWN and begun >= count
    return count + is_another


def say_why(words: str) -> str:
    """Why a mailing is paused; `words`: how the last of the connections ended."""
    return f"the server takes messages and gives no reply: {words}"
