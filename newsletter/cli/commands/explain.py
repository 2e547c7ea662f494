"""`explain`: what a problem means, or who approved a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_issues, complete_locales
from newsletter.cli.support.output import say, wants_colour

if TYPE_CHECKING:
    from newsletter.pipeline.approving import ExplainTextReport
    from newsletter.pipeline.explaining import ExplainReport


@click.command()
@click.argument("code", required=False)
@click.option("--issue", shell_complete=complete_issues, help="Of a text: the issue; else the newest that has it.")
@click.option("--locale", default="", shell_complete=complete_locales, help="Of a text: only this language.")
@json_option
@click.pass_obj
def explain(console: Console, code: str | None, issue: str | None, locale: str) -> None:
    """Say what a problem means, why it matters, and show an example. Without CODE: list them all.

    CODE may be the id of a text, eight figures or letters from a to f or more, as `newsletter review` lists them: then
    it says who approved that text, when, where its words are from, and of which version of the source.
    """
    from newsletter.pipeline.approving import IS_CUT_ID, IS_ID, ExplainTextRequest, explain_text
    from newsletter.pipeline.explaining import explain_problems

    if code is not None and IS_ID.fullmatch(code.lower()):
        found = explain_text(ExplainTextRequest(console.place, code.lower(), issue, locale))
        finish(console, found, values=_text_values, words=_tell_text)
    if code is not None and IS_CUT_ID.fullmatch(code.lower()):
        raise click.UsageError(f"`{code}` is no whole id of a text: an id has eight figures and letters, or more.")
    if issue or locale:
        raise click.UsageError("--issue and --locale say which text is meant: name one by its id.")
    finish(console, explain_problems(code), values=_values, words=_list_all if code is None else _tell)


def _values(report: ExplainReport) -> dict[str, Any]:
    rows = [{"code": e.code, "means": e.means, "why": e.why, "example": e.example} for e in report.explanations]
    return {"explanations": rows}


def _list_all(report: ExplainReport) -> None:
    for each in report.explanations:
        say(f"{each.code:<24} {each.means}")


def _tell(report: ExplainReport) -> None:
    for each in report.explanations:
        say(f"{each.code}: {each.means}\n\nWhy it matters: {each.why}")
        if each.example:
            example = "\n".join(f"    {line}" for line in each.example.strip("\n").split("\n"))
            say(f"\nExample:\n{example}")


def _text_values(report: ExplainTextReport) -> dict[str, Any]:
    return {"issue": report.issue, "texts": [each.as_json() for each in report.approvals]}


def _tell_text(report: ExplainTextReport) -> None:
    from newsletter.cli.support.provenance import lines_of, say_approval

    first, *others = report.approvals
    say(f"{report.issue}, {first.locale}")
    say_approval(first, wants_colour())
    for each in others:
        say(f"{each.locale}")
        for target in filter(None, each.entry.translation.targets):
            say(f"    → {target}")
        for line in lines_of(each):
            say(f"    # {line}")
