"""Connections and rate of a server belong to all processes of a home together, on both databases."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest

from newsletter.database import Connection, connect
from newsletter.mail.delivery.leases import LEASE, LOOK
from newsletter.mail.delivery.places import Places
from newsletter.mail.delivery.presence import keep_presence
from newsletter.mail.delivery.shares import Share
from tests.conftest import REPOSITORY
from tests.support.postgres import needs_postgres, postgres

_OTHER = """
import datetime as dt, sys
from newsletter.database import connect
from newsletter.mail.delivery.places import Places
from newsletter.mail.delivery.shares import Share
clock = lambda: dt.datetime.now(dt.UTC)
with connect(sys.argv[1]) as connection:
    locks = Places(connection, "another") if connection.is_shared else connection.locks()
    share = Share(connection, locks, "smtp.example.org", 25, int(sys.argv[2]), 0, clock)
    for line in sys.stdin:
        print(eval(line), flush=True)
"""


class Other:
    """A process of its own, with a share of the same server."""

    def __init__(self, url: str, connections: int) -> None:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OTHER, url, str(connections)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip

    def __call__(self, code: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(code + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(
    scope="module",
    params=[
        "sqlite",
        pytest.param(
            "postgresql",
            marks=[
                pytest.mark.slow,
                needs_postgres,
            ],
        ),
    ],
)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('shares') / 'newsletter.db'}"
        return
    with postgres() as found:
        yield found


class Time:
    def __init__(self) -> None:
        self.now = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)
        self.lasted = 0.0

    def __call__(self) -> dt.datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
        self.lasted += seconds

    def is_set(self, seconds: float) -> None:
        """Somebody puts the machine's clock forward or back."""
        self.now += dt.timedelta(seconds=seconds)


def share(connection: Connection, time: Time, connections: int = 2, per_minute: int = 0, port: int = 25) -> Share:
    locks = Places(connection, uuid.uuid4().hex) if connection.is_shared else connection.locks()
    return Share(connection, locks, "SMTP.example.org", port, connections, per_minute, time, lambda: time.lasted)


def lease_ends(connection: Connection) -> None:
    """As if it were so much later by the database's clock."""
    if connection.is_shared:
        with connection.transaction():
            connection.run("update places set held_until = held_until - :lease", {"lease": LEASE + 1})


@pytest.mark.slow
def test_places_are_shared_by_processes_and_free_when_one_is_killed(url: str) -> None:
    time = Time()
    with connect(url) as connection, contextlib.closing(share(connection, time)) as ours:
        other = Other(url, 2)
        assert other("share.take()") == "0"
        assert ours.take() == 1
        assert ours.take() is None
        assert other("share.take()") == "None"
        other.kill()
        lease_ends(connection)
        assert ours.take() == 0
        with contextlib.closing(share(connection, time, port=587)) as elsewhere:
            assert elsewhere.take() == 0


@pytest.mark.slow
def test_who_gives_a_place_back_leaves_it_to_another_process_that_waits(url: str) -> None:
    time = Time()
    with connect(url) as connection, contextlib.closing(share(connection, time, 1)) as ours:
        other = Other(url, 1)
        place = ours.take()
        assert place == 0
        ours.give(place)
        assert ours.take() == 0, "nobody waits"
        assert other("share.take()") == "None"
        ours.give(0)
        assert ours.take() is None
        assert other("share.take()") == "0"
        time.passes(2)
        assert ours.take() is None
        other.kill()
        lease_ends(connection)
        assert ours.take() == 0


def test_no_worker_takes_more_than_its_part_of_the_connections(url: str) -> None:
    time = Time()
    with connect(url) as connection, contextlib.closing(share(connection, time, 7, port=28)) as ours:
        if not connection.is_shared:
            return  # nobody else mails the round
        with connection.transaction():
            for name in "abc":
                keep_presence(connection, name, "machine", (), time())
        taken = [ours.take() for _ in range(4)]
        assert [each is not None for each in taken] == [True, True, True, False], "seven, divided by three workers"
        with connection.transaction():
            connection.run("update workers set held_until = 1")
        time.passes(LOOK)
        assert all(ours.take() is not None for _ in range(4)), "the others are gone, and all are its own"
        assert ours.take() is None


@pytest.mark.slow
@pytest.mark.parametrize("per_minute", [1, 60, 376, 6000])
def test_all_processes_together_keep_the_rate(url: str, per_minute: int, monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()
    monkeypatch.setattr(Connection, "clock", property(lambda _: str(time.now.timestamp())))
    with connect(url) as one, connect(url) as two, connect(url) as three:
        shares = [share(each, time, per_minute=per_minute, port=per_minute) for each in (one, two, three)]
        sent: list[dt.datetime] = []
        begin, seconds = time.now, 20 if one.is_shared else 180
        while (time.now - begin).total_seconds() < seconds:
            waits = [each.permit() for each in shares]
            sent += [time.now] * waits.count(0.0)
            if 0.0 not in waits:
                time.passes(max(min(waits), 0.001))
        minute = dt.timedelta(minutes=1)
        most = max(sum(begun <= at < begun + minute for at in sent) for begun in sent[:: max(1, len(sent) // 50)])
        assert most <= per_minute * 1.02 + 1
        assert len(sent) >= per_minute * seconds / 60 * 0.97
        for each in shares:
            each.close()


def test_a_permit_that_nobody_needed_is_the_next_one_s(url: str) -> None:
    time = Time()
    with connect(url) as connection, contextlib.closing(share(connection, time, per_minute=60, port=2525)) as ours:
        assert ours.permit() == 0
        assert ours.permit() > 0
        ours.give_permit_back()
        assert ours.permit() == 0


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_was_set_keeps_nobody_waiting_for_it(
    url: str, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time()
    monkeypatch.setattr(Connection, "clock", property(lambda _: str(time.now.timestamp())))
    port = 40 + hours
    with connect(url) as connection, contextlib.closing(share(connection, time, per_minute=60, port=port)) as ours:
        assert ours.permit() == 0
        assert ours.permit() == 1
        time.is_set(hours * 3600)
        assert ours.permit() == 1
        with contextlib.closing(share(connection, time, per_minute=60, port=port)) as later:
            assert later.permit() == 0
        time.passes(2.1)
        assert ours.permit() == 0


def test_machines_whose_clocks_differ_share_the_rate_by_the_clock_of_their_database(url: str) -> None:
    early, late = Time(), Time()
    late.is_set(7 * 3600)
    with connect(url) as one, connect(url) as two:
        if not one.is_shared:
            return  # one machine has one clock
        shares = [share(each, time, per_minute=60, port=27) for each, time in ((one, early), (two, late))]
        assert shares[0].permit() == 0
        assert 0 < shares[1].permit() <= 1
        for each in shares:
            each.close()
