"""`archive`: the public pages of all letters that were mailed, as files for any web server."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from newsletter.cli.options import json_option, pass_root
from newsletter.cli.output import Progress, exit_with, json_of, print_json, say, show, shown

if TYPE_CHECKING:
    from newsletter.pipeline.archive import Archived
    from newsletter.problems import Problem


PREVIEWS = "build/archive"


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the pages go; else where they are served from.",
)
@click.option("--all", "everything", is_flag=True, help="Previews of all editions instead, for your own eyes.")
@json_option
@pass_root
def archive(root: Path, out: Path | None, everything: bool, as_json: bool) -> None:
    """Write the archive: static pages of every letter that was mailed, which any web server can serve.

    Letters stand there as they were mailed, without what is a reader's own. Only what has changed is written.
    """
    from newsletter.database import DatabaseError
    from newsletter.pipeline.archive import archive as run
    from newsletter.pipeline.project import open_project
    from newsletter.pipeline.subscribers import told
    from newsletter.problems import error

    project, problems = open_project(root, os.environ)
    if project is None:
        _end(problems, as_json)
    folder = out or (root / PREVIEWS if everything else project.archive_folder)
    if everything and folder.resolve() == project.archive_folder.resolve():
        message = f"{shown(folder)} is served, and previews of letters that are not mailed are not public"
        _end([error("public-previews", message, None, "name another folder, or leave --out away")], as_json)
    try:
        with Progress() as progress:
            done = run(project, folder, everything=everything, progress=progress)
    except DatabaseError as fault:
        _end([told(fault)], as_json)
    if as_json:
        print_json(
            {
                "folder": str(done.folder), "letters": done.letters, "articles": done.articles, "files": done.files,
                "written": done.written, "removed": done.removed, "unchanged_issues": done.unchanged,
                "problems": json_of(done.problems),
            }
        )  # fmt: skip
    show(done.problems)
    if not as_json:
        _tell(done, everything)
    exit_with(done.problems)


def _tell(done: Archived, everything: bool) -> None:
    kind = "previewed" if everything else "public"
    say(f"{_count(done.letters, 'letter')} {kind}, {_count(done.articles, 'article')}, in {shown(done.folder)}.")
    changes = f"{_count(done.written, 'file')} written" + (f", {done.removed} removed" if done.removed else "")
    say("Nothing had changed." if not (done.written or done.removed) else f"{changes}.")
    if not done.letters and not everything:
        reason = "no mailing has opened yet" if done.has_ledger else "this machine has mailed nothing yet"
        say(f"No letter is public: {reason}. Each has a page that says so; `--all` shows previews.", err=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _end(problems: list[Problem], as_json: bool) -> NoReturn:
    if as_json:
        print_json({"problems": json_of(problems)})
    show(problems)
    sys.exit(1)
