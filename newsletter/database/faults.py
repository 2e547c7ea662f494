"""What goes wrong with a database, in words that hold no value of any row.

In: faults of SQLAlchemy and of its drivers. Out: `DatabaseError` and `LostDatabaseError`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from newsletter.exceptions import NewsletterError

BUSY_MS = 30_000
"""A million subscribers are imported in less; the sender waits for them rather than giving up."""
_OF_DISK = {
    sqlite3.SQLITE_FULL: "can’t grow: the disk is full",
    sqlite3.SQLITE_READONLY: "can’t be written: the file, its folder or its disk is read-only",
    sqlite3.SQLITE_IOERR: "can’t be read or written: the disk has a fault, or is full",
    sqlite3.SQLITE_CANTOPEN: "can’t be opened: is its folder there, and ours to read and write?",
}
"""What a person can mend; SQLite says it without naming the file. Codes: sqlite.org/rescode.html."""
GONE = "its server has ended the connection"


class DatabaseError(NewsletterError):
    """The database can't be used; the text says why, in words that hold no value of any row."""


class LostDatabaseError(DatabaseError):
    """The server has ended the connection, as one does that is started anew; `reconnect` may find it again."""


def reason(fault: BaseException | None, name: str) -> str:
    """What a driver says, without any value; of a disk that is full or can't be written, with the file's name."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in _OF_DISK:
        return f"`{name}` {_OF_DISK[code]}"
    return str(fault).strip().partition("\n")[0]


@contextmanager
def translate_faults(name: str) -> Iterator[None]:
    """Faults of driver and server as ours, with the first line of what they say and no statement."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

    try:
        yield
    except DBAPIError as fault:
        if fault.connection_invalidated:
            raise LostDatabaseError(GONE) from None
        said = reason(fault.orig, name)
        if "locked" in said:
            said = f"another program has been writing for {BUSY_MS // 1000} seconds"
        if isinstance(fault, IntegrityError):
            said = "a value broke one of its rules"  # PostgreSQL would quote the value
        raise DatabaseError(said) from None
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        missing = isinstance(fault, ModuleNotFoundError)
        raise DatabaseError("its driver is not installed" if missing else "its address can't be read") from None
