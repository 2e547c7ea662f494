"""How long the studio makes people wait: a key until its letter is seen, a saved file until its letter is seen, pages.

In: copies of this repository's November issue, and of the same with 64 articles. Out: milliseconds as median and 95th
percentile, beside the goals. Chromium types into the heading of a section in Compose, and says when the picture of the
frame that holds the letter is made; the files are real, saved with `fsync`. By turns with it a bare page is typed into,
in the same browser, which puts the same letter with the words typed into a frame of the same size and asks no server:
what the browser itself takes, so that the ratio of both can be compared from one day to the next.

    python benchmarks/studio.py [--rounds 30] [--only november|articles]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from resident import ISSUE, REPOSITORY, copy_of_november, many_articles

GOALS: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "november": {"key": (60, 120), "file": (150, None)},
    "articles": {"key": (150, None), "file": (None, None)},
}  # fmt: skip
FIRST_PAGE, LATER_PAGE = 1_500, 300
PREVIEW, COMPOSE = f"/issues/{ISSUE}/preview", f"/issues/{ISSUE}/compose"
PAGES = ("/", COMPOSE, f"/issues/{ISSUE}/editions", f"/issues/{ISSUE}/check", PREVIEW, "/networks/")
PATH = f"issues/{ISSUE}/sections/1/heading"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FIELD = f"[data-unit='{PATH}'] :is(input, textarea)"
SEEN = """([wanted, path]) => new Promise(done => {
  const look = () => {
    const page = document.querySelector('[data-frame]').contentDocument;
    const found = [...page.querySelectorAll(`[data-u="${path}"]`)].some(each => each.textContent.includes(wanted));
    if (!found) return requestAnimationFrame(look);
    const painted = new MessageChannel(); // a message is heard once this frame's picture is made
    painted.port1.onmessage = () => done(performance.timeOrigin + performance.now());
    painted.port2.postMessage('');
  };
  look();
})"""
TYPED = """() => document.addEventListener('input', () => {
  window.typedAt = performance.timeOrigin + performance.now();
}, true)"""

TURN = 5
"""Keys into one page before the other has its turn, so that a busy machine is as busy for both."""
LETTER = """path => {
  const page = document.querySelector('[data-frame]').contentDocument.documentElement.cloneNode(true);
  for (const each of page.querySelectorAll(`[data-u="${path}"]`)) each.textContent = 'THE_WORDS';
  return page.outerHTML;
}"""
BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title>
<input aria-label="words"><p id="saved"></p>
<iframe data-frame title="letter" width="{width}" height="{height}"></iframe>
<script>
const letter = {letter}, input = document.querySelector('input'), frame = document.querySelector('iframe');
const show = () => {{ frame.srcdoc = letter.replaceAll('THE_WORDS', input.value); }};
input.addEventListener('input', show);
show();
</script>"""


@contextmanager
def studio(root: Path) -> Iterator[tuple[str, float, float]]:
    """The studio on a project: the address that opens it, and milliseconds from its start to two answers.

    They are the first page, and its board's counts, which the page asks for.
    """
    command = [sys.executable, "-m", "newsletter", "--project", str(root), "studio", "--no-browser", "--port", "0"]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "GIT_CONFIG_COUNT": "1"}
    env |= {"GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Ana Example"}
    began = time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            entry = process.stdout.readline().strip()
            cookie = _get(entry, "", "")[1]
            _get(entry, cookie, "/")
            first = (time.perf_counter() - began) * 1_000
            _get(entry, cookie, f"/?issue={ISSUE}&counted")
            yield entry, first, (time.perf_counter() - began) * 1_000
        finally:
            process.terminate()
            process.wait(20)


