"""A language filled by machine while people look on: one run a language, seen by everybody, and ended by anybody.

In: a place, an issue, a locale. Out: what a run would send and cost; a run in a thread of its own, as it stands at any
moment; its report. The catalogs are written by the same use case as `newsletter translate`.
"""

from __future__ import annotations

import datetime as dt
import threading
from contextvars import copy_context
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from newsletter.pipeline.translation.translating import (
    TranslateReport,
    TranslateRequest,
    TranslateWatch,
    translate_issue,
)
from newsletter.pipeline.use_case import Place, Refused

_END_SECONDS = 2.0
"""How long the end of the studio waits for a request that is under way."""


class Stage(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    """Another program is filling the language, and has to end first."""
    RUNNING = "running"
    STOPPING = "stopping"
    """Nothing is sent any more; what is under way is awaited and stored."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FillingNow:
    """A run as it is at this moment: `done` of `total` texts that are sent; 0 of 0 until the first has come.

    `by` is the name of whoever began it, empty where they have none. `number` grows with each change. `report` is None
    until it has ended, and stays None where it broke off by a fault of the program.
    """

    issue: str
    locale: str
    by: str
    stage: Stage = Stage.RUNNING
    done: int = 0
    total: int = 0
    number: int = 0
    was_stopped: bool = False
    report: TranslateReport | Refused | None = None

    @property
    def has_ended(self) -> bool:
        """True when nothing comes any more."""
        return self.stage is Stage.ENDED


def estimate_filling(place: Place, today: dt.date, issue: str, locale: str) -> TranslateReport | Refused:
    """What a run would send and what it would cost; nothing is written, and nobody is asked."""
    return translate_issue(TranslateRequest(place, today, issue, (locale,), is_dry=True))


class Fillings:
    """The runs of one project, the last of each language; any number of threads may ask. `close` ends them.

    A run writes as whoever began it: what the thread that began it knows of them (`contextvars`), its own thread does.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._changed = threading.Condition()
        self._runs: dict[str, FillingNow] = {}
        self._stopped: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def begin(self, issue: str, locale: str, by: str, today: dt.date) -> FillingNow:
        """Begin a run, or join the one of this language that has not ended, whoever began it."""
        with self._changed:
            known = self._runs.get(locale)
            if known and not known.has_ended:
                return known
            made = self._runs[locale] = FillingNow(issue, locale, by)
            stopped = self._stopped[locale] = threading.Event()
            run = partial(copy_context().run, self._run, issue, locale, today, stopped)
            work = threading.Thread(target=run, name=f"filling {locale}", daemon=True)
            self._threads = [*(each for each in self._threads if each.is_alive()), work]
            work.start()
            return made

    def now(self, locale: str) -> FillingNow | None:
        """The run of a language as it stands, or the last one; None where there was none."""
        with self._changed:
            return self._runs.get(locale)

    def after(self, locale: str, number: int, seconds: float) -> FillingNow | None:
        """The run as soon as it is further than at this number, or has ended; as it stands after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_news(locale, number), seconds)
            return self._runs.get(locale)

    def stop(self, locale: str) -> None:
        """Send nothing more for a language: what has come stays, what is under way is stored."""
        with self._changed:
            known = self._runs.get(locale)
            if known and not known.has_ended:
                self._stopped[locale].set()
                self._note(locale, stage=Stage.STOPPING, was_stopped=True)

    def close(self) -> None:
        """End all runs, and wait a moment for what is under way."""
        with self._changed:
            under_way = [locale for locale, run in self._runs.items() if not run.has_ended]
            threads = list(self._threads)
        for locale in under_way:
            self.stop(locale)
        for thread in threads:
            thread.join(_END_SECONDS)

    def _is_news(self, locale: str, number: int) -> bool:
        known = self._runs.get(locale)
        return known is None or known.has_ended or known.number != number

    def _run(self, issue: str, locale: str, today: dt.date, stopped: threading.Event) -> None:
        def step(done: int, total: int, name: str) -> None:
            with self._changed:
                self._note(locale, stage=Stage.STOPPING if stopped.is_set() else Stage.RUNNING, done=done, total=total)

        def waiting(name: str) -> None:
            with self._changed:
                self._note(locale, stage=Stage.WAITING)

        watch = TranslateWatch(waiting, step, is_stopped=stopped.is_set)
        report: TranslateReport | Refused | None = None
        try:
            report = translate_issue(TranslateRequest(self._place, today, issue, (locale,)), watch)
        finally:
            with self._changed:
                self._note(locale, stage=Stage.ENDED, report=report)

    def _note(self, locale: str, **changes: object) -> None:
        """Under the lock: the run is further."""
        known = self._runs[locale]
        self._runs[locale] = replace(known, number=known.number + 1, **changes)  # type: ignore[arg-type]
        self._changed.notify_all()
