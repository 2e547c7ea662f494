"""Holding: the shards of one round that this process has at the moment, and who of them is still in its hands.

In: an open database on a server, a round, the owner, clocks. Out: readers whose turn it is, as long as there is a shard
to claim; whether a reader is still ours. A shard whose readers are all accounted for, or wait for later, is given back
before the next one is asked for.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter.database import Connection
from newsletter.mail.delivery import shards, turns
from newsletter.mail.delivery.leases import LOOK, is_to_renew, wait_until_look
from newsletter.mail.delivery.rows import Due
from newsletter.mail.delivery.shards import Shard

_AT_A_LOOK = 64
"""Shards that one look may claim in vain: whose readers have all left meanwhile, or wait."""


@dataclass(eq=False)
class Holding:
    """What one process holds of a round; to be closed. Functions that ask the database may raise its errors."""

    connection: Connection
    round_id: int
    owner: str
    clock: Callable[[], dt.datetime]
    monotonic: Callable[[], float] = time.monotonic
    is_left: bool = True
    """Whether others hold shards of the round, or some wait for their time."""
    _held: dict[int, Shard] = field(default_factory=dict)
    _hands: dict[int, set[int]] = field(default_factory=dict)
    _looked_at: float = float("-inf")
    _renewed_at: float = float("-inf")

    def refill(self) -> list[Due]:
        """The readers of the next shard whose turn it is; empty where there is none to claim, until the next look."""
        now = self.monotonic()
        if now < self._looked_at + LOOK:
            return []
        self._give_idle_back()
        self.renew()
        for _ in range(_AT_A_LOOK):
            if found := self._claim():
                return found
            if self._looked_at >= now:
                break
        return []

    def _claim(self) -> list[Due]:
        at = self.clock()
        with self.connection.transaction():
            shard = shards.claim_shard(self.connection, self.round_id, self.owner)
            if shard is None:
                if shards.find_uncut(self.connection, self.round_id):
                    shards.cut_shards(self.connection, self.round_id)
                elif not shards.reopen_shards(self.connection, self.round_id, at):
                    self._looked_at = self.monotonic()
                    self.is_left = shards.is_any_open(self.connection, self.round_id)
                return []
            found = turns.ready(self.connection, self.round_id, shard.first, shard.last, at)
            if not found:
                shards.give_shard_back(self.connection, self.round_id, shard, self.owner, at)
                return []
        self._held[shard.number] = shard
        self._hands[shard.number] = {job.subscriber for job in found}
        return found

    def holds(self, subscriber: int) -> bool:
        """True while a reader is in a shard that this process holds, as far as it knows."""
        return self._number_of(subscriber) is not None

    def note_done(self, subscriber: int) -> None:
        """What became of a reader is on record, or they were left as they were."""
        if (number := self._number_of(subscriber)) is not None:
            self._hands[number].discard(subscriber)
            if not any(self._hands.values()):
                self._looked_at = float("-inf")  # what was left was perhaps its own alone

    def note_back(self, subscriber: int) -> None:
        """A reader waits for the next one who asks, in this process."""
        if (number := self._number_of(subscriber)) is not None:
            self._hands[number].add(subscriber)

    def wait(self, *, waits: bool) -> float | None:
        """Seconds until there may be another shard; None where this run has nothing left to do."""
        if self._looked_at == float("-inf"):
            return 0.0
        return wait_until_look(self.monotonic(), self._looked_at, waits=waits, is_left=self.is_left)

    def renew(self) -> None:
        """Renew the leases when it is time; what another process has taken over meanwhile is ours no more."""
        now = self.monotonic()
        if not self._held or not is_to_renew(now, self._renewed_at):
            return
        with self.connection.transaction():
            ours = shards.renew_shards(self.connection, self.round_id, self.owner)
        self._renewed_at = now
        for number in self._held.keys() - ours:
            del self._held[number], self._hands[number]

    def close(self) -> None:
        """Give all back, for the next one who asks."""
        for number in list(self._held):
            self._give_back(number)

    def abandon(self) -> None:
        """After a connection was lost and opened again: what is not on record by now is in doubt, and all is free."""
        with self.connection.transaction():
            shards.abandon_shards(self.connection, self.round_id, self.owner)
        self._held.clear()
        self._hands.clear()

    def _give_idle_back(self) -> None:
        for number in [number for number, hands in self._hands.items() if not hands]:
            self._give_back(number)

    def _give_back(self, number: int) -> None:
        with self.connection.transaction():
            shard = self._held[number]
            shards.give_shard_back(self.connection, self.round_id, shard, self.owner, self.clock())
        del self._held[number], self._hands[number]

    def _number_of(self, subscriber: int) -> int | None:
        for number, shard in self._held.items():
            if shard.first <= subscriber <= shard.last:
                return number
        return None
