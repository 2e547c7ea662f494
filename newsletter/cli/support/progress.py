"""A mailing's progress while it runs: a bar on a terminal, a line a minute elsewhere; and Ctrl-C, which ends it well.

In: events of a use case. Out: words on stderr; the first Ctrl-C (or SIGTERM) lets the messages in flight finish, the
second ends at once.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections import deque
from types import FrameType
from typing import TYPE_CHECKING, Any

from newsletter.cli.support.output import Progress, say
from newsletter.cli.support.spans import describe_span

if TYPE_CHECKING:
    from newsletter.pipeline.sending.following import Event
    from newsletter.pipeline.sending.following import Progress as Along

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_WIDTH = 24
_QUIET_SECONDS = 60.0
_LATELY = 30


class Watching:
    """Follows a mailing; asks for its end once somebody has pressed Ctrl-C."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._total = 0
        self._seen: deque[tuple[float, int]] = deque(maxlen=_LATELY)
        self._said = time.monotonic()
        self._is_stopped = False
        self._line = Progress()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Watching:
        self._line.__enter__()
        return self

    def __exit__(self, *fault: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._line.__exit__(*fault)

    def __call__(self, event: Event) -> bool:
        """Show what has happened; True once the mailing is to be stopped."""
        from newsletter.pipeline.sending.following import Begun, Retried
        from newsletter.pipeline.sending.following import Progress as Along

        if isinstance(event, Retried):
            say(f"{event.count:,} who were refused are mailed again.", err=True)
        elif isinstance(event, Begun):
            self._begin()
        elif isinstance(event, Along):
            self._show(event)
        return self._is_stopped

    def _begin(self) -> None:
        """Until now Ctrl-C could just end it all; from here on messages are under way."""
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._stop)
        # Messages are many values and no circles: looking for them took a twentieth of a mailing.
        gc.freeze()
        gc.set_threshold(200_000, 20, 100)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._is_stopped:
            raise KeyboardInterrupt
        self._is_stopped = True
        # Not by click: a handler may come in the middle of another write.
        os.write(2, b"\nStopping after the messages in flight; once more stops at once.\n")

    def _show(self, along: Along) -> None:
        done, now = sum(along.done.values()), time.monotonic()
        if along.total != self._total:
            self._total = along.total
            self._seen.clear()
        self._seen.append((now, done))
        words = self._words(along, done, now)
        if self._line.is_shown:
            self._line.say(words)
        elif now - self._said >= _QUIET_SECONDS and not self._quiet:
            self._said = now
            say(words, err=True)

    def _words(self, along: Along, done: int, now: float) -> str:
        from newsletter.mail.delivery.states import DeliveryState

        share = min(done / along.total, 1.0) if along.total else 1.0
        filled = round(share * _WIDTH)
        parts = [f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done:,}/{along.total:,}"]
        before, then = self._seen[0]
        rate = (done - then) / (now - before) if now > before else 0.0
        if rate and done < along.total:
            end = time.strftime("%H:%M", time.localtime(time.time() + (along.total - done) / rate))
            parts.append(
                f"{rate * 60:,.0f} a minute, {describe_span((along.total - done) / rate)} to go, done at {end}"
            )
        parts += [f"{count:,} {state}" for state, count in along.done.items() if state is not DeliveryState.ACCEPTED]
        return "; ".join([*parts, *along.notes])


def is_terminal() -> bool:
    """True when somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
