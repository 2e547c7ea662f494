"""The review desk without a browser: opening a language, accepting a text, and fifty kills.

python benchmarks/review.py [KILLS]

Out: how long a language of 300 and of 1,000 texts takes to open, for the first time and again after an act; how long an
act takes until it is on disk; what two reviewers and a translator's run, killed 50 times (or KILLS), have lost.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent))

from newsletter.pipeline.project import open_project
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.acts import Act, Done
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.translation.doubting import by_doubt
from newsletter.pipeline.translation.review import entries
from newsletter.pipeline.use_case import Place
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.review_kills import TWO, kill_reviewers, translated

T = TypeVar("T")
TODAY = dt.date(2026, 11, 21)


def main() -> None:
    """All of it, one after the other."""
    for count in (300, 1_000):
        with tempfile.TemporaryDirectory() as folder:
            measure_desk(long_sample(Path(folder), count), count)
    with tempfile.TemporaryDirectory() as folder:
        kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
        sample = translated(Sample.made(Path(folder)), TWO)
        toll = kill_reviewers(sample.root, Path(folder), "nl", kills, 19)
        print(
            f"{toll.kills} kills: {toll.done} acts done, {len(toll.lost)} lost; {toll.reviewed} texts reviewed by two, "
            f"{len(toll.unseen)} accepted that nobody saw"
        )
        for line in (*toll.lost[:5], *toll.unseen[:5]):
            print(f"  {line}")


def long_sample(folder: Path, count: int) -> Sample:
    """A project whose leading article has so many paragraphs, translated by a machine."""
    sample = Sample.made(folder)
    article = sample.read("issues/articles/bridges.md")
    words = [f"Bridge number {number} opens in spring, and {number + 3} boats wait." for number in range(count)]
    sample.write("issues/articles/bridges.md", "\n\n".join([article, *words, ""]))
    return translated(sample)


def measure_desk(sample: Sample, count: int) -> None:
    """Open, accept thirty texts one by one, open again."""
    place = Place(sample.root, {})
    project, _ = open_project(sample.root, {})
    if project is None:
        raise SystemExit("no project")
    cold, _ = timed(lambda: entries(project, "2024-01", "nl"))
    resident = Resident(place)
    workspace = Workspace(sample.root, told=resident.touched)
    desk = Desk(resident, workspace)
    first, ids = timed(partial(opened, desk))
    again, _ = timed(partial(opened, desk))
    anew, _ = timed(partial(opened, Desk(resident, workspace)))
    spent = []
    for number, text in enumerate(ids[:30]):
        version = desk.texts("2024-01", "nl")[text].version
        act = Act(f"a{number}", text, "accept", version)
        took, outcomes = timed(partial(desk.carry_out, "2024-01", "nl", [act], "Ada", TODAY))
        if not isinstance(outcomes[0], Done):
            raise SystemExit(f"not done: {outcomes[0]}")
        spent.append(took)
    resident.close()
    found, _ = entries(project, "2024-01", "nl")
    doubt, _ = timed(lambda: by_doubt(found, found))
    spent.sort()
    print(f"{count:,} paragraphs, {len(ids)} texts open: desk opened {ms(first)}, anew {ms(anew)}, again {ms(again)}")
    print(f"  an act on disk {ms(median(spent))}, the slowest of {len(spent)} {ms(spent[-1])}")
    print(f"  `review` lists them in {ms(cold)}; ordered by doubt in {ms(doubt)}", flush=True)


def opened(desk: Desk) -> list[str]:
    """The worklist with all that is wrong, as the page asks for it; the ids of what can be accepted."""
    found = desk.worklist("2024-01", "nl", "nl")
    texts = list(found.texts()) if found else []
    desk.all_faults("2024-01", texts, "nl")
    return [text.id for text in texts if text.is_open and text.entry.target]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def ms(seconds: float) -> str:
    """Milliseconds to be read."""
    return f"{1_000 * seconds:,.0f} ms"


if __name__ == "__main__":
    main()
