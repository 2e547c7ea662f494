"""`status` and `review`: how far the words of an issue are, and what people decide about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.opening import opened, whole_snapshot
from newsletter.cli.options import complete_locales, issue_argument, json_option, named, pass_root
from newsletter.cli.output import exit_with, json_of, painted, print_json, say, show, wants_colour

if TYPE_CHECKING:
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.review import Entry
    from newsletter.pipeline.status import Readiness
    from newsletter.translate.memory import Match

_MARKS = {
    "ready": ("●", "32"),
    "to review": ("◐", "33"),
    "stale": ("↻", "35"),
    "unusable": ("✗", "31"),
    "missing": ("○", "31"),
}
"""A mark and a colour for each standing; the word stands beside them, so neither is needed to understand it."""
_COLUMNS = {"reviewed": 9, "to review": 10, "stale": 6, "unusable": 9, "missing": 8, "problems": 9}


@click.command()
@issue_argument
@json_option
@pass_root
def status(root: Path, issue: str | None, as_json: bool) -> None:
    """Show how far each edition is: its texts by state.

    \b
    ● ready       every text is reviewed
    ◐ to review   every text is there, some have to be read
    ↻ stale       the source of some has changed since they were translated
    ✗ unusable    some are broken, as by a lost tag: `newsletter check` says where
    ○ missing     some are not translated
    """  # noqa: D301
    from newsletter.pipeline.status import readiness

    project, slug = opened(root, issue, as_json)
    board, problems = readiness(whole_snapshot(project, slug))
    if as_json:
        print_json({"issue": slug, "editions": [row.as_json() for row in board], "problems": json_of(problems)})
    else:
        colour = wants_colour()
        heads = " ".join(f"{name:>{width}}" for name, width in _COLUMNS.items())
        say(f"{'edition':<22} {heads}")
        for row in board:
            say(_row(row, colour))
    show(problems)
    exit_with(problems)


def _row(row: Readiness, colour: bool) -> str:
    mark, paint = _MARKS[row.standing]
    states = row.states
    missing = states["missing"] - row.unusable
    counts = (states["reviewed"], states["needs-review"], row.stale, row.unusable, missing, row.problems)
    figures = " ".join(f"{count:>{width}}" for count, width in zip(counts, _COLUMNS.values(), strict=True))
    return f"{row.edition:<22} {figures}  {painted(f'{mark} {row.standing}', paint, colour)}"


@click.command()
@issue_argument
@click.option("--locale", required=True, shell_complete=complete_locales, help="The language to review.")
@click.option("--point", default="", help="Only the texts that the edition of this point needs.")
@click.option("--document", default="", metavar="PATH", help="Only the texts of `articles/heerlen`, `chrome`, …")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["missing", "unusable", "stale", "needs-review", "reviewed"]),
    help="Only texts in this state; repeatable.",
)
@click.option("--problem", default="", metavar="CODE", help="Only texts with this problem, such as `too-long`.")
@click.option("--accept", multiple=True, metavar="ID", help="This translation is right; repeatable.")
@click.option("--reject", multiple=True, metavar="ID", help="This translation is wrong; repeatable. Its text is kept.")
@click.option(
    "--accept-shown", default="", metavar="MARK", help="All that was shown is right; below it stands its mark."
)
@click.option("--by", envvar="NEWSLETTER_BY", help="Who decides; recorded in the catalog.")
@click.option("--unnamed", is_flag=True, help="Only a machine's texts that are reviewed by nobody named.")
@click.option("--all", "everything", is_flag=True, help="List reviewed and missing texts too.")
@json_option
@pass_root
def review(
    root: Path, issue: str | None, locale: str, point: str, document: str, states: tuple[str, ...], problem: str,
    accept: tuple[str, ...], reject: tuple[str, ...], accept_shown: str, by: str | None, unnamed: bool,
    everything: bool, as_json: bool,
) -> None:  # fmt: skip
    """List what a person has to read in one language, and record what they decide.

    Only a person reviews: a translation counts as reviewed once somebody has accepted it by name. A changed source is
    shown with [-what has gone-] and {+what has come+}; for texts that are missing or stale, so are near ones of before.
    """
    from newsletter.pipeline import review as reviewing

    project, slug = opened(root, issue, as_json)
    _known_locale(project, slug, locale, point)
    _known_problem(problem, reviewing.PROBLEMS)
    if both := set(accept) & set(reject):
        raise click.UsageError(f"{', '.join(sorted(both))} can't be accepted and rejected at once.")
    if accept or reject:
        _decide(project, slug, locale, accept, reject, named(by), as_json)
    every, problems = reviewing.entries(project, slug, locale)
    _known_document(document, reviewing.documents(every))
    if point:
        every = reviewing.of_point(every, project, slug, point, locale)
    if unnamed:
        every = reviewing.unnamed(every)
    if not (document or states or problem or unnamed or everything):
        states = ("needs-review",)
    entries = reviewing.chosen(every, document, states, problem)
    ready = reviewing.acceptable(entries)
    mark = reviewing.shown_mark(ready)
    if accept_shown:
        if accept_shown != mark:
            raise click.UsageError("These are not the texts that were shown; list them again and take the mark below.")
        _decide(project, slug, locale, [entry.id for entry in ready], (), named(by), as_json)
    near = reviewing.suggestions(project, locale, entries)
    if as_json:
        units = [
            entry.as_json() | ({"near": [match.as_json() for match in near[entry.id]]} if entry.id in near else {})
            for entry in entries
        ]
        values = {"issue": slug, "locale": locale, "units": units, "accept_shown": mark, "problems": json_of(problems)}
        print_json(values)
    else:
        _list(entries, near, wants_colour())
        what = "to review" if states == ("needs-review",) else "text" if len(entries) == 1 else "texts"
        say(f"\n{len(entries)} {what} in {locale}.")
        if document and ready:
            these = "it" if len(ready) == 1 else f"these {len(ready)}"
            say(f'To accept {these} as shown, run the same with `--accept-shown {mark} --by "Your Name"`.')
    show(problems)
    exit_with(problems)


def _list(entries: Sequence[Entry], near: Mapping[str, Sequence[Match]], colour: bool) -> None:
    from newsletter.translate.difference import marked, runs

    paint = partial(painted, colour=True) if colour else None
    for entry in entries:
        unit = entry.translation
        stale = ", the source has changed" if unit.is_stale else ""
        state = entry.state if entry.is_unusable else unit.state.value
        codes = f" {painted(', '.join(entry.codes), '31', colour)}" if entry.codes else ""
        say(f"{painted(entry.id, '1', colour)}  {unit.context or 'template'}  ({state}{stale}){codes}")
        for wrong in entry.problems:
            say(f"    ! {wrong.message}")
        if unit.is_stale:
            say(f"    {marked(runs(unit.previous, unit.source), paint=paint)}")
        else:
            say(f"    {unit.source}")
        for target in unit.targets:
            say(f"    → {target}")
        for comment in unit.comments:
            say(f"    # {comment}")
        for match in near.get(entry.id, ()):
            say(f"    ≈ {match.score:.0f} % {match.issue}: {marked(runs(match.source, unit.source), paint=paint)}")
            say(f"      → {match.targets[0]}")


def _decide(
    project: Project, slug: str, locale: str, accept: Sequence[str], reject: Sequence[str], by: str, as_json: bool
) -> None:
    import datetime as dt

    from newsletter.pipeline.review import decide

    changed, problems = decide(project, slug, locale, accept=accept, reject=reject, by=by, today=dt.date.today())
    if as_json:
        print_json({"issue": slug, "locale": locale, "changed": changed, "problems": json_of(problems)})
    else:
        say(f"{changed} {'translation' if changed == 1 else 'translations'} changed.")
    show(problems)
    exit_with(problems)


def _known_document(document: str, known: Sequence[str]) -> None:
    from newsletter.problems import nearest

    begun = document.rstrip("/")
    if begun and not any(f"{name}/".startswith(f"{begun}/") or f"{begun}/".startswith(f"{name}/") for name in known):
        hint = nearest(document, known)
        raise click.UsageError(f"No text belongs to `{document}`{'; ' + hint if hint else ''}.")


def _known_problem(problem: str, known: Sequence[str]) -> None:
    from newsletter.problems import nearest

    if problem and problem not in known:
        hint = nearest(problem, known) or f"there are: {', '.join(known)}"
        raise click.UsageError(f"No text can have the problem `{problem}`; {hint}.")


def _known_locale(project: Project, slug: str, locale: str, point: str) -> None:
    from newsletter.edition import editions_of
    from newsletter.problems import nearest

    content, _ = project.content(slug)
    keys = editions_of(content)
    points = {key.point for key in keys}
    if point and point not in points:
        raise click.UsageError(f"No point is called `{point}`; {nearest(point, points) or ', '.join(sorted(points))}.")
    known = {key.locale for key in keys if point in ("", key.point)}
    if locale not in known:
        hint = nearest(locale, known)
        who = f"The point `{point}` does not write" if point else "No point writes"
        raise click.UsageError(f"{who} in `{locale}`{'; ' + hint if hint else ''}.")
