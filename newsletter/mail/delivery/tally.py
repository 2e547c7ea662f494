"""Tallies: how the deliveries of a round stand, in one look through its rows.

In: an open database, a round. Out: counts by locale and state, who was mailed lately and who is still to be. To be
called in a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.database import Connection
from newsletter.mail.delivery.states import DeliveryState
from newsletter.times import load_optional_time, write_time

_FEW = 4
"""To group a million rows SQLite sorts them; of so few letters each state is counted in passing, in a third of it."""
# What few rows fulfil stands first, so that of a million no second word is compared.
_LATELY = "changed_at >= :since and state = 'accepted'"
REASONED = "reason <> '' and state not in ('accepted', 'sending')"
"""Rows with a reason why somebody has no letter, or none yet."""


@dataclass(slots=True)
class Tally:
    """Deliveries by locale and state; how many were accepted lately, how many wait, and until when the first does.

    `first_at` is None where somebody may be mailed now. `reasoned` are those of whom a reason is on record why they
    have no letter (yet): to count the reasons one by one takes another look through all rows.
    """

    counts: dict[tuple[str, DeliveryState], int] = field(default_factory=dict)
    lately: int = 0
    waiting: int = 0
    first_at: dt.datetime | None = None
    reasoned: int = 0

    def by_state(self) -> Counter[DeliveryState]:
        """The counts of all locales together."""
        found: Counter[DeliveryState] = Counter()
        for (_, state), count in self.counts.items():
            found[state] += count
        return found


def tally(connection: Connection, round_id: int, since: dt.datetime | None = None) -> Tally:
    """How a round stands; accepted `since` is lately, and with None nothing is."""
    mailings = connection.rows("select id, locale from mailings where round_id = :round", {"round": round_id})
    locales = {int(row[0]): str(row[1]) for row in mailings}
    values = {"round": round_id, "since": write_time(since) if since else "~"}
    found = Tally()
    rows = _passing(connection, list(locales), values) if len(locales) <= _FEW else _grouping(connection, values)
    later, first = 0, None
    for mailing, counts, lately, reasoned, (later, first) in rows:  # noqa: B007 (of the whole round, in each row)
        found.counts |= {(locales[mailing], state): count for state, count in counts.items() if count}
        found.lately += lately
        found.reasoned += reasoned
    found.waiting = found.by_state()[DeliveryState.PENDING]
    # Those whose turn is not later may be mailed now.
    found.first_at = first if found.waiting and later == found.waiting else None
    return found


# An index has those whose turn is later. They are counted in the same statement as all others: between two of them
# PostgreSQL may have mailed to somebody, and would say that the rest need not wait. One value is one look at the index.
_LATER = """(select count(*) || ' ' || coalesce(min(due_at), '') from deliveries
    where round_id = :round and state = 'pending' and due_at <> '')"""

_Turn = tuple[int, dt.datetime | None]
_Row = tuple[int, dict[DeliveryState, int], int, int, _Turn]
"""Of one mailing: its number, how many are in which state, of these lately accepted, and with a reason.

And of the whole round for how many it is too early, and until when it is for the first of them.
"""


def _turn(said: str) -> _Turn:
    later, _, first = said.partition(" ")
    return int(later), load_optional_time(first)


def _passing(connection: Connection, mailings: list[int], values: dict[str, object]) -> Iterator[_Row]:
    if not mailings:
        return
    # Who waits is who is in no other state: at the beginning of a mailing that is everybody.
    others = [state for state in DeliveryState if state is not DeliveryState.PENDING]
    columns = []
    for mailing in mailings:
        of = f"mailing_id = {mailing} and " if len(mailings) > 1 else ""
        columns.append(f"count(*) filter (where mailing_id = {mailing})" if of else "count(*)")
        columns += [f"count(*) filter (where {of}state = '{state}')" for state in others]
        columns += [f"count(*) filter (where {of}{condition})" for condition in (_LATELY, REASONED)]
    sql = f"select {_LATER}, {', '.join(columns)} from deliveries where round_id = :round"  # noqa: S608 (numbers and our states)
    said, *row = connection.row(sql, values)
    turn = _turn(str(said))
    width = len(row) // len(mailings)
    for at, mailing in enumerate(mailings):
        total, *counts, lately, reasoned = (int(each) for each in row[at * width : (at + 1) * width])
        waiting = {DeliveryState.PENDING: total - sum(counts)}
        yield mailing, waiting | dict(zip(others, counts, strict=True)), lately, reasoned, turn


def _grouping(connection: Connection, values: dict[str, object]) -> Iterator[_Row]:
    rows = connection.rows(
        f"""select mailing_id, state, count(*), count(*) filter (where {_LATELY}), count(*) filter (where {REASONED}),
        {_LATER} from deliveries where round_id = :round group by mailing_id, state""",  # noqa: S608
        values,
    )
    for row in rows:
        yield int(row[0]), {DeliveryState(row[1]): int(row[2])}, int(row[3]), int(row[4]), _turn(str(row[5]))
