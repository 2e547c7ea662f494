"""What the commands that mail have in common: home and database found, a person asked, rounds run and told of."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import click

from newsletter.cli.options import complete_issues, complete_points
from newsletter.cli.output import exit_with, json_of, print_json, say, show
from newsletter.cli.progress import Watching, is_terminal

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.database import Connection
    from newsletter.mail.ledger import Round
    from newsletter.pipeline.home import Home
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.sending import Manner, Run
    from newsletter.problems import Problem

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
}
"""What a person is asked when a mailing can't just go on."""


def home_of(project: Project, as_json: bool) -> tuple[Home, list[Problem]]:
    """The home of a project, by the environment; without one the command ends with the reasons."""
    from newsletter.pipeline.home import open_home

    home, problems = open_home(project, os.environ)
    if home is None:
        end_with(problems, as_json)
    return home, problems


@contextlib.contextmanager
def database_of(project: Project) -> Iterator[Connection]:
    """The project's database, open."""
    from newsletter.pipeline.subscribers import opened_database

    with opened_database(project) as connection:
        yield connection


def rounds_of(connection: Connection, issue: str, point: str, as_json: bool) -> list[Round]:
    """The rounds of an issue, or of one point of it; without any the command ends."""
    from newsletter.mail import ledger
    from newsletter.problems import error

    with connection.transaction(writes=False):
        found = list(ledger.rounds(connection, issue, point))
    if not found:
        name = f"{issue}/{point}" if point else issue
        end_with(
            [error("no-mailing", f"no mailing of {name} has been opened", None, "`newsletter send` opens one")], as_json
        )
    return found


def let_run(home: Home, connection: Connection, rounds: Sequence[Round], manner: Manner, as_json: bool) -> Manner:
    """The manner in which these rounds may run, after whoever sits at the terminal was asked.

    Where nobody can be asked, the command ends with what has to be decided and the option that says yes.
    """
    from newsletter.pipeline.sending import objections

    found = objections(home, connection, rounds, manner)
    if found and (as_json or not is_terminal()):
        end_with(found, as_json)
    for problem in found:
        say(f"{problem.message}.", err=True)
        if not click.confirm(_QUESTIONS[problem.code], err=True):
            say("Nothing was sent.", err=True)
            sys.exit(1)
        is_late = problem.code == "overdue-mailing"
        manner = replace(manner, late=manner.late or is_late, restored=manner.restored or not is_late)
    return manner


def run_rounds(
    home: Home, connection: Connection, content: Content, rounds: Sequence[Round], manner: Manner,
    problems: list[Problem], as_json: bool, *, quiet: bool = False,
) -> NoReturn:  # fmt: skip
    """Run rounds, show how they come along and what became of them, and end the command."""
    import gc

    from newsletter.pipeline import sending
    from newsletter.pipeline.mailings import reports

    # Messages are many values and no circles: looking for them took a twentieth of a mailing.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    with Watching(connection, quiet=quiet) as watching:
        result: Run = sending.run(home, connection, content, rounds, manner, watching)
    problems = list(dict.fromkeys([*problems, *result.problems]))
    found = [
        report for each in rounds
        for report in reports(connection, home.clock(), issue=each.issue, point=each.point)
    ]  # fmt: skip
    if as_json:
        print_json({"mailings": [report.as_json() for report in found], "problems": json_of(problems)})
    elif not quiet or watching.has_sent:
        from newsletter.cli.mailings import in_words

        for report in found:
            say("\n".join(in_words(report)))
    show(problems)
    exit_with(problems)


def end_with(problems: list[Problem], as_json: bool) -> NoReturn:
    """End the command with these problems."""
    if as_json:
        print_json({"problems": json_of(problems)})
    show(problems)
    sys.exit(1)
