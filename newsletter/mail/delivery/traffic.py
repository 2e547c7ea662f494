"""Traffic: the queues that go through one mail server, and what this process knows of that server.

In: ways (a queue, its route, how a session is opened), the server's share of connections and rate, a clock that nobody
sets. Out: which
queue is served next, whether a connection may be opened and a message go, when to ask again. Limits and trouble belong
to host and port, sessions to routes: points that sign in by other names do not share theirs. A session that can't be
opened never stops one that is open.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsletter.mail.delivery import circuit, losses
from newsletter.mail.delivery.circuit import Circuit
from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.delivery.retry import LONGEST_WAIT, read_told_span
from newsletter.mail.delivery.shares import Share
from newsletter.mail.delivery.states import PauseCause
from newsletter.mail.smtp.conversation import Outcome
from newsletter.mail.smtp.route import Route
from newsletter.mail.smtp.session import Session, SessionError

_LOOK = 0.25
"""Seconds after which a place that another process has is asked for again."""
_FAULTS, _SIGN_INS = 6, 3
"""So often a server may refuse us as such before its route is given up, and so often a name and password that it took
before; those that it never took are tried once, since more would lock the account."""


@dataclass(frozen=True, slots=True)
class Way:
    """A queue, the route it takes, and how a session is opened there."""

    queue: RoundQueue
    route: Route
    opens: Callable[[], Session]


class Traffic:
    """The queues through one server."""

    def __init__(self, ways: Sequence[Way], share: Share, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ways = deque(ways)
        self._share = share
        self._now = monotonic
        self._circuit = Circuit()
        self._open: Counter[Route] = Counter()
        self._opening = 0
        self._has_opened: set[Route] = set()
        self._faults: Counter[Route] = Counter()
        self._given_up: dict[Route, str] = {}
        self._look_at = 0.0
        self.losses = 0
        self._begun = self._now()
        self.waits = any(way.queue.waits for way in ways)

    def pick(self, route: Route | None = None) -> Way | None:
        """The way whose queue is next.

        All in turn, or those of the route on which a session is open; None: none now.
        """
        if self._is_held():
            return None
        for _ in range(len(self._ways)):
            way = self._ways[0]
            self._ways.rotate(-1)
            if route is None:
                is_meant = way.route not in self._given_up
            else:
                is_meant = way.route is route or way.route == route
            if is_meant and way.queue.has_turn():
                return way
        return None

    def pause(self) -> float | None:
        """Seconds until there may be something to do again; None when there is nothing left for this run."""
        spans = []
        for way in self._ways:
            if (span := way.queue.pause()) is None:
                continue
            if way.route not in self._given_up:
                spans.append(span)
            elif not self._open[way.route]:
                way.queue.stop(self._given_up[way.route])
        if not spans:
            return None
        now = self._now()
        if (hold := self._circuit.held_until - now) <= 0:
            return max(min(spans), 0.01)
        if self.waits or self._circuit.held_until - self._progress_at() <= circuit.LINGER:
            for way in self._ways:
                way.queue.state_words = f"the server wants a pause: {self._circuit.words}"
            return hold
        return None

    def until_open(self) -> float | None:
        """Seconds until a connection may be opened; None when this run has given the server up."""
        now, open_now = self._now(), self._open.total()
        if circuit.is_hopeless(self._circuit, now, open_now, waits=self.waits):
            if not self._opening:
                for way in self._ways:
                    if way.queue.pause() is not None:
                        way.queue.stop(self._circuit.words)
            return None
        if self._circuit.failures and not open_now:
            for way in self._ways:
                way.queue.state_words = self._circuit.words
        if self.losses and (open_now or self._opening):
            return _LOOK  # one message at a time finds out whether the server replies again
        return circuit.until_open(self._circuit, now, open_now, self._opening)

    def place(self) -> int | None:
        """A place for a connection, of those that all processes have together; None: ask again a little later."""
        now = self._now()
        if now < self._look_at:
            return None
        place = self._share.take()
        if place is None:
            self._look_at = now + _LOOK
        else:
            self._opening += 1
        return place

    def is_crowded_out(self) -> bool:
        """True when this run leaves the server to other processes, which have all of its connections."""
        for way in self._ways:
            way.queue.state_words = "other processes have all connections to the server"
        return (
            not (self.waits or self._open.total() or self._opening)
            and self._now() - self._progress_at() > circuit.LINGER
        )

    def note_opening(self, route: Route) -> None:
        """A session is open."""
        self._opening -= 1
        self._open[route] += 1
        self._has_opened.add(route)
        self._faults.pop(route, None)
        self._circuit = circuit.note_opening(self._circuit, self._open.total())

    def note_failure(self, route: Route, fault: SessionError) -> None:
        """A session could not be opened."""
        self._opening -= 1
        self._circuit = circuit.note_failure(self._circuit, self._now(), self._open.total(), fault.words)
        if fault.is_passing:
            return
        self._faults[route] += 1
        allowed = _FAULTS if not fault.is_sign_in else _SIGN_INS if route in self._has_opened else 1
        if self._faults[route] >= allowed:
            self._given_up[route] = fault.words

    def note_leaving(self) -> None:
        """Nobody waits any longer for a session that was to be opened."""
        self._opening -= 1

    def note_closing(self, route: Route, place: int, words: str) -> None:
        """A session has ended; `words`: why, where it has carried nothing."""
        self._open[route] -= 1
        if words:
            self._circuit = circuit.note_failure(self._circuit, self._now(), self._open.total(), words)
        self.give(place)

    def give(self, place: int) -> None:
        """A place that is not needed now."""
        self._share.give(place)

    def note_outcome(self, concerns: About, outcome: Outcome, begun: int) -> bool:
        """What an outcome tells of the server; True when the session that had it is of use.

        `begun`: the losses in a row that were known as the message began. Each queue counts its own, since it may be
        its letter that the server does not bear; when the server loses those of several, it is not for their letters.
        """
        self.losses = losses.count_losses(self.losses, begun, concerns)
        if concerns is About.UNKNOWN and self.losses >= losses.IN_A_ROW:
            for way in self._ways:
                if way.queue.count():
                    way.queue.halt(PauseCause.NO_REPLY, losses.say_why(outcome.words))
        if concerns in (About.DONE, About.RECIPIENT, About.POLICY) and outcome.is_usable:
            self._circuit = circuit.note_work(self._circuit)
            return True
        if concerns is About.SERVER:
            told = read_told_span(outcome.words)
            seconds = None if told is None else min(told, LONGEST_WAIT).total_seconds()
            self._circuit = circuit.note_hold(self._circuit, self._now(), outcome.words, seconds)
            return True
        return False

    def is_held_for(self, seconds: float) -> bool:
        """True when the server wants so short a pause that a session may stay open meanwhile."""
        return seconds <= circuit.LINGER and self._is_held()

    def permit(self) -> float:
        """0 when a message may go now; else the seconds after which to ask again."""
        return self._share.permit()

    def give_permit_back(self) -> None:
        """A permit that nobody needed after all."""
        self._share.give_permit_back()

    def _progress_at(self) -> float:
        return max(self._begun, *(way.queue.progress_at for way in self._ways))

    def _is_held(self) -> bool:
        return self._circuit.held_until > 0 and self._circuit.held_until > self._now()
