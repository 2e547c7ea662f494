"""Commands and servers in processes of their own, which do not begin with half a second of imports.

One process with everything imported is started for a run of tests; it knows nothing of what they have done since, and
forks for each command. What a command says goes into files, so that nobody has to read while it runs.

In: what is done there, and its environment. Out: a `Started` process with what is asked of a `subprocess.Popen`.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli import COMMANDS
from newsletter.pipeline import aside
from newsletter.studio.app import SCREENS

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([
    "newsletter.cli", "newsletter.pipeline.aside", "newsletter.pipeline.audience.bounces",
    "newsletter.pipeline.audience.importing", "newsletter.pipeline.letters.build", "newsletter.pipeline.letters.check",
    "newsletter.pipeline.sending.due", "newsletter.pipeline.sending.resuming",
    "newsletter.pipeline.sending.send", "newsletter.pipeline.translation.rounds", "newsletter.public.server",
    "newsletter.render.letter.inline", "newsletter.render.letter.mjml",
    "newsletter.studio.server", "tests.support.mail_server", "tests.support.processes",
    "babel.messages.pofile", "icalendar", "jinja2.ext", "markdown_it", "PIL.Image",  # imported when they are needed
    *(f"newsletter.cli.commands.{name.replace('-', '_')}" for name in COMMANDS),
    *(f"newsletter.studio.screens.{name}" for name in SCREENS),
])  # fmt: skip
PATIENCE = 240.0
"""Seconds after which something hangs, however busy the machine is; some fewer than a whole test has."""


class Started:
    """A process, what it says, and how it ended."""

    def __init__(self, module: str, *arguments: str, env: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="said-")
        self._said = [Path(self._folder.name) / name for name in ("out", "err")]
        for file in self._said:
            file.touch()
        names = [str(file) for file in self._said]
        self._process = _FORKS.Process(target=_run, args=(module, arguments, dict(env), names))
        self._process.start()
        self.pid = int(self._process.pid or 0)

    @property
    def returncode(self) -> int | None:
        """How it ended, below zero by which signal; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing happens to a process that has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        self._process.join(PATIENCE)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self._process), PATIENCE)
        return self.returncode

    def said(self) -> tuple[str, str]:
        """What it has written so far, and as messages."""
        out, err = (file.read_text("utf-8") for file in self._said)
        return out, err

    def first_line(self) -> str:
        """The first line that it writes, once it is there; what there is of it where the process has ended before."""
        late = time.monotonic() + PATIENCE
        while "\n" not in (out := self.said()[0]) and self.returncode is None and time.monotonic() < late:
            time.sleep(0.005)
        return out.partition("\n")[0]

    def communicate(self) -> tuple[str, str]:
        """What it has written, and as messages, once it has ended."""
        self.wait()
        return self.said()

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.wait()
        self._folder.cleanup()


def fork_what_is_aside(patch: pytest.MonkeyPatch) -> None:
    """Let the process in which this program looks at whole issues be forked like all others."""
    patch.setattr(aside, "get_context", lambda _: _FORKS)


def command(root: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Started:
    """`newsletter` in a project, in this environment without settings of the newsletter's, and with those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLETTER_")}
    return Started("newsletter.cli", "--project", str(root), *arguments, env={**clean, **(env or {})})


def _run(module: str, arguments: tuple[str, ...], environment: dict[str, str], said: list[str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, name in enumerate(said, 1):
        file = os.open(name, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    server: Any = getattr(forkserver.ensure_running, "__self__")  # noqa: B009 - its class knows no attribute of that name
    server.ensure_running = lambda: None  # it runs: a fork of it would start another one, and import all anew
    fork_what_is_aside(pytest.MonkeyPatch())
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, encoding="utf-8", closefd=False) for number in (1, 2))
    importlib.import_module(module).main(list(arguments))
