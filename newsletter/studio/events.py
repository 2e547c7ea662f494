"""What changes is told to the pages that are open, as server-sent events.

In: changes of a `Resident`, told in any thread. Out: streams, each with a queue that holds a few: who does not listen
for long misses events and no change, since each event only says that there is something newer. A line goes out every
15 seconds at the latest, so that a stream whose browser has gone is noticed.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from newsletter.pipeline.resident import Changed, Resident

MOST_WAITING = 16
MOST_OF_ONE = 50
"""Streams of one person: a studio takes 500 connections in all, and nobody has so many pages open."""
HEARTBEAT_SECONDS = 15.0
BEGIN = b"retry: 1000\n\n"
HEARTBEAT = b": here\n\n"


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one resident project."""

    resident: Resident
    heartbeat: float = HEARTBEAT_SECONDS

    async def stream(self, is_let_in: Callable[[], bool] = lambda: True) -> AsyncIterator[bytes]:
        """One browser's stream: the number of now, then each change, until the browser has gone.

        Each fifteen seconds `is_let_in` is asked, in a thread, whether whoever listens may still: somebody who has been
        signed out learns nothing for longer than that.
        """
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Changed] = asyncio.Queue(MOST_WAITING)

        def put(changed: Changed) -> None:
            if queue.full():  # whoever does not listen is told of all that waits at once
                waiting = [queue.get_nowait() for _ in range(queue.qsize())]
                changed = _together([*waiting, changed])
            queue.put_nowait(changed)

        def tell(changed: Changed) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(put, changed)

        end, asked = self.resident.listen(tell), loop.time()
        try:
            yield BEGIN + as_event(Changed(self.resident.number))
            while True:
                try:
                    line = as_event(await asyncio.wait_for(queue.get(), self.heartbeat))
                except TimeoutError:
                    line = HEARTBEAT
                if loop.time() - asked >= self.heartbeat:
                    if not await asyncio.to_thread(is_let_in):
                        return
                    asked = loop.time()
                yield line
        finally:
            end()


@dataclass
class Hearers:
    """How many streams each person has open, by number. Asked by one event loop alone."""

    most: int = MOST_OF_ONE
    _open: Counter[int] = field(default_factory=Counter)

    def may_hear(self, person: int) -> bool:
        """True while one more is not too many."""
        return self._open[person] < self.most

    async def counted(self, person: int, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same stream, counted from its first line to its end."""
        self._open[person] += 1
        try:
            async for line in stream:
                yield line
        finally:
            self._open[person] -= 1


def as_event(changed: Changed) -> bytes:
    """One change as the browser reads it: event `letter`, with the number and the versions of the files by name."""
    files = dict(zip(changed.files, changed.versions, strict=False))
    data = {"number": changed.number, "files": files, "outside": changed.is_outside}
    return f"event: letter\nid: {changed.number}\ndata: {json.dumps(data)}\n\n".encode()


def _together(several: list[Changed]) -> Changed:
    """Changes told as one: each file with its last version."""
    files = {name: version for each in several for name, version in zip(each.files, each.versions, strict=True)}
    is_outside = any(each.is_outside for each in several)
    return Changed(several[-1].number, tuple(files), is_outside, tuple(files.values()))
