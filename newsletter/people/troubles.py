"""What goes on only once a person acts, and when operators were told of it: once for as long as it is so.

In: an open database in a transaction, what is so now. Out: the names of what is to be told now. Whoever tells claims
them first; what was claimed and not told within ten minutes, by a program that was killed, is told again: of a
mailing that has stopped an operator hears twice rather than never.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from newsletter.database import Connection
from newsletter.times import write_time

_PATIENCE = dt.timedelta(minutes=10)
_MET_TWICE = 2


def note_troubles(connection: Connection, names: Collection[str], now: dt.datetime) -> None:
    """Note what is so now; what is so no longer is forgotten, and told anew when it comes back."""
    known = {row.name for row in connection.rows("select name from troubles")}
    gone = [{"name": name} for name in sorted(known - set(names))]
    connection.run("delete from troubles where name = :name", gone)
    rows = [{"name": name, "now": write_time(now)} for name in sorted(names)]
    connection.run(
        """insert into troubles (name, since, met, telling_at, told_at) values (:name, :now, 1, '', '')
        on conflict (name) do update set met = troubles.met + 1""",
        rows,
    )


def claim_untold(connection: Connection, urgent: Mapping[str, bool], now: dt.datetime) -> list[str]:
    """The names that are to be told now: those that are urgent at once, the others when they were met twice."""
    claimed = []
    for name, is_urgent in sorted(urgent.items()):
        values = {
            "name": name,
            "now": write_time(now),
            "before": write_time(now - _PATIENCE),
            "least": 1 if is_urgent else _MET_TWICE,
        }
        taken = connection.run(
            """update troubles set telling_at = :now
            where name = :name and told_at = '' and met >= :least and (telling_at = '' or telling_at < :before)""",
            values,
        )
        claimed += [name] * bool(taken)
    return claimed


def settle_told(connection: Connection, names: Collection[str], now: dt.datetime, *, is_told: bool) -> None:
    """Say whether what was claimed has been told; else the next one may try at once."""
    told = write_time(now) if is_told else ""
    rows = [{"name": name, "told": told} for name in names]
    connection.run("update troubles set telling_at = '', told_at = :told where name = :name", rows)
