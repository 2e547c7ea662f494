"""`end`: a mailing is ended for good; those left are not mailed any more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.opening import project_of
from newsletter.cli.options import json_option, named, pass_root
from newsletter.cli.output import print_json, say
from newsletter.cli.progress import is_terminal
from newsletter.cli.running import database_of, issue_argument, not_ended, required_point_option, rounds_of
from newsletter.cli.subscribers import told_by_database

if TYPE_CHECKING:
    from newsletter.database import Connection
    from newsletter.mail.ledger import Round
    from newsletter.pipeline.ending import Ended


@click.command()
@issue_argument
@required_point_option
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept with the mailing.")
@click.option("--by", envvar="NEWSLETTER_BY", metavar="NAME", help="Who decides that.")
@click.option("--yes", is_flag=True, help="Don’t ask; needed where nobody can be asked.")
@json_option
@pass_root
def end(root: Path, issue: str, point: str, reason: str, by: str | None, yes: bool, as_json: bool) -> None:
    """End a point's mailing of ISSUE for good, also one that runs in another process: those left are skipped.

    Messages in flight are finished. What is uncertain stays to be settled. To stop it for a while, `pause` it.
    """
    from newsletter.pipeline.ending import end_mailing
    from newsletter.pipeline.sending import now_stamp

    name, why = named(by), reason.strip()
    if not why or not why.isprintable():
        raise click.UsageError("Say why, on one line: --reason TEXT.")
    project = project_of(root, as_json)
    with told_by_database(as_json), database_of(project) as connection:
        (round_,) = not_ended(rounds_of(connection, issue, point, as_json), as_json)
        if not yes and (as_json or not is_terminal()):
            raise click.UsageError("Nobody can be asked here: --yes says that it is to end.")
        if not yes and not _is_meant(connection, round_):
            say("It goes on as it was.", err=True)
            raise SystemExit(1)
        done = end_mailing(connection, round_, name, why, now_stamp())
    if as_json:
        figures = {"skipped": done.skipped, "uncertain": done.uncertain, "taken-back": done.taken_back}
        print_json({"ended": round_.name, **figures, "is-running": done.is_running, "problems": []})
        return
    _tell(round_, done)


def _is_meant(connection: Connection, round_: Round) -> bool:
    from newsletter.mail import ledger

    with connection.transaction(writes=False):
        left, _ = ledger.waiting(connection, round_.id)
    say(f"{round_.name}: {left:,} are still to be mailed, and never will be.", err=True)
    return click.confirm("End it for good?", err=True)


def _tell(round_: Round, done: Ended) -> None:
    say(f"Ended {round_.name}: {done.skipped:,} who were left are skipped.")
    if done.is_running:
        say("Another process is mailing it; it stops after the messages in flight.")
    if done.taken_back:
        say(f"Taken back, what was planned of it: {done.taken_back}.")
    if done.uncertain:
        say(
            f"Of {done.uncertain:,} nobody can know whether they got it: "
            f"`newsletter settle {round_.issue} --point {round_.point} --drop`."
        )
