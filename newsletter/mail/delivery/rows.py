"""What stands in the ledger, as values: rounds, letters as they are mailed, recipients who are due, their changes.

`ledger` reads and writes them. Pure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from newsletter.mail.delivery.states import DeliveryState, PauseCause, RoundState
from newsletter.mail.message.recipient import Places
from newsletter.mail.smtp.route import FrozenRoute
from newsletter.render.letter.letter import Letter
from newsletter.translate.text_counts import TextCounts


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a person has decided something, and who; empty when nobody has. A reason without a name is a `ValueError`."""

    reason: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        if self.reason and not self.by:
            message = f"the decision `{self.reason}` has no name"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Decisions:
    """To mail an edition in spite of texts that nobody has reviewed, and of texts left in another language."""

    release: Decision = Decision()
    untranslated: Decision = Decision()


@dataclass(frozen=True, slots=True)
class Frozen:
    """A letter as it is mailed: with where its links lead, and who has read its texts.

    `signed_by` names the keys that sign its messages, with blanks between; empty when none does.
    """

    letter: Letter
    places: Places
    issue_date: str
    title: str
    texts: TextCounts
    decisions: Decisions = Decisions()
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """An issue as one point mails it."""

    id: int
    issue: str
    point: str
    state: RoundState
    pause_cause: PauseCause
    pause_reason: str
    opened_at: dt.datetime
    active_at: dt.datetime
    route: FrozenRoute = field(default_factory=FrozenRoute)
    time_zone: str = "UTC"
    restored_at: dt.datetime | None = None
    """When it was noticed that the database is older than what was mailed of the round; None: nothing is in doubt."""
    ended_at: dt.datetime | None = None
    ended_by: str = ""
    end_reason: str = ""

    @property
    def name(self) -> str:
        """`2023-11/es`."""
        return f"{self.issue}/{self.point}"


@dataclass(frozen=True, slots=True, repr=False)
class Due:
    """A recipient whose turn it is; `barred` says why they may not be mailed any more, and is empty else."""

    subscriber: int
    mailing: int
    address: str
    name: str
    attempts: int
    deferred_at: dt.datetime | None
    barred: str
    reason: str = ""
    """Why they were deferred; empty for those not tried yet."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a delivery; `due_at` is the earliest time of the next attempt of one that is `pending`."""

    subscriber: int
    state: DeliveryState
    reason: str = ""
    reply: str = ""
    due_at: dt.datetime | None = None
    deferred_at: dt.datetime | None = None
    attempts: int = 0
    put_off_for: str = ""
    """Whom the attempt concerned that was put off, as `About` names it; empty where none was."""


@dataclass(slots=True)
class Group:
    """What is to be made durable together for one round: recipients about to be mailed, and what became of others."""

    intents: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
