"""How long `newsletter check` takes over thirty editions, cold and warm.

In: the November issue of this repository, copied, with points enough for thirty editions in its ten languages. Out:
wall and CPU seconds of a first run with an empty cache, and of the runs after it, each a process of its own.

    python benchmarks/check.py --runs 5
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PARTS = ("newsletter.toml", "issues", "templates", "locales")
GOAL = 3.0
EDITIONS = 30


def project_of(folder: Path) -> int:
    """The project in a folder with copies of its points until there are enough editions; how many there are."""
    for name in PARTS:
        source = REPOSITORY / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder)
    points = sorted((folder / "issues/points").glob("*.yaml"))
    count = number = 0
    locales = {point: point.read_text("utf-8").partition("locales:")[2].partition("\n")[0] for point in points}
    count = sum(each.count(",") + 1 for each in locales.values())
    while count < EDITIONS:
        point = points[number % len(points)]
        (point.parent / f"{point.stem}{number // len(points) + 2}.yaml").write_text(point.read_text("utf-8"), "utf-8")
        count += locales[point].count(",") + 1
        number += 1
    return count


def timed(folder: Path) -> tuple[float, float, int]:
    """Wall and CPU seconds of one check, and how many problems it told."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "newsletter", "--project", str(folder), "check", "--json"]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, len(json.loads(result.stdout)["problems"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = project_of(folder)
        cold = timed(folder)
        warm = [timed(folder) for _ in range(runs)]
    wall, cpu = statistics.median(each[0] for each in warm), statistics.median(each[1] for each in warm)
    print(f"{count} editions, {cold[2]} problems")
    print(f"cold: {cold[0]:.2f} s wall, {cold[1]:.2f} s CPU")
    judged = "met" if wall <= GOAL else "missed"
    print(f"warm: {wall:.2f} s wall, {cpu:.2f} s CPU (median of {runs}); goal {GOAL} s: {judged}")
    return 0 if wall <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
