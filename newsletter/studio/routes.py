"""Who answers which address. Handlers are plain functions and run in threads; streams are server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeAlias

from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.studio import Studio

Handler: TypeAlias = Callable[[Studio, StudioRequest], StudioResponse]
Stream: TypeAlias = Callable[[Studio, StudioRequest], AsyncIterator[bytes]]
"""Bytes of `text/event-stream`, until the browser has gone or the studio ends."""


MAX_BODY = 2 * 1024 * 1024
"""Bytes of a body: a text may have 1 MB, and comes in JSON."""
LARGEST_BODY = 25_000_000
"""Bytes of any: a picture may have so many."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers an address, by method. `pattern` is Starlette's: `/issues/{issue}/compose`, `/files/{name:path}`.

    `max_body` are the bytes that the body of a change may have. `is_followed` says that open pages ask by themselves,
    which is no sign of anybody.
    """

    pattern: str
    get: Handler | None = None
    post: Handler | None = None
    put: Handler | None = None
    patch: Handler | None = None
    stream: Stream | None = None
    max_body: int = MAX_BODY
    is_followed: bool = False

    def __post_init__(self) -> None:
        """No body is larger than the guard lets in. Raises `ValueError`."""
        if self.max_body > LARGEST_BODY:
            raise ValueError(f"{self.pattern}: {self.max_body} bytes are more than {LARGEST_BODY}")

    def handler(self, method: str) -> Handler | None:
        """The handler of a method."""
        return {
            "GET": self.get, "HEAD": self.get, "POST": self.post, "PUT": self.put, "PATCH": self.patch
        }.get(method)  # fmt: skip
