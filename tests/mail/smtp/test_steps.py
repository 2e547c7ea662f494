"""When a conversation that waits goes on: a table."""

import pytest

from newsletter.mail.smtp.conversation import Await, Intend, Send
from newsletter.mail.smtp.steps import Call, Settle, Sleep, Step, deadline_of, decide_waking


def call(*, is_moot: bool | None) -> Call:
    return Call(lambda: None, None if is_moot is None else lambda: is_moot)


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        (Await(300.0), 300.0),
        (Send([b"QUIT"]), 600.0),
        (Sleep(0.25), 0.25),
        (call(is_moot=False), 0.1),
        (call(is_moot=None), None),
        (Intend(), None),
        (Settle(None), None),
    ],
)
def test_how_long_a_step_may_last(step: Step, seconds: float | None) -> None:
    assert deadline_of(step, 1000.0) == (0.0 if seconds is None else 1000.0 + seconds)


@pytest.mark.parametrize(
    ("step", "before", "after", "stopping"),
    [
        (Await(300.0), None, "timed-out", None),
        (Send([b"body"]), None, "timed-out", None),
        (Sleep(5.0), None, "rested", "rested"),
        (call(is_moot=False), None, "ask", "ask"),
        (call(is_moot=None), None, None, None),
        (Intend(), None, None, None),
    ],
)
def test_what_time_does_to_a_step(step: Step, before: str | None, after: str | None, stopping: str | None) -> None:
    assert decide_waking(step, 1000.0, 999.0, is_stopping=False) == before
    assert decide_waking(step, 1000.0, 1000.0, is_stopping=False) == after
    assert decide_waking(step, 1000.0, 999.0, is_stopping=True) == stopping
    assert decide_waking(step, 0.0, 2000.0, is_stopping=True) is None, "it waits for others, not for the time"


def test_of_a_call_and_the_loop_one_is_first() -> None:
    wanted, unwanted = call(is_moot=False), call(is_moot=True)
    assert not wanted.give_up()
    assert wanted.end(), "its thread was first"
    assert unwanted.give_up()
    assert not unwanted.end()
    ended = call(is_moot=True)
    ended.end()
    assert not ended.give_up()
