"""A web app on a socket: who may hold a connection, for how long, and how many at once.

In: an ASGI app, an address to listen on, `Limits`. Out: it serves until it is told to end. Clients that never finish
what they began to ask (slowloris) lose their connection; beyond so many connections a new one is told to come again.
A proxy does the same; this holds where there is none.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from newsletter.exceptions import NewsletterError
from newsletter.web.guard import App

_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 22\r\n\r\nThe request came late.\n"[:-1]
)
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 10\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 32\r\n\r\nToo many others are asking, too.\n"[:-1]
)


Listening = socket.socket
"""A socket that is bound and listens."""


class CannotListenError(NewsletterError):
    """The address can't be listened on; the text says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may take of the server, in seconds and in connections.

    `headers`: from its connection, or from a later request's first byte, to the end of the headers; `body`: from there
    to the end of the body; `rest`: between two requests; `grace`: what a request under way may take once the server was
    told to end.
    """

    headers: float = 10.0
    body: float = 30.0
    rest: float = 30.0
    connections: int = 500
    grace: int = 20


def listen(host: str, port: int) -> Listening:
    """A socket that listens. Raises `CannotListenError`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as fault:
        raise CannotListenError(_reason(fault)) from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2_048)
    except OSError as fault:
        listening.close()
        raise CannotListenError(_reason(fault)) from None
    listening.setblocking(False)
    return listening


def serve(app: App, listening: Listening, limits: Limits) -> int:
    """Serve on a socket until SIGTERM or SIGINT: nobody new is let in, what is under way is answered. An exit code."""
    config = uvicorn.Config(
        app,
        http=time_requests(limits),
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # `rates.client_of` knows which of them to believe
        timeout_keep_alive=max(1, round(limits.rest)),
        timeout_graceful_shutdown=limits.grace,
        h11_max_incomplete_event_size=16 * 1024,
    )
    server = uvicorn.Server(config)
    # uvicorn passes the signal on once it has ended in good order; by then it has done what it was for.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        return 0
    return 0 if server.started else 1


@contextmanager
def serve_beside(app: App, listening: Listening) -> Iterator[None]:
    """Serve another app on a socket of its own, in a thread, for as long as the block lasts."""
    config = uvicorn.Config(
        app, http=time_requests(Limits(connections=20)), ws="none", lifespan="off", access_log=False, log_config=None,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="beside", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


def time_requests(limits: Limits) -> type[H11Protocol]:
    """Uvicorn's protocol with a clock for what a client sends, which it lacks, and a limit that refuses at the door."""

    class Timed(H11Protocol):
        _timer: asyncio.TimerHandle | None = None
        _waits_for = ""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                transport.write(_FULL)
                transport.close()
                return
            self._wait_for("headers")

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait_for("")
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.transport.is_closing():
                return
            super().data_received(data)
            state = self.conn.their_state
            if state is h11.SEND_BODY:
                self._wait_for("body")
            elif state is h11.IDLE and self.conn.trailing_data[0]:
                self._wait_for("headers")
            elif self.cycle is not None:
                self._wait_for("")

        def _wait_for(self, what: str) -> None:
            """Start the clock for what is awaited now; one that runs for the same already runs on."""
            if what == self._waits_for:
                return
            if self._timer is not None:
                self._timer.cancel()
            self._waits_for = what
            seconds = {"headers": limits.headers, "body": limits.body}.get(what)
            self._timer = None if seconds is None else self.loop.call_later(seconds, self._end)

        def _end(self) -> None:
            is_answered = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
            if not is_answered:
                self.transport.write(_LATE)
            self.transport.close()

    return Timed


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()
