"""Use case: the studio is served on this machine's own address, until somebody ends it.

In: `StudioStart`, a log, and who is told the address. Out: `StudioEnd`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.pipeline.resident import Resident
from newsletter.pipeline.sending.waking import Wake, wake_nobody
from newsletter.pipeline.use_case import Place, issue_at, project_at, refuse, reporting
from newsletter.problems import Problem, error
from newsletter.studio.app import app_of
from newsletter.studio.entrance import KEY, DeskEntrance
from newsletter.studio.needs import check_writing
from newsletter.studio.pages import Pages
from newsletter.studio.session import session_of
from newsletter.studio.studio import Studio
from newsletter.studio.watching import Watching
from newsletter.web.server import CannotListenError, Limits, listen, serve
from newsletter.workspace import Workspace

if TYPE_CHECKING:
    from newsletter.pipeline.project import Project
    from newsletter.studio.online import Online

HOST = "127.0.0.1"
_SWITCH_SECONDS = 0.001
"""How long the thread that lays out letters keeps Python for itself while a request waits; 5 ms by default."""


@dataclass(frozen=True, slots=True)
class StudioStart:
    """The project to open, and the port; 0 takes one that is free.

    `is_preview` opens the letters alone, read only, beginning with those of `issue`; None is the newest. With
    `is_online` people sign in, at the address that the settings name; `host` is then where a proxy finds it, and with
    `trust_proxy` the visitor's address is the one that the proxy names. `wake` has what was
    planned or opened mailed by another process.
    """

    place: Place
    port: int
    issue: str | None = None
    is_preview: bool = False
    is_online: bool = False
    host: str = HOST
    trust_proxy: bool = False
    wake: Wake = wake_nobody


@dataclass(frozen=True, slots=True)
class StudioEnd:
    """The studio was served and has come to an end."""

    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """The addresses that open a studio: one for whoever reads the terminal, and one that opens once, for a browser; the
    second is empty where people sign in.

    What a program is started with can be read by every user of the machine.
    """

    address: str
    once: str


@reporting
def serve_studio(request: StudioStart, log: Callable[[str], None], begun: Callable[[Opening], None]) -> StudioEnd:
    """Serve the studio until it is told to end; `begun` is told how it is opened, as soon as it answers."""
    project, slug = issue_at(request.place, request.issue) if request.is_preview else (project_at(request.place), "")
    online = _online(request, project, log) if request.is_online else None
    try:
        listening = listen(request.host, request.port)
    except CannotListenError as fault:
        hint = "end the program that listens there, or name another port with `--port`"
        refuse([error("cannot-listen", f"{request.host}:{request.port} can’t be listened on: {fault}", None, hint)])
    port = int(listening.getsockname()[1])
    session = session_of(project.cache.folder, port)
    resident = Resident(request.place)
    check = online.check if online else check_writing
    workspace = Workspace(project.root, lambda name: resident.touched([name]), check)
    entrance = online.entrance if online else DeskEntrance(session, project.root, request.place.environ)
    studio = Studio(
        request.place,
        project,
        workspace,
        entrance,
        Pages(project.cache.folder),
        resident,
        request.is_preview,
        online.saves if online else None,
        request.is_online,
        request.trust_proxy,
        request.wake,
        invite=online.invite if online else None,
    )
    address = f"/issues/{slug}/preview" if request.is_preview else "/"
    watching = Watching(project.root, resident.changed_outside)
    entry = f"http://{HOST}:{port}{address}?{KEY}="
    opening = Opening(f"{entry}{session.secret}", f"{entry}{session.one_time_key()}")
    begun(Opening(online.entrance.site, "") if online else opening)  # connections wait in the socket
    watching.start()
    if online:
        online.start()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        # Streams of events end only with the studio: they get two seconds.
        if serve(app_of(studio, log), listening, Limits(grace=2, body=60.0)):
            refuse([error("cannot-listen", f"{HOST}:{port} was not served: the log says why")])
    finally:
        watching.stop()
        studio.close()
        if online:
            online.stop()
    return StudioEnd()


def _online(request: StudioStart, project: Project, log: Callable[[str], None]) -> Online:
    from newsletter.studio.online import open_online  # what it stands on takes a while, and a desk has no need of it

    return open_online(request.place, project, log)
