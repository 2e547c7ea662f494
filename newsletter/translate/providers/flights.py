"""Several locales at once: tasks go out to threads, results come back as they land.

In: tasks and, by locale, the providers that try them. Out: each task with its results, in the order of their arrival,
so that what has come can be written while the rest is still under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Thread

from newsletter.translate.providers.chain import Task, translated
from newsletter.translate.providers.provider import Provider, Result

WORKERS = 8
"""Threads. They wait nearly all the time; each provider holds them to as many requests at once as it allows."""


def flown(
    tasks: Iterable[Task], providers_of: Callable[[str], Sequence[Provider]], workers: int = WORKERS
) -> Iterator[tuple[Task, list[Result]]]:
    """Each task as it is done. Whoever stops listening (Ctrl-C) stops the rest; no thread keeps the process alive."""
    waiting: SimpleQueue[Task] = SimpleQueue()
    count = 0
    for task in tasks:
        waiting.put(task)
        count += 1
    landed: SimpleQueue[tuple[Task, list[Result]] | BaseException] = SimpleQueue()
    is_over = Event()

    def fly() -> None:
        while not is_over.is_set():
            try:
                task = waiting.get_nowait()
            except Empty:
                return
            try:
                landed.put((task, translated(task, providers_of(task.target_locale))))
            except BaseException as bug:  # ours: it must reach whoever waits
                landed.put(bug)
                return

    # Not a pool of the standard library: leaving a process waits for its threads, and a request may take 30 seconds.
    for _ in range(min(workers, count)):
        Thread(target=fly, name="flight", daemon=True).start()
    try:
        for _ in range(count):
            found = landed.get()
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        is_over.set()
