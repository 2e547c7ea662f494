"""`mailings`: what went out, how it goes on, what came back; counts per locale, never a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.opening import opened, project_of
from newsletter.cli.options import complete_issues, complete_points, json_option, pass_root
from newsletter.cli.output import print_json, say
from newsletter.cli.subscribers import told_by_database

if TYPE_CHECKING:
    from newsletter.pipeline.mailings import Report


@click.command()
@click.option("--issue", default="", shell_complete=complete_issues, help="Only this issue.")
@click.option("--point", default="", shell_complete=complete_points, help="Only this point.")
@json_option
@pass_root
def mailings(root: Path, issue: str, point: str, as_json: bool) -> None:
    """Show the mailings: how far each is, its rate and finish time, what was refused and why, what came back."""
    import datetime as dt

    from newsletter.mail.appointments import told_in
    from newsletter.pipeline.mailings import planned, reports
    from newsletter.pipeline.subscribers import opened_database

    project = project_of(root, as_json)
    with told_by_database(as_json), opened_database(project) as connection:
        found = list(reports(connection, dt.datetime.now(dt.UTC), issue=issue, point=point))
        waiting = [each for each in planned(connection) if issue in ("", each.issue) and point in ("", each.point)]
    if issue and not found and not waiting:
        opened(root, issue, as_json)  # a name that no issue has is said
    if as_json:
        plans = [
            {
                "issue": each.issue,
                "point": each.point,
                "locale": each.locale,
                "at": each.due_at,
                "time-zone": each.time_zone,
            }
            for each in waiting
        ]
        print_json({"mailings": [report.as_json() for report in found], "planned": plans, "problems": []})
        return
    for report in found:
        say("\n".join(in_words(report)))
    for each in waiting:
        say(f"{each.name}: planned for {told_in(each.due_at, each.time_zone)}")
    if not found and not waiting:
        say("Nothing has been mailed, and nothing is planned.")


_EVENTS = {
    "hard-bounce": "bounced",
    "soft-bounce": "bounced for now",
    "complaint": "complained",
    "left": "left",
    "switched": "switched language",
}


def in_words(report: Report) -> Iterator[str]:
    """A round as people read it."""
    from newsletter.mail.appointments import told_in

    of = report.round
    head = f"{of.name}: {report.standing}"
    if report.standing == "paused":
        head += f" ({of.pause_reason or 'by hand'})"
    yield f"{head}; {report.total('accepted'):,} of {report.total():,} accepted"
    for locale, counts in report.states.items():
        parts = [f"{counts[state]:,} {state}" for state in counts if counts[state]]
        back = report.events.get(locale)
        parts += [f"{back[kind]:,} {words}" for kind, words in _EVENTS.items() if back and back[kind]]
        yield f"  {locale:<8} {', '.join(parts) or 'no recipients'}"
    for (state, reason, words), count in report.reasons.most_common():
        yield f"  {count:>6,} {state}: {reason}{f' – {words}' if words else ''}"
    for locale, decided in report.decisions.items():
        for what, decision in (("released unreviewed", decided.release), ("left untranslated", decided.untranslated)):
            if decision.reason:
                yield f"  {locale}: {what} by {decision.by}: {decision.reason}"
    if of.ended_at:
        yield f"  ended {told_in(of.ended_at, of.time_zone)} by {of.ended_by}: {of.end_reason}"
    if of.restored_at:
        how = f"`newsletter resume {of.issue} --point {of.point} --restored`"
        yield f"  mailed after the backup was made that this database was restored from: {how}"
    if report.is_running and report.rate:
        done = f", done about {told_in(report.finish, of.time_zone)}" if report.finish else ""
        yield f"  {report.rate:,.0f} a minute{done}"
    elif report.next_attempt:
        yield f"  the next attempt is due {told_in(report.next_attempt, of.time_zone)}"
