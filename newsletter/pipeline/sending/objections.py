"""What a person has to decide before a mailing is opened or goes on: one left for days, a database that was restored.

In: an installation, an open database, rounds, what somebody has said beforehand. Out: objections, each to one round;
the others are not held up by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from newsletter.database import Connection
from newsletter.mail.delivery import doubt, ledger
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.states import RoundState
from newsletter.pipeline.doctor.restored import backup_guard_of
from newsletter.pipeline.installation import Installation
from newsletter.problems import Problem, counted, error

STALE = dt.timedelta(hours=24)
"""A mailing that nobody has worked at for so long may be out of date: a person decides whether it goes on."""


def note_restored(installation: Installation, connection: Connection, *, is_said: bool = False) -> None:
    """Where the database is a restored backup, mark the rounds that were mailed since, so that this outlasts the guard.

    Without a backup guard, as on another machine, nobody but a person can know: `is_said` marks all that have
    recipients to go.
    """
    backup_guard = backup_guard_of(installation.project, connection)
    trouble = backup_guard.trouble()
    now = installation.clock()
    if trouble:
        with connection.transaction():
            doubt.mark_rounds(connection, trouble.rounds, now, unfinished=trouble.is_any)
            backup_guard.adopt()
    elif is_said and not backup_guard.is_there():
        with connection.transaction():
            doubt.mark_rounds(connection, (), now, unfinished=True)


def ended_problem(round_: Round) -> Problem:
    """That a round has ended, by whom and why."""
    message = f"{round_.name} was ended by {round_.ended_by}: {round_.end_reason}"
    return error("ended-mailing", message, None, "what has been ended is not mailed any more, in no language")


def objections(
    installation: Installation, connection: Connection, rounds: Sequence[Round], *, late: bool, restored: bool
) -> list[tuple[Round, Problem]]:
    """What a person has to decide, or has decided, before each of these rounds is run."""
    found = []
    now = installation.clock()
    for each in rounds:
        if each.state is RoundState.ENDED:
            found.append((each, ended_problem(each)))
            continue
        with connection.transaction(writes=False):
            count, _ = ledger.waiting(connection, each.id)
        if each.restored_at and not restored:
            message = f"{each.name} was mailed after the backup was made that this database was restored from"
            hint = (
                f"`newsletter resume {each.issue} --point {each.point} --restored` marks those who wait in it as "
                f"uncertain; then `newsletter settle` them"
            )
            found.append((each, error("restored-database", message, None, hint)))
        idle = now - each.active_at
        if count and idle > STALE and not late:
            days = f"{idle.days} days" if idle.days > 1 else f"{idle.total_seconds() / 3600:.0f} hours"
            message = f"{each.name} has been left for {days} with {counted(count, 'recipient')} to go"
            of = f"{each.issue} --point {each.point}"
            hint = f"`newsletter resume {of} --late` goes on, `newsletter end {of}` ends it"
            found.append((each, error("overdue-mailing", message, None, hint)))
    return found


def objection_to_opening(installation: Installation, connection: Connection, issue: str, point: str) -> Problem | None:
    """Why a round that the database does not know may have been mailed all the same; None when it was not from here."""
    with connection.transaction(writes=False):
        known = ledger.find_round(connection, issue, point)
    name = f"{issue}/{point}"
    if known or not backup_guard_of(installation.project, connection).knows(name):
        return None
    message = f"{name} was mailed from here, and this database does not know of it"
    hint = "the backup that was restored is older; pass --restored to mail it again, if you know that it had not begun"
    return error("forgotten-mailing", message, None, hint)
