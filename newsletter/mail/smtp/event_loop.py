"""Many conversations over sockets in one thread, with commits that they share.

In: conversations, as generators of steps: to send, to await a reply, to sleep, to have something called in a thread of
its own, to have a change committed. Out: each step's answer, or its error, sent back into the conversation. While one
waits for its server, others compose and sign. What several have to commit goes into one transaction, so that its flush
to disk is shared (group commit).
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsletter.mail.smtp.conversation import Await, Intend, LostError, Reply, Send, Yield
from newsletter.mail.smtp.steps import (
    MOOT,
    Call,
    Conversation,
    MootError,
    Settle,
    Step,
    Waking,
    deadline_of,
    decide_waking,
)
from newsletter.mail.smtp.wire import Wire

_PART = 65_536
_TICK = 1.0
_GRAIN = 0.01
"""Seconds by which a sleep or a time-out may be late; to look at all of them between any two messages costs 2 %."""


@dataclass(eq=False, slots=True)
class Task:
    """A conversation under way: its wire, whom it is about to mail, the step it waits in and until when."""

    conversation: Conversation | None = None
    wire: Wire | None = None
    intent: Any = None
    step: Step | None = None
    deadline: float = 0.0


@dataclass(eq=False)
class EventLoop:
    """Runs conversations until all have ended.

    `commit` is given tasks that wait for an intent and changes that wait to be settled, and says which of the tasks may
    go on to mail. `tick` is called about once a second.
    """

    commit: Callable[[Sequence[Task], Sequence[Any]], set[Task]]
    tick: Callable[[], None] = lambda: None
    is_stopping: bool = False
    _tasks: set[Task] = field(default_factory=set)
    _ready: deque[tuple[Task, Any, BaseException | None]] = field(default_factory=deque)
    _intents: list[Task] = field(default_factory=list)
    _changes: list[tuple[Task, Settle]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wakeup_reader, self._wakeup_writer = socket.socketpair()
        self._wakeup_reader.setblocking(False)
        self._selector.register(self._wakeup_reader, selectors.EVENT_READ, None)
        self._done: deque[tuple[Task, Any, BaseException | None]] = deque()

    def start(self, begin: Callable[[Task], Conversation]) -> None:
        """Add a conversation, which is given its task."""
        task = Task()
        task.conversation = begin(task)
        self._tasks.add(task)
        self._ready.append((task, None, None))

    def stop(self) -> None:
        """Let no conversation sleep any longer; to be called from a signal's handler too."""
        self.is_stopping = True
        self._call_out()

    def run(self) -> None:
        """Run until every conversation has ended."""
        ticked = woken = time.monotonic()
        try:
            while self._tasks:
                while self._ready:
                    self._go_on(*self._ready.popleft())
                if not self._tasks:
                    break
                # What has come in meanwhile may bring more to commit; then one flush serves it all.
                is_busy = self._intents or self._changes
                self._poll(0.0 if is_busy else self._patience())
                while self._ready:
                    self._go_on(*self._ready.popleft())
                self._commit()
                now = time.monotonic()
                if now >= woken + _GRAIN or self.is_stopping:
                    woken = now
                    self._wake(now)
                if now - ticked >= _TICK:
                    ticked = now
                    self.tick()
            self._commit()
        finally:
            self._selector.close()
            self._wakeup_reader.close()
            self._wakeup_writer.close()

    def attach(self, task: Task, inner: socket.socket) -> None:
        """Give a task its wire."""
        task.wire = Wire(inner)
        self._selector.register(inner, selectors.EVENT_READ, task)

    def detach(self, task: Task) -> None:
        """Take the wire from a task; the socket is left as it is, but blocks again."""
        if task.wire:
            with contextlib.suppress(KeyError, ValueError, OSError):
                self._selector.unregister(task.wire.socket)
            with contextlib.suppress(OSError):
                task.wire.socket.settimeout(5.0)
            task.wire = None

    def _go_on(self, task: Task, answer: Any, fault: BaseException | None) -> None:
        """Let a conversation take its next steps, up to one that has to wait."""
        conversation = task.conversation
        assert conversation is not None  # noqa: S101 (every task is started with one)
        is_through = True
        while is_through:
            task.deadline = 0.0
            try:
                step = task.step = conversation.throw(fault) if fault else conversation.send(answer)
            except StopIteration:
                self._tasks.discard(task)
                return
            try:
                is_through, answer = self._begin(task, step)
                fault = None
            except LostError as lost:
                fault = lost

    def _begin(self, task: Task, step: Step) -> tuple[bool, Any]:
        """Begin a step; whether it is through already, and what it gives. Raises `LostError`."""
        if isinstance(step, Await):
            if (replies := self._taken(task, step)) is None:
                task.deadline = deadline_of(step, time.monotonic())
            return replies is not None, replies
        if isinstance(step, Send):
            return self._send(task, step), None
        if isinstance(step, Intend):
            self._intents.append(task)
        elif isinstance(step, Settle):
            self._changes.append((task, step))
            return step.then is not None, None
        elif isinstance(step, Yield):
            self._ready.append((task, None, None))
        else:
            task.deadline = deadline_of(step, time.monotonic())
            if isinstance(step, Call):
                threading.Thread(target=self._call, args=(task, step), daemon=True).start()
        return False, None

    def _send(self, task: Task, step: Send) -> bool:
        wire = task.wire
        assert wire is not None  # noqa: S101 (only connection workers with a session send)
        if wire.broken:
            raise LostError(wire.broken)
        if wire.send(step.pieces):
            return True
        task.deadline = deadline_of(step, time.monotonic())
        self._selector.modify(wire.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, task)
        return False

    def _taken(self, task: Task, step: Await) -> list[Reply] | None:
        """The replies that a conversation waits for; None: they have not come. Raises `LostError`."""
        wire = task.wire
        assert wire is not None  # noqa: S101
        if not wire.broken and wire.is_encrypted:
            wire.fill()  # TLS may hold what the selector no longer sees
        replies = wire.replies
        if len(replies) >= step.count or (wire.broken and replies):
            return [replies.popleft() for _ in range(min(step.count, len(replies)))]
        if wire.broken:
            raise LostError(wire.broken)
        return None

    def _poll(self, patience: float) -> None:
        for key, _ in self._selector.select(patience):
            task = key.data
            if task is None:
                self._drain()
                continue
            wire = task.wire
            if wire is None:
                continue
            wire.fill()
            if wire.broken:
                self._selector.unregister(wire.socket)
            if isinstance(task.step, Await):
                self._hear(task, task.step)
            elif isinstance(task.step, Send) and wire.wants_write:
                self._flush(task, wire)

    def _hear(self, task: Task, step: Await) -> None:
        try:
            if (replies := self._taken(task, step)) is not None:
                self._ready.append((task, replies, None))
        except LostError as fault:
            self._ready.append((task, None, fault))

    def _flush(self, task: Task, wire: Wire) -> None:
        try:
            if wire.flush():
                if not wire.broken:
                    self._selector.modify(wire.socket, selectors.EVENT_READ, task)
                self._ready.append((task, None, None))
        except LostError as fault:
            wire.wants_write = False
            self._ready.append((task, None, fault))

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wakeup_reader.recv(_PART):
                pass
        while self._done:
            self._ready.append(self._done.popleft())

    def _call(self, task: Task, call: Call) -> None:
        result, fault = None, None
        try:
            result = call.function()
        except Exception as raised:
            fault = raised
        if call.end():
            self._done.append((task, result, fault))
            self._call_out()
        elif fault is None:
            call.undo(result)

    def _call_out(self) -> None:
        """Wake the loop, from another thread."""
        with contextlib.suppress(OSError):
            self._wakeup_writer.send(b".")

    def _commit(self) -> None:
        if not (self._intents or self._changes):
            return
        intents, changes = self._intents, self._changes
        self._intents, self._changes = [], []
        granted = self.commit(intents, [step.change for _, step in changes])
        for task, step in changes:
            if step.then:
                step.then()
            else:
                self._ready.append((task, None, None))
        self._ready.extend((task, task in granted, None) for task in intents)

    def _patience(self) -> float:
        if self._ready:
            return 0.0
        ends = [task.deadline for task in self._tasks if task.deadline]
        return max(_GRAIN, min(_TICK, min(ends, default=float("inf")) - time.monotonic()))

    def _wake(self, now: float) -> None:
        """Conversations whose time has come, or whose sleep is over because all is to stop."""
        waiting = {entry[0] for entry in self._ready}
        for task in self._tasks:
            if task in waiting:
                continue
            waking = decide_waking(task.step, task.deadline, now, is_stopping=self.is_stopping)
            if waking is Waking.RESTED:
                self._ready_late(task, None)
            elif waking is Waking.TIMED_OUT:
                self._ready_late(task, LostError("the server did not answer in time"))
            elif waking is Waking.ASK and isinstance(task.step, Call):
                if task.step.give_up():
                    self._ready_late(task, MootError())
                else:
                    task.deadline = now + MOOT

    def _ready_late(self, task: Task, fault: BaseException | None) -> None:
        task.deadline = 0.0
        self._ready.append((task, None, fault))
