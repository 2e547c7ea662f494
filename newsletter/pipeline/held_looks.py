"""Looks that are held, the ones asked for last: letters of editions, articles alone, pages.

In: a look, what it was made of, the files that it shows. Out: the same by its key, until newer ones take its place.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from newsletter.pipeline.look import Look

K = TypeVar("K", bound=Hashable)


_MOST_LEFT = 32
"""Files of looks that were replaced: a browser that has just got such a look asks for them a moment later."""


@dataclass(frozen=True, slots=True)
class Held:
    """A look, the name of what it was made of, and the files that its letter shows."""

    look: Look
    inputs: str
    resources: Mapping[str, bytes]


class HeldLooks(Generic[K]):
    """At most so many looks, by key; any number of threads may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[K, Held] = OrderedDict()
        self._left: OrderedDict[str, bytes] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._held

    def get(self, key: K) -> Held | None:
        """What is held of a key; None for nothing."""
        with self._lock:
            return self._held.get(key)

    def hold(self, key: K, held: Held) -> None:
        """Hold a look; the one that was held longest goes where there are too many."""
        with self._lock:
            replaced = [self._held[key]] if key in self._held else []
            self._held[key] = held
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                replaced.append(self._held.popitem(last=False)[1])
            for each in replaced:
                self._leave(each)

    def _leave(self, replaced: Held) -> None:
        for path, data in replaced.resources.items():
            self._left[path] = data
            self._left.move_to_end(path)
        while len(self._left) > _MOST_LEFT:
            self._left.popitem(last=False)

    def resource(self, path: str) -> bytes | None:
        """A file that one of them shows, the newest first, or showed a moment ago; None where none does."""
        with self._lock:
            held = [*self._held.values()]
            left = self._left.get(path)
        return next((each.resources[path] for each in reversed(held) if path in each.resources), left)
