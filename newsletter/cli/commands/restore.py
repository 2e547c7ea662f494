"""`restore`: a home made again from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import display_path, say
from newsletter.problems import counted

if TYPE_CHECKING:
    from newsletter.pipeline.backups.restoring import Restored


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@click.pass_obj
def restore(console: Console, folder: Path) -> None:
    """Make a home again from the backup in DIR: files that are missing, and a database where there is none.

    Nothing that is there is written over. What was mailed since the backup waits for a person's word. A backup of
    SQLite may become a database in PostgreSQL, and the other way round.
    """
    from newsletter.pipeline.backups.restoring import RestoreRequest, restore_home

    finish(console, restore_home(RestoreRequest(console.place, folder)), values=_values, words=_say)


def _values(report: Restored) -> dict[str, Any]:
    return {
        "made-at": report.made_at.isoformat(),
        "rows": report.rows,
        "files": report.written,
        "kept": list(report.kept),
        "guard": report.doubtful is None,
        "doubtful": list(report.doubtful or ()),
    }


def _say(report: Restored) -> None:
    people = counted(report.rows.get("subscribers", 0), "subscriber")
    mailings = counted(report.rows.get("mailings", 0), "mailing")
    files = counted(report.written, "file that was missing", "files that were missing")
    say(f"Restored as of {report.made_at:%Y-%m-%d %H:%M} UTC: {people}, {mailings}, {files}.")
    if report.kept:
        say(f"Left as they are, other than in the backup: {', '.join(map(display_path, map(Path, report.kept)))}.")
    if report.doubtful is None:
        say("The mark of what was mailed from this machine is here, so what was mailed since will be noticed.")
    elif report.doubtful:
        say(f"Nobody knows whether these were mailed since: {', '.join(report.doubtful)}. They wait for your word.")
    say("Go on with `newsletter doctor --offline`, then `newsletter due`, which says what waits for you.")
