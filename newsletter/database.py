"""The database: subscribers and ledger of the home, in SQLite or PostgreSQL.

In: an address such as `sqlite:///newsletter.db`. Out: a `Connection` that runs SQL as it is written, brought up to
date by the numbered files of `schema/`. Statements are the same for both databases; what differs between them stays
here. What can't be opened, read or written is a `DatabaseError` without any value of a row in it.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from newsletter.exceptions import NewsletterError

IN_MEMORY = "sqlite://"
_BATCH = 2_000
_BUSY_MS = 30_000
"""A million subscribers are imported in less; the sender waits for them rather than giving up."""
_CACHE_KB, _WIDE_CACHE_KB = 8_192, 65_536
"""The wide one holds the index of a million hashes: in a small one an import would read a page again for every row."""
PRAGMAS = (
    f"busy_timeout = {_BUSY_MS}",
    "journal_mode = wal",
    "synchronous = full",  # a commit that a power failure takes back would be a letter mailed twice
    "foreign_keys = on",
    "secure_delete = on",  # an erased address is no longer in the file either
    f"cache_size = -{_CACHE_KB}",
    "temp_store = file",
)
_OF_DISK = {
    sqlite3.SQLITE_FULL: "can’t grow: the disk is full",
    sqlite3.SQLITE_READONLY: "can’t be written: the file, its folder or its disk is read-only",
    sqlite3.SQLITE_IOERR: "can’t be read or written: the disk has a fault, or is full",
    sqlite3.SQLITE_CANTOPEN: "can’t be opened: is its folder there, and ours to read and write?",
}
"""What a person can mend; SQLite says it without naming the file. Codes: sqlite.org/rescode.html."""
_GONE = "its server has ended the connection"
_MIGRATING, _SHARING = 7_021_968, 7_021_969
"""The lock that one program holds in PostgreSQL while it changes the schema, and the space of `Locks`; our own."""


class DatabaseError(NewsletterError):
    """The database can't be used; the text says why, in words that hold no value of any row."""


class LostDatabaseError(DatabaseError):
    """The server has ended the connection, as one does that is started anew; `reconnect` may find it again."""


