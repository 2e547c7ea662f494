"""How long the review desk makes a reviewer wait, and whether tags can be broken there.

In: copies of this repository's November issue, and of the same with 28 and 64 articles. Out: milliseconds beside the
goals: a language of 300, 1,000 and 2,000 texts opened, until the first text has been drawn and can be written in; from
the key that accepts to the next field with the focus; from the key to the catalog on disk; each beside a floor of the
same run, and the machine's load. Then keys, cuts, drags and composed words at random in a field whose tags are chips,
in Chromium, Firefox and WebKitGTK: after no step a pair may be broken.

    python benchmarks/desk.py [--rounds 20] [--steps 1000] [--only waits|chips] [--articles 0 28 64]
        [--browsers chromium firefox webkit]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from resident import ISSUE, copy_of_november, many_articles

from newsletter.workspace import Workspace
from tests.support.browser import chromium
from tests.support.chips import (
    FIELD,
    InChromium,
    InOtherBrowser,
    is_whole,
    open_rich_text,
    play,
    take_steps,
    with_rich_text,
)
from tests.support.other_browsers import BROWSERS, MISSING, Page
from tests.support.studio import Opened, studio_at

OPENS = {64: 1_000, 28: 1_000, 0: 500}
"""Articles of the issue, and milliseconds within which French is to be open: some 2,000, 1,000 and 330 texts."""
NEXT, DISK = 50, 150
READY = "html[data-desk='ready']"
OPENED = """new MutationObserver((_, seen) => {
  if (document.documentElement?.dataset.desk !== 'ready') return;
  seen.disconnect();
  requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.painted = performance.now(); }));
}).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-desk'] });"""
"""Notes when the desk has been drawn with a text that can be written in, in milliseconds since it was asked for."""
TIMES = """() => {
  window.waits = [];
  const began = ({ key }) => { if (key === 'Enter') window.began = performance.now(); };
  document.addEventListener('keydown', began, true);
  document.addEventListener('focusin', ({ target }) => {
    if (target.classList.contains('field-of') && window.began) window.waits.push(performance.now() - window.began);
  });
}"""


def opened(studio: Opened, browser: Any, address: str, rounds: int) -> tuple[Any, int, list[float], list[float]]:
    """The desk, how many texts it has, milliseconds until it was drawn, and those of the floor; not of the first time.

    The floor is the studio's smallest page, drawn in the same window in turn with the desk.
    """
    seen, found, floor = studio.page(browser), [], []
    seen.page.add_init_script(OPENED)
    for number in range(rounds):
        began = time.perf_counter()
        seen.page.goto(f"{studio.origin}/settings", wait_until="domcontentloaded")
        seen.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        bare = (time.perf_counter() - began) * 1_000
        seen.page.goto(studio.origin + address, wait_until="commit")
        seen.page.locator("html[data-painted]").wait_for(state="attached")
        took = float(seen.page.evaluate("document.documentElement.dataset.painted"))
        seen.page.locator("[data-checked]").wait_for(state="attached")
        if number:
            found.append(took)
            floor.append(bare)
    return seen, int(seen.page.locator("[data-all-count]").first.inner_text()), found, floor


def on_disk(path: Path, rounds: int) -> list[float]:
    """The floor of an act: the catalog's bytes, one of them another, put in its place as files of people are."""
    workspace, found = Workspace(path.parents[3]), []
    for _ in range(rounds):
        name = path.relative_to(path.parents[3]).as_posix()
        held = workspace.read(name)
        if held is None:
            raise SystemExit(f"{name} is gone")
        began = time.perf_counter()
        version = workspace.write(name, held.data + b"\n", held.version)
        found.append((time.perf_counter() - began) * 1_000)
        workspace.write(name, held.data, version)
    return found


