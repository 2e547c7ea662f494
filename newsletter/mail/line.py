"""A line: one round on its way through one route. What is due, how fast, what an outcome means for whom.

In: the round's frozen letters, its route, an open database, the time. Out: recipients one after the other, the message
of each, and the `Change` that an attempt's outcome leads to. A line stops by itself when its server refuses the sender,
the login or our mail as such, so that no list is burnt.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from newsletter.database import Connection
from newsletter.mail import ledger
from newsletter.mail.ledger import Change, Due, Round
from newsletter.mail.merging import Merger
from newsletter.mail.transaction import Ending, Outcome

FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(hours=4)
LIFETIME = dt.timedelta(days=5)
"""RFC 5321 section 4.5.4.1: give up after four to five days."""
PATIENCE = dt.timedelta(minutes=15)
"""So long a server may be out of reach before the line leaves it to a later run."""
_BATCH = 500
_AHEAD = 16
_AT_ONCE = 8
_ALIKE = 20
"""So many refusals of policy one after the other are about us, not about the readers."""
_DEFERRED = 5


def stamp(now: dt.datetime) -> str:
    """A time as the ledger has it: UTC, to the second, so that texts compare like times."""
    return now.astimezone(dt.UTC).isoformat(timespec="seconds")


def in_words(seconds: float) -> str:
    """A span of time as people say it: `40 seconds`, `12 minutes`, `3 hours 20 minutes`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} second{'s' * (round(seconds) > 1)}"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} minutes"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} hour{'s' * (hours > 1)}" + (f" {minutes} minutes" if minutes else "")


