"""The whole home at a look, for whoever keeps it: every point's mailings and queue, what came back, backup, versions.

In: a project that is the home, a `Watcher` that remembers what it has counted, the time. Out: an `Overview`; of people
and readers there are numbers alone. The database is only looked at, and nobody waits for it.
"""

from __future__ import annotations

import datetime as dt
import platform
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsletter.database import Connection, DatabaseError, absolute, connect_to_look, newest_step, step_of
from newsletter.mail.audience.states import EventKind
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.schedule import Appointment, appointments
from newsletter.mail.delivery.states import DeliveryState
from newsletter.pipeline.notices.mailings import Waiting, waiting_mailings
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending.figures import Figures, Watcher
from newsletter.version import __version__

_RETURNS = (EventKind.HARD_BOUNCE, EventKind.SOFT_BOUNCE, EventKind.COMPLAINT)
_LATELY = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class MailingLine:
    """One point's issue: its round, and how many readers are in which state."""

    round: Round
    states: Counter[DeliveryState]

    @property
    def readers(self) -> int:
        """All whom it is for."""
        return self.states.total()

    @property
    def is_open(self) -> bool:
        """True while somebody is still to get it, or to be decided about."""
        left = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
        return any(self.states[each] for each in left)


@dataclass(frozen=True, slots=True)
class Machine:
    """What runs, and on what. `database` is its name and version, `step` that of its schema, of `newest` there are.

    `disk_free` and `disk_total` are octets of the disk on which the project lies, `database_size` those of SQLite's
    file; 0 for a server.
    """

    version: str
    python: str
    database: str
    step: int
    newest: int
    disk_free: int
    disk_total: int
    database_size: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`waiting`: what goes on only once a person acts. `mailings`: the latest first, `planned` by time.

    `returned` counts what came back in the last ninety days by kind.
    """

    waiting: tuple[Waiting, ...]
    mailings: tuple[MailingLine, ...]
    planned: tuple[Appointment, ...]
    figures: Figures
    returned: Mapping[str, int]
    machine: Machine


def look_at_home(project: Project, watcher: Watcher, now: dt.datetime) -> Overview | None:
    """The overview; None where there is no database of this program's schema, or it can't be read now."""
    url = absolute(project.settings.database.url, project.root)
    try:
        with connect_to_look(url) as connection:
            return _overview(project, connection, watcher, now) if connection else None
    except DatabaseError:
        return None


def machine_of(project: Project) -> Machine:
    """What can be said without a database."""
    disk = shutil.disk_usage(project.root)
    python = platform.python_version()
    return Machine(__version__, python, "", 0, newest_step(), disk.free, disk.total, 0)


def _overview(project: Project, connection: Connection, watcher: Watcher, now: dt.datetime) -> Overview:
    waiting = tuple(waiting_mailings(project, connection, now))
    figures = watcher.figures(connection, now)
    with connection.transaction(writes=False):
        rounds = list(ledger.rounds(connection))
        planned = tuple(appointments(connection))
        rows = connection.rows(
            "select kind, count(*) from events where happened_at >= :since group by kind",
            {"since": (now - _LATELY).isoformat(timespec="seconds")},
        )
        counted = {str(kind): int(count) for kind, count in rows}
        step = step_of(connection)
    lines = [MailingLine(each, watcher.states_of(each)) for each in rounds]
    lines.sort(key=lambda line: line.round.opened_at, reverse=True)
    returned = {kind.value: counted.get(kind.value, 0) for kind in _RETURNS}
    machine = _machine(project, connection, step)
    return Overview(waiting, tuple(lines), planned, figures, returned, machine)


def _machine(project: Project, connection: Connection, step: int) -> Machine:
    bare = machine_of(project)
    name, path = connection.describe()
    size = sum(each.stat().st_size for each in _files(path)) if path else 0
    return Machine(
        bare.version, bare.python, name, step, bare.newest, bare.disk_free, bare.disk_total, size
    )  # fmt: skip


def _files(path: Path) -> list[Path]:
    """SQLite's file and its log."""
    return [each for each in (path, Path(f"{path}-wal")) if each.exists()]
