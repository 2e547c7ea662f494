"""Delivering: a worker mails whatever rounds have readers whom nobody holds, each in a thread of its own.

In: an installation, how its database is opened, a log. Out: rounds run as `newsletter due` runs them, shard after
shard, as long as there is one to claim. It looks every two seconds, and at once when it is woken: a job that was lost,
or a worker that was killed, costs a look.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from newsletter.database import Connection, DatabaseError
from newsletter.mail.delivery import ledger, shards
from newsletter.mail.delivery.leases import LOOK
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.states import RoundState
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.following import Event
from newsletter.pipeline.sending.rounds import MailingReport, run_rounds
from newsletter.pipeline.sending.run import Manner

Log = Callable[..., None]
"""Says one event: its name, and facts of it."""
_AT_ONCE = 8
_AGAIN = 60.0
"""Seconds after which a round is tried again that something holds up: as often as a timer would."""


class Deliverer:
    """Runs rounds until it is stopped. `open_database` gives a connection of one's own."""

    def __init__(
        self, installation: Installation, open_database: Callable[[], AbstractContextManager[Connection]], log: Log
    ) -> None:
        self._installation = installation
        self._open_database = open_database
        self._log = log
        self._under_way: dict[int, threading.Thread] = {}
        self._not_before: dict[int, float] = {}
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """Look at once, also at what was held up."""
        self._not_before.clear()
        self._woken.set()

    def stop(self) -> None:
        """Let messages in flight end, give back what is held, take no more."""
        self._stopping.set()
        self._woken.set()

    def run(self, tick: Callable[[Connection], None]) -> None:
        """Look and deliver until stopped; `tick` is called with each look."""
        while not self._stopping.is_set():
            try:
                with self._open_database() as connection:
                    connection.bound()
                    self._look_on(connection, tick)
            except DatabaseError:
                self._log("database away")
            except Exception as fault:  # our own bugs: what can be mailed goes on
                self._log("fault", fault=type(fault).__name__)
            self._stopping.wait(LOOK)
        for thread in list(self._under_way.values()):
            thread.join()

    def _look_on(self, connection: Connection, tick: Callable[[Connection], None]) -> None:
        while not self._stopping.is_set():
            tick(connection)
            self._woken.clear()
            with connection.transaction():
                freed = shards.free_expired(connection)
            if freed:
                self._log("taken over", shards=freed)
            for round_ in find_claimable(connection, self._installation):
                self._begin(round_)
            self._woken.wait(LOOK)

    def _begin(self, round_: Round) -> None:
        is_late = time.monotonic() < self._not_before.get(round_.id, 0.0)
        if is_late or round_.id in self._under_way or len(self._under_way) >= _AT_ONCE:
            return
        thread = threading.Thread(target=self._deliver, args=(round_,), name=f"round {round_.id}", daemon=True)
        self._under_way[round_.id] = thread
        thread.start()

    def _deliver(self, round_: Round) -> None:
        self._log("round begun", round=round_.name)
        try:
            with self._open_database() as connection:
                report = run_rounds(
                    self._installation, connection, [round_], Manner(waits=False), (), self._watch, by_timer=True
                )
                is_left = any(each.id == round_.id for each in find_claimable(connection, self._installation))
            self._note(round_, report, is_left=is_left)
        except DatabaseError:
            self._log("database away", round=round_.name)
        except Exception as fault:  # our own bugs: other rounds go on; its text may quote an address
            self._not_before[round_.id] = time.monotonic() + _AGAIN
            self._log("fault", round=round_.name, fault=type(fault).__name__)
        finally:
            self._under_way.pop(round_.id, None)

    def _note(self, round_: Round, report: MailingReport, *, is_left: bool) -> None:
        """Log how a run has left a round; `is_left`: with readers whose turn it is and whom nobody holds.

        Only that says that the round is held up. Problems are told of other rounds too, and of readers who are
        uncertain since a worker died, of whom the next one that dies must be taken over as soon.
        """
        codes = sorted({problem.code for problem in report.problems})
        if codes and is_left:
            self._not_before[round_.id] = time.monotonic() + _AGAIN
        self._log("round left", round=round_.name, left=sum(each.left for each in report.mailings), problems=codes)

    def _watch(self, event: Event) -> bool:
        return self._stopping.is_set()


def find_claimable(connection: Connection, installation: Installation) -> list[Round]:
    """Rounds that are open and have readers whose turn it is and whom nobody holds."""
    now = installation.clock()
    found = []
    with connection.transaction(writes=False):
        for each in list(ledger.rounds(connection)):
            is_open = each.state is RoundState.OPEN and not each.restored_at
            if is_open and ledger.has_unfinished(connection, each.id) and shards.is_claimable(connection, each.id, now):
                found.append(each)
    return found
