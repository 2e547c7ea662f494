"""Standing: how a round gets on with its server, and what the outcome of an attempt leads to.

In: the round's standing, an attempt, its outcome, the time. Out: a `Consequence`: what is put on record of the
recipient, whether the round is paused, and the standing from then on. A round halts by itself when its server refuses
the sender or our mail as such, or takes message after message without a reply, so that no list is burnt. Pure; no
clock, no database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from newsletter.mail.delivery.judging import About, judge_outcome
from newsletter.mail.delivery.losses import IN_A_ROW, REASON, count_losses, say_why
from newsletter.mail.delivery.retry import LIFETIME, SCOUTS, Deferral, is_shared, wait_of
from newsletter.mail.delivery.rows import Change, Due
from newsletter.mail.delivery.states import DeliveryState, PauseCause
from newsletter.mail.smtp.conversation import Ending, Outcome
from newsletter.times import cut_time

POLICY_REFUSALS = 20
"""So many refusals of policy since the last acceptance are about us, not about the readers."""
SENDER_REFUSALS = 3
"""So many refusals of the sender since the last acceptance are no accident."""
FREE_TURNS = 3
"""So often a recipient keeps the turn when the connection ended; then it may be this recipient that ends it."""
_SECOND = dt.timedelta(seconds=1)
_RETURNING, _LONGEST = 0.05, 60.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What outcomes have told of a round so far.

    `losses`: messages in a row that the server may have taken, without a reply. `policy_refusals` and
    `sender_refusals` count since the last acceptance. `learnt` has by code of deferral the age at which somebody was
    accepted after all; `scouts` by code those who ask early for all others.
    """

    losses: int = 0
    policy_refusals: int = 0
    sender_refusals: int = 0
    learnt: Mapping[str, dt.timedelta] = field(default_factory=dict)
    scouts: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One recipient's turn: the losses that were known as it began, and how often the turn was kept before."""

    job: Due
    losses: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a round is paused by the program: the cause for other programs, the reason in words."""

    cause: PauseCause
    reason: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an outcome leads to.

    `about`: whom it concerns. `standing`: the round's from then on. `change`: what is put on record; None for nothing.
    `keeps_turn`: the recipient is tried again at once. `halt`: the round is to be paused; None where it goes on.
    `learnt`: others who were deferred for the same reason as this one may come at this age; None where nothing was.
    """

    about: About
    standing: Standing
    change: Change | None = None
    keeps_turn: bool = False
    halt: Halt | None = None
    learnt: dt.timedelta | None = None


def decide_consequence(standing: Standing, attempt: Attempt, outcome: Outcome, now: dt.datetime) -> Consequence:
    """What an attempt's outcome leads to, for its recipient and for the round.

    Of one that was skipped nothing follows here: why, is known to the ledger alone.
    """
    about = judge_outcome(outcome)
    if about is About.SKIPPED:
        return Consequence(about, standing)
    job = attempt.job
    if (losses := count_losses(standing.losses, attempt.losses, about)) != standing.losses:
        standing = replace(standing, losses=losses)
    if about is About.DONE:
        return _accept(standing, job, outcome, now)
    if about is About.UNKNOWN:
        change = _end(job, DeliveryState.UNCERTAIN, REASON, outcome.words, deferred_at=job.deferred_at)
        halt = Halt(PauseCause.NO_REPLY, say_why(outcome.words)) if losses >= IN_A_ROW else None
        return Consequence(about, standing, change, halt=halt)
    if about is About.SENDER:
        standing = replace(standing, sender_refusals=standing.sender_refusals + 1)
        decided = _defer(standing, job, outcome, about, now)
        if standing.sender_refusals < SENDER_REFUSALS:
            return decided
        return replace(
            decided,
            halt=Halt(PauseCause.SENDER_REFUSED, f"the server does not take the sender: {outcome.words}"),
        )
    if outcome.ending is Ending.REFUSED:
        return _refuse(standing, job, outcome, about)
    is_of_connection = about is About.LINK or (about is About.SERVER and outcome.stage in ("mail", "rset"))
    if is_of_connection and attempt.kept < FREE_TURNS:
        return Consequence(about, standing, _take_back(job, outcome), keeps_turn=True)
    return _defer(standing, job, outcome, about, now)


