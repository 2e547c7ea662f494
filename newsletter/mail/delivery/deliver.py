"""Delivering: queues are run until each of their recipients is accounted for, or something stops them.

In: queues, the routes they take, an open database. Out: every intent and outcome in the ledger, in the order that the
promise asks for: the intent after the 354 and before the body, the outcome before the connection's next body.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from newsletter.database import GONE, Connection, Locks, LostDatabaseError
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.connection_work import work_connection
from newsletter.mail.delivery.fence import Fence, read_lasting_clock
from newsletter.mail.delivery.leases import is_grant_good
from newsletter.mail.delivery.places import Places
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.delivery.rows import Group
from newsletter.mail.delivery.shares import Share
from newsletter.mail.delivery.traffic import Traffic, Way
from newsletter.mail.smtp.conversation import Ending, Outcome
from newsletter.mail.smtp.event_loop import EventLoop, Task
from newsletter.mail.smtp.steps import Conversation
from newsletter.mail.smtp.transport import Transport


class Watch(Protocol):
    """Who follows a run: called about once a second with a way to stop it."""

    def __call__(self, stop: Callable[[], None]) -> None:
        """Look how far the queues are; `stop` lets the messages in flight end and takes no more recipients."""
        ...


def deliver(
    ways: Sequence[Way], connection: Connection, watch: Watch, per_minute: int | None = None, fence: Fence | None = None
) -> None:
    """Run queues over SMTP. `per_minute` counts instead of the routes' own rates.

    With a `fence` other processes may mail the same rounds. When the database goes, the messages under way get their
    replies, which the fence keeps; then its `LostDatabaseError` is raised.
    """
    fence = fence or Fence("")
    places = Places(connection, fence.owner) if fence.owner else connection.locks()
    queues = {way.queue.round.id: way.queue for way in ways}
    run = _Run([*queues.values()], connection, places, watch, fence)
    with contextlib.closing(places):
        shares = run.start(ways, per_minute)
        watch(run.stop)
        run.loop.run()
        if fence.is_lost:
            raise LostDatabaseError(GONE)
        for share in shares:
            share.close()
        watch(run.stop)


class _Run:
    """Queues that are delivered by one event loop: their commits, how they are stopped, and what the fence is told."""

    def __init__(
        self,
        queues: Sequence[RoundQueue],
        connection: Connection,
        places: Places | Locks,
        watch: Watch,
        fence: Fence,
    ) -> None:
        self.queues = queues
        self.connection = connection
        self.places = places
        self.watch = watch
        self.fence = fence
        self.loop = EventLoop(self.commit)
        self.loop.tick = self.tick

    def start(self, ways: Sequence[Way], per_minute: int | None) -> list[Share]:
        """Start as many connections to each server as its routes allow and its recipients need."""
        by_server: dict[tuple[str, int], list[Way]] = {}
        for way in ways:
            by_server.setdefault((way.route.host.lower(), way.route.port), []).append(way)
        clock, shares = ways[0].queue.clock, []
        for (host, port), some in by_server.items():
            share = Share(self.connection, self.places, host, port, *limits_of(some, per_minute), clock)
            shares.append(share)
            traffic = Traffic(some, share)
            for _ in range(min(share.connections, sum(way.queue.count() for way in some))):
                self.loop.start(partial(self.work, traffic))
        return shares

    def commit(self, intents: Sequence[Task], changes: Sequence[Any]) -> set[Task]:
        """Put intents and outcomes on record in one transaction. Out: the tasks whose message may go out."""
        groups = {queue.round.id: Group() for queue in self.queues}
        waiting = {(queue.round.id, job.subscriber): task for task in intents for queue, job in (task.intent,)}
        for number, subscriber in waiting:
            groups[number].intents.append(subscriber)
        for number, change in changes:
            groups[number].changes.append(change)
        asked_at = read_lasting_clock()
        try:
            if self.fence.is_lost:
                raise LostDatabaseError(GONE)
            granted = ledger.commit(self.connection, groups, self.queues[0].clock(), self.fence.owner)
        except LostDatabaseError:
            self.fence.keep(changes, [(queue.round.id, job) for task in intents for queue, job in (task.intent,)])
            self.lose()
            return set()
        if not is_grant_good(read_lasting_clock(), asked_at):
            return set()
        return {waiting[pair] for pair in granted}

    def stop(self) -> None:
        """Messages in flight end; nobody is taken any more."""
        for queue in self.queues:
            queue.stop()
        self.loop.stop()

    def lose(self) -> None:
        """The database is gone."""
        self.fence.lose()
        self.stop()

    def tick(self) -> None:
        """About once a second: hold what is held for longer, and let whoever follows the run look."""
        if self.fence.is_lost:
            if self.fence.is_drained():
                raise LostDatabaseError(GONE)
            return
        try:
            self.places.renew()
            for queue in self.queues:
                if queue.holding:
                    queue.holding.renew()
            self.watch(self.stop)
        except LostDatabaseError:
            self.lose()

    def work(self, traffic: Traffic, task: Task) -> Conversation:
        """One connection, until there is nobody left for it or the database goes."""
        try:
            yield from work_connection(self.loop, traffic, task)
        except LostDatabaseError:
            self.lose()


def limits_of(ways: Sequence[Way], per_minute: int | None) -> tuple[int, int]:
    """Connections and messages a minute for queues through one server: the least of their routes; 0 is no limit."""
    rates = [way.route.per_minute for way in ways if way.route.per_minute]
    rate = per_minute if per_minute is not None else min(rates, default=0)
    return min(way.route.connections for way in ways), rate


def carry(
    queues: Sequence[RoundQueue], transport: Transport, connection: Connection, watch: Watch, owner: str = ""
) -> None:
    """Run queues through a transport that takes one message after the other, with the same promise."""

    def stop() -> None:
        for queue in queues:
            queue.stop()

    watched = time.monotonic()
    watch(stop)
    for queue in queues:
        settled, last = Group(), None
        while job := queue.take():
            if time.monotonic() - watched >= 1:
                watched = time.monotonic()
                if queue.holding:
                    queue.holding.renew()
                watch(stop)
            made = "" if job.barred else queue.message_factory.take_prepared(job)
            if isinstance(made, str):
                # At once: who is not on record yet would be taken again.
                settled.changes.append(queue.skip(job, job.barred) if job.barred else queue.refuse_unfit(job, made))
                ledger.commit(connection, {queue.round.id: settled}, queue.clock(), owner)
                settled = Group()
                queue.release(job)
                continue
            settled.intents.append(job.subscriber)
            # The outcome of the last message and the intent of this one are one commit.
            granted = ledger.commit(connection, {queue.round.id: settled}, queue.clock(), owner)
            if last:
                queue.release(last)
            outcome = transport.carry(made.envelope, made.pieces()) if granted else Outcome(Ending.SKIPPED)
            verdict = queue.judge(job, outcome)
            settled = Group(changes=[verdict.change] if verdict.change else [])
            last = job
        ledger.commit(connection, {queue.round.id: settled}, queue.clock(), owner)
        if last:
            queue.release(last)
    watch(stop)
