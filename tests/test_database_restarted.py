"""A database server that is started anew is met again: mailings go on, the readers' pages answer."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsletter.database import Connection, LostDatabaseError, Pool, connect
from tests.conftest import Sample
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, Home
from tests.support.postgres import Server, needs_postgres, postgres, server
from tests.support.processes import PATIENCE, command
from tests.support.workers import Link

pytestmark = [needs_postgres, pytest.mark.slow]
PEOPLE = [f"p{number}@example.org" for number in range(60)]


def look(connection: Connection) -> None:
    connection.at_once([("select 1", {})])


@pytest.fixture(scope="module")
def started_anew() -> Iterator[Server]:
    """A server that no other tests use."""
    with server() as started:
        yield started


@pytest.fixture
def database(started_anew: Server) -> Iterator[Server]:
    """The same with an empty database; whatever a test has left of it, it is started anew for the next."""
    with started_anew.emptied() as emptied:
        yield emptied
        emptied.restart()


@pytest.fixture
def own_database() -> Iterator[str]:
    with postgres() as url:
        yield url


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


def test_a_session_that_rests_in_a_transaction_is_ended_also_after_many_values(own_database: str) -> None:
    """Else a worker that stands still keeps its rows, and with them the readers that others would take over."""
    with connect(own_database) as connection:
        connection.bound()
        # With its commit, since a transaction that rests for so long is over by then.
        connection.at_once([("set idle_in_transaction_session_timeout = '1ms'", {})])
        with pytest.raises(LostDatabaseError):
            rest_in_transaction(connection, own_database)


def test_what_is_run_at_once_is_committed_by_what_goes_out_whatever_comes_back(own_database: str) -> None:
    """Who stands still or is cut off then leaves no transaction open."""
    with connect(own_database) as connection, connection.transaction():
        connection.run("insert into counters (name, value) values ('once', 0)")
    link = Link(urlsplit(own_database).port or 0)
    behind = own_database.replace(f":{urlsplit(own_database).port}/", f":{link.port}/")
    counting = "update counters set value = value + :by where name = 'once' returning value"
    with connect(behind) as connection, connect(own_database) as other:
        assert connection.at_once([(counting, {"by": 1}), (counting, {"by": 1})]) == [[(1,)], [(2,)]]
        link.withhold()
        done = threading.Thread(
            target=connection.at_once, args=([(counting, {"by": 1}), (counting, [{"by": 1}])],), daemon=True
        )
        done.start()
        ends = time.monotonic() + PATIENCE
        while True:
            with other.transaction(writes=False):
                found = other.row("select value from counters where name = 'once'")[0]
            if found == 4:
                break
            assert time.monotonic() < ends, f"{found} of 4: the commit waits for an answer"
            time.sleep(0.01)
        assert done.is_alive()
        link.mend()
        done.join(PATIENCE)
    link.close()


def rest_in_transaction(connection: Connection, url: str) -> None:
    with connection.transaction():
        connection.run("update counters set value = value where name = :name", [{"name": "a"}, {"name": "b"}])
        wait_until_gone(url)
        connection.row("select 1")


def wait_until_gone(url: str) -> None:
    """Until no session rests in a transaction."""
    ends = time.monotonic() + PATIENCE
    with connect(url) as other:
        while True:
            with other.transaction(writes=False):
                resting = other.row(
                    """select count(*) from pg_stat_activity
                    where state = 'idle in transaction' and datname = current_database()"""
                )
            if not resting[0]:
                return
            assert time.monotonic() < ends, "the session rests in its transaction for ever"
            time.sleep(0.01)


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