class Connection:
    """One open connection; statements are text with `:names`, run in a `transaction`."""

    def __init__(self, inner: sa.Connection) -> None:
        self._inner = inner
        self._name = _name_of(inner.engine)

    def run(self, sql: str, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> int:
        """Run a statement, for each of several values; how many rows it touched."""
        if values is not None and not isinstance(values, Mapping) and not values:
            return 0
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

    def at_once(self, statements: Sequence[tuple[str, Any]]) -> list[list[Any]]:
        """Statements in one transaction, straight to the driver: with a list of values each is run for all of them.

        What each returns. For the few statements that are run for every message of a mailing: SQLAlchemy's way to the
        driver took twice as long as the driver itself. Raises `LostDatabaseError` where the server is gone, else
        `DatabaseError`; nothing is changed then.
        """
        inner = self._inner.connection.dbapi_connection
        assert inner is not None  # noqa: S101 (only a closed connection has none)
        name = self._inner.dialect.name
        found: list[list[Any]] = []
        cursor = inner.cursor()
        try:
            if name == "sqlite":
                cursor.execute("begin immediate")
            for sql, values in statements:
                own = _in_drivers_form(sql, name)
                if isinstance(values, list):
                    cursor.executemany(own, values)
                else:
                    cursor.execute(own, values)
                found.append(list(cursor.fetchall()) if cursor.description else [])
            inner.commit()
        except self._inner.dialect.loaded_dbapi.Error as fault:
            if self._inner.dialect.is_disconnect(fault, inner, cursor):
                raise LostDatabaseError(_GONE) from None
            inner.rollback()
            raise DatabaseError(_reason(fault, self._name)) from None
        finally:
            cursor.close()
        return found

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
    def transaction(self, *, writes: bool = True) -> Iterator[None]:
        """All of what is run inside, or nothing. One that `writes` has the database for itself from the beginning."""
        self._inner.info["writes"] = writes
        with _translate_faults(self._name), self._inner.begin():
            yield

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
        with suppress(sa.exc.SQLAlchemyError):
            self._inner.invalidate()
            self._inner.close()
        try:
            self._inner = self._inner.engine.connect()
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        """Close it; what goes wrong with that does not matter to anybody."""
        with suppress(sa.exc.SQLAlchemyError):
            self._inner.close()

    @contextmanager
    def sole(self, number: int) -> Iterator[bool]:
        """True inside for one process at a time; the next one may come as soon as this one has ended, however it did.

        `number` is below 2³¹ and names what is held: two numbers don't stand in each other's way.
        """
        if self._inner.dialect.name == "postgresql":
            with _translate_faults(self._name), self._inner.begin():
                row = self.row("select pg_try_advisory_lock(:space, :number)", {"space": _MIGRATING, "number": number})
            yield bool(row[0])
            # A connection that is gone has let go of it.
            with suppress(LostDatabaseError), _translate_faults(self._name), self._inner.begin():
                self.run("select pg_advisory_unlock(:space, :number)", {"space": _MIGRATING, "number": number})
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
        """Locks that all processes with this database share."""
        path = self._inner.engine.url.database
        is_server = self._inner.dialect.name == "postgresql"
        return Locks(self, is_server=is_server, path=None if is_server or not path else Path(f"{path}.slots"))

    def widen_cache(self) -> None:
        """Let SQLite keep more in memory, for work that reads all over the database; 64 MB at most."""
        if self._inner.dialect.name == "sqlite":
            with _translate_faults(self._name):
                self._inner.connection.cursor().execute(f"pragma cache_size = -{_WIDE_CACHE_KB}").close()

    def empty_log(self) -> None:
        """Take what was erased out of SQLite's write-ahead log too; elsewhere nothing is to be done."""
        if self._inner.dialect.name == "sqlite":
            with _translate_faults(self._name):
                self._inner.connection.cursor().execute("pragma wal_checkpoint(truncate)").close()


class Locks:
    """Locks by numbers below 2³¹, each held by one process at a time, and free as soon as that has ended, however.

    Within a process whoever holds one may take it again. With SQLite they are places in a file beside the database,
    of which no other part of a process may close a copy; PostgreSQL has its own.
    """

    def __init__(self, connection: Connection, *, is_server: bool, path: Path | None) -> None:
        self._connection = connection
        self._is_server = is_server
        self._file = path.open("ab") if path else None  # without a file, in memory, nobody shares it

    def take(self, number: int) -> bool:
        """True when this process holds the lock now."""
        if self._is_server:
            return bool(self._ask("select pg_try_advisory_lock(:space, :number)", number))
        import fcntl

        try:
            if self._file:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return False
        return True

    def release(self, number: int) -> None:
        """Let another process have it."""
        if self._is_server:
            self._ask("select pg_advisory_unlock(:space, :number)", number)
        elif self._file:
            import fcntl

            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def close(self) -> None:
        """Release what is left."""
        if self._file is not None:
            self._file.close()

    def _ask(self, sql: str, number: int) -> Any:
        with self._connection.transaction(writes=False):
            return self._connection.row(sql, {"space": _SHARING, "number": number})[0]


@lru_cache(maxsize=500)
def _in_drivers_form(sql: str, dialect: str) -> str:
    """The statement with its parameters as the driver wants them: SQLite takes `:name` as it is."""
    if dialect == "sqlite":
        return sql
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", sql.replace("%", "%%"))


def is_there(url: str) -> bool:
    """False for a SQLite database that nobody has made yet."""
    path = _file(url)
    return path is None or path.exists()


def absolute(url: str, root: Path) -> str:
    """The address with a SQLite file named from the project's folder on."""
    path = _file(url)
    return url if path is None else f"sqlite:///{(root / path).absolute()}"


def beside(url: str, root: Path, ending: str) -> Path:
    """A file of this machine that belongs to the database: beside SQLite's, else in the project's folder."""
    path = _file(url)
    return Path(f"{path or root / 'newsletter.db'}{ending}")


def _file(url: str) -> Path | None:
    name = url.removeprefix("sqlite:///").partition("?")[0]
    return Path(name) if url.startswith("sqlite:///") and name not in ("", ":memory:") else None


def is_to_be_read_by_others(url: str) -> bool:
    """True for a SQLite file that not only its owner may read."""
    path = _file(url)
    return path is not None and path.is_file() and bool(path.stat().st_mode & 0o077)


def damage(connection: Connection) -> str:
    """What SQLite finds broken in its file, or the empty text; a server looks after its own. Asked in a transaction."""
    if connection._inner.dialect.name != "sqlite":
        return ""
    with _translate_faults(connection._name):
        said = str(connection.row("pragma integrity_check(1)")[0])
    return "" if said == "ok" else " ".join(said.split())


def try_writing(connection: Connection) -> None:
    """Change nothing, as a change: a `DatabaseError` where file, disk or server can only be read."""
    with connection.transaction():
        connection.run("delete from facts where 1 = 0")


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection to the database, made and brought up to date where it needs that."""
    path = _file(url)
    with _translate_faults(path.name if path else ""):
        engine = _engine(url)
        _make_private(path)
        connection = Connection(engine.connect())
    try:
        migrate(connection)
        yield connection
    finally:
        connection.close()
        engine.dispose()


class Pool:
    """A few connections that stay open, for a server whose requests each need one for a moment.

    One that a fault has passed through is closed, and another opened in its place.
    """

    def __init__(self, url: str, size: int = 4) -> None:
        self._url = url
        self._places = threading.BoundedSemaphore(size)
        self._free: list[tuple[Connection, ExitStack]] = []

    @contextmanager
    def taken(self) -> Iterator[Connection]:
        """A connection for one thread at a time; waits where all are taken."""
        with self._places:
            connection, held = self._free.pop() if self._free else self._opened()
            if not connection.is_alive():
                held.close()
                connection, held = self._opened()
            try:
                yield connection
            except BaseException:
                held.close()
                raise
            self._free.append((connection, held))

    def _opened(self) -> tuple[Connection, ExitStack]:
        held = ExitStack()
        return held.enter_context(connect(self._url)), held

    def close(self) -> None:
        """Close those that nobody has taken."""
        while self._free:
            self._free.pop()[1].close()


def migrate(connection: Connection) -> None:
    """Run the files of `schema/` that this database has not seen, all in one transaction.

    Raises `DatabaseError` where a newer program has changed it.
    """
    steps = _steps()
    with connection.transaction(writes=False):
        version = _version(connection)
    if version == len(steps):
        return
    with connection.transaction():
        if connection._inner.dialect.name == "postgresql":
            connection.run("select pg_advisory_xact_lock(:number)", {"number": _MIGRATING})
        connection.run("create table if not exists migrations (number integer primary key, applied_at text not null)")
        version = _version(connection)  # somebody else may have been first
        if version > len(steps):
            raise DatabaseError(f"a newer program has changed it (step {version}; this one knows {len(steps)})")
        for number, statements in enumerate(steps[version:], version + 1):
            for statement in statements:
                connection.run(statement)
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            connection.run("insert into migrations (number, applied_at) values (:n, :at)", {"n": number, "at": now})


def _steps() -> list[list[str]]:
    """The statements of each numbered file, in order."""
    folder = resources.files("newsletter").joinpath("schema").iterdir()
    files = sorted((file for file in folder if _is_step(file.name)), key=lambda file: file.name)
    texts = (re.sub(r"^--.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE) for file in files)
    return [[part.strip() for part in text.split(";\n") if part.strip()] for text in texts]


def _is_step(name: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-[a-z-]+\.sql", name))


def _version(connection: Connection) -> int:
    if not sa.inspect(connection._inner).has_table("migrations"):
        return 0
    return int(connection.row("select coalesce(max(number), 0) from migrations")[0])


def _engine(url: str) -> sa.Engine:
    # Values would stand in the texts of errors: they are people's addresses.
    with_driver = re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url)
    engine = sa.create_engine(with_driver, poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    else:
        # What they would say of a connection that is gone is said by whoever met it.
        for name in ("psycopg", "sqlalchemy.pool"):
            logging.getLogger(name).addHandler(logging.NullHandler())
    return engine


def _prepare(opened: Any, _: object) -> None:
    opened.isolation_level = None  # the driver begins no transaction of its own; `_begin` does
    for pragma in PRAGMAS:
        opened.execute(f"pragma {pragma}").close()


def _begin(inner: sa.Connection) -> None:
    inner.exec_driver_sql("begin immediate" if inner.info.get("writes", True) else "begin")


def _make_private(path: Path | None) -> None:
    """A new database is its owner's alone to read; its log takes over what the file allows."""
    if path is not None and not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as fault:
            raise DatabaseError(f"it can't be made: {(fault.strerror or 'no reason given').lower()}") from None


def _name_of(engine: sa.Engine) -> str:
    """The name of SQLite's file; empty for a server."""
    return Path(engine.url.database or "").name if engine.dialect.name == "sqlite" else ""


def _reason(fault: BaseException | None, name: str) -> str:
    """What a driver says, without any value; of a disk that is full or can't be written, with the file's name."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in _OF_DISK:
        return f"`{name}` {_OF_DISK[code]}"
    return str(fault).strip().partition("\n")[0]


@contextmanager
def _translate_faults(name: str) -> Iterator[None]:
    """Faults of driver and server as ours, with the first line of what they say and no statement."""
    try:
        yield
    except DBAPIError as fault:
        if fault.connection_invalidated:
            raise LostDatabaseError(_GONE) from None
        said = _reason(fault.orig, name)
        if "locked" in said:
            said = f"another program has been writing for {_BUSY_MS // 1000} seconds"
        if isinstance(fault, sa.exc.IntegrityError):
            said = "a value broke one of its rules"  # PostgreSQL would quote the value
        raise DatabaseError(said) from None
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        missing = isinstance(fault, ModuleNotFoundError)
        raise DatabaseError("its driver is not installed" if missing else "its address can't be read") from None
