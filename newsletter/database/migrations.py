"""A database is brought up to date by the numbered files of `schema/`.

In: a connection. Out: nothing; the database has run every file, each once. Or only: whether it has.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from importlib import resources

from newsletter.database.connection import MIGRATING, Connection
from newsletter.database.faults import DatabaseError

MIGRATIONS = "migrations"
"""The table that says which steps a database has taken."""


def newest_step() -> int:
    """The number of the last step that this program knows."""
    return len(read_steps())


def step_of(connection: Connection) -> int:
    """The number of the last step that a database has taken, 0 for one that has none; asked in a transaction."""
    return _version(connection)


def migrate(
    connection: Connection, up_to: int | None = None, before: Callable[[int], None] = lambda step: None
) -> None:
    """Run the files of `schema/` that this database has not seen, all in one transaction, or those `up_to` a step.

    `before` is called with the step of a database that has taken some already and is to take more.

    Raises `DatabaseError` where a newer program has changed it.
    """
    steps = read_steps()
    with connection.transaction(writes=False):
        version = _version(connection)
    if version == len(steps) or (up_to is not None and up_to <= version < len(steps)):
        return
    if 0 < version < len(steps):
        before(version)
    with connection.transaction():
        if connection._inner.dialect.name == "postgresql":
            connection.run("select pg_advisory_xact_lock(:number)", {"number": MIGRATING})
        connection.run("create table if not exists migrations (number integer primary key, applied_at text not null)")
        version = _version(connection)  # somebody else may have been first
        if version > len(steps):
            raise DatabaseError(f"a newer program has changed it (step {version}; this one knows {len(steps)})")
        for number, statements in enumerate(steps[version:up_to], version + 1):
            for statement in statements:
                if is_for(statement, connection._inner.dialect.name):
                    connection.run(statement)
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            connection.run("insert into migrations (number, applied_at) values (:n, :at)", {"n": number, "at": now})


def is_up_to_date(connection: Connection) -> bool:
    """True when the database has run all files of `schema/` and none besides; nothing is changed."""
    with connection.transaction(writes=False):
        return _version(connection) == newest_step()


def read_steps() -> list[list[str]]:
    """The statements of each numbered file, in order."""
    folder = resources.files("newsletter").joinpath("schema").iterdir()
    files = sorted((file for file in folder if _is_step(file.name)), key=lambda file: file.name)
    texts = (re.sub(r"^--.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE) for file in files)
    return [[part.strip() for part in text.split(";\n") if part.strip()] for text in texts]


def is_for(statement: str, dialect: str) -> bool:
    """True for a statement of every database, and for one that begins with the name of this one: `/* sqlite */`."""
    named = re.match(r"/\* (\w+) \*/", statement)
    return named is None or named[1] == dialect


def _is_step(name: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-[a-z-]+\.sql", name))


def _version(connection: Connection) -> int:
    import sqlalchemy as sa

    if not sa.inspect(connection._inner).has_table(MIGRATIONS):
        return 0
    return int(connection.row("select coalesce(max(number), 0) from migrations")[0])
