"""Places: connections to mail servers as rows, where processes on many machines have them together.

In: an open database on a server, the owner. Out: places taken and given back, each for the time of a lease: one that a
machine held which stands still or is cut off is free like its shards are. Nobody takes more than their part, so that
the others go on meanwhile, and few messages are in doubt.
"""

from __future__ import annotations

from contextlib import suppress

from newsletter.database import Connection, LostDatabaseError
from newsletter.mail.delivery.leases import LEASE
from newsletter.mail.delivery.presence import find_workers


class Places:
    """The places that an owner holds; they are asked for by number like `database.Locks`."""

    def __init__(self, connection: Connection, owner: str) -> None:
        self._connection = connection
        self._owner = owner

    def count_part(self, connections: int) -> int:
        """So many of a server's connections this owner may have: all, divided by the workers there are, rounded up."""
        with self._connection.transaction(writes=False):
            workers = len(find_workers(self._connection))
        return -(-connections // max(workers, 1))

    def take(self, number: int) -> bool:
        """True when this owner has the place from now on."""
        clock = self._connection.clock
        with self._connection.transaction():
            rows = self._connection.returned(
                f"""insert into places (number, owner, held_until) values (:number, :owner, {clock} + {LEASE})
                on conflict (number) do update set owner = excluded.owner, held_until = excluded.held_until
                where places.owner = excluded.owner or places.held_until < {clock}
                returning number""",  # noqa: S608 (our own words)
                {"number": number, "owner": self._owner},
            )
        return bool(rows)

    def release(self, number: int) -> None:
        """Let another process have it; a database that is away lets go of it by itself."""
        with suppress(LostDatabaseError), self._connection.transaction():
            self._connection.run(
                "delete from places where number = :number and owner = :owner",
                {"number": number, "owner": self._owner},
            )

    def renew(self) -> None:
        """Hold all of them for longer; one that another process has taken meanwhile is that one's."""
        with self._connection.transaction():
            self._connection.run(
                f"update places set held_until = {self._connection.clock} + {LEASE} where owner = :owner",  # noqa: S608
                {"owner": self._owner},
            )

    def close(self) -> None:
        """Release what is left."""
        with suppress(LostDatabaseError), self._connection.transaction():
            self._connection.run("delete from places where owner = :owner", {"owner": self._owner})
