"""When a connection to a server may be opened, and when a run gives it up: what happened, then what follows."""

import pytest

from newsletter.mail.delivery import circuit
from newsletter.mail.delivery.circuit import Circuit


def happened(*events: str) -> tuple[Circuit, int]:
    """The circuit after events of a second each, and how many connections are open then."""
    now, open_now, state = 1000.0, 0, Circuit()
    for event in events:
        if event == "open":
            open_now += 1
            state = circuit.note_opening(state, open_now)
        elif event == "close":
            open_now -= 1
        elif event == "work":
            state = circuit.note_work(state)
        elif event == "fail":
            state = circuit.note_failure(state, now, open_now, "no")
        elif event == "hold":
            state = circuit.note_hold(state, now, "slow down")
        now += 1
    return state, open_now


@pytest.mark.parametrize(
    ("events", "now", "wait"),
    [
        ((), 1000, 0),
        (("fail",), 1000, 0.1),
        (("fail", "fail"), 1001, 0.2),
        (("fail",) * 5, 1004, 1.0),
        (("fail",) * 101, 1100, 5.0),  # a twentieth of what it has lasted
        (("fail",) * 5000, 5999, 60.0),  # a minute at most
        (("fail", "open"), 1000, 0.1),  # that it opens says little
        (("fail", "open", "work"), 1000, 0),
        # With two open a third one is refused: nothing is wrong, and a place that becomes free is taken at once.
        (("open", "work", "open", "fail"), 1003, 0.05),
        (("open", "work", "open", "fail", "close"), 1003, 0),
        (("open", "open", "fail", "fail", "fail"), 1004, 0.2),
        (("open", "open", "work", "close", "fail"), 1004, 0.001),
        (("open", "open", "fail", "fail", "fail", "open"), 1004, 0),
    ],
)
def test_until_the_next_connection(events: tuple[str, ...], now: float, wait: float) -> None:
    state, open_now = happened(*events)
    assert circuit.until_open(state, now, open_now, 0) == pytest.approx(wait)


def test_while_a_server_fails_one_at_a_time_finds_out_whether_it_is_back() -> None:
    state, _ = happened("fail")
    assert circuit.until_open(state, 2000, 0, 0) == 0
    assert circuit.until_open(state, 2000, 0, 1) > 0
    assert circuit.until_open(state, 2000, 1, 1) == 0, "it is there"
    assert circuit.until_open(Circuit(), 2000, 0, 3) == 0


def test_a_server_that_drops_one_now_and_then_is_not_taken_for_one_that_has_gone() -> None:
    for failures, wait in ((1, 0), (3, 0), (4, 0.1)):
        state, _ = happened("open", "work", "close", *["fail"] * failures)
        assert circuit.until_open(state, 2000, 0, 1) == wait


@pytest.mark.parametrize(
    ("events", "is_given_up", "is_given_up_by_one_that_waits"),
    [
        ((), False, False),
        (("fail",) * 5, False, False),
        (("fail",) * 6, True, False),
        (("open", *("fail",) * 20), False, False),
        (("open", "work", *("fail",) * 20, "close", "fail"), False, False),
        (("open", "work", "close", *("fail",) * 6), True, False),
        (("fail",) * 902, True, True),
    ],
)
def test_a_server_is_given_up(
    events: tuple[str, ...], is_given_up: bool, is_given_up_by_one_that_waits: bool
) -> None:  # fmt: skip
    state, open_now = happened(*events)
    now = 1000.0 + len(events)
    assert circuit.is_hopeless(state, now, open_now, waits=False) is is_given_up
    assert circuit.is_hopeless(state, now, open_now, waits=True) is is_given_up_by_one_that_waits


def test_a_pause_that_the_server_wants_grows_by_a_twentieth_of_its_time() -> None:
    once, _ = happened("hold")
    assert once.held_until == 1001
    often, _ = happened(*["hold"] * 100)
    assert often.held_until == pytest.approx(1099 + 99 / 20)
    assert circuit.note_hold(Circuit(), 1000, "in 5 minutes", 300).held_until == 1300
    assert circuit.note_work(often).held_since == 0
