"""`upgrade`: what the program has changed in the files that it once gave a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.upgrading import UpgradeReport

_WORDS = {
    "added": "new",
    "taken": "taken: you had changed nothing in it",
    "merged": "merged with your changes",
    "mine": "yours, as you say",
    "clashes": "left as it is: you have both changed the same lines",
    "differs": "left as it is: nobody knows who has changed what",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--mine", multiple=True, metavar="FILE", help="This file stays as it is; repeatable.")
@json_option
@click.pass_obj
def upgrade(console: Console, dry_run: bool, mine: tuple[str, ...]) -> None:
    """Merge what this program has changed in templates and fixed words since it gave them to this project.

    Nobody's change is overwritten: where you and the program have changed the same lines, the file stays as it is, and
    what the program has changed is shown. --mine says that you have seen it.
    """
    from newsletter.pipeline.upgrading import UpgradeRequest, upgrade_project

    report = upgrade_project(UpgradeRequest(console.place, dry_run, mine))
    finish(console, report, values=_values, words=_say)


def _values(report: UpgradeReport) -> dict[str, Any]:
    files = [{"file": each.name, "outcome": each.outcome, "difference": each.difference} for each in report.files]
    return {"files": files, "dry-run": report.is_trial}


def _say(report: UpgradeReport) -> None:
    for each in report.files:
        say(f"{each.name}: {_WORDS[each.outcome]}")
        if each.difference:
            say("\n".join(f"    {line}" for line in each.difference.splitlines()))
    if not report.files:
        say("Nothing has changed since this project got its files.")
    elif report.is_trial:
        say("Nothing was written.")
    else:
        say("`newsletter check` looks at the letters that come of it.")
