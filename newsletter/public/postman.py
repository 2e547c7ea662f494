"""Mails about subscriptions, posted after the page has been answered.

In: work to do, each a function that composes and posts one mail. Out: nothing but a line of the log where a mail could
not be posted. A page takes as long whether a mail follows or not.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable

_WAITING = 1_000
"""So many mails wait at most; a form that brings more is refused until the server of mail has caught up."""
_AGAIN = (5.0, 30.0, 180.0)
"""Seconds before each further try."""


class Postman:
    """One thread that posts what it is given, in order."""

    def __init__(self, log: Callable[[str], None], again: tuple[float, ...] = _AGAIN) -> None:
        self._log = log
        self._again = again
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    @property
    def is_full(self) -> bool:
        """True when no further mail should be given."""
        return self._queue.qsize() >= _WAITING

    def give(self, work: Callable[[], None]) -> None:
        """Post this when its turn comes."""
        self._queue.put(work)

    def stop(self, seconds: float = 20.0) -> None:
        """Post what is waiting, without a further try for what fails, and end."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def wait(self) -> None:
        """Return when all that was given has been done."""
        self._queue.join()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            self._posted(work)
            self._queue.task_done()

    def _posted(self, work: Callable[[], None]) -> None:
        for pause in (*self._again, None):
            try:
                work()
                return
            except Exception as fault:  # whatever a mail server or its library does, the next mail has its turn
                reason = type(fault).__name__  # its text may quote an address
            if pause is None or self._stopping.wait(pause):
                break
        self._log(json.dumps({"fault": "confirmation not mailed", "reason": reason}))
