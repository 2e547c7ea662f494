"""The readers' pages on a socket, until they are told to end.

In: a `Site`, where to listen. Out: an exit code. On SIGTERM or SIGINT nobody new is let in, what is under way is
answered, mails that wait are posted, and the database is closed.
"""

from __future__ import annotations

from collections.abc import Callable

from newsletter.public.app import app_of
from newsletter.public.site import Site
from newsletter.web.server import Limits, Listening, serve


def run(site: Site, listening: Listening, port: int, log: Callable[[str], None]) -> int:
    """Serve until told to end; an exit code."""
    return serve(app_of(site, port, log), listening, Limits())
