"""`resume`: mailings that were opened go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_points
from newsletter.cli.support.progress import Watching
from newsletter.cli.support.running import (
    by_option,
    issue_argument,
    late_option,
    mailing_values,
    no_wait_option,
    rate_option,
    restored_option,
    say_mailings,
    signer,
    stoppable,
)

if TYPE_CHECKING:
    pass


@click.command()
@issue_argument
@click.option("--point", default="", shell_complete=complete_points, help="Only this point’s mailing.")
@rate_option
@no_wait_option
@late_option
@restored_option
@by_option
@json_option
@click.pass_obj
def resume(
    console: Console, issue: str, point: str, rate: int | None, no_wait: bool, late: bool, restored: bool, by: str
) -> None:
    """Go on with the mailings of ISSUE: those paused, stopped or interrupted."""
    from newsletter.pipeline.at_home import at_home
    from newsletter.pipeline.sending.resuming import RoundsRequest
    from newsletter.pipeline.sending.resuming import resume as go_on
    from newsletter.pipeline.sending.run import Manner
    from newsletter.pipeline.working.work import tell_workers

    manner = Manner(late, restored, not no_wait, rate, resumes=True, hands=tell_workers)
    with stoppable(), Watching() as watch:
        report = at_home(console.place, go_on, RoundsRequest(issue, point, signer(by)), manner, console.asker(), watch)
    finish(console, report, values=mailing_values, words=say_mailings)
