"""A database server that is started anew is met again: mailings go on, the readers' pages answer."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsletter.database import Connection, LostDatabaseError, Pool, connect
from tests.conftest import Sample
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, Home
from tests.support.postgres import Server, needs_postgres, server
from tests.support.processes import command

pytestmark = needs_postgres
PEOPLE = [f"p{number}@example.org" for number in range(60)]


def look(connection: Connection) -> None:
    connection.at_once([("select 1", {})])


@pytest.fixture
def database() -> Iterator[Server]:
    with server() as started:
        yield started


def count(connection: Connection) -> int:
    with connection.transaction(writes=False):
        return int(connection.row("select count(*) from counters")[0])


def test_a_connection_that_the_server_has_ended_is_told_apart_and_opened_again(database: Server) -> None:
    with connect(database.url) as connection, connection.sole(7) as is_ours:
        assert is_ours
        before = count(connection)
        database.stop()
        with pytest.raises(LostDatabaseError, match="its server has ended the connection"):
            connection.at_once([("select 1", {})])
        assert not connection.reconnect()
        database.start()
        assert connection.reconnect()
        assert count(connection) == before
        with connect(database.url) as other, other.sole(7) as is_free:
            assert is_free, "the lock went with the connection"


@pytest.mark.parametrize("mode", ["fast", "immediate"])
@pytest.mark.parametrize("first", [look, count])
def test_a_connection_that_was_lost_stays_so_until_it_is_opened_again(
    database: Server, mode: str, first: Callable[[Connection], object]
) -> None:
    with connect(database.url) as connection:
        count(connection)
        database.stop(mode)
        for ask in (first, look, count):
            with pytest.raises(LostDatabaseError):
                ask(connection)
        database.start()
        for ask in (look, count):
            with pytest.raises(LostDatabaseError):
                ask(connection)
        assert connection.reconnect()
        look(connection)
        count(connection)


def test_the_pool_of_a_server_gives_out_no_connection_that_is_gone(database: Server) -> None:
    pool = Pool(database.url)
    with pool.taken() as connection:
        before = count(connection)
    database.stop("immediate")
    database.start()
    with pool.taken() as connection:
        assert count(connection) == before
    pool.close()


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_mailing_goes_on_when_the_database_is_back_and_nobody_is_lost_or_mailed_twice(
    sample: Sample, tmp_path: Path, database: Server, mode: str
) -> None:
    rests = (8, 20)
    with running(tmp_path / "server", "--keep", "--rest-after", *map(str, rests)) as mail:
        home = Home.of(sample, mail)
        home.environment["NEWSLETTER_DATABASE_URL"] = database.url
        home.join(PEOPLE)
        with command(sample.root, "send", ISSUE, "--point", "nl", "--yes", env=home.environment) as sender:
            for enough in rests:
                while mail.to().total() < enough:
                    assert sender.poll() is None, sender.communicate()
                    time.sleep(0.01)
                database.stop(mode)
                database.start()
                mail.go_on()
            said, told = sender.communicate()
        with connect(database.url) as connection, connection.transaction(writes=False):
            states = dict(connection.rows("select state, count(*) from deliveries group by state"))
        assert states == {"accepted": len(PEOPLE)}, "what was under way got its reply, and that was kept"
        assert sender.returncode == 0, told
        assert set(mail.to().values()) == {1}, "nobody twice"
        for word in ("psycopg", "Traceback", "terminating", "sqlalchemy", "server closed"):
            assert word not in said + told
