"""Who has an article or a language open: told by every open page every few seconds, without locks; nobody is kept out.

In: a project's cache, what is open, a page's own name and whose it is. Out: the names of the others. Each page has
a file in the cache, so that two studios on one folder know of each other; what was not told again for a while no longer
counts.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from newsletter.files import CACHE_FOLDER, write_atomically
from newsletter.pipeline.clock import read_clock

LASTS_SECONDS = 30.0
_TAB = re.compile(r"[0-9a-f-]{8,64}")


def be_in(root: Path, slug: str, tab: str, name: str) -> tuple[str, ...]:
    """A page of `name` has something open (an article by its slug, `ISSUE.LOCALE`), by `tab`, a name of its own.

    Who else has it, each once, in order; pages of the same person are none of the others. Raises `ValueError` for a
    `tab` that is no such name.
    """
    folder = _folder(root, slug, tab)
    folder.mkdir(parents=True, exist_ok=True)
    path, now = folder / f"{tab}.json", read_clock().timestamp()
    write_atomically(path, json.dumps({"name": name}).encode(), durably=False)
    os.utime(path, (now, now))
    return tuple(sorted({other for other in _others(folder, tab) if other != name}))


def leave(root: Path, slug: str, tab: str) -> None:
    """The page is closed."""
    (_folder(root, slug, tab) / f"{tab}.json").unlink(missing_ok=True)


def _folder(root: Path, slug: str, tab: str) -> Path:
    if not _TAB.fullmatch(tab):
        raise ValueError(f"`{tab}` names no page")
    return root / CACHE_FOLDER / "studio" / "presence" / slug


def _others(folder: Path, tab: str) -> list[str]:
    names = []
    for path in folder.glob("*.json"):
        if path.stem == tab:
            continue
        try:
            age = read_clock().timestamp() - path.stat().st_mtime
            if age > LASTS_SECONDS:
                path.unlink(missing_ok=True)
            elif name := json.loads(path.read_bytes()).get("name"):
                names.append(str(name))
        except (OSError, ValueError):
            continue
    return names
