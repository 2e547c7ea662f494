"""What the commands that mail have in common: home and database found, a person asked, rounds run and told of."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from newsletter.cli.options import complete_issues, complete_points
from newsletter.cli.output import exit_with, json_of, print_json, say, show
from newsletter.cli.progress import Watching, is_terminal

if TYPE_CHECKING:
    from newsletter.database import Connection
    from newsletter.mail.ledger import Round
    from newsletter.pipeline.home import Home
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.sending import Manner, Run
    from newsletter.problems import Problem

STOPPED = 75
"""How a command ends that was stopped while readers are left: EX_TEMPFAIL of sysexits.h, run it again."""

issue_argument = click.argument("issue", shell_complete=complete_issues)
required_point_option = click.option(
    "--point", required=True, shell_complete=complete_points, help="Whose newsletter it is."
)
late_option = click.option("--late", is_flag=True, help="Go on with a mailing that was left for more than a day.")
restored_option = click.option(
    "--restored", is_flag=True, help="The database is a restored backup: mark all that waits as uncertain."
)
no_wait_option = click.option(
    "--no-wait", is_flag=True, help="Leave those whose server wants a pause to `newsletter due`, and end."
)
rate_option = click.option("--rate", type=click.IntRange(min=1), help="Messages a minute, instead of the setting.")

_QUESTIONS = {
    "overdue-mailing": "Go on with it?",
    "restored-database": "Mark all that waits as uncertain, to be settled?",
    "forgotten-mailing": "Mail it all the same?",
}
"""What a person is asked when a mailing can't just go on."""


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(STOPPED)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """A command that a service's signal ends as it ends a mailing: what was begun is taken back, and 75 says so."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def home_of(project: Project, as_json: bool) -> tuple[Home, list[Problem]]:
    """The home of a project, by the environment; without one the command ends with the reasons."""
    from newsletter.pipeline.home import open_home

    home, problems = open_home(project, os.environ)
    if home is None:
        end_with(problems, as_json)
    return home, problems


def not_ended(rounds: Sequence[Round], as_json: bool) -> list[Round]:
    """Those of these rounds that have not ended; where all have, the command ends with who ended them."""
    from newsletter.pipeline.objections import ended_problem

    found = [each for each in rounds if each.state != "ended"]
    if not found:
        end_with([ended_problem(each) for each in rounds], as_json)
    return found


def has_database(project: Project) -> bool:
    """False where nobody has made a database yet, so that nothing can be under way."""
    from newsletter.database import absolute, is_there

    return is_there(absolute(project.settings.database.url, project.root))


@contextlib.contextmanager
def database_of(project: Project) -> Iterator[Connection]:
    """The project's database, open."""
    from newsletter.pipeline.subscribers import opened_database

    with opened_database(project) as connection:
        yield connection


def rounds_of(connection: Connection, issue: str, point: str, as_json: bool) -> list[Round]:
    """The rounds of an issue, or of one point of it; without any the command ends.

    The database alone is asked: what was opened goes on whatever has become of the issue's files.
    """
    from newsletter.mail import ledger
    from newsletter.problems import error, nearest

    with connection.transaction(writes=False):
        every = list(ledger.rounds(connection))
    found = [each for each in every if each.issue == issue and point in ("", each.point)]
    if not found:
        name = f"{issue}/{point}" if point else issue
        if planned := _only_planned(connection, issue, point):
            end_with(planned, as_json)
        known = {each.name if point else each.issue for each in every}
        hint = nearest(name, known) or "`newsletter send` opens one"
        end_with([error("no-mailing", f"no mailing of {name} has been opened", None, hint)], as_json)
    return found


def _only_planned(connection: Connection, issue: str, point: str) -> list[Problem]:
    """That what is looked for has not begun but will, and how it is kept from that."""
    from newsletter.mail.appointments import told_in
    from newsletter.pipeline.due import send_command
    from newsletter.pipeline.mailings import planned
    from newsletter.problems import error

    problems = []
    for each in planned(connection):
        if each.issue == issue and point in ("", each.point):
            message = f"{each.name} is planned for {told_in(each.due_at, each.time_zone)}, and not opened"
            problems.append(error("no-mailing", message, None, f"`{send_command(each)} --cancel` takes it back"))
    return problems


