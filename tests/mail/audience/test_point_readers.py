"""The readers of one point: what it knows of them, and that it learns and does nothing of another's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.database import Connection, absolute, connect
from newsletter.mail.audience import point_readers
from newsletter.mail.audience.address import Address, hash_address
from newsletter.mail.audience.point_readers import PointReaders, Standing
from newsletter.mail.audience.states import SuppressionReason
from tests.support.postgres import needs_postgres, postgres

KEY = b"k" * 32
NOW = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
ADA, BOB, EVE = 1, 2, 3


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, needs_postgres])])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """A database in which Ada reads two points by two names, Bob the Dutch one, and Eve the French one."""
    if request.param == "sqlite":
        with connect(absolute("sqlite:///newsletter.db", tmp_path)) as opened:
            fill(opened)
            yield opened
        return
    with postgres() as url, connect(url) as opened:
        fill(opened)
        yield opened


def digest(local: str) -> str:
    return hash_address(Address(local, "example.org"), KEY)


def fill(connection: Connection) -> None:
    with connection.transaction():
        for number, local in ((ADA, "ada"), (BOB, "bob"), (EVE, "eve")):
            values = {"id": number, "address": f"{local}@example.org", "hash": digest(local)}
            connection.run("insert into subscribers values (:id, :address, :hash, '2023-11-21')", values)
        connection.run("update counters set value = 3 where name = 'subscriber'")
        for number, point, name, state, wishes, since, changed in (
            (ADA, "nl", "Ada of the North", "active", "nl fr", "2023-11-21", "2023-11-21"),
            (ADA, "fr", "Ada of the South", "active", "fr", "2023-11-02", "2023-11-02"),
            (BOB, "nl", "Bob", "ended", "nl", "2023-10-01", "2023-12-01T10:00:00+00:00"),
            (EVE, "fr", "Eve", "pending", "fr", "2024-01-02", "2024-01-02"),
        ):
            connection.run(
                "insert into subscriptions values (:id, :point, :state, :wishes, :since, :changed, :name)",
                {"id": number, "point": point, "state": state, "wishes": wishes, "since": since, "changed": changed,
                 "name": name},
            )  # fmt: skip
            words = {"key": f"{point}{number}", "words": f"Words of {point} and {number}"}
            connection.run("insert into wordings values (:key, :words, 'en')", words)
            connection.run(
                "insert into consents values (:id, :point, '2023-11-21', 'a form', :key, '2023-11-21', '')",
                {"id": number, "point": point, "key": words["key"]},
            )
        for number, point in ((1, "nl"), (2, "fr")):
            connection.run(
                """insert into rounds values (:id, '2024-01', :point, 'open', '', '', '', '', '', '', 1, 1, 1, '', '',
                '', '', '')""",
                {"id": number, "point": point},
            )
            connection.run(
                """insert into mailings values (:id, :id, :point, '', '', '', '', '', '', '', '', '', '', '', '', '',
                0, 0, 0, 0, '', '', '', '', '')""",
                {"id": number, "point": point},
            )
            connection.run(
                "insert into deliveries values (:id, 1, :id, 'accepted', '', '', 1, '', '', '2024-01-16', '')",
                {"id": number},
            )
            connection.run("insert into events values (:id, 1, 'switched', 'fr', '2024-01-16')", {"id": number})


def test_a_point_counts_its_own_readers_alone(connection: Connection) -> None:
    with connection.transaction():
        dutch, french = PointReaders(connection, "nl"), PointReaders(connection, "fr")
        assert (dutch.standing(), french.standing()) == (Standing(1, 0, 1, {}), Standing(1, 1, 0, {}))
        assert dict(dutch.wishes()) == {("nl", "fr"): 1}
        assert dutch.growth(["2023-09", "2023-10", "2023-11", "2023-12"]) == (0, 1, 2, 1)
        connection.run("insert into suppressions values (:hash, 'complaint', '')", {"hash": digest("bob")})
        assert dutch.standing() == Standing(1, 0, 0, {SuppressionReason.COMPLAINT: 1})
        assert french.standing() == Standing(1, 1, 0, {})
        assert PointReaders(connection, "eu").standing().is_empty


def test_a_reader_is_found_by_address_or_a_part_and_known_by_what_the_point_was_told(connection: Connection) -> None:
    with connection.transaction(writes=False):
        dutch, french = PointReaders(connection, "nl"), PointReaders(connection, "fr")
        (ada,) = dutch.find("ada@example.org", digest("ada"), 10)
        assert (ada.name, ada.locales) == ("Ada of the North", ("nl", "fr"))
        assert [each.name for each in french.find("SOUTH", "", 10)] == ["Ada of the South"]
        assert [each.number for each in dutch.find("example.org", "", 10)] == [ADA, BOB]
        assert [each.number for each in dutch.find("example.org", "", 1)] == [ADA]
        assert dutch.find("eve", digest("eve"), 10) == dutch.find("%", "", 10) == dutch.find("_", "", 10) == ()
        assert dutch.reader(EVE) is None
        assert [each.words for each in dutch.agreed(ADA)] == ["Words of nl and 1"]
        assert [each.locale for each in dutch.letters(ADA)] == ["nl"]
        assert (dutch.agreed(EVE), dutch.letters(EVE)) == ((), ())
        assert {(each.address, each.name) for each in dutch.subscriptions()} == {
            ("ada@example.org", "Ada of the North"), ("bob@example.org", "Bob")
        }  # fmt: skip


def test_what_a_point_forgets_another_still_knows(connection: Connection) -> None:
    with connection.transaction():
        dutch, french = PointReaders(connection, "nl"), PointReaders(connection, "fr")
        assert dutch.forget(ADA, NOW)
        assert not dutch.forget(ADA, NOW)
        assert dutch.reader(ADA) is None
        assert [each.address for each in french.find("ada", "", 10)] == ["ada@example.org"]
        assert len(french.letters(ADA)) == 1
        assert [tuple(row) for row in connection.rows("select round_id, subscriber_id from deliveries order by 1")] == [
            (1, 4), (2, ADA)
        ]  # fmt: skip
        assert [tuple(row) for row in connection.rows("select mailing_id, subscriber_id from events order by 1")] == [
            (1, 4), (2, ADA)
        ]  # fmt: skip
        assert [row.key for row in connection.rows("select key from wordings order by key")] == ["fr1", "fr3", "nl2"]
        assert connection.row("select count(*) from suppressions")[0] == 0, "the French point may mail her"


def test_of_whom_the_last_point_forgets_nothing_stays_but_the_hash(connection: Connection) -> None:
    with connection.transaction():
        assert PointReaders(connection, "nl").forget(BOB, NOW)
        assert connection.row("select 1 from subscribers where id = :id", {"id": BOB}) is None
        assert [tuple(row) for row in connection.rows("select hash, point from forgotten")] == [(digest("bob"), "nl")]


def test_another_points_reader_is_not_forgotten(connection: Connection) -> None:
    with connection.transaction():
        assert not PointReaders(connection, "nl").forget(EVE, NOW)
        assert PointReaders(connection, "fr").reader(EVE) is not None
        assert connection.row("select count(*) from forgotten")[0] == 0


def test_every_statement_names_the_point_and_no_point_is_not_all_of_them() -> None:
    held = [value for name, value in vars(point_readers).items() if name.isupper()]
    texts = [text for each in held for text in (each if isinstance(each, tuple) else (each,))]
    assert len(texts) >= 12
    assert [text for text in texts if ":point" not in text] == []
    with connect("sqlite://") as connection, pytest.raises(ValueError, match="of a point"):
        PointReaders(connection, "")
