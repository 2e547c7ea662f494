"""Mails about subscriptions, posted after the page has been answered.

In: work to do, each a function that composes and posts one mail. Out: nothing but a line of the log where a mail could
not be posted. A page takes as long whether a mail follows or not.

What waits here is in memory alone; who gives it may keep it elsewhere too, and is told what never can be posted.
"""

from __future__ import annotations

import heapq
import json
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from newsletter.web.mailer import NotPostedError

_WAITING = 1_000
"""So many mails wait at most; a form that brings more is refused until the server of mail has caught up."""
_AGAIN = (5.0, 30.0, 180.0)
"""Seconds before each further try, while other mails have their turn."""


@dataclass(frozen=True, slots=True, order=True)
class _Mail:
    """A mail to be posted, and when it may be tried again: a moment of `time.monotonic`."""

    due: float
    number: int
    work: Callable[[], None] = field(compare=False)
    given_up: Callable[[], None] = field(compare=False, default=lambda: None)
    tries: int = field(default=0, compare=False)
    reason: str = field(default="", compare=False)


class MailQueue:
    """One thread that posts what it is given, in order; what is put off holds up nobody else's mail."""

    def __init__(self, log: Callable[[str], None], again: tuple[float, ...] = _AGAIN) -> None:
        self._log = log
        self._again = again
        self._queue: queue.Queue[tuple[Callable[[], None], Callable[[], None]] | None] = queue.Queue()
        self._later: list[_Mail] = []
        self._given = 0
        self._thread = threading.Thread(target=self._run, name="mail queue", daemon=True)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    @property
    def is_full(self) -> bool:
        """True when no further mail should be given."""
        return self._queue.qsize() + len(self._later) >= _WAITING

    def give(self, work: Callable[[], None], given_up: Callable[[], None] = lambda: None) -> None:
        """Post this when its turn comes; `given_up` is called where it never can be."""
        self._queue.put((work, given_up))

    def stop(self, seconds: float = 20.0) -> None:
        """Post what is waiting, without a further try for what was put off, and end."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def wait(self) -> None:
        """Return when all that was given has been done."""
        self._queue.join()

    def _run(self) -> None:
        while mail := self._next():
            again = self._posted(mail)
            if again is None:
                self._queue.task_done()
            else:
                heapq.heappush(self._later, again)
        for mail in self._later:
            self._lost(mail.reason)
            self._queue.task_done()

    def _next(self) -> _Mail | None:
        """The mail whose turn it is, once there is one; None when there will be no more."""
        while True:
            pause = self._later[0].due - time.monotonic() if self._later else None
            if pause is not None and pause <= 0:
                return heapq.heappop(self._later)
            try:
                given = self._queue.get(timeout=pause)
            except queue.Empty:
                continue
            self._given += 1
            return _Mail(0.0, self._given, *given) if given else None

    def _posted(self, mail: _Mail) -> _Mail | None:
        """Try a mail; itself when it is to be tried again."""
        is_passing = True
        try:
            mail.work()
            return None
        except NotPostedError as fault:
            reason, is_passing = fault.reason, fault.is_passing
        except Exception as fault:  # our own bugs: the next mail has its turn
            reason = type(fault).__name__  # its text may quote an address
        if is_passing and mail.tries < len(self._again):
            due = time.monotonic() + self._again[mail.tries]
            return replace(mail, due=due, tries=mail.tries + 1, reason=reason)
        self._lost(reason)
        with suppress(Exception):  # whoever keeps it elsewhere finds it there again
            mail.given_up()
        return None

    def _lost(self, reason: str) -> None:
        self._log(json.dumps({"fault": "confirmation not mailed", "reason": reason}))
