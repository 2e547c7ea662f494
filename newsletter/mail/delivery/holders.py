"""Holders: whether any process mails a round at the moment, on either kind of database.

In: an open database, a round. Out: whether nobody does; what a process left on its way that is gone is in doubt then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from newsletter.database import Connection
from newsletter.mail.delivery import ledger, shards


@contextmanager
def find_free(connection: Connection, round_id: int) -> Iterator[bool]:
    """True inside where no process mails the round.

    With a file none can begin meanwhile; with a server one may, which changes nothing of what only waits or is settled.
    """
    if not connection.is_shared:
        with connection.sole(round_id) as is_free:
            yield is_free
        return
    with connection.transaction(writes=False):
        is_free = not shards.is_held(connection, round_id)
    yield is_free


def doubt_left(connection: Connection, round_id: int, now: dt.datetime, *, is_free: bool) -> None:
    """What a process that is gone left between intent and outcome becomes `uncertain`. To be called in a transaction.

    `is_free`: no process mails the round; what is in no shard that is held belongs to nobody in any case.
    """
    if connection.is_shared:
        shards.doubt_lost(connection, round_id)
    elif is_free:
        ledger.find_uncertain(connection, round_id, now)
