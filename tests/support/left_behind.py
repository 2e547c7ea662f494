"""What a run of tests leaves behind: processes that outlive the worker which started them.

A worker that is ended because its test hung ends at once, and what its tests have started goes on: servers, browsers,
databases. They would take the machine's time from the tests that follow, and whoever reads the output of a run waits
for its end as long as one of them holds it open.

In: the run's id, and where wanted its worker's, as pytest-xdist puts them into the environment of all that is started.
Out: nothing of it runs any more; who had to be ended.
"""

import contextlib
import os
import signal
import time
from pathlib import Path


def end_what_is_left(run: str, worker: str = "", *, patience: float = 5.0) -> list[str]:
    """End all processes of a run, or of one of its workers that is gone; the commands of those that went on.

    Those that end with their worker by themselves may take `patience` seconds for it.
    """
    marks = {f"PYTEST_XDIST_TESTRUNUID={run}".encode()}
    if worker:
        marks.add(f"PYTEST_XDIST_WORKER={worker}".encode())
    ends = time.monotonic() + patience
    while (left := _marked(marks)) and time.monotonic() < ends:
        time.sleep(0.1)
    for number in left:
        with contextlib.suppress(OSError):
            os.kill(number, signal.SIGKILL)
    return [f"{number} {command}" for number, command in left.items()]


def _marked(marks: set[bytes]) -> dict[int, str]:
    """The running processes with these marks in their environment, with their commands."""
    found: dict[int, str] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if marks <= set((process / "environ").read_bytes().split(b"\0")):
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                if words:  # one that has ended and was not waited for has none
                    found[int(process.name)] = words
    found.pop(os.getpid(), None)
    return found
