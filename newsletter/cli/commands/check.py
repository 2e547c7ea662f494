"""`check`: what is wrong with an issue and its files."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import issue_argument
from newsletter.cli.support.output import Progress, say

if TYPE_CHECKING:
    from newsletter.pipeline.letters.check import CheckReport
    from newsletter.pipeline.letters.online import Online


@click.command()
@issue_argument
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="What makes exit code 1.",
)
@click.option("--browser", "is_in_browser", is_flag=True, help="Look at the letters in Chromium too, with axe.")
@click.option("--online", "is_online", is_flag=True, help="Ask the sites that links lead to whether they are there.")
@click.option(
    "--spam",
    metavar="ADDRESS",
    help="Ask a filter of junk on this machine: http://127.0.0.1:11333 (rspamd), spamd://127.0.0.1:783 (SpamAssassin).",
)
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0 for a code host instead.")
@json_option
@click.pass_obj
def check(
    console: Console,
    issue: str | None,
    fail_on: str,
    is_in_browser: bool,
    is_online: bool,
    spam: str | None,
    as_sarif: bool,
) -> None:
    """Find every problem of an issue: its files, its catalogs, each of its letters, and articles that no issue shows.

    docs/checks.md says what letters are checked for. Without --online nothing is asked over the network.
    """
    from newsletter.pipeline.letters.check import CheckRequest, check_project

    with Progress() as progress:
        online = _online(progress) if is_online else None
        report = check_project(CheckRequest(console.place, issue, is_in_browser, online, spam or ""))
    finish(
        console,
        report,
        values=lambda done: {
            "issue": done.issue,
            "features": [{**each.values, "editions": list(each.editions)} for each in done.features],
            "junk": [asdict(each) for each in done.junk],
            "unseen": list(done.unseen),
        },
        words=_say_nothing_wrong,
        last_words=_say_unseen,
        fail_on=fail_on,
        as_sarif=as_sarif,
    )


def _online(progress: Progress) -> Online:
    import time

    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.letters.online import Online, Pace
    from newsletter.pipeline.letters.web_client import WebClient

    return Online(WebClient(), Pace(time.monotonic, time.sleep), read_clock(), progress)


def _say_nothing_wrong(report: CheckReport) -> None:
    if report.junk:
        worst = max(report.junk, key=lambda each: each.points)
        say(f"{report.issue}: at most {worst.points:g} of {worst.limit:g} points of junk, for {worst.edition}.")
    if not report.problems:
        say(f"{report.issue}: nothing is wrong.")


def _say_unseen(report: CheckReport) -> None:
    if report.unseen:
        several = f"{len(report.unseen)} of {report.letters} letters"
        say(f"{several} could not be laid out and were not looked at: mend the errors and check again.", err=True)
