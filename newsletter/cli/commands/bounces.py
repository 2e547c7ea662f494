"""`bounces`: failure reports, complaints and requests to leave by mail become suppressions and ended subscriptions."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import FAILED, STOPPED, finish, finish_unwritten
from newsletter.cli.support.output import Progress, say

if TYPE_CHECKING:
    from newsletter.pipeline.audience.bounces import BouncesReport

_KINDS = {
    "hard-bounce": ("reports a dead address", "report dead addresses"),
    "soft-bounce": ("reports trouble with a mailbox", "report trouble with mailboxes"),
    "refused-letter": (
        "is about the letter or its sender, not the reader",
        "are about letters or senders, not readers",
    ),
    "server-trouble": ("is about a server’s own trouble", "are about servers’ own trouble"),
    "complaint": ("is a complaint", "are complaints"),
    "left": ("asks to leave", "ask to leave"),
    "delayed": ("says that a letter is late", "say that letters are late"),
    "passed-on": ("says that a letter was passed on", "say that letters were passed on"),
    "feedback": ("is feedback, but no complaint", "are feedback, but no complaints"),
    "auto-reply": ("is an automatic answer", "are automatic answers"),
    "reply": ("is a reply by somebody", "are replies by somebody"),
    "forged": ("has no token of ours", "have no token of ours"),
    "not-understood": ("is not understood", "are not understood"),
}
_OUTCOMES = {
    "suppressed": ("address is never mailed again", "addresses are never mailed again"),
    "ended": ("subscription has ended", "subscriptions have ended"),
    "counted": ("counts against its address", "count against their addresses"),
    "known": ("was known already", "were known already"),
    "nobody": ("is about somebody who was erased", "are about people who were erased"),
}


@click.command()
@click.argument(
    "sources", nargs=-1, required=True, metavar="FILE|MAILDIR|-...",
    type=click.Path(exists=True, readable=False, allow_dash=True, path_type=Path),
)  # fmt: skip
@click.option("--all", "seen_too", is_flag=True, help="Read the seen messages of a maildir too.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@json_option
@click.pass_obj
def bounces(console: Console, sources: tuple[Path, ...], seen_too: bool, dry_run: bool) -> None:
    """Read what came back: dead addresses are never mailed again, who asks to leave has left.

    \b
    newsletter bounces /var/mail/newsletter-bounces/
    newsletter bounces report.eml returned.mbox --dry-run

    A FILE is one message or an mbox, `-` one message on standard input. Whose report it is says the signed token in the
    address that it was sent to. Reading a message twice counts once. In a maildir what has been handled is marked as
    seen; what a person should read stays new.
    """  # noqa: D301
    from newsletter.pipeline.audience.bounces import BouncesRequest, read_bounces

    is_piped = any(str(path) == "-" for path in sources)
    # A message that was piped in and could not be handled must not be lost: the mail server keeps it, and tries again.
    failed = STOPPED if is_piped else FAILED
    try:
        with Progress() as progress:
            asked = BouncesRequest(console.place, sources, seen_too, dry_run)
            report = read_bounces(asked, sys.stdin.buffer, progress.say)
    except OSError as fault:
        finish_unwritten(fault, failed)
    finish(console, report, values=_values, words=partial(_say, dry_run=dry_run), failed=failed)


def _say(report: BouncesReport, *, dry_run: bool) -> None:
    returned = report.returned
    total = returned.kinds.total()
    say(f"{total:,} message{'s' * (total != 1)}{':' if total else '.'}")
    for kind, words in _KINDS.items():
        if number := returned.kinds[kind]:
            say(f"{number:>9,} {words[number != 1]}")
    if returned.codes:
        say("Codes: " + ", ".join(f"{code} ({number:,})" for code, number in sorted(returned.codes.items())))
    said = [
        f"{number:,} {words[number != 1]}"
        for outcome, words in _OUTCOMES.items()
        if (number := returned.outcomes[outcome])
    ]
    if total == 0:
        return
    say(f"{'Would be done' if dry_run else 'Done'}: {', '.join(said) or 'nothing'}.")
    if returned.unlisted:
        say(f"{returned.unlisted:,} more messages are such as are told below.")


def _values(report: BouncesReport) -> dict[str, Any]:
    returned = report.returned
    return {
        "written": returned.is_written,
        "messages": returned.kinds.total(),
        "kinds": dict(returned.kinds),
        "codes": dict(sorted(returned.codes.items())),
        "outcomes": dict(returned.outcomes),
        "unlisted": returned.unlisted,
    }