@dataclass(eq=False)
class Line:
    """A round on its way. With `waits` it stays until all have had their turns; else a later run has the deferred."""

    round: Round
    merger: Merger
    connection: Connection
    clock: Callable[[], dt.datetime]
    per_minute: int = 0
    waits: bool = True
    first_wait: dt.timedelta = FIRST_WAIT
    done: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    stopped: str = ""
    is_stopping: bool = False
    called_off: Round | None = None
    """The round as somebody else has paused or ended it meanwhile."""
    state_words: str = ""

    def __post_init__(self) -> None:
        self._queue: deque[Due] = deque()
        self._after = 0
        self._in_hand: set[int] = set()
        self._free_at = 0.0
        self._failing_since: dt.datetime | None = None
        self._failures = 0
        self._deferrals = 0
        self._refusals = 0
        self._sender_refusals = 0
        self._held_until: dt.datetime | None = None

    def take(self) -> Due | None:
        """The next recipient whose turn it is; None when there is none now."""
        if self.is_stopping:
            return None
        if not self._queue and not self._is_held():
            self._refill()
        if self._queue and not self._is_held():
            job = self._queue.popleft()
            self._in_hand.add(job.subscriber)
            # At a set rate there is time enough, and what is made ahead would be old.
            if not self.per_minute and self.merger.count_ahead < _AHEAD:
                self.merger.ahead(islice(self._queue, _AHEAD + _AT_ONCE))
            return job
        return None

    def _refill(self) -> None:
        for _ in range(2):  # to the end of the list, then once more from its beginning
            with self.connection.transaction(writes=False):
                found = ledger.due(self.connection, self.round.id, self._after, stamp(self.clock()), _BATCH)
            self._queue.extend(job for job in found if job.subscriber not in self._in_hand)
            was_whole = self._after == 0
            self._after = found[-1].subscriber if len(found) == _BATCH else 0
            if self._queue or (was_whole and not self._after):
                return

    def pause(self) -> float | None:
        """Seconds until there may be something to do again; None when there is nothing left for this run."""
        if self.is_stopping:
            return None
        now = self.clock()
        if self._held_until and self._held_until > now:
            return (self._held_until - now).total_seconds()
        with self.connection.transaction(writes=False):
            count, first = ledger.waiting(self.connection, self.round.id)
        if count <= len(self._in_hand):
            return 0.05 if self._in_hand else None
        seconds = (dt.datetime.fromisoformat(first) - now).total_seconds() if first else 0.0
        if seconds > 0 and not self.waits:
            return None
        self.state_words = f"{count:,} wait for their next attempt" if seconds > 0 else ""
        return min(max(seconds, 0.2), 60.0)

    def pace(self, now: float) -> float:
        """Seconds to wait so that no more messages a minute go out than the route allows."""
        if not self.per_minute:
            return 0.0
        at = max(now, self._free_at)
        self._free_at = at + 60.0 / self.per_minute
        return at - now

    def barred(self, job: Due, reason: str) -> Change:
        """The change of a recipient who may not be mailed any more."""
        self.done["skipped"] += 1
        return Change(job.subscriber, "skipped", reason, attempts=job.attempts, deferred_at=job.deferred_at)

    def unfit(self, job: Due, reason: str) -> Change:
        """The change of a recipient for whom no message can be made."""
        self.done["refused"] += 1
        return Change(job.subscriber, "refused", "no-message", reason, attempts=job.attempts)

    def change(self, job: Due, outcome: Outcome) -> Change | None:
        """What an outcome means for the recipient; None when nothing is to be recorded."""
        ending = outcome.ending
        if ending is Ending.SKIPPED:
            return self._not_granted(job)
        if ending is Ending.ACCEPTED:
            self._deferrals = self._refusals = self._sender_refusals = self._failures = 0
            self._failing_since = None
            self.state_words = ""
            self.done["accepted"] += 1
            return Change(job.subscriber, "accepted", "", outcome.words, attempts=job.attempts + 1)
        if outcome.words:
            self.words[outcome.words] += 1
        if ending is Ending.UNCERTAIN:
            self.done["uncertain"] += 1
            return Change(
                job.subscriber, "uncertain", "connection-lost", outcome.words, attempts=job.attempts + 1,
                deferred_at=job.deferred_at,
            )  # fmt: skip
        if ending is Ending.REFUSED and outcome.stage in ("mail", "rset"):
            self._sender_refusals += 1
            if self._sender_refusals >= 3:
                self.halt(f"the server does not take the sender: {outcome.words}")
            return self._later(job, outcome, counts=False)
        if ending is Ending.REFUSED:
            self._refusals += outcome.code.startswith("5.7.") or outcome.stage != "rcpt"
            if self._refusals >= _ALIKE:
                self.halt(f"the server refuses our mail as such: {outcome.words}")
            self.done["refused"] += 1
            return Change(job.subscriber, "refused", outcome.code, outcome.words, attempts=job.attempts + 1)
        if ending is Ending.DEFERRED:
            self._deferrals += 1
            if self._deferrals > _DEFERRED:
                seconds = min(2 ** (self._deferrals - _DEFERRED), 300)
                self._held_until = self.clock() + dt.timedelta(seconds=seconds)
                self.state_words = f"the server wants a pause: {outcome.words}"
        return self._later(job, outcome)

    def _later(self, job: Due, outcome: Outcome, *, counts: bool = True) -> Change:
        now = self.clock()
        first = job.deferred_at or stamp(now)
        reason = outcome.code or "connection-lost"
        if now - dt.datetime.fromisoformat(first) > LIFETIME:
            self.done["refused"] += 1
            return Change(job.subscriber, "refused", "expired", outcome.words, attempts=job.attempts + 1)
        wait = min(self.first_wait * 2 ** min(job.attempts, 10), LONGEST_WAIT)
        if outcome.ending is Ending.LOST:
            wait /= 5  # nothing was said against the recipient
        return Change(
            job.subscriber, "pending", reason, outcome.words, stamp(now + wait), first, job.attempts + counts
        )  # fmt: skip

    def _not_granted(self, job: Due) -> Change | None:
        """Between its turn and its message something happened to a recipient, or to the round."""
        with self.connection.transaction(writes=False):
            barred = ledger.barred(self.connection, self.round.id, job.subscriber)
            now = ledger.find_round(self.connection, self.round.issue, self.round.point)
        if now and now.state != "open":
            self.call_off(now)
        if not barred:
            return None
        self.done["skipped"] += 1
        return Change(job.subscriber, "skipped", barred, attempts=job.attempts, deferred_at=job.deferred_at)

    def settled(self, job: Due) -> None:
        """What became of a recipient is on record; until then nobody else may take the same one."""
        self._in_hand.discard(job.subscriber)

    def give_back(self, job: Due) -> None:
        """A recipient whose turn could not be used, for the next one who asks."""
        self._in_hand.discard(job.subscriber)
        self._queue.appendleft(job)

    def connected(self) -> None:
        """A session is open."""
        self._failing_since = None
        self._failures = 0
        self.state_words = ""

    def failed(self, words: str, *, is_passing: bool) -> float | None:
        """A session could not be opened: seconds until the next try; None when this run makes none."""
        now = self.clock()
        self._failing_since = self._failing_since or now
        self._failures += 1
        self.state_words = words
        if not is_passing or now - self._failing_since > PATIENCE or not self.waits:
            self.stop(words)
        return None if self.is_stopping else float(min(2 ** min(self._failures, 6), 60))

    def stop(self, reason: str = "") -> None:
        """Let no further recipient be taken."""
        self.is_stopping = True
        self.stopped = self.stopped or reason

    def call_off(self, now: Round) -> None:
        """Somebody has paused or ended the round: let nobody else be taken."""
        if not self.is_stopping:
            self.called_off = now
        self.stop()

    def halt(self, reason: str) -> None:
        """Stop, and pause the round, so that no other run begins the same again."""
        if not self.is_stopping:
            with self.connection.transaction():
                ledger.set_state(self.connection, self.round.id, "paused", reason, stamp(self.clock()))
        self.stop(reason)

    def _is_held(self) -> bool:
        return bool(self._held_until and self._held_until > self.clock())
