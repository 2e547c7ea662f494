"""Delivering: lines are run until each of their recipients is accounted for, or something stops them.

In: lines, the routes they take, an open database. Out: every intent and outcome in the ledger, in the order that the
promise asks for: the intent after the 354 and before the body, the outcome before the connection's next command.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, Protocol

from newsletter.database import Connection
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.ledger import Due, Group
from newsletter.mail.delivery.pausing import PauseCause
from newsletter.mail.delivery.queue import RoundQueue, format_time
from newsletter.mail.delivery.shares import Share
from newsletter.mail.delivery.traffic import Traffic, Way
from newsletter.mail.smtp.conversation import Ending, Outcome, converse
from newsletter.mail.smtp.event_loop import Call, Conversation, EventLoop, MootError, Settle, Sleep, Task
from newsletter.mail.smtp.route import Route
from newsletter.mail.smtp.session import Session, SessionError
from newsletter.mail.smtp.transport import Transport

_NAP = 0.25
"""Seconds after which a lane that waits looks whether there is still something to wait for."""


class Watch(Protocol):
    """Who follows a run: called about once a second with a way to stop it."""

    def __call__(self, stop: Callable[[], None]) -> None: ...


def deliver(ways: Sequence[Way], connection: Connection, watch: Watch, per_minute: int | None = None) -> None:
    """Run lines over SMTP. `per_minute` counts instead of the routes' own rates."""
    by_round = {way.line.round.id: way.line for way in ways}
    clock = ways[0].line.clock

    def commit(intents: Sequence[Task], changes: Sequence[Any]) -> set[Task]:
        groups = {number: Group() for number in by_round}
        waiting = {(line.round.id, job.subscriber): task for task in intents for line, job in (task.intent,)}
        for number, subscriber in waiting:
            groups[number].intents.append(subscriber)
        for number, change in changes:
            groups[number].changes.append(change)
        granted = ledger.commit(connection, groups, format_time(clock()))
        return {waiting[pair] for pair in granted}

    loop = EventLoop(commit)

    def stop() -> None:
        for line in by_round.values():
            line.stop()
        loop.stop()

    loop.tick = lambda: watch(stop)
    by_server: dict[tuple[str, int], list[Way]] = {}
    for way in ways:
        by_server.setdefault((way.route.host.lower(), way.route.port), []).append(way)
    with contextlib.closing(connection.locks()) as locks:
        shares = []
        for (host, port), some in by_server.items():
            share = Share(connection, locks, host, port, *limits_of(some, per_minute), clock)
            shares.append(share)
            traffic = Traffic(some, share, clock)
            for _ in range(min(share.connections, sum(way.line.count() for way in some))):
                loop.start(partial(_work_connection, loop, traffic))
        watch(stop)
        loop.run()
        for share in shares:
            share.close()
        watch(stop)


def limits_of(ways: Sequence[Way], per_minute: int | None) -> tuple[int, int]:
    """Connections and messages a minute for lines through one server: the least of their routes; 0 is no limit."""
    rates = [way.route.per_minute for way in ways if way.route.per_minute]
    rate = per_minute if per_minute is not None else min(rates, default=0)
    return min(way.route.connections for way in ways), rate


def _work_connection(loop: EventLoop, traffic: Traffic, task: Task) -> Conversation:
    """What one connection does: as long as there are recipients, open a session and use it."""
    while True:
        way = traffic.pick()
        seconds = traffic.pause() if way is None else traffic.until_open()
        if seconds is None:
            return
        if way is None or seconds > 0:
            yield Sleep(min(seconds, _NAP))
            continue
        place = traffic.place()
        if place is None:
            if traffic.is_crowded_out():
                return
            yield Sleep(_NAP)
            continue
        try:
            session = yield Call(way.opens, partial(_is_moot, traffic), Session.close)
        except SessionError as fault:
            traffic.failed(way.route, fault)
            traffic.give(place)
            continue
        except MootError:
            traffic.left()
            traffic.give(place)
            continue
        traffic.opened(way.route)
        loop.attach(task, session.socket)
        words = ""
        try:
            words = yield from _session(task, traffic, way.route, session)
        finally:
            loop.detach(task)
        yield Call(session.close)
        traffic.closed(way.route, place, words)


