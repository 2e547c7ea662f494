"""How many messages in a row a server has taken without a reply: the rule, and what earlier runs have left."""

from pathlib import Path

import pytest

from newsletter.database import connect
from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.ledger import find_losses
from newsletter.mail.delivery.losses import IN_A_ROW, count_losses
from newsletter.mail.smtp.conversation import Ending, Outcome
from tests.support.queue_world import World

D, U, R, P, L, S = About.DONE, About.UNKNOWN, About.RECIPIENT, About.POLICY, About.LINK, About.SERVER
LOST = Outcome(Ending.UNCERTAIN, "dot", "", "the server closed the connection", is_usable=False)
TAKEN = Outcome(Ending.ACCEPTED, "dot", "", "250 Ok")


@pytest.mark.parametrize(
    ("outcomes", "count"),
    [
        ([], 0),
        ([U], 1),
        ([U, U, U], 3),
        ([U, U, D], 0),
        ([U, U, D, U], 1),
        ([U, R, U, P, L, S, U], 3),  # only an acceptance shows that messages are answered
        ([R, P, L, S], 0),
    ],
)
def test_one_message_after_the_other(outcomes: list[About], count: int) -> None:
    found = 0
    for concerns in outcomes:
        found = count_losses(found, found, concerns)
    assert found == count


@pytest.mark.parametrize(
    ("count", "begun", "concerns", "then"),
    [
        (0, 0, U, 1),
        (1, 0, U, 1),  # cut together with another one
        (2, 1, U, 2),
        (2, 2, U, 3),
        (2, 0, D, 0),
        (0, 2, U, 1),  # meanwhile one was accepted
    ],
)
def test_what_began_before_a_loss_was_known_is_no_other_loss(
    count: int, begun: int, concerns: About, then: int
) -> None:
    assert count_losses(count, begun, concerns) == then


def test_a_line_stops_at_the_third_loss_in_a_row_and_not_when_one_is_accepted_in_between(tmp_path: Path) -> None:
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as connection:
        queue = World(connection, 20, lambda name, now: "").queue()
        for outcome in (LOST, LOST, TAKEN, LOST, LOST, LOST):
            assert not queue.is_stopping
            job = queue.take()
            assert job
            queue.judge(job, outcome)
            queue.release(job)
        assert queue.stopped == "the server takes messages and gives no reply: the server closed the connection"
        assert connection.row("select state from rounds")[0] == "paused"


def test_connections_cut_at_once_are_one_loss_to_a_line(tmp_path: Path) -> None:
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as connection:
        queue = World(connection, 20, lambda name, now: "").queue()
        jobs = [queue.take() for _ in range(8)]
        for job in jobs:
            assert job
            queue.judge(job, LOST)
            queue.release(job)
        assert (queue.standing.losses, queue.is_stopping) == (1, False)


def test_losses_of_earlier_runs_count_until_one_is_accepted_or_they_are_settled(tmp_path: Path) -> None:
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as connection:
        world = World(connection, 9, lambda name, now: "")

        def put(number: int, state: str, second: int, reason: str = "connection-lost") -> None:
            connection.run(
                "update deliveries set state = :state, reason = :reason, changed_at = :at where subscriber_id = :id",
                {"state": state, "reason": reason, "at": f"2024-01-16T09:00:0{second}+00:00", "id": number},
            )

        with connection.transaction():
            assert find_losses(connection, world.round.id) == 0
            put(1, "uncertain", 1)
            put(2, "accepted", 2)
            put(3, "uncertain", 3)
            put(4, "uncertain", 3)
            put(5, "uncertain", 4)
            put(6, "uncertain", 5, "interrupted")
            assert find_losses(connection, world.round.id) == 2 < IN_A_ROW
            put(5, "skipped", 6)
            assert find_losses(connection, world.round.id) == 1
            put(7, "accepted", 7)
            assert find_losses(connection, world.round.id) == 0
