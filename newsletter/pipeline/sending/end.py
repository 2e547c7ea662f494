"""Use case: a mailing that is not to go on is ended, in whatever process it runs.

In: an open database, `EndRequest`, whom to ask. Out: `EndReport`, what that has done.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.audience.names import clean_name
from newsletter.mail.delivery import ending, ledger
from newsletter.mail.delivery.holders import doubt_left, find_free
from newsletter.mail.delivery.rows import Round
from newsletter.people.detail import Detail
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.sending.recording import note_act
from newsletter.pipeline.sending.rounds import find_lasting_rounds
from newsletter.pipeline.use_case import Ask, Question, ask_nobody, misused, refuse, reporting
from newsletter.problems import Problem


@dataclass(frozen=True, slots=True)
class EndRequest:
    """Which round, whose decision it is, and why, on one line; `person` is their number where they have signed in."""

    issue: str
    point: str
    by: str
    reason: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class EndReport:
    """What the end of a round has done: how many were left, are in doubt, were planned; whether it is running yet."""

    round: Round
    skipped: int
    uncertain: int
    taken_back: int
    is_running: bool
    problems: tuple[Problem, ...] = ()


@reporting
def end_mailing(connection: Connection, request: EndRequest, ask: Ask = ask_nobody) -> EndReport:
    """End a round for good, once whoever is asked agrees; a process that mails it is granted nobody more."""
    by, reason = clean_name(request.by), clean_name(request.reason)
    if not by:
        misused("Say who decides: --by NAME, or NEWSLETTER_BY in the environment.")
    if not reason:
        misused("Say why, on one line: --reason TEXT.")
    (round_,) = find_lasting_rounds(connection, request.issue, request.point)
    with connection.transaction(writes=False):
        left, _ = ledger.waiting(connection, round_.id)
    message = f"{round_.name}: {left:,} are still to be mailed, and never will be."
    answer = ask(Question("end-mailing", message, "End it for good?"))
    if answer is None:
        misused("Nobody can be asked here: --yes says that it is to end.")
    if not answer:
        refuse(advice="It goes on as it was.")
    return _end(connection, round_, Signer(by, request.person), reason, read_clock())


def _end(connection: Connection, round_: Round, by: Signer, reason: str, now: dt.datetime) -> EndReport:
    with find_free(connection, round_.id) as is_free, connection.transaction():
        doubt_left(connection, round_.id, now, is_free=is_free)
        skipped, taken_back = ending.end_round(connection, round_, by.name, reason, now)
        note_act(connection, by, Act.END, (round_.issue, round_.point), now, Detail(reason=reason))
        uncertain = ledger.count_uncertain(connection, round_.id)
    return EndReport(round_, skipped, uncertain, taken_back, not is_free)
