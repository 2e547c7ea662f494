"""How long an import of readers takes and the opening of a mailing to them, and that no memory grows with their number.

In: this repository's project, copied first. Out: for each number of rows the seconds, the processor's seconds of the
command itself, rows a second and peak memory of `newsletter subscribers import`, `export` and `list`, of `send`, which
opens a mailing here and finds no server, and of `mailings`; each a process of its own, beside reading the file with
`csv`. With a million rows it says too whether the goals are met.

    python benchmarks/audience.py --rows 10000 100000 1000000 [--postgres]

`--postgres`: not in a file but on a PostgreSQL server that is started for it.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from newsletter.pipeline.project import open_project  # noqa: E402
from tests.support.mailing import SECRET, put_key, review_all, without_samples  # noqa: E402
from tests.support.postgres import postgres  # noqa: E402

COMMAND = "import sys; from newsletter.cli import main; sys.exit(main(prog_name='newsletter'))"
ISSUE, POINT = "2023-11", "es"
LOCALES = ("es", "es-ES", "fr es", "Spanish", "")


MILLION = 1_000_000
GOALS = {"import": 75.0, "open a mailing": 30.0, "mailings": 1.0}
"""Seconds for a million rows."""
PEAK = 200
"""MB."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: seconds on the wall and on the processor, peak memory in MB."""

    wall: float
    cpu: float = 0.0
    peak: float = 0.0


def measured(root: Path, database: str, *arguments: str, may_end: tuple[int, ...] = (0,)) -> Run:
    """One run of the command, its output thrown away."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "NEWSLETTER_DATABASE_URL": database,
        "NEWSLETTER_SECRET": SECRET,
        "NEWSLETTER_DKIM_KEYS": str(root / "keys"),
        "NEWSLETTER_SMTP_URL": "smtp://127.0.0.1:1?tls=none",
    }
    command = [sys.executable, "-c", COMMAND, "--project", str(root), *arguments]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in may_end:
        raise SystemExit(f"{arguments} ended with {process.returncode}: {said.decode()}")
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def write_subscriber_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("Email", "Name", "Idioma"))
        for number in range(rows):
            # As addresses lie in real exports: in no order, many at few providers.
            mixed = number * 2_654_435_761 % 4_294_967_296
            out.writerow((f"reader.{mixed}@mail{number % 50}.example.org", f"Reader {number}", LOCALES[number % 5]))


def project(root: Path, rows: int) -> Path:
    """The November issue, all reviewed, and a file with so many readers of one point."""
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "newsletter.toml", root)
    without_samples(root)
    put_key(root / "keys")
    opened, _ = open_project(root, {})
    assert opened is not None
    review_all(opened, ISSUE)
    subscriber_csv = root / "readers.csv"
    write_subscriber_csv(subscriber_csv, rows)
    return subscriber_csv


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, MILLION])
    arguments.add_argument("--postgres", action="store_true")
    options = arguments.parse_args()
    print(f"{'rows':>9}  {'what':<15}{'seconds':>8}{'CPU':>8}{'rows/s':>11}{'peak MB':>9}")
    for rows in options.rows:
        with contextlib.ExitStack() as stack:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            database = stack.enter_context(postgres()) if options.postgres else f"sqlite:///{root / 'newsletter.db'}"
            subscriber_csv = project(root, rows)
            taking = ("import", str(subscriber_csv), "--point", POINT, "--consent", "Quiero recibir el boletín.")
            opening = ("send", ISSUE, "--point", POINT, "--no-wait", "--yes")
            runs: dict[str, Callable[[], Run]] = {
                "csv alone": partial(read_alone, subscriber_csv, rows),
                "import": partial(measured, root, database, "subscribers", *taking),
                "import again": partial(measured, root, database, "subscribers", *taking),
                "export": partial(measured, root, database, "subscribers", "export"),
                "list": partial(measured, root, database, "subscribers", "list"),
                "open a mailing": partial(measured, root, database, *opening, may_end=(0, 1, 3)),
                "mailings": partial(measured, root, database, "mailings"),
            }
            for what, run in runs.items():
                found = run()
                megabytes = f"{found.peak:.0f}" if found.peak else "–"
                figures = f"{found.wall:>8.2f}{found.cpu:>8.2f}{rows / found.wall:>11,.0f}{megabytes:>9}"
                print(f"{rows:>9,}  {what:<15}{figures}{judge(rows, what, found)}", flush=True)


def judge(rows: int, what: str, found: Run) -> str:
    """Whether a run with a million rows keeps to its goal; empty where there is none."""
    if rows != MILLION or not found.peak:
        return ""
    is_met = found.wall <= GOALS.get(what, found.wall) and found.peak <= PEAK
    return f"  {'pass' if is_met else 'MISS'}"


def read_alone(subscriber_csv: Path, rows: int) -> Run:
    """What reading the file takes."""
    start, spent = time.perf_counter(), time.process_time()
    with subscriber_csv.open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == rows + 1
    return Run(time.perf_counter() - start, time.process_time() - spent)


if __name__ == "__main__":
    main()
