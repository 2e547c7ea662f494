"""How long an import of subscribers takes, and that its memory does not grow with the file.

In: this repository's project, copied first. Out: for each number of rows the seconds, rows a second and peak memory of
`newsletter subscribers import`, `export` and `list`, each a process of its own, beside reading the file with `csv`.

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
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.support.mailing import SECRET  # noqa: E402
from tests.support.postgres import postgres  # noqa: E402

COMMAND = "import sys; from newsletter.cli import main; sys.exit(main(prog_name='newsletter'))"
LOCALES = ("es", "es-ES", "fr es", "Spanish", "")


def measured(root: Path, database: str, *arguments: str) -> tuple[float, int]:
    """Seconds and peak memory in KB of one run of the command, its output thrown away."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "NEWSLETTER_DATABASE_URL": database,
        "NEWSLETTER_SECRET": SECRET,
    }
    command = [sys.executable, "-c", COMMAND, "--project", str(root), "subscribers", *arguments]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said.decode())
    return time.perf_counter() - start, used.ru_maxrss


def write_subscriber_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("Email", "Name", "Idioma"))
        for number in range(rows):
            # As addresses lie in real exports: in no order, many at few providers.
            mixed = number * 2_654_435_761 % 4_294_967_296
            out.writerow((f"reader.{mixed}@mail{number % 50}.example.org", f"Reader {number}", LOCALES[number % 5]))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    arguments.add_argument("--postgres", action="store_true")
    options = arguments.parse_args()
    print(f"{'rows':>9}  {'what':<14}{'seconds':>8}{'rows/s':>11}{'peak MB':>9}")
    for rows in options.rows:
        with contextlib.ExitStack() as stack:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            database = stack.enter_context(postgres()) if options.postgres else f"sqlite:///{root / 'newsletter.db'}"
            for name in ("issues", "templates", "locales"):
                shutil.copytree(REPOSITORY / name, root / name)
            shutil.copy(REPOSITORY / "newsletter.toml", root)
            subscriber_csv = root / "readers.csv"
            write_subscriber_csv(subscriber_csv, rows)
            start = time.perf_counter()
            with subscriber_csv.open(encoding="utf-8", newline="") as file:
                assert sum(1 for _ in csv.reader(file)) == rows + 1
            results = {"csv alone": (time.perf_counter() - start, 0)}
            taking = ("import", str(subscriber_csv), "--point", "es", "--consent", "Quiero recibir el boletín.")
            results["import"] = measured(root, database, *taking)
            results["import again"] = measured(root, database, *taking)
            results["export"] = measured(root, database, "export")
            results["list"] = measured(root, database, "list")
            for what, (seconds, peak) in results.items():
                megabytes = f"{peak / 1024:.0f}" if peak else "–"
                print(f"{rows:>9,}  {what:<14}{seconds:>8.2f}{rows / seconds:>11,.0f}{megabytes:>9}", flush=True)


if __name__ == "__main__":
    main()
