"""How a point's mail reaches the next server.

In: settings, a point, an environment. Out: a `Route`, or problems. Of several addresses the first counts: that of the
environment for this point (NEWSLETTER_SMTP_URL_ES), that in the point's file, that of the environment for all
(NEWSLETTER_SMTP_URL), that of `[smtp]` in `newsletter.toml`. What is under way keeps a `FrozenRoute`, and needs no file
of a point to find its server again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter.problems import Location, Problem, error
from newsletter.settings.project import FILE, Settings
from newsletter.settings.smtp import SMTP_URL, Server, ServerError, Tls, server_of

if TYPE_CHECKING:
    from newsletter.content.model import NationalPoint


@dataclass(frozen=True, slots=True)
class Route:
    """A mail server, how it is spoken to, and how fast; points with the same route share its connections."""

    host: str
    port: int
    tls: Tls
    user: str
    password: str = field(repr=False)
    connections: int
    per_connection: int
    per_minute: int

    def __str__(self) -> str:
        """The server and how it is reached; who signs in is not said."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port} ({'no TLS' if self.tls == 'none' else self.tls.upper()})"


def variable_of(point: str) -> str:
    """The variable that holds the address of one point's mail server: NEWSLETTER_SMTP_URL_ES."""
    return f"{SMTP_URL}_{point.upper().replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class FrozenRoute:
    """By which name a round finds its route again, and how fast it goes; no account stands in it.

    `name` is the point whose own route it is, empty for the one that all others share; `url` is the address that the
    point's file gave when the round was opened, empty where environment or settings give it.
    """

    name: str = ""
    url: str = ""
    connections: int = 4
    per_connection: int = 200
    per_minute: int = 0


def frozen_route(settings: Settings, point: NationalPoint, environ: Mapping[str, str]) -> FrozenRoute:
    """The route that a point's mail takes now, to be kept with what is mailed."""
    smtp = settings.smtp
    speed = (smtp.connections, smtp.messages_per_connection, smtp.messages_per_minute)
    is_own = bool(environ.get(variable_of(point.slug)) or point.smtp)
    # Who signs in is in the environment, with the password.
    from_file = point.smtp if point.smtp and not server_of(point.smtp).user else ""
    return FrozenRoute(point.slug if is_own else "", from_file or "", *speed)


def route_by(frozen: FrozenRoute, settings: Settings, environ: Mapping[str, str]) -> tuple[Route | None, list[Problem]]:
    """The route of a round, from the environment and settings of today alone; None and the reason when there is none.

    How fast it goes was frozen with it, but for what the environment of this machine says now.
    """
    own = variable_of(frozen.name)
    if frozen.name and environ.get(own):
        server, problems = _from_environment(own, environ[own])
    elif frozen.url:
        server, problems = server_of(frozen.url), []
    elif frozen.name:
        message = f"this mailing goes by a server of its own, and {own} in the environment does not say which"
        hint = f"set {own} again, like smtp://name:password@smtp.example.org:587?tls=starttls"
        server, problems = None, [error("no-smtp-address", message, None, hint)]
    else:
        server, problems = _common(settings, environ)
    return (_route(server, _speed(frozen, settings, environ)) if server else None), problems


def _speed(frozen: FrozenRoute, settings: Settings, environ: Mapping[str, str]) -> tuple[int, int, int]:
    now = settings.smtp
    found = (
        ("CONNECTIONS", now.connections, frozen.connections),
        ("MESSAGES_PER_CONNECTION", now.messages_per_connection, frozen.per_connection),
        ("MESSAGES_PER_MINUTE", now.messages_per_minute, frozen.per_minute),
    )
    first, second, third = (new if environ.get(f"NEWSLETTER_SMTP_{name}") else old for name, new, old in found)
    return first, second, third


def route_of(
    settings: Settings, point: NationalPoint, environ: Mapping[str, str]
) -> tuple[Route | None, list[Problem]]:
    """The route of a point's mail; None and the reason when it can't be used."""
    own = variable_of(point.slug)
    if environ.get(own):
        server, problems = _from_environment(own, environ[own])
    elif point.smtp:
        server, problems = _from_file(point.smtp, f"issues/{point.path}.yaml", own)
    else:
        server, problems = _common(settings, environ)
    smtp = settings.smtp
    speed = (smtp.connections, smtp.messages_per_connection, smtp.messages_per_minute)
    return (_route(server, speed) if server else None), problems


def _route(server: Server, speed: tuple[int, int, int]) -> Route:
    return Route(server.host, server.port, server.tls, server.user, server.password, *speed)


def _common(settings: Settings, environ: Mapping[str, str]) -> tuple[Server | None, list[Problem]]:
    """The server of all points that have none of their own."""
    if environ.get(SMTP_URL):
        return _from_environment(SMTP_URL, environ[SMTP_URL])
    return _from_file(settings.smtp.url, FILE, SMTP_URL)


def _from_environment(variable: str, url: str) -> tuple[Server | None, list[Problem]]:
    try:
        server = server_of(url.strip())
    except ServerError as fault:
        message = f"{variable} in the environment is no address of a mail server: {fault}"
        return None, [error("bad-smtp-address", message, None, fault.hint)]
    if server.user and not server.password:
        hint = "write it like smtp://name:password@smtp.example.org:587?tls=starttls"
        message = f"{variable} in the environment has a name and no password"
        return None, [error("no-smtp-password", message, None, hint)]
    return server, []


def _from_file(url: str, file: str, variable: str) -> tuple[Server | None, list[Problem]]:
    server = server_of(url)  # the file was refused if this could fail
    if not server.user:
        return server, []
    hint = f"put the whole address, with the password, into {variable} in the environment"
    message = f"the mail server {server.host} wants a password, and none is there"
    return None, [error("no-smtp-password", message, Location(file), hint)]
