"""The letters of an issue as a browser shows them, with what axe finds there: `check --browser`.

In: an issue opened, what its letters are found to be wrong with already. Out: problems of each edition; a warning where
this machine has no Chromium. What is found of a letter is kept while nothing of it changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from newsletter.edition import EditionKey
from newsletter.files import digest_of
from newsletter.pipeline.letters.chromium import NAMES, BrowserError, Page, chromium
from newsletter.pipeline.letters.examine import Examination
from newsletter.pipeline.snapshot import Snapshot
from newsletter.preflight import axe
from newsletter.preflight.axe import Seen
from newsletter.preflight.letter import Examined
from newsletter.problems import Problem, warning

_HINT = f"install a Chromium; it is looked for by the names {', '.join(NAMES)}"


def browser_problems(
    snapshot: Snapshot,
    letters: Mapping[EditionKey, Examined],
    found: Mapping[EditionKey, Examination],
    path: str,
) -> list[Problem]:
    """What axe finds in the letters that could be laid out; `found` is what is wrong with each without a browser.

    `path` is that of a Chromium, empty where there is none.
    """
    if not path:
        return [
            warning("no-browser", "no letter was looked at in a browser: this machine has no Chromium", None, _HINT)
        ]
    try:
        seen = _seen(snapshot, letters, path)
    except BrowserError as fault:
        return [warning("no-browser", f"no letter was looked at in a browser: {fault}", None, _HINT)]
    told = {key: {problem.code for problem in found[key].of_letter} for key in letters}
    return [each for key, letter in letters.items() for each in axe.problems_of(letter, seen[key], told[key])]


def _seen(snapshot: Snapshot, letters: Mapping[EditionKey, Examined], path: str) -> dict[EditionKey, list[Seen]]:
    cache = snapshot.project.cache
    names = {key: digest_of(["axe", snapshot.inputs(key)]) for key in letters}
    kept = {key: data for key, name in names.items() if (data := cache.get("browser", name)) is not None}
    known = {key: [Seen(*row) for row in json.loads(data)] for key, data in kept.items()}
    waiting = [key for key in letters if key not in known]
    if waiting:
        with chromium(path) as page:
            for key in waiting:
                known[key] = _look(page, letters[key])
                cache.put("browser", names[key], json.dumps(known[key]).encode())
    return known


def _look(page: Page, letter: Examined) -> list[Seen]:
    html, rows = axe.numbered(letter), []
    for width, scheme in axe.VIEWS:
        page.show(html, width, scheme)
        page.answer(f"{axe.script()};0")
        rows += page.answer(axe.run_script())
    return list(dict.fromkeys(Seen(*row) for row in _rows(rows)))


def _rows(rows: Sequence[Sequence[object]]) -> list[tuple[str, str, int]]:
    return [(str(rule), str(asks), int(str(number))) for rule, asks, number in rows]
