"""How long the review desk makes a reviewer wait, and whether tags can be broken there.

In: copies of this repository's November issue, and of the same with 64 articles. Out: milliseconds beside the goals:
a language of 300 texts and of 1,000 opened; from the key that accepts to the next field with the focus; from the key to
the catalog on disk. Then keys, cuts, drags and composed words at random in a field whose tags are chips, in Chromium,
Firefox and WebKitGTK: after no step a pair may be broken.

    python benchmarks/desk.py [--rounds 20] [--steps 1000] [--only waits|chips]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from resident import ISSUE, copy_of_november, many_articles

from tests.support.browser import chromium
from tests.support.chips import FIELD, InChromium, InOtherBrowser, play, with_rich_text
from tests.support.other_browsers import BROWSERS, MISSING
from tests.support.studio import Opened, studio_at

OPENS = {"300": 500, "1,000": 1_000}
NEXT, DISK = 50, 150
READY = "html[data-desk='ready']"
TIMES = """() => {
  window.waits = [];
  const began = ({ key }) => { if (key === 'Enter') window.began = performance.now(); };
  document.addEventListener('keydown', began, true);
  document.addEventListener('focusin', ({ target }) => {
    if (target.classList.contains('field-of') && window.began) window.waits.push(performance.now() - window.began);
  });
}"""


def opened(studio: Opened, browser: Any, address: str, rounds: int) -> tuple[Any, int, list[float]]:
    """The desk, how many texts it has, and milliseconds until it was ready, but for the first time."""
    seen, found = studio.page(browser), []
    for number in range(rounds):
        began = time.perf_counter()
        seen.goto(address)
        seen.page.locator(READY).wait_for(state="attached")
        if number:
            found.append((time.perf_counter() - began) * 1_000)
    return seen, int(seen.page.locator("[data-all-count]").first.inner_text()), found


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
    return [float(each) for each in page.evaluate("waits")], disk


def told(what: str, found: Sequence[float], goal: int) -> None:
    """One row: median, 95th percentile, goal."""
    ordered = sorted(found)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{what:<34}{statistics.median(found):>8.0f} ms{late:>8.0f} ms   goal {goal} ms")


def waits(rounds: int) -> None:
    """Opening and accepting."""
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for size, make in (("300", copy_of_november), ("1,000", many_articles)):
            root = Path(folder) / size
            root.mkdir()
            make(root)
            with studio_at(root) as studio:
                seen, count, found = opened(studio, browser, f"/review/{ISSUE}/all/fr", 6)
                told(f"{count} texts: open", found, OPENS[size])
                seen.page.locator("[data-checked]").wait_for(state="attached")
                near, disk = accepted(studio, seen, sorted((root / "locales/fr").rglob("*.po")), rounds)
                told(f"{count} texts: accept to next field", near, NEXT)
                told(f"{count} texts: accept to disk", disk, DISK)
                seen.close()


def chips(steps: int) -> None:
    """Random steps in each browser."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        copy_of_november(root)
        with_rich_text(root)
        with studio_at(root) as studio:
            with chromium() as browser:
                seen = studio.page(browser, f"/review/{ISSUE}/es/es")
                seen.page.locator(READY).wait_for(state="attached")
                seen.page.locator("[data-look-for]").fill("really")
                seen.page.locator(".rows a", has_text="Situaron la energía").click()
                seen.page.locator(FIELD).focus()
                reported("Chromium", play(InChromium(seen.page), 1, steps), steps)
                seen.close()
            for name in sorted(BROWSERS):
                if MISSING[name]:
                    print(f"{name}: {MISSING[name]}")
                    continue
                with BROWSERS[name](1_400, 900) as page:
                    page.goto(studio.entry)
                    page.goto(f"{studio.origin}/review/{ISSUE}/es/es")
                    page.wait_for("return document.documentElement.dataset.desk === 'ready'")
                    page.run(
                        """const find = document.querySelector('[data-look-for]');
                        find.value = 'really';
                        find.dispatchEvent(new Event('input'));
                        [...document.querySelectorAll('.rows a:not([aria-current])')].at(-1).click();"""
                    )
                    page.wait_for(f"return document.querySelectorAll('{FIELD} [data-tag]').length === 6")
                    page.run(f"document.querySelector('{FIELD}').focus()")
                    reported(name, play(InOtherBrowser(page), 2, steps), steps)


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
    asked = parser.parse_args()
    if asked.only != "chips":
        waits(asked.rounds)
    if asked.only != "waits":
        chips(asked.steps)


if __name__ == "__main__":
    main()
