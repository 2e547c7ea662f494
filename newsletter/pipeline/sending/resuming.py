"""Use cases: mailings that were opened go on or stop, and what is in doubt is decided.

In: an installation where messages go out, else its open database; which rounds, whom to ask and who follows. Out:
`MailingReport`, `PauseReport`, `SettleReport`. The issue's files are not asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newsletter.database import Connection
from newsletter.mail.delivery import doubt, ledger, schedule
from newsletter.mail.delivery.due_record import record_due
from newsletter.mail.delivery.holders import doubt_left, find_free
from newsletter.mail.delivery.leases import SETTLE_AFTER
from newsletter.mail.delivery.pausing import pause_round, resume_round
from newsletter.mail.delivery.states import PauseCause, RoundState
from newsletter.people.detail import Detail, How
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.consent import allow_rounds
from newsletter.pipeline.sending.following import MailingWatch, unwatched_mailing
from newsletter.pipeline.sending.objections import note_restored
from newsletter.pipeline.sending.recording import NOBODY, note_act
from newsletter.pipeline.sending.rounds import (
    MailingReport,
    find_lasting_rounds,
    find_rounds,
    find_unfinished_rounds,
    run_rounds,
)
from newsletter.pipeline.sending.run import Manner
from newsletter.pipeline.use_case import Ask, ask_nobody, refuse, reporting
from newsletter.problems import Problem, error, warning


@dataclass(frozen=True, slots=True)
class RoundsRequest:
    """The rounds of an issue, or of one point of it, by their names; empty is every point. `by` is who does it."""

    issue: str
    point: str = ""
    by: Signer = NOBODY


@dataclass(frozen=True, slots=True)
class PauseReport:
    """The names of the rounds that are paused."""

    paused: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReopenReport:
    """The names of the rounds that go on."""

    reopened: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RetryReport:
    """How many are mailed again."""

    retried: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SettleReport:
    """How many recipients have been decided about."""

    settled: int
    problems: tuple[Problem, ...] = ()


@reporting
def run_due(
    installation: Installation, connection: Connection, manner: Manner, watch: MailingWatch = unwatched_mailing
) -> MailingReport:
    """Open what is due, and go on with all rounds that have recipients to go; nobody is asked, and none is waited for.

    Rounds that another process is mailing are left to it.
    """
    note_restored(installation, connection)
    problems = [*installation.warnings, *_open_due(installation, connection, late=manner.late)]
    rounds = find_unfinished_rounds(connection)
    report = run_rounds(installation, connection, rounds, manner, problems, watch, by_timer=True)
    with connection.transaction():
        record_due(connection, installation.clock())
    return report


def _open_due(installation: Installation, connection: Connection, *, late: bool) -> list[Problem]:
    with connection.transaction(writes=False):
        is_due = any(True for _ in schedule.appointments(connection, until=installation.clock()))
    if not is_due:
        return []
    # Judging letters and publishing pages is half of the package, and a timer that calls each minute seldom needs it.
    from newsletter.pipeline.sending.due import open_due

    return open_due(installation, connection, late=late)


@reporting
def resume(
    installation: Installation, connection: Connection, request: RoundsRequest, manner: Manner, ask: Ask = ask_nobody,
    watch: MailingWatch = unwatched_mailing,
) -> MailingReport:  # fmt: skip
    """Go on with rounds that were paused, stopped or interrupted, once whoever is asked agrees where that is needed."""
    rounds = find_lasting_rounds(connection, request.issue, request.point)
    allowed = allow_rounds(installation, connection, rounds, manner, ask)
    if allowed.is_declined:
        refuse(advice="Nothing was sent.")
    now = installation.clock()
    with connection.transaction():
        for each in allowed.rounds:
            note_act(connection, request.by, Act.MAIL, (each.issue, each.point), now, Detail(How.GOES_ON))
    return run_rounds(
        installation, connection, allowed.rounds, allowed.manner, [*installation.warnings, *allowed.problems], watch
    )


@reporting
def reopen(
    installation: Installation, connection: Connection, request: RoundsRequest, manner: Manner, ask: Ask = ask_nobody
) -> ReopenReport:
    """Let rounds go on that were paused, stopped or interrupted, and leave the mailing to others."""
    rounds = find_lasting_rounds(connection, request.issue, request.point)
    allowed = allow_rounds(installation, connection, rounds, manner, ask)
    if allowed.is_declined:
        refuse(advice="Nothing was sent.")
    if not allowed.rounds:
        refuse(allowed.problems)
    now = installation.clock()
    with connection.transaction():
        for each in allowed.rounds:
            if each.state is RoundState.PAUSED:
                resume_round(connection, each.id, now)
            if each.restored_at:
                doubt.accept_doubt(connection, each.id, now)
            ledger.touch(connection, each.id, now)
            note_act(connection, request.by, Act.MAIL, (each.issue, each.point), now, Detail(How.GOES_ON))
    return ReopenReport(tuple(each.name for each in allowed.rounds), allowed.problems)


@reporting
def retry_refused(connection: Connection, request: RoundsRequest) -> RetryReport:
    """Let those of a round be mailed again whom the servers refused, and leave the mailing to others."""
    (round_,) = find_lasting_rounds(connection, request.issue, request.point)
    now = read_clock()
    with connection.transaction():
        count = ledger.retry_refused(connection, round_.id, now)
        if count:
            ledger.touch(connection, round_.id, now)
            again = Detail(How.REFUSED_AGAIN, count)
            note_act(connection, request.by, Act.MAIL, (round_.issue, round_.point), now, again)
    return RetryReport(count)


@reporting
def pause(connection: Connection, request: RoundsRequest, reason: str = "") -> PauseReport:
    """Stop rounds, in whatever process they run, until they are resumed; the reason, if any, is for people."""
    rounds = find_lasting_rounds(connection, request.issue, request.point)
    now = read_clock()
    with connection.transaction():
        for each in rounds:
            pause_round(connection, each.id, PauseCause.BY_HAND, reason.strip(), now)
            note_act(connection, request.by, Act.PAUSE, (each.issue, each.point), now, Detail(reason=reason.strip()))
    return PauseReport(tuple(each.name for each in rounds))


@reporting
def settle(
    connection: Connection, request: RoundsRequest, decision: Literal["resend", "drop"], reader: int | None = None
) -> SettleReport:
    """Decide on all recipients of a round, or one, of whom nobody can know whether their message was taken."""
    is_resent = decision == "resend"
    find = find_lasting_rounds if is_resent else find_rounds
    round_ = find(connection, request.issue, request.point)[0]
    with find_free(connection, round_.id) as is_free:
        if not is_free:
            message = f"another process is mailing {round_.name}"
            refuse([error("already-running", message, None, "wait for it, or `newsletter pause` it")])
        with connection.transaction():
            now = read_clock()
            doubt_left(connection, round_.id, now, is_free=is_free)
            until = None
            if is_resent and connection.is_shared:
                until = connection.read_clock() - dt.timedelta(seconds=SETTLE_AFTER)
            count = ledger.settle(connection, round_.id, resend=is_resent, now=now, until=until, reader=reader)
            left = ledger.count_uncertain(connection, round_.id, reader)
            decided = Detail(How.UNCERTAIN_AGAIN if is_resent else How.UNCERTAIN_LEFT, count)
            if count or reader is None:
                note_act(connection, request.by, Act.SETTLE, (round_.issue, round_.point), now, decided)
    return SettleReport(count, tuple(_told_later(left)))


def _told_later(left: int) -> Iterator[Problem]:
    """That those stay in doubt whom a machine that only stood still may mail yet."""
    if left:
        message = (
            f"{left:,} were interrupted less than two minutes ago, and a machine that is cut off may mail them yet"
        )
        yield warning("interrupted-just-now", message, None, "call `settle` again in two minutes")
