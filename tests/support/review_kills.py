"""Two reviewers and a translator's run work at one language at once, and are killed time and again.

In: a project in which two people read a language, a number of kills, a seed. Out: `Toll`: acts that were done and are
lost, and texts that count as accepted by somebody who never saw them so.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsletter.pipeline.translation.translating import TranslateRequest, translate_issue
from newsletter.pipeline.use_case import Place
from newsletter.translate.formats.po import catalog_file, read_catalog
from newsletter.translate.record import fits_words
from newsletter.translate.unit import Translation
from tests.conftest import REPOSITORY, Sample
from tests.support.review_worker import ISSUE, TODAY
from tests.support.translation_server import TranslationServer

TWO = "[review]\npeople = 2\n"
NAMES = ("Ada", "Bo")
CATALOGS = (ISSUE, "chrome", "pages", "glossary")
_START_SECONDS = 30.0


def translated(sample: Sample, settings: str = "") -> Sample:
    """The project with every Dutch text filled by a machine."""
    sample.write("newsletter.toml", sample.read("newsletter.toml") + settings)
    with TranslationServer() as server:
        place = Place(sample.root, {"NEWSLETTER_LIBRE_URL": server.url})
        translate_issue(TranslateRequest(place, TODAY, "2024-01", ("nl",), "libre"))
    return sample


@dataclass
class Toll:
    """What came of it; `done` counts acts that were told to be on disk."""

    kills: int = 0
    done: int = 0
    reviewed: int = 0
    lost: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @property
    def is_none(self) -> bool:
        """True when nothing was lost, and nothing is accepted that nobody saw."""
        return not self.lost and not self.unseen


def kill_reviewers(root: Path, folder: Path, locale: str, kills: int, seed: int) -> Toll:
    """Kill one of the three at a time, whoever chance says, amid their work."""
    chance, toll = random.Random(seed), Toll()
    logs = {name: folder / f"{name}.log" for name in NAMES}
    for log in logs.values():
        log.touch()
    with TranslationServer() as server, ExitStack() as stack:
        commands = [["reviewer", str(root), locale, name, str(log)] for name, log in logs.items()]
        commands.append(["translator", str(root), locale, server.url, str(folder / "none")])
        workers = [stack.enter_context(_Worker(command, chance).running()) for command in commands]
        for _ in range(kills):
            victim = chance.choice(workers)
            _wait_for_work(logs, chance)
            victim.kill()
            toll.kills += 1
            victim.start()
        _wait_for_work(logs, chance)
    count_toll(root, locale, logs, toll)
    return toll


class _Worker:
    """One of the three: a process, and a new one after each kill."""

    def __init__(self, command: list[str], chance: random.Random) -> None:
        self._command, self._chance = command, chance
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator["_Worker"]:
        self.start()
        try:
            yield self
        finally:
            self.kill()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.support.review_worker", *self._command, str(self._chance.random())]
        environ = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        self._process = subprocess.Popen(command, cwd=REPOSITORY, env=environ, stdin=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None


def _wait_for_work(logs: dict[str, Path], chance: random.Random) -> None:
    """Until some acts have been done since; then a moment more, so that the kill comes anywhere in the work."""
    begun, size = time.monotonic(), sum(log.stat().st_size for log in logs.values())
    while sum(log.stat().st_size for log in logs.values()) < size + 600:
        if time.monotonic() - begun > _START_SECONDS:
            raise AssertionError("nobody has done anything for half a minute")
        time.sleep(0.01)
    time.sleep(chance.random() * 0.05)


def count_toll(root: Path, locale: str, logs: dict[str, Path], toll: Toll) -> None:
    """Hold what the catalogs say against what the logs do."""
    entries: list[Translation] = []
    for name in CATALOGS:
        catalog, problems = read_catalog(root, locale, name)
        if catalog is None:
            toll.lost.append(f"{catalog_file(locale, name)} is torn: {problems[0].message}")
        else:
            entries += catalog.entries
    said = [
        json.loads(line) for log in logs.values() for line in log.read_text("utf-8").splitlines() if _is_whole(line)
    ]
    done, seen = ([line[kind] for line in said if kind in line] for kind in ("done", "seen"))
    toll.done = len(done)
    for act in done:
        if not any(_has(entry, act) for entry in entries if entry.context == act["context"]):
            toll.lost.append(json.dumps(act, ensure_ascii=False))
    for entry in entries:
        acts = [act for act in (*entry.record.reviews, *entry.record.acceptances) if _fits(act.digest, entry)]
        toll.reviewed += len(acts) >= 2
        for each in acts:
            if not any(_is_of(entry, line) and line["who"] == each.who for line in seen):
                toll.unseen.append(f"{each.who}: {entry.context}: {entry.target}")


def _is_whole(line: str) -> bool:
    """False for the last line of a log whose writer was killed in it."""
    return line.startswith("{") and line.endswith("}}")


def _fits(digest: str, entry: Translation) -> bool:
    return fits_words(digest, entry.source, entry.plural, *entry.targets)


def _is_of(entry: Translation, act: dict[str, Any]) -> bool:
    words = (entry.source, entry.plural, list(entry.targets))
    return words == (act["source"], act["plural"], act["targets"])


def _has(entry: Translation, act: dict[str, Any]) -> bool:
    """True where the entry says that the act was done, also of the words before the last change."""
    record = entry.record
    if act["kind"] == "ask":
        return any((said.who, said.words) == (act["who"], act["words"]) for said in record.talk)
    words = (act["source"], act["plural"], *act["targets"])
    every = (*record.reviews, *record.acceptances, *record.past_reviews)
    return any(each.who == act["who"] and fits_words(each.digest, *words) for each in every)
