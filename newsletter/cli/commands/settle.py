"""`settle`: what is in doubt is decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say
from newsletter.cli.support.running import (
    by_option,
    issue_argument,
    required_point_option,
    signer,
)

if TYPE_CHECKING:
    from newsletter.pipeline.sending.resuming import SettleReport


@click.command()
@issue_argument
@required_point_option
@click.option("--resend", "decision", flag_value="resend", help="Mail them again: some may get it twice.")
@click.option("--drop", "decision", flag_value="drop", help="Leave them: some may not get it at all.")
@by_option
@json_option
@click.pass_obj
def settle(console: Console, issue: str, point: str, decision: Literal["resend", "drop"] | None, by: str) -> None:
    """Decide on recipients of whom nobody can know whether their message was taken.

    A message that is sent again has the same Message-ID, so most mail programs show it once.
    """
    from newsletter.pipeline.at_home import in_database
    from newsletter.pipeline.sending.resuming import RoundsRequest
    from newsletter.pipeline.sending.resuming import settle as decide

    if decision is None:
        raise click.UsageError("Say --resend or --drop.")
    report = in_database(console.place, decide, RoundsRequest(issue, point, signer(by)), decision)
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
