"""Confirmations on their way to the mail server of their point.

In: a project's points and an environment. Out: a function that hands over one message, or `NotPostedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from newsletter.content.model import NationalPoint
from newsletter.exceptions import NewsletterError
from newsletter.mail.message.template import Message
from newsletter.mail.smtp.conversation import Ending, Envelope
from newsletter.mail.smtp.route import route_of
from newsletter.mail.smtp.session import SessionError, open_session
from newsletter.mail.smtp.transport import SmtpTransport, Transport
from newsletter.problems import Problem
from newsletter.settings.project import Settings

Post = Callable[[str, str, str, Message], None]
"""Hands a message to the mail server of a point: point, envelope sender, envelope recipient, message."""

_PATIENCE = 3.0
"""Seconds that a server has to answer when it is only asked whether it is there."""


class NotPostedError(NewsletterError):
    """A server did not take a message; `reason` holds no address. One that `is_passing` may take it later."""

    def __init__(self, reason: str, *, is_passing: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing


def mailer_of(
    settings: Settings, points: Mapping[str, NationalPoint], environ: Mapping[str, str]
) -> tuple[Post | None, list[Problem]]:
    """What posts for all points; None where the mail server of any of them can't be used, and why.

    The post raises `NotPostedError` for a message that no server took.
    """
    transports: dict[str, Transport] = {}
    problems: list[Problem] = []
    helo = settings.domain_of_mail()
    for slug, point in points.items():
        route, found = route_of(settings, point, environ)
        problems += found
        if route:
            transports[slug] = SmtpTransport(lambda route=route: open_session(route, helo))  # type: ignore[misc]

    def post(point: str, sender: str, to: str, message: Message) -> None:
        pieces = (*message.fields, b"\r\n", *message.pieces)
        outcome = transports[point].carry(Envelope(sender, to), pieces)
        if outcome.ending not in (Ending.ACCEPTED, Ending.UNCERTAIN):
            reason = f"{outcome.stage} {outcome.code}".strip()
            raise NotPostedError(reason, is_passing=outcome.ending is not Ending.REFUSED)

    return (post if len(transports) == len(points) else None), problems


def silent_servers(
    settings: Settings, points: Mapping[str, NationalPoint], environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The mail servers that don't answer now, each with the reason; those of points that share one are asked once."""
    routes = {route_of(settings, point, environ)[0] for point in points.values()}
    for route in sorted(filter(None, routes), key=str):
        try:
            open_session(route, settings.domain_of_mail(), timeout=_PATIENCE).close()
        except SessionError as fault:
            yield str(route), fault.words
