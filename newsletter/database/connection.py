"""An open connection: SQL as it is written, in transactions, and the locks that processes share.

In: an opened connection of SQLAlchemy. Out: rows; what goes wrong is a `DatabaseError`. Statements are the same for
SQLite and PostgreSQL; what differs between them stays in this package.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.database.at_once import run_at_once
from newsletter.database.faults import GONE, DatabaseError, LostDatabaseError, reason, translate_faults

if TYPE_CHECKING:
    import sqlalchemy as sa

_BATCH = 2_000
CACHE_KB, _WIDE_CACHE_KB = 8_192, 65_536
"""The wide one holds the index of a million hashes: in a small one an import would read a page again for every row."""
_MARKED = re.compile(r"[\\\n\r]")
_MARKS = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
MIGRATING = 7_021_968
"""The lock that one program holds in PostgreSQL while it changes the schema; our own."""
_BOUNDS = (
    "idle_in_transaction_session_timeout = '5s'",
    "tcp_keepalives_idle = 5",
    "tcp_keepalives_interval = 5",
    "tcp_keepalives_count = 2",
    "tcp_user_timeout = '10s'",
)
"""Else the server keeps a session whose machine is gone for minutes, and in its transaction the locks of rows."""


class Connection:
    """One open connection; statements are text with `:names`, run in a `transaction`."""

    def __init__(self, inner: sa.Connection) -> None:
        self._inner = inner
        self._name = _name_of(inner.engine)
        self._is_bound = False

    @property
    def is_shared(self) -> bool:
        """True for a database on a server, which processes on many machines may use."""
        return self._inner.dialect.name == "postgresql"

    @property
    def clock(self) -> str:
        """The database's own clock in SQL: seconds since 1970 at the moment of the statement."""
        if self.is_shared:
            return "cast(extract(epoch from clock_timestamp()) as double precision)"
        return "((julianday('now') - 2440587.5) * 86400.0)"

    def read_clock(self) -> dt.datetime:
        """The present time by the database's own clock, in UTC; to be called in a transaction."""
        return dt.datetime.fromtimestamp(float(self.row(f"select {self.clock}")[0]), dt.UTC)

    def bound(self) -> None:
        """Let a server end this session soon where its machine has gone, or rests in the middle of a transaction.

        For whoever holds what others wait for; of an export that looks at a page between two reads it would be wrong.
        """
        if self.is_shared:
            with self.transaction(writes=False):
                for setting in _BOUNDS:
                    self.run(f"set {setting}")
            self._is_bound = True

    def run(self, sql: str, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> int:
        """Run a statement, for each of several values; how many rows it touched."""
        if values is not None and not isinstance(values, Mapping):
            if not values:
                return 0
            if self._is_bound:  # after many in one go a server would wait for the next statement for ever
                return sum(int(self._execute(sql, each).rowcount) for each in values)
        return int(self._execute(sql, values).rowcount)

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """The rows of a query, fetched a few at a time; each is a tuple with its columns as attributes."""
        # Of this statement only: set for the connection, PostgreSQL would take what is run next for a query.
        found = self._execute(sql, values, {"stream_results": True})
        for part in found.partitions(_BATCH):
            yield from part

    def returned(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """What a statement that changes rows returns of them; all at once, since it is no query that could wait."""
        return self._execute(sql, values).all()

    def fill(self, table: str, rows: Iterable[tuple[str | int, ...]]) -> None:
        """Put rows into a table of ours, each with a value for every column in its order; few are in memory at once.

        To be called in a transaction. Many inserts take PostgreSQL several times as long as one `copy`.
        """
        coming = iter(rows)
        first = next(coming, None)
        if first is None:
            return
        inner = self._inner.connection.dbapi_connection
        assert inner is not None  # noqa: S101 (only a closed connection has none)
        cursor: Any = inner.cursor()  # of a driver, each of which can more than the common interface has
        try:
            if self.is_shared:
                with cursor.copy(f"copy {table} from stdin") as copy:
                    every = chain([first], coming)
                    while part := "".join(map(_copied, islice(every, _BATCH))):
                        copy.write(part)
            else:
                places = ", ".join("?" * len(first))
                cursor.executemany(f"insert into {table} values ({places})", chain([first], coming))  # noqa: S608
        except self._inner.dialect.loaded_dbapi.Error as fault:
            if self._inner.dialect.is_disconnect(fault, inner, cursor):
                raise LostDatabaseError(GONE) from None
            raise DatabaseError(reason(fault, self._name)) from None
        finally:
            cursor.close()

    def at_once(self, statements: Sequence[tuple[str, Any]]) -> list[list[Any]]:
        """Statements in one transaction, straight to the driver: with a list of values each is run for all of them.

        What each returns. For the few statements that are run for every message of a mailing: SQLAlchemy's way to the
        driver took twice as long as the driver itself. Raises `LostDatabaseError` where the server is gone, else
        `DatabaseError`; nothing is changed then.
        """
        self._require_alive()
        inner, dialect = self._inner.connection.dbapi_connection, self._inner.dialect
        own = [(_in_drivers_form(sql, dialect.name), values) for sql, values in statements]
        try:
            return run_at_once(self._inner, own)
        except dialect.loaded_dbapi.Error as fault:
            if inner is not None and not dialect.is_disconnect(fault, inner, None):
                with suppress(dialect.loaded_dbapi.Error):
                    inner.rollback()
                    raise DatabaseError(reason(fault, self._name)) from None
            self._inner.invalidate()
            raise LostDatabaseError(GONE) from None

    def _require_alive(self) -> None:
        """What was lost stays so until `reconnect`: another connection would have neither its locks nor its bounds."""
        if self._inner.invalidated:
            raise LostDatabaseError(GONE)

    def row(self, sql: str, values: Mapping[str, Any] | None = None) -> Any:
        """The first row of a query, or None."""
        return self._execute(sql, values).first()

    def _execute(
        self, sql: str, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None, options: Any = None
    ) -> sa.CursorResult[Any]:
        # Names of parameters are put into the driver's form once; SQLAlchemy would do it for each call, which took
        # longer than the statements of a mailing themselves.
        own = _in_drivers_form(sql, self._inner.dialect.name)
        return self._inner.exec_driver_sql(own, values, options)

    @contextmanager
    def transaction(self, *, writes: bool = True, is_trial: bool = False) -> Iterator[None]:
        """All of what is run inside, or nothing. One that `writes` has the database for itself from the beginning.

        Of a trial nothing stays.
        """
        self._require_alive()
        self._inner.info["writes"] = writes
        with translate_faults(self._name), self._inner.begin() as begun:
            yield
            if is_trial:
                begun.rollback()

    def is_alive(self) -> bool:
        """False when the server has ended the connection meanwhile; a file never does."""
        if self._inner.dialect.name == "sqlite":
            return True
        try:
            with self.transaction(writes=False):
                self.row("select 1")
        except LostDatabaseError:
            return False
        return True

    def reconnect(self) -> bool:
        """True when a server that has ended the connection is there again; what the connection held is free by then."""
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        with suppress(SQLAlchemyError):
            self._inner.invalidate()
            self._inner.close()
        try:
            self._inner = self._inner.engine.connect()
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        """Close it; what goes wrong with that does not matter to anybody."""
        from sqlalchemy.exc import SQLAlchemyError

        with suppress(SQLAlchemyError):
            self._inner.close()

    @contextmanager
    def sole(self, number: int) -> Iterator[bool]:
        """True inside for one process at a time; the next one may come as soon as this one has ended, however it did.

        `number` is below 2³¹ and names what is held: two numbers don't stand in each other's way.
        """
        if self._inner.dialect.name == "postgresql":
            with translate_faults(self._name), self._inner.begin():
                row = self.row("select pg_try_advisory_lock(:space, :number)", {"space": MIGRATING, "number": number})
            yield bool(row[0])
            # A connection that is gone has let go of it.
            with suppress(LostDatabaseError), translate_faults(self._name), self._inner.begin():
                self.run("select pg_advisory_unlock(:space, :number)", {"space": MIGRATING, "number": number})
            return
        import fcntl

        with Path(f"{self._inner.engine.url.database}.lock").open("ab") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            except OSError:
                yield False
                return
            yield True

    def locks(self) -> Locks:
        """Locks that all processes of this machine with this file share."""
        path = self._inner.engine.url.database
        return Locks(Path(f"{path}.slots") if path else None)

    def widen_cache(self) -> None:
        """Let SQLite keep more in memory, for work that reads all over the database; 64 MB at most."""
        if self._inner.dialect.name == "sqlite":
            with translate_faults(self._name):
                self._inner.connection.cursor().execute(f"pragma cache_size = -{_WIDE_CACHE_KB}").close()

    def learn_sizes(self, *tables: str) -> None:
        """Let PostgreSQL look how large tables have become at once; by itself it does within a minute.

        Until then it takes them for small, and compares each row with each. SQLite goes by indexes alone.
        """
        if self.is_shared:
            self.run(f"analyze {', '.join(tables)}")

    def copy_file(self, path: str) -> None:
        """Write SQLite's database, as it is at this moment, into an empty file."""
        self._inner.connection.cursor().execute("vacuum into ?", (path,)).close()

    def describe(self) -> tuple[str, Path | None]:
        """What the database calls itself, with its version, and SQLite's file; None for a server and in memory."""
        path = self._inner.engine.url.database
        if self._inner.dialect.name == "sqlite":
            with self.transaction(writes=False):
                version = self.row("select sqlite_version()")[0]
            return f"SQLite {version}", Path(path) if path else None
        with self.transaction(writes=False):
            version = self.row("select current_setting('server_version')")[0]
        return f"PostgreSQL {str(version).split()[0]}", None

    def empty_log(self) -> None:
        """Take what was erased out of SQLite's write-ahead log too; elsewhere nothing is to be done."""
        if self._inner.dialect.name == "sqlite":
            with translate_faults(self._name):
                self._inner.connection.cursor().execute("pragma wal_checkpoint(truncate)").close()


class Locks:
    """Locks by numbers below 2³¹, each held by one process at a time, and free as soon as that has ended, however.

    Within a process whoever holds one may take it again. They are places in a file beside SQLite's database, of which
    no other part of a process may close a copy; a database on a server has rows for that (`mail/delivery/places`).
    """

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("ab") if path else None  # without a file, in memory, nobody shares it

    def take(self, number: int) -> bool:
        """True when this process holds the lock now."""
        import fcntl

        try:
            if self._file:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return False
        return True

    def release(self, number: int) -> None:
        """Let another process have it."""
        if self._file:
            import fcntl

            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def renew(self) -> None:
        """Nothing is to be done: they last as long as the process."""

    def close(self) -> None:
        """Release what is left."""
        if self._file is not None:
            self._file.close()


def _copied(row: tuple[str | int, ...]) -> str:
    """A row in the text form of PostgreSQL's `copy`."""
    line = "\t".join(map(str, row))
    if line.count("\t") >= len(row) or _MARKED.search(line):
        line = "\t".join([str(value).translate(_MARKS) for value in row])
    return f"{line}\n"


@lru_cache(maxsize=500)
def _in_drivers_form(sql: str, dialect: str) -> str:
    """The statement with its parameters as the driver wants them: SQLite takes `:name` as it is."""
    if dialect == "sqlite":
        return sql
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", sql.replace("%", "%%"))


def _name_of(engine: sa.Engine) -> str:
    """The name of SQLite's file; empty for a server."""
    return Path(engine.url.database or "").name if engine.dialect.name == "sqlite" else ""


def damage(connection: Connection) -> str:
    """What SQLite finds broken in its file, or the empty text; a server looks after its own. Asked in a transaction."""
    if connection._inner.dialect.name != "sqlite":
        return ""
    with translate_faults(connection._name):
        said = str(connection.row("pragma integrity_check(1)")[0])
    return "" if said == "ok" else " ".join(said.split())


def try_writing(connection: Connection) -> None:
    """Change nothing, as a change: a `DatabaseError` where file, disk or server can only be read."""
    with connection.transaction():
        connection.run("delete from facts where 1 = 0")
