"""Many processes mail one round: who holds which readers, and what a process may do that has lost them."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from newsletter.database import Connection, DatabaseError, connect
from newsletter.mail.delivery import ledger, opening, shards
from newsletter.mail.delivery.holders import doubt_left, find_free
from newsletter.mail.delivery.holding import Holding
from newsletter.mail.delivery.leases import LEASE, LOOK, cut_ranges
from newsletter.mail.delivery.rows import Change, Group, Round
from newsletter.mail.delivery.states import DeliveryState
from newsletter.mail.smtp.route import FrozenRoute
from newsletter.times import load_time
from tests.support.postgres import needs_postgres, postgres
from tests.support.promises import letter

pytestmark = [
    pytest.mark.slow,
    needs_postgres,
]
NOW = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture
def one(url: str) -> Iterator[Connection]:
    with connect(url) as opened:
        yield opened


@pytest.fixture
def two(url: str) -> Iterator[Connection]:
    with connect(url) as opened:
        yield opened


@pytest.fixture
def opened(one: Connection, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round of ten readers, to be cut into shards of four."""
    monkeypatch.setattr(shards, "cut_ranges", lambda numbers, begin: cut_ranges(numbers, begin, 4))
    issue = uuid.uuid4().hex
    with one.transaction():
        one.run("delete from deliveries")
        one.run("delete from subscribers")
        for number in range(1, 11):
            join(one, number)
        found = ledger.open_round(one, issue, "nl", NOW, FrozenRoute(), "UTC")
        opening.open_mailing(one, found, letter(issue, "nl", "nl"), ("nl",), "nl", NOW)
    return found


def join(connection: Connection, number: int) -> None:
    values = {"id": number, "address": f"r{number}@example.org", "hash": str(number)}
    connection.run("insert into subscribers (id, address, hash, created_at) values (:id, :address, :hash, '')", values)
    connection.run(
        """insert into subscriptions (subscriber_id, point, state, locales, name, created_at, changed_at)
        values (:id, 'nl', 'active', 'nl', '', '', '')""",
        {"id": number},
    )


class Process:
    """What one process holds, with a clock of the test's own."""

    def __init__(self, connection: Connection, of: Round, owner: str) -> None:
        self.connection, self.round, self.owner = connection, of, owner
        self.seconds = 0.0
        self.now = NOW
        self.holding = Holding(connection, of.id, owner, lambda: self.now, lambda: self.seconds)

    def refill(self) -> list[int]:
        self.seconds += 10
        return [job.subscriber for job in self.holding.refill()]

    def intend(self, *subscribers: int) -> set[int]:
        granted = ledger.commit(self.connection, {self.round.id: Group(list(subscribers))}, NOW, self.owner)
        return {subscriber for _, subscriber in granted}

    def settle(self, subscriber: int, state: DeliveryState = DeliveryState.ACCEPTED) -> None:
        group = Group(changes=[Change(subscriber, state, attempts=1)])
        ledger.commit(self.connection, {self.round.id: group}, NOW, self.owner)
        self.holding.note_done(subscriber)

    def states(self) -> dict[int, str]:
        with self.connection.transaction(writes=False):
            return dict(self.connection.rows("select subscriber_id, state from deliveries order by 1"))


def lease_ends(connection: Connection, owner: str) -> None:
    with connection.transaction():
        connection.run("update shards set held_until = 1 where owner = :owner", {"owner": owner})


def test_two_processes_never_hold_the_same_readers_and_together_hold_all(
    one: Connection, two: Connection, opened: Round
) -> None:
    a, b = Process(one, opened, "a"), Process(two, opened, "b")
    assert [a.refill(), b.refill(), a.refill(), b.refill()] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10], []]
    assert a.intend(1, 5, 9) == {1, 9}, "an intent is granted to who holds the reader alone"
    assert b.intend(1, 5, 9) == {5}
    with find_free(one, opened.id) as is_free:
        assert not is_free
    a.holding.close()
    b.holding.close()
    with find_free(one, opened.id) as is_free:
        assert is_free


def test_what_a_dead_process_had_on_its_way_is_in_doubt_and_the_rest_is_mailed_by_another(
    one: Connection, two: Connection, opened: Round
) -> None:
    dead, heir = Process(one, opened, "dead"), Process(two, opened, "heir")
    dead.refill()
    assert dead.intend(1, 2) == {1, 2}
    dead.settle(1)
    lease_ends(two, "dead")
    assert heir.refill() == [3, 4]
    assert list(heir.states().values())[:4] == ["accepted", "uncertain", "pending", "pending"]


def test_a_process_that_lost_its_lease_is_granted_nothing_and_settles_what_was_taken(
    one: Connection, two: Connection, opened: Round
) -> None:
    frozen, heir = Process(one, opened, "frozen"), Process(two, opened, "heir")
    frozen.refill()
    frozen.intend(1, 2, 3)
    lease_ends(two, "frozen")
    assert frozen.intend(4) == set(), "the lease is over, though nobody has taken the shard yet"
    heir.refill()
    frozen.settle(1)
    frozen.settle(2, DeliveryState.REFUSED)
    frozen.settle(3, DeliveryState.PENDING)
    assert list(heir.states().values())[:4] == ["accepted", "uncertain", "uncertain", "pending"]
    frozen.seconds += 10
    frozen.holding.renew()
    assert not frozen.holding.holds(4)
    heir.intend(4)
    frozen.settle(4, DeliveryState.PENDING)
    assert heir.states()[4] == "sending", "a late no of one process opens nothing that another has in hand"


