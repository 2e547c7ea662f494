"""A save becomes a commit in a large repository, and whoever makes it is killed, time and again.

python benchmarks/commits.py [KILLS [FILES COMMITS]]

Out: how long a save takes until it is on disk and noted, and from there to its commit; what kills leave. Bounded by the
numbers: 50 kills, 5,000 files, 20,000 commits if left out.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.authors import Author
from newsletter.pipeline.editing.commits import Commits
from newsletter.pipeline.editing.saves import Saves
from newsletter.workspace import NO_FILE, Workspace

STUDIO = Author("studio", "studio@example.org")
SAVES = 200
COMMITTING = """
import datetime as dt, sys
from pathlib import Path
from newsletter.pipeline.editing.authors import Author
from newsletter.pipeline.editing.commits import Commits
by = Author("K", "k@example.org")
commits = Commits(Path(sys.argv[1]), by)
number = 0
while True:
    number += 1
    try:
        commits.commit("issues/k.yaml", f"{sys.argv[2]} {number}\\n".encode(), by, dt.datetime.now(dt.UTC), "s")
    except Exception:  # the lock of whoever was killed is not stale yet
        continue
    print(number, flush=True)
"""


def main() -> None:
    """The saves, then the kills."""
    numbers = [int(each) for each in sys.argv[1:]]
    kills, files, commits = (numbers + [50, 5_000, 20_000][len(numbers) :])[:3]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        make_repository(root, files, commits)
        saved, committed = time_saves(root)
        tell("a save, on disk and noted", saved)
        tell("from a save to its commit", committed)
        first = kill_committers(root, kills)
        tell(f"after a kill, until a process has begun and committed ({kills} kills)", first)
        Commits(root, STUDIO).commit("issues/end.yaml", b"end\n", STUDIO, dt.datetime.now(dt.UTC), "end")
        left = [str(each.relative_to(root)) for each in (root / ".git").rglob("*.lock")]
        sound = subprocess.run(["git", "-C", folder, "fsck", "--no-dangling"], capture_output=True, timeout=120)
        print(f"locks left: {left}; git fsck: {'sound' if sound.returncode == 0 else sound.stderr.decode()[:200]}")
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)


def make_repository(root: Path, files: int, commits: int) -> None:
    """So many files in folders of fifty, by so many commits."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True, timeout=30)
    stream = "".join(_commands(files, commits)).encode()
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream, check=True, timeout=300)
    subprocess.run(["git", "-C", str(root), "reset", "-q", "--hard"], check=True, timeout=120)


def _commands(files: int, commits: int) -> Iterator[str]:
    for number in range(commits):
        names = range(files) if not number else (number % files,)
        yield f"commit refs/heads/main\ncommitter X <x@example.org> {1_700_000_000 + number} +0000\ndata 1\nx\n"
        for each in names:
            text = f"a: {number} {each}\n"
            yield f"M 100644 inline issues/{each // 50:03}/{each:05}.yaml\ndata {len(text)}\n{text}\n"


def time_saves(root: Path) -> tuple[list[float], list[float]]:
    """Seconds of each save, and from there to its commit; two people take turns, so that each save becomes one."""
    plain, people = Workspace(root), [Author(name, f"{name}@example.org") for name in ("ana", "bo")]

    def read(name: str) -> bytes | None:
        file = plain.read(name)
        return file.data if file else None

    def workspace_of(who: Author) -> Workspace:
        return Workspace(root, check=lambda name, old, new: saves.begin(name, old, who))

    saves = Saves(Commits(root, STUDIO), root / ".cache/saves", read, read_clock, plain.alone)
    saved, committed = [], []
    for number in range(SAVES):
        who, name = people[number % 2], f"issues/{number % 100:03}/{number % 100 * 50:05}.yaml"
        workspace = workspace_of(who)
        file = workspace.read(name)
        begun = time.perf_counter()
        workspace.write(name, f"a: saved {number}\n".encode(), file.version if file else NO_FILE)
        saved.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        assert saves.commit_all() == 1
        committed.append(time.perf_counter() - begun)
    return saved, committed


def kill_committers(root: Path, kills: int) -> list[float]:
    """Seconds that each process took to begin and commit first, after the one before it was killed."""
    first = []
    for number in range(kills):
        begun = time.perf_counter()
        command = [sys.executable, "-c", COMMITTING, str(root), str(number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as process:
            assert process.stdout is not None
            process.stdout.readline()
            first.append(time.perf_counter() - begun)
            time.sleep(0.02 + number % 10 * 0.005)
            process.send_signal(signal.SIGKILL)
    return first


def tell(what: str, seconds: Sequence[float]) -> None:
    """Median, 95th percentile and longest."""
    ranked = sorted(seconds)
    middle, late = statistics.median(ranked) * 1000, ranked[int(len(ranked) * 0.95)] * 1000
    print(f"{what}: median {middle:.1f} ms, p95 {late:.1f} ms, longest {ranked[-1] * 1000:.0f} ms", flush=True)


if __name__ == "__main__":
    main()
