"""`translate`: the words of an issue in its languages."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.opening import opened, whole
from newsletter.cli.options import complete_locales, complete_providers, issue_argument, json_option, named, pass_root
from newsletter.cli.output import Progress, exit_with, json_of, print_json, say, show

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.translate import Updated
    from newsletter.problems import Problem

_NOBODY = "No provider is named: nothing leaves this machine, people translate what is missing. See docs/operators.md."


@click.command()
@issue_argument
@click.option("--to", "locales", multiple=True, shell_complete=complete_locales, help="Only this locale; repeatable.")
@click.option(
    "--provider",
    metavar="NAME",
    shell_complete=complete_providers,
    help="The machine that fills what is missing; `none` leaves it to people. Without it, those of newsletter.toml.",
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be sent to whom and what it would cost.")
@click.option("--minor", metavar="ARTICLE", help="Typos were mended in this article: its reviews stay. Needs --by.")
@click.option("--by", envvar="NEWSLETTER_BY", help="Who says that an edit is minor; recorded in the catalog.")
@json_option
@pass_root
def translate(
    root: Path, issue: str | None, locales: tuple[str, ...], provider: str | None, is_dry: bool, minor: str | None,
    by: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Bring the catalogs up to date with an issue and with the templates, and fill what is missing.

    New texts are added. A changed one keeps its translation, marked for review, with the source it was made for
    beside it. Moved ones are left alone; gone ones are kept as obsolete and come back when their text does.

    Then the gaps are filled: from what was translated before, and by the providers named. What a machine has written
    always needs a review, and nothing that a person has written is overwritten.
    """
    _known(provider)
    name = named(by) if minor else ""
    if minor and (is_dry or provider not in (None, "none")):
        raise click.UsageError("--minor only brings catalogs up to date; fill them with another call.")
    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    if minor:
        _minor(project, content, locales, minor, name, as_json)
    else:
        _fill(project, content, locales, provider, is_dry, as_json)


def _known(provider: str | None) -> None:
    from newsletter.problems import nearest
    from newsletter.provider_settings import NAMES

    if provider is not None and provider not in (*NAMES, "none"):
        hint = nearest(provider, NAMES) or "there are: " + ", ".join((*NAMES, "none"))
        raise click.BadParameter(f"no provider is called `{provider}`; {hint}", param_hint="--provider")


def _minor(project: Project, content: Content, locales: tuple[str, ...], article: str, by: str, as_json: bool) -> None:
    from newsletter.pipeline.minor import update_after_minor_edit

    updates, kept, problems = update_after_minor_edit(project, content, locales, article, by=by, today=dt.date.today())
    if as_json:
        print_json({"issue": content.slug, "catalogs": _catalogs(updates), "kept": kept, "problems": json_of(problems)})
    else:
        _say_updates(updates)
        say(f"{kept} {'review' if kept == 1 else 'reviews'} kept.")
    show(problems)
    exit_with(problems)


def _fill(
    project: Project, content: Content, locales: tuple[str, ...], provider: str | None, is_dry: bool, as_json: bool
) -> None:
    from newsletter.cli.filling import estimate_lines, filled_lines
    from newsletter.pipeline.filling import estimates, fill_catalogs, request_of
    from newsletter.pipeline.translate import update_catalogs
    from newsletter.problems import has_errors

    updates, problems = update_catalogs(project, content, locales, is_dry=is_dry)
    every = list(dict.fromkeys(update.locale for update in updates))
    request = request_of(project, provider, os.environ)
    lacks = request.problems(every)
    if not as_json:
        _say_updates(updates)
        if not request.is_anybody(every):
            say(_NOBODY, err=True)
    values: list[dict[str, Any]] = []
    lines: list[str] = []
    today = dt.date.today()
    if has_errors(lacks):
        faults: list[Problem] = []
    elif is_dry:
        guesses, faults = estimates(project, content, updates, request, today=today)
        values, lines = [each.as_json() for each in guesses], estimate_lines(guesses)
    else:
        with Progress() as progress:
            found, faults = fill_catalogs(
                project, content, updates, request, today=today, progress=progress, waiting=_say_waiting
            )
        values, lines = [each.as_json() for each in found], filled_lines(found)
    problems += [*lacks, *faults]
    if as_json:
        filled = {"estimates" if is_dry else "filled": values}
        print_json({"issue": content.slug, "catalogs": _catalogs(updates), **filled, "problems": json_of(problems)})
    else:
        for line in lines:
            say(line)
    show(problems)
    exit_with(problems)


def _say_waiting(locale: str) -> None:
    say(f"another run is filling {locale}; waiting for it to end …", err=True)


def _catalogs(updates: list[Updated]) -> list[dict[str, Any]]:
    return [
        {"file": u.file, "locale": u.locale, "changes": u.changes, "states": u.states, "written": u.was_written}
        for u in updates
    ]


def _say_updates(updates: list[Updated]) -> None:
    for update in updates:
        done = ", ".join(f"{number} {what}" for what, number in update.changes.items() if number)
        missing = f"; {update.states['missing']} to translate" if update.states["missing"] else ""
        say(f"{update.file:<42} {done or 'unchanged'}{missing}")
