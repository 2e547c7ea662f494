"""One request as screens see it, and what they answer.

In: the parts of a request. Out: a `StudioResponse`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from newsletter.exceptions import NewsletterError
from newsletter.studio.visitor import NOBODY, Visitor
from newsletter.studio.words import Words

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class StudioRequest:
    """What a handler is asked: `params` are those of the path, `headers` by their names in lower case.

    `words` are those of the person's language. `visitor` is who asks, `client` where from, for rates alone. `state` is
    the number of the project's state before anything was read for the answer.
    """

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    words: Words
    visitor: Visitor = NOBODY
    client: str = ""
    state: int = 0

    @property
    def person(self) -> str:
        """The name of whoever asks, as it stands beside what they change; empty until it is told."""
        return self.visitor.person.name

    def form(self) -> dict[str, str]:
        """The fields of a form that was sent; the last of a name counts. Raises `UnreadableError`, also of what no text
        has, which PostgreSQL keeps in none.
        """
        try:
            fields = dict(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(self.body)))
        except ValueError:
            raise UnreadableError from None
        if any("\0" in value for value in fields.values()):
            raise UnreadableError
        return fields

    def json(self) -> Any:
        """The body read as JSON. Raises `UnreadableError`, also of half a character, which no file can hold."""
        try:
            value = json.loads(self.body.decode("utf-8"))
            if b"\\ud" in self.body.lower():
                json.dumps(value, ensure_ascii=False).encode("utf-8")
            return value
        except (ValueError, RecursionError):
            raise UnreadableError from None


@dataclass(frozen=True, slots=True)
class StudioResponse:
    """What goes back to the browser."""

    status: int
    body: bytes
    kind: str
    headers: tuple[tuple[str, str], ...] = ()


def number_in(typed: str) -> int | None:
    """A number below a thousand million that somebody has put into a form or an address; None for anything else.

    Python calls more signs digits (`²`) than `int` takes, and takes those of all scripts: here 0 to 9 are meant.
    """
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


class UnreadableError(NewsletterError):
    """The body of a request is not what its address takes."""


def html(page: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> StudioResponse:
    """A page, or a part of one."""
    return StudioResponse(status, page.encode("utf-8"), HTML, headers)


def json_of(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> StudioResponse:
    """A value for the browser's own code."""
    return StudioResponse(status, json.dumps(value, ensure_ascii=False).encode("utf-8"), JSON, headers)


def redirect(address: str, status: int = 303) -> StudioResponse:
    """Go on at another address of the studio; 303 after a form."""
    return StudioResponse(status, b"", TEXT, (("location", address),))


def not_found() -> StudioResponse:
    """There is nothing here; the app makes a page of it."""
    return StudioResponse(404, b"", "")
