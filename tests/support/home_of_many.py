"""A home on which many people work at once: a project in git, people who are signed in, its studio in a process."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from newsletter.database import connect
from newsletter.mail.audience.address import Address
from newsletter.people import sign_ins, store
from newsletter.people.roles import Role, RoleKind
from tests.conftest import Sample
from tests.support.processes import PATIENCE
from tests.support.serving import free_port

HOST = "studio.example.org"
_ENVIRON = {"NEWSLETTER_SECRET": "an-invented-secret-of-a-home-of-many-people-0123"}


@dataclass
class HomeOfMany:
    """The project, the cookie of each person by name, and where the studio listens."""

    sample: Sample
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def studio(self, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        """The studio's process, which answers; it is killed at the end, if it still runs."""
        command = [sys.executable, "-m", "newsletter", "studio", "--online", "--port", str(self.port), *options]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                command, cwd=self.sample.root, env={**os.environ, **_ENVIRON}, stdout=said, stderr=said
            )
            try:
                ends = time.monotonic() + PATIENCE
                while self._state() != 200:
                    if process.poll() is not None or time.monotonic() > ends:
                        said.seek(0)
                        raise RuntimeError(said.read().decode("utf-8", "replace"))
                    time.sleep(0.02)
                yield process
            finally:
                process.kill()
                process.wait()

    def _state(self) -> int:
        try:
            return self.ask(next(iter(self.cookies)), "GET", "/")[0]
        except (OSError, HTTPException):
            return 0

    def ask(
        self, name: str, method: str, path: str, body: object = None, tag: str = "", held: HTTPConnection | None = None
    ) -> tuple[int, str, bytes]:
        """One request of somebody's browser: status, ETag, body. Raises `OSError` where nobody answers."""
        sent = {"host": HOST, "cookie": f"__Host-studio={self.cookies[name]}", "sec-fetch-site": "same-origin"}
        if tag:
            sent["if-match"] = tag
        connection = held or HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, json.dumps(body).encode() if body is not None else None, sent)
            answer = connection.getresponse()
            return answer.status, answer.getheader("etag") or "", answer.read()
        finally:
            if held is None:
                connection.close()


def git(root: Path, *arguments: str) -> str:
    """What git says in a project's folder."""
    who = ["-c", "user.name=Begun", "-c", "user.email=begun@example.org", "-c", "maintenance.auto=false"]
    environ: Mapping[str, str] = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    command = ["git", "-C", str(root), *who, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env=environ).stdout


def home_of_many(folder: Path, names: Sequence[str], files: Mapping[str, str] | None = None) -> HomeOfMany:
    """A home with an operator and these people, who all edit and are signed in; `files` are in the project besides."""
    sample = Sample.made(folder)
    for name, text in (files or {}).items():
        sample.write(name, text)
    with (sample.root / "newsletter.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[studio]\nsite = "https://{HOST}"\n')
    home, now = HomeOfMany(sample, free_port()), dt.datetime.now(dt.UTC)
    with connect(f"sqlite:///{sample.root / 'newsletter.db'}") as connection, connection.transaction():
        store.add_person(connection, "Olga", Address("olga", "example.org"), "", [Role(RoleKind.OPERATOR)], now)
        for name in names:
            address = Address(name.lower(), "example.org")
            person = store.add_person(connection, name, address, "", [Role(RoleKind.EDITOR)], now)
            home.cookies[name] = sign_ins.sign_in(connection, person.id, "a browser", now)
    (sample.root / ".gitignore").write_text(".cache\nnewsletter.db*\n", "utf-8")
    git(sample.root, "init", "-q", "-b", "main")
    git(sample.root, "add", ".")
    git(sample.root, "commit", "-qm", "begun")
    return home
