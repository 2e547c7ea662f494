"""`mailings`: what went out, how it goes on, what came back; counts per locale, never a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.mailing_words import in_words
from newsletter.cli.support.options import complete_issues, complete_points
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.sending.mailings import MailingsReport


@click.command()
@click.option("--issue", default="", shell_complete=complete_issues, help="Only this issue.")
@click.option("--point", default="", shell_complete=complete_points, help="Only this point.")
@json_option
@click.pass_obj
def mailings(console: Console, issue: str, point: str) -> None:
    """Show the mailings: how far each is, its rate and finish time, what was refused and why, what came back."""
    from newsletter.pipeline.sending.mailings import list_mailings_at

    finish(console, list_mailings_at(console.place, issue=issue, point=point), values=_values, words=_say)


def _values(report: MailingsReport) -> dict[str, Any]:
    from newsletter.times import write_time

    plans = [
        {
            "issue": of.issue,
            "point": of.point,
            "locale": of.locale,
            "at": write_time(of.due_at),
            "time-zone": of.time_zone,
        }
        for of in report.planned
    ]
    return {"mailings": [each.as_json() for each in report.mailings], "planned": plans}


def _say(report: MailingsReport) -> None:
    from newsletter.mail.delivery.schedule import display_time

    for each in report.mailings:
        say("\n".join(in_words(each)))
    for planned in report.planned:
        say(f"{planned.name}: planned for {display_time(planned.due_at, planned.time_zone)}")
    if not report.mailings and not report.planned:
        say("Nothing has been mailed, and nothing is planned.")
