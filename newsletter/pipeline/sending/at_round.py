"""Use cases of whoever follows a mailing from a page: how far it is, and what is decided about it.

In: a project, the number of a round, who does it. Out: `RoundLook`, reports of acts; None where there is no such round.
Nothing is mailed here: rows are changed, and left to whoever mails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from newsletter.database import Connection
from newsletter.mail.audience.point_readers import PointReaders, UncertainReader
from newsletter.people.proposals import Proposal, Signer, find_proposal
from newsletter.pipeline.at_home import database_at, installation_at
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending import resuming
from newsletter.pipeline.sending.end import EndReport, EndRequest, end_mailing
from newsletter.pipeline.sending.mailings import Report, look_at, look_back
from newsletter.pipeline.sending.resuming import PauseReport, ReopenReport, RetryReport, RoundsRequest, SettleReport
from newsletter.pipeline.sending.run import Manner
from newsletter.pipeline.use_case import Question, Refused, RefusedError, reporting

Done = PauseReport | ReopenReport | RetryReport | SettleReport | EndReport


@dataclass(frozen=True, slots=True)
class RoundLook:
    """A round in figures, those of the point before it, who has asked for it and agreed, and the letter's subject with
    its locale.
    """

    report: Report
    earlier: tuple[Report, ...]
    agreed: Proposal | None
    subject: str
    locale: str


@dataclass(frozen=True, slots=True)
class RoundAct:
    """Who does something to which round of a project."""

    project: Project
    environ: Mapping[str, str]
    number: int
    by: Signer


def point_of(project: Project, number: int) -> str:
    """Whose mailing a number is; empty for one that none has."""
    try:
        with database_at(project) as connection, connection.transaction(writes=False):
            row = connection.row("select point from rounds where id = :id", {"id": number})
    except RefusedError:
        return ""
    return str(row.point) if row else ""


def look(project: Project, number: int, earlier: int = 0) -> RoundLook | None:
    """A round, with so many of its point before it; None where there is none, or no database."""
    try:
        with database_at(project) as connection:
            return _look(connection, number, earlier)
    except RefusedError:
        return None


def _look(connection: Connection, number: int, earlier: int) -> RoundLook | None:
    now = read_clock()
    report = look_at(connection, number, now)
    if report is None:
        return None
    before = look_back(connection, report.round, now, earlier) if earlier else ()
    with connection.transaction(writes=False):
        asked = find_proposal(connection, report.round.issue, report.round.point)
        row = connection.row("select locale, subject from mailings where round_id = :id order by id", {"id": number})
    subject, locale = (row.subject, row.locale) if row else ("", "")
    return RoundLook(report, before, asked if asked and asked.agreed_by else None, subject, locale)


def pause(act: RoundAct) -> Done | Refused | None:
    """Let nobody else be mailed until it goes on."""
    return _do(act, resuming.pause)


def go_on(act: RoundAct, *, is_restored: bool) -> Done | Refused | None:
    """Let it go on, also what was left for days; of a restored backup only where somebody says so."""

    def reopened(connection: Connection, of: RoundsRequest) -> ReopenReport | Refused:
        installation = installation_at(act.project, act.environ)
        return resuming.reopen(installation, connection, of, Manner(late=True, restored=is_restored))

    return _do(act, reopened)


def settle(act: RoundAct, *, is_resent: bool, reader: int | None = None) -> Done | Refused | None:
    """Mail those again of whom nobody can know whether they got it, or leave them; or do so with one of them."""
    decision: Literal["resend", "drop"] = "resend" if is_resent else "drop"
    return _do(act, lambda connection, of: resuming.settle(connection, of, decision, reader))


def find_uncertain(project: Project, number: int, limit: int) -> tuple[UncertainReader, ...]:
    """Of whom nobody can know whether they got it, so many at most, as their point knows them."""
    try:
        with database_at(project) as connection, connection.transaction(writes=False):
            row = connection.row("select issue, point from rounds where id = :id", {"id": number})
            return PointReaders(connection, row.point).uncertain(row.issue, limit) if row else ()
    except RefusedError:
        return ()


def retry(act: RoundAct) -> Done | Refused | None:
    """Mail those again whom the servers refused."""
    return _do(act, resuming.retry_refused)


def end(act: RoundAct, reason: str) -> Done | Refused | None:
    """End it for good."""

    def ended(connection: Connection, of: RoundsRequest) -> EndReport | Refused:
        return end_mailing(connection, EndRequest(of.issue, of.point, act.by.name, reason, act.by.id), _yes)

    return _do(act, ended)


def _yes(question: Question) -> bool:
    """Whoever has pressed the button has read what it does."""
    return True


def _do(act: RoundAct, what: Callable[[Connection, RoundsRequest], Done | Refused]) -> Done | Refused | None:
    def done() -> Done | Refused | None:
        with database_at(act.project) as connection:
            found = look_at(connection, act.number, read_clock())
            if found is None:
                return None
            return what(connection, RoundsRequest(found.round.issue, found.round.point, act.by))

    return reporting(done)()
