"""`translate`: the words of an issue in its languages."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.awaited_lines import awaited_lines
from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.fill_report import estimate_lines, filled_lines
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_locales, complete_providers, issue_argument, known_provider, named
from newsletter.cli.support.output import Progress, say

if TYPE_CHECKING:
    from newsletter.pipeline.translation.translating import MinorEditReport, TranslateReport
    from newsletter.pipeline.translation.update import Updated

_PEOPLE = "No machine is asked: people translate what is missing."
_NOBODY = (
    "No provider is named: nothing leaves this machine, people translate what is missing. See "
    "docs/operators/machine-translation.md."
)


@click.command()
@issue_argument
@click.option("--to", "locales", multiple=True, shell_complete=complete_locales, help="Only this locale; repeatable.")
@click.option(
    "--provider",
    metavar="NAME",
    callback=known_provider,
    shell_complete=complete_providers,
    help="The machine that fills what is missing; `none` leaves it to people. Without it, those of newsletter.toml.",
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be sent to whom and what it would cost.")
@click.option(
    "--wait",
    type=click.FloatRange(0, 1_440),
    default=0.0,
    metavar="MINUTES",
    help="Wait so long for machines that answer later, and store what comes.",
)
@click.option("--minor", metavar="ARTICLE", help="Typos were mended in this article: its reviews stay. Needs --by.")
@click.option("--by", envvar="NEWSLETTER_BY", help="Who says that an edit is minor; recorded in the catalog.")
@json_option
@click.pass_obj
def translate(
    console: Console, issue: str | None, locales: tuple[str, ...], provider: str | None, is_dry: bool,
    wait: float, minor: str | None, by: str | None,
) -> None:  # fmt: skip
    """Bring the catalogs up to date with an issue and with the templates, and fill what is missing.

    New texts are added. A changed one keeps its translation, marked for review, with the source it was made for
    beside it. Moved ones are left alone; gone ones are kept as obsolete and come back when their text does.

    Then the gaps are filled: from what was translated before, and by the providers named. What a machine has written
    always needs a review, and nothing that a person has written is overwritten. What a machine answers later is stored
    by the next call, or by this one with --wait.
    """
    # As in `build`: millions of values, and next to no circles.
    gc.set_threshold(200_000, 20, 100)
    from newsletter.pipeline.translation import translating

    today = dt.date.today()
    if minor:
        name = named(by)
        if is_dry or wait or provider not in (None, "none"):
            raise click.UsageError("--minor only brings catalogs up to date; fill them with another call.")
        edit = translating.MinorEditRequest(console.place, today, minor, name, issue, locales)
        finish(console, translating.keep_reviews(edit), values=_minor_values, words=_say_kept)
    request = translating.TranslateRequest(console.place, today, issue, locales, provider, is_dry, 60 * wait)
    with Progress() as step:
        watch = translating.TranslateWatch(_say_waiting, step, full=_say_full)
        watch = watch if console.is_json else replace(watch, updated=partial(_say_begun, provider))
        report = translating.translate_issue(request, watch)
    finish(console, report, values=lambda done: _values(done, is_dry), words=_say_filled)


def _values(report: TranslateReport, is_dry: bool) -> dict[str, Any]:
    came = (
        {"estimates": [each.as_json() for each in report.estimates]}
        if is_dry
        else {
            "filled": [each.as_json() for each in report.filled],
            "awaited": [each.as_json() for each in report.awaited],
        }
    )
    return {"issue": report.issue, "catalogs": _catalogs(report.updates), **came}


def _minor_values(report: MinorEditReport) -> dict[str, Any]:
    return {"issue": report.issue, "catalogs": _catalogs(report.updates), "kept": report.kept}


def _catalogs(updates: Sequence[Updated]) -> list[dict[str, Any]]:
    return [
        {"file": u.file, "locale": u.locale, "changes": u.changes, "states": u.states, "written": u.was_written}
        for u in updates
    ]


def _say_begun(provider: str | None, updates: Sequence[Updated], is_anybody: bool) -> None:
    _say_updates(updates)
    if not is_anybody:
        say(_NOBODY if provider is None else _PEOPLE, err=True)


def _say_waiting(locale: str) -> None:
    say(f"another run is filling {locale}; waiting for it to end …", err=True)


def _say_full(provider: str, seconds: float) -> None:
    when = f"it is asked again in {seconds:.0f} s" if seconds else "waiting for an answer"
    say(f"{provider} takes no more requests at present; {when} …", err=True)


def _say_filled(report: TranslateReport) -> None:
    lines = (*estimate_lines(report.estimates), *filled_lines(report.filled), *awaited_lines(report.awaited))
    for line in lines:
        say(line)


def _say_kept(report: MinorEditReport) -> None:
    _say_updates(report.updates)
    say(f"{report.kept} {'review' if report.kept == 1 else 'reviews'} kept.")


def _say_updates(updates: Sequence[Updated]) -> None:
    for update in updates:
        done = ", ".join(f"{number} {what}" for what, number in update.changes.items() if number)
        missing = f"; {update.states['missing']} to translate" if update.states["missing"] else ""
        same = "the same texts; notes and flags renewed" if update.is_renewed else "unchanged"
        say(f"{update.file:<42} {done or same}{missing}")