def test_a_shard_whose_rest_waits_is_given_back_until_the_first_is_due(one: Connection, opened: Round) -> None:
    process = Process(one, opened, "a")
    process.refill()
    later = NOW + dt.timedelta(hours=1)
    for number in range(1, 5):
        process.intend(number)
        change = Change(number, DeliveryState.PENDING, "4.2.0", due_at=later, deferred_at=NOW, attempts=1)
        ledger.commit(one, {opened.id: Group(changes=[change])}, NOW, "a")
        process.holding.note_done(number)
    assert process.refill() == [5, 6, 7, 8]
    with one.transaction(writes=False):
        row = one.row(
            f"select owner, state, held_until - {one.clock} from shards where number = 1 and round_id = :round",
            {"round": opened.id},
        )
    assert (row[0], row[1]) == ("", "open")
    assert 3_500 < row[2] <= 3_600


def test_who_is_to_be_mailed_again_or_joins_late_is_found_in_a_shard_that_was_done(
    one: Connection, opened: Round
) -> None:
    process = Process(one, opened, "a")
    while found := process.refill():
        for number in found:
            process.intend(number)
            process.settle(number)
    assert process.holding.wait(waits=True) is None
    with one.transaction():
        one.run("update deliveries set state = 'pending' where subscriber_id = 2")
        join(one, 12)
        one.run(
            """insert into deliveries select round_id, 12, mailing_id, 'pending', '', '', 0, '', '', '', ''
            from deliveries where subscriber_id = 1"""
        )
    again = Process(one, opened, "b")
    assert sorted([*again.refill(), *again.refill(), *again.refill()]) == [2, 12]


def test_whose_own_last_reader_is_done_looks_at_once_whether_anything_is_left(one: Connection, opened: Round) -> None:
    process = Process(one, opened, "a")
    readers = [*process.refill(), *process.refill(), *process.refill(), *process.refill()]
    assert readers == list(range(1, 11))
    assert process.holding.wait(waits=True) == LOOK, "as long as its own are on their way"
    for number in readers:
        process.intend(number)
        process.settle(number)
    assert process.holding.wait(waits=True) == 0
    assert process.holding.refill() == []
    assert process.holding.wait(waits=True) is None


@pytest.fixture
def gone_and_alive(one: Connection, two: Connection, opened: Round) -> tuple[Process, Process]:
    """Two processes with a reader on their way each, 1 and 5; one of them has not renewed its lease."""
    gone, alive = Process(one, opened, "gone"), Process(two, opened, "alive")
    gone.refill()
    alive.refill()
    gone.intend(1)
    alive.intend(5)
    lease_ends(one, "gone")
    return gone, alive


def test_a_person_s_decision_doubts_what_is_in_no_process_s_hands_and_nothing_else(
    one: Connection, opened: Round, gone_and_alive: tuple[Process, Process]
) -> None:
    _, alive = gone_and_alive
    with one.transaction():
        doubt_left(one, opened.id, NOW, is_free=False)
    states = alive.states()
    assert (states[1], states[5]) == ("uncertain", "sending")


def test_what_nobody_renews_is_free_and_in_doubt_while_all_others_are_busy(
    two: Connection, gone_and_alive: tuple[Process, Process]
) -> None:
    gone, alive = gone_and_alive
    with two.transaction():
        assert shards.free_expired(two)
        assert not shards.free_expired(two)
    assert (alive.states()[1], alive.states()[5]) == ("uncertain", "sending")
    gone.settle(1)
    assert alive.states()[1] == "accepted", "a late yes settles its own row"


@pytest.mark.parametrize("jump", [dt.timedelta(days=-400), dt.timedelta(days=400)])
def test_a_machine_whose_clock_jumps_neither_loses_its_lease_nor_keeps_it(
    one: Connection, two: Connection, opened: Round, jump: dt.timedelta
) -> None:
    jumps, other = Process(one, opened, "jumps"), Process(two, opened, "other")
    assert jumps.refill() == [1, 2, 3, 4]
    jumps.now += jump
    jumps.seconds += 10
    jumps.holding.renew()
    assert jumps.intend(1) == {1}
    assert [other.refill(), other.refill()] == [[5, 6, 7, 8], [9, 10]], "nobody takes what it holds"
    with two.transaction(writes=False):
        left = two.row(
            f"select held_until - {two.clock} from shards where owner = 'jumps' and round_id = :round",
            {"round": opened.id},
        )[0]
    assert 0 < left <= LEASE, "it holds for a lease, whatever it takes the time for"
    lease_ends(two, "jumps")
    assert jumps.intend(2) == set()
    assert other.refill() == [2, 3, 4]


def test_since_when_somebody_is_in_doubt_is_said_by_the_database_s_clock(one: Connection, opened: Round) -> None:
    gone, heir = Process(one, opened, "gone"), Process(one, opened, "heir")
    gone.refill()
    gone.intend(1, 2)
    lease_ends(one, "gone")
    heir.now += dt.timedelta(days=400)
    with one.transaction(writes=False):
        began = one.read_clock().replace(microsecond=0)
    heir.refill()
    with one.transaction(writes=False):
        since = {load_time(row[0]) for row in one.rows("select changed_at from deliveries where state = 'uncertain'")}
        ended = one.read_clock()
    (at,) = since
    assert began <= at <= ended


def test_a_delivery_is_of_the_round_of_its_mailing(one: Connection, opened: Round) -> None:
    with one.transaction():
        other = ledger.open_round(one, uuid.uuid4().hex, "nl", NOW, FrozenRoute(), "UTC")
    with pytest.raises(DatabaseError), one.transaction():
        one.run("update deliveries set round_id = :other where subscriber_id = 3", {"other": other.id})
