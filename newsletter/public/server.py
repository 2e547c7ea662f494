"""Use case: the readers' pages are served on a socket, until somebody ends it.

In: `ServeRequest`, a log, and who is told that it begins. Out: `ServeReport`. On SIGTERM or SIGINT nobody new is let
in, what is under way is answered, mails that wait are posted, and the database is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.pipeline.use_case import Place, issue_at, refuse, reporting
from newsletter.problems import Problem, error, has_errors, ordered
from newsletter.public.app import app_of
from newsletter.public.site import Site, site_of
from newsletter.web.server import CannotListenError, Limits, listen, serve


@dataclass(frozen=True, slots=True)
class ServeRequest:
    """Where to listen; with `trust_proxy` the visitor's address is the one that a proxy names; `archive` is the folder
    of the archive's pages, None for the one that is set.
    """

    place: Place
    host: str
    port: int
    trust_proxy: bool = False
    archive: Path | None = None

    @property
    def address(self) -> str:
        """Where the pages are, as it stands in an address of the web."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ServeReport:
    """The pages were served and have come to an end; what they lack to be public has been told as they began."""

    problems: tuple[Problem, ...] = ()


@reporting
def serve_pages(
    request: ServeRequest, log: Callable[[str], None], begun: Callable[[Site, Sequence[Problem]], None]
) -> ServeReport:
    """Serve the pages until they are told to end; `begun` is told what stands behind them, and what they lack."""
    project, _ = issue_at(request.place, None)
    try:
        listening = listen(request.host, request.port)
    except CannotListenError as fault:
        hint = "end the program that listens there, or name another port with `--port`"
        refuse([error("cannot-listen", f"{request.address} can’t be listened on: {fault}", None, hint)])
    archive = request.archive or project.archive_folder
    site, problems = site_of(project, request.place.environ, log, archive=archive, trust_proxy=request.trust_proxy)
    if site is None or has_errors(problems):
        refuse(ordered(problems))
    begun(site, ordered(problems))
    if serve(app_of(site, request.port, log), listening, Limits()):
        refuse([error("cannot-listen", f"{request.address} was not served: the log says why")])
    return ServeReport()
