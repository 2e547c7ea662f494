"""A web app's socket: a client that never ends what it began loses it, and nobody takes all of them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from newsletter.web import server
from newsletter.web.server import CannotListenError, Limits, listen

SOON, AMPLE, NEVER = 0.2, 1.0, 1_000.0
"""A test waits for a limit that comes soon, never for the time itself; the others are out of its way."""
ASKED = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the size of the body, once that is there."""
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    body = str(size).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]}
    )
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(limits: Limits) -> Iterator[int]:
    """The app on a port, in a thread; uvicorn's own loop with our protocol."""
    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, http=server.time_requests(limits), log_config=None, ws="none")
    serves = uvicorn.Server(config)
    thread = threading.Thread(target=serves.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        serves.should_exit = True
        thread.join(300)


def connected(port: int, *parts: bytes) -> socket.socket:
    """A connection on which these bytes were sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=300)
    for part in parts:
        connection.sendall(part)
    return connection


def answer(connection: socket.socket) -> bytes:
    """One whole answer of the app, whose body is a number of one digit."""
    data = b""
    while not data.partition(b"\r\n\r\n")[2]:
        part = connection.recv(1)
        assert part, "it was closed before the answer was whole"
        data += part
    return data


def rest_of(connection: socket.socket) -> bytes:
    with connection:
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limits", "sent"),
    [
        (Limits(headers=SOON, body=NEVER), b""),
        (Limits(headers=SOON, body=NEVER), b"GET / HTTP/1.1\r\nHost: 127"),
        (Limits(headers=NEVER, body=SOON), b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"),
    ],
)
def test_what_a_client_never_ends_is_ended_for_it(limits: Limits, sent: bytes) -> None:
    with serving(limits) as port:
        assert rest_of(connected(port, sent)).startswith(b"HTTP/1.1 408 ")


@pytest.mark.slow
def test_a_second_request_has_the_same_time_and_a_rest_between_is_none_of_it() -> None:
    with serving(Limits(headers=AMPLE, body=NEVER)) as port:
        connection = connected(port, ASKED)
        assert answer(connection).startswith(b"HTTP/1.1 200 ")
        connection.settimeout(1.5 * AMPLE)
        with pytest.raises(TimeoutError):
            connection.recv(1)  # it rests, and nobody minds
        connection.settimeout(300)
        connection.sendall(ASKED[:9])
        assert rest_of(connection).startswith(b"HTTP/1.1 408 ")


@pytest.mark.slow
def test_headers_and_body_in_pieces_are_one_request() -> None:
    with serving(Limits(headers=NEVER, body=NEVER)) as port:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"
        with connected(port, head[:20], head[20:], b"abc", b"def") as connection:
            assert answer(connection).endswith(b"\r\n\r\n6")


@pytest.mark.slow
def test_at_the_limit_of_connections_the_next_one_is_asked_to_come_again_and_those_there_are_answered() -> None:
    with serving(Limits(headers=NEVER, body=NEVER, connections=2)) as port:
        there = [connected(port, ASKED), connected(port, ASKED)]
        assert all(answer(connection).startswith(b"HTTP/1.1 200 ") for connection in there)
        refused = rest_of(connected(port))
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 10" in refused
        for connection in there:
            connection.sendall(ASKED)
            assert answer(connection).startswith(b"HTTP/1.1 200 ")
            connection.close()


def test_an_address_that_cannot_be_listened_on_is_told_why() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(CannotListenError, match="address already in use"):
        listen("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(CannotListenError):
        listen("192.0.2.1", 8025)
    with pytest.raises(CannotListenError):
        listen("no such host", 8025)
