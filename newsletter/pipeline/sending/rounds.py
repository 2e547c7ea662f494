"""Rounds that are open, by their names; run, with a report of what became of each.

In: an installation, its open database, an issue and a point, or rounds. Out: the rounds meant, or why there are none;
`MailingReport`. The database alone is asked: what was opened goes on whatever has become of the issue's files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.schedule import display_time
from newsletter.mail.delivery.states import RoundState
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending import run
from newsletter.pipeline.sending.following import MailingWatch
from newsletter.pipeline.sending.handing import hand_over
from newsletter.pipeline.sending.mailings import Report, planned, reports, send_command
from newsletter.pipeline.sending.needed import find_needed
from newsletter.pipeline.sending.objections import ended_problem
from newsletter.pipeline.sending.run import Manner
from newsletter.pipeline.use_case import refuse
from newsletter.problems import Problem, error, has_errors, nearest


@dataclass(frozen=True, slots=True)
class MailingReport:
    """What became of rounds: their figures, `elsewhere` the names of those that another process is mailing.

    `problems` say what a person must know or do; `warnings` are those of the letters that were opened just now, which
    have been seen with the question whether to open them. `is_unfinished`: readers are left for whom the same is to be
    called again.
    """

    mailings: tuple[Report, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    is_unfinished: bool = False


def find_rounds(connection: Connection, issue: str, point: str = "") -> list[Round]:
    """The rounds of an issue, or of one point of it; the use case is left where there is none."""
    with connection.transaction(writes=False):
        every = list(ledger.rounds(connection))
    found = [each for each in every if each.issue == issue and point in ("", each.point)]
    if not found:
        refuse(_only_planned(connection, issue, point) or [_unknown(every, issue, point)])
    return found


def find_lasting_rounds(connection: Connection, issue: str, point: str = "") -> list[Round]:
    """Those of them that have not ended; where all have, the use case is left with who ended them."""
    rounds = find_rounds(connection, issue, point)
    found = [each for each in rounds if each.state is not RoundState.ENDED]
    if not found:
        refuse([ended_problem(each) for each in rounds])
    return found


def find_unfinished_rounds(connection: Connection) -> list[Round]:
    """Rounds that are open and have recipients to go, or wait for a person's word on a restored backup."""
    with connection.transaction(writes=False):
        every = [each for each in ledger.rounds(connection) if each.state is RoundState.OPEN]
        return [each for each in every if each.restored_at or ledger.has_unfinished(connection, each.id)]


def _unknown(every: Sequence[Round], issue: str, point: str) -> Problem:
    name = f"{issue}/{point}" if point else issue
    points = {each.point for each in every if each.issue == issue}
    if points:  # the point is meant otherwise, or has no mailing yet
        hint = nearest(point, points) or f"there are those of: {', '.join(sorted(points))}"
    else:
        hint = nearest(issue, {each.issue for each in every}) or "`newsletter send` opens one"
    return error("no-mailing", f"no mailing of {name} has been opened", None, hint)


def _only_planned(connection: Connection, issue: str, point: str) -> list[Problem]:
    """That what is looked for has not begun but will, and how it is kept from that."""
    problems = []
    for each in planned(connection):
        if each.issue == issue and point in ("", each.point):
            message = f"{each.name} is planned for {display_time(each.due_at, each.time_zone)}, and not opened"
            problems.append(error("no-mailing", message, None, f"`{send_command(each)} --cancel` takes it back"))
    return problems


def run_rounds(
    installation: Installation, connection: Connection, rounds: Sequence[Round], manner: Manner,
    problems: Sequence[Problem], watch: MailingWatch, *, by_timer: bool = False, warnings: Sequence[Problem] = (),
) -> MailingReport:  # fmt: skip
    """Run rounds until all their readers are accounted for, or whoever watches asks for an end.

    `problems` are those found before, `warnings` those that have been seen. A timer's run says of all rounds what a
    person must do, and what another process is mailing is no fault there. A run that was stopped leaves that to the
    next one.
    """
    handed = hand_over(installation, connection, rounds, manner)
    result = handed or run.run(installation, connection, rounds, manner, watch)
    elsewhere = frozenset(each.name for each in result.elsewhere)
    is_told = by_timer or handed
    found = [*problems, *([] if is_told else map(already_running, result.elsewhere)), *result.problems]
    needed = list(result.needed)
    if by_timer:
        needed += find_needed(connection, run.other_rounds(connection, rounds))
    mailings = tuple(
        report
        for each in rounds
        for report in reports(connection, installation.clock(), issue=each.issue, point=each.point)
    )
    is_left = any(report.left for report in mailings if report.round.name not in elsewhere)
    waits_for_nobody = result.is_stopped or (manner.waits and not needed)
    is_unfinished = not has_errors(found) and is_left and waits_for_nobody
    told = [problem for problem in dict.fromkeys([*found, *needed]) if problem not in warnings]
    return MailingReport(mailings, tuple(told), tuple(warnings), elsewhere, is_unfinished)


def already_running(round_: Round) -> Problem:
    """That another process is mailing a round."""
    message = f"another process is mailing {round_.name}"
    return error("already-running", message, None, "`newsletter mailings` shows how far it is")
