"""Whoever mails is woken: what a page has opened or planned goes out at once, by another process.

In: a project's folder and the environment. Out: `Wake`, to be called once a change is on disk. It waits for nobody, and
says nothing: should it fail, the timer that calls `newsletter due` mails it all the same.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

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
    state = threading.Condition()
    asked = [0]

    def run() -> None:
        while True:
            with state:
                seen = asked[0]
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
        threading.Thread(target=run, name="due", daemon=True).start()

    return wake


def _run(place: Place) -> None:
    """Run it to its end. A studio that ends meanwhile leaves it alone: it has a session of its own."""
    log = place.root / LOG
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "newsletter", "--project", str(place.root), "due"]
        with log.open("wb") as out:
            subprocess.Popen(  # noqa: S603 (our own program)
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=dict(place.environ), cwd=place.root,
                start_new_session=True,
            ).wait()  # fmt: skip
