"""`explain`: what a problem means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from newsletter.pipeline.explaining import ExplainReport


@click.command()
@click.argument("code", required=False)
@click.pass_obj
def explain(console: Console, code: str | None) -> None:
    """Say what a problem means, why it matters, and show an example. Without CODE: list them all."""
    from newsletter.pipeline.explaining import explain_problems

    finish(console, explain_problems(code), words=_list_all if code is None else _tell)


def _list_all(report: ExplainReport) -> None:
    for each in report.explanations:
        say(f"{each.code:<24} {each.means}")


def _tell(report: ExplainReport) -> None:
    for each in report.explanations:
        say(f"{each.code}: {each.means}\n\nWhy it matters: {each.why}")
        if each.example:
            example = "\n".join(f"    {line}" for line in each.example.strip("\n").split("\n"))
            say(f"\nExample:\n{example}")
