"""Databases are opened: made where there is none, brought up to date, and kept open for a server; or only looked at.

In: an address such as `sqlite:///newsletter.db`. Out: a `Connection`, or a `Pool` of them.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.database.addresses import file_of
from newsletter.database.connection import CACHE_KB, Connection
from newsletter.database.faults import BUSY_MS, DatabaseError, translate_faults
from newsletter.database.migrations import is_up_to_date, migrate

if TYPE_CHECKING:
    import sqlalchemy as sa

PRAGMAS = (
    f"busy_timeout = {BUSY_MS}",
    "journal_mode = wal",
    "synchronous = full",  # a commit that a power failure takes back would be a letter mailed twice
    "foreign_keys = on",
    "secure_delete = on",  # an erased address is no longer in the file either
    f"cache_size = -{CACHE_KB}",
    "temp_store = file",
)

_PATIENCE = {
    "connect_timeout": 5, "tcp_user_timeout": 10_000,
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2,
}  # fmt: skip
"""Whoever waits for a server that is not there any more learns of it in seconds, and not after minutes."""

_LOOK_MS = 2_000
"""Whoever looks is a page that somebody waits for."""


@contextmanager
def connect(url: str, *, up_to: int | None = None) -> Iterator[Connection]:
    """A connection to the database, made and brought up to date where it needs that; or only `up_to` a step."""
    path = file_of(url)
    with translate_faults(path.name if path else ""):
        engine = _engine(url)
        _make_private(path)
        connection = Connection(engine.connect())
    try:
        migrate(connection, up_to, lambda step: _keep_file(connection, path, step))
        yield connection
    finally:
        connection.close()
        engine.dispose()


@contextmanager
def connect_to_look(url: str) -> Iterator[Connection | None]:
    """A connection that can change nothing, for a look at what is there; None without a database of this schema.

    Nothing is made or brought up to date, nobody who writes waits for it, and it waits for nobody for long. Raises
    `DatabaseError` for one that can't be read now.
    """
    path = file_of(url)
    if not url or (url.startswith("sqlite:") and not (path and path.is_file())):
        yield None
        return
    with translate_faults(path.name if path else ""):
        engine = _engine_to_look(url, path)
        try:
            connection = Connection(engine.connect())
        except BaseException:
            engine.dispose()
            raise
    try:
        yield connection if is_up_to_date(connection) else None
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


def _engine(url: str) -> sa.Engine:
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    # Values would stand in the texts of errors: they are people's addresses.
    with_driver = re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url)
    told = {}
    if with_driver.startswith("postgresql+psycopg:"):
        given = sa.make_url(with_driver).query
        told = {name: value for name, value in _PATIENCE.items() if name not in given}
    engine = sa.create_engine(with_driver, poolclass=NullPool, hide_parameters=True, connect_args=told)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    else:
        # What they would say of a connection that is gone is said by whoever met it.
        for name in ("psycopg", "sqlalchemy.pool"):
            logging.getLogger(name).addHandler(logging.NullHandler())
    return engine


def _engine_to_look(url: str, path: Path | None) -> sa.Engine:
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    if path is None:
        limits = f"-c default_transaction_read_only=on -c statement_timeout={_LOOK_MS} -c lock_timeout={_LOOK_MS}"
        with_driver = re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url)
        told = {"connect_timeout": _LOOK_MS // 1000, "options": limits}
        return sa.create_engine(with_driver, poolclass=NullPool, hide_parameters=True, connect_args=told)
    # Without a log nobody has it open: as what can't change it is read without a lock, and without files beside it.
    log = Path(f"{path}-wal")
    manner = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?{manner}", uri=True, timeout=_LOOK_MS / 1000, isolation_level=None
        )

    engine = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True, creator=opened)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(opened: Any, _: object) -> None:
    opened.isolation_level = None  # the driver begins no transaction of its own; `_begin` does
    for pragma in PRAGMAS:
        opened.execute(f"pragma {pragma}").close()


def _begin(inner: sa.Connection) -> None:
    inner.exec_driver_sql("begin immediate" if inner.info.get("writes", True) else "begin")


def _keep_file(connection: Connection, path: Path | None, step: int) -> None:
    """Keep SQLite's file as it is before a newer schema changes it, beside it, by the number of its step."""
    if path is None or (copy := Path(f"{path}.step-{step}")).exists():
        return
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{copy.name}.")  # its owner's alone
    os.close(handle)
    try:
        with translate_faults(path.name):
            connection.copy_file(scratch)
        Path(scratch).replace(copy)
    finally:
        Path(scratch).unlink(missing_ok=True)


def _make_private(path: Path | None) -> None:
    """A new database is its owner's alone to read; its log takes over what the file allows."""
    if path is not None and not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as fault:
            raise DatabaseError(f"it can't be made: {(fault.strerror or 'no reason given').lower()}") from None