def accepted(studio: Opened, seen: Any, catalogs: Sequence[Path], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the key to the next field, and to the catalog on disk."""
    page, disk = seen.page, []
    page.locator(FIELD).focus()
    page.evaluate(TIMES)
    for _ in range(rounds):
        before = [path.stat().st_mtime_ns for path in catalogs]
        began = time.perf_counter()
        page.keyboard.press("Control+Enter")
        while [path.stat().st_mtime_ns for path in catalogs] == before:
            if time.perf_counter() - began > 10:
                raise SystemExit("an act did not land within 10 seconds")
            time.sleep(0.001)
        disk.append((time.perf_counter() - began) * 1_000)
        seen.saved()
        # Whoever reads the next text has its checks before they decide.
        page.locator(f"html[data-checked='{page.url.rpartition('#')[2]}']").wait_for(state="attached")
    return [float(each) for each in page.evaluate("waits")], disk


def told(what: str, found: Sequence[float], goal: int) -> None:
    """One row: median, 95th percentile, goal."""
    ordered = sorted(found)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    aim = f"   goal {goal} ms" if goal else ""
    print(f"{what:<36}{statistics.median(found):>8.0f} ms{late:>8.0f} ms{aim}", flush=True)


def waits(rounds: int, sizes: Sequence[int]) -> None:
    """Opening and accepting."""
    print("load " + " ".join(f"{each:.1f}" for each in os.getloadavg()) + f" on {os.cpu_count()} processors")
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):  # a check may write to its last
        for size in sizes:
            root = Path(folder) / str(size)
            root.mkdir()
            if size:
                many_articles(root, size)
            else:
                copy_of_november(root)
            with studio_at(root) as studio:
                seen, count, found, floor = opened(studio, browser, f"/review/{ISSUE}/all/fr", 8)
                told(f"{count} texts: open", found, OPENS[size])
                told("  floor: the settings drawn", floor, 0)
                seen.page.locator("html[data-checked]").wait_for(state="attached")
                catalogs = sorted((root / "locales/fr").rglob("*.po"))
                near, disk = accepted(studio, seen, catalogs, rounds)
                told(f"{count} texts: accept to next field", near, NEXT)
                told(f"{count} texts: accept to disk", disk, DISK)
                seen.close()
            told("  floor: the file written", on_disk(root / f"locales/fr/LC_MESSAGES/{ISSUE}.po", rounds), 0)
            print("load " + " ".join(f"{each:.1f}" for each in os.getloadavg()), flush=True)


def chips(steps: int, browsers: Sequence[str]) -> None:
    """Random steps in each of these browsers."""
    if "chromium" in browsers:
        with rich_studio() as studio, chromium() as browser:
            seen = studio.page(browser, f"/review/{ISSUE}/es/es")
            seen.page.locator(READY).wait_for(state="attached")
            seen.page.locator("[data-look-for]").fill("really")
            seen.page.locator(".rows a", has_text="Situaron la energía").click()
            seen.page.locator(FIELD).focus()
            reported("chromium", play(InChromium(seen.page), 1, steps), steps)
            seen.close()
    for name in sorted(set(BROWSERS) & set(browsers)):
        if MISSING[name]:
            print(f"{name}: {MISSING[name]}")
        else:
            in_windows(name, steps)


@contextmanager
def rich_studio() -> Iterator[Opened]:
    """A studio on a project of its own, with a text that has a pair in a pair and a link."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder) / "project"
        root.mkdir()
        copy_of_november(root)
        with_rich_text(root)
        with studio_at(root) as studio:
            yield studio


WINDOW = 1_000
"""Steps in one window of a browser that a driver plays: drivers stop answering now and then."""


def in_windows(name: str, steps: int) -> None:
    """So many steps in all, window after window; a driver that stops answering is told, and its window is over."""
    taken, seed, broken = 0, 2, []
    while taken < steps:
        try:
            with rich_studio() as studio, BROWSERS[name](1_400, 900) as page:
                open_text(page, studio)
                for number, done, text in take_steps(InOtherBrowser(page), seed, min(WINDOW, steps - taken)):
                    taken += 1
                    if not is_whole(text):
                        broken.append((number, done, text))
        except TimeoutError:
            print(f"{name}: the driver stopped answering after {taken} steps in all (seed {seed})", flush=True)
        seed += 1
        print(f"{name}: {taken} steps so far, {len(broken)} broken pairs", flush=True)
    reported(name, broken, taken)


def open_text(page: Page, studio: Opened) -> None:
    """The desk, with the text that has a pair in a pair and a link; its field has the focus."""
    page.goto(studio.entry)
    page.goto(f"{studio.origin}/review/{ISSUE}/es/es")
    page.wait_for("return document.documentElement.dataset.desk === 'ready'")
    open_rich_text(page)


def reported(name: str, broken: Sequence[tuple[int, str, str]], steps: int) -> None:
    """How often a pair was broken."""
    print(f"{name}: {steps} steps, {len(broken)} broken pairs")
    for number, done, text in broken[:3]:
        print(f"  step {number}, {done}: {text}")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--steps", type=int, default=1_000)
    parser.add_argument("--only", choices=("waits", "chips"))
    every = ["chromium", *sorted(BROWSERS)]
    parser.add_argument("--browsers", nargs="*", default=every, choices=every)
    parser.add_argument("--articles", type=int, nargs="*", default=sorted(OPENS), choices=sorted(OPENS))
    asked = parser.parse_args()
    if asked.only != "chips":
        waits(asked.rounds, asked.articles)
    if asked.only != "waits":
        chips(asked.steps, asked.browsers)


if __name__ == "__main__":
    main()
