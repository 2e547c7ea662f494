"""The circuit breaker: a provider that fails again and again is left alone for a while.

In: what came of each request, and the time. Out: how long to wait before the next.
"""

from __future__ import annotations

import math
import threading

from newsletter.translate.providers.provider import Kind, Refusal

FAILURES = 6
"""In a row, before the provider is left alone. With one request in three failing by chance, that is once in 700."""
CONFIRMED = 4
"""As often in a row the same refusal that will not pass is believed, and the provider left alone for good."""
_RESTS = (3.0, 6.0, 12.0, 300.0)
"""Seconds of rest, each time that the first request after a rest fails too."""
_FOR_GOOD = {Kind.KEY_REFUSED, Kind.QUOTA, Kind.NOT_SET_UP, Kind.WRONG_ADDRESS, Kind.REDIRECTED}
_PASSING = {Kind.NO_CONNECTION, Kind.TIMEOUT, Kind.SERVER_FAULT, Kind.BROKEN_ANSWER, Kind.TOO_MANY}


class Breaker:
    """Of one provider, for all threads that ask it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._alike = 0
        self._rests = 0
        self._until = 0.0
        self._is_probed = False
        self.last: Refusal | None = None
        """The latest failure."""

    def wait(self, now: float) -> float:
        """Seconds until it may be asked, 0 for now, infinity for never. After a rest one may ask, the others wait."""
        with self._lock:
            if self._until > now:
                return self._until - now
            if self._is_probed:
                return 1.0
            self._is_probed = bool(self._rests)
            return 0.0

    def tell(self, refusal: Refusal | None, now: float) -> None:
        """What came of a request; None when it was answered."""
        with self._lock:
            self._is_probed = False
            if refusal is None or refusal.kind not in _FOR_GOOD | _PASSING:
                self._failures = self._alike = self._rests = 0
                return
            self._alike = self._alike + 1 if self.last and self.last.kind == refusal.kind and self._alike else 1
            self.last = refusal
            self._failures += 1
            if refusal.kind in _FOR_GOOD and self._alike >= CONFIRMED:
                self._until = math.inf
            elif self._rests or self._failures >= FAILURES:
                self._until = max(self._until, now + _RESTS[min(self._rests, len(_RESTS) - 1)])
                self._rests += 1
            self._until = max(self._until, now + (refusal.wait or 0.0))