def skip(job: Due, reason: str) -> Change:
    """The change of a recipient who may not be mailed any more; the reason is one of the schema's `barred`."""
    return Change(job.subscriber, DeliveryState.SKIPPED, reason, attempts=job.attempts, deferred_at=job.deferred_at)


def refuse_unfit(job: Due, words: str) -> Change:
    """The change of a recipient for whom no message can be made; `words` say why."""
    return Change(job.subscriber, DeliveryState.REFUSED, "no-message", words, attempts=job.attempts)


def wait_for_turn(again_at: float | None, now: float, *, has_in_hand: bool, waits: bool) -> float | None:
    """Seconds until a queue without anybody ready may have somebody; None when this run has nothing left to do.

    `again_at`: when the first who was deferred is due, None when nobody was. While some are in hand they may come
    back. A run that `waits` stays until all are due.
    """
    if has_in_hand:
        return _RETURNING
    if again_at is None:
        return None
    seconds = max(again_at - now, 0.0)
    return None if seconds and not waits else min(seconds, _LONGEST)


def _accept(standing: Standing, job: Due, outcome: Outcome, now: dt.datetime) -> Consequence:
    if standing.policy_refusals or standing.sender_refusals:
        standing = replace(standing, policy_refusals=0, sender_refusals=0)
    change = _end(job, DeliveryState.ACCEPTED, "", outcome.words)
    if not (job.deferred_at and is_shared(job.reason)):
        return Consequence(About.DONE, standing, change)
    age = now - job.deferred_at + _SECOND  # times on record are cut to the second
    known = standing.learnt.get(job.reason)
    if known is not None and known <= age:
        return Consequence(About.DONE, standing, change)
    standing = replace(standing, learnt={**standing.learnt, job.reason: age})
    return Consequence(About.DONE, standing, change, learnt=age)


def _refuse(standing: Standing, job: Due, outcome: Outcome, about: About) -> Consequence:
    halt = None
    if about is About.POLICY:
        standing = replace(standing, policy_refusals=standing.policy_refusals + 1)
    if standing.policy_refusals >= POLICY_REFUSALS:
        halt = Halt(PauseCause.MAIL_REFUSED, f"the server refuses our mail as such: {outcome.words}")
    return Consequence(about, standing, _end(job, DeliveryState.REFUSED, outcome.code, outcome.words), halt=halt)


def _take_back(job: Due, outcome: Outcome) -> Change | None:
    """What is to be taken back of an attempt that costs the recipient nothing: the intent, if there was one."""
    if outcome.stage != "dot":
        return None
    return Change(job.subscriber, DeliveryState.PENDING, job.reason, deferred_at=job.deferred_at, attempts=job.attempts)


def _defer(standing: Standing, job: Due, outcome: Outcome, about: About, now: dt.datetime) -> Consequence:
    """The recipient comes again when it is time, or is given up after `LIFETIME`."""
    first = job.deferred_at or cut_time(now)
    age = now - first
    if age > LIFETIME:
        return Consequence(about, standing, _end(job, DeliveryState.REFUSED, "expired", outcome.words))
    reason = outcome.code or "connection-lost"
    scouts = standing.scouts.get(reason, frozenset())
    if is_shared(reason) and len(scouts) < SCOUTS and job.subscriber not in scouts:
        scouts |= {job.subscriber}
        standing = replace(standing, scouts={**standing.scouts, reason: scouts})
    is_scout, learnt = job.subscriber in scouts, standing.learnt.get(reason)
    wait = wait_of(Deferral(about, reason, outcome.words, job.attempts, age, learnt, is_scout))
    due = cut_time(now + wait + _SECOND - dt.timedelta(microseconds=1))
    attempts = job.attempts + (about not in (About.SENDER, About.SERVER))
    change = Change(
        job.subscriber, DeliveryState.PENDING, reason, outcome.words, due, first, attempts, put_off_for=about
    )
    return Consequence(about, standing, change)


def _end(
    job: Due, state: DeliveryState, reason: str, words: str, deferred_at: dt.datetime | None = None
) -> Change:  # fmt: skip
    """What an attempt that counts has come to."""
    return Change(job.subscriber, state, reason, words, deferred_at=deferred_at, attempts=job.attempts + 1)
