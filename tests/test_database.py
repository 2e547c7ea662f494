"""The database: one transaction is all or nothing, the schema grows by steps, faults hold nobody's data."""

import sqlite3
import threading
from pathlib import Path

import pytest

import newsletter
from newsletter.database import DatabaseError, absolute, connect, connect_to_look, is_there, migrations, opening
from tests.support.table_filling import fill_a_table


@pytest.fixture
def url(tmp_path: Path) -> str:
    return absolute("sqlite:///newsletter.db", tmp_path)


def names(url: str) -> list[str]:
    with connect(url) as connection, connection.transaction(writes=False):
        return [row.name for row in connection.rows("select name from facts order by name")]


def test_a_new_database_is_its_owners_alone_and_set_to_lose_nothing(url: str, tmp_path: Path) -> None:
    assert not is_there(url)
    with connect(url) as connection, connection.transaction():
        held = {name: connection.row(f"pragma {name}")[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
        modes = [file.stat().st_mode & 0o777 for file in tmp_path.glob("newsletter.db*")]
    assert held == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert len(modes) > 1, "the log lies beside it"
    assert set(modes) == {0o600}
    assert is_there(url)


def test_a_transaction_that_fails_leaves_nothing(url: str) -> None:
    with connect(url) as connection:
        with connection.transaction():
            connection.run("insert into facts (name, value) values ('kept', '')")

        def stopped() -> None:
            with connection.transaction():
                connection.run("insert into facts (name, value) values ('lost', '')")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            stopped()
    assert names(url) == ["kept"]


def test_a_table_is_filled_with_any_text(url: str) -> None:
    fill_a_table(url)


def test_a_query_leaves_the_connection_as_it_was(url: str) -> None:
    with connect(url) as connection, connection.transaction():
        list(connection.rows("select name from facts"))
        assert "stream_results" not in connection._inner.get_execution_options(), "PostgreSQL would refuse what follows"
        connection.run("insert into facts (name, value) values ('after', '')")


def test_a_reader_sees_one_state_while_another_writes(url: str) -> None:
    with connect(url) as reader, connect(url) as writer, reader.transaction(writes=False):
        assert reader.row("select count(*) from facts")[0] == 0
        with writer.transaction():
            writer.run("insert into facts (name, value) values ('new', '')")
        assert reader.row("select count(*) from facts")[0] == 0
    assert names(url) == ["new"]


def test_who_has_to_wait_for_too_long_is_told_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PRAGMAS", ("busy_timeout = 50",))
    with (
        connect(url) as first,
        connect(url) as second,
        first.transaction(),
        pytest.raises(DatabaseError, match="another program has been writing"),
        second.transaction(),
    ):
        pass


def test_ten_programs_that_start_at_once_make_one_schema(url: str) -> None:
    faults: list[Exception] = []

    def start() -> None:
        try:
            names(url)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with sqlite3.connect(url.removeprefix("sqlite:///")) as plain:
        steps = list((Path(newsletter.__file__).parent / "schema").glob("*.sql"))
        assert plain.execute("select count(*) from migrations").fetchone() == (len(steps),)


def test_a_file_is_kept_as_it_was_before_a_newer_schema_changes_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(url)
    assert not list(tmp_path.glob("*step*"))
    steps = migrations.read_steps()
    monkeypatch.setattr(migrations, "read_steps", lambda: [*steps, ["create table later (id integer primary key)"]])
    names(url)
    (kept,) = tmp_path.glob("*step*")
    assert kept.name == f"newsletter.db.step-{len(steps)}"
    assert kept.stat().st_mode & 0o077 == 0
    for file, count in ((kept, 0), (tmp_path / "newsletter.db", 1)):
        with sqlite3.connect(file) as plain:
            assert plain.execute("select count(*) from sqlite_master where name = 'later'").fetchone() == (count,)
            assert plain.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    names(url)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as plain:
        plain.execute("insert into migrations values (99, 'later')")
    with pytest.raises(DatabaseError, match="a newer program has changed it"):
        names(url)


def test_an_id_is_not_given_out_again(url: str) -> None:
    with connect(url) as connection, connection.transaction():
        ids = [
            connection.row("update counters set value = value + 1 where name = 'subscriber' returning value")[0]
            for _ in range(2)
        ]
    assert ids == [1, 2]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("sqlite:////proc/nowhere/newsletter.db", "it can't be made"),
        ("postgresql://127.0.0.1:1/newsletter", "."),
        ("nonsense", "its address can't be read"),
    ],
)
def test_what_can_not_be_opened_has_a_reason(address: str, reason: str) -> None:
    with pytest.raises(DatabaseError, match=reason), connect(address):
        pass


