"""`subscribers import`: people from a CSV file join a point, or are kept out of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_points
from newsletter.cli.support.output import Progress, say

if TYPE_CHECKING:
    from newsletter.pipeline.audience.importing import ImportReport

_ENCODINGS = ("utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1257")
_KINDS = ("readers", "left")
_ORDERS = ("dmy", "mdy")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--point", required=True, shell_complete=complete_points, help="The point whose newsletter they get.")
@click.option(
    "--as", "taken_as", type=click.Choice(_KINDS), help="Whether all of them read, or all have left elsewhere."
)
@click.option("--map", "maps", multiple=True, metavar="NAME=HEAD", help="Which column holds what; repeatable.")
@click.option(
    "--ignore", "ignored", multiple=True, metavar="HEAD", help="A column that says nothing of leaving; repeatable."
)
@click.option("--dates", type=click.Choice(_ORDERS), help="Day or month first in 03/04/2022; asked at a terminal.")
@click.option("--encoding", type=click.Choice(_ENCODINGS), help="How the file is written, where it is not UTF-8.")
@click.option("--consent", default="", metavar="TEXT", help="What these people agreed to, in the words they read.")
@click.option(
    "--consent-locale", default="", metavar="LOCALE", help="The language of that; the point’s first unless given."
)
@click.option("--skip-refused", is_flag=True, help="Import the rest when rows can't be taken; else nothing is.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@json_option
@click.pass_obj
def import_(
    console: Console, file: Path, point: str, taken_as: str | None, maps: tuple[str, ...], ignored: tuple[str, ...],
    dates: str | None, encoding: str | None, consent: str, consent_locale: str, skip_refused: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Let the people of a CSV FILE join a point, and keep out those who have left.

    \b
    newsletter subscribers import readers.csv --point es --dry-run \\
        --map email=Correo --consent "Quiero recibir el boletín"

    newsletter subscribers import unsubscribed.csv --point es --as left

    Columns are guessed by their heads, those of other tools too: email, name, locales, consent, consent-on, confirmed,
    state, left, bounced, complained … A row that can't be taken is told by its line, and then nobody joins. Who is
    there stays as they are; who has left stays out, whichever file comes first.
    """  # noqa: D301
    from newsletter.pipeline.audience.importing import ImportRequest, Manner, import_file

    manner = Manner(
        [_pair(text) for text in maps], [" ".join(head.split()) for head in ignored], encoding or "", dates or "",
        taken_as or "", skip_refused, dry_run,
    )  # fmt: skip
    request = ImportRequest(console.place, point, file, consent, consent_locale, manner)
    with Progress() as progress:
        report = import_file(request, console.asker(), progress.say)
    finish(console, report, values=_values, words=partial(_say, dry_run=dry_run))


def _pair(text: str) -> tuple[str, str]:
    name, equals, head = text.partition("=")
    if not (name and equals and head):
        raise click.UsageError("Write --map like email=Correo.")
    return name.strip(), " ".join(head.split())


def _say(report: ImportReport, *, dry_run: bool) -> None:
    imported = report.imported
    if imported is None:
        return
    form, fates, unproven = imported.form, imported.fates, imported.unproven
    columns = [*form.columns.named, *(f"{sign} ({form.columns.heads[at]})" for sign, at in form.columns.signs)]
    read_as = "UTF-8" if form.encoding == "utf-8" else form.encoding.title()
    say(f"Read as {read_as}; columns: {', '.join(columns)}.")
    if form.columns.unused:
        say(f"Not used: {', '.join(form.columns.unused)}.")
    if imported.dates:
        say(f"Dates have the {'day' if imported.dates == 'dmy' else 'month'} first.")
    told = (
        (fates["new"], "join" if imported.is_written else "would join"),
        (unproven.pending, "of them get nothing yet: they have not confirmed elsewhere"),
        (unproven.undated, "of them without a time of consent"),
        (unproven.unconfirmed, "of them without a confirmed sign-up (double opt-in)"),
        (fates["there"], "are there already and stay as they are"),
        (fates["repeated"], "stand in the file a second time"),
        (fates["ended"], "have left and stay out"),
        (fates["suppressed"], "must not be mailed"),
        (fates["left"], "have left elsewhere and are kept out from now on"),
        (fates["closed"], "were subscribed here and have left elsewhere: they get nothing more"),
        (fates["gone"], "have left elsewhere and were kept out already"),
        (fates["barred"], "are never mailed from now on: their mail came back, or they complained"),
        (fates["stays"], "have left elsewhere, and stay: they have signed up here since"),
        (imported.refused, "can’t be taken"),
    )
    is_of_leavers = any(fates[fate] for fate in ("left", "closed", "gone", "barred", "stays"))
    for number, words in told:
        if number or (words.endswith("join") and not is_of_leavers):
            say(f"{number:>9,} {words}")
    if imported.unlisted:
        say(f"{imported.unlisted:,} more rows have faults that are not told below.")
    if not imported.is_written:
        say("Nothing was written." if dry_run else "Nothing was written: correct the rows, or pass --skip-refused.")


def _values(report: ImportReport) -> dict[str, Any]:
    imported = report.imported
    if imported is None:
        return {"written": False}
    columns, unproven = imported.form.columns, imported.unproven
    return {
        "written": imported.is_written,
        "encoding": imported.form.encoding,
        "dates": imported.dates,
        "columns": {name: number + 1 for name, number in columns.named.items()},
        "signs": [{"tells": sign.value, "column": number + 1} for sign, number in columns.signs],
        "unused": list(columns.unused),
        "rows": {**imported.fates, "refused": imported.refused},
        "unproven": {
            "pending": unproven.pending,
            "undated": unproven.undated,
            "unconfirmed": unproven.unconfirmed,
        },
        "faults": [
            {"code": fault.problem.code, "message": fault.problem.message, "rows": fault.count, "lines": fault.lines}
            for fault in imported.faults
        ],
        "unlisted": imported.unlisted,
    }
