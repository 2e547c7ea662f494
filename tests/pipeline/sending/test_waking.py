"""What a page has opened goes out by another process, also where the studio is killed in the same moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.pipeline.sending import waking
from newsletter.pipeline.use_case import Place
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home
from tests.support.processes import PATIENCE

OPENS = """
import os, sys
from pathlib import Path
from newsletter.pipeline.at_home import at_home
from newsletter.pipeline.sending.chosen import Wanted
from newsletter.pipeline.sending.send import SendRequest, open_editions
from newsletter.pipeline.sending.waking import due_process
from newsletter.pipeline.use_case import Place
place = Place(Path(sys.argv[1]), os.environ)
report = at_home(place, open_editions, SendRequest(Wanted(sys.argv[2], "nl")), lambda question: True)
assert report.round, report
if sys.argv[3] == "wakes":
    due_process(place)()
    while not any(each.read_text() for each in Path("/proc/self/task").glob("*/children")):
        pass
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


def wait_for(home: Home, count: int) -> None:
    """Until so many have been accepted."""
    ends = time.monotonic() + PATIENCE
    while home.counts()["accepted"] < count:
        assert time.monotonic() < ends, home.counts()
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["wakes", "dies before"])
def test_a_studio_that_is_killed_after_opening_changes_nothing(sample: Sample, server: Running, how: str) -> None:
    home = Home.of(sample, server)
    people = [f"killed-{number}@towns.test" for number in range(30)]
    home.join(people)
    program = [sys.executable, "-c", OPENS, str(sample.root), ISSUE, how]
    ended = subprocess.run(program, env={**os.environ, **home.environment}, timeout=PATIENCE, check=False)
    assert ended.returncode == -signal.SIGKILL
    if how == "dies before":
        assert home.counts() == {"pending": 30}, "it is opened, and the timer mails it"
        home.done("due")
    wait_for(home, 30)
    home.done("due")
    assert {address: server.to()[address] for address in people} == dict.fromkeys(people, 1)


def test_one_process_runs_at_a_time_and_who_is_woken_meanwhile_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end, runs = threading.Semaphore(0), threading.Semaphore(0), []

    def run(place: Place) -> None:
        runs.append(place)
        began.release()
        assert may_end.acquire(timeout=PATIENCE)

    monkeypatch.setattr(waking, "_run", run)
    wake = waking.due_process(Place(tmp_path))
    wake()
    assert began.acquire(timeout=PATIENCE)
    wake()
    wake()
    assert len(runs) == 1, "the second waits for the first"
    may_end.release()
    assert began.acquire(timeout=PATIENCE)
    assert len(runs) == 2, "two that were woken meanwhile are one"
    may_end.release()


def test_mails_go_out_where_the_log_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".cache").write_bytes(b"a file where a folder should be: not even root can write below it")
    ended = threading.Event()

    class Process:
        def __init__(self, command: list[str], **how: object) -> None:
            assert command[-1] == "due"

        def wait(self) -> None:
            ended.set()

    monkeypatch.setattr(subprocess, "Popen", Process)
    waking.due_process(Place(tmp_path))()
    assert ended.wait(PATIENCE)


def test_whoever_wakes_is_heard_after_one_whom_nobody_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried, may_go_on = threading.Semaphore(0), threading.Semaphore(0)

    def run(place: Place) -> None:
        tried.release()
        assert may_go_on.acquire(timeout=PATIENCE)
        raise ValueError("embedded null byte")

    monkeypatch.setattr(waking, "_run", run)
    wake = waking.due_process(Place(tmp_path))
    for _ in range(2):
        wake()
        assert tried.acquire(timeout=PATIENCE)
        wake()
        may_go_on.release()
        assert tried.acquire(timeout=PATIENCE), "who was woken meanwhile is followed"
        wait_for_thread = [each for each in threading.enumerate() if each.name == "due"]
        may_go_on.release()
        for each in wait_for_thread:
            each.join(PATIENCE)

    def no_thread(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", no_thread)
        wake()
    wake()
    assert tried.acquire(timeout=PATIENCE)
    may_go_on.release()
