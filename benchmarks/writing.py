"""How long an article's text makes a hand wait: a key until its picture is made, and the text until it is there.

In: a copy of this repository's November issue with one article of some 90 KB. Out: milliseconds as median and 95th
percentile, beside the goals and beside two floors that are typed into by turns in the same browser: the same text in a
bare `contenteditable`, and in ProseMirror with the same nodes and nothing else (`npm ci` in studio-bundle first).
Chromium types in the middle of the text while it is saved, as people do. A frame begins sixty times a second, so that
of a key's whole time half a frame, 8 ms, is waiting in the mean. What is work stands beside it, from a trace: what the
page's main thread does from the key until it has handed the frame over (`to frame`), and what else it does until the
next key (`after`); both in the thread's own time, which no other program lengthens.

    python benchmarks/writing.py [--keys 200]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from bisect import bisect
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from resident import REPOSITORY, copy_of_november
from studio import SWITCHES, studio

KILOBYTES = 90
TURN = 20
"""Keys into one page before the next has its turn, so that a busy machine is as busy for each."""
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


OPENED = """(() => {
  const look = () => {
    if (!document.querySelector('#text .ProseMirror[contenteditable=true]')) return requestAnimationFrame(look);
    window.opened = performance.now();
  };
  look();
})()"""
"""When the text can be typed into, said by the page itself: whatever else it waits for, as its letter, counts not."""


def make_long(root: Path) -> str:
    """An article made long by its own text; its name."""
    path = root / "issues/articles/eu-city-labs.md"
    head, body = path.read_text("utf-8").split("<!-- more -->")
    parts = [body.strip()] * (KILOBYTES * 1_000 // len(body.encode()) + 1)
    path.write_text(f"{head}<!-- more -->\n\n" + "\n\n".join(parts) + "\n", "utf-8")
    return path.stem


BARE = """<!doctype html><html lang="en"><meta charset="utf-8">
<link rel="stylesheet" href="{base}"><link rel="stylesheet" href="{article}">
<body><div class="write"><div class="scroll"><div class="page"><div class="text" id="text"></div></div></div></div>
<script type="module">{script}</script>"""
PLAIN = """
const box = document.createElement('div');
Object.assign(box, { className: 'ProseMirror', contentEditable: 'true', innerHTML: THE_TEXT });
document.getElementById('text').append(box);"""
PROSEMIRROR = """
import { baseKeymap } from 'prosemirror-commands';
import { keymap } from 'prosemirror-keymap';
import { Node } from 'prosemirror-model';
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { schema } from './writing/schema.js';
const doc = Node.fromJSON(schema, THE_TEXT);
new EditorView(document.getElementById('text'), { state: EditorState.create({ doc, plugins: [keymap(baseKeymap)] }) });
"""


def bundled(script: str) -> str:
    """A script with what it imports of the studio's sources."""
    folder = REPOSITORY / "studio-bundle"
    command = [str(folder / "node_modules/.bin/esbuild"), "--bundle", "--format=esm", "--minify"]
    made = subprocess.run(command, input=script, cwd=folder / "src", capture_output=True, text=True, check=True)
    return made.stdout


