"""`newsletter due` and `send --at`: every point mails at its own time.

In: an installation, an open database, the time. Out: appointments kept, taken back, and opened when their time has
come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsletter.content.scope import problems_for
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery import schedule as kept
from newsletter.mail.delivery.rows import Decisions
from newsletter.mail.delivery.schedule import Appointment, display_time, read_time, skipped_hour
from newsletter.mail.delivery.states import RoundState
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.project import wanted_editions
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.mailings import send_command
from newsletter.pipeline.sending.objections import STALE, ended_problem, objection_to_opening
from newsletter.pipeline.sending.opening import open_mailings
from newsletter.pipeline.sending.publishing import update_lists
from newsletter.pipeline.sending.reach import opened_locales
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.problems import Problem, Severity, error, has_errors, warning

_WORK_OF_OTHERS = frozenset({"unreviewed-edition", "untranslated-edition", "pseudo-text", "lost-signature"})


def appoint(
    installation: Installation,
    connection: Connection,
    snapshot: Snapshot,
    keys: Sequence[EditionKey],
    locales: Sequence[str],
    typed: str,
    decisions: Decisions,
) -> tuple[str, list[Problem]]:
    """Keep an appointment: the time as it is told, and as warnings what others may have mended until then.

    What only an editor's change could mend refuses it, and the time is empty; what is not ready then is not mailed.
    """
    content = snapshot.content
    point = content.points[keys[0].point]
    time = read_time(typed, point.time_zone)
    skipped = skipped_hour(typed, point.time_zone)
    if skipped:
        message = (
            f"{typed.strip()} does not exist in {point.time_zone}: summer time begins, and the clocks skip this hour"
        )
        return "", [error("bad-time", message, None, f'write "{skipped[1]}", or "{skipped[0]}"')]
    if time is None:
        hint = f'write it like "2023-11-21 09:00"; it is taken as the time in {point.time_zone}'
        return "", [error("bad-time", f"`{typed[:40]}` is no time", None, hint)]
    if time <= installation.clock():
        return "", [error("past-time", f"{typed} has passed", None, "leave --at out to mail now")]
    with connection.transaction(writes=False):
        opened = opened_locales(connection, content.slug, point.slug)
        known = ledger.find_round(connection, content.slug, point.slug)
    if known and known.state is RoundState.ENDED:
        return "", [ended_problem(known)]
    if all(key.locale in opened for key in keys):
        return "", [error("already-opened", "all of these editions have been opened already", None, "")]
    found = judge_editions(
        installation, connection, snapshot, [key for key in keys if key.locale not in opened], decisions
    )
    problems = [replace(each, severity=Severity.WARNING) if _may_pass(each) else each for each in found.problems]
    if has_errors(problems):
        return "", problems
    with connection.transaction():
        for locale in locales:
            made = Appointment(content.slug, point.slug, locale, time, decisions, point.time_zone)
            kept.keep(connection, made, installation.clock())
    forgotten = objection_to_opening(installation, connection, content.slug, point.slug)
    if forgotten:
        problems.insert(0, replace(forgotten, severity=Severity.WARNING))
    return display_time(time, point.time_zone), problems


def _may_pass(problem: Problem) -> bool:
    """True for what stands in the way now and is the work of others until the time comes: translators, reviewers, and
    whoever gives the services their keys.
    """
    is_of_catalogs = problem.location is not None and problem.location.file.startswith("locales/")
    return is_of_catalogs or problem.code in _WORK_OF_OTHERS


def take_back(connection: Connection, issue: str, point: str, locales: Sequence[str] | None) -> int:
    """Take appointments back; how many there were."""
    with connection.transaction():
        if locales is None:
            return kept.drop(connection, issue, point)
        return sum(kept.drop(connection, issue, point, locale) for locale in locales)


def open_due(installation: Installation, connection: Connection, *, late: bool) -> list[Problem]:
    """Open all whose time has come. What is not ready, long overdue or in doubt stays planned and is told."""
    now = installation.clock()
    with connection.transaction(writes=False):
        waiting = list(kept.appointments(connection, until=now))
    problems: list[Problem] = []
    has_opened = False
    for each in waiting:
        overdue = now - each.due_at
        forgotten = objection_to_opening(installation, connection, each.issue, each.point)
        if overdue > STALE and not late:
            message = f"{each.name} was planned for {display_time(each.due_at, each.time_zone)} and has not been opened"
            which = send_command(each)
            hint = f"`{which}` mails it now, `{which} --cancel` takes it back; `newsletter due --late` opens all such"
            problems.append(error("overdue-mailing", message, None, hint))
            continue
        found = [forgotten] if forgotten else _open(installation, connection, each)
        problems += found
        if has_errors(found):
            problems.append(warning("not-opened", f"{each.name} is due and can’t be opened", None, "it is tried again"))
            continue
        has_opened = True
        with connection.transaction():
            kept.drop(connection, each.issue, each.point, each.locale)
    if has_opened:
        problems += update_lists(installation.project, connection)
    return list(dict.fromkeys(problems))


def _open(installation: Installation, connection: Connection, due: Appointment) -> list[Problem]:
    """Open the mailings of an appointment; only what its own issue and point show may stand in the way."""
    slug, found = installation.project.issue_slug(due.issue)
    if slug is None:
        return found
    snapshot = open_snapshot(installation.project, slug)
    own = problems_for(snapshot.content, due.point, list(snapshot.of_content))
    found = [each for each in own if has_errors([each])]
    if found:
        return found
    keys, found = wanted_editions(snapshot.content, (due.point,), (due.locale,) if due.locale else ())
    if found:
        return found
    return open_mailings(installation, connection, snapshot, keys, due.decisions)[2]
