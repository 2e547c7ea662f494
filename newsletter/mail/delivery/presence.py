"""Presence: which workers there are at the moment, as rows with leases.

In: an open database on a server, a worker's own text. Out: a row that is renewed while it works; those whom others can
count on. All functions are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.delivery.leases import LEASE
from newsletter.times import load_time, write_time


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that is there: the name of its machine, and since when it works."""

    machine: str
    began_at: dt.datetime


def keep_presence(connection: Connection, owner: str, machine: str, kinds: Sequence[str], now: dt.datetime) -> None:
    """Say that a worker is there, for the time of a lease; rows of those that are gone for long are cleared."""
    clock = connection.clock
    connection.run(
        f"""insert into workers (owner, machine, kinds, began_at, held_until)
        values (:owner, :machine, :kinds, :now, {clock} + {LEASE})
        on conflict (owner) do update set held_until = excluded.held_until""",  # noqa: S608 (our own words)
        {"owner": owner, "machine": machine, "kinds": " ".join(kinds), "now": write_time(now)},
    )
    connection.run(f"delete from workers where held_until < {clock} - 3600")  # noqa: S608


def end_presence(connection: Connection, owner: str) -> None:
    """A worker has come to its end."""
    connection.run("delete from workers where owner = :owner", {"owner": owner})


def find_workers(connection: Connection) -> list[Worker]:
    """Those that are there, who began first at first; nobody with a file, where commands mail by themselves."""
    if not connection.is_shared:
        return []
    rows = connection.rows(
        f"select machine, began_at from workers where held_until > {connection.clock} order by began_at, owner"  # noqa: S608
    )
    return [Worker(machine, load_time(began_at)) for machine, began_at in rows]
