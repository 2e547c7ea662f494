"""A round queue: one round on its way through one route. Whose turn it is, and what an outcome means for whom.

In: the round's frozen letters, an open database, the time. Out: recipients one after the other, the message of each,
and the `Change` that an attempt's outcome leads to. A queue stops by itself when its server refuses the sender or our
mail as such, or takes message after message without a reply, so that no list is burnt. What is a matter of the
server, and not of this round, is `mail/delivery/traffic`'s.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, islice

from newsletter.database import Connection, cut_time
from newsletter.mail.delivery import ledger, losses, turns
from newsletter.mail.delivery.judging import About, judge_outcome
from newsletter.mail.delivery.ledger import Change, Due, Round
from newsletter.mail.delivery.pausing import PauseCause, pause_round
from newsletter.mail.delivery.prepare import MessageFactory
from newsletter.mail.delivery.retry import LIFETIME, SCOUTS, Deferral, is_shared, wait_of
from newsletter.mail.delivery.states import DeliveryState, RoundState
from newsletter.mail.smtp.conversation import Ending, Outcome

_BATCH = 500
_AHEAD = 16
_AT_ONCE = 8
_ALIKE = 20
"""So many refusals of policy one after the other are about us, not about the readers."""
_FREE = 3
"""So often a recipient keeps the turn when the connection ended; then it may be this recipient that ends it."""
_RECOUNT = 5.0
_SECOND = dt.timedelta(seconds=1)


def describe_span(seconds: float) -> str:
    """A span of time as people say it: `40 seconds`, `12 minutes`, `3 hours 20 minutes`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} second{'s' * (round(seconds) > 1)}"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} minutes"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} hour{'s' * (hours > 1)}" + (f" {minutes} minutes" if minutes else "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an outcome means: whom it is about, what is put on record, and whether the recipient keeps the turn."""

    about: About
    change: Change | None = None
    keeps_turn: bool = False


@dataclass(eq=False)
class RoundQueue:
    """A round on its way. With `waits` it stays until all have had their turns; else a later run has the deferred."""

    round: Round
    message_factory: MessageFactory
    connection: Connection
    clock: Callable[[], dt.datetime]
    waits: bool = True
    makes_ahead: bool = True
    """At a set rate there is time enough, and what is made ahead would be old."""
    losses: int = 0
    """Messages in a row that the server may have taken, without a reply; those of earlier runs too."""
    done: Counter[DeliveryState] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    stopped: str = ""
    is_stopping: bool = False
    called_off: Round | None = None
    """The round as somebody else has paused or ended it meanwhile."""
    state_words: str = ""

    def __post_init__(self) -> None:
        self._again: deque[Due] = deque()
        self._fresh: deque[Due] = deque()
        self._after = 0
        self._has_fresh = True
        self._again_at: float | None = 0.0  # unknown yet; None: nobody waits
        self._in_hand: dict[int, int] = {}  # the losses that were known as each was taken
        self._due_at: dict[int, float] = {}  # of those whose change is not on record yet
        self._free: Counter[int] = Counter()
        self._scouts: dict[str, set[int]] = {}
        self._learnt: dict[str, dt.timedelta] = {}
        self._refusals = 0
        self._sender_refusals = 0
        self._counted_at = 0.0
        self.progress_at = self.clock().timestamp()

    def count(self) -> int:
        """How many recipients are still to be mailed."""
        with self.connection.transaction(writes=False):
            return ledger.waiting(self.connection, self.round.id)[0]

    def has_turn(self) -> bool:
        """True when there is a recipient whose turn it is."""
        if self.is_stopping:
            return False
        if not self._again and self._again_at is not None and self._again_at <= self.clock().timestamp():
            self._fetch_again()
        if not (self._again or self._fresh) and self._has_fresh:
            self._fetch_fresh()
        return bool(self._again or self._fresh)

    def take(self) -> Due | None:
        """The next recipient whose turn it is; None when there is none now. Who is due again comes before new ones."""
        if not self.has_turn():
            return None
        job = (self._again or self._fresh).popleft()
        self._in_hand[job.subscriber] = self.losses
        if self.makes_ahead and self.message_factory.count_ahead < _AHEAD:
            self.message_factory.ahead(islice(chain(self._again, self._fresh), _AHEAD + _AT_ONCE))
        return job

    def _fetch_again(self) -> None:
        now = self.clock()
        with self.connection.transaction(writes=False):
            found = turns.again(self.connection, self.round.id, now, _BATCH)
            first = turns.next_again(self.connection, self.round.id)
        self._again.extend(job for job in found if job.subscriber not in self._in_hand)
        at = first.timestamp() if first else None
        if at is not None and at <= now.timestamp() and not self._again:
            at = now.timestamp() + 0.2  # these are in hand
        self._again_at = at

    def _fetch_fresh(self) -> None:
        with self.connection.transaction(writes=False):
            found = turns.fresh(self.connection, self.round.id, self._after, _BATCH)
        self._fresh.extend(job for job in found if job.subscriber not in self._in_hand)
        self._after = found[-1].subscriber if found else self._after
        self._has_fresh = len(found) == _BATCH

    def pause(self) -> float | None:
        """Seconds until there may be something to do again; None when there is nothing left for this run."""
        if self.is_stopping:
            return None
        if self._again or self._fresh or self._has_fresh:
            return 0.0
        now = self.clock().timestamp()
        if self._in_hand:
            return 0.05
        if self._again_at is None:
            return None
        seconds = max(self._again_at - now, 0.0)
        if seconds and not self.waits:
            return None
        if seconds > 1 and now - self._counted_at > _RECOUNT:
            self._counted_at = now
            with self.connection.transaction(writes=False):
                count = turns.count_again(self.connection, self.round.id)
            self.state_words = f"{count:,} wait for their next attempt"
        return min(seconds, 60.0)

    def barred(self, job: Due, reason: str) -> Change:
        """The change of a recipient who may not be mailed any more."""
        self.done[DeliveryState.SKIPPED] += 1
        return Change(job.subscriber, DeliveryState.SKIPPED, reason, attempts=job.attempts, deferred_at=job.deferred_at)

    def unfit(self, job: Due, reason: str) -> Change:
        """The change of a recipient for whom no message can be made."""
        self.done[DeliveryState.REFUSED] += 1
        return Change(job.subscriber, DeliveryState.REFUSED, "no-message", reason, attempts=job.attempts)

    def judge(self, job: Due, outcome: Outcome) -> Verdict:
        """What an outcome means for the recipient, and whom it is about."""
        concerns = judge_outcome(outcome)
        if concerns is About.SKIPPED:
            return Verdict(concerns, self._not_granted(job))
        if not job.deferred_at or concerns is About.DONE:
            self.progress_at = self.clock().timestamp()
        self.losses = losses.count_losses(self.losses, self._in_hand.get(job.subscriber, 0), concerns)
        if concerns is About.DONE:
            return Verdict(concerns, self._accepted(job, outcome))
        if outcome.words:
            self.words[outcome.words] += 1
        if concerns is About.UNKNOWN:
            if self.losses >= losses.IN_A_ROW:
                self.halt(PauseCause.NO_REPLY, losses.say_why(outcome.words))
            self.done[DeliveryState.UNCERTAIN] += 1
            change = Change(
                job.subscriber, DeliveryState.UNCERTAIN, losses.REASON, outcome.words, attempts=job.attempts + 1,
                deferred_at=job.deferred_at,
            )  # fmt: skip
            return Verdict(concerns, change)
        if concerns is About.SENDER:
            self._sender_refusals += 1
            if self._sender_refusals >= 3:
                self.halt(PauseCause.SENDER_REFUSED, f"the server does not take the sender: {outcome.words}")
            return Verdict(concerns, self._later(job, outcome, concerns))
        if outcome.ending is Ending.REFUSED:
            self._refusals += concerns is About.POLICY
            if self._refusals >= _ALIKE:
                self.halt(PauseCause.MAIL_REFUSED, f"the server refuses our mail as such: {outcome.words}")
            self.done[DeliveryState.REFUSED] += 1
            change = Change(
                job.subscriber, DeliveryState.REFUSED, outcome.code, outcome.words, attempts=job.attempts + 1
            )
            return Verdict(concerns, change)
        if concerns is About.LINK or (concerns is About.SERVER and outcome.stage in ("mail", "rset")):
            self._free[job.subscriber] += 1
            if self._free[job.subscriber] <= _FREE:
                return Verdict(concerns, self._untried(job, outcome), keeps_turn=True)
        return Verdict(concerns, self._later(job, outcome, concerns))

    def _accepted(self, job: Due, outcome: Outcome) -> Change:
        self._refusals = self._sender_refusals = 0
        self.state_words = ""
        self.done[DeliveryState.ACCEPTED] += 1
        if self._free:
            self._free.pop(job.subscriber, None)
        if job.deferred_at and is_shared(job.reason):
            self._learn(job, job.deferred_at)
        return Change(job.subscriber, DeliveryState.ACCEPTED, "", outcome.words, attempts=job.attempts + 1)

    def _learn(self, job: Due, deferred_at: dt.datetime) -> None:
        """Those who were deferred for the same reason have their turn at the age at which this one was accepted."""
        now = self.clock()
        # Times on record are cut to the second.
        age = now - deferred_at + _SECOND
        known = self._learnt.get(job.reason)
        if known is not None and known <= age:
            return
        self._learnt[job.reason] = age
        with self.connection.transaction():
            turns.bring_forward(self.connection, self.round.id, job.reason, age, now)
        self._again_at = 0.0

    def _untried(self, job: Due, outcome: Outcome) -> Change | None:
        """What is to be taken back of an attempt that costs the recipient nothing: the intent, if there was one."""
        if outcome.stage != "dot":
            return None
        return Change(
            job.subscriber,
            DeliveryState.PENDING,
            job.reason,
            deferred_at=job.deferred_at,
            attempts=job.attempts,
        )

    def _later(self, job: Due, outcome: Outcome, concerns: About) -> Change:
        now = self.clock()
        first = job.deferred_at or cut_time(now)
        age = now - first
        reason = outcome.code or "connection-lost"
        if age > LIFETIME:
            self.done[DeliveryState.REFUSED] += 1
            return Change(job.subscriber, DeliveryState.REFUSED, "expired", outcome.words, attempts=job.attempts + 1)
        deferral = Deferral(
            concerns, reason, outcome.words, job.attempts, age, self._learnt.get(reason),
            self._is_scout(job, reason),
        )  # fmt: skip
        due = cut_time(now + wait_of(deferral) + _SECOND - dt.timedelta(microseconds=1))
        self._due_at[job.subscriber] = due.timestamp()
        counts = concerns not in (About.SENDER, About.SERVER)
        return Change(
            job.subscriber, DeliveryState.PENDING, reason, outcome.words, due, first, job.attempts + counts, concerns
        )

    def _is_scout(self, job: Due, reason: str) -> bool:
        if not is_shared(reason):
            return False
        scouts = self._scouts.setdefault(reason, set())
        if len(scouts) < SCOUTS:
            scouts.add(job.subscriber)
        return job.subscriber in scouts

    def _not_granted(self, job: Due) -> Change | None:
        """Between its turn and its message something happened to a recipient, or to the round."""
        with self.connection.transaction(writes=False):
            barred = ledger.barred(self.connection, self.round.id, job.subscriber)
            now = ledger.find_round(self.connection, self.round.issue, self.round.point)
        if now and now.state is not RoundState.OPEN:
            self.call_off(now)
        if not barred:
            return None
        self.done[DeliveryState.SKIPPED] += 1
        return Change(job.subscriber, DeliveryState.SKIPPED, barred, attempts=job.attempts, deferred_at=job.deferred_at)

    def settled(self, job: Due) -> None:
        """What became of a recipient is on record; until then nobody else may take the same one."""
        self._in_hand.pop(job.subscriber, None)
        at = self._due_at.pop(job.subscriber, None) if self._due_at else None
        if at is not None:
            self._again_at = at if self._again_at is None else min(at, self._again_at)

    def give_back(self, job: Due) -> None:
        """A recipient whose turn could not be used, for the next one who asks."""
        self._in_hand.pop(job.subscriber, None)
        self._again.appendleft(job)

    def stop(self, reason: str = "") -> None:
        """Let no further recipient be taken."""
        self.is_stopping = True
        self.stopped = self.stopped or reason

    def call_off(self, now: Round) -> None:
        """Somebody has paused or ended the round: let nobody else be taken."""
        if not self.is_stopping:
            self.called_off = now
        self.stop()

    def halt(self, cause: PauseCause, reason: str) -> None:
        """Stop, and pause the round, so that no other run begins the same again."""
        if not self.is_stopping:
            with self.connection.transaction():
                pause_round(self.connection, self.round.id, cause, reason, self.clock())
        self.stop(reason)
