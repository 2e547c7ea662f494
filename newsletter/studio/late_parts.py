"""Parts of the studio that are made when a page first needs them: what they stand on takes a while to load."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class LatePart(Generic[T]):
    """One part: made once, whoever asks first; any number of threads may ask."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._alone = threading.Lock()
        self._made: T | None = None

    def get(self) -> T:
        """The part; it is made now if nobody has asked before."""
        with self._alone:
            if self._made is None:
                self._made = self._make()
            return self._made

    def made(self) -> T | None:
        """The part if somebody has asked for it, else None."""
        with self._alone:
            return self._made
