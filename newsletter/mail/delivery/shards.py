"""Shards: ranges of a round's readers, each held by one process at a time, in the ledger's own transactions.

In: an open database on a server, a round, the owner: a text that is new with each start of a process. Out: a shard that
is this owner's from now on, leases renewed, shards given back. What a process that is gone left on its way in a shard
is `uncertain` as soon as another one has it, and that since when is said by the database's clock: a person's decision
waits for so long, whatever the clocks of machines say. All functions are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.delivery.leases import LEASE, cut_ranges
from newsletter.times import load_optional_time, write_time

LEFT = """(d.state = 'sending' or (d.state = 'pending' and (d.due_at = '' or d.due_at <= :now)))"""


@dataclass(frozen=True, slots=True)
class Shard:
    """A range of a round's readers by their numbers, both ends in it."""

    number: int
    first: int
    last: int


def cut_shards(connection: Connection, round_id: int) -> None:
    """Cut the readers of a round that are in no shard yet into shards; those who join within a range belong to it."""
    key = {"round": round_id}
    connection.row("select id from rounds where id = :round for update", key)
    row = connection.row("select max(number), max(last) from shards where round_id = :round", key)
    number, last = (int(row[0]), int(row[1])) if row[0] is not None else (0, -1)
    # Only those who are to be mailed: what was settled before there were shards needs none.
    found = connection.rows(
        """select subscriber_id from deliveries where round_id = :round and subscriber_id > :last
        and (state = 'pending' or state = 'sending') order by subscriber_id""",
        {"round": round_id, "last": last},
    )
    ranges = list(cut_ranges((int(each[0]) for each in found), last + 1))
    connection.run(
        """insert into shards (round_id, number, first, last, state, owner, held_until, claims)
        values (:round, :number, :first, :last, 'open', '', 0, 0)""",
        [
            {"round": round_id, "number": at, "first": begin, "last": end}
            for at, (begin, end) in enumerate(ranges, number + 1)
        ],
    )


def claim_shard(connection: Connection, round_id: int, owner: str) -> Shard | None:
    """The next shard that nobody holds, which is the owner's now; None where there is none.

    A claim waits for an intent of the last owner that is being committed, and none is granted to that owner after it.
    """
    clock = connection.clock
    rows = connection.returned(
        f"""update shards set owner = :owner, held_until = {clock} + {LEASE}, claims = claims + 1
        where round_id = :round and number = (
          select number from shards
          where round_id = :round and state = 'open' and held_until < {clock}
          order by number limit 1 for update skip locked
        ) returning number, first, last""",  # noqa: S608 (our own words)
        {"round": round_id, "owner": owner},
    )
    if not rows:
        return None
    shard = Shard(*map(int, rows[0]))
    connection.run(
        """update deliveries set state = 'uncertain', reason = 'interrupted', reply = '', changed_at = :now
        where round_id = :round and state = 'sending' and subscriber_id between :first and :last""",
        {"round": round_id, "now": _read_moment(connection), "first": shard.first, "last": shard.last},
    )
    return shard


def renew_shards(connection: Connection, round_id: int, owner: str) -> frozenset[int]:
    """The numbers of the shards that are still the owner's, each for the time of a lease from now on."""
    rows = connection.returned(
        f"""update shards set held_until = {connection.clock} + {LEASE}
        where round_id = :round and owner = :owner returning number""",  # noqa: S608
        {"round": round_id, "owner": owner},
    )
    return frozenset(int(row[0]) for row in rows)


def give_shard_back(connection: Connection, round_id: int, shard: Shard, owner: str, now: dt.datetime) -> None:
    """Let go of a shard: it is done, or free when the first of those who are left in it is due."""
    range_ = {"round": round_id, "first": shard.first, "last": shard.last}
    row = connection.row(
        """select count(*), min(due_at) from deliveries
        where round_id = :round and subscriber_id between :first and :last and (state = 'pending' or state = 'sending')
        """,
        range_,
    )
    due = load_optional_time(row[1])
    seconds = max((due - now).total_seconds(), 0.0) if due else 0.0
    connection.run(
        f"""update shards set owner = '', state = :state, held_until = {connection.clock} - 0.001 + :seconds
        where round_id = :round and number = :number and owner = :owner""",  # noqa: S608
        {
            "round": round_id, "number": shard.number, "owner": owner, "seconds": seconds,
            "state": "open" if row[0] else "done",
        },
    )  # fmt: skip


