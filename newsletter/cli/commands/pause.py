"""`pause`: mailings stop, also those that another process runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_points
from newsletter.cli.support.output import say
from newsletter.cli.support.running import (
    by_option,
    issue_argument,
    signer,
)

if TYPE_CHECKING:
    from newsletter.pipeline.sending.resuming import PauseReport


@click.command()
@issue_argument
@click.option("--point", default="", shell_complete=complete_points, help="Only this point’s mailing.")
@click.option("--reason", default="", metavar="TEXT", help="Why; `newsletter mailings` shows it.")
@by_option
@json_option
@click.pass_obj
def pause(console: Console, issue: str, point: str, reason: str, by: str) -> None:
    """Stop the mailings of ISSUE, also those that run in another process, until `resume`.

    Messages in flight are finished; from the next one on nothing goes out.
    """
    from newsletter.pipeline.at_home import in_database
    from newsletter.pipeline.sending.resuming import RoundsRequest
    from newsletter.pipeline.sending.resuming import pause as stop

    report = in_database(console.place, stop, RoundsRequest(issue, point, signer(by)), reason)
    finish(console, report, values=lambda done: {"paused": list(done.paused)}, words=_say_paused)


def _say_paused(report: PauseReport) -> None:
    say(f"Paused: {', '.join(report.paused)}.")
