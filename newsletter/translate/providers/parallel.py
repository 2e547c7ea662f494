"""Several locales at once: tasks go out to threads, results come back as they land.

In: for each locale its tasks and the providers that try them. Out: each task with its results, in the order of their
row. The next task of a locale is asked for when the results of the one before have been dealt with: they are
written by then, and what they lack can be among what is sent next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread

from newsletter.translate.providers.chain import Task, translate_by_chain
from newsletter.translate.providers.provider import Provider, Result

WORKERS = 8
"""Threads. They wait nearly all the time; each provider holds them to as many requests at once as it allows."""


def fly(
    sequences: Iterable[Iterable[Task]], providers_of: Callable[[str], Sequence[Provider]], workers: int = WORKERS
) -> Iterator[tuple[Task, list[Result]]]:
    """Each task as it is done; `flights` are tasks that go one after the other, those of a locale.

    Whoever stops listening (Ctrl-C) stops the rest; no thread keeps the process alive.
    """
    waiting: SimpleQueue[tuple[Task, Iterator[Task]] | None] = SimpleQueue()
    landed: SimpleQueue[tuple[Task, Iterator[Task], list[Result] | BaseException]] = SimpleQueue()

    def fly() -> None:
        while (due := waiting.get()) is not None:
            task, rest = due
            try:
                landed.put((task, rest, translate_by_chain(task, providers_of(task.target_locale))))
            except BaseException as bug:  # ours: it must reach whoever waits
                landed.put((task, rest, bug))

    def start(tasks: Iterator[Task]) -> int:
        task = next(tasks, None)
        if task is not None:
            waiting.put((task, tasks))
        return task is not None

    # Not a pool of the standard library: leaving a process waits for its threads, and a request may take 30 seconds.
    threads = 0
    try:
        under_way = 0
        for tasks in sequences:
            under_way += start(iter(tasks))
            if threads < min(workers, under_way):
                Thread(target=fly, name="flight", daemon=True).start()
                threads += 1
        while under_way:
            task, rest, found = landed.get()
            if isinstance(found, BaseException):
                raise found
            yield task, found
            under_way += start(rest) - 1
    finally:
        with suppress(Empty):
            while True:
                waiting.get_nowait()
        for _ in range(threads):
            waiting.put(None)
