"""The database: subscribers and ledger of the home, in SQLite or PostgreSQL.

In: an address such as `sqlite:///newsletter.db`. Out: a `Connection` that runs SQL as it is written, brought up to
date by the numbered files of `schema/`. What can't be opened, read or written is a `DatabaseError` without any value of
a row in it. SQLAlchemy takes a quarter of what the studio imports, and is imported when a database is opened.
"""

from newsletter.database.addresses import IN_MEMORY, absolute, beside, is_there, is_to_be_read_by_others
from newsletter.database.connection import Connection, Locks, damage, try_writing
from newsletter.database.copying import copy_in, copy_out, is_empty
from newsletter.database.faults import GONE, DatabaseError, LostDatabaseError
from newsletter.database.migrations import migrate, newest_step, step_of
from newsletter.database.opening import Pool, connect, connect_to_look

__all__ = [
    "GONE", "IN_MEMORY", "Connection", "DatabaseError", "Locks", "LostDatabaseError", "Pool", "absolute", "beside",
    "connect", "connect_to_look", "copy_in", "copy_out", "damage", "is_empty", "is_there", "is_to_be_read_by_others",
    "migrate", "newest_step", "step_of", "try_writing",
]  # fmt: skip