class Typed:
    """One page that is typed into: how long each key took, and what it cost the page's own thread."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.count = 0
        self.traced: list[dict[str, Any]] = []
        self.ends: list[bool] = []
        self.works: list[float] = []
        self.others: list[float] = []
        page.locator(TEXT).wait_for()
        paragraphs = page.locator(f"{TEXT} > p")
        middle = paragraphs.nth(paragraphs.count() // 2)
        middle.evaluate("each => each.scrollIntoView({ block: 'center' })")
        middle.click()
        page.evaluate(WATCH)
        self.session = page.context.new_cdp_session(page)
        self.session.on("Tracing.dataCollected", lambda told: self.traced.extend(told["value"]))
        self.session.on("Tracing.tracingComplete", lambda _: self.ends.append(True))

    def type(self, keys: int) -> None:
        """So many keys, one after the other."""
        self.page.bring_to_front()
        self.traced.clear()
        self.ends.clear()
        categories = {"includedCategories": ["devtools.timeline", "disabled-by-default-devtools.timeline"]}
        self.session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": categories})
        for _ in range(keys):
            self.count += 1
            self.page.keyboard.press("x" if self.count % 6 else "Space")
            time.sleep(0.08)  # a quick hand
        self.session.send("Tracing.end")
        while not self.ends:
            self.page.wait_for_timeout(20)
        for work, after in worked(self.traced):
            self.works.append(work)
            self.others.append(after)

    def figures(self) -> tuple[float, ...]:
        """Of a key until its frame: median and 95th percentile of the whole and of the work; then the work after it."""
        waits = self.page.evaluate("waits")
        return *_middle_and_late(waits), *_middle_and_late(self.works), statistics.mean(self.others)


def _middle_and_late(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


def worked(traced: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """For each key of a trace: milliseconds of the main thread until its frame was handed over, and after that."""
    told = [each for each in traced if each["name"] == "EventDispatch"]
    pressed = [each for each in told if each["args"]["data"]["type"] == "keydown"]
    thread = (pressed[0]["pid"], pressed[0]["tid"])
    here = [each for each in traced if (each["pid"], each["tid"]) == thread and each["ph"] == "X"]
    tasks = [each for each in here if each["name"] == "RunTask"]
    frames = sorted(each["ts"] + each["dur"] for each in here if each["name"] == "Commit")
    written = sorted(each["ts"] for each in told if each["args"]["data"]["type"] == "input")
    begun = sorted(task["ts"] for task in tasks)
    starts = [begun[bisect(begun, key["ts"]) - 1] for key in pressed if key["ts"] >= begun[0]]
    found = []
    for start, until in zip(starts, [*starts[1:], float("inf")], strict=True):
        entered = next(each for each in written if each >= start)
        frame = next((each for each in frames if each >= entered), until)
        work = sum(task.get("tdur", 0) for task in tasks if start <= task["ts"] < min(frame, until))
        after = sum(task.get("tdur", 0) for task in tasks if frame <= task["ts"] < until)
        found.append((work / 1_000, after / 1_000))
    return found


def _fulfilled(body: str) -> Callable[[Any], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html")


def floors(context: Any, page: Any, address: str) -> dict[str, Typed]:
    """The two floors, with the text of the studio's page."""
    sheets = page.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].map(each => each.href)")
    base = next(each for each in sheets if "base" in each)
    article = next(each for each in sheets if "article" in each)
    html = json.dumps(page.locator(TEXT).inner_html()).replace("</", "<\\/")
    doc = page.evaluate("address => fetch(address).then(answer => answer.json())", f"{address}/document")["doc"]
    scripts = {
        "contenteditable": PLAIN.replace("THE_TEXT", html),
        "ProseMirror": bundled(PROSEMIRROR.replace("THE_TEXT", json.dumps(doc))).replace("</", "<\\/"),
    }
    found = {}
    for name, script in scripts.items():
        bare = context.new_page()
        body = BARE.format(base=base, article=article, script=script)
        bare.route(f"**/bare-{name}", _fulfilled(body))
        bare.goto(f"{address.rpartition('/articles/')[0]}/bare-{name}")
        found[name] = Typed(bare)
    return found


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
        with studio(root) as (entry, *_), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.set_default_timeout(60_000)
            context.add_init_script(OPENED)
            page = context.new_page()
            page.goto(entry)
            address = f"http://{urlsplit(entry).netloc}/articles/{name}"
            page.goto(address, wait_until="commit")
            ours = Typed(page)
            opened = page.evaluate("opened")
            pages = {"the studio": ours, **floors(context, page, address)}
            for _ in range(max(1, keys // TURN)):
                for typed in pages.values():
                    typed.type(TURN)
            figures = {name: typed.figures() for name, typed in pages.items()}
            browser.close()
    print(f"{size / 1_000:.0f} KB; the text is there {opened:.0f} ms after its page was asked for")
    print(f"key to frame, {ours.count} keys each, goal {MEDIAN} ms and {P95} at p95; load {os.getloadavg()[0]:.1f}")
    for name, (median, p95, work, late, after) in figures.items():
        whole = f"{median:.1f} ms, p95 {p95:.1f}"
        print(f"  {name}: whole {whole}; work to frame {work:.1f}, p95 {late:.1f}; work after {after:.1f}")


if __name__ == "__main__":
    main()
