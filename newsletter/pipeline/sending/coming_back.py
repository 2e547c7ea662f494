"""A database whose server is started anew is met again, and what could not be put on record meanwhile is.

In: a connection that was lost, the fence that a run had, its queues. Out: whether the database is back; by then nothing
of the run is in doubt that this process knows of, and others may have what it held.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence

from newsletter.database import Connection, LostDatabaseError
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.fence import Fence
from newsletter.mail.delivery.places import Places
from newsletter.mail.delivery.queue import RoundQueue

_AWAY, _EVERY = 300.0, 0.5
"""So many seconds a database may be away before a run is given up, and between two looks whether it is back."""


def come_back(
    connection: Connection, fence: Fence, queues: Sequence[RoundQueue], clock: Callable[[], dt.datetime],
    is_wanted: Callable[[], bool],
) -> bool:  # fmt: skip
    """Wait for the database, as long as it `is_wanted`; False when it stays away."""
    for queue in queues:
        queue.state_words = "the database is away"
    ends = time.monotonic() + _AWAY
    while is_wanted() and time.monotonic() < ends:
        if connection.reconnect() and _is_settled(connection, fence, queues, clock()):
            return True
        time.sleep(_EVERY)
    return False


def _is_settled(connection: Connection, fence: Fence, queues: Sequence[RoundQueue], now: dt.datetime) -> bool:
    """Put on record what was kept, and give back what was held; False when the database has gone again."""
    try:
        connection.bound()
        ledger.commit(connection, fence.kept, now, fence.owner)
        for queue in queues:
            if queue.holding:
                queue.holding.abandon()
        Places(connection, fence.owner).close()
    except LostDatabaseError:
        return False
    return True
