"""A mailing's progress while it runs: a bar on a terminal, a line a minute elsewhere; and Ctrl-C, which ends it well.

In: the lines under way. Out: words on stderr; the first Ctrl-C (or SIGTERM) lets the messages in flight finish, the
second ends at once.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from newsletter.cli.output import Progress, say

if TYPE_CHECKING:
    from newsletter.database import Connection
    from newsletter.mail.line import Line

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_WIDTH = 24
_QUIET_SECONDS = 60.0
_LATELY = 30


class Watching:
    """Called about once a second while lines run."""

    def __init__(self, connection: Connection, *, quiet: bool) -> None:
        self._connection = connection
        self._quiet = quiet
        self._total = 0
        self._seen: deque[tuple[float, int]] = deque(maxlen=_LATELY)
        self._said = time.monotonic()
        self.is_stopped = False
        self._line = Progress()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Watching:
        self._line.__enter__()
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._stop)
        return self

    def __exit__(self, *fault: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._line.__exit__(*fault)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.is_stopped:
            raise KeyboardInterrupt
        self.is_stopped = True
        # Not by click: a handler may come in the middle of another write.
        os.write(2, b"\nStopping after the messages in flight; once more stops at once.\n")

    def __call__(self, lines: Sequence[Line], stop: Callable[[], None]) -> None:
        if self.is_stopped:
            stop()
        done = sum(sum(line.done.values()) for line in lines)
        if not self._total:
            self._total = self._count(lines)
        now = time.monotonic()
        self._seen.append((now, done))
        words = self._words(lines, done, now)
        if self._line.is_shown:
            self._line.say(words)
        elif now - self._said >= _QUIET_SECONDS and not self._quiet:
            self._said = now
            say(words, err=True)

    def _count(self, lines: Sequence[Line]) -> int:
        from newsletter.mail import ledger

        with self._connection.transaction(writes=False):
            return sum(ledger.waiting(self._connection, line.round.id)[0] for line in lines)

    def _words(self, lines: Sequence[Line], done: int, now: float) -> str:
        from newsletter.mail.line import in_words

        share = min(done / self._total, 1.0) if self._total else 1.0
        filled = round(share * _WIDTH)
        parts = [f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done:,}/{self._total:,}"]
        before, then = self._seen[0]
        rate = (done - then) / (now - before) if now > before else 0.0
        if rate and done < self._total:
            end = time.strftime("%H:%M", time.localtime(time.time() + (self._total - done) / rate))
            parts.append(f"{rate * 60:,.0f} a minute, {in_words((self._total - done) / rate)} to go, done at {end}")
        parts += [f"{count:,} {state}" for line in lines for state, count in line.done.items() if state != "accepted"]
        parts += [line.state_words for line in lines if line.state_words]
        return "; ".join(parts)


def is_terminal() -> bool:
    """True when somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
