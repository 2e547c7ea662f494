"""`po-merge`: git's merge driver for catalogs."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.options import json_option
from newsletter.cli.output import exit_with, json_of, print_json, say, show

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("po-merge")
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.option("--name", help="What the file is called in the project, for messages; git's %P.")
@json_option
def po_merge(base: Path, ours: Path, theirs: Path, name: str | None, as_json: bool) -> None:
    """Merge two people's catalogs unit by unit into OURS, for git.

    Where both wrote the same unit in different ways, both texts are kept and the unit is to be reviewed; that is no
    failure. A file that can't be read is one: OURS is left as it was.

    \b
    git config merge.newsletter.driver "newsletter po-merge %O %A %B --name %P"
    echo "*.po merge=newsletter" >> .gitattributes
    """  # noqa: D301
    from newsletter.pipeline.po_merge import merge_files

    name = name or ours.name
    conflicts, problems = merge_files(base, ours, theirs, name)
    if as_json:
        units = [{"context": entry.context, "source": entry.source} for entry in conflicts]
        print_json({"file": name, "conflicts": units, "problems": json_of(problems)})
    elif conflicts:
        count = f"{len(conflicts)} texts were" if len(conflicts) > 1 else "1 text was"
        say(f"{name}: {count} written by both sides; both are kept, to be reviewed:", err=True)
        for entry in conflicts:
            say(f"  {entry.context or 'template'}: {entry.source}", err=True)
    show(problems)
    exit_with(problems)
