"""A round queue: one round on its way through one route, recipient by recipient.

In: the round's frozen letters, an open database, the time. Out: recipients one after the other, the message of each,
and the `Change` that an attempt's outcome leads to. What an outcome leads to is decided in `standing`, and done here;
what is a matter of the server, and not of this round, is `traffic`'s.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from newsletter.database import Connection
from newsletter.mail.delivery import ledger, standing, turns
from newsletter.mail.delivery.holding import Holding
from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.pausing import pause_round
from newsletter.mail.delivery.prepare import MessageFactory
from newsletter.mail.delivery.rows import Change, Due, Round
from newsletter.mail.delivery.standing import Attempt, Consequence, Standing, decide_consequence, wait_for_turn
from newsletter.mail.delivery.states import DeliveryState, PauseCause, RoundState
from newsletter.mail.smtp.conversation import Outcome

_BATCH = 500
_AHEAD = 16
_AT_ONCE = 8
_RECOUNT = 5.0
_RETURNING = 0.05
"""Seconds after which it is asked again whether those in hand have come back."""


@dataclass(eq=False)
class RoundQueue:
    """A round on its way. With `waits` it stays until all have had their turns; else a later run has the deferred."""

    round: Round
    message_factory: MessageFactory
    connection: Connection
    clock: Callable[[], dt.datetime]
    waits: bool = True
    makes_ahead: bool = True
    """At a set rate there is time enough, and what is made ahead would be old; on one processor nothing is won."""
    standing: Standing = field(default_factory=Standing)
    """Losses in a row of earlier runs count too."""
    holding: Holding | None = None
    """What this process holds of the round, where many may run it; None where it has the round for itself."""
    done: Counter[DeliveryState] = field(default_factory=Counter)
    stopped: str = ""
    is_stopping: bool = False
    called_off: Round | None = None
    """The round as somebody else has paused or ended it meanwhile."""
    state_words: str = ""
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._again: deque[Due] = deque()
        self._fresh: deque[Due] = deque()
        self._after = 0
        self._has_fresh = True
        self._again_at: float | None = 0.0  # unknown yet; None: nobody waits
        self._in_hand: dict[int, int] = {}  # the losses that were known as each was taken
        self._due_at: dict[int, float] = {}  # of those whose change is not on record yet
        self._kept: Counter[int] = Counter()
        self._counted_at = 0.0
        self.progress_at = self.monotonic()

    def count(self) -> int:
        """How many recipients are still to be mailed."""
        with self.connection.transaction(writes=False):
            return ledger.waiting(self.connection, self.round.id)[0]

    def has_turn(self) -> bool:
        """True when there is a recipient whose turn it is."""
        if self.is_stopping:
            return False
        if self.holding:
            return self._has_turn_in(self.holding)
        if not self._again and self._again_at is not None and self._again_at <= self.clock().timestamp():
            self._fetch_again()
        if not (self._again or self._fresh) and self._has_fresh:
            self._fetch_fresh()
        return bool(self._again or self._fresh)

    def _has_turn_in(self, holding: Holding) -> bool:
        """The same in shards; who was in one that is lost is another process's to mail."""
        for waiting in (self._again, self._fresh):
            while waiting and not holding.holds(waiting[0].subscriber):
                waiting.popleft()
        if not (self._again or self._fresh):
            self._fresh.extend(holding.refill())
        return bool(self._again or self._fresh)

    def take(self) -> Due | None:
        """The next recipient whose turn it is; None when there is none now. Who is due again comes before new ones."""
        if not self.has_turn():
            return None
        job = (self._again or self._fresh).popleft()
        self._in_hand[job.subscriber] = self.standing.losses
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
        if self._again or self._fresh or (self._has_fresh and not self.holding):
            return 0.0
        if self.holding:
            return _RETURNING if self._in_hand else self.holding.wait(waits=self.waits)
        now = self.clock().timestamp()
        seconds = wait_for_turn(self._again_at, now, has_in_hand=bool(self._in_hand), waits=self.waits)
        if seconds is not None and seconds > 1 and now - self._counted_at > _RECOUNT:
            self._counted_at = now
            with self.connection.transaction(writes=False):
                count = turns.count_again(self.connection, self.round.id)
            self.state_words = f"{count:,} wait for their next attempt"
        return seconds

    def skip(self, job: Due, reason: str) -> Change:
        """The change of a recipient who may not be mailed any more."""
        return self._count(standing.skip(job, reason))

    def refuse_unfit(self, job: Due, words: str) -> Change:
        """The change of a recipient for whom no message can be made; `words` say why."""
        return self._count(standing.refuse_unfit(job, words))

    def judge(self, job: Due, outcome: Outcome) -> Consequence:
        """What an outcome leads to; what it means for the round is done, and its change is the caller's to commit."""
        number = job.subscriber
        attempt = Attempt(job, self._in_hand.get(number, 0), self._kept[number] if self._kept else 0)
        decided = decide_consequence(self.standing, attempt, outcome, self.clock())
        if decided.about is About.SKIPPED:
            return replace(decided, change=self._find_skipped(job))
        self.standing = decided.standing
        if not job.deferred_at or decided.about is About.DONE:
            self.progress_at = self.monotonic()
        if decided.about is About.DONE:
            self.state_words = ""
            if self._kept:
                self._kept.pop(number, None)
        if decided.keeps_turn:
            self._kept[number] += 1
        if decided.halt:
            self.halt(decided.halt.cause, decided.halt.reason)
        if decided.learnt is not None:
            self._bring_forward(job.reason, decided.learnt)
        if decided.change:
            self._count(decided.change)
        return decided

    def _count(self, change: Change) -> Change:
        if change.state is not DeliveryState.PENDING:
            self.done[change.state] += 1
        elif change.due_at:
            self._due_at[change.subscriber] = change.due_at.timestamp()
        return change

    def _bring_forward(self, reason: str, age: dt.timedelta) -> None:
        with self.connection.transaction():
            turns.bring_forward(self.connection, self.round.id, reason, age, self.clock())
        self._again_at = 0.0

    def _find_skipped(self, job: Due) -> Change | None:
        """Between its turn and its message something happened to a recipient, or to the round.

        Where all stops anyway it stays as it was: the next run sees it, and the database may be what has gone.
        """
        if self.is_stopping:
            return None
        with self.connection.transaction(writes=False):
            barred = ledger.barred(self.connection, self.round.id, job.subscriber)
            now = ledger.find_round(self.connection, self.round.issue, self.round.point)
        if now and now.state is not RoundState.OPEN:
            self.call_off(now)
        return self.skip(job, barred) if barred else None

    def release(self, job: Due) -> None:
        """What became of a recipient is on record; until then nobody else may take the same one."""
        self._in_hand.pop(job.subscriber, None)
        if self.holding:
            self.holding.note_done(job.subscriber)
        at = self._due_at.pop(job.subscriber, None) if self._due_at else None
        if at is not None:
            self._again_at = at if self._again_at is None else min(at, self._again_at)

    def give_back(self, job: Due) -> None:
        """A recipient whose turn could not be used, for the next one who asks."""
        self._in_hand.pop(job.subscriber, None)
        if self.holding:
            self.holding.note_back(job.subscriber)
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
