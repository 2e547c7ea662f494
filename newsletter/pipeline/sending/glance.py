"""Use case: what was mailed, is being mailed and is planned, at a glance, for pages that show it beside other things.

In: a project. Out: a `MailingGlance` for each edition that was opened or is to be. The database is only looked at: one
that is not there, is of an older or newer program or can't be read now has nothing to say, and nobody waits for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from newsletter.database import Connection, DatabaseError, absolute, connect_to_look
from newsletter.files import digest
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.schedule import appointments
from newsletter.mail.delivery.states import RoundState
from newsletter.people.proposals import Proposal, find_proposal, waiting_proposals
from newsletter.pipeline.project import Project
from newsletter.times import load_time


class Mailed(StrEnum):
    """How far the mailing of an edition is; `ENDED` is what a person has ended."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    PAUSED = "paused"
    MAILED = "mailed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class MailingGlance:
    """One edition's mailing. `at` is when it was opened or is to be; `time_zone` that in which its times are told.

    `locale` is empty for a plan for all of a point's locales. `number` is the round's, 0 for a plan.
    """

    issue: str
    point: str
    locale: str
    state: Mailed
    at: dt.datetime
    time_zone: str
    number: int = 0


def glance_at_mailings(project: Project) -> tuple[MailingGlance, ...]:
    """The mailings of all issues, the plans behind them; none where the database has nothing to say."""
    try:
        with connect_to_look(absolute(project.settings.database.url, project.root)) as connection:
            return tuple(_glances(connection)) if connection else ()
    except DatabaseError:
        return ()


def proposals_at(project: Project) -> tuple[Proposal, ...]:
    """Mailings that wait for a second person's agreement; none where the database has nothing to say."""
    try:
        with connect_to_look(absolute(project.settings.database.url, project.root)) as connection:
            if connection is None:
                return ()
            with connection.transaction(writes=False):
                return waiting_proposals(connection)
    except DatabaseError:
        return ()


def mark_of_mailing(project: Project, issue: str, point: str) -> str:
    """A mark that is another as soon as somebody asks, agrees, plans or takes back, or the mailing is opened."""
    try:
        with connect_to_look(absolute(project.settings.database.url, project.root)) as connection:
            return _mark(connection, issue, point) if connection else ""
    except DatabaseError:
        return ""


def _mark(connection: Connection, issue: str, point: str) -> str:
    with connection.transaction(writes=False):
        round_, asked = ledger.find_round(connection, issue, point), find_proposal(connection, issue, point)
        planned = list(appointments(connection, issue, point))
    number = round_.id if round_ else 0
    terms = (asked.terms.digest, asked.asked_by, asked.asked_at, asked.agreed_by) if asked else None
    return digest(repr((number, terms, planned)).encode())[:12]


def _glances(connection: Connection) -> Iterator[MailingGlance]:
    with connection.transaction(writes=False):
        for each in list(ledger.rounds(connection)):
            state = Mailed.ENDED if each.state is RoundState.ENDED else Mailed.MAILED
            if state is Mailed.MAILED and ledger.has_unfinished(connection, each.id):
                state = Mailed.PAUSED if each.state is RoundState.PAUSED else Mailed.UNDER_WAY
            opened = connection.rows(
                "select locale, opened_at from mailings where round_id = :round order by id", {"round": each.id}
            )
            for locale, at in opened:
                yield MailingGlance(each.issue, each.point, locale, state, load_time(at), each.time_zone, each.id)
        for due in appointments(connection):
            yield MailingGlance(due.issue, due.point, due.locale, Mailed.PLANNED, due.due_at, due.time_zone)
