"""`work`: a worker of the home, one of several on one machine or many."""

from __future__ import annotations

import json
import signal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.translation.continuing import Continuing
    from newsletter.pipeline.use_case import Place, Refused, Report
    from newsletter.pipeline.working.work import WorkChore


@click.command()
@click.option(
    "--bounces", "maildirs", multiple=True, metavar="MAILDIR",
    type=click.Path(exists=True, path_type=Path),
    help="Read what comes back there, each minute.",
)  # fmt: skip
@click.pass_obj
def work(console: Console, maildirs: tuple[Path, ...]) -> None:
    """Work for the home until it is told to stop: mail its rounds, and do what comes at its times.

    As many as one likes may run, on machines of their own: each holds some thousand readers at a time, and one that
    dies is taken over within half a minute. Where the project's files are it also opens what is due, writes the
    archive, stores what machines answer later, and mails people what waits for them; mailing needs newsletter.toml and
    the environment alone. SIGTERM or Ctrl-C ends it once the messages in flight have their replies. The log, on stderr,
    has one line an event, in JSON, and no address.
    """
    from newsletter.pipeline.working.work import Stop, work

    stop = Stop()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.ask())
    finish(console, work(console.place, chores_of(console.place, maildirs), _log, stop))


def _log(event: str, **facts: Any) -> None:
    say(json.dumps({"event": event, **facts}, ensure_ascii=False), err=True)


def chores_of(place: Place, maildirs: tuple[Path, ...]) -> dict[str, WorkChore]:
    """What is done at its times. Each may be done twice, and costs little where there is nothing to do."""
    from newsletter.pipeline.translation.continuing import Continuing
    from newsletter.pipeline.working.work import WorkChore

    translating = Continuing(place)
    chores = {
        "due": WorkChore(lambda _: _told(_open_due(place)), "* * * * *", needs_files=True),
        "archive": WorkChore(lambda _: _told(_archive(place)), "*/5 * * * *", needs_files=True),
        "translate": WorkChore(lambda _: _told(_continue(translating)), "* * * * *", needs_files=True),
    }
    if maildirs:
        chores["bounces"] = WorkChore(lambda _: _told(_read_bounces(place, maildirs)), "* * * * *")
    return chores


def _open_due(place: Place) -> Report | Refused:
    """Open what is due, hand it over, and mail people what waits for them: what `newsletter due` does."""
    from newsletter.pipeline.at_home import at_home
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.sending.resuming import run_due
    from newsletter.pipeline.sending.run import Manner
    from newsletter.pipeline.working.work import tell_workers
    from newsletter.studio.noticing import mail_from_timer

    report = at_home(place, run_due, Manner(waits=False, hands=tell_workers))
    for problem in mail_from_timer(place, report, read_clock()):
        _log("problem", code=problem.code)
    return report


def _archive(place: Place) -> Report | Refused:
    from newsletter.pipeline.archive.archiving import ArchiveRequest, archive_letters

    return archive_letters(ArchiveRequest(place))


def _continue(translating: Continuing) -> Report | Refused:
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.use_case import reporting

    return reporting(translating.go_on)(read_clock())


def _read_bounces(place: Place, maildirs: tuple[Path, ...]) -> Report | Refused:
    from newsletter.pipeline.audience.bounces import BouncesRequest, read_bounces

    return read_bounces(BouncesRequest(place, maildirs), BytesIO())


def _told(report: Report | Refused) -> None:
    """Each kind of problem as a line of the log; its words may hold what a log must not."""
    for code in sorted({problem.code for problem in report.problems}):
        _log("problem", code=code)
