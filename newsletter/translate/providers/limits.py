"""How much at once: batches, what a minute allows, how long to wait before trying again.

In: texts and a provider's `Limits`. Out: batches of them; the times at which they may be sent. Nothing here knows the
time: clock, sleep and chance are handed in.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from newsletter.translate.providers.provider import Limits

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Where time and chance come from; in a test from a list."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    """A number from 0 up to 1."""


def batches(texts: Sequence[str], limits: Limits) -> Iterator[list[str]]:
    """The texts in their order, no more in a batch than one request and one minute may hold."""
    most = min(limits.characters, limits.characters_per_minute or limits.characters)
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and (len(batch) >= limits.texts or size + len(text) > most):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def backoff(attempt: int, chance: float) -> float:
    """Seconds before the attempt after `attempt` (from 1): doubled each time, and up to a half off by chance.

    Chance keeps the threads that failed together from coming back together.
    """
    return min(8.0, 0.5 * 2.0 ** (attempt - 1)) * (1 - chance / 2)


class Allowance:
    """What may be used in any minute, of requests or of characters; the next in turn is told when it may go."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._granted: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()

    def take(self, amount: int, now: float) -> float:
        """The time from which `amount` may be used; no minute before or after it holds more than is allowed.

        More than a minute allows is taken as a whole minute's worth.
        """
        if not self._per_minute:
            return now
        amount = min(amount, self._per_minute)
        with self._lock:
            at = max(now, self._granted[-1][0] if self._granted else now)
            while self._granted and self._granted[0][0] + MINUTE <= at:
                self._granted.popleft()
            used = sum(each for _, each in self._granted)
            while used + amount > self._per_minute:
                begun, freed = self._granted.popleft()
                at, used = max(at, begun + MINUTE), used - freed
            self._granted.append((at, amount))
            return at
