"""The circuit breaker: a provider that fails again and again is left alone for a while.

In: what came of each request and of each batch, and the time. Out: how long to wait before the next. A batch that is
under way keeps its own tries whatever befalls others, since several threads that fail at once say no more than one.
Only when a batch has used up all of them does the provider rest, and after each rest one request decides.
"""

from __future__ import annotations

import math
import threading

from newsletter.translate.providers.provider import Kind, Refusal

_RESTS = (3.0, 6.0, 12.0, 300.0)
"""Seconds of rest, each time that the first request after a rest fails too."""
_FOR_GOOD = {Kind.KEY_REFUSED, Kind.QUOTA, Kind.NOT_SET_UP, Kind.WRONG_ADDRESS, Kind.REDIRECTED}
_PASSING = {Kind.NO_CONNECTION, Kind.TIMEOUT, Kind.SERVER_FAULT, Kind.BROKEN_ANSWER, Kind.TOO_MANY}


class Breaker:
    """Of one provider, for all threads that ask it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rests = 0
        self._since = -math.inf
        self._until = 0.0
        self._asked_until = 0.0
        self._is_probed = False
        self._doubted: Kind | None = None
        self.last: Refusal | None = None
        """The latest failure."""

    @property
    def is_suspect(self) -> bool:
        """True when a batch has just given up: the next gets one try, which decides."""
        return bool(self._rests) or self._doubted is not None

    def wait(self, now: float, *, is_first: bool = True) -> float:
        """Seconds until it may be asked, 0 for now, infinity for never.

        After a rest one may ask, the others wait. A further try of a batch waits only as long as the service asks.
        """
        with self._lock:
            if self._asked_until > now:
                return self._asked_until - now
            if math.isinf(self._until):
                return math.inf
            if not is_first:
                return 0.0
            if self._until > now:
                return self._until - now
            if self._is_probed:
                return 1.0
            self._is_probed = bool(self._rests)
            return 0.0

    def tell(self, refusal: Refusal | None, now: float) -> None:
        """What came of a request; None when it was answered."""
        with self._lock:
            if refusal is None or refusal.kind not in _FOR_GOOD | _PASSING:
                self._rests, self._doubted, self._is_probed, self._until = 0, None, False, 0.0
                return
            self.last = refusal
            self._asked_until = max(self._asked_until, now + (refusal.wait or 0.0))

    def give_up(self, refusal: Refusal, begun: float, now: float) -> None:
        """A batch that was begun at a time has used up its tries, the last of them with this refusal."""
        with self._lock:
            self._is_probed = False
            if refusal.kind in _FOR_GOOD:
                # Two batches that are refused alike: what is said is true.
                if self._doubted == refusal.kind:
                    self._until = math.inf
                self._doubted = refusal.kind
            elif refusal.kind in _PASSING and begun >= self._since:
                # Those that were under way when the rest began say nothing new.
                self._since = now
                self._until = max(self._until, now + _RESTS[min(self._rests, len(_RESTS) - 1)])
                self._rests += 1
