"""Use cases: people of the home are mailed what waits for them, and operators what has stopped.

In: a place that is the home, the time, the report of a run of `due`. Out: who was mailed to. A day is claimed in the
database before a mail leaves: who runs this again, or at the same time, mails nobody twice. What a server does not take
now is tried by the next run.

The timer calls this each minute: what is needed only to write to somebody is imported then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.database import Connection, DatabaseError, absolute, is_there
from newsletter.mail.message.dkim import read_keys
from newsletter.mail.message.template import Message
from newsletter.people import notices, store, troubles
from newsletter.people.notices import NoticeState
from newsletter.people.roles import OF_WHAT, RoleKind
from newsletter.people.store import Person, is_operator
from newsletter.pipeline.at_home import database_at
from newsletter.pipeline.editing.listing import everything_at, points_at
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.notices.hours import day_of, is_morning_over
from newsletter.pipeline.notices.mailings import waiting_mailings
from newsletter.pipeline.people.things import secretariat_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, RefusedError, project_at, refuse, reporting
from newsletter.problems import Location, Problem, Severity, error, has_errors, warning
from newsletter.settings.project import FILE
from newsletter.web.mailer import NotPostedError, Post, mailer_of

if TYPE_CHECKING:
    from newsletter.content.model import NationalPoint
    from newsletter.pipeline.use_case import Report
    from newsletter.studio.notice_letter import NoticeMailer
    from newsletter.studio.words import Words

_TOLD_BY_FACTS = frozenset({"uncertain-deliveries", "restored-database", "not-opened"})
"""Codes of `due` behind which stands a mailing that the database names better."""


@dataclass(frozen=True, slots=True)
class NoticesReport:
    """Names of the people who were mailed what waits for them; of those for whom nothing waits, or who were told today
    already; and of those whose mail a server has put off.
    """

    mailed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _House:
    """Who writes, and by which servers."""

    project: Project
    mailer: NoticeMailer
    post: Post = field(repr=False)


@reporting
def mail_notices(place: Place, now: dt.datetime) -> NoticesReport:
    """Mail everybody what waits for them, who has not been told today; whoever has switched it off is left out."""
    house = _open_house(place)
    if not house.mailer.site:
        message = "nothing says under which address people sign in, so no page can be named to them"
        hint = 'write `site = "https://studio.example.org"` below `[studio]`, or set NEWSLETTER_STUDIO_SITE'
        refuse([error("studio-without-site", message, Location(FILE), hint)])
    with database_at(house.project) as connection:
        with connection.transaction(writes=False):
            people = [person for person in store.list_people(connection) if person.has_notices]
        return _mail_digests(house, connection, people, now)


def mail_from_timer(place: Place, report: Report, now: dt.datetime) -> list[Problem]:
    """After a run of `due`: operators are told of what needs them, and people once a day of what waits for them.

    What keeps that from being mailed comes back as warnings: mailing itself is not held up by it.
    """
    try:
        project = project_at(place)
        if not is_there(absolute(project.settings.database.url, project.root)):
            return []
        with database_at(project) as connection:
            with connection.transaction(writes=False):
                people = store.list_people(connection)
            if not people:
                return []
            found = _mail_alarms(place, connection, [each for each in people if is_operator(each)], report, now)
            return found + _mail_days(place, connection, people, now)
    except (RefusedError, DatabaseError) as fault:
        problems = fault.problems if isinstance(fault, RefusedError) else ()
        told = {each.code for each in report.problems}
        return [_as_warning(each) for each in problems if each.code not in told]


def _as_warning(problem: Problem) -> Problem:
    message = f"nobody was told what waits for them: {problem.message}"
    return warning("notice-not-mailed", message, problem.location, problem.hint)


def _open_house(place: Place) -> _House:
    from newsletter.studio.notice_letter import NoticeMailer

    project = project_at(place)
    content, problems = everything_at(project)  # also where there is no issue yet, or none can be read
    if not content.points:
        refuse(problems, "Mend these first: no point can be read, so nobody can write.")
    post, found = mailer_of(project.settings, content.points, place.environ)
    folder = place.environ.get(DKIM_KEYS)
    keys, bad_keys = read_keys(Path(folder)) if folder else ([], [])
    if post is None or has_errors(bad_keys):
        refuse([*found, *bad_keys])
    point = secretariat_of(content.points)
    mailer = NoticeMailer(point, project.settings.studio.site, content.points, keys)
    return _House(project, mailer, post)


def _mail_days(place: Place, connection: Connection, people: Sequence[Person], now: dt.datetime) -> list[Problem]:
    """The timer's part of the day's mails: for whoever is up, and has not been looked after today."""
    project = project_at(place)
    if not project.settings.studio.site:
        return []
    with connection.transaction(writes=False):
        # First by the day in Greenwich, which needs no file: for all but a few hours of the day that is the answer.
        wanted = [each for each in people if each.has_notices and notices.is_day_open(connection, each.id, now.date())]
    points = points_at(project) if wanted else {}
    with connection.transaction(writes=False):
        wanted = [each for each in wanted if points and _is_time(connection, each, points, now)]
    if not wanted:
        return []
    report = _mail_digests(_open_house(place), connection, wanted, now)
    return list(report.problems)


def _is_time(connection: Connection, person: Person, points: Mapping[str, NationalPoint], now: dt.datetime) -> bool:
    is_open = notices.is_day_open(connection, person.id, day_of(person, points, now))
    return is_open and is_morning_over(person, points, now)


def _mail_digests(house: _House, connection: Connection, people: Collection[Person], now: dt.datetime) -> NoticesReport:
    from newsletter.pipeline.notices.waiting import find_waiting

    mailed, left, put_off, problems = [], [], [], []
    waits = find_waiting(house.project, connection, people, now)
    for person in people:
        day = day_of(person, house.mailer.points, now)
        if not waits[person.id]:
            with connection.transaction():
                notices.note_nothing(connection, person.id, day)
            left.append(person.name)
            continue
        message = house.mailer.compose_digest(person, waits[person.id], _words_of(person, house.mailer), now)
        with connection.transaction():
            is_ours = notices.claim_day(connection, person.id, day)
        if not is_ours:
            left.append(person.name)
            continue
        fault = _post(house, person, message)
        if fault is None:
            state = NoticeState.MAILED
            mailed.append(person.name)
        else:
            state = NoticeState.PUT_OFF if fault.is_passing else NoticeState.REFUSED
            problems.append(_not_mailed(person, fault))
            put_off += [person.name] * fault.is_passing
        with connection.transaction():
            notices.settle_day(connection, person.id, day, state)
    return NoticesReport(tuple(mailed), tuple(left), tuple(put_off), tuple(problems))


def _mail_alarms(
    place: Place, connection: Connection, operators: Sequence[Person], report: Report, now: dt.datetime
) -> list[Problem]:
    """Note what needs an operator, and mail what none of them has been told."""
    project = project_at(place)
    mailings = {each.name: each for each in waiting_mailings(project, connection, now)}
    others = {f"due/{each.code}": each for each in report.problems if _is_other(each, has_mailings=bool(mailings))}
    with connection.transaction():
        troubles.note_troubles(connection, [*mailings, *others], now)
        urgent = dict.fromkeys(mailings, True) | dict.fromkeys(others, False)
        claimed = troubles.claim_untold(connection, urgent, now)
    if not claimed:
        return []
    is_told, problems = False, []
    try:
        house = _open_house(place)
        waits = [mailings[name] for name in claimed if name in mailings]
        told = [others[name] for name in claimed if name in others]
        for person in operators:
            message = house.mailer.compose_alarm(person, waits, told, _words_of(person, house.mailer), now)
            fault = _post(house, person, message)
            is_told = is_told or fault is None
            problems += [_not_mailed(person, fault)] if fault else []
    finally:
        with connection.transaction():
            troubles.settle_told(connection, claimed, now, is_told=is_told)
    return problems


def _is_other(problem: Problem, *, has_mailings: bool) -> bool:
    """True for what no mailing of the database stands for: such as a secret that is missing."""
    is_told = problem.code in _TOLD_BY_FACTS or (problem.code == "mailing-stopped" and has_mailings)
    return problem.severity is Severity.ERROR and not is_told


def _post(house: _House, person: Person, message: Message) -> NotPostedError | None:
    point = house.mailer.point
    try:
        house.post(point.slug, point.from_.address, person.address, message)
    except NotPostedError as fault:
        return fault
    return None


def _not_mailed(person: Person, fault: NotPostedError) -> Problem:
    hint = (
        "the next `newsletter due` or `newsletter notices` tries again"
        if fault.is_passing
        else "look at the address: `newsletter people list` shows it"
    )
    return warning("notice-not-mailed", f"no mail server took the mail to {person.name}: {fault.reason}", None, hint)


def _words_of(person: Person, mailer: NoticeMailer) -> Words:
    """A person's own language, else one of what they are here for; their browser is not asked."""
    from newsletter.studio.words import words_for

    points = [role.of for role in person.roles if role.kind is RoleKind.POINT]
    of_points = [locale for name in points if name in mailer.points for locale in mailer.points[name].locales]
    reviewed = [role.of for role in person.roles if OF_WHAT.get(role.kind) == "locale"]
    return words_for([wish for wish in (person.locale, *of_points, *reviewed) if wish])
