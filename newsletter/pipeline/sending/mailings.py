"""Use case: what went out, how it goes on, and what came back; counts only, never a person.

In: an open database and the time. Out: a `Report` for each round: by locale how many deliveries are in which state, the
reasons of those refused or waiting, what came back since, the rate of the last minutes and when it will be done; and
what is planned.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from newsletter.content.slugs import point_slugs, unknown_point
from newsletter.database import Connection
from newsletter.mail.audience.states import EventKind
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.holders import find_free
from newsletter.mail.delivery.rows import Decision, Decisions, Round
from newsletter.mail.delivery.schedule import Appointment, appointments
from newsletter.mail.delivery.states import DeliveryState, RoundState
from newsletter.mail.delivery.tally import REASONED, tally
from newsletter.pipeline.at_home import database_at
from newsletter.pipeline.project_folder import ProjectFolder
from newsletter.pipeline.use_case import Place, folder_at, refuse, reporting
from newsletter.problems import Problem
from newsletter.times import cut_time, write_time

_LATELY = dt.timedelta(minutes=5)


class RoundStanding(StrEnum):
    """What happens with a round, in a word.

    `TO_SETTLE`: a person has to decide about recipients who are uncertain; `IN_DOUBT`: the database is older than what
    was mailed; `INTERRUPTED`: recipients are due, and no process mails them; `WAITING`: their turn is still to come.
    """

    ENDED = "ended"
    TO_SETTLE = "to settle"
    IN_DOUBT = "in doubt"
    PAUSED = "paused"
    RUNNING = "running"
    WAITING = "waiting"
    INTERRUPTED = "interrupted"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Report:
    """One round in figures. `rate` is accepted messages a minute lately, `finish` the time it leads to, or None."""

    round: Round
    is_running: bool
    states: dict[str, Counter[DeliveryState]]
    events: dict[str, Counter[str]]
    reasons: Counter[tuple[str, str, str]]
    decisions: dict[str, Decisions]
    rate: float
    finish: dt.datetime | None
    next_attempt: dt.datetime | None

    def total(self, state: DeliveryState | None = None) -> int:
        """How many deliveries there are, or are in a state, over all locales."""
        return sum(sum(c.values()) if state is None else c[state] for c in self.states.values())

    @property
    def left(self) -> int:
        """How many are still to be mailed, or just are."""
        return self.total(DeliveryState.PENDING) + self.total(DeliveryState.SENDING)

    @property
    def standing(self) -> RoundStanding:
        """What happens with the round."""
        uncertain = self.total(DeliveryState.UNCERTAIN)
        if self.round.state is RoundState.ENDED:
            is_open = self.left + uncertain and not self.is_running
            return RoundStanding.TO_SETTLE if is_open else RoundStanding.ENDED
        if self.round.restored_at:
            return RoundStanding.IN_DOUBT
        if self.round.state is RoundState.PAUSED and self.left:
            return RoundStanding.PAUSED
        if self.is_running:
            return RoundStanding.RUNNING
        if self.left:
            return RoundStanding.WAITING if self.next_attempt else RoundStanding.INTERRUPTED
        return RoundStanding.TO_SETTLE if uncertain else RoundStanding.DONE

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "issue": self.round.issue,
            "point": self.round.point,
            "standing": self.standing,
            "pause": {
                "by": self.round.pause_cause.paused_by,
                "cause": self.round.pause_cause.value,
                "reason": self.round.pause_reason,
            }
            if self.round.state is RoundState.PAUSED
            else None,
            "ended": {"at": write_time(self.round.ended_at), "by": self.round.ended_by, "reason": self.round.end_reason}
            if self.round.ended_at
            else None,
            "restored": write_time(self.round.restored_at),
            "time-zone": self.round.time_zone,
            "opened": write_time(self.round.opened_at),
            "locales": {
                locale: {
                    **{state: counts[state] for state in DeliveryState},
                    **{kind: self.events.get(locale, Counter())[kind] for kind in EventKind},
                }
                for locale, counts in self.states.items()
            },
            "reasons": [
                {"state": state, "reason": reason, "words": words, "count": count}
                for (state, reason, words), count in self.reasons.most_common()
            ],
            "decisions": {locale: asdict(decided) for locale, decided in self.decisions.items()},
            "a-minute": round(self.rate, 1),
            "finish": write_time(self.finish),
            "next-attempt": write_time(self.next_attempt),
        }


def reports(connection: Connection, now: dt.datetime, *, issue: str = "", point: str = "") -> Iterator[Report]:
    """The rounds of an issue or point, or all of them."""
    with connection.transaction(writes=False):
        found = list(ledger.rounds(connection, issue, point))
    for each in found:
        with find_free(connection, each.id) as is_free, connection.transaction(writes=False):
            yield _report(connection, each, now, is_running=not is_free)


def send_command(of: Appointment) -> str:
    """How its editions are named to `send`."""
    return f"newsletter send {of.issue} --point {of.point}" + (f" --locale {of.locale}" if of.locale else "")


def planned(connection: Connection) -> list[Appointment]:
    """What is to be opened later."""
    with connection.transaction(writes=False):
        return list(appointments(connection))


def _report(connection: Connection, of: Round, now: dt.datetime, *, is_running: bool) -> Report:
    key = {"round": of.id}
    states: dict[str, Counter[DeliveryState]] = {}
    decisions = {}
    for row in connection.rows(
        """select locale, release_reason, released_by, untranslated_reason, untranslated_by from mailings
        where round_id = :round order by id""",
        key,
    ):
        states[row[0]] = Counter()
        decided = Decisions(Decision(row[1], row[2]), Decision(row[3], row[4]))
        if decided != Decisions():
            decisions[row[0]] = decided
    since = max(now - _LATELY, of.opened_at)
    stands = tally(connection, of.id, since)
    for (locale, state), count in stands.counts.items():
        states[locale][state] = count
    events: dict[str, Counter[str]] = {}
    for locale, kind, count in connection.rows(
        """select m.locale, e.kind, count(*) from events e join mailings m on m.id = e.mailing_id
        where m.round_id = :round group by m.locale, e.kind""",
        key,
    ):
        events.setdefault(locale, Counter())[kind] = count
    reasons: Counter[tuple[str, str, str]] = Counter()
    if stands.reasoned:
        for state, reason, words, count in connection.rows(
            f"""select state, reason, reply, count(*) from deliveries
            where round_id = :round and {REASONED} group by state, reason, reply order by 4 desc limit 50""",  # noqa: S608
            key,
        ):
            reasons[state, reason, words] += count
    minutes = max((now - since).total_seconds() / 60, 1 / 60)
    rate = stands.lately / minutes
    left, first = stands.waiting, stands.first_at
    finish = cut_time(now + dt.timedelta(minutes=left / rate)) if is_running and rate and left else None
    goes_on = of.state is RoundState.OPEN and not of.restored_at
    return Report(of, is_running, states, events, reasons, decisions, rate, finish, first if left and goes_on else None)


_BEAT = dt.timedelta(seconds=30)
"""Three times what lies between two signs of a process that mails."""


def look_at(connection: Connection, number: int, now: dt.datetime) -> Report | None:
    """One round by its number, None where there is none; whoever mails is not disturbed by being looked at.

    That a process is mailing it is known from the signs that it gives, not from the lock that it holds: who took that
    to look, each second, would stand in the way of the one that is about to begin.
    """
    with connection.transaction(writes=False):
        found = next((each for each in ledger.rounds(connection) if each.id == number), None)
        if found is None:
            return None
        is_left = found.state is RoundState.OPEN and ledger.has_unfinished(connection, number)
        return _report(connection, found, now, is_running=is_left and now - found.active_at < _BEAT)


def look_back(connection: Connection, of: Round, now: dt.datetime, most: int) -> tuple[Report, ...]:
    """The rounds of the same point that were opened before one, the latest first."""
    with connection.transaction(writes=False):
        before = [each for each in ledger.rounds(connection, point=of.point) if each.id < of.id]
        return tuple(_report(connection, each, now, is_running=False) for each in reversed(before[-most:]))


@dataclass(frozen=True, slots=True)
class MailingsReport:
    """The rounds in figures, and what is to be opened later; both empty where there is nothing yet."""

    mailings: tuple[Report, ...]
    planned: tuple[Appointment, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def list_mailings(
    project: ProjectFolder, connection: Connection, *, issue: str = "", point: str = ""
) -> MailingsReport:
    """The mailings of an issue or point, or all; a name that neither the database nor the project knows is told."""
    return _list(project, connection, issue, point)


@reporting
def list_mailings_at(place: Place, *, issue: str = "", point: str = "") -> MailingsReport:
    """The same, in a project's folder."""
    folder = folder_at(place)
    with database_at(folder) as connection:
        return _list(folder, connection, issue, point)


def _list(project: ProjectFolder, connection: Connection, issue: str, point: str) -> MailingsReport:
    found = tuple(reports(connection, dt.datetime.now(dt.UTC), issue=issue, point=point))
    waiting = tuple(each for each in planned(connection) if issue in ("", each.issue) and point in ("", each.point))
    if not found and not waiting and (unknown := list(_unknown(project, connection, issue, point))):
        refuse(unknown)
    return MailingsReport(found, waiting)


def _unknown(project: ProjectFolder, connection: Connection, issue: str, point: str) -> Iterator[Problem]:
    """Names that neither the project has nor, from before, the database."""
    with connection.transaction(writes=False):
        every = list(ledger.rounds(connection))
    if issue and issue not in {each.issue for each in every}:
        yield from project.issue_slug(issue)[1]
    if point and point not in {*point_slugs(project.root), *(each.point for each in every)}:
        yield unknown_point(project.root, point)
