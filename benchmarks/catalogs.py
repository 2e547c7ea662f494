"""How long catalogs take: an update after many edits beside GNU msgmerge, and look-ups in a large memory.

`python benchmarks/catalogs.py [--units 2000] [--changes 500] [--memory 50000]`
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import to_bytes, write_catalog
from newsletter.translate.memory import Memory
from newsletter.translate.merge import counts, merge_units
from newsletter.translate.unit import Catalog, State, Translation, Unit
from newsletter.workspace import Workspace

WORDS = """cities share good practice on markets squares rivers housing climate energy night work young people health
bridges schools gardens transport culture sport food water waste data money law trust care memory future"""


def sources(count: int, seed: int) -> list[str]:
    """Sentences of four to forty words, no two alike."""
    chance = random.Random(seed)
    made = (" ".join(chance.choices(WORDS.split(), k=chance.randint(4, 40))).capitalize() for _ in range(count))
    return [f"{words} in {chance.randint(1, 9999)}." for words in made]


def catalog_of(texts: list[str], locale: str = "nl", name: str = "x") -> Catalog:
    entries = [
        Translation(f"articles/a{n % 20}/body/paragraph", text, (text.upper(),), State.REVIEWED)
        for n, text in enumerate(texts)
    ]
    return Catalog(locale, f"locales/{locale}/LC_MESSAGES/{name}.po", tuple(entries))


def edited(units: list[Unit], changes: int) -> list[Unit]:
    """The units with some of them changed by a word, put in, taken out or moved."""
    chance = random.Random(1)
    for number in range(changes):
        at = chance.randrange(len(units))
        unit = units[at]
        if number % 5 == 0:
            units.insert(at, replace(unit, source=f"New {number}. {unit.source[::-1]}"))
        elif number % 5 == 1:
            del units[at]
        elif number % 5 == 2:
            units.insert(chance.randrange(len(units)), units.pop(at))
        else:
            units[at] = replace(unit, source=unit.source.replace(" in ", f" and number {number} in "))
    return units


def seconds(run: Callable[[], object], rounds: int = 5) -> float:
    """The best of several rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def update(units: int, changes: int) -> None:
    before = catalog_of(sources(units, 0))
    after = edited([Unit(entry.context, entry.source) for entry in before.entries], changes)
    done = merge_units(before, after)
    alone = seconds(lambda: merge_units(before, after))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / before.file
        write_catalog(Workspace(root), before)

        def whole() -> None:
            read, _ = read_catalog(root, "nl", "x")
            assert read is not None
            to_bytes(merge_units(read, after))

        template = Catalog("nl", "x.pot", tuple(Translation(unit.context, unit.source) for unit in after))
        (root / "x.pot").write_bytes(to_bytes(template))
        gnu = ["msgmerge", "--quiet", "--previous", "-o", "/dev/null", str(path), str(root / "x.pot")]
        took, took_gnu = seconds(whole), seconds(lambda: subprocess.run(gnu, check=True), 1)
    print(f"update of {units:,} units after {changes} changes: {counts(before, done)}")
    print(f"  read, merge, write {took * 1000:.0f} ms, of it the merge {alone * 1000:.0f} ms")
    print(f"  msgmerge takes {took_gnu / took:.1f} times as long")


def memory(entries: int) -> None:
    per_file = 1_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        every = sources(entries, 2)
        for number in range(entries // per_file):
            texts = every[number * per_file : (number + 1) * per_file]
            write_catalog(Workspace(root), catalog_of(texts, name=f"issue-{number:03}"))
        units = [Unit("articles/a1/body/paragraph", text.replace(" in ", " now in ")) for text in every[::500]]
        with Memory(root / ".cache/memory.sqlite") as held:
            begun = time.perf_counter()
            held.refresh(root)
            built = time.perf_counter() - begun
            again = seconds(lambda: held.refresh(root))
            exact = seconds(
                lambda: [held.exact(Unit(u.context, t), "nl") for u, t in zip(units, every[::500], strict=True)]
            )
            first = seconds(lambda: held.near(units[0], "nl"), 1)
            near = seconds(lambda: [held.near(unit, "nl") for unit in units], 1)
            found = sum(bool(held.near(unit, "nl")) for unit in units[:20])
        size = (root / ".cache/memory.sqlite").stat().st_size
    print(f"memory of {entries:,} entries in {entries // per_file} files, {size / 1e6:.0f} MB")
    print(f"  made {built:.1f} s, refreshed with nothing changed {again * 1000:.0f} ms")
    each, each_near = exact / len(units) * 1000, near / len(units) * 1000
    print(f"  exact {each:.2f} ms, near {each_near:.1f} ms (the first {first * 1000:.0f} ms); {found} of 20 found")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=2_000)
    options.add_argument("--changes", type=int, default=500)
    options.add_argument("--memory", type=int, default=50_000)
    wanted = options.parse_args()
    update(wanted.units, wanted.changes)
    memory(wanted.memory)
