"""Work shared out over several processes.

In: tasks, and what to do with some of them. Out: what came of each, in the order of the tasks. The processes are
forks of this one: they begin with all that it has loaded, and only their answers travel.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from newsletter.exceptions import NewsletterError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

MOST_WORKERS = 8
FEWEST_TASKS = 2
"""Fewer tasks for a process are not worth its start, which takes about as long as one letter."""

T = TypeVar("T")
R = TypeVar("R")


class EndedError(NewsletterError):
    """A process was killed before it had answered."""


def workers_for(count: int) -> int:
    """How many processes are worth it: one where this system has no safe `fork` (all but Linux)."""
    if sys.platform != "linux":
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST_WORKERS, count // FEWEST_TASKS))


def share_out(tasks: Sequence[T], work: Callable[[Sequence[T]], R]) -> list[R]:
    """The answers of `work` for slices of the tasks, in their order; this process does the first slice itself.

    An exception of any process is raised here, and the others are ended; so does Ctrl-C.
    """
    count = workers_for(len(tasks))
    bounds = [len(tasks) * number // count for number in range(count + 1)]
    slices = [tasks[first:last] for first, last in pairwise(bounds)]
    if count == 1:
        return [work(tasks)]
    from multiprocessing import get_context

    fork = get_context("fork")
    started: list[_Worker[R]] = []
    try:
        for some in slices[1:]:
            receiver, sender = fork.Pipe(duplex=False)
            process = fork.Process(target=_answer, args=(sender, work, some), daemon=True)
            process.start()
            sender.close()
            started.append(_Worker(process, receiver))
        return [work(slices[0]), *(worker.answer() for worker in started)]
    finally:
        for worker in started:
            worker.end()


@dataclass(frozen=True, slots=True)
class _Worker(Generic[R]):
    process: ForkProcess
    receiver: Connection

    def answer(self) -> R:
        """What the process has made; what it has raised is raised here.

        Raises `EndedError` where it was ended from outside.
        """
        try:
            outcome: _Outcome[R] = self.receiver.recv()
        except EOFError:
            raise EndedError("a process that did a share of the work was ended from outside") from None
        if outcome.fault is not None:
            raise outcome.fault
        return outcome.answers[0]

    def end(self) -> None:
        """Nothing is left of the process, whether it had finished or not."""
        self.process.terminate()
        self.process.join()
        self.receiver.close()


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[R]):
    answers: tuple[R, ...] = ()
    fault: Exception | None = None


def _answer(sender: Connection, work: Callable[[Sequence[T]], R], tasks: Sequence[T]) -> None:
    try:
        outcome = _Outcome((work(tasks),))
    except KeyboardInterrupt:
        os._exit(130)  # the first process says so
    except Exception as fault:
        outcome = _Outcome(fault=fault)
    sender.send(outcome)
    sender.close()
