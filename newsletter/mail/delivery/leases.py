"""Leases: how long a process may hold what others wait for, and when it has to act.

In: moments of one clock, in seconds. Out: whether to renew, to look again, or to let go. Pure.

A lease is counted by the database's clock, so that clocks of machines may differ and jump. A process that is killed,
stands still or loses the network does not renew it: what it held is free after `LEASE`, and is looked for every `LOOK`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LEASE = 20.0
"""Seconds for which something is held without being renewed."""
RENEW = 5.0
"""Seconds between two renewals: three may fail before the lease is over."""
LOOK = 2.0
"""Seconds between two looks whether there is something to take over."""
GRANT = 60.0
"""Seconds after an intent was granted in which its message may begin. A machine that stood still for longer sends it
no more: a person may have decided about the recipient meanwhile."""
SETTLE_AFTER = 120.0
"""Seconds for which who was on their way with a process that is gone waits for a person's `--resend`: twice `GRANT`, so
that no message of that process begins after it."""
SIZE = 1_000
"""Readers that are held together: some seconds of work, so that little is in doubt and little is asked."""


def is_to_renew(now: float, renewed_at: float) -> bool:
    """True when a lease that was renewed then has to be renewed now."""
    return now - renewed_at >= RENEW


def is_grant_good(now: float, granted_at: float) -> bool:
    """True while the message of an intent that was granted then may still begin."""
    return now - granted_at <= GRANT


def wait_until_look(now: float, looked_at: float, *, waits: bool, is_left: bool) -> float | None:
    """Seconds until somebody who found nothing to hold looks again; None where this run has nothing left to do.

    A run that `waits` stays as long as anything `is_left`, with others or for later.
    """
    if not (waits and is_left):
        return None
    return max(looked_at + LOOK - now, 0.01)


def cut_ranges(numbers: Iterable[int], begin: int, size: int = SIZE) -> Iterator[tuple[int, int]]:
    """Ranges, each with so many of these numbers, which rise; without gaps between them, from `begin` on.

    Without gaps, since somebody who joins the round later has a number between two that are there.
    """
    count = last = 0
    for last in numbers:
        count += 1
        if count == size:
            yield begin, last
            begin, count = last + 1, 0
    if count:
        yield begin, last
