"""`newsletter due` and `send --at`: every point mails at its own time.

In: a home, an open database, the time. Out: appointments kept, taken back, and opened when their time has come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from newsletter.content.load import Content
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail import appointments as kept
from newsletter.mail import ledger
from newsletter.mail.appointments import Appointment, read_time
from newsletter.mail.ledger import Decisions, Round
from newsletter.mail.line import stamp
from newsletter.pipeline.home import Home
from newsletter.pipeline.project import wanted_editions
from newsletter.pipeline.readying import readied
from newsletter.pipeline.sending import STALE, open_mailings, opened_locales
from newsletter.problems import Problem, Severity, error, has_errors, warning


def appoint(
    home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], locales: Sequence[str], at: str,
    decisions: Decisions,
) -> tuple[str, list[Problem]]:  # fmt: skip
    """Keep an appointment: the time as it is told, and what stands in the way of mailing now, as warnings.

    There may be time left to review; what is not ready then is not mailed.
    """
    point = content.points[keys[0].point]
    time = read_time(at, point.time_zone)
    if time is None:
        hint = f'write it like "2023-11-21 09:00"; it is taken as the time in {point.time_zone}'
        return "", [error("bad-time", f"`{at[:40]}` is no time", None, hint)]
    if time <= home.clock():
        return "", [error("past-time", f"{at} has passed", None, "leave --at out to mail now")]
    with connection.transaction(writes=False):
        opened = opened_locales(connection, content.slug, point.slug)
    if all(key.locale in opened for key in keys):
        return "", [error("already-opened", "all of these editions have been opened already", None, "")]
    judged = readied(home.project, content, [key for key in keys if key.locale not in opened], decisions)
    with connection.transaction():
        for locale in locales:
            kept.keep(
                connection, Appointment(content.slug, point.slug, locale, stamp(time), decisions), stamp(home.clock())
            )
    told = time.astimezone(ZoneInfo(point.time_zone)).strftime("%Y-%m-%d %H:%M")
    problems = [replace(each, severity=Severity.WARNING) for each in judged.problems]
    return f"{told} ({point.time_zone})", problems


def take_back(connection: Connection, issue: str, point: str, locales: Sequence[str] | None) -> int:
    """Take appointments back; how many there were."""
    with connection.transaction():
        if locales is None:
            return kept.drop(connection, issue, point)
        return sum(kept.drop(connection, issue, point, locale) for locale in locales)


def open_due(home: Home, connection: Connection, *, late: bool) -> list[Problem]:
    """Open all whose time has come. What is not ready, or long overdue, stays planned and is told."""
    now = home.clock()
    with connection.transaction(writes=False):
        waiting = list(kept.appointments(connection, until=stamp(now)))
    problems: list[Problem] = []
    for each in waiting:
        name = "/".join(filter(None, (each.issue, each.point, each.locale)))
        overdue = now - dt.datetime.fromisoformat(each.due_at)
        if overdue > STALE and not late:
            message = f"{name} was planned for {each.due_at} and has not been opened"
            hint = "`newsletter due --late` opens it now, `newsletter send … --cancel` takes it back"
            problems.append(error("overdue-mailing", message, None, hint))
            continue
        slug, found = home.project.issue_slug(each.issue)
        content, of_content = home.project.content(slug) if slug else (None, [])
        found += [problem for problem in of_content if has_errors([problem])]
        if content is None or has_errors(found):
            problems += found
            continue
        keys, found = wanted_editions(content, (each.point,), (each.locale,) if each.locale else ())
        if not found:
            _, _, found = open_mailings(home, connection, content, keys, each.decisions)
        problems += found
        if has_errors(found):
            problems.append(warning("not-opened", f"{name} is due and can’t be opened", None, "it is tried again"))
            continue
        with connection.transaction():
            kept.drop(connection, each.issue, each.point, each.locale)
    return problems


def unfinished(connection: Connection) -> list[Round]:
    """Rounds that are open and have recipients to go."""
    with connection.transaction(writes=False):
        every = [each for each in ledger.rounds(connection) if each.state == "open"]
        return [each for each in every if ledger.has_unfinished(connection, each.id)]
