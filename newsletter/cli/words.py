"""`translate`: the words of an issue in its languages."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.opening import opened, whole
from newsletter.cli.options import complete_locales, issue_argument, json_option, named
from newsletter.cli.output import exit_with, json_of, print_json, show


@click.command()
@issue_argument
@click.option("--to", "locales", multiple=True, shell_complete=complete_locales, help="Only this locale; repeatable.")
@click.option(
    "--provider",
    type=click.Choice(["none"]),
    default="none",
    show_default=True,
    help="Who fills what is missing; `none` leaves it to people.",
)
@click.option("--minor", metavar="ARTICLE", help="Typos were mended in this article: its reviews stay. Needs --by.")
@click.option("--by", envvar="NEWSLETTER_BY", help="Who says that an edit is minor; recorded in the catalog.")
@json_option
@click.pass_obj
def translate(
    root: Path, issue: str | None, locales: tuple[str, ...], provider: str, minor: str | None, by: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Bring the catalogs up to date with an issue and with the templates.

    New texts are added. A changed one keeps its translation, marked for review, with the source it was made for
    beside it. Moved ones are left alone; gone ones are kept as obsolete and come back when their text does.
    """
    name = named(by) if minor else ""
    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    kept = 0
    if minor:
        import datetime as dt

        from newsletter.pipeline.minor import update_after_minor_edit

        updates, kept, problems = update_after_minor_edit(
            project, content, locales, minor, by=name, today=dt.date.today()
        )
    else:
        from newsletter.pipeline.translate import update_catalogs

        updates, problems = update_catalogs(project, content, locales)
    if as_json:
        files = [
            {"file": u.file, "locale": u.locale, "changes": u.changes, "states": u.states, "written": u.was_written}
            for u in updates
        ]
        counted = {"kept": kept} if minor else {}
        print_json({"issue": slug, "catalogs": files, **counted, "problems": json_of(problems)})
    else:
        for update in updates:
            done = ", ".join(f"{number} {what}" for what, number in update.changes.items() if number)
            missing = f"; {update.states['missing']} to translate" if update.states["missing"] else ""
            click.echo(f"{update.file:<42} {done or 'unchanged'}{missing}")
        if minor:
            click.echo(f"{kept} {'review' if kept == 1 else 'reviews'} kept.")
    show(problems)
    exit_with(problems)
