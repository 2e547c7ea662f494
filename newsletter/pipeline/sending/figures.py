"""The home in figures, for a program that watches it: counts and times of points, never a person or an issue.

In: an open database, the time. Out: `Figures`. What has been settled is counted once and remembered while nothing of
its round changes, so that a look costs no more when years of mailings lie in the database.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.database import Connection
from newsletter.mail.bounces.read_record import Reading, last_reading
from newsletter.mail.delivery import ledger, schedule
from newsletter.mail.delivery.backup_record import last_backup
from newsletter.mail.delivery.due_record import last_due
from newsletter.mail.delivery.presence import Worker, find_workers
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.states import DeliveryState, PausedBy, RoundState
from newsletter.mail.delivery.tally import tally
from newsletter.times import write_time

LATELY = dt.timedelta(minutes=5)
_UNSETTLED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


@dataclass
class PointFigures:
    """One point: deliveries by state, how long the oldest mailing that is not done has waited (seconds), messages
    accepted a minute lately, mailings that the program has stopped, and those that a restored backup puts in doubt.
    """

    states: Counter[DeliveryState] = field(default_factory=Counter)
    oldest: float = 0.0
    rate: float = 0.0
    stopped: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """By point, what is planned and should have been opened, when `due` and a backup last came to an end, and when
    reports that came back were last read; workers that are there, None where the database is a file and can have none.
    """

    points: Mapping[str, PointFigures]
    planned: int
    overdue: int
    due_at: dt.datetime | None
    backed_up_at: dt.datetime | None
    reading: Reading | None = None
    workers: tuple[Worker, ...] | None = None


class Watcher:
    """Counts a home again and again."""

    def __init__(self) -> None:
        self._settled: dict[int, tuple[object, Counter[DeliveryState]]] = {}
        self._seen: dict[int, Counter[DeliveryState]] = {}

    def states_of(self, of: Round) -> Counter[DeliveryState]:
        """A round's deliveries by state as the last look has counted them; none of one opened since."""
        return self._seen.get(of.id, Counter())

    def figures(self, connection: Connection, now: dt.datetime) -> Figures:
        """The figures at a time."""
        points: dict[str, PointFigures] = {}
        with connection.transaction(writes=False):
            unsettled = self._unsettled(connection)
            for each in ledger.rounds(connection):
                of = points.setdefault(each.point, PointFigures())
                open_states = unsettled.get(each.id, Counter())
                states = self._states(connection, each, open_states)
                self._seen[each.id] = states
                of.states.update(states)
                if open_states[DeliveryState.PENDING] and each.state is not RoundState.ENDED:
                    of.oldest = max(of.oldest, (now - each.opened_at).total_seconds())
                of.rate += self._rate(connection, each, now)
                is_paused = each.state is RoundState.PAUSED and bool(open_states)
                of.stopped += is_paused and each.pause_cause.paused_by is PausedBy.PROGRAM
                of.doubtful += bool(each.restored_at)
            planned = list(schedule.appointments(connection))
            overdue = sum(each.due_at < now - LATELY for each in planned)
            ran, backed_up, reading = last_due(connection), last_backup(connection), last_reading(connection)
            there = tuple(find_workers(connection)) if connection.is_shared else None
            return Figures(points, len(planned), overdue, ran, backed_up, reading, there)

    def _unsettled(self, connection: Connection) -> dict[int, Counter[DeliveryState]]:
        found: dict[int, Counter[DeliveryState]] = {}
        for number, state, count in connection.rows(
            """select round_id, state, count(*) from deliveries
            where state = 'pending' or state = 'sending' or state = 'uncertain' group by round_id, state"""
        ):
            found.setdefault(number, Counter())[DeliveryState(state)] = count
        return found

    def _states(self, connection: Connection, of: Round, unsettled: Counter[DeliveryState]) -> Counter[DeliveryState]:
        mark = (of.active_at, of.state, sorted(unsettled.items()))
        known = self._settled.get(of.id)
        if known is None or known[0] != mark:
            counted = tally(connection, of.id).by_state()
            settled = Counter({state: count for state, count in counted.items() if state not in _UNSETTLED})
            known = self._settled[of.id] = (mark, settled)
        return known[1] + unsettled

    def _rate(self, connection: Connection, of: Round, now: dt.datetime) -> float:
        since = max(now - LATELY, of.opened_at)
        if of.active_at < since:
            return 0.0
        row = connection.row(
            """select count(*) from deliveries
            where round_id = :round and state = 'accepted' and changed_at >= :since""",
            {"round": of.id, "since": write_time(since)},
        )
        return float(row[0] / max((now - since).total_seconds() / 60, 1 / 60))
