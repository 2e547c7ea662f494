"""`archive`: the public pages of all letters that were mailed, as files for any web server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import Progress, display_path, say

if TYPE_CHECKING:
    from newsletter.pipeline.archive.archiving import ArchiveReport


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the pages go; else where they are served from.",
)
@click.option("--all", "everything", is_flag=True, help="Previews of all editions instead, for your own eyes.")
@json_option
@click.pass_obj
def archive(console: Console, out: Path | None, everything: bool) -> None:
    """Write the archive: static pages of every letter that was mailed, which any web server can serve.

    Letters stand there as they were mailed, without what is a reader's own. Only what has changed is written.
    """
    from newsletter.pipeline.archive.archiving import ArchiveRequest, archive_letters

    with Progress() as watch:
        report = archive_letters(ArchiveRequest(console.place, out, everything), watch)
    finish(console, report, values=_values, last_words=_tell)


def _values(report: ArchiveReport) -> dict[str, Any]:
    return {
        "folder": str(report.folder), "letters": report.letters, "articles": report.articles, "files": report.files,
        "written": report.written, "removed": report.removed, "unchanged_issues": report.unchanged,
    }  # fmt: skip


def _tell(report: ArchiveReport) -> None:
    kind = "previewed" if report.is_preview else "public"
    articles = _count(report.articles, "article")
    say(f"{_count(report.letters, 'letter')} {kind}, {articles}, in {display_path(report.folder)}.")
    removed = f", {report.removed} removed" if report.removed else ""
    has_changed = report.written or report.removed
    say(f"{_count(report.written, 'file')} written{removed}." if has_changed else "Nothing had changed.")
    if not report.letters and not report.is_preview:
        reason = "no mailing has opened yet" if report.has_ledger else "this machine has mailed nothing yet"
        say(f"No letter is public: {reason}. Each has a page that says so; `--all` shows previews.", err=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