def test_a_file_that_is_no_database_is_left_as_it_is(url: str, tmp_path: Path) -> None:
    file = tmp_path / "newsletter.db"
    file.write_text("Dear readers, " * 100)
    with pytest.raises(DatabaseError, match="file is not a database"), connect(url):
        pass
    assert file.read_text() == "Dear readers, " * 100


def test_a_fault_holds_no_value_of_a_row(url: str) -> None:
    with connect(url) as connection:
        insert = "insert into subscribers (id, address, hash, created_at) values (1, :address, 'h', '')"
        with pytest.raises(DatabaseError) as caught, connection.transaction():
            connection.run(insert, [{"address": "ada@example.org"}] * 2)
    assert str(caught.value) == "a value broke one of its rules"
    assert caught.value.__suppress_context__


def test_a_full_or_read_only_disk_is_told_with_the_name_of_the_file(url: str) -> None:
    with connect(url) as connection:
        with connection.transaction():
            pages = connection.row("pragma page_count")[0]
            connection.run(f"pragma max_page_count = {pages}")
        with (
            pytest.raises(DatabaseError, match=r"^`newsletter.db` can’t grow: the disk is full$"),
            connection.transaction(),
        ):
            connection.run(
                "insert into facts (name, value) values (:name, :value)", {"name": "x", "value": "x" * 99_999}
            )
        with pytest.raises(DatabaseError, match=r"^`newsletter.db` can’t grow"):
            connection.at_once([("insert into facts (name, value) values ('y', :v)", {"v": "x" * 99_999})])
        with connection.transaction():
            connection.run("pragma query_only = on")
        with (
            pytest.raises(DatabaseError, match=r"^`newsletter.db` can’t be written: .* read-only$"),
            connection.transaction(),
        ):
            connection.run("insert into facts (name, value) values ('z', '')")


def test_a_database_in_a_folder_that_is_none_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "newsletter.db").mkdir()
    with (
        pytest.raises(DatabaseError, match=r"`newsletter.db` can’t be opened"),
        connect(absolute("sqlite:///newsletter.db", tmp_path)),
    ):
        pass


def looked_at(url: str) -> list[str] | None:
    with connect_to_look(url) as connection:
        if connection is None:
            return None
        with connection.transaction(writes=False):
            return [row.name for row in connection.rows("select name from facts order by name")]


def test_a_look_makes_nothing_and_leaves_nothing_beside_the_database(url: str, tmp_path: Path) -> None:
    assert looked_at(url) is None
    assert list(tmp_path.iterdir()) == []
    with connect(url) as connection, connection.transaction():
        connection.run("insert into facts (name, value) values ('kept', '')")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert looked_at(url) == ["kept"]
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_look_neither_waits_for_a_writer_nor_keeps_one_waiting_and_can_change_nothing(url: str) -> None:
    with connect(url) as writer:
        with writer.transaction():
            writer.run("insert into facts (name, value) values ('kept', '')")
        with writer.transaction():
            writer.run("insert into facts (name, value) values ('under way', '')")
            assert looked_at(url) == ["kept"]
        with connect_to_look(url) as reader:
            assert reader is not None
            with reader.transaction(writes=False), writer.transaction():
                reader.row("select count(*) from facts")
                writer.run("delete from facts where name = 'kept'")
            with pytest.raises(DatabaseError), reader.transaction(writes=False):
                reader.run("delete from facts")
    assert names(url) == ["under way"]


def test_a_database_of_another_program_has_nothing_to_say_and_stays_as_it_is(url: str, tmp_path: Path) -> None:
    for statement in (
        "drop table if exists migrations",
        "insert into migrations (number, applied_at) values (999, '')",
    ):
        with connect(url):
            pass
        with sqlite3.connect(tmp_path / "newsletter.db") as direct:
            direct.execute(statement)
        direct.close()
        before = (tmp_path / "newsletter.db").read_bytes()
        assert looked_at(url) is None
        assert (tmp_path / "newsletter.db").read_bytes() == before
        (tmp_path / "newsletter.db").unlink()
    (tmp_path / "newsletter.db").write_text("no database at all")
    with pytest.raises(DatabaseError):
        looked_at(url)
