"""What one edited article costs a program that stays: files to letter, beside reading everything again.

In: copies of this repository's November issue, and of the same with 64 articles. Out: for each, CPU time as medians
over rounds in which the ways take turns: the next snapshot and one letter after an edit of one article; the same with
all files read again, templates kept; with templates too; the letter alone. Each edit is written into the file; what is
read is counted.

    python benchmarks/resident.py [--rounds 15] [--edition es/es]
"""

from __future__ import annotations

import argparse
import gc
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from newsletter.edition import EditionKey
from newsletter.pipeline.project import Project, open_project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.workspace import Workspace

REPOSITORY = Path(__file__).resolve().parent.parent
ISSUE = "2023-11"
ARTICLES = 64
GOALS = {"November": (15.0, 7.9), f"{ARTICLES} articles": (70.0, 40.0)}
"""Milliseconds for a letter after one edited article on a quiet machine, and what the letter alone took there: on a
busy one their ratio is what can be compared."""
WAYS = {
    "next": "the next snapshot",
    "files": "all files read again",
    "anew": "templates too",
    "letter": "the letter alone",
}


def copy_of_november(root: Path) -> None:
    """The repository's own project."""
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "newsletter.toml", root)


def many_articles(root: Path, count: int = ARTICLES) -> None:
    """The same with copies of its articles, translated as they are, until there are 64, or so many."""
    copy_of_november(root)
    originals = sorted(path.stem for path in (root / "issues/articles").glob("*.md"))
    copies = [(originals[number % len(originals)], f"copy-{number}") for number in range(count - len(originals))]
    for original, slug in copies:
        shutil.copy(root / f"issues/articles/{original}.md", root / f"issues/articles/{slug}.md")
    listed = ", ".join(slug for _, slug in copies)
    with (root / f"issues/{ISSUE}/issue.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n  - heading: More\n    articles: [{listed}]\n")
    for path in (root / "locales").glob(f"*/LC_MESSAGES/{ISSUE}.po"):
        locale = path.parent.parent.name
        catalog, _ = read_catalog(root, locale, ISSUE)
        if catalog is None:
            raise SystemExit(f"{path} can't be read")
        entries = list(catalog.entries)
        for original, slug in copies:
            entries += [
                replace(entry, context=f"articles/{slug}/{entry.context.removeprefix(f'articles/{original}/')}")
                for entry in catalog.active()
                if entry.context.startswith(f"articles/{original}/")
            ]
        write_catalog(Workspace(root), replace(catalog, entries=tuple(entries)))


class Race:
    """One project, kept open, and edits of one of its articles."""

    def __init__(self, project: Project, key: EditionKey) -> None:
        self.project, self.key = project, key
        self.snapshot = self.opened(None)
        article = next(iter(self.snapshot.content.articles))
        self.file = f"issues/articles/{article}.md"
        self.number = 0

    def opened(self, before: Snapshot | None) -> Snapshot:
        """A snapshot of the files as they are, once the letter has come of it."""
        snapshot = open_snapshot(self.project, self.key.issue, before=before, stays=True)
        if prepare(snapshot, self.key).letter is None:
            raise SystemExit(f"{self.key} can't be laid out")
        return snapshot

    def edit(self) -> None:
        """Another number in the article's summary."""
        self.number += 1
        path = self.project.root / self.file
        text = re.sub(
            r"(?m)^summary: (?:Edit \d+\. )?(.*)$", rf"summary: Edit {self.number}. \1", path.read_text("utf-8")
        )
        path.write_text(text, "utf-8")

    def next(self) -> None:
        """What a preview does."""
        self.snapshot = self.opened(self.snapshot)
        if self.snapshot.read != (self.file,) or self.snapshot.catalogs.read:
            raise SystemExit(f"read: {self.snapshot.read} {self.snapshot.catalogs.read}")

    def files(self) -> None:
        """All files read again, with the templates and compiled layouts that are there."""
        held = open_snapshot(self.project, self.key.issue)
        prepare(replace(held, shared=self.snapshot.context), self.key)

    def anew(self) -> None:
        """Everything read again; compiled templates and finished skeletons come from the cache."""
        self.opened(None)

    def letter(self) -> None:
        """The letter alone."""
        prepare(self.snapshot, self.key)


def measured(race: Race, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each way in each round, an edit before each; the ways take turns in going first."""
    ways: dict[str, Callable[[], None]] = {
        "next": race.next, "files": race.files, "anew": race.anew, "letter": race.letter,
    }  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    gc.freeze()  # as a program does that has loaded what it stays with
    for number in range(rounds + 1):
        names = [*ways][number % len(ways) :] + [*ways][: number % len(ways)]
        for name in names:
            if name == "next":
                race.edit()
            begun = time.process_time()
            ways[name]()
            if number:
                found[name].append((time.process_time() - begun) * 1000)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--edition", default="es/es", help="POINT/LOCALE")
    options = parser.parse_args()
    point, _, locale = options.edition.partition("/")
    for (name, (goal, alone)), fill in zip(GOALS.items(), (copy_of_november, many_articles), strict=True):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            fill(root)
            project, problems = open_project(root, {})
            if project is None:
                raise SystemExit(f"the project does not open: {problems}")
            race = Race(project, EditionKey(ISSUE, point, locale))
            found = measured(race, options.rounds)
        middle = {way: statistics.median(times) for way, times in found.items()}
        print(f"{name}, {options.edition}: one article edited; milliseconds of CPU to its letter")
        for way, said in WAYS.items():
            ratio = f"{middle[way] / middle['letter']:.2f} of the letter"
            print(f"  {said:24} median {middle[way]:7.1f}  best {min(found[way]):7.1f}  {ratio}")
        is_met = middle["next"] <= goal or middle["next"] / middle["letter"] <= goal / alone
        print(f"  goal: {goal:.0f} ms, or {goal / alone:.2f} of the letter: {'met' if is_met else 'missed'}\n")


if __name__ == "__main__":
    main()
