"""Runs over a machine that answers later, by a kind server and by one with every fault; some are killed.

In: locales, how many texts, how many kills. Out: `Found`, the figures that the goals are about.
"""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from newsletter.translate.unit import State, Translation
from tests.conftest import REPOSITORY
from tests.support.filling import blocked, harmed
from tests.support.later_desk import LaterDesk
from tools.etranslation_server import FAULTS, ETranslationServer

RUN = """
import datetime as dt, sys
from pathlib import Path
from tests.support.later_desk import LaterDesk
folder, url, locales, size, moment = sys.argv[1:]
at = dt.datetime.fromisoformat(moment)
desk = LaterDesk(Path(folder), locales.split(","), None, int(size), at, url=url, password="pw")
print("begun", flush=True)
desk.run()
"""
MOST_RUNS = 40


@dataclass(frozen=True)
class Found:
    """What came of all runs: units, what is wrong with them, and how many requests were taken."""

    units: int
    broken: int
    twice: int
    left: int
    most_left: int
    unaccounted: int
    requests: int
    faulty: int
    runs: int
    killed: int
    seconds: float


def with_a_kind_server(locales: list[str], size: int = 60) -> Found:
    """Sixty texts and a plural into all languages: asked once, brought once, stored."""
    with tempfile.TemporaryDirectory() as folder, ETranslationServer(password="pw", is_held=True) as server:
        desk = LaterDesk(Path(folder), locales, server, size)
        begun = time.perf_counter()
        desk.run()
        desk.bring()
        desk.run()
        return _found(desk, server, begun, runs=2)


def with_every_fault(
    locales: list[str], kills: int, seed: int = 1, size: int = 60, rate: float = 0.3, longest: float = 6.0
) -> Found:
    """The same where every fault befalls requests, and runs are killed within `longest` seconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ETranslationServer(password="pw", delay=0.05, faults=FAULTS, rate=rate, seed=seed) as server,
    ):
        desk = LaterDesk(Path(folder), locales, server, size)
        chance, killed, runs, begun = random.Random(seed), 0, 0, time.perf_counter()
        texts: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
        while runs < MOST_RUNS and (killed < kills or any(desk.left(locale) for locale in locales)):
            runs += 1
            moment = desk.moment.isoformat()
            arguments = [sys.executable, "-c", RUN, folder, server.url, ",".join(locales), str(size), moment]
            environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
            with subprocess.Popen(arguments, env=environ, stdout=subprocess.PIPE) as run:
                assert run.stdout
                run.stdout.readline()
                if killed < kills:
                    threading.Event().wait(chance.uniform(0.0, longest))
                    if run.poll() is None:
                        run.send_signal(signal.SIGKILL)
                        killed += 1
                run.wait(300)
            # Every third time the deadline passes for what never came.
            desk.moment += dt.timedelta(hours=25) if runs % 3 == 0 else dt.timedelta(minutes=5)
            for locale in locales:
                for entry in desk.desk.entries(locale):
                    if any(entry.targets):
                        texts[locale, entry.source].add(entry.targets)
        twice = sum(len(each) > 1 for each in texts.values())
        return _found(desk, server, begun, runs, killed, twice)


def _found(
    desk: LaterDesk, server: ETranslationServer, begun: float, runs: int, killed: int = 0, twice: int = 0
) -> Found:
    stored = desk.desk.stored()
    left = [len(desk.left(locale)) for locale in desk.locales]
    entries = [entry for locale in desk.locales for entry in desk.desk.entries(locale)]
    awaited = {request.target_locale for request in desk.open}
    unaccounted = sum(
        not _is_accounted_for(entry) for locale in desk.locales if locale not in awaited
        for entry in desk.desk.entries(locale)
    )  # fmt: skip
    faulty = sum(bool(job.fault) for job in server.jobs)
    return Found(
        len(entries), len(blocked(stored)) + len(harmed(stored)), twice, sum(left), max(left), unaccounted,
        len(server.jobs), faulty, runs, killed, time.perf_counter() - begun,
    )  # fmt: skip


def _is_accounted_for(entry: Translation) -> bool:
    """True for a text that is there, and for one of which its catalog says why it is not."""
    return entry.state is not State.MISSING or entry.record.not_translated is not None
