"""Shares: the connections and the rate of one mail server, as all processes of a home have them together.

In: an open database, the server's host and port, its limits, the time. Out: places for connections, which are free as
soon as the process that holds them has ended, and permits for messages, taken from the database for a second at a time.
What this process waits for it counts by a clock that nobody sets.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter.database import Connection, Locks
from newsletter.mail.delivery.leases import LOOK
from newsletter.mail.delivery.places import Places

MOST = 64
"""Connections to a server, at most."""
_BLOCK = 1.0
_LONGEST = 61.0
"""At one message a minute no permit is further ahead; a later one was made by a clock that has been put back."""
_LEAST = 0.001
_YIELD = 1.0
"""Seconds for which a process that gives a place back leaves it to another one that waits."""


@dataclass(eq=False)
class Share:
    """What this process has of a server; to be closed."""

    connection: Connection
    locks: Locks | Places
    host: str
    port: int
    connections: int
    per_minute: int
    clock: Callable[[], dt.datetime]
    monotonic: Callable[[], float] = time.monotonic
    _held: set[int] = field(default_factory=set)
    _is_waiting: bool = False
    _part: int = 0
    _looks_at: float = float("-inf")
    _yields_until: float = 0.0
    _next: float = 0.0
    _left: int = 0
    _closed_until: float = 0.0

    def __post_init__(self) -> None:
        self._name = f"{self.host.lower()}:{self.port}"
        # 23 bits for the server and 7 for the place; of two servers with the same number each waits for the other's.
        number = int.from_bytes(hashlib.sha256(self._name.encode()).digest()[:3], "big") >> 1
        self._first = number << 7

    def take(self) -> int | None:
        """A place for a connection; None when all or our part are taken, or another process has waited for longer."""
        if self.monotonic() < self._yields_until:
            return None
        if len(self._held) >= self._count_part():
            return None
        for place in range(min(self.connections, MOST)):
            if place not in self._held and self.locks.take(self._first + place):
                self._held.add(place)
                if self._is_waiting:
                    self._is_waiting = False
                    self.locks.release(self._first + MOST)
                return place
        if not self._is_waiting:
            self._is_waiting = self.locks.take(self._first + MOST)
        return None

    def _count_part(self) -> int:
        """How many places this process may have, as it was at the last look; connections ask far more often."""
        if not isinstance(self.locks, Places):
            return self.connections
        if self.monotonic() >= self._looks_at:
            self._part = self.locks.count_part(self.connections)
            self._looks_at = self.monotonic() + LOOK
        return self._part

    def give(self, place: int) -> None:
        """The connection has ended."""
        self._held.discard(place)
        self.locks.release(self._first + place)
        if not self._is_waiting:
            if self.locks.take(self._first + MOST):
                self.locks.release(self._first + MOST)
            else:
                self._yields_until = self.monotonic() + _YIELD

    def permit(self) -> float:
        """0 when a message may go now, which counts; else the seconds after which to ask again."""
        if not self.per_minute:
            return 0.0
        now = self.monotonic()
        interval = 60.0 / self.per_minute
        if not self._left:
            if now < self._closed_until:
                return self._closed_until - now
            if seconds := self._reserve(interval):
                self._closed_until = now + seconds
                return seconds
            self._next = now
        if self._next > now:
            return self._next - now
        self._left -= 1
        self._next += interval
        return 0.0

    def give_permit_back(self) -> None:
        """A permit that nobody needed after all."""
        if self.per_minute:
            self._left += 1
            self._next -= 60.0 / self.per_minute

    def _reserve(self, interval: float) -> float:
        """Take permits for a second, or for one message; 0, or the seconds after which they can be asked for again.

        A database on a server counts by its own clock, since machines share the rate and their clocks differ.
        """
        count = max(1, int(_BLOCK / interval))
        with self.connection.transaction():
            at = self._read_clock()
            names = {"name": f"free-at {self._name}"}
            times = {"now": _written(at), "far": _written(at + _LONGEST), "until": _written(at + count * interval)}
            granted = self.connection.run(
                "update facts set value = :until where name = :name and (value <= :now or value > :far)", names | times
            )
            if not granted:
                row = self.connection.row("select value from facts where name = :name", names)
                if row:
                    return max(float(row[0]) - at, _LEAST)
                self.connection.run(
                    "insert into facts (name, value) values (:name, :until) on conflict do nothing",
                    names | {"until": times["until"]},
                )
        self._left = count
        return 0.0

    def _read_clock(self) -> float:
        """The time that all who share the server count by."""
        if self.connection.is_shared and isinstance(self.locks, Places):
            return self.connection.read_clock().timestamp()
        return self.clock().timestamp()

    def close(self) -> None:
        """Give back all that is left."""
        for place in list(self._held):
            self.give(place)
        if self._is_waiting:
            self.locks.release(self._first + MOST)


def _written(seconds: float) -> str:
    """A time as text that compares like the number; so one statement asks and takes, in both databases."""
    return f"{seconds:017.6f}"