def let_run(
    home: Home, connection: Connection, rounds: Sequence[Round], manner: Manner, as_json: bool
) -> tuple[list[Round], Manner, list[Problem]]:
    """Those of these rounds that may run, and how, after whoever sits at the terminal was asked about each.

    Where nobody can be asked, what has to be decided about the others comes back, with the option that says yes.
    """
    from newsletter.pipeline.objections import note_restored, objections
    from newsletter.pipeline.sending import as_now

    note_restored(home, connection, is_said=manner.restored)
    rounds = as_now(connection, rounds)
    found = objections(home, connection, rounds, late=manner.late, restored=manner.restored)
    if as_json or not is_terminal():
        kept_out = {each.id for each, _ in found}
        return [each for each in rounds if each.id not in kept_out], manner, [problem for _, problem in found]
    refused, settled = set(), []
    for each, problem in found:
        if each.id in refused:
            continue
        if problem.code not in _QUESTIONS:
            refused.add(each.id)
            settled.append(problem)
            continue
        if not _agrees(problem):
            refused.add(each.id)
            continue
        is_late = problem.code == "overdue-mailing"
        manner = replace(manner, late=manner.late or is_late, restored=manner.restored or not is_late)
    allowed = [each for each in rounds if each.id not in refused]
    if rounds and not allowed and not settled:
        end_unsent()
    return allowed, manner, settled


def let_open(home: Home, connection: Connection, issue: str, point: str, manner: Manner, as_json: bool) -> None:
    """End the command where a round may have been mailed by a database that this one knows nothing of."""
    from newsletter.pipeline.objections import objection_to_opening

    problem = objection_to_opening(home, connection, issue, point)
    if problem is None or manner.restored:
        return
    if as_json or not is_terminal():
        end_with([problem], as_json)
    if not _agrees(problem):
        end_unsent()


def _agrees(problem: Problem) -> bool:
    say(f"{problem.message}.", err=True)
    return click.confirm(_QUESTIONS[problem.code], err=True)


def end_unsent() -> NoReturn:
    """End the command of a person who has said no."""
    say("Nothing was sent.", err=True)
    sys.exit(1)


def run_rounds(
    home: Home, connection: Connection, rounds: Sequence[Round], manner: Manner, problems: list[Problem],
    as_json: bool, *, by_timer: bool = False, warnings: Sequence[Problem] = (),
) -> NoReturn:  # fmt: skip
    """Run rounds, show how they come along and what became of them, and end the command.

    It ends with 1 when a person must act, and with 75 when readers are left; where it was not to wait for them, with 75
    only when a signal has stopped it: the next run says what a person must do. A timer's run says so of all rounds, and
    what another process is mailing is no fault there.
    `warnings` are of letters that were opened just now; they have been shown, and are not shown again.
    """
    import gc

    from newsletter.pipeline import sending
    from newsletter.pipeline.mailings import reports
    from newsletter.pipeline.needed import find_needed
    from newsletter.problems import has_errors

    # Messages are many values and no circles: looking for them took a twentieth of a mailing.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    with Watching(connection, quiet=by_timer) as watching:
        result: Run = sending.run(home, connection, rounds, manner, watching)
    others = {each.name for each in result.elsewhere}
    if not by_timer:
        problems = [*problems, *map(_elsewhere, result.elsewhere)]
    problems = list(dict.fromkeys([*problems, *result.problems]))
    needed = result.needed
    if by_timer:
        needed = [*needed, *find_needed(connection, sending.other_rounds(connection, rounds))]
    found = [
        report for each in rounds
        for report in reports(connection, home.clock(), issue=each.issue, point=each.point)
    ]  # fmt: skip
    if as_json:
        plain = [report.as_json() for report in found]
        print_json({"mailings": plain, "warnings": json_of(list(warnings)), "problems": json_of([*problems, *needed])})
    else:
        from newsletter.cli.mailings import in_words

        for report in found:
            if report.round.name in others:
                say(f"{report.round.name}: another process is mailing it")
            else:
                say("\n".join(in_words(report)))
    show([problem for problem in [*problems, *needed] if problem not in warnings])
    is_left = any(report.left for report in found if report.round.name not in others)
    waits_for_nobody = watching.is_stopped or (manner.waits and not needed)
    if not has_errors(problems) and is_left and waits_for_nobody:
        sys.exit(STOPPED)
    exit_with([*problems, *needed])


def _elsewhere(round_: Round) -> Problem:
    from newsletter.problems import error

    message = f"another process is mailing {round_.name}"
    return error("already-running", message, None, "`newsletter mailings` shows how far it is")


def end_with(problems: list[Problem], as_json: bool) -> NoReturn:
    """End the command with these problems."""
    if as_json:
        print_json({"problems": json_of(problems)})
    show(problems)
    sys.exit(1)
