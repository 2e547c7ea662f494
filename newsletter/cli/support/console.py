"""Who has called: the project's folder, whether a program reads what comes out, and whether somebody can be asked.

In: the options that all commands share. Out: the `Console` that click hands to each command (`@click.pass_obj`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.output import say, show
from newsletter.cli.support.progress import is_terminal

if TYPE_CHECKING:
    from newsletter.pipeline.use_case import Ask, Place, Question


@dataclass(frozen=True, slots=True)
class Console:
    """`is_json` where `--json` was given: the result is for a program, and nobody is asked anything."""

    root: Path
    is_json: bool = False

    @property
    def place(self) -> Place:
        """Where use cases work."""
        from newsletter.pipeline.use_case import Place

        return Place(self.root, os.environ)

    def asker(self, agreed: str = "") -> Ask:
        """How a use case asks whoever sits at the terminal; `agreed` is the code of a question answered beforehand."""

        def ask(question: Question) -> bool | None:
            if not self.is_json:
                show(question.problems)
            if question.code == agreed:
                return True
            return _ask(question) if is_terminal() and not self.is_json else None

        return ask


def _ask(question: Question) -> bool:
    say(question.message, err=True)
    if question.choices == ("yes", "no"):
        return click.confirm(question.asked, err=True)
    answer = click.prompt(question.asked, type=click.Choice(question.choices), err=True)
    return bool(answer == question.choices[0])


def _for_a_program(context: click.Context, parameter: click.Parameter, is_json: bool) -> None:
    if is_json:
        context.obj = replace(context.obj, is_json=True)


json_option = click.option(
    "--json", is_flag=True, expose_value=False, callback=_for_a_program, help="Print the result as JSON on stdout."
)
