"""A PostgreSQL server of the tests' own, on loopback, gone with them.

One serves all tests of a worker, each with a database of its own: to set one up and start it takes two seconds of the
processor, to make a database in it a twentieth of one.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.conftest import IN_CI

_USER = "nobody"
"""The server does not run as root, as which tests do in CI."""


def programs() -> Path | None:
    """The folder of the newest server that is installed; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


needs_postgres = pytest.mark.skipif(programs() is None and not IN_CI, reason="postgresql is not installed")
"""Skips where the server is missing; in CI it has to be there."""


@dataclass(frozen=True)
class Server:
    """A server that runs, with an empty database at its address."""

    url: str
    control: tuple[object, ...]
    """The program that starts and stops it, with what all its calls have in common."""

    def stop(self, mode: str = "fast") -> None:
        """End it and each connection to it; `immediate` as if its machine had failed."""
        _run(*self.control, "-m", mode, "-w", "stop")

    def start(self) -> None:
        """Start it again, at the same address."""
        _run(*self.control, "-w", "start")

    def restart(self) -> None:
        """Start it anew, whether it runs or not."""
        _run(*self.control, "-m", "fast", "-w", "restart")

    @contextlib.contextmanager
    def emptied(self) -> Iterator[Server]:
        """The same with an empty database at its address, which is gone with all connections to it afterwards.

        It has to run then.
        """
        name = f"test_{uuid.uuid4().hex}"
        _tell(self, f"create database {name}")
        try:
            yield replace(self, url=f"{self.url.rpartition('/')[0]}/{name}")
        finally:
            _tell(self, f"drop database {name} with (force)")


class _Kept:
    """The server that is kept for all, once somebody has asked for a database."""

    stack: contextlib.ExitStack | None = None
    server: Server | None = None


@contextlib.contextmanager
def one_server() -> Iterator[None]:
    """Within this one server starts, when somebody first asks for a database."""
    try:
        with contextlib.ExitStack() as _Kept.stack:
            yield
    finally:
        _Kept.stack = _Kept.server = None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database, which is gone with all connections to it afterwards."""
    if not _Kept.stack:
        with server() as own:
            yield own.url
        return
    _Kept.server = _Kept.server or _Kept.stack.enter_context(server())
    with _Kept.server.emptied() as own:
        yield own.url


def _tell(running: Server, statement: str) -> None:
    import psycopg  # each worker comes by this module, also where nothing of PostgreSQL is installed

    with psycopg.connect(running.url, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server of one's own, which may be stopped and started."""
    where = programs()
    assert where is not None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = []
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(_USER).pw_uid, -1)
        as_user = ["setpriv", f"--reuid={_USER}", "--clear-groups", "--"]
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    setting = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        _run(*as_user, where / "initdb", "-D", data, "-U", "news", "-A", "trust", "-E", "UTF8", "--no-sync")
        control = (*as_user, where / "pg_ctl", "-D", data, "-o", setting, "-l", folder / "log")
        running = Server(f"postgresql://news@127.0.0.1:{port}/postgres", control)
        running.start()
        yield running
    finally:
        subprocess.run(
            [*as_user, where / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, capture_output=True
        )
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    # pg_ctl's server keeps what it inherits open, so its output goes to its log.
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )
    assert done.returncode == 0, command
