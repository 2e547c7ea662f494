"""Thirty people save into one home while its server is killed, time and again.

python benchmarks/many.py [SECONDS [SECONDS-BETWEEN-KILLS]]

Thirty people make ten edits a second; each three of them work in one article, each at a field of their own. Out: how
many saves and kills, how long a save took, what was lost or overwritten, and commits that are under the wrong name.
Bounded by the first number, 300 if left out; a kill every 30 seconds.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pygit2

sys.path.insert(0, str(Path(__file__).parent.parent))

from newsletter.content.edit import values_in
from tests.support.home_of_many import HomeOfMany, git, home_of_many

PEOPLE, EDITS_A_SECOND = 30, 10
FIELDS = ("title", "summary", "link_words")
ARTICLE = """---
locale: en
title: Begun
summary: Begun.
link_words: Begun
---
A text that stays.
"""


@dataclass
class Worker:
    """One of them: whose field, what the server has said it holds, and how long saves took."""

    name: str
    file: str
    key: str
    value: str = ""
    tag: str = ""
    saves: int = 0
    again: int = 0
    seconds: list[float] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)

    def work(self, home: HomeOfMany, ends: float, chance: random.Random) -> None:
        """Edit every three seconds until it is time."""
        pause = PEOPLE / EDITS_A_SECOND
        time.sleep(chance.random() * pause)
        self.value = "Begun." if self.key == "summary" else "Begun"
        held = HTTPConnection("127.0.0.1", home.port, timeout=20)
        while time.monotonic() < ends:
            begun = time.monotonic()
            self._save(home, held, f"{self.name} {self.saves} {chance.randrange(10**6)}")
            time.sleep(max(0.0, pause - (time.monotonic() - begun)))
        held.close()

    def _save(self, home: HomeOfMany, held: HTTPConnection, value: str) -> None:
        """One edit, sent again as it was until it is answered."""
        edit = {"op": "set", "path": [self.key], "value": value, "was": self.value}
        is_first = True
        while True:
            begun = time.perf_counter()
            try:
                if not self.tag:
                    _, self.tag, _ = home.ask(self.name, "GET", f"/files/{self.file}", held=held)
                    begun = time.perf_counter()
                status, tag, said = home.ask(
                    self.name, "PATCH", f"/files/{self.file}", {"edits": [edit]}, self.tag, held
                )
            except (OSError, HTTPException):
                held.close()
                is_first = False
                self.again += 1
                time.sleep(0.05)
                continue
            if status == 503:  # the studio is being ended
                is_first = False
                time.sleep(0.05)
                continue
            if status != 200:
                self.overwritten.append(f"{status} {said[:200].decode()}")
                self.tag = ""
                return
            if is_first:
                self.seconds.append(time.perf_counter() - begun)
            self.saves += 1
            self.value, self.tag = value, tag
            return


def main() -> None:
    """The whole of it."""
    numbers = [float(each) for each in sys.argv[1:]]
    seconds, between = (numbers + [300.0, 30.0][len(numbers) :])[:2]
    names = [f"Person{number:02}" for number in range(PEOPLE)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = home_of_many(Path(folder), names, {f"issues/articles/shared-{n}.md": ARTICLE for n in range(10)})
        workers = [
            Worker(name, f"issues/articles/shared-{number // 3}.md", FIELDS[number % 3])
            for number, name in enumerate(names)
        ]
        kills, lost, busy = run(home, workers, seconds, between)
        report(home, workers, kills, lost)
        saves = max(1, sum(worker.saves for worker in workers))
        print(f"the server, starts included: {busy:.1f} s of CPU, {busy / saves * 1000:.1f} ms a save")


def run(home: HomeOfMany, workers: Sequence[Worker], seconds: float, between: float) -> tuple[int, list[str], float]:
    """All of them at work; how often the server was killed, what was gone in the end, and its seconds of CPU."""
    kills, busy, ends, threads = 0, 0.0, 0.0, list[threading.Thread]()
    for number in range(1_000):
        with home.studio() as process:
            if not number:
                ends = time.monotonic() + seconds
                threads = [
                    threading.Thread(target=worker.work, args=(home, ends, random.Random(each)))
                    for each, worker in enumerate(workers)
                ]
                for thread in threads:
                    thread.start()
            left = ends - time.monotonic()
            if left > between:
                time.sleep(between)
                busy += cpu_of(process.pid)
                process.send_signal(signal.SIGKILL)
                kills += 1
                continue
            for thread in threads:
                thread.join(max(0.0, left) + 60.0)
            lost = [worker.name for worker in workers if value_of(home, worker) != worker.value]
            busy += cpu_of(process.pid)
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            return kills, lost, busy
    raise RuntimeError("it has no end")


def cpu_of(number: int) -> float:
    """The seconds of CPU that a process has taken."""
    spent = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def value_of(home: HomeOfMany, worker: Worker) -> object:
    """What stands on disk in somebody's field."""
    return values_in((home.sample.root / worker.file).read_bytes(), is_article=True).get(worker.key)


def report(home: HomeOfMany, workers: Sequence[Worker], kills: int, lost: Sequence[str]) -> None:
    """What came of it."""
    took = sorted(each for worker in workers for each in worker.seconds)
    overwritten = [each for worker in workers for each in worker.overwritten]
    commits, wrong = foreign_commits(home, workers)
    dirty = git(home.sample.root, "diff", "--name-only", "HEAD").split()
    print(f"saves {sum(worker.saves for worker in workers)}, kills {kills}, sent again {sum(w.again for w in workers)}")
    print(f"lost {len(lost)} {list(lost)[:3]}, overwritten {len(overwritten)} {overwritten[:3]}")
    print(f"commits {commits}, by the wrong person {len(wrong)} {wrong[:3]}, not committed at the end {len(dirty)}")
    middle, late = statistics.median(took) * 1000, took[int(len(took) * 0.95)] * 1000
    print(f"a save: median {middle:.1f} ms, p95 {late:.1f} ms (goal 100), longest {took[-1] * 1000:.0f} ms")
    print(f"locks left: {[str(each) for each in (home.sample.root / '.git').rglob('*.lock')]}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)


def foreign_commits(home: HomeOfMany, workers: Sequence[Worker]) -> tuple[int, list[str]]:
    """How many commits there are, and those that change what is not their author's."""
    owners = {(worker.file, worker.key): worker.name for worker in workers}
    repository = pygit2.Repository(str(home.sample.root))
    count, wrong = 0, []
    for commit in repository.walk(repository.head.target):
        if not commit.parents:
            break
        count += 1
        for delta in repository.diff(commit.parents[0], commit).deltas:
            name = delta.new_file.path
            before, after = (
                values_in(bytes(repository[tree[name].id].data), is_article=True)  # type: ignore[attr-defined]
                for tree in (commit.parents[0].tree, commit.tree)
            )
            for key in before | after:
                if before.get(key) != after.get(key) and owners.get((name, key)) != commit.author.name:
                    wrong.append(f"{commit.author.name} changed {key} of {name}")
    return count, wrong


if __name__ == "__main__":
    main()
