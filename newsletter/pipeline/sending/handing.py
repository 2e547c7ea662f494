"""Rounds are handed over to workers, where there are any.

In: an installation, rounds, the manner in which somebody wants them run. Out: a `Run` without a queue: what may run has
been begun and its workers are told; None where nobody but the caller mails.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.states import RoundState
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.needed import find_needed
from newsletter.pipeline.sending.run import Manner, Run, as_now, begin_rounds, let_run
from newsletter.pipeline.sending.stops import say_stopped


def hand_over(
    installation: Installation, connection: Connection, rounds: Sequence[Round], manner: Manner
) -> Run | None:
    """Let workers mail rounds; what a person must decide first comes back as with any run."""
    if not (manner.hands and manner.is_of_workers and connection.is_shared):
        return None
    result = Run()
    connection.bound()
    rounds = let_run(installation, connection, rounds, manner, result)
    if not manner.hands(installation, connection, []):
        return None
    begun = begin_rounds(installation, connection, rounds, resumes=manner.resumes)
    result.elsewhere = [each for each in begun if each.state is RoundState.OPEN]
    for each in begun:
        if each.state is not RoundState.OPEN:
            result.problems += say_stopped(each)
    manner.hands(installation, connection, result.elsewhere)
    result.needed += find_needed(connection, as_now(connection, rounds))
    return result
