"""How often a visitor may do something, kept in the database: several processes that serve the pages count together.

In: a pool, the key that hides who it was, a client. Out: yes or no, by the database's clock. A row holds no address,
and goes once its client may do everything again.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from newsletter.database import Connection, Pool


@dataclass(frozen=True)
class KeptRate:
    """`burst` at once, and one more every `seconds`; `name` tells it from others."""

    pool: Pool
    key: bytes = field(repr=False)
    name: str
    burst: int
    seconds: float

    def is_spent(self, client: str) -> bool:
        """True when the client has to wait; nothing is counted."""
        with self.pool.taken() as connection, connection.transaction(writes=False):
            row = connection.row(
                f"select full_at - {connection.clock} from client_rates where client = :client",  # noqa: S608 (our own)
                {"client": self._of(client)},
            )
        return row is not None and float(row[0]) > (self.burst - 1) * self.seconds

    def spend(self, client: str) -> bool:
        """Count one; False when the client has to wait."""
        with self.pool.taken() as connection, connection.transaction():
            clock = connection.clock
            rows = connection.returned(
                f"""insert into client_rates (client, full_at) values (:client, {clock} + :seconds)
                on conflict (client) do update set full_at = :seconds
                  + case when client_rates.full_at > {clock} then client_rates.full_at else {clock} end
                where client_rates.full_at - {clock} <= :allowed returning client""",  # noqa: S608
                {"client": self._of(client), "seconds": self.seconds, "allowed": (self.burst - 1) * self.seconds},
            )
        return bool(rows)

    def _of(self, client: str) -> str:
        return hmac.new(self.key, f"{self.name} {client}".encode(), hashlib.sha256).hexdigest()


def forget_clients(connection: Connection) -> None:
    """Let go of all who may do everything again."""
    with connection.transaction():
        connection.run(f"delete from client_rates where full_at < {connection.clock}")  # noqa: S608
