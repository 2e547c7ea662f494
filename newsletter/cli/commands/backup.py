"""`backup`: the home's database and project in a folder, to be kept elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import display_path, say
from newsletter.problems import counted

if TYPE_CHECKING:
    from newsletter.pipeline.backups.backing_up import BackedUp


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@json_option
@click.pass_obj
def backup(console: Console, folder: Path) -> None:
    """Write a backup of the home into DIR while everything goes on: its database and its project.

    DIR is new or empty. It will hold people's addresses, for nobody else on this machine to read, and no secret:
    keep NEWSLETTER_SECRET and the keys of signatures apart from it.
    """
    from newsletter.pipeline.backups.backing_up import BackUpRequest, back_up

    finish(console, back_up(BackUpRequest(console.place, folder)), values=_values, words=_say)


def _values(report: BackedUp) -> dict[str, Any]:
    return {"folder": str(report.folder), "rows": report.rows, "files": report.files, "bytes": report.size}


def _say(report: BackedUp) -> None:
    size = f"{report.size / 1e6:,.1f} MB"
    people = counted(report.rows.get("subscribers", 0), "subscriber")
    mailings = counted(report.rows.get("mailings", 0), "mailing")
    files = counted(report.files, "file")
    say(f"A backup is in {display_path(report.folder)} ({size}): {people}, {mailings}, {files} of the project.")