def abandon_shards(connection: Connection, round_id: int, owner: str) -> None:
    """Let go of all that an owner held who has lost its connection: what is still on its way there is uncertain."""
    connection.run(
        """update deliveries set state = 'uncertain', reason = 'interrupted', reply = '', changed_at = :now
        where round_id = :round and state = 'sending' and exists (
          select 1 from shards s where s.round_id = deliveries.round_id and s.owner = :owner
          and deliveries.subscriber_id between s.first and s.last
        )""",
        {"round": round_id, "now": _read_moment(connection), "owner": owner},
    )
    connection.run(
        "update shards set owner = '', held_until = 0 where round_id = :round and owner = :owner",
        {"round": round_id, "owner": owner},
    )


def reopen_shards(connection: Connection, round_id: int, now: dt.datetime) -> int:
    """Free those that nobody holds and in which somebody is due sooner than was thought; how many there are.

    Readers join a round, are settled to be mailed again, or have their turn brought forward, and whoever does that
    knows nothing of shards.
    """
    return connection.run(
        f"""update shards set state = 'open', held_until = 0
        where round_id = :round and owner = '' and (state = 'done' or held_until > {connection.clock}) and exists (
          select 1 from deliveries d where d.round_id = shards.round_id
          and d.subscriber_id between shards.first and shards.last and {LEFT}
        )""",  # noqa: S608
        {"round": round_id, "now": write_time(now)},
    )


def free_expired(connection: Connection) -> int:
    """Take what it held from whoever has not renewed it; how many shards there were.

    So that what a dead process had on its way is in doubt soon, also while all others are busy with shards of their
    own.
    """
    clock = connection.clock
    rows = connection.returned(
        f"""update shards set owner = '', held_until = 0 where (round_id, number) in (
          select round_id, number from shards where owner <> '' and held_until < {clock} for update skip locked
        ) returning round_id, first, last""",  # noqa: S608
    )
    if not rows:
        return 0
    now = _read_moment(connection)
    connection.run(
        """update deliveries set state = 'uncertain', reason = 'interrupted', reply = '', changed_at = :now
        where round_id = :round and state = 'sending' and subscriber_id between :first and :last""",
        [{"round": row[0], "first": row[1], "last": row[2], "now": now} for row in sorted(map(tuple, rows))],
    )
    return len(rows)


def free_round(connection: Connection, round_id: int) -> None:
    """Take all shards of a round from whoever holds them: their next intent fails, and replies settle their own."""
    connection.run("update shards set owner = '', held_until = 0 where round_id = :round", {"round": round_id})


def find_uncut(connection: Connection, round_id: int) -> bool:
    """True when readers of a round who are to be mailed are in no shard."""
    row = connection.row(
        """select 1 from deliveries where round_id = :round and (state = 'pending' or state = 'sending')
        and subscriber_id > (select coalesce(max(last), -1) from shards where round_id = :round) limit 1""",
        {"round": round_id},
    )
    return row is not None


def is_any_open(connection: Connection, round_id: int) -> bool:
    """True when any shard of a round is not done: somebody holds it, or some in it wait for their time."""
    row = connection.row("select 1 from shards where round_id = :round and state = 'open' limit 1", {"round": round_id})
    return row is not None


def is_claimable(connection: Connection, round_id: int, now: dt.datetime) -> bool:
    """True when readers of a round whose turn it is are in no shard that anybody holds."""
    if find_uncut(connection, round_id):
        return True
    row = connection.row(
        f"""select 1 from shards s where s.round_id = :round and (s.owner = '' or s.held_until < {connection.clock})
        and exists (
          select 1 from deliveries d where d.round_id = s.round_id
          and d.subscriber_id between s.first and s.last and {LEFT}
        ) limit 1""",  # noqa: S608
        {"round": round_id, "now": write_time(now)},
    )
    return row is not None


def is_held(connection: Connection, round_id: int) -> bool:
    """True when a process holds any shard of a round."""
    row = connection.row(
        f"""select 1 from shards where round_id = :round and owner <> '' and held_until > {connection.clock}
        limit 1""",  # noqa: S608
        {"round": round_id},
    )
    return row is not None


def doubt_lost(connection: Connection, round_id: int) -> int:
    """What is on its way in no shard that anybody holds becomes uncertain; how many there are."""
    return connection.run(
        f"""update deliveries set state = 'uncertain', reason = 'interrupted', reply = '', changed_at = :now
        where round_id = :round and state = 'sending' and not exists (
          select 1 from shards s where s.round_id = deliveries.round_id and s.owner <> ''
          and s.held_until > {connection.clock} and deliveries.subscriber_id between s.first and s.last
        )""",  # noqa: S608
        {"round": round_id, "now": _read_moment(connection)},
    )


def _read_moment(connection: Connection) -> str:
    return write_time(connection.read_clock())
