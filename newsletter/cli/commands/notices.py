"""`notices`: people of the home are mailed what waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.studio.noticing import NoticesReport


@click.command()
@json_option
@click.pass_obj
def notices(console: Console) -> None:
    """Mail everybody who may sign in what waits for them: texts, questions, mailings that have stopped; for cron.

    One mail a person and day at most, however often it is run, and none to those for whom nothing waits. `newsletter
    due` does the same from seven in the morning on, so that a home with its timer needs no other. Everybody can switch
    it off for themselves in the studio.
    """
    from newsletter.pipeline.clock import read_clock
    from newsletter.studio.noticing import mail_notices

    finish(console, mail_notices(console.place, read_clock()), values=_values, words=_say)


def _values(report: NoticesReport) -> dict[str, Any]:
    return {"mailed": list(report.mailed), "left": list(report.left), "put-off": list(report.put_off)}


def _say(report: NoticesReport) -> None:
    for name in report.mailed:
        say(f"{name}: mailed what waits.")
    for name in report.left:
        say(f"{name}: nothing waits, or told today already.")
    if not (report.mailed or report.left or report.problems):
        say("Nobody gets notices: `newsletter people list` shows who may sign in.")
