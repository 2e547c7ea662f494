"""Workers as processes, each on a machine of its own as far as one can tell: a folder without the project, a way to
the database that can be cut."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsletter.database import connect
from tests.conftest import REPOSITORY
from tests.support.mailing import Home
from tests.support.processes import PATIENCE


class Link:
    """A way to a server that can be cut: what is sent then goes nowhere, and no end is told."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._is_whole = threading.Event()
        self._is_whole.set()
        self._gives_answers = threading.Event()
        self._gives_answers.set()
        self._closed = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        self._is_whole.clear()

    def withhold(self) -> None:
        """What is sent gets there, and no answer comes back."""
        self._gives_answers.clear()

    def mend(self) -> None:
        self._is_whole.set()
        self._gives_answers.set()

    def close(self) -> None:
        self._closed.set()
        self.mend()
        self._listening.close()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                if self._closed.is_set():
                    return
                with contextlib.suppress(UnboundLocalError, OSError):
                    near.close()
                continue
            far.settimeout(None)
            for one, other, goes in ((near, far, self._is_whole), (far, near, self._gives_answers)):
                threading.Thread(target=self._carry, args=(one, other, goes), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, goes: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                self._is_whole.wait()
                goes.wait()
                other.sendall(data)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@dataclass
class Worker:
    """One worker; it can be killed, stopped, cut off, and started again."""

    folder: Path
    environment: dict[str, str]
    link: Link
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsletter", "work"], cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env={**os.environ, **self.environment, "PYTHONPATH": str(REPOSITORY)},
            )  # fmt: skip

    def signal(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def end(self, seconds: float = PATIENCE) -> int:
        self.signal(signal.SIGTERM)
        assert self.process
        return self.process.wait(seconds)

    def events(self) -> list[dict[str, Any]]:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextlib.contextmanager
def workers(home: Home, url: str, folder: Path, count: int) -> Iterator[list[Worker]]:
    """So many workers for a home whose database is at this address, not started yet."""
    port = urlsplit(url).port
    assert port
    found = []
    for number in range(count):
        own = folder / f"machine-{number}"
        own.mkdir(parents=True)
        shutil.copy(home.sample.root / "newsletter.toml", own)
        link = Link(port)
        address = url.replace(f":{port}/", f":{link.port}/")
        found.append(Worker(own, {**home.environment, "NEWSLETTER_DATABASE_URL": address}, link))
    try:
        yield found
    finally:
        for worker in found:
            worker.kill()
            worker.link.close()


def counts(url: str) -> dict[str, int]:
    """Deliveries by state."""
    with connect(url) as connection, connection.transaction(writes=False):
        return dict(connection.rows("select state, count(*) from deliveries group by state"))


def wait_until_there(url: str, count: int, seconds: float = PATIENCE) -> None:
    """Wait for so many workers to say that they are there."""
    ends = time.monotonic() + seconds
    with connect(url) as connection:
        while True:
            with connection.transaction(writes=False):
                there = connection.row(f"select count(*) from workers where held_until > {connection.clock}")[0]
            if there >= count:
                return
            assert time.monotonic() < ends, "the workers did not come"
            time.sleep(0.05)
