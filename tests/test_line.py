"""A round on its way through a server that defers: who comes when, by a clock of the test's own."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from newsletter.database import Connection, connect
from newsletter.mail.delivery import ledger, opening
from newsletter.mail.delivery.deliver import carry
from newsletter.mail.delivery.ledger import Round
from newsletter.mail.delivery.prepare import EditionParts, MessageFactory, Signer
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.smtp.conversation import Ending, Envelope, Outcome
from newsletter.mail.smtp.route import FrozenRoute
from tests.test_never import TOKENS, letter

BEGIN = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)
Judge = Callable[[str, float], str]


class World:
    """A mailing to so many, and a server that judges each recipient by the seconds since the beginning."""

    def __init__(self, connection: Connection, count: int, judge: Judge) -> None:
        self.connection, self.judge = connection, judge
        self.seconds = 0.0
        self.asked: list[tuple[float, str]] = []
        with connection.transaction():
            for number in range(1, count + 1):
                values = {"id": number, "address": f"r{number}@example.org", "hash": str(number)}
                connection.run("insert into subscribers values (:id, :address, :hash, '', '')", values)
                connection.run("insert into subscriptions values (:id, 'nl', 'active', 'nl', '', '')", {"id": number})
            self.round: Round = ledger.open_round(connection, "2024-01", "nl", "2024-01-16", FrozenRoute(), "UTC")
            opening.open_mailing(connection, self.round, letter("2024-01", "nl", "nl"), ("nl",), "nl", "2024-01-16")

    def clock(self) -> dt.datetime:
        return BEGIN + dt.timedelta(seconds=self.seconds)

    def carry(self, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
        name = envelope.recipient.partition("@")[0]
        self.asked.append((self.seconds, name))
        said = self.judge(name, self.seconds)
        self.seconds += 0.005
        code = said.split()[1] if said else ""
        return Outcome(Ending.DEFERRED, "rcpt", code, said) if said else Outcome(Ending.ACCEPTED, "dot", "", "250 Ok")

    def queue(self, *, waits: bool = False) -> RoundQueue:
        with self.connection.transaction(writes=False):
            mailings = ledger.frozen_mailings(self.connection, self.round.id)
        posts = {number: EditionParts.of(frozen, ()) for number, frozen in mailings.items()}
        return RoundQueue(
            self.round, MessageFactory(posts, TOKENS, self.clock, Signer()), self.connection, self.clock, waits=waits
        )

    def run(self) -> RoundQueue:
        queue = self.queue()
        carry([queue], self, self.connection, lambda stop: None)
        return queue

    def left(self) -> int:
        with self.connection.transaction(writes=False):
            return ledger.waiting(self.connection, self.round.id)[0]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as opened:
        yield opened


def greylisting(seconds: float) -> Judge:
    first: dict[str, float] = {}
    return lambda name, now: "450 4.2.0 Greylisted" if now - first.setdefault(name, now) < seconds else ""


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
        ledger.commit(connection, {world.round.id: ledger.Group([], [verdict.change])}, "")
        queue.settled(job)
    world.seconds += 10
    taken = [job.subscriber for job in iter(queue.take, None)]
    assert taken == [1, 2, 3, 4, 5, 6]
    assert [name for _, name in world.asked] == ["r1", "r2", "r3"]


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
    assert verdict.change.due_at == "2024-01-16T09:01:00+00:00"


def test_an_intent_that_came_to_nothing_is_taken_back(connection: Connection) -> None:
    world = World(connection, 1, lambda name, now: "")
    queue = world.queue()
    job = queue.take()
    assert job
    verdict = queue.judge(job, Outcome(Ending.DEFERRED, "dot", "421", "421 4.3.0 Down", is_usable=False))
    assert verdict.keeps_turn
    assert verdict.change
    assert (verdict.change.state, verdict.change.due_at, verdict.change.attempts) == ("pending", "", 0)
