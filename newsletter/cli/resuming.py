"""`due`, `resume`, `pause`, `settle`: mailings that were opened go on or stop, and what is in doubt is decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import click

from newsletter.cli.console import Console, json_option
from newsletter.cli.finishing import finish
from newsletter.cli.options import complete_points
from newsletter.cli.output import say
from newsletter.cli.progress import Watching
from newsletter.cli.running import (
    issue_argument,
    late_option,
    mailing_values,
    no_wait_option,
    rate_option,
    required_point_option,
    restored_option,
    say_mailings,
    stoppable,
)

if TYPE_CHECKING:
    from newsletter.pipeline.sending.resuming import PauseReport, SettleReport


@click.command()
@rate_option
@late_option
@json_option
@click.pass_obj
def due(console: Console, rate: int | None, late: bool) -> None:
    """Open what is due by its `--at`, and go on with all mailings that have recipients to go; for cron or a timer.

    It ends when nothing is due at the moment: with 0, also when readers wait for their next attempt; with 75 when it
    was stopped before; with 1 when a person must act. A second one that is started meanwhile leaves running mailings
    alone.
    """
    from newsletter.pipeline.at_home import at_home
    from newsletter.pipeline.sending.resuming import run_due
    from newsletter.pipeline.sending.run import Manner

    with stoppable(), Watching(quiet=True) as watch:
        report = at_home(console.place, run_due, Manner(late, waits=False, per_minute=rate), watch)
    finish(console, report, values=mailing_values, words=say_mailings)


@click.command()
@issue_argument
@click.option("--point", default="", shell_complete=complete_points, help="Only this point’s mailing.")
@rate_option
@no_wait_option
@late_option
@restored_option
@json_option
@click.pass_obj
def resume(
    console: Console, issue: str, point: str, rate: int | None, no_wait: bool, late: bool, restored: bool
) -> None:
    """Go on with the mailings of ISSUE: those paused, stopped or interrupted."""
    from newsletter.pipeline.at_home import at_home
    from newsletter.pipeline.sending.resuming import RoundsRequest
    from newsletter.pipeline.sending.resuming import resume as go_on
    from newsletter.pipeline.sending.run import Manner

    manner = Manner(late, restored, not no_wait, rate, resumes=True)
    with stoppable(), Watching() as watch:
        report = at_home(console.place, go_on, RoundsRequest(issue, point), manner, console.asker(), watch)
    finish(console, report, values=mailing_values, words=say_mailings)


@click.command()
@issue_argument
@click.option("--point", default="", shell_complete=complete_points, help="Only this point’s mailing.")
@click.option("--reason", default="", metavar="TEXT", help="Why; `newsletter mailings` shows it.")
@json_option
@click.pass_obj
def pause(console: Console, issue: str, point: str, reason: str) -> None:
    """Stop the mailings of ISSUE, also those that run in another process, until `resume`.

    Messages in flight are finished; from the next one on nothing goes out.
    """
    from newsletter.pipeline.at_home import in_database
    from newsletter.pipeline.sending.resuming import RoundsRequest
    from newsletter.pipeline.sending.resuming import pause as stop

    report = in_database(console.place, stop, RoundsRequest(issue, point), reason)
    finish(console, report, values=lambda done: {"paused": list(done.paused)}, words=_say_paused)


def _say_paused(report: PauseReport) -> None:
    say(f"Paused: {', '.join(report.paused)}.")


@click.command()
@issue_argument
@required_point_option
@click.option("--resend", "decision", flag_value="resend", help="Mail them again: some may get it twice.")
@click.option("--drop", "decision", flag_value="drop", help="Leave them: some may not get it at all.")
@json_option
@click.pass_obj
def settle(console: Console, issue: str, point: str, decision: Literal["resend", "drop"] | None) -> None:
    """Decide on recipients of whom nobody can know whether their message was taken.

    A message that is sent again has the same Message-ID, so most mail programs show it once.
    """
    from newsletter.pipeline.at_home import in_database
    from newsletter.pipeline.sending.resuming import RoundsRequest
    from newsletter.pipeline.sending.resuming import settle as decide

    if decision is None:
        raise click.UsageError("Say --resend or --drop.")
    report = in_database(console.place, decide, RoundsRequest(issue, point), decision)
    finish(
        console,
        report,
        values=lambda done: {"settled": done.settled, "decision": decision},
        words=partial(_say_settled, issue=issue, point=point, decision=decision),
    )


def _say_settled(report: SettleReport, *, issue: str, point: str, decision: str) -> None:
    done = "will be mailed again" if decision == "resend" else "are left"
    say(f"{report.settled:,} {done}.")
    if report.settled and decision == "resend":
        say(f"`newsletter resume {issue} --point {point}` mails them.")
