"""`build`: the letters of an issue, in files."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_locales, complete_points, issue_argument
from newsletter.cli.support.output import Progress, display_path, say

if TYPE_CHECKING:
    from newsletter.pipeline.letters.building import BuildReport


def _page_file(context: click.Context, parameter: click.Parameter, file: Path | None) -> Path | None:
    if file and file.suffix.lower() not in (".html", ".htm"):
        raise click.BadParameter(f"`{file.name}` is no name of a page; write one like `{file.stem}.html`.")
    return file


@click.command()
@issue_argument
@click.option(
    "--point", "points", multiple=True, shell_complete=complete_points, help="Only this point's editions; repeatable."
)
@click.option(
    "--locale",
    "locales",
    multiple=True,
    shell_complete=complete_locales,
    help="Only this locale's editions; repeatable.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where letters go; build/ if left out.")
@click.option("--strict", is_flag=True, help="Write nothing at all when there is an error anywhere.")
@click.option(
    "--share", type=click.Path(dir_okay=False, path_type=Path), callback=_page_file, metavar="FILE.html",
    help="Also pack all editions into one file, to mail to somebody.",
)  # fmt: skip
@json_option
@click.pass_obj
def build(
    console: Console, issue: str | None, points: tuple[str, ...], locales: tuple[str, ...], out: Path | None,
    strict: bool, share: Path | None,
) -> None:  # fmt: skip
    """Lay out the letters of an issue: HTML, text and .eml for every edition.

    What can be built is built, the rest is reported. Only what has changed since the last build is laid out again.
    """
    # A build makes millions of values and next to no circles: looking for them took 8 % of it.
    gc.set_threshold(200_000, 20, 100)
    from newsletter.pipeline.letters.building import BuildRequest, build_issue

    request = BuildRequest(console.place, issue, points, locales, out, strict, share)
    with Progress() as watch:
        report = build_issue(request, watch)
    finish(
        console,
        report,
        values=lambda done: _build_values(done, share),
        words=_say_editions,
        last_words=lambda done: _say_where(done, share),
    )


def _build_values(report: BuildReport, share: Path | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "issue": report.issue,
        "folder": str(report.folder),
        "editions": [built.as_json() for built in report.editions],
    }
    return values | ({"share": {"file": str(share), "bytes": report.shared_bytes}} if report.shared_bytes else {})


def _say_editions(report: BuildReport) -> None:
    for built in report.editions:
        ready = built.states["reviewed"] == sum(built.states.values())
        state = "all reviewed" if ready else ", ".join(f"{n} {name}" for name, n in built.states.items() if n)
        size = f"{built.sizes['letter.html'] / 1000:.0f} KB"
        fresh = "" if built.was_laid_out else "  (unchanged)"
        say(f"{built.edition!s:<22} {size:>7}  {state}{fresh}")


def _say_where(report: BuildReport, share: Path | None) -> None:
    if not report.editions:
        say("Nothing was written.", err=True)
        return
    count = f"{len(report.editions)} edition{'s' * (len(report.editions) != 1)}"
    from newsletter.problems import Severity

    errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
    where = "it" if len(report.editions) == 1 else "them"
    told = f"; {errors} error{'s' * (errors != 1)} above: what can't be read is not in {where}" if errors else ""
    say(f"\n{count} in {display_path(report.folder)}{told}. Look at {display_path(report.folder / 'index.html')}")
    if share and report.shared_bytes:
        say(f"All in one file of {report.shared_bytes / 1_000_000:.1f} MB: {display_path(share)}")
