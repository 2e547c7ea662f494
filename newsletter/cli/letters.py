"""`build` and `check`: the letters of an issue, and what is wrong with its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsletter.cli.opening import opened
from newsletter.cli.options import complete_locales, complete_points, issue_argument, json_option
from newsletter.cli.output import Progress, exit_with, json_of, print_json, say, show, shown


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
    root: Path, issue: str | None, points: tuple[str, ...], locales: tuple[str, ...], out: Path | None, strict: bool,
    share: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Lay out the letters of an issue: HTML, text and .eml for every edition.

    What can be built is built, the rest is reported. Only what has changed since the last build is laid out again.
    """
    import gc

    # A build makes millions of values and next to no circles: looking for them took 8 % of it.
    gc.set_threshold(200_000, 20, 100)
    from newsletter.pipeline.build import build as run
    from newsletter.pipeline.build import recalled
    from newsletter.problems import has_errors

    newest = issue or max((path.parent.name for path in (root / "issues").glob("*/issue.yaml")), default="")
    result = recalled(root, newest, points, locales, out=out)
    if result is None or (strict and has_errors(result.problems)):
        from newsletter.pipeline.ahead import begin

        begin(root)
        project, slug = opened(root, issue, as_json)
        with Progress() as progress:
            result = run(project, slug, points, locales, out=out, strict=strict, progress=progress)
    shared: dict[str, Any] = {}
    if share and result.gallery:
        from newsletter.pipeline.gallery import share as pack

        shared = {"share": {"file": str(share), "bytes": pack(root, result, share)}}
    if as_json:
        print_json(
            {
                "issue": result.issue,
                "folder": str(result.folder),
                "editions": [built.as_json() for built in result.editions],
                "problems": json_of(result.problems),
                **shared,
            }
        )
    else:
        for built in result.editions:
            ready = built.states["reviewed"] == sum(built.states.values())
            state = "all reviewed" if ready else ", ".join(f"{n} {name}" for name, n in built.states.items() if n)
            size = f"{built.sizes['letter.html'] / 1000:.0f} KB"
            fresh = "" if built.was_laid_out else "  (unchanged)"
            say(f"{built.edition!s:<22} {size:>7}  {state}{fresh}")
    show(result.problems)
    if not as_json and result.editions:
        count = f"{len(result.editions)} edition{'s' * (len(result.editions) != 1)}"
        say(f"\n{count} in {shown(result.folder)}. Look at {shown(result.folder / 'index.html')}")
        if share:
            say(f"All in one file of {shared['share']['bytes'] / 1_000_000:.1f} MB: {shown(share)}")
    elif not as_json:
        say("Nothing was written.", err=True)
    exit_with(result.problems)


@click.command()
@issue_argument
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="What makes exit code 1.",
)
@json_option
@click.pass_obj
def check(root: Path, issue: str | None, fail_on: str, as_json: bool) -> None:
    """Find every problem of an issue's files and catalogs, and of articles that no issue shows."""
    from newsletter.pipeline.checking import check_issue

    project, slug = opened(root, issue, as_json)
    problems = check_issue(project, slug)
    if as_json:
        print_json({"issue": slug, "problems": json_of(problems)})
    show(problems)
    if not problems and not as_json:
        say(f"{slug}: nothing is wrong.")
    exit_with(problems, fail_on)
