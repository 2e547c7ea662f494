"""Delivering: lines are run until each of their recipients is accounted for, or something stops them.

In: lines, the routes they take, an open database. Out: every intent and outcome in the ledger, in the order that the
promise asks for: the intent after the 354 and before the body, the outcome before the connection's next command.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, Protocol

from newsletter.database import Connection
from newsletter.mail import ledger
from newsletter.mail.ledger import Due, Group
from newsletter.mail.line import Line, stamp
from newsletter.mail.loop import Call, Conversation, Loop, Settle, Sleep, Task
from newsletter.mail.session import Session, SessionError
from newsletter.mail.transaction import Ending, Outcome, transaction
from newsletter.mail.transport import Transport


class Watch(Protocol):
    """Who follows a run: called about once a second with a way to stop it."""

    def __call__(self, stop: Callable[[], None]) -> None: ...


def deliver(
    lines: Sequence[tuple[Line, Callable[[], Session], int, int]],
    connection: Connection,
    watch: Watch,
) -> None:
    """Run lines over SMTP: each with how its sessions open, how many at once, and how many messages one carries."""
    by_round = {line.round.id: line for line, *_ in lines}
    clock = lines[0][0].clock

    def commit(intents: Sequence[Task], changes: Sequence[Any]) -> set[Task]:
        groups = {number: Group() for number in by_round}
        waiting = {(line.round.id, job.subscriber): task for task in intents for line, job in (task.intent,)}
        for number, subscriber in waiting:
            groups[number].intents.append(subscriber)
        for number, change in changes:
            groups[number].changes.append(change)
        granted = ledger.commit(connection, groups, stamp(clock()))
        return {waiting[pair] for pair in granted}

    loop = Loop(commit)

    def stop() -> None:
        for line in by_round.values():
            line.stop()
        loop.stop()

    loop.tick = lambda: watch(stop)
    for line, opens, at_once, per_session in lines:
        for _ in range(at_once):
            loop.start(partial(_lane, loop, line, opens, per_session))
    watch(stop)
    loop.run()
    watch(stop)


def _lane(loop: Loop, line: Line, opens: Callable[[], Session], most: int, task: Task) -> Conversation:
    """What one connection does: as long as there are recipients, open a session and use it."""
    while True:
        job = yield from _next(line)
        if job is None:
            seconds = line.pause()
            if seconds is None:
                return
            yield Sleep(seconds)
            continue
        try:
            session = yield Call(opens)
        except SessionError as fault:
            line.give_back(job)
            seconds = line.failed(fault.words, is_passing=fault.is_passing)
            if seconds is None:
                return
            yield Sleep(seconds)
            continue
        line.connected()
        loop.attach(task, session.socket)
        try:
            yield from _session(task, line, job, session, most)
        finally:
            loop.detach(task)
        yield Call(session.close)


def _session(task: Task, line: Line, first: Due, session: Session, most: int) -> Conversation:
    job: Due | None = first
    reset = False
    for _ in range(most):
        if job is None:
            return
        if seconds := line.pace(time.monotonic()):
            yield Sleep(seconds)
            if line.is_stopping:
                line.give_back(job)
                return
        outcome = yield from _attempt(task, line, job, session, reset)
        if outcome is not None:
            reset = outcome.has_refused
            if not outcome.is_usable:
                return
        job = yield from _next(line)
    if job is not None:
        line.give_back(job)


def _attempt(task: Task, line: Line, job: Due, session: Session, reset: bool) -> Generator[Any, Any, Outcome | None]:
    """One message for one recipient, and its outcome in the ledger; None when none could be made."""
    made = line.merger.merged(job)
    if isinstance(made, str):
        yield Settle((line.round.id, line.unfit(job, made)))
        line.settled(job)
        return None
    task.intent = (line, job)
    outcome = yield from transaction(made.envelope, made.pieces, session.features, reset=reset)
    change = line.change(job, outcome)
    if change:
        yield Settle((line.round.id, change))
    line.settled(job)
    return outcome


def _next(line: Line) -> Generator[Any, Any, Due | None]:
    """The next recipient who may be mailed; those who may not any more are put on record on the way."""
    while (job := line.take()) and job.barred:
        yield Settle((line.round.id, line.barred(job, job.barred)))
        line.settled(job)
    return job


def carry(lines: Sequence[Line], transport: Transport, connection: Connection, watch: Watch) -> None:
    """Run lines through a transport that takes one message after the other, with the same promise."""

    def stop() -> None:
        for line in lines:
            line.stop()

    watched = time.monotonic()
    watch(stop)
    for line in lines:
        settled = Group()
        while job := line.take():
            if time.monotonic() - watched >= 1:
                watched = time.monotonic()
                watch(stop)
            made = "" if job.barred else line.merger.merged(job)
            if isinstance(made, str):
                # At once: who is not on record yet would be taken again.
                settled.changes.append(line.barred(job, job.barred) if job.barred else line.unfit(job, made))
                ledger.commit(connection, {line.round.id: settled}, stamp(line.clock()))
                settled = Group()
                line.settled(job)
                continue
            settled.intents.append(job.subscriber)
            # The outcome of the last message and the intent of this one are one commit.
            granted = ledger.commit(connection, {line.round.id: settled}, stamp(line.clock()))
            settled = Group()
            if granted:
                outcome = transport.carry(made.envelope, made.pieces())
            else:
                outcome = Outcome(Ending.SKIPPED)
            change = line.change(job, outcome)
            settled.changes += [change] if change else []
            line.settled(job)
        ledger.commit(connection, {line.round.id: settled}, stamp(line.clock()))
    watch(stop)