def _is_moot(traffic: Traffic) -> bool:
    return traffic.pick() is None and traffic.pause() is None


def _session(task: Task, traffic: Traffic, route: Route, session: Session) -> Generator[Any, Any, str]:
    """Messages over one session. Out: why it ended, if it has carried nothing."""
    reset = has_worked = False
    count = 0
    while count < route.per_connection:
        way = traffic.pick(route)
        if way is None:
            seconds = traffic.pause()
            if seconds is None or not traffic.is_held_for(seconds):
                return ""
            yield Sleep(seconds)
            continue
        if seconds := traffic.permit():
            yield Sleep(min(seconds, _NAP))
            continue
        job = yield from _next(way.line)
        if job is None:
            traffic.unused()
            continue
        count += 1
        begun = traffic.losses
        attempt = yield from _attempt(task, way.line, job, session, reset)
        if attempt is None:
            continue
        concerns, outcome = attempt
        has_worked = traffic.heard(concerns, outcome, begun) or has_worked
        reset = outcome.has_refused
        if not outcome.is_usable:
            return "" if has_worked else outcome.words
    return ""


def _attempt(
    task: Task, line: RoundQueue, job: Due, session: Session, reset: bool
) -> Generator[Any, Any, tuple[About, Outcome] | None]:
    """One message for one recipient, and its outcome in the ledger; None when none could be made."""
    made = line.merger.merged(job)
    if isinstance(made, str):
        yield Settle((line.round.id, line.unfit(job, made)))
        line.settled(job)
        return None
    if session.max_size and made.size > session.max_size:
        line.halt(
            PauseCause.TOO_LARGE, f"the letter has {made.size:,} bytes, and the server takes {session.max_size:,}"
        )
        line.give_back(job)
        return None
    task.intent = (line, job)
    outcome = yield from converse(made.envelope, made.pieces, session.features, reset=reset)
    verdict = line.judge(job, outcome)
    if verdict.change:
        yield Settle((line.round.id, verdict.change))
    line.settled(job)
    if verdict.keeps_turn:
        line.give_back(job)
    return verdict.about, outcome


def _next(line: RoundQueue) -> Generator[Any, Any, Due | None]:
    """The next recipient who may be mailed; those who may not any more are put on record on the way."""
    while (job := line.take()) and job.barred:
        yield Settle((line.round.id, line.barred(job, job.barred)))
        line.settled(job)
    return job


def carry(lines: Sequence[RoundQueue], transport: Transport, connection: Connection, watch: Watch) -> None:
    """Run lines through a transport that takes one message after the other, with the same promise."""

    def stop() -> None:
        for line in lines:
            line.stop()

    watched = time.monotonic()
    watch(stop)
    for line in lines:
        settled, last = Group(), None
        while job := line.take():
            if time.monotonic() - watched >= 1:
                watched = time.monotonic()
                watch(stop)
            made = "" if job.barred else line.merger.merged(job)
            if isinstance(made, str):
                # At once: who is not on record yet would be taken again.
                settled.changes.append(line.barred(job, job.barred) if job.barred else line.unfit(job, made))
                ledger.commit(connection, {line.round.id: settled}, format_time(line.clock()))
                settled = Group()
                line.settled(job)
                continue
            settled.intents.append(job.subscriber)
            # The outcome of the last message and the intent of this one are one commit.
            granted = ledger.commit(connection, {line.round.id: settled}, format_time(line.clock()))
            if last:
                line.settled(last)
            outcome = transport.carry(made.envelope, made.pieces()) if granted else Outcome(Ending.SKIPPED)
            verdict = line.judge(job, outcome)
            settled = Group(changes=[verdict.change] if verdict.change else [])
            last = job
        ledger.commit(connection, {line.round.id: settled}, format_time(line.clock()))
        if last:
            line.settled(last)
    watch(stop)
