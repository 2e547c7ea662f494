"""What the commands that mail have in common: options, an end by a service's signal, and rounds told of.

In: the report of rounds that were run. Out: words, JSON.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.finishing import stop_at_signal
from newsletter.cli.support.mailing_words import in_words
from newsletter.cli.support.options import complete_issues, complete_points
from newsletter.cli.support.output import json_of, say

if TYPE_CHECKING:
    from newsletter.people.proposals import Signer
    from newsletter.pipeline.sending.rounds import MailingReport

issue_argument = click.argument("issue", shell_complete=complete_issues)
required_point_option = click.option(
    "--point", required=True, shell_complete=complete_points, help="Whose newsletter it is."
)
late_option = click.option("--late", is_flag=True, help="Go on with a mailing that was left for more than a day.")
restored_option = click.option(
    "--restored", is_flag=True, help="The database is a restored backup: mark all that waits as uncertain."
)
no_wait_option = click.option(
    "--no-wait", is_flag=True, help="Leave those whose server wants a pause to `newsletter due`, and end."
)
by_option = click.option(
    "--by", envvar="NEWSLETTER_BY", default="", metavar="NAME", help="Who does it; it stands in the record."
)
rate_option = click.option("--rate", type=click.IntRange(min=1), help="Messages a minute, instead of the setting.")


def signer(by: str | None) -> Signer:
    """Whoever does something, by the name they have said; by none where they have not."""
    from newsletter.mail.audience.names import clean_name
    from newsletter.people.proposals import Signer

    return Signer(clean_name(by or "") or "")


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """A command that a service's signal ends as it ends a mailing: what was begun is taken back, and 75 says so."""
    before = signal.signal(signal.SIGTERM, stop_at_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def mailing_values(report: MailingReport) -> dict[str, Any]:
    """What became of rounds, for programs."""
    return {"mailings": [each.as_json() for each in report.mailings], "warnings": json_of(report.warnings)}


def say_mailings(report: MailingReport) -> None:
    """What became of rounds, for people."""
    for each in report.mailings:
        if each.round.name in report.elsewhere:
            say(f"{each.round.name}: another process is mailing it")
        else:
            say("\n".join(in_words(each)))
