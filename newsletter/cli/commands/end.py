"""`end`: a mailing is ended for good; those left are not mailed any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say
from newsletter.cli.support.running import issue_argument, required_point_option

if TYPE_CHECKING:
    from newsletter.pipeline.sending.end import EndReport


@click.command()
@issue_argument
@required_point_option
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept with the mailing.")
@click.option("--by", envvar="NEWSLETTER_BY", default="", metavar="NAME", help="Who decides that.")
@click.option("--yes", is_flag=True, help="Don’t ask; needed where nobody can be asked.")
@json_option
@click.pass_obj
def end(console: Console, issue: str, point: str, reason: str, by: str, yes: bool) -> None:
    """End a point's mailing of ISSUE for good, also one that runs in another process: those left are skipped.

    Messages in flight are finished. What is uncertain stays to be settled. To stop it for a while, `pause` it.
    """
    from newsletter.pipeline.at_home import in_database
    from newsletter.pipeline.sending.end import EndRequest, end_mailing

    request = EndRequest(issue, point, by, reason)
    report = in_database(console.place, end_mailing, request, console.asker("end-mailing" if yes else ""))
    finish(console, report, values=_values, words=_say)


def _values(report: EndReport) -> dict[str, Any]:
    return {
        "ended": report.round.name,
        "skipped": report.skipped,
        "uncertain": report.uncertain,
        "taken-back": report.taken_back,
        "is-running": report.is_running,
    }


def _say(report: EndReport) -> None:
    round_ = report.round
    say(f"Ended {round_.name}: {report.skipped:,} who were left are skipped.")
    if report.is_running:
        say("Another process is mailing it; it stops after the messages in flight.")
    if report.taken_back:
        say(f"Taken back, what was planned of it: {report.taken_back}.")
    if report.uncertain:
        say(
            f"Of {report.uncertain:,} nobody can know whether they got it: "
            f"`newsletter settle {round_.issue} --point {round_.point} --drop`."
        )
