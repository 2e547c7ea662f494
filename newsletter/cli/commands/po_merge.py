"""`po-merge`: git's merge driver for catalogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.translation.po_merge import MergeReport

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("po-merge")
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.option("--name", help="What the file is called in the project, for messages; git's %P.")
@json_option
@click.pass_obj
def po_merge(console: Console, base: Path, ours: Path, theirs: Path, name: str | None) -> None:
    """Merge two people's catalogs unit by unit into OURS, for git.

    Where both wrote the same unit in different ways, both texts are kept and the unit is to be reviewed; that is no
    failure. A file that can't be read is one: OURS is left as it was.

    \b
    git config merge.newsletter.driver "newsletter po-merge %O %A %B --name %P"
    echo "*.po merge=newsletter" >> .gitattributes
    """  # noqa: D301
    from newsletter.pipeline.translation.po_merge import MergeRequest, merge_catalogs

    finish(console, merge_catalogs(MergeRequest(base, ours, theirs, name or "")), values=_values, words=_tell)


def _values(report: MergeReport) -> dict[str, Any]:
    units = [{"context": entry.context, "source": entry.source} for entry in report.conflicts]
    return {"file": report.name, "conflicts": units}


def _tell(report: MergeReport) -> None:
    if not report.conflicts:
        return
    count = f"{len(report.conflicts)} texts were" if len(report.conflicts) > 1 else "1 text was"
    say(f"{report.name}: {count} written by both sides; both are kept, to be reviewed:", err=True)
    for entry in report.conflicts:
        say(f"  {entry.context or 'template'}: {entry.source}", err=True)
