"""Rounds of which a restored database does not know who was mailed since its backup was made.

In: an open database. Out: rounds marked as in doubt, and, once a person has said so, their recipients as `uncertain`.
All functions are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from newsletter.database import Connection
from newsletter.mail.delivery import ledger, shards
from newsletter.mail.delivery.states import RoundState
from newsletter.times import write_time


def mark_rounds(connection: Connection, names: Collection[str], now: dt.datetime, *, unfinished: bool) -> None:
    """Note that these rounds are in doubt; with `unfinished` also each that has recipients to go."""
    for each in ledger.rounds(connection):
        is_meant = each.name in names or (unfinished and ledger.has_unfinished(connection, each.id))
        if is_meant and each.state is not RoundState.ENDED and not each.restored_at:
            connection.run(
                "update rounds set restored_at = :now where id = :id", {"id": each.id, "now": write_time(now)}
            )
            # Whoever held them when the backup was made is none of this database's any more.
            shards.free_round(connection, each.id)


def accept_doubt(connection: Connection, round_id: int, now: dt.datetime) -> int:
    """A person has said that the backup is one: who still waits in the round is `uncertain`; how many there are."""
    connection.run("update rounds set restored_at = '' where id = :id", {"id": round_id})
    return connection.run(
        """update deliveries set state = 'uncertain', reason = 'restored', reply = '', changed_at = :now
        where round_id = :round and state in ('pending', 'sending')""",
        {"round": round_id, "now": write_time(now)},
    )
