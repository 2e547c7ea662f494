"""Mailings that go on only once a person acts.

In: a project that is the home, its open database, the time. Out: `Waiting` values. Light enough to be asked for after
each run of the timer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from newsletter.database import Connection
from newsletter.mail.delivery import ledger, schedule
from newsletter.mail.delivery.states import PauseCause, RoundState
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending.needed import find_needs

LATE = dt.timedelta(minutes=5)
"""A mailing that is not open so long after its time does not open by itself."""


class WaitKind(StrEnum):
    """What waits. `TEXTS` are to be reviewed, `MISSING` ones to be translated, `QUESTIONS` to be answered.

    `AGREEMENT`: a second person of the point is to agree to a mailing. `STOPPED`: the program has paused a mailing;
    `UNCERTAIN`: readers are to be decided about; `IN_DOUBT`: the database is older than what was mailed; `NOT_OPENED`:
    its time came, and it could not be opened.
    """

    TEXTS = "texts"
    MISSING = "missing"
    QUESTIONS = "questions"
    AGREEMENT = "agreement"
    STOPPED = "stopped"
    UNCERTAIN = "uncertain"
    IN_DOUBT = "in-doubt"
    NOT_OPENED = "not-opened"


_OF_MAILINGS = (WaitKind.STOPPED, WaitKind.UNCERTAIN, WaitKind.IN_DOUBT, WaitKind.NOT_OPENED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `count` is of texts, questions or readers, `country` and `language` what the edition is
    called; `date` is the issue's, None where it is not known.

    `by` is who asks for an agreement. `cause` says why a mailing stopped, `at` since when it is so: when it should have
    been opened, when it stopped.
    """

    kind: WaitKind
    issue: str
    count: int = 1
    point: str = ""
    locale: str = ""
    country: str = ""
    language: str = ""
    date: dt.date | None = None
    cause: PauseCause = PauseCause.NONE
    at: dt.datetime | None = None
    time_zone: str = "UTC"
    by: str = ""

    @property
    def name(self) -> str:
        """Tells it from all others, and is the same for as long as it waits."""
        since = self.at.isoformat(timespec="seconds") if self.at else ""
        return "/".join((self.kind, self.issue, self.point, self.locale, since))

    @property
    def is_of_mailing(self) -> bool:
        """True for what keeps letters from readers."""
        return self.kind in _OF_MAILINGS


def waiting_mailings(project: Project, connection: Connection, now: dt.datetime) -> Iterator[Waiting]:
    """All mailings that go on only once a person acts."""
    dates = {each.slug: each.date for each in issues_at(project.root)}
    with connection.transaction(writes=False):
        rounds = list(ledger.rounds(connection))
        planned = list(schedule.appointments(connection, until=now - LATE))
    for round_ in rounds:
        if round_.restored_at and round_.state is RoundState.OPEN:
            of = Waiting(WaitKind.IN_DOUBT, round_.issue, 1, round_.point, date=dates.get(round_.issue))
            yield replace(of, at=round_.restored_at, time_zone=round_.time_zone)
    for need in find_needs(connection, rounds):
        of = Waiting(WaitKind.STOPPED, need.round.issue, 1, need.round.point, date=dates.get(need.round.issue))
        of = replace(of, time_zone=need.round.time_zone)
        if need.is_stopped:
            yield replace(of, cause=need.round.pause_cause, at=need.round.active_at)
        if need.uncertain:
            yield replace(of, kind=WaitKind.UNCERTAIN, count=need.uncertain)
    for due in planned:
        of = Waiting(WaitKind.NOT_OPENED, due.issue, 1, due.point, due.locale, date=dates.get(due.issue))
        yield replace(of, at=due.due_at, time_zone=due.time_zone)
