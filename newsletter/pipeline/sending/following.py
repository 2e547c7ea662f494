"""What a use case of mailings tells whoever follows it: events, each answered by whether to stop.

Out of a use case: what has been opened, that messages go out from now on, how far they are. Into it: True to ask for an
end. A command line draws a bar of it, a web page a line, a worker looks only whether its lease has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newsletter.mail.delivery.states import DeliveryState


@dataclass(frozen=True, slots=True)
class Opened:
    """Mailings of a round have been opened: recipients by locale."""

    round: str
    recipients: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Retried:
    """So many who were refused are mailed again."""

    count: int


@dataclass(frozen=True, slots=True)
class Begun:
    """From now on messages may be under way: whoever wants an end asks for it by the answer to an event."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How the rounds under way come along, about once a second.

    `done` counts by state what this run has done, of `total` recipients who were left as it began; `notes` say what
    holds rounds up at the moment (empty: nothing).
    """

    done: Mapping[DeliveryState, int]
    total: int
    notes: tuple[str, ...] = ()


Event = Opened | Retried | Begun | Progress

MailingWatch = Callable[[Event], bool]
"""Who follows what is done. True asks for an end: messages in flight are finished, and no more are begun."""


def unwatched_mailing(event: Event) -> bool:
    """Follow nothing, and let everything come to its own end."""
    return False
