"""How a point's mail reaches the next server.

In: settings, a point, an environment. Out: a `Route`, or problems. Of several addresses the first counts: that of the
environment for this point (NEWSLETTER_SMTP_URL_ES), that in the point's file, that of the environment for all
(NEWSLETTER_SMTP_URL), that of `[smtp]` in `newsletter.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.content.model import NationalPoint
from newsletter.problems import Location, Problem, error
from newsletter.settings import FILE, Settings
from newsletter.smtp_settings import SMTP_URL, Server, ServerError, Tls, server_of


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


def route_of(
    settings: Settings, point: NationalPoint, environ: Mapping[str, str]
) -> tuple[Route | None, list[Problem]]:
    """The route of a point's mail; None and the reason when it can't be used."""
    own = variable_of(point.slug)
    file = f"issues/{point.path}.yaml"
    if environ.get(own):
        server, problems = _from_environment(own, environ[own])
    elif point.smtp:
        server, problems = _from_file(point.smtp, file, own)
    elif environ.get(SMTP_URL):
        server, problems = _from_environment(SMTP_URL, environ[SMTP_URL])
    else:
        server, problems = _from_file(settings.smtp.url, FILE, SMTP_URL)
    if server is None:
        return None, problems
    smtp = settings.smtp
    speed = (smtp.connections, smtp.messages_per_connection, smtp.messages_per_minute)
    return Route(server.host, server.port, server.tls, server.user, server.password, *speed), []


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
