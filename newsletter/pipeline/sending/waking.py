"""Whoever mails is woken: what a page has opened or planned goes out at once, by another process.

In: a project's folder and the environment. Out: `Wake`, to be called once a change is on disk. It waits for nobody, and
says nothing: should it fail, the timer that calls `newsletter due` mails it all the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeAlias

from newsletter.files import CACHE_FOLDER
from newsletter.pipeline.use_case import Place

Wake: TypeAlias = Callable[[], None]
"""Tell whoever mails that there is something to do."""
LOG = f"{CACHE_FOLDER}/studio/due.log"
"""What the process says that was woken last, from the project's folder on."""


def wake_nobody() -> None:
    """Where nobody is to be woken the timer mails."""


def due_process(place: Place) -> Wake:
    """Starts `newsletter due` as a process of its own, one at a time, which outlives whoever has woken it.

    Woken while one runs, another follows it, since that one may have looked already. Two of them from two studios do no
    harm: one process at a time mails a round.
    """
    state = threading.Lock()
    asked = [0]

    def run() -> None:
        while True:
            with state:
                seen = asked[0]
            with suppress(Exception):  # whatever it was: the next one who wakes is heard
                _run(place)
            with state:
                if asked[0] == seen:
                    asked[0] = 0
                    return

    def wake() -> None:
        with state:
            asked[0] += 1
            if asked[0] > 1:
                return
        try:
            threading.Thread(target=run, name="due", daemon=True).start()
        except RuntimeError:  # the machine has no thread left
            with state:
                asked[0] = 0

    return wake


def _run(place: Place) -> None:
    """Run it to its end. A studio that ends meanwhile leaves it alone: it has a session of its own."""
    command = [sys.executable, "-m", "newsletter", "--project", str(place.root), "due"]
    with suppress(OSError), _log_at(place.root / LOG) as out:
        subprocess.Popen(  # noqa: S603 (our own program)
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=dict(place.environ), cwd=place.root,
            start_new_session=True,
        ).wait()  # fmt: skip


def _log_at(path: Path) -> IO[bytes]:
    """The log, begun anew; where it can't be written to nobody reads what is said, and mails go out all the same."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    except OSError:
        return Path(os.devnull).open("wb")
