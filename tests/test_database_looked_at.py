"""Whoever may read the database and not write it can look, as the board does; nothing is made or brought up to date."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsletter.database import DatabaseError, connect, connect_to_look
from tests.support.postgres import needs_postgres, postgres

_NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """As somebody whom files keep out; tests in CI run as root, whom nothing does."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def facts(url: str) -> list[str] | None:
    with connect_to_look(url) as connection:
        if connection is None:
            return None
        with connection.transaction(writes=False):
            return [row.name for row in connection.rows("select name from facts order by name")]


def with_a_fact(url: str) -> None:
    with connect(url) as connection, connection.transaction():
        connection.run("insert into facts (name, value) values ('kept', '')")


def made_old(url: str) -> None:
    """As a program of before has left it."""
    with connect(url) as connection, connection.transaction():
        connection.run("delete from migrations where number = (select max(number) from migrations)")


def test_a_file_that_may_not_be_written_is_looked_at_and_stays_as_it_is() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder, file = Path(name), Path(name) / "newsletter.db"
        url = f"sqlite:///{file}"
        with_a_fact(url)
        assert facts(url) == ["kept"]
        file.chmod(0o444)
        folder.chmod(0o555)
        before = file.read_bytes()
        try:
            with without_rights():
                assert facts(url) == ["kept"]
                with pytest.raises(DatabaseError), connect(url) as connection, connection.transaction():
                    connection.run("delete from facts")
        finally:
            folder.chmod(0o755)
            file.chmod(0o644)
        assert [each.name for each in folder.iterdir()] == [file.name]
        assert file.read_bytes() == before
        made_old(url)
        before = file.read_bytes()
        file.chmod(0o444)
        folder.chmod(0o555)
        with without_rights():
            assert facts(url) is None, "an older one has nothing to say, and is not brought up to date"
        folder.chmod(0o755)
        assert file.read_bytes() == before


@pytest.mark.slow
@needs_postgres
def test_a_role_that_may_not_write_looks_and_changes_nothing() -> None:
    with postgres() as url:
        with_a_fact(url)
        with connect(url) as connection, connection.transaction():
            connection.run("create role looker login")
            connection.run("grant select on all tables in schema public to looker")
        looking = url.replace("news@", "looker@")
        assert facts(looking) == ["kept"]
        with pytest.raises(DatabaseError), connect(looking) as connection, connection.transaction():
            connection.run("delete from facts")
        with connect(url) as connection, connection.transaction(writes=False):
            steps = connection.row("select count(*) from migrations")[0]
        with connect(url) as connection, connection.transaction():
            connection.run("delete from migrations where number = (select max(number) from migrations)")
            assert facts(looking) == ["kept"], "what is not done yet is not seen"
        assert facts(looking) is None
        with connect_to_look(looking) as connection_:
            assert connection_ is None
        with connect_to_look(url) as still:
            assert still is None, f"nobody has brought it up to date: it has {steps - 1} steps"
