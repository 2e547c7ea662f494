"""Use case: a worker works until it is told to stop.

In: a place with the environment of the home, chores by name, a log. Out: `WorkReport`. Delivering needs the settings
alone, since letters stand in the ledger; chores that need the project's files are done where those are.
"""

from __future__ import annotations

import asyncio
import platform
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from newsletter.database import Connection, DatabaseError, absolute
from newsletter.mail.delivery.presence import end_presence, find_workers, keep_presence
from newsletter.mail.delivery.rows import Round
from newsletter.pipeline.at_home import database_at, installation_at
from newsletter.pipeline.home_database import open_home_database
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, project_at, refuse, reporting
from newsletter.pipeline.working.delivering import Deliverer, Log
from newsletter.problems import Problem, error


@dataclass(frozen=True, slots=True)
class WorkReport:
    """The worker has come to its end; what it met stands in its log."""

    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkChore:
    """A chore that workers do, by a cron line of its own; `needs_files`: where the project's files are."""

    run: Callable[[str], None]
    cron: str = ""
    needs_files: bool = False


class Stop:
    """Asks a worker to end, from a signal's handler too."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []
        self.is_asked = threading.Event()

    def ask(self) -> None:
        """End now, gracefully."""
        self.is_asked.set()
        for call in self._calls:
            call()

    def calls(self, call: Callable[[], None]) -> None:
        """Let this be called when the end is asked for, at once if it has been."""
        self._calls.append(call)
        if self.is_asked.is_set():
            call()


@reporting
def work(place: Place, chores: Mapping[str, WorkChore], log: Log, stop: Stop) -> WorkReport:
    """Deliver rounds and do chores until asked to stop."""
    project = project_at(place)
    installation = installation_at(project, place.environ)
    url = absolute(project.settings.database.url, project.root)
    with database_at(project) as connection:
        _require_queue(connection)
        from newsletter.pipeline.working import jobs

        jobs.install_jobs(connection, url)
    deliverer = Deliverer(installation, lambda: _opened(project), log)
    has_files = (project.root / "issues").is_dir()
    done = {name: chore for name, chore in chores.items() if has_files or not chore.needs_files}
    asked = {name: jobs.Chore(_logged(name, chore.run, log), chore.cron) for name, chore in done.items()}
    asked[jobs.DELIVER] = jobs.Chore(lambda _: deliverer.wake())
    owner = uuid.uuid4().hex

    def tick(connection: Connection) -> None:
        with connection.transaction():
            keep_presence(connection, owner, platform.node(), sorted(asked), installation.clock())

    stop.calls(deliverer.stop)
    delivering = threading.Thread(target=deliverer.run, args=(tick,), name="deliverer")
    delivering.start()
    log("begun", kinds=sorted(asked))
    asyncio.run(_keep_doing(url, asked, stop, log))
    delivering.join()
    try:
        with open_home_database(project) as connection, connection.transaction():
            end_presence(connection, owner)
    except DatabaseError:
        log("database away")
    log("ended")
    return WorkReport()


async def _keep_doing(url: str, chores: Mapping[str, object], stop: Stop, log: Log) -> None:
    """Do jobs; a queue that ends since its database has gone is begun again."""
    from newsletter.pipeline.working import jobs

    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    stop.calls(partial(_set_from_outside, loop, stopping))
    while not stop.is_asked.is_set():
        try:
            await jobs.run_jobs(url, chores, stopping)  # type: ignore[arg-type]
        except Exception as fault:  # the driver's own; the delivering threads look after themselves
            log("queue away", fault=type(fault).__name__)
        if not stopping.is_set():
            await asyncio.sleep(2)


def _set_from_outside(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(event.set)


def _logged(name: str, run: Callable[[str], None], log: Log) -> Callable[[str], None]:
    def do(id_: str) -> None:
        try:
            run(id_)
        except Exception as fault:  # our own bugs; the text may quote an address
            log("fault", job=name, fault=type(fault).__name__)
            return
        log("done", job=name)

    return do


def _require_queue(connection: Connection) -> None:
    if not connection.is_shared:
        message = "workers share a database on a server, and this one is a file"
        hint = "on one machine `newsletter due` by a timer does the same; docs/operators/workers.md says when to change"
        refuse([error("no-shared-database", message, None, hint)])
    if find_spec("procrastinate") is None:
        hint = "install the extra `workers`: `pip install 'newsletter-composer[workers]'`"
        refuse([error("no-job-queue", "the queue of jobs (Procrastinate) is not installed", None, hint)])


def _opened(project: Project) -> AbstractContextManager[Connection]:
    return open_home_database(project)


def tell_workers(installation: Installation, connection: Connection, rounds: Sequence[Round]) -> int:
    """Tell workers that rounds have readers to go; how many workers there are: with none, whoever asks mails itself."""
    with connection.transaction(writes=False):
        count = len(find_workers(connection))
    if count and rounds:
        from newsletter.pipeline.working import jobs

        project = installation.project
        jobs.ask_for(absolute(project.settings.database.url, project.root), jobs.DELIVER, str(rounds[0].id))
    return count
