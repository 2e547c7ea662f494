"""Use case: the readers' pages are served on a socket, until somebody ends it.

In: `ServeRequest`, a log, and who is told that it begins. Out: `ServeReport`. On SIGTERM or SIGINT nobody new is let
in, what is under way is answered, mails that wait are posted, and the database is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from newsletter.pipeline.use_case import Place, issue_at, refuse, reporting
from newsletter.problems import Problem, error, has_errors, ordered
from newsletter.public.app import app_of
from newsletter.public.metrics import metrics_app
from newsletter.public.site import Site, site_of
from newsletter.web.server import CannotListenError, Limits, Listening, listen, serve, serve_beside


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
    metrics: tuple[str, int] | None = None
    """Where figures of the home are answered; None for nowhere."""

    @property
    def address(self) -> str:
        """Where the pages are, as it stands in an address of the web."""
        return _address(self.host, self.port)


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
    listening = _listen(request.host, request.port, "--port")
    archive = request.archive or project.archive_folder
    site, problems = site_of(project, request.place.environ, log, archive=archive, trust_proxy=request.trust_proxy)
    if site is None or has_errors(problems):
        refuse(ordered(problems))
    with ExitStack() as beside:
        if request.metrics:
            figures = metrics_app(site.pool, site.now)
            beside.enter_context(serve_beside(figures, _listen(*request.metrics, "--metrics")))
        begun(site, ordered(problems))
        has_failed = serve(app_of(site, request.port, log), listening, Limits())
    if has_failed:
        refuse([error("cannot-listen", f"{request.address} was not served: the log says why")])
    return ServeReport()


def _listen(host: str, port: int, option: str) -> Listening:
    try:
        return listen(host, port)
    except CannotListenError as fault:
        hint = f"end the program that listens there, or name another port with `{option}`"
        refuse([error("cannot-listen", f"{_address(host, port)} can’t be listened on: {fault}", None, hint)])


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
