"""Mail servers that make it hard, each in one way, as threads of the test's own process.

In: a `Manners`. Out: an `Unkind` server on loopback, which counts what it accepted and how many connections were open
at once. It judges by its own clock and never by what the sender knows.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Manners:
    """How a server behaves; what is left out it does not do."""

    connections: int = 0
    """More than so many at once are greeted with 421 …"""
    is_mute: bool = False
    """… or, with this, not before another one has ended, as by a server whose processes are all taken."""
    grey_seconds: float = 0.0
    """Each recipient is deferred until so long after the first time."""
    grey_words: str = "450 4.2.0 Greylisted, come back"
    messages: int = 0
    """421 in place of an answer after so many messages of a connection."""
    per_window: int = 0
    window_seconds: float = 1.0
    """No more messages than that in each span of time, …"""
    rate_words: str = "450 4.7.1 Error: too much mail from you"
    fails: Callable[[int], bool] = lambda number: False
    """Whether the connection with this number (from 0) is closed without a word."""
    is_garbage: bool = False
    """… or, with this, gets what is no SMTP."""
    hangs_up: Callable[[int], bool] = lambda number: False
    """Whether the connection is closed without a reply once the message with this number (from 0) was taken."""
    size: int = 0
    sender_words: str = ""
    """What refuses each sender."""
    clock: Callable[[], float] = time.monotonic


@dataclass
class Unkind:
    """A running server."""

    port: int
    manners: Manners
    accepted: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    taken_at: list[float] = field(default_factory=list)
    """When each message was taken, in seconds of a clock of its own."""
    commands: Counter[str] = field(default_factory=Counter)
    broken_off: list[bytes] = field(default_factory=list)
    """The last line of each message that never ended."""
    open: int = 0
    most_open: int = 0
    connects: int = 0
    first_seen: dict[str, float] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"


class _Talk(socketserver.StreamRequestHandler):
    server: Any
    disable_nagle_algorithm = True

    def handle(self) -> None:
        kept: Unkind = self.server.kept
        manners = kept.manners
        with kept.guard:
            number = kept.connects
            kept.connects += 1
            kept.open += 1
            is_too_many = 0 < manners.connections < kept.open
            if not (is_too_many or manners.is_mute):
                kept.most_open = max(kept.most_open, kept.open)
        try:
            with contextlib.suppress(OSError):
                if manners.fails(number):
                    if manners.is_garbage:
                        self.wfile.write(b"\x16\x03\x01 what is this\r\n" * 3)
                elif manners.is_mute:
                    with self.server.places:
                        self.talk(kept, manners)
                elif is_too_many:
                    self.say("421 4.7.0 Too many connections from you")
                else:
                    self.talk(kept, manners)
        finally:
            with kept.guard:
                kept.open -= 1

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def talk(self, kept: Unkind, manners: Manners) -> None:
        carried, recipient, has_sender = 0, "", False
        self.say("220 test.example.org ESMTP")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            verb = verb.upper()
            kept.commands[verb] += 1
            if manners.messages and carried >= manners.messages and verb in ("MAIL", "RSET"):
                self.say("421 4.7.0 That is enough for one connection")
                return
            if verb == "EHLO":
                size = f"250-SIZE {manners.size}\r\n" if manners.size else ""
                self.say(f"250-test.example.org\r\n250-PIPELINING\r\n{size}250 8BITMIME")
            elif verb == "MAIL" and manners.sender_words:
                recipient, has_sender = "", False
                self.say(manners.sender_words)
            elif verb == "MAIL":
                recipient, has_sender = "", self.may_go(kept, manners)
                self.say("250 2.1.0 Ok" if has_sender else manners.rate_words)
            elif verb == "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                said = self.judged(kept, manners, address) if has_sender else "503 5.5.1 No sender yet"
                recipient = "" if said else address
                self.say(said or "250 2.1.5 Ok")
            elif verb == "DATA" and recipient:
                self.say("354 Go ahead")
                last = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    last = part
                if not part:
                    kept.broken_off.append(last)
                    return
                with kept.guard:
                    taken = kept.accepted.total()
                    kept.accepted[recipient] += 1
                    kept.taken_at.append(time.monotonic())
                if manners.hangs_up(taken):
                    return
                carried += 1
                self.say("250 2.0.0 Taken")
            elif verb == "QUIT":
                self.say("221 2.0.0 Bye")
                return
            else:
                self.say("250 2.0.0 Ok" if verb == "RSET" else "503 5.5.1 Not now")

    def may_go(self, kept: Unkind, manners: Manners) -> bool:
        if not manners.per_window:
            return True
        with kept.guard:
            now = manners.clock()
            kept.times = [at for at in kept.times if at > now - manners.window_seconds]
            if len(kept.times) >= manners.per_window:
                return False
            kept.times.append(now)
            return True

    def judged(self, kept: Unkind, manners: Manners, address: str) -> str:
        with kept.guard:
            now = manners.clock()
            first = kept.first_seen.setdefault(address, now)
        return manners.grey_words if now - first < manners.grey_seconds else ""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    kept: Unkind
    places: threading.Semaphore


@contextlib.contextmanager
def unkind(manners: Manners, port: int = 0) -> Iterator[Unkind]:
    """A server with these manners, at a port of its choice."""
    with _Server(("127.0.0.1", port), _Talk) as server:
        server.kept = Unkind(int(server.server_address[1]), manners)
        server.places = threading.Semaphore(manners.connections or 1)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.kept
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
