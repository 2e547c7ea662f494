"""A round on its way through a server that defers: who comes when, by a clock of the test's own."""

import datetime as dt

import pytest

from newsletter.database import Connection
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.rows import Group
from newsletter.mail.smtp.conversation import Ending, Envelope, Outcome
from tests.support.queue_world import Judge, World, connection

__all__ = ["connection"]


def greylisting(seconds: float) -> Judge:
    first: dict[str, float] = {}
    return lambda name, now: "450 4.2.0 Greylisted" if now - first.setdefault(name, now) < seconds else ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "seconds", "usual"),
    [(791, 20, 0), (100, 300, 1), pytest.param(100, 3600, 3, marks=pytest.mark.slow)],
)
def test_a_mailing_through_greylisting_ends_when_the_server_lets_it(
    connection: Connection, count: int, seconds: int, usual: int
) -> None:
    world = World(connection, count, greylisting(seconds))
    while world.left():
        world.run()
        world.seconds += 1.0
        assert world.seconds < 2 * seconds + 60, world.left()
    sending = 2 * count * 0.005
    assert world.seconds <= (seconds + sending) * 1.1 + 2
    # A few ask early; all others come at the usual times, and once when they may.
    assert len(world.asked) < (2 + usual) * count + 3 * 150


@pytest.mark.slow
def test_a_pause_that_the_server_names_is_kept_by_everybody(connection: Connection) -> None:
    first: dict[str, float] = {}
    world = World(
        connection, 50,
        lambda name, now: "450 4.7.1 Greylisted for 2 minutes" if now - first.setdefault(name, now) < 120 else "",
    )  # fmt: skip
    while world.left():
        world.run()
        world.seconds += 1.0
    assert len(world.asked) == 100
    assert world.seconds < 132


def test_who_is_due_again_comes_before_those_not_tried_yet(connection: Connection) -> None:
    world = World(connection, 6, greylisting(1.5))
    queue = world.queue()
    for _ in range(3):
        job = queue.take()
        assert job
        verdict = queue.judge(job, world.carry(Envelope("a@example.org", job.address), []))
        assert verdict.change
        ledger.commit(connection, {world.round.id: Group([], [verdict.change])}, world.clock())
        queue.release(job)
    world.seconds += 10
    taken = [job.subscriber for job in iter(queue.take, None)]
    assert taken == [1, 2, 3, 4, 5, 6]
    assert [name for _, name in world.asked] == ["r1", "r2", "r3"]


@pytest.mark.slow
def test_of_a_full_mailbox_nobody_asks_early(connection: Connection) -> None:
    world = World(connection, 3, lambda name, now: "452 4.2.2 Mailbox full")
    world.run()
    for _ in range(299):
        world.seconds += 1.0
        world.run()
    assert len(world.asked) == 3


def test_a_run_that_does_not_wait_ends_when_only_waiting_is_left(connection: Connection) -> None:
    world = World(connection, 3, greylisting(3600))
    assert world.run().pause() is None
    waits = world.queue(waits=True)
    assert not waits.has_turn()
    assert waits.pause() == pytest.approx(1, abs=1)
    assert waits.state_words in ("", "3 wait for their next attempt")


def test_a_connection_that_ends_costs_a_recipient_nothing_for_three_times(connection: Connection) -> None:
    world = World(connection, 1, lambda name, now: "")
    queue = world.queue()
    ended = Outcome(Ending.DEFERRED, "mail", "421", "421 4.7.0 Enough", is_usable=False)
    for _ in range(3):
        job = queue.take()
        assert job
        verdict = queue.judge(job, ended)
        assert verdict.keeps_turn
        assert verdict.change is None
        queue.give_back(job)
    job = queue.take()
    assert job
    verdict = queue.judge(job, ended)
    assert not verdict.keeps_turn
    assert verdict.change
    assert verdict.change.state == "pending"
    assert verdict.change.due_at == dt.datetime(2024, 1, 16, 9, 1, tzinfo=dt.UTC)


def test_an_intent_that_came_to_nothing_is_taken_back(connection: Connection) -> None:
    world = World(connection, 1, lambda name, now: "")
    queue = world.queue()
    job = queue.take()
    assert job
    verdict = queue.judge(job, Outcome(Ending.DEFERRED, "dot", "421", "421 4.3.0 Down", is_usable=False))
    assert verdict.keeps_turn
    assert verdict.change
    assert (verdict.change.state, verdict.change.due_at, verdict.change.attempts) == ("pending", None, 0)
