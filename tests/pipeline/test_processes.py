"""Work shared out over processes: the same answers as from one, and nothing left behind when one fails."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from newsletter.pipeline.processes import EndedError, share_out, workers_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="fork is used on Linux only")


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})


@pytest.mark.parametrize(("tasks", "wanted"), [(0, 1), (1, 1), (3, 1), (4, 2), (7, 3), (1000, 3)])
def test_a_process_is_started_where_there_is_enough_to_do(tasks: int, wanted: int) -> None:
    assert workers_for(tasks) == wanted


def test_no_process_is_started_where_fork_is_not_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert workers_for(1000) == 1


@pytest.mark.parametrize("count", [0, 1, 5, 6, 100])
def test_answers_come_in_the_order_of_the_tasks(count: int) -> None:
    answers = share_out(range(count), lambda some: [(number, os.getpid()) for number in some])
    assert [number for answer in answers for number, _ in answer] == list(range(count))
    assert len({process for answer in answers for _, process in answer}) == (workers_for(count) if count else 0)


def test_this_process_does_the_first_share() -> None:
    assert share_out(range(9), lambda _: os.getpid())[0] == os.getpid()


def test_what_one_process_raises_is_raised_here() -> None:
    def work(some: Sequence[int]) -> None:
        if 8 in some:
            raise FileNotFoundError(2, "No such file", "letter.html")

    with pytest.raises(FileNotFoundError) as raised:
        share_out(range(9), work)
    assert raised.value.filename == "letter.html"


def test_a_process_that_is_killed_is_told() -> None:
    me = os.getpid()

    def work(_: Sequence[int]) -> None:
        if os.getpid() != me:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(EndedError, match="ended from outside"):
        share_out(range(9), work)


def children() -> set[str]:
    """The processes that this one has started and not seen the end of: other tests may have some that go on."""
    return {one for task in Path("/proc/self/task").glob("*/children") for one in task.read_text("ascii").split()}


def test_no_process_outlives_a_failure_here() -> None:
    me, before = os.getpid(), children()

    def work(_: Sequence[int]) -> None:
        if os.getpid() == me:
            raise KeyboardInterrupt
        signal.pause()

    with pytest.raises(KeyboardInterrupt):
        share_out(range(9), work)
    assert children() <= before
