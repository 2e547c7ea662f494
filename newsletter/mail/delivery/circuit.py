"""The circuit of a server: whether a connection may be opened now, and whether messages may go.

In: what has happened to connections, the time in seconds. Out: the next state, and how long to wait. A connection that
can't be opened while others are open is no trouble: the server takes no more of them. Where none is open, and where
the server wants a pause, somebody asks again after a twentieth of the time that it has lasted. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LINGER = 3.0
"""Seconds without progress for which a run that does not wait bears with a server's pause, or with other processes."""
PATIENCE = 900.0
"""So long a server may be out of reach before a run that waits leaves it to a later one."""
TRIES, TRYING = 6, 3.0
"""So many openings in a row, over so many seconds, must have failed before a run that does not wait ends."""
SHARE = 20
_FIRST, _FIRST_OF_SOME, _QUICK = 0.1, 0.001, 1.0
"""The first wait of a server that nobody has met yet; of one that has opened some, which has only dropped one."""
_IN_A_ROW = 3
"""So many failures in a row are a server that drops one now and then; after more it may have gone."""
_LONGEST_OPENING, _LONGEST_HOLD = 60.0, 60.0
_FIRST_MORE = 0.05


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a server has answered of late; times are seconds of one clock."""

    failures: int = 0
    """Connections in a row that did not open, or carried nothing."""
    failing_since: float = 0.0
    open_at: float = 0.0
    proven: int = 0
    """The most connections that have been open at once."""
    more_failures: int = 0
    more_at: float = 0.0
    held_since: float = 0.0
    held_until: float = 0.0
    words: str = ""


def note_opening(circuit: Circuit, open_now: int) -> Circuit:
    """A connection is open, with which there are so many."""
    if open_now <= circuit.proven:
        return circuit
    return replace(circuit, proven=open_now, more_failures=0, more_at=0.0)


def note_work(circuit: Circuit) -> Circuit:
    """A server took a message, or said something of a recipient: it is there and talks."""
    if circuit.failures or circuit.held_since:
        return replace(circuit, failures=0, failing_since=0.0, open_at=0.0, held_since=0.0, words="")
    return circuit


def note_failure(circuit: Circuit, now: float, open_now: int, words: str) -> Circuit:
    """A connection did not open, or ended before it carried anything, while so many others are open."""
    if open_now and open_now >= circuit.proven:
        wait = min(_FIRST_MORE * 2 ** min(circuit.more_failures, 10), _LONGEST_OPENING)
        return replace(circuit, more_failures=circuit.more_failures + 1, more_at=now + wait)
    since = circuit.failing_since if circuit.failures else now
    first = _FIRST_OF_SOME if circuit.proven else _FIRST
    wait = max(min(first * 2 ** min(circuit.failures, 10), _QUICK), (now - since) / SHARE)
    open_at = now + min(wait, _LONGEST_OPENING)
    return replace(circuit, failures=circuit.failures + 1, failing_since=since, open_at=open_at, words=words)


def note_hold(circuit: Circuit, now: float, words: str, told: float | None = None) -> Circuit:
    """The server wants a pause; `told`: of so many seconds."""
    since = circuit.held_since or now
    wait = told if told is not None else min(max(1.0, (now - since) / SHARE), _LONGEST_HOLD)
    return replace(circuit, held_since=since, held_until=max(circuit.held_until, now + wait), words=words)


def until_open(circuit: Circuit, now: float, open_now: int, opening: int) -> float:
    """Seconds until another connection may be opened, while so many are open and so many on their way."""
    if circuit.failures > (_IN_A_ROW if circuit.proven else 0) and opening and not open_now:
        return _FIRST  # one at a time finds out whether the server is back
    more_at = circuit.more_at if open_now and open_now >= circuit.proven else 0.0
    return max(circuit.open_at - now, more_at - now, 0.0)


def is_hopeless(circuit: Circuit, now: float, open_now: int, *, waits: bool) -> bool:
    """True when a run leaves the server to a later one."""
    if open_now or not circuit.failures:
        return False
    lasted = now - circuit.failing_since
    return lasted > PATIENCE if waits else circuit.failures >= TRIES and lasted >= TRYING
