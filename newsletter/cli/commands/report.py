"""`report`: who approved the texts of an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_locales, complete_points, issue_argument
from newsletter.cli.support.output import paint, say, wants_colour
from newsletter.cli.support.provenance import say_approval

if TYPE_CHECKING:
    from newsletter.pipeline.approving import ApprovalReport


@click.command()
@issue_argument
@click.option("--point", default="", shell_complete=complete_points, help="Only the editions of this point.")
@click.option("--locale", default="", shell_complete=complete_locales, help="Only this language.")
@click.option("--html", "as_html", is_flag=True, help="One page of HTML on stdout, to be kept, printed or sent.")
@json_option
@click.pass_obj
def report(console: Console, issue: str | None, point: str, locale: str, as_html: bool) -> None:
    """Say who approved each text: by which name, when, where its words are from, and of which version of the source.

    \b
    newsletter report 2023-11 --point es
    newsletter report 2023-11 --html > approved.html
    """  # noqa: D301
    from newsletter.pipeline.approving import ReportRequest, report_approvals

    if as_html and console.is_json:
        raise click.UsageError("Take --html or --json, not both.")
    found = report_approvals(ReportRequest(console.place, issue, point, locale, as_html))
    finish(console, found, values=lambda each: each.as_json(), words=_say_page if as_html else _tell)


def _say_page(found: ApprovalReport) -> None:
    say(found.page)


def _tell(found: ApprovalReport) -> None:
    colour = wants_colour()
    for each in found.languages:
        say(paint(f"{each.locale}, for {', '.join(each.points)}", "1", colour))
        for approval in each.approvals:
            say_approval(approval, colour)
        states = each.states
        count = len(each.approvals)
        nobody = f" ({each.by_nobody} by nobody named)" if each.by_nobody else ""
        say(f"\n{states['reviewed']} of {count} {'text' if count == 1 else 'texts'} reviewed{nobody}.")
        say("".join(f"{who} accepted {number}. " for who, number in each.people).strip() + "\n")
