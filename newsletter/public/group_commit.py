"""Work of several requests done in one go.

In: one item from each of several threads that wait. Out: to each what came of its own item. The first to come does
the work of all who have come meanwhile; nobody waits for others to come.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class GroupCommit(Generic[_Item, _Result]):
    """A function of many items, called for one at a time."""

    def __init__(self, work: Callable[[Sequence[_Item]], Sequence[_Result]]) -> None:
        self._work = work
        self._waiting: list[tuple[_Item, Future[_Result]]] = []
        self._adding = threading.Lock()
        self._working = threading.Lock()

    def done(self, item: _Item) -> _Result:
        """What came of an item; a fault of the work is raised for each item that it was done for."""
        future: Future[_Result] = Future()
        with self._adding:
            self._waiting.append((item, future))
        with self._working:
            if not future.done():
                with self._adding:
                    taken, self._waiting = self._waiting, []
                self._do(taken)
        return future.result()

    def _do(self, taken: Sequence[tuple[_Item, Future[_Result]]]) -> None:
        try:
            results = self._work([item for item, _ in taken])
        except BaseException as fault:
            for _, future in taken:
                future.set_exception(fault)
            return
        for (_, future), result in zip(taken, results, strict=True):
            future.set_result(result)
