"""Fence: as who a process mails where many may, and what is kept for when its database is there again.

In: commits that failed since the connection is gone. Out: outcomes that are on no record yet, and intents of which no
message has begun; whoever connects again puts both on record first, so that a database that is started anew leaves
nobody in doubt.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from newsletter.mail.delivery.rows import Change, Due, Group
from newsletter.mail.delivery.states import DeliveryState

DRAIN = 15.0
"""Seconds in which messages under way may get their replies while the database is away; less than a lease."""


def read_lasting_clock() -> float:
    """Seconds that also pass while the machine sleeps, from any moment on."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(eq=False)
class Fence:
    """`owner` is new with each start and each new connection; empty where a round is one process's alone."""

    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    lost_at: float | None = None
    kept: dict[int, Group] = field(default_factory=dict)
    """By rounds what is to be put on record once the database is back; to do that twice does no harm."""
    monotonic: Callable[[], float] = time.monotonic

    @property
    def is_lost(self) -> bool:
        """True once the connection to the database was lost."""
        return self.lost_at is not None

    def is_drained(self) -> bool:
        """True when messages under way have had their time."""
        return self.lost_at is not None and self.monotonic() - self.lost_at > DRAIN

    def lose(self) -> None:
        """The connection is gone; from now on nothing is granted."""
        if self.lost_at is None:
            self.lost_at = self.monotonic()

    def keep(self, changes: Iterable[tuple[int, Change]], unsent: Iterable[tuple[int, Due]]) -> None:
        """Keep what a commit that failed would have put on record, by rounds.

        Of the intents in it nobody knows whether they are; that none of their messages has begun is certain.
        """
        for number, change in changes:
            self.kept.setdefault(number, Group()).changes.append(change)
        for number, job in unsent:
            back = Change(
                job.subscriber, DeliveryState.PENDING, job.reason, deferred_at=job.deferred_at, attempts=job.attempts
            )
            self.kept.setdefault(number, Group()).changes.append(back)
