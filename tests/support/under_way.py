"""Mailings that are under way: a home, its people, a server."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsletter.mail.delivery import circuit
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home
from tests.support.processes import Started, command

NL, EU = ("--point", "nl"), ("--point", "eu")

SEND = ("send", ISSUE, *NL)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


@pytest.fixture
def home(sample: Sample, server: Running) -> Home:
    return Home.of(sample, server)


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server out of reach is left to a later run at once; `test_send` waits those three seconds."""
    monkeypatch.setattr(circuit, "TRIES", 1)
    monkeypatch.setattr(circuit, "TRYING", 0.0)


def people(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


def plan(home: Home, *points: str) -> None:
    """Appointments of these points whose time has just come."""
    for point in points:
        assert home("send", ISSUE, "--point", point, "--at", "2199-11-21 09:00").exit_code == 0
    now = home.sql("select strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute')")[0][0]
    home.sql("update appointments set due_at = ?", now)


@contextmanager
def process(home: Home, *arguments: str) -> Iterator[Started]:
    """A command in a process of its own, from its first message on; it is killed if it has not ended by itself."""
    before = home.server.to().total()
    with command(home.sample.root, *arguments, env=home.environment) as started:
        while home.server.to().total() == before:
            assert started.poll() is None, started.communicate()
            time.sleep(0.01)
        yield started


OPEN_QUOTE = 'date: "2024-02-20\nsubject: A letter\n'


def backup(home: Home) -> Callable[[], None]:
    """A backup of the database, and how it is restored."""
    database, copy = home.sample.root / "newsletter.db", home.sample.root / "backup.db"
    home.sql(f"vacuum into '{copy}'")

    def restore() -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)
        shutil.copy(copy, database)

    return restore
