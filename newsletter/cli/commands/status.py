"""`status`: how far the words of an issue are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.awaited_lines import awaited_lines
from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import issue_argument
from newsletter.cli.support.output import paint as painted
from newsletter.cli.support.output import say, wants_colour

if TYPE_CHECKING:
    from newsletter.pipeline.translation.reviewing import StatusReport
    from newsletter.pipeline.translation.status import Readiness


_MARKS = {
    "ready": ("●", "32"),
    "to review": ("◐", "33"),
    "stale": ("↻", "35"),
    "unusable": ("✗", "31"),
    "missing": ("○", "31"),
}
"""A mark and a colour for each standing; the word stands beside them, so neither is needed to understand it."""


_COLUMNS = {"reviewed": 9, "to review": 10, "stale": 6, "unusable": 9, "missing": 8, "problems": 9, "questions": 10}


@click.command()
@issue_argument
@json_option
@click.pass_obj
def status(console: Console, issue: str | None) -> None:
    """Show how far each edition is: its texts by state.

    \b
    ● ready       every text is reviewed
    ◐ to review   every text is there, some have to be read
    ↻ stale       the source of some has changed since they were translated
    ✗ unusable    some are broken, as by a lost tag: `newsletter check` says where
    ○ missing     some are not translated
    """  # noqa: D301
    from newsletter.pipeline.translation.reviewing import StatusRequest, show_status

    finish(console, show_status(StatusRequest(console.place, issue)), values=_board_values, words=_say_board)


def _board_values(report: StatusReport) -> dict[str, Any]:
    return {
        "issue": report.issue,
        "editions": [row.as_json() for row in report.board],
        "awaited": [one.as_json() for one in report.awaited],
    }


def _say_board(report: StatusReport) -> None:
    colour = wants_colour()
    heads = " ".join(f"{name:>{width}}" for name, width in _COLUMNS.items())
    say(f"{'edition':<22} {heads}")
    for row in report.board:
        say(_row(row, colour))
    for line in awaited_lines(report.awaited):
        say(line)


def _row(row: Readiness, colour: bool) -> str:
    mark, paint = _MARKS[row.standing]
    states = row.states
    missing = states["missing"] - row.unusable
    counts = (states["reviewed"], states["needs-review"], row.stale, row.unusable, missing, row.problems, row.questions)
    figures = " ".join(f"{count:>{width}}" for count, width in zip(counts, _COLUMNS.values(), strict=True))
    return f"{row.edition:<22} {figures}  {painted(f'{mark} {row.standing}', paint, colour)}"
