"""The rows of a whole database out and in, in one form for SQLite and PostgreSQL.

In: an open connection and a file. Out: lines of JSON, the tables in an order in which each refers to earlier ones only:
`{"table": …, "columns": […]}`, then a list of values for each row. What one of the two databases has given, the other
takes. The table of migrations is left out: whoever takes the rows in has a schema of the same step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from newsletter.database.connection import Connection
from newsletter.database.migrations import MIGRATIONS

_AT_ONCE = 2_000


class Written(Protocol):
    """A file that bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Write them."""


def copy_out(connection: Connection, file: Written) -> dict[str, int]:
    """Write all rows as they were at one moment, whatever is written meanwhile; how many each table has."""
    counts = {}
    with connection.transaction(writes=False):
        if connection._inner.dialect.name == "postgresql":
            connection.run("set transaction isolation level repeatable read")
        for table, columns in _tables(connection):
            file.write(_line({"table": table, "columns": columns}))
            counts[table] = 0
            for row in connection.rows(f"select {', '.join(columns)} from {table}"):  # noqa: S608 (names of ours)
                file.write(_line(list(row)))
                counts[table] += 1
    return counts


def copy_in(connection: Connection, lines: Iterable[bytes]) -> None:
    """Put rows that were copied out in the place of what a new schema begins with; all or none. In a transaction."""
    tables = dict(_tables(connection))
    for table in reversed(tables):
        connection.run(f"delete from {table}")  # noqa: S608 (names of ours)
    for sql, values in _batches(lines, tables):
        connection.run(sql, values)


def is_empty(connection: Connection) -> bool:
    """True where nothing stands but what a new schema begins with."""
    with connection.transaction(writes=False):
        tables = [table for table, _ in _tables(connection) if table != "counters"]
        return all(connection.row(f"select 1 from {table} limit 1") is None for table in tables)  # noqa: S608


def _tables(connection: Connection) -> list[tuple[str, list[str]]]:
    """The tables with their columns, each after those that it refers to."""
    import sqlalchemy as sa

    seen = sa.inspect(connection._inner)
    names = [name for name, _ in seen.get_sorted_table_and_fkc_names() if name and name != MIGRATIONS]
    return [(name, [column["name"] for column in seen.get_columns(name)]) for name in names]


def _batches(lines: Iterable[bytes], tables: dict[str, list[str]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Statements that put rows in, with the values of some rows each. Raises `ValueError` for what is no such copy."""
    sql, columns, rows = "", [""], list[dict[str, Any]]()
    for line in lines:
        read = json.loads(line)
        if isinstance(read, dict):
            if rows:
                yield sql, rows
            table, columns, rows = str(read["table"]), list(read["columns"]), []
            if set(columns) != set(tables.get(table, ())):
                raise ValueError(f"the schema has no table {table} with these columns")
            into, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
            sql = f"insert into {table} ({into}) values ({values})"  # noqa: S608 (both are the schema's own)
            continue
        rows.append(dict(zip(columns, read, strict=True)))
        if len(rows) == _AT_ONCE:
            yield sql, rows
            rows = []
    if rows:
        yield sql, rows


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
