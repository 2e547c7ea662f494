"""What every web app of ours stands behind: hosts, sizes, security headers, and a log without people in it.

In: an ASGI app, the hosts it answers to. Out: an ASGI app. Nothing here knows a page: what is refused is asked of a
`Refuse`, which writes it in the reader's language.

The log has one line of JSON for each request: when, method, route, status, milliseconds, bytes. It has no address, no
path, no query, no name of a browser; a route is the pattern (`/u/{token}`).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from newsletter.exceptions import NewsletterError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse = Callable[[int, Scope], tuple[str, bytes]]
"""The content type and body of an answer that refuses a request with this status."""

MAX_TARGET = 4_000
"""Bytes of a path with its query; what a sign-in provider sends back has some 2,000."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an app lets in and what its pages may do: methods, the bytes of a body, and the content security policy.

    `larger`: beginnings of paths below which a body may have more bytes; whoever answers there has to keep to it.
    """

    methods: tuple[str, ...]
    max_body: int
    policy: str
    larger: tuple[tuple[str, int], ...] = ()

    def most(self, path: str) -> int:
        """The bytes that a body may have at a path."""
        return next((most for beginning, most in self.larger if path.startswith(beginning)), self.max_body)


READERS = Rules(
    ("GET", "HEAD", "POST", "OPTIONS"),
    64 * 1024,  # the largest honest form has less than 2,000
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
)
"""For pages of readers: forms, and nothing that runs."""
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class TooLargeError(NewsletterError):
    """A body has more bytes than may be."""


def hosts_of(site: str, port: int) -> frozenset[str]:
    """The values of `Host` that are answered: that of the site, and those of this machine for itself."""
    return frozenset({urlsplit(site).netloc.lower(), *(f"{name}:{port}" for name in _LOOPBACK)})


async def body_of(receive: Receive, max_body: int = READERS.max_body) -> bytes:
    """The whole body of a request; raises `TooLargeError` as soon as it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""  # whoever asked has gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > max_body:
            raise TooLargeError
        if not message.get("more_body", False):
            return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Guard:
    """The app behind hosts, sizes, security headers and the log."""

    app: App
    hosts: Collection[str]
    refuse: Refuse
    log: Callable[[str], None] = field(default=lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    rules: Rules = READERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever goes wrong inside becomes a page and a line of the log."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        answer = _Answer(send, scope, self.rules.policy)
        try:
            status = self._refused(scope)
            if status:
                await self._refuse(status, scope, answer)
            elif scope["method"] == "OPTIONS":
                await answer.whole(204, "", b"", ((b"allow", ", ".join(self.rules.methods).encode()),))
            else:
                await self.app(scope, receive, answer)
        except TooLargeError:
            await self._refuse(413, scope, answer)
        except Exception as fault:  # our own bugs: the reader gets a page, the log the places, nobody any value
            places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(fault.__traceback__)]
            self.log(json.dumps({"fault": type(fault).__name__, "at": places[-6:]}))
            await self._refuse(500, scope, answer)
        finally:
            self.log(_line(scope, answer, began, self.rules.methods))

    def _refused(self, scope: Scope) -> int:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0].decode("latin-1").lower() not in self.hosts:
            return 421
        if scope["method"] not in self.rules.methods:
            return 405
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > MAX_TARGET:
            return 414
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        return 413 if not length.isdigit() or int(length) > self.rules.most(scope["path"]) else 0

    async def _refuse(self, status: int, scope: Scope, answer: _Answer) -> None:
        if answer.status:
            return  # it is under way already
        kind, body = self.refuse(status, scope)
        more: tuple[tuple[bytes, bytes], ...] = ()
        if status in (413, 414):
            more = ((b"connection", b"close"),)
        elif status == 405:
            more = ((b"allow", ", ".join(self.rules.methods).encode()),)
        await answer.whole(status, kind, b"" if scope["method"] == "HEAD" else body, more)


class _Answer:
    """An answer on its way out, with the headers that all of ours have."""

    def __init__(self, send: Send, scope: Scope, policy: str) -> None:
        self.send = send
        self.policy = policy
        self.scope = scope
        self.status = 0
        self.size = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        """Pass one message of the app on."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            given = list(message.get("headers", []))
            names = {name.lower() for name, _ in given}
            ours = ((b"content-security-policy", self.policy.encode()), *_HEADERS, (b"cache-control", b"no-store"))
            message["headers"] = [*given, *((name, value) for name, value in ours if name not in names)]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self.send(message)

    async def whole(self, status: int, kind: str, body: bytes, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        """An answer in one piece."""
        headers = [(b"content-length", str(len(body)).encode()), *more]
        headers += [(b"content-type", kind.encode())] if kind else []
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body})


def _line(scope: Scope, answer: _Answer, began: float, methods: Collection[str]) -> str:
    return json.dumps(
        {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "method": scope["method"] if scope["method"] in methods else "other",
            "route": scope.get("newsletter.route", ""),
            "status": answer.status,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            "bytes": answer.size,
        }
    )
