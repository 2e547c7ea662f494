"""`translate`, `status` and `review`: the words of an issue in its languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.opening import opened, whole
from newsletter.cli.options import complete_locales, issue_argument, json_option
from newsletter.cli.output import exit_with, json_of, print_json, show

if TYPE_CHECKING:
    from newsletter.pipeline.project import Project


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
@json_option
@click.pass_obj
def translate(root: Path, issue: str | None, locales: tuple[str, ...], provider: str, as_json: bool) -> None:
    """Bring the catalogs up to date with an issue and with the templates.

    New texts are added. A changed one keeps its translation, marked for review, with the source it was made for
    beside it. Moved ones are left alone; gone ones are kept as obsolete and come back when their text does.
    """
    from newsletter.pipeline.translate import update_catalogs

    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    updates, problems = update_catalogs(project, content, locales)
    if as_json:
        files = [
            {"file": u.file, "locale": u.locale, "changes": u.changes, "states": u.states, "written": u.was_written}
            for u in updates
        ]
        print_json({"issue": slug, "catalogs": files, "problems": json_of(problems)})
    else:
        for update in updates:
            done = ", ".join(f"{number} {what}" for what, number in update.changes.items() if number)
            missing = f"; {update.states['missing']} to translate" if update.states["missing"] else ""
            click.echo(f"{update.file:<42} {done or 'unchanged'}{missing}")
    show(problems)
    exit_with(problems)


@click.command()
@issue_argument
@json_option
@click.pass_obj
def status(root: Path, issue: str | None, as_json: bool) -> None:
    """Show how far each edition is: its texts by state."""
    from newsletter.pipeline.review import readiness

    project, slug = opened(root, issue, as_json)
    board, problems = readiness(project, whole(project, slug))
    if as_json:
        rows = [{"edition": r.edition, "states": r.states, "stale": r.stale, "ready": r.is_ready} for r in board]
        print_json({"issue": slug, "editions": rows, "problems": json_of(problems)})
    else:
        click.echo(f"{'edition':<22} {'reviewed':>9} {'to review':>10} {'stale':>6} {'missing':>8}")
        for row in board:
            states = row.states
            mark = "● ready" if row.is_ready else "○" if states["missing"] else "◐"
            click.echo(
                f"{row.edition:<22} {states['reviewed']:>9} {states['needs-review']:>10} {row.stale:>6} "
                f"{states['missing']:>8}  {mark}"
            )
    show(problems)
    exit_with(problems)


@click.command()
@issue_argument
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language to review.")
@click.option("--accept", multiple=True, metavar="ID", help="This translation is right; repeatable.")
@click.option("--reject", multiple=True, metavar="ID", help="This translation is wrong and is emptied; repeatable.")
@click.option("--by", envvar="NEWSLETTER_BY", help="Who decides; recorded in the catalog.")
@click.option("--all", "everything", is_flag=True, help="List reviewed and missing texts too.")
@json_option
@click.pass_obj
def review(
    root: Path, issue: str | None, locale: str, accept: tuple[str, ...], reject: tuple[str, ...], by: str | None,
    everything: bool, as_json: bool,
) -> None:  # fmt: skip
    """List what a person has to read in one language, and record what they decide.

    Only a person reviews: a translation counts as reviewed once somebody has accepted it by name.
    """
    import datetime as dt

    from newsletter.pipeline import review as reviewing

    project, slug = opened(root, issue, as_json)
    _known_locale(project, slug, locale)
    if both := set(accept) & set(reject):
        raise click.UsageError(f"{', '.join(sorted(both))} can't be accepted and rejected at once.")
    if accept or reject:
        name = (by or "").strip()
        if not name or not name.isprintable():
            raise click.UsageError("Say who decides: --by NAME, or NEWSLETTER_BY in the environment.")
        today = dt.date.today()
        changed, problems = reviewing.decide(project, slug, locale, accept=accept, reject=reject, by=name, today=today)
        if as_json:
            print_json({"issue": slug, "locale": locale, "changed": changed, "problems": json_of(problems)})
        else:
            click.echo(f"{changed} {'translation' if changed == 1 else 'translations'} changed.")
        show(problems)
        exit_with(problems)
    entries, problems = reviewing.entries(project, slug, locale)
    if not everything:
        entries = [entry for entry in entries if entry.translation.state.value == "needs-review"]
    if as_json:
        units = [entry.as_json() for entry in entries]
        print_json({"issue": slug, "locale": locale, "units": units, "problems": json_of(problems)})
    else:
        for entry in entries:
            unit = entry.translation
            stale = ", the source has changed" if unit.is_stale else ""
            click.echo(f"{entry.id}  {unit.context or 'template'}  ({unit.state.value}{stale})")
            if unit.previous:
                click.echo(f"    was:  {unit.previous}")
            click.echo(f"    {unit.source}")
            for target in unit.targets:
                click.echo(f"    → {target}")
        click.echo(
            f"\n{len(entries)} to review in {locale}." if not everything else f"\n{len(entries)} texts in {locale}."
        )
    show(problems)
    exit_with(problems)


def _known_locale(project: Project, slug: str, locale: str) -> None:
    from newsletter.edition import editions_of
    from newsletter.problems import nearest

    content, _ = project.content(slug)
    known = {key.locale for key in editions_of(content)}
    if locale not in known:
        hint = nearest(locale, known)
        raise click.UsageError(f"No point writes in `{locale}`{'; ' + hint if hint else ''}.")
