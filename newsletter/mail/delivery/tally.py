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
_LATELY = "state = 'accepted' and changed_at >= :since"
REASONED = "state not in ('accepted', 'sending') and reason <> ''"
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
    found, turns = Tally(), list[str]()
    rows = _passing(connection, list(locales), values) if len(locales) <= _FEW else _grouping(connection, values)
    for mailing, state, count, first, lately, reasoned in rows:
        if not count:
            continue
        found.counts[locales[mailing], state] = count
        found.lately += lately
        found.reasoned += reasoned
        if state is DeliveryState.PENDING:
            found.waiting += count
            turns.append(first)
    # Who may be mailed now has the empty time, which is the least.
    found.first_at = load_optional_time(min(turns, default=""))
    return found


_Row = tuple[int, DeliveryState, int, str, int, int]


def _passing(connection: Connection, mailings: list[int], values: dict[str, object]) -> Iterator[_Row]:
    if not mailings:
        return
    pairs = [(mailing, state) for mailing in mailings for state in DeliveryState]
    columns = [f"count(*) filter (where mailing_id = {mailing} and state = '{state}')" for mailing, state in pairs]
    for mailing in mailings:
        columns.append(f"min(due_at) filter (where mailing_id = {mailing} and state = 'pending')")
        columns.append(f"count(*) filter (where mailing_id = {mailing} and {_LATELY})")
    columns.append(f"count(*) filter (where {REASONED})")
    sql = f"select {', '.join(columns)} from deliveries where round_id = :round"  # noqa: S608 (numbers and our states)
    row, told = connection.row(sql, values), False
    for at, (mailing, state) in enumerate(pairs):
        first, lately = row[len(pairs) + mailings.index(mailing) * 2 :][:2]
        is_accepted = state is DeliveryState.ACCEPTED
        # Of all letters together, so that it is told with the first row that has anybody.
        reasoned = int(row[-1]) if row[at] and not told else 0
        told = told or bool(row[at])
        yield mailing, state, int(row[at]), first or "", int(lately) if is_accepted else 0, reasoned


def _grouping(connection: Connection, values: dict[str, object]) -> Iterator[_Row]:
    rows = connection.rows(
        f"""select mailing_id, state, count(*), min(due_at), count(*) filter (where {_LATELY}),
          count(*) filter (where {REASONED})
        from deliveries where round_id = :round group by mailing_id, state""",  # noqa: S608
        values,
    )
    for row in rows:
        yield int(row[0]), DeliveryState(row[1]), int(row[2]), row[3], int(row[4]), int(row[5])
