"""Long looks at an issue in a process of their own, so that whoever types is not kept waiting for them.

In: a place and what is to be looked at. Out: what was found. The process is started when it is first asked, holds what
it has opened for the next time, gives way to others, and ends with this one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from newsletter.edition import EditionKey
from newsletter.exceptions import NewsletterError
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.pipeline.use_case import Place, project_at
from newsletter.problems import Problem

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from newsletter.pipeline.letters.examine import Examination

R = TypeVar("R")
_NICE = 10
"""By how much the process gives way to others."""


class AsideEndedError(NewsletterError):
    """The process was ended before it had answered; the next question starts another one."""


class Aside:
    """The process; one question at a time in the order they were asked, whoever asks."""

    def __init__(self) -> None:
        # Not a lock: who asks one question after the other would have it again before anybody who waits is awake.
        self._line = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._closed = threading.Event()

    def ask(self, question: Callable[..., R], *about: object) -> R:
        """What a function of a module answers, asked in the process. Raises `AsideEndedError`, and what it raises."""
        try:
            asked = self._line.submit(self._ask, question, about)
        except RuntimeError as fault:
            raise AsideEndedError("nothing is looked at any more") from fault
        is_answer, found = asked.result()
        if not is_answer:
            raise found
        answer: R = found
        return answer

    def close(self) -> None:
        """End the process, whatever it does; nothing is lost by that."""
        self._closed.set()
        process = self._process
        if process:
            process.kill()
        self._line.shutdown(wait=False)

    def _ask(self, question: Callable[..., object], about: tuple[object, ...]) -> tuple[bool, Any]:
        """In the line's thread: True and what was answered, False and what was raised."""
        connection = self._connected()
        try:
            connection.send((question, about))
            is_answer, found = connection.recv()
        except (EOFError, OSError) as fault:
            self._end()
            raise AsideEndedError("the process was ended") from fault
        return is_answer, found

    def _connected(self) -> Connection[Any, Any]:
        if self._closed.is_set():
            raise AsideEndedError("nothing is looked at any more")
        if self._connection is None or self._process is None or not self._process.is_alive():
            spawn = get_context("spawn")  # a fork would take over locks that threads of this process hold
            self._connection, theirs = spawn.Pipe()
            process = spawn.Process(target=_answer, args=(theirs,), daemon=True, name="aside")
            process.start()
            theirs.close()
            self._process = process
            if self._closed.is_set():  # meanwhile
                self._end()
                raise AsideEndedError("nothing is looked at any more")
        return self._connection

    def _end(self) -> None:
        if self._process:
            self._process.kill()
        self._process = self._connection = None


def _answer(connection: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is stopped by a key is the program that a person has started
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    with contextlib.suppress(EOFError, OSError):
        while True:
            question, about = connection.recv()
            try:
                answer = (True, question(*about))
            except Exception as fault:
                answer = (False, fault)
            connection.send(answer)


_opened: dict[tuple[Path, str], Snapshot] = {}
_projects: dict[Path, Project] = {}


def held_project(place: Place) -> Project:
    """The project in a place, with the catalogs that were read before, as long as its settings are the same."""
    project, held = project_at(place), _projects.get(place.root)
    if held is None or held != project:
        held = _projects[place.root] = project
    return held


def check_wholly(place: Place, slug: str) -> tuple[Problem, ...]:
    """Everything that is wrong with an issue; what is as it was the last time is not looked at again."""
    from newsletter.pipeline.letters.check import problems_of
    from newsletter.pipeline.letters.examine import examine_edition

    snapshot = _snapshot(place, slug)
    return tuple(problems_of(snapshot, [examine_edition(snapshot, key) for key in snapshot.editions()]))


def examine_alone(place: Place, key: EditionKey) -> Examination:
    """What is wrong with one edition."""
    from newsletter.pipeline.letters.examine import examine_edition

    return examine_edition(_snapshot(place, key.issue), key)


def _snapshot(place: Place, slug: str) -> Snapshot:
    project = held_project(place)
    opened = open_snapshot(project, slug, everything=True, before=_opened.get((project.root, slug)))
    _opened[project.root, slug] = opened
    return opened
