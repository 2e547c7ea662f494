"""The doctor's looks while people wait for none of them: one at a time, in a thread, seen by everybody who asks.

In: a place that is the home. Out: a `Look` as it stands at any moment. Any number of threads may ask; `close` ends it.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, replace

from newsletter.exceptions import NewsletterError
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.doctor.diagnosis import Diagnosis
from newsletter.pipeline.doctor.examine import DoctorRequest, examine_home
from newsletter.pipeline.use_case import Place, Refused
from newsletter.problems import Problem

_END_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Look:
    """A look as it is at this moment. `number` grows with each finding; `ended_at` is None while it goes on.

    `is_wide`: mail servers and DNS are asked too. `refused` says why nothing could be looked at.
    """

    is_wide: bool
    findings: tuple[Diagnosis, ...] = ()
    number: int = 0
    ended_at: dt.datetime | None = None
    refused: tuple[Problem, ...] = ()


class _ClosedError(NewsletterError):
    """Nobody waits for the look any more."""


class Looks:
    """The looks at one home; the last one stays to be seen."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._changed = threading.Condition()
        self._look: Look | None = None
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def begin(self, *, is_wide: bool) -> None:
        """Look anew; nothing where a look is under way."""
        with self._changed:
            if self._is_closed or (self._look is not None and self._look.ended_at is None):
                return
            self._look = Look(is_wide, number=self._look.number + 1 if self._look else 0)
            self._thread = threading.Thread(target=self._run, args=(is_wide,), name="doctor", daemon=True)
            self._thread.start()

    def now(self) -> Look | None:
        """The look as it stands, or the last one; None where there was none."""
        with self._changed:
            return self._look

    def after(self, number: int, seconds: float) -> Look | None:
        """The look as soon as it is further than at this number, or has ended; as it stands after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_news(number), seconds)
            return self._look

    def close(self) -> None:
        """End what is under way with its next finding, and wait a moment for that."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join(_END_SECONDS)

    def _is_news(self, number: int) -> bool:
        look = self._look
        return self._is_closed or look is None or look.ended_at is not None or look.number != number

    def _run(self, is_wide: bool) -> None:
        refused: tuple[Problem, ...] = ()
        try:
            report = examine_home(DoctorRequest(self._place, offline=not is_wide), self._found)
            refused = report.problems if isinstance(report, Refused) else ()
        except _ClosedError:
            pass
        finally:
            self._note(ended_at=read_clock(), refused=refused)

    def _found(self, diagnosis: Diagnosis) -> None:
        if self._is_closed:
            raise _ClosedError
        look = self.now()
        self._note(findings=(*(look.findings if look else ()), diagnosis))

    def _note(self, **changes: object) -> None:
        with self._changed:
            if self._look is not None:
                self._look = replace(self._look, number=self._look.number + 1, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()
