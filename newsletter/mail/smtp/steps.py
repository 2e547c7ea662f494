"""The steps of a conversation, and when one that waits has waited enough.

In: what a conversation asks for next, and since when it waits. Out: whether it goes on, and with what. The loop
(`event_loop`) does what is decided here. Pure but for the thread that a `Call` is for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from newsletter.exceptions import NewsletterError
from newsletter.mail.smtp.conversation import Await, Intend, Send, Yield

MOOT = 0.1
"""Seconds after which it is asked again whether a call is still wanted."""
_LONGEST_SEND = 600.0


@dataclass(frozen=True, slots=True)
class Sleep:
    """Step: go on after so many seconds, or at once when all is to stop."""

    seconds: float


@dataclass(eq=False, slots=True)
class Call:
    """Step: call this in a thread of its own, since it may block; what it gives or raises comes back.

    Once it `is_moot` the conversation waits no longer and gets a `MootError`; what comes later is undone.
    """

    function: Callable[[], Any]
    is_moot: Callable[[], bool] | None = None
    undo: Callable[[Any], None] = lambda _: None
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _is_over: bool = False

    def end(self) -> bool:
        """True for the first of the two who ask: the thread that is done, and the loop that waits no longer."""
        with self._guard:
            was_over, self._is_over = self._is_over, True
        return not was_over

    def give_up(self) -> bool:
        """True when nobody wants the call any longer and it had not ended yet: then the loop waits no more for it."""
        return self.is_moot is not None and self.is_moot() and self.end()


class MootError(NewsletterError):
    """Nobody waits any longer for what was called."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Step: have this made durable before the conversation goes on.

    With `then` it goes on at once, and that is called when it is durable. What is to be made durable later, an intent
    too, becomes so with it or after it.
    """

    change: Any
    then: Callable[[], None] | None = None


Step = Send | Await | Intend | Yield | Sleep | Call | Settle
Conversation = Generator[Step, Any, None]


class Waking(StrEnum):
    """Why a conversation goes on though nothing has come for it; `ASK`: whether its call is still wanted is asked."""

    RESTED = "rested"
    TIMED_OUT = "timed-out"
    ASK = "ask"


def deadline_of(step: Step, now: float) -> float:
    """When a step that has just begun has lasted too long, or long enough; 0 for one that waits for others alone.

    A body may take long to get out; a server that takes nothing for ten minutes is gone (RFC 5321 section 4.5.3.2.6).
    """
    if isinstance(step, Await) or isinstance(step, Sleep):  # noqa: SIM101 (a type made of both is made each time)
        return now + step.seconds
    if isinstance(step, Send):
        return now + _LONGEST_SEND
    return now + MOOT if isinstance(step, Call) and step.is_moot else 0.0


def decide_waking(step: Step | None, deadline: float, now: float, *, is_stopping: bool) -> Waking | None:
    """Whether a step that waits has waited enough, and what that means; None: it waits on.

    A loop that `is_stopping` lets nobody sleep, nor wait for what nobody wants; whoever waits for a server still gets
    its reply.
    """
    if not deadline:
        return None
    is_over = now >= deadline
    if isinstance(step, Sleep):
        return Waking.RESTED if is_over or is_stopping else None
    if isinstance(step, Send | Await):
        return Waking.TIMED_OUT if is_over else None
    is_asked = isinstance(step, Call) and step.is_moot and (is_over or is_stopping)
    return Waking.ASK if is_asked else None
