"""Pausing: a round stops until somebody lets it go on, and who has stopped it and why is on record.

In: an open database, a round, a cause. Out: a round that no run takes a recipient from; one that goes on, with those
whose wait was nobody's of their own ready at once. All functions are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt

from newsletter.database import Connection
from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.states import PauseCause
from newsletter.times import write_time

_NOT_THEIRS = (About.LINK, About.SENDER, About.SERVER)
_AT_ONCE = f"""update deliveries set due_at = :now
where round_id = :round and state = 'pending' and due_at > :now
  and put_off_for in ({", ".join(f"'{each}'" for each in _NOT_THEIRS)})"""  # noqa: S608 (our own names)


def pause_round(connection: Connection, number: int, cause: PauseCause, reason: str, now: dt.datetime) -> None:
    """Pause a round; one that has ended stays as it is. `reason`: for people; empty keeps the one that is there.

    A person may pause what the program has paused: then it is theirs, and nobody is asked to act any more.
    """
    connection.run(
        """update rounds set state = 'paused', pause_cause = :cause,
          pause_reason = case when :reason = '' then pause_reason else :reason end, active_at = :now
        where id = :id and state <> 'ended'""",
        {"id": number, "cause": cause.value, "reason": reason, "now": write_time(now)},
    )


def resume_round(connection: Connection, number: int, now: dt.datetime) -> None:
    """Let a paused round go on; one that has ended stays as it is.

    Who was put off for the sender's, the server's or the connection's sake has a turn at once, since a person says
    that it is mended; who was put off for their own sake, as by greylisting, waits for their time.
    """
    connection.run(
        """update rounds set state = 'open', pause_cause = '', pause_reason = '', active_at = :now
        where id = :id and state <> 'ended'""",
        {"id": number, "now": write_time(now)},
    )
    connection.run(_AT_ONCE, {"round": number, "now": write_time(now)})
