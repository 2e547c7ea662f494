"""A few statements in one transaction, straight to the driver: those that are run for every message of a mailing.

In: an open connection of SQLAlchemy, statements in the driver's own form. Out: what each returns. On a server they go
out together with the commit, and only then answers are awaited: whoever stands still or is cut off in between leaves no
transaction open, whose locks would keep others from what it held. It is one way there and back, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlalchemy as sa


def run_at_once(inner: sa.Connection, statements: Sequence[tuple[str, Any]]) -> list[list[Any]]:
    """What each statement returns; with a list of values it is run for all of them. Raises the driver's errors."""
    driver: Any = inner.connection.dbapi_connection
    assert driver is not None  # noqa: S101 (only a closed connection has none)
    if inner.dialect.name == "sqlite":
        return _run_in_file(driver, statements)
    with ExitStack() as opened:
        # The driver's own beginning is awaited before anything else is sent.
        driver.autocommit = True
        opened.callback(_end, driver)
        with driver.pipeline():
            _run(driver, opened, "begin", {})
            cursors = [_run(driver, opened, sql, values) for sql, values in statements]
            _run(driver, opened, "commit", {})
        return [_returned(cursor) for cursor in cursors]


def _run_in_file(driver: Any, statements: Sequence[tuple[str, Any]]) -> list[list[Any]]:
    with closing(driver.cursor()) as cursor:
        cursor.execute("begin immediate")
        found = []
        for sql, values in statements:
            (cursor.executemany if isinstance(values, list) else cursor.execute)(sql, values)
            found.append(_returned(cursor))
        driver.commit()
        return found


def _end(driver: Any) -> None:
    """Leave nothing begun; a session that is gone is found so by the next who asks."""
    if not driver.closed:
        driver.rollback()
        driver.autocommit = False


def _run(driver: Any, opened: ExitStack, sql: str, values: Any) -> Any:  # of a driver: each has more than the interface
    cursor = driver.cursor()
    opened.callback(cursor.close)
    (cursor.executemany if isinstance(values, list) else cursor.execute)(sql, values)
    return cursor


def _returned(cursor: Any) -> list[Any]:
    return list(cursor.fetchall()) if cursor.description else []
