"""How long an article's text makes a hand wait: a key until its picture is made, and the text until it is there.

In: a copy of this repository's November issue with one article of some 90 KB. Out: milliseconds as median and 95th
percentile, beside the goals. Chromium types in the middle of the text while it is saved, as people do.

    python benchmarks/writing.py [--keys 200]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from resident import copy_of_november
from studio import SWITCHES, studio

KILOBYTES = 90
MEDIAN, P95 = 16, 40
TEXT = "#text .ProseMirror[contenteditable=true]"
WATCH = """() => {
  window.waits = [];
  addEventListener('keydown', event => {
    const pressed = event.timeStamp;
    requestAnimationFrame(() => {
      const painted = new MessageChannel(); // a message is heard once this frame's picture is made
      painted.port1.onmessage = () => window.waits.push(performance.now() - pressed);
      painted.port2.postMessage('');
    });
  }, true);
}"""


def make_long(root: Path) -> str:
    """An article made long by its own text; its name."""
    path = root / "issues/articles/eu-city-labs.md"
    head, body = path.read_text("utf-8").split("<!-- more -->")
    parts = [body.strip()] * (KILOBYTES * 1_000 // len(body.encode()) + 1)
    path.write_text(f"{head}<!-- more -->\n\n" + "\n\n".join(parts) + "\n", "utf-8")
    return path.stem


def main() -> None:
    """Type, and print what was measured."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--keys", type=int, default=200)
    keys = asked.parse_args().keys
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copy_of_november(root)
        name = make_long(root)
        size = (root / f"issues/articles/{name}.md").stat().st_size
        with studio(root) as (entry, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(entry)
            page.goto(f"http://{urlsplit(entry).netloc}/articles/{name}")
            page.locator(TEXT).wait_for()
            opened = page.evaluate("performance.now()")
            paragraphs = page.locator(f"{TEXT} > p")
            paragraphs.nth(paragraphs.count() // 2).click()
            page.evaluate(WATCH)
            for number in range(keys):
                page.keyboard.press("x" if number % 6 else "Space")
                time.sleep(0.08)  # a quick hand
            waits = sorted(page.evaluate("waits"))
            browser.close()
    print(f"{size / 1_000:.0f} KB; the text is there {opened:.0f} ms after its page was asked for")
    p95 = waits[int(len(waits) * 0.95)]
    median = statistics.median(waits)
    print(f"key to frame, {len(waits)} keys: median {median:.1f} ms (goal {MEDIAN}), p95 {p95:.1f} (goal {P95})")


if __name__ == "__main__":
    main()
