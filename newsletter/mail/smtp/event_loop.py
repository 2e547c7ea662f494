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
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsletter.exceptions import NewsletterError
from newsletter.mail.smtp.conversation import Await, Intend, LostError, Replies, Reply, Send

_PART = 65_536
_TICK = 1.0
_MOOT = 0.1
_GRAIN = 0.01
"""Seconds by which a sleep or a time-out may be late; to look at all of them between any two messages costs 2 %."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Step: go on after so many seconds, or at once when all is to stop."""

    seconds: float


@dataclass(eq=False, slots=True)
class Call:
    """Step: call this in a thread of its own, since it may block; what it gives or raises comes back.

    Once it `is_moot` the conversation waits no longer and gets a `MootError`; what comes later is undone.
    """

    function: Callable[[], Any]
    is_moot: Callable[[], bool] | None = None
    undo: Callable[[Any], None] = lambda _: None
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _is_over: bool = False

    def end(self) -> bool:
        """True for the first of the two who ask: the thread that is done, and the loop that waits no longer."""
        with self._guard:
            was_over, self._is_over = self._is_over, True
        return not was_over


class MootError(NewsletterError):
    """Nobody waits any longer for what was called."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Step: have this made durable before the conversation goes on."""

    change: Any


Conversation = Generator[Send | Await | Intend | Sleep | Call | Settle, Any, None]


class Wire:
    """A connected socket, in clear or TLS, that never blocks: bytes out, replies in."""

    def __init__(self, inner: socket.socket) -> None:
        inner.setblocking(False)
        with contextlib.suppress(OSError):
            # Else the end of each message waits for the server's system to acknowledge its beginning: up to 40 ms.
            inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = inner
        self.is_encrypted = isinstance(inner, ssl.SSLSocket)
        self.replies: deque[Reply] = deque()
        self.broken = ""
        self.wants_write = False
        self._out = memoryview(b"")
        self._parser = Replies()

    def send(self, data: bytes) -> bool:
        """Begin to send; True when all of it is on its way."""
        self._out = memoryview(data)
        return self.flush()

    def flush(self) -> bool:
        """Send what is left, as far as the network takes it; raises `LostError`."""
        try:
            while self._out:
                self._out = self._out[self.socket.send(self._out) :]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self.wants_write = True
            return False
        except OSError as fault:
            raise LostError(_describe(fault)) from None
        self.wants_write = False
        return True

    def fill(self) -> None:
        """Take in all that has come; what ends the connection is kept for whoever waits for a reply."""
        try:
            while data := self.socket.recv(_PART):
                self.replies.extend(self._parser.feed(data))
                if not self.is_encrypted:
                    return  # the selector tells when there is more
            self.broken = self.broken or "the server closed the connection"
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except LostError as fault:
            self.broken = str(fault)
        except OSError as fault:
            self.broken = _describe(fault)


@dataclass(eq=False, slots=True)
class Task:
    """A conversation under way: its wire, whom it is about to mail, the step it waits in and until when."""

    conversation: Conversation | None = None
    wire: Wire | None = None
    intent: Any = None
    step: Send | Await | Intend | Sleep | Call | Settle | None = None
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
    _changes: list[Task] = field(default_factory=list)

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
                    return
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
        conversation = task.conversation
        assert conversation is not None  # noqa: S101 (every task is started with one)
        task.deadline = 0.0
        try:
            task.step = conversation.throw(fault) if fault else conversation.send(answer)
        except StopIteration:
            self._tasks.discard(task)
            return
        step = task.step
        if isinstance(step, Send):
            self._send(task, step)
        elif isinstance(step, Await):
            task.deadline = time.monotonic() + step.seconds
            self._await(task)
        elif isinstance(step, Intend):
            self._intents.append(task)
        elif isinstance(step, Settle):
            self._changes.append(task)
        elif isinstance(step, Sleep):
            task.deadline = time.monotonic() + step.seconds
        else:
            if step.is_moot:
                task.deadline = time.monotonic() + _MOOT
            threading.Thread(target=self._call, args=(task, step), daemon=True).start()

    def _send(self, task: Task, step: Send) -> None:
        wire = task.wire
        assert wire is not None  # noqa: S101 (only connection workers with a session send)
        try:
            if wire.broken:
                raise LostError(wire.broken)
            if wire.send(step.data):
                self._ready.append((task, None, None))
            else:
                # A body may take long to get out; a server that takes nothing for ten minutes is gone.
                task.deadline = time.monotonic() + 600
                self._selector.modify(wire.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, task)
        except LostError as fault:
            self._ready.append((task, None, fault))

    def _await(self, task: Task) -> None:
        wire = task.wire
        assert wire is not None  # noqa: S101
        if not wire.broken and wire.is_encrypted:
            wire.fill()  # TLS may hold what the selector no longer sees
        step, replies = task.step, wire.replies
        count = step.count if isinstance(step, Await) else 1
        if len(replies) >= count or (wire.broken and replies):
            self._ready.append((task, [replies.popleft() for _ in range(min(count, len(replies)))], None))
        elif wire.broken:
            self._ready.append((task, None, LostError(wire.broken)))

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
                self._await(task)
            elif isinstance(task.step, Send) and wire.wants_write:
                self._flush(task, wire)

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
        granted = self.commit(intents, [task.step.change for task in changes if isinstance(task.step, Settle)])
        self._ready.extend((task, task in granted, None) for task in intents)
        self._ready.extend((task, None, None) for task in changes)

    def _patience(self) -> float:
        if self._ready:
            return 0.0
        ends = [task.deadline for task in self._tasks if task.deadline]
        return max(_GRAIN, min(_TICK, min(ends, default=float("inf")) - time.monotonic()))

    def _wake(self, now: float) -> None:
        """Conversations whose time has come, or whose sleep is over because all is to stop."""
        waiting = {entry[0] for entry in self._ready}
        for task in self._tasks:
            if task in waiting or not task.deadline:
                continue
            if isinstance(task.step, Sleep) and (self.is_stopping or now >= task.deadline):
                task.deadline = 0.0
                self._ready.append((task, None, None))
            elif now >= task.deadline and isinstance(task.step, Send | Await):
                task.deadline = 0.0
                self._ready.append((task, None, LostError("the server did not answer in time")))
            elif isinstance(task.step, Call) and task.step.is_moot and (self.is_stopping or now >= task.deadline):
                is_moot = task.step.is_moot() and task.step.end()
                task.deadline = 0.0 if is_moot else now + _MOOT
                if is_moot:
                    self._ready.append((task, None, MootError()))


def _describe(fault: OSError) -> str:
    return f"the connection broke: {(fault.strerror or type(fault).__name__).lower()}"
