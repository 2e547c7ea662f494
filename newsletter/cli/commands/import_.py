"""`import`: what others have written becomes articles and networks."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.import_report import as_values, ask_about, say_findings
from newsletter.cli.support.options import complete_issues, complete_locales
from newsletter.cli.support.output import Progress
from newsletter.cli.support.progress import is_terminal

if TYPE_CHECKING:
    from newsletter.content.importing.findings import Question
    from newsletter.pipeline.exchange.importing import Source

_KINDS = ("html", "text", "docx", "rss", "atom", "json-feed", "drupal")
_MOST = 60_000_000


def _answers(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    wrong = next((each for each in given if "=" not in each), None)
    if wrong is not None:
        raise click.BadParameter(f"`{wrong}` is no answer: write the question's name, `=` and what you have decided.")
    return {name: answer for name, _, answer in (each.partition("=") for each in given)}


@click.command("import")
@click.argument("source", metavar="FILE|-|URL")
@click.option("--from", "kind", type=click.Choice(_KINDS), help="What it is; else told by what it holds.")
@click.option("--locale", default="", shell_complete=complete_locales, help="The language it is in; else what it says.")
@click.option(
    "--into", "issue", default="", metavar="ISSUE", shell_complete=complete_issues, help="Show it in this issue too."
)
@click.option("--pictures", "with_pictures", is_flag=True, help="Fetch its pictures from the web.")
@click.option(
    "--answer", "answers", multiple=True, metavar="NAME=VALUE", callback=_answers,
    help="What you have decided about a question of the report; repeatable.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Ask nothing: what is proposed is done, and told.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would come of it; write nothing.")
@json_option
@click.pass_obj
def import_(
    console: Console, source: str, kind: str | None, locale: str, issue: str, with_pictures: bool,
    answers: Mapping[str, str], yes: bool, is_dry: bool,
) -> None:  # fmt: skip
    """Take over what others have written: a page, a Word document, a feed, plain text.

    FILE is a saved web page (its pictures are taken from the folder beside it), a .docx, a feed (RSS, Atom, JSON Feed),
    an answer of Drupal's JSON:API, or plain text; - reads what is piped in. A URL is fetched, and nothing else of its
    page.

    Articles, networks and pictures become files. What is told of each value: taken, with its place in the source;
    guessed, and how; or missing. Nothing is made up, and no file is overwritten: the same source again shows how the
    files differ from it. What the source alone can't tell is asked at a terminal; elsewhere the report has it.
    """
    from newsletter.pipeline.exchange.importing import ImportRequest, import_source

    request = ImportRequest(
        console.place, _source_of(source), kind or "", locale, issue, with_pictures, is_dry, dict(answers)
    )
    is_asked = is_terminal() and not yes and not console.is_json
    with Progress() as step:

        def decide(question: Question) -> str | None:
            step.say("")
            return ask_about(question) if is_asked else None

        report = import_source(request, step, decide)
    finish(console, report, values=as_values, words=say_findings)


def _source_of(named: str) -> Source:
    """The source that was named: an address, a file, or what is piped in."""
    from newsletter.pipeline.exchange.importing import Source

    if named.startswith(("http://", "https://")):
        return Source(address=named)
    if named == "-":
        return Source(_limited(sys.stdin.buffer.read(_MOST + 1), "what is piped in"))
    path = Path(named)
    if not path.is_file():
        what = "is a folder: name the page in it" if path.is_dir() else "is no file here"
        raise click.UsageError(f"`{named}` {what}.")
    with path.open("rb") as file:
        return Source(_limited(file.read(_MOST + 1), named), path.name, path.parent)


def _limited(data: bytes, named: str) -> bytes:
    if len(data) > _MOST:
        raise click.UsageError(f"{named} has more than {_MOST // 1_000_000} MB, more than any text.")
    return data
