"""`newsletter due` and `send --at`: every point mails at its own time.

In: an installation, an open database, the time. Out: appointments kept, taken back, and opened when their time has
come.
"""

from __future__ import annotations

import datetime as dt
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
from newsletter.people import proposals
from newsletter.people.detail import Detail, How
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.project import wanted_editions
from newsletter.pipeline.sending.agreeing import people_needed, propose
from newsletter.pipeline.sending.chosen import Wanted
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.mailings import send_command
from newsletter.pipeline.sending.objections import STALE, ended_problem, objection_to_opening
from newsletter.pipeline.sending.opening import open_mailings
from newsletter.pipeline.sending.publishing import update_lists
from newsletter.pipeline.sending.reach import opened_locales
from newsletter.pipeline.sending.recording import NOBODY, note_act
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.problems import Problem, Severity, error, has_errors, warning

_WORK_OF_OTHERS = frozenset({"unreviewed-edition", "untranslated-edition", "pseudo-text", "lost-signature"})


def appoint(
    installation: Installation,
    connection: Connection,
    snapshot: Snapshot,
    keys: Sequence[EditionKey],
    wanted: Wanted,
    typed: str,
    decisions: Decisions,
    by: Signer = NOBODY,
) -> tuple[str, list[Problem]]:
    """Keep an appointment: the time as it is told, and as warnings what others may have mended until then.

    What only an editor's change could mend refuses it, and the time is empty; what is not ready then is not mailed.
    Where another person has to agree, it is asked for, and nothing is kept until they have.
    """
    locales = [key.locale for key in keys] if wanted.locales else [""]
    content = snapshot.content
    point = content.points[keys[0].point]
    time, refused = find_time(typed, point.time_zone, installation.clock())
    if time is None:
        return "", refused
    with connection.transaction(writes=False):
        opened = opened_locales(connection, content.slug, point.slug)
        known = ledger.find_round(connection, content.slug, point.slug)
        needed = people_needed(installation.project.settings, connection, point.slug)
    if known and known.state is RoundState.ENDED:
        return "", [ended_problem(known)]
    if all(key.locale in opened for key in keys):
        return "", [error("already-opened", "all of these editions have been opened already", None, "")]
    waiting = [key for key in keys if key.locale not in opened]
    found = judge_editions(installation, connection, snapshot, waiting, decisions)
    if needed > 1 and has_errors(found.problems):  # nobody can agree to what will be another letter
        return "", found.problems
    if needed > 1:
        asked = propose(installation, connection, content, found.letters, wanted, time, decisions, by)
        return "", [*found.problems, asked]
    problems = [replace(each, severity=Severity.WARNING) if _may_pass(each) else each for each in found.problems]
    if has_errors(problems):
        return "", problems
    with connection.transaction():
        for locale in locales:
            made = Appointment(content.slug, point.slug, locale, time, decisions, point.time_zone)
            kept.keep(connection, made, installation.clock())
        planned = Detail(due_at=time, zone=point.time_zone)
        note_act(connection, by, Act.PLAN, (content.slug, point.slug), installation.clock(), planned)
    forgotten = objection_to_opening(installation, connection, content.slug, point.slug)
    if forgotten:
        problems.insert(0, replace(forgotten, severity=Severity.WARNING))
    return display_time(time, point.time_zone), problems


def find_time(typed: str, zone: str, now: dt.datetime) -> tuple[dt.datetime | None, list[Problem]]:
    """The time that somebody has typed for a point's time zone, or None and why it is none to plan for."""
    if skipped := skipped_hour(typed, zone):
        message = f"{typed.strip()} does not exist in {zone}: summer time begins, and the clocks skip this hour"
        return None, [error("bad-time", message, None, f'write "{skipped[1]}", or "{skipped[0]}"')]
    time = read_time(typed, zone)
    if time is None:
        hint = f'write it like "2023-11-21 09:00"; it is taken as the time in {zone}'
        return None, [error("bad-time", f"`{typed[:40]}` is no time", None, hint)]
    if time <= now:
        return None, [error("past-time", f"{typed} has passed", None, "leave --at out to mail now")]
    return time, []


def _may_pass(problem: Problem) -> bool:
    """True for what stands in the way now and is the work of others until the time comes: translators, reviewers, and
    whoever gives the services their keys.
    """
    is_of_catalogs = problem.location is not None and problem.location.file.startswith("locales/")
    return is_of_catalogs or problem.code in _WORK_OF_OTHERS


def take_back(connection: Connection, wanted: Wanted, by: Signer = NOBODY, now: dt.datetime | None = None) -> int:
    """Take back what was planned, or asked for and not agreed to; how much there was."""
    issue, point = wanted.issue, wanted.point
    with connection.transaction():
        if wanted.locales:
            count = sum(kept.drop(connection, issue, point, locale) for locale in wanted.locales)
        else:
            count = kept.drop(connection, issue, point)
        asked = proposals.find_proposal(connection, issue, point)
        if asked and (count or asked.agreed_by is None) and wanted.locales in ((), asked.terms.locales):
            count = max(count, proposals.drop(connection, issue, point))
        if count:
            note_act(connection, by, Act.PLAN, (issue, point), now or read_clock(), Detail(How.TAKEN_BACK))
    return count


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
