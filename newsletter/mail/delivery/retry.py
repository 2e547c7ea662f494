"""Retries: when a recipient who was deferred is tried again.

In: what was said, how often and for how long. Out: a span of time. What a server says of it counts first; then what
was learnt from others whom it deferred for the same reason; else a few scouts ask early, so that all the others come
as soon as one of the scouts is accepted, and none of them has to guess. Pure; no clock, no database.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from newsletter.mail.delivery.judging import About, is_of_mailbox

FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(hours=4)
LIFETIME = dt.timedelta(days=5)
"""RFC 5321 section 4.5.4.1: give up after four to five days."""
SCOUTS = 3
"""So many of those deferred for one reason ask early."""
SHARE = 20
"""Who asks early waits a twentieth of the time that has passed, and so comes 5 % late at most."""
_SOON, _SERVERS_LONGEST = dt.timedelta(seconds=1), dt.timedelta(minutes=5)
_LOST_WAIT = dt.timedelta(minutes=1)
_SPAN = re.compile(
    r"(?:\b(?:in|after|for|within|wait|another)|\bretry[- ]after:?)\s+(?:about |at least )?"
    r"(?:(?P<clock>\d{1,2}:\d\d(?::\d\d)?)|(?P<count>\d{1,6})\s*(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b)",
    re.IGNORECASE,
)
_UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Deferral:
    """One deferral: whom it concerns, the code and the words of it, attempts before it, time since the first of them.

    `learnt` is the age at which others with the same code were accepted; None when none were. `is_scout`: this
    recipient is one of the few who ask early.
    """

    about: About
    code: str
    words: str = ""
    attempts: int = 0
    age: dt.timedelta = dt.timedelta(0)
    learnt: dt.timedelta | None = None
    is_scout: bool = False


def wait_of(deferral: Deferral) -> dt.timedelta:
    """How long a recipient waits for the next attempt."""
    if (told := read_told_span(deferral.words)) is not None:
        return min(told, LONGEST_WAIT)
    early = max(_SOON, deferral.age / SHARE)
    if deferral.about is About.SERVER:
        return min(early, _SERVERS_LONGEST)
    times: int = 2 ** min(deferral.attempts, 10)
    if deferral.about is About.LINK or not deferral.words[:1].isdigit():
        return min(_LOST_WAIT * times, LONGEST_WAIT)  # nothing was said against the recipient
    usual = min(FIRST_WAIT * times, LONGEST_WAIT)
    if deferral.about is not About.RECIPIENT:
        return usual
    if deferral.learnt is not None and deferral.age < deferral.learnt:
        return deferral.learnt - deferral.age
    return min(early, usual) if deferral.is_scout else usual


def is_shared(code: str) -> bool:
    """True when others who were deferred with this code may be accepted at the same age, as greylisting servers do."""
    return not is_of_mailbox(code)


def read_told_span(words: str) -> dt.timedelta | None:
    """The pause that a server asks for: `try again in 5 minutes`, `greylisted for 300 seconds`, `in 00:04:59`.

    None where it names none.
    """
    found = _SPAN.search(words)
    if not found:
        return None
    if clock := found["clock"]:
        parts = [int(part) for part in clock.split(":")]
        # Two parts are minutes and seconds, three have hours before them.
        return dt.timedelta(seconds=sum(part * 60**place for place, part in enumerate(reversed(parts))))
    return dt.timedelta(seconds=int(found["count"]) * _UNITS[found["unit"][0].lower()])
