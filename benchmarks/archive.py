"""How long the archive of ten years takes, and that its memory does not grow with them.

In: this repository's project, copied first; its issue once for each month, with twelve letters each in a ledger. With
`--every-language` there is one more for each further language, in the English letter's words. Out: for each number of
issues the seconds and peak memory of `newsletter archive` with nothing there, with nothing changed, and after an edit
of one catalog; each a process of its own.

    python benchmarks/archive.py --issues 12 120 300
    python benchmarks/archive.py --issues 12 120 --every-language
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsletter.render.letter.letter import Letter

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))
COMMAND = "import sys; from newsletter.cli import main; sys.exit(main(prog_name='newsletter'))"
FIRST = "2023-11"
ASSETS = "assets"
"""What a build or mailing leaves in the cache: pictures and dates of mailed letters, which nothing else keeps."""


def slugs(count: int) -> Iterator[str]:
    """As many months, the oldest first."""
    for number in range(count):
        yield f"{1990 + number // 12}-{number % 12 + 1:02}"


def prepare(root: Path, count: int, *, every_language: bool = False) -> int:
    """A project with so many issues, each mailed in twelve editions or in more languages; how many letters."""
    from newsletter.pipeline.project import open_project
    from tests.conftest import copy_of_the_repository
    from tests.support.archived import letters_of, mail

    copy_of_the_repository(root)
    project, _ = open_project(root, {})
    assert project is not None
    letters = list(letters_of(project, FIRST).values())
    if every_language:
        known = {letter.locale for letter in letters}
        (english,) = (letter for letter in letters if letter.edition == f"{FIRST}/eu/en")
        more = sorted(folder.name for folder in (root / "locales").iterdir() if folder.name not in known)
        letters += [replace(english, **in_language(english, locale)) for locale in more]
    for slug in slugs(count):
        shutil.copytree(root / "issues" / FIRST, root / "issues" / slug)
        issue = root / "issues" / slug / "issue.yaml"
        issue.write_text(issue.read_text("utf-8").replace("2023-11-21", f"{slug}-21"), "utf-8")
        for catalog in (root / "locales").glob(f"*/LC_MESSAGES/{FIRST}.po"):
            shutil.copy(catalog, catalog.with_name(f"{slug}.po"))
        mailed = [replace(letter, **renamed(letter, slug)) for letter in letters]
        mail(project, mailed, opened_at=f"{slug}-21T08:00:00+00:00", date=f"{slug}-21", texts_reviewed=90)
    shutil.rmtree(root / "issues" / FIRST)
    for catalog in (root / "locales").glob(f"*/LC_MESSAGES/{FIRST}.po"):
        catalog.unlink()
    clear(root)
    return count * len(letters)


def in_language(letter: Letter, locale: str) -> dict[str, Any]:
    """The English letter's texts with another language in their addresses."""
    return {
        name: value.replace(f"/{FIRST}/en/", f"/{FIRST}/{locale}/").replace(f"{FIRST}/eu/en", f"{FIRST}/eu/{locale}")
        for name, value in shallow(letter)
        if isinstance(value, str)
    }


def shallow(letter: Letter) -> list[tuple[str, Any]]:
    return [(field.name, getattr(letter, field.name)) for field in fields(letter)]


def renamed(letter: Letter, slug: str) -> dict[str, Any]:
    """The letter's texts with the name of another issue in their addresses."""
    return {
        name: value.replace(f"/{FIRST}/", f"/{slug}/") if name != "edition" else value.replace(FIRST, slug)
        for name, value in shallow(letter)
        if isinstance(value, str)
    }


def measured(root: Path) -> tuple[float, float, int, str]:
    """Seconds, seconds of processors, peak memory in KB of the largest of its processes, the last line it said."""
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--project", str(root), "archive"],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, said.strip().splitlines()[-1]


def clear(root: Path) -> None:
    """Nothing cached, no archive."""
    shutil.rmtree(root / "site", ignore_errors=True)
    for folder in (root / ".cache").iterdir():
        if folder.name != ASSETS:
            shutil.rmtree(folder)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--issues", type=int, nargs="+", default=[12, 120, 300])
    arguments.add_argument("--every-language", action="store_true")
    given = arguments.parse_args()
    print(f"{'issues':>7}{'letters':>9}  {'what':<18}{'seconds':>8}{'CPU':>8}{'peak MB':>9}  said")
    for count in given.issues:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            root.mkdir()
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
                # A process begins with the peak of the one that it came from, so this one has to stay small.
                letters = apart.submit(prepare, root, count, every_language=given.every_language).result()
            results = {"nothing there": measured(root), "nothing changed": measured(root)}
            catalog = root / f"locales/es/LC_MESSAGES/{next(slugs(count))}.po"
            catalog.write_text(catalog.read_text("utf-8").replace("Granada", "Granáda"), "utf-8")
            results["one catalog edited"] = measured(root)
            for what, (seconds, used, peak, said) in results.items():
                figures = f"{seconds:>8.2f}{used:>8.2f}{peak / 1024:>9.0f}"
                print(f"{count:>7}{letters:>9}  {what:<18}{figures}  {said}", flush=True)


if __name__ == "__main__":
    main()
