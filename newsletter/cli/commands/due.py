"""`due`: what is due is opened, and what is under way goes on; for a timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.progress import Watching
from newsletter.cli.support.running import (
    late_option,
    mailing_values,
    rate_option,
    say_mailings,
    stoppable,
)

if TYPE_CHECKING:
    pass


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
