"""`due`: what is due is opened, and what is under way goes on; for a timer."""

from __future__ import annotations

from dataclasses import replace

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


@click.command()
@rate_option
@late_option
@json_option
@click.pass_obj
def due(console: Console, rate: int | None, late: bool) -> None:
    """Open what is due by its `--at`, and go on with all mailings that have recipients to go; for cron or a timer.

    It ends when nothing is due at the moment: with 0, also when readers wait for their next attempt; with 75 when it
    was stopped before; with 1 when a person must act. A second one that is started meanwhile leaves running mailings
    alone. Then operators are mailed what needs them, each thing once, and people what waits for them, once a day from
    seven in the morning on.
    """
    from newsletter.pipeline.at_home import at_home
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.sending.resuming import run_due
    from newsletter.pipeline.sending.run import Manner
    from newsletter.pipeline.working.work import tell_workers
    from newsletter.studio.noticing import mail_from_timer

    manner = Manner(late, waits=False, per_minute=rate, hands=tell_workers)
    with stoppable(), Watching(quiet=True) as watch:
        report = at_home(console.place, run_due, manner, watch)
    untold = mail_from_timer(console.place, report, read_clock())
    report = replace(report, problems=(*report.problems, *untold))
    finish(console, report, values=mailing_values, words=say_mailings)
