"""Lists of people that were sent, kept in memory between the look at them and their being taken in.

In: a file, who sent it, for which point. Out: a name for it that only they can use. Nothing is written to disk; what
nobody takes in goes after half an hour, or when others come.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from newsletter.pipeline.readers.taking_in import SentList

KEPT_SECONDS = 30 * 60.0
MOST_HELD = 6
"""Of 20 MB each, at the most."""


@dataclass
class HeldLists:
    """The lists of one studio."""

    clock: Callable[[], float] = time.monotonic
    _held: dict[str, tuple[float, int, str, SentList]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def hold(self, person: int, point: str, sent: SentList) -> str:
        """Keep a list; its name."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._drop_old()
            if len(self._held) >= MOST_HELD:
                # Whoever sends most gives way: nobody loses theirs by what another sends again and again.
                counts = Counter(each[1] for each in self._held.values())
                most = max(counts.values())
                del self._held[next(name for name, each in self._held.items() if counts[each[1]] == most)]
            self._held[name] = (self.clock(), person, point, sent)
        return name

    def find(self, name: str, person: int, point: str) -> SentList | None:
        """The list of that name; None for another's, another point's, and one that is not kept any more."""
        with self._lock:
            self._drop_old()
            held = self._held.get(name)
        return held[3] if held and held[1:3] == (person, point) else None

    def drop(self, name: str, person: int, point: str) -> None:
        """Keep it no longer."""
        if self.find(name, person, point):
            with self._lock:
                self._held.pop(name, None)

    def _drop_old(self) -> None:
        before = self.clock() - KEPT_SECONDS
        for name in [name for name, each in self._held.items() if each[0] < before]:
            del self._held[name]
