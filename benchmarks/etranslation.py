"""A machine that answers later, measured: what is left of sixty texts, what faults and kills lose, how many requests.

`python benchmarks/etranslation.py [--only kind|faults|requests] [--locales 24] [--kills 10]`. The service is
`tools/etranslation_server.py`; what it brings goes to the home's address without HTTP. Runs that are killed are
processes of their own.
"""

from __future__ import annotations

import argparse
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

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newsletter.translate.unit import State, Translation  # noqa: E402
from tests.support.filling import blocked, harmed  # noqa: E402
from tests.support.later_desk import LaterDesk  # noqa: E402
from tools.etranslation_server import FAULTS, LANGUAGES, ETranslationServer  # noqa: E402

LOCALES = [each.lower() for each in LANGUAGES if each not in ("EN", "RU", "ZH", "JA", "AR", "UK", "TR", "IS")]
"""Twenty-four: the official languages of the EU but English, and Norwegian."""
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


def with_every_fault(locales: list[str], kills: int, seed: int = 1, size: int = 60, rate: float = 0.3) -> Found:
    """The same where every fault of the service befalls requests, and runs are killed in the middle."""
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
            environ = {**os.environ, "PYTHONPATH": str(ROOT)}
            with subprocess.Popen(arguments, env=environ, stdout=subprocess.PIPE) as run:
                assert run.stdout
                run.stdout.readline()
                if killed < kills:
                    threading.Event().wait(chance.uniform(0.0, 1.0))
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


def say(what: str, found: Found, is_good: bool) -> None:
    """The figures, and whether they are good."""
    print(
        f"{what}: {found.units} units, {found.requests} requests ({found.faulty} with a fault), {found.runs} runs, "
        f"{found.killed} killed, {found.seconds:.1f} s: {found.broken} broken, {found.twice} stored twice, "
        f"{found.left} left ({found.most_left} of a language at most), {found.unaccounted} not accounted for: "
        f"{'pass' if is_good else 'MISS'}"
    )


def main() -> None:
    """The goals of the issue."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=["kind", "faults", "requests"])
    options.add_argument("--locales", type=int, default=24)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    locales = LOCALES[: wanted.locales]
    if wanted.only in (None, "kind"):
        found = with_a_kind_server(locales)
        say("kind", found, not found.broken and found.most_left <= 1 and found.requests <= len(locales))
    if wanted.only in (None, "requests"):
        found = with_a_kind_server(locales, 250)
        say("250 texts", found, found.requests <= len(locales) and not found.broken)
    if wanted.only in (None, "faults"):
        found = with_every_fault(locales, wanted.kills, wanted.seed)
        say("faults at 0.3", found, not (found.broken or found.twice or found.unaccounted))


if __name__ == "__main__":
    main()