def _get(entry: str, cookie: str, path: str) -> tuple[int, str]:
    address = urlsplit(entry)
    connection = HTTPConnection("127.0.0.1", int(address.port or 0), timeout=300)
    connection.request("GET", path or f"{address.path}?{address.query}", headers={"cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    given = (answer.getheader("set-cookie") or "").partition(";")[0]
    connection.close()
    return answer.status, given


class Typed:
    """A page that is typed into; `taken` are the milliseconds from each key to the frame's picture with its letter."""

    def __init__(self, page: Any, field: str) -> None:
        self.page = page
        self.text = ""
        self.taken: list[float] = []
        page.evaluate(TYPED)
        page.locator(field).first.focus()
        page.keyboard.press("End")

    def type(self, keys: int) -> None:
        """So many keys, each once the one before is seen and saved."""
        self.page.bring_to_front()
        for _ in range(keys):
            self.text += "abcdefghijklmnopqrstuvwxyz"[len(self.text) % 26]
            self.page.keyboard.press(self.text[-1])
            seen = self.page.evaluate(SEEN, [self.text, PATH])
            self.taken.append(seen - self.page.evaluate("window.typedAt"))
            self.page.locator("#saved:not([data-busy])").wait_for(state="attached")


def bare_page(page: Any, address: str) -> Any:
    """A page without a server: an input, and a frame with the letter that the studio's page shows."""
    letter = json.dumps(page.evaluate(LETTER, PATH)).replace("</", "<\\/")
    size = page.locator("[data-frame]").bounding_box()
    body = BARE.format(width=round(size["width"]), height=round(size["height"]), letter=letter)
    bare = page.context.new_page()
    bare.route(address, lambda route: route.fulfill(body=body, content_type="text/html"))
    bare.goto(address)
    return bare


def type_by_turns(name: str, page: Any, address: str, rounds: int) -> None:
    """The studio's page and a bare one typed into, and what a key took in each."""
    bare = bare_page(page, address)
    ours, floor = Typed(page, FIELD), Typed(bare, "input")
    for each in (ours, floor):
        each.type(3)
        each.taken.clear()
    for _ in range(max(1, rounds // TURN)):
        ours.type(TURN)
        floor.type(TURN)
    say(f"{name}: key to pixels", ours.taken, GOALS[name]["key"])
    say(f"{name}: the same in a bare page", floor.taken, (None, None))
    ratio = statistics.median(ours.taken) / statistics.median(floor.taken)
    print(f"{name}: key to pixels is {ratio:.2f} of the bare page", flush=True)
    bare.close()
    page.bring_to_front()


def files(page: Any, root: Path, rounds: int) -> list[float]:
    """Milliseconds from a file saved by another program to the frame's picture with its words."""
    path = root / "issues/articles/cities-at-heart-is-here.md"
    found = []
    for number in range(rounds):
        text = path.read_text("utf-8")
        title = text.partition("title: ")[2].partition("\n")[0]
        wanted = f"Saved outside {number}"
        began = time.time() * 1_000
        path.write_text(text.replace(f"title: {title}", f"title: {wanted}", 1), "utf-8")
        found.append(page.evaluate(SEEN, [wanted, "articles/cities-at-heart-is-here/title"]) - began)
        page.wait_for_timeout(100)
    return found


def measure(name: str, make: Callable[[Path], None], rounds: int) -> None:
    """One project: its studio started, its pages fetched, typed into and saved beside."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        make(root)
        with studio(root) as (_, cold, counted):
            say(f"{name}: first page, caches empty", [cold], (FIRST_PAGE, None))
            say(f"{name}: its counts, caches empty", [counted], (None, None))
        with studio(root) as (entry, warm, counted):
            say(f"{name}: first page", [warm], (FIRST_PAGE, None))
            say(f"{name}: its counts", [counted], (None, None))
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(entry)
            origin = "http://" + urlsplit(entry).netloc
            _get(
                entry, _get(entry, "", "")[1], f"/issues/{ISSUE}/check/report"
            )  # the board has begun it: it is over then
            page.goto(origin + COMPOSE)
            page.locator("[data-preview][data-number]").wait_for()
            type_by_turns(name, page, f"{origin}/bare", rounds)
            files(page, root, 3)
            say(f"{name}: file to pixels", files(page, root, rounds), GOALS[name]["file"])
            cookie = _get(entry, "", "")[1]
            for path in PAGES:
                if _get(entry, cookie, path)[0] == 200:
                    taken = [_timed(partial(_get, entry, cookie, path)) for _ in range(5)]
                    say(f"{name}: page {path}", taken, (LATER_PAGE, None))
            browser.close()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def say(what: str, taken: Sequence[float], goals: tuple[int | None, int | None]) -> None:
    """A line: median and 95th percentile, with the goals."""
    ordered = sorted(taken)
    median, late = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    wanted = ", ".join(f"{name} ≤ {goal}" for name, goal in zip(("median", "p95"), goals, strict=True) if goal)
    print(f"{what:48} median {median:7.1f} ms   p95 {late:7.1f} ms   {f'({wanted})' if wanted else ''}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", choices=("november", "articles"))
    given = parser.parse_args()
    for name, make in (("november", copy_of_november), ("articles", many_articles)):
        if given.only in (None, name):
            measure(name, make, given.rounds)


if __name__ == "__main__":
    main()
