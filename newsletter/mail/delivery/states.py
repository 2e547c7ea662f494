"""How rounds and deliveries stand: the words that the ledger keeps.

Each of these enums lists what the checks of `schema/0002-ledger.sql` let in, in the same order. Python compares with
the members; a statement that an index is made for has the word in its text.
"""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """Whether a round's recipients may be mailed: now, once it goes on, or never again."""

    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


class DeliveryState(StrEnum):
    """How one recipient of a round stands.

    `SENDING`: between intent and outcome; `UNCERTAIN`: nobody can know whether the server took the message.
    """

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


class ShardState(StrEnum):
    """Whether anybody of a range of a round's readers is to be mailed; `schema/0007-workers.sql` has its check."""

    OPEN = "open"
    DONE = "done"


class PausedBy(StrEnum):
    """Who has paused a round: a person, who knows of it; the program, so that a person must act; nobody."""

    NOBODY = ""
    PERSON = "person"
    PROGRAM = "program"


class PauseCause(StrEnum):
    """Why a round is paused; `NONE`: it is not."""

    NONE = ""
    BY_HAND = "by-hand"
    SENDER_REFUSED = "sender-refused"
    MAIL_REFUSED = "mail-refused"
    TOO_LARGE = "too-large"
    NO_REPLY = "no-reply"

    @property
    def paused_by(self) -> PausedBy:
        """Who has paused the round."""
        if self is PauseCause.NONE:
            return PausedBy.NOBODY
        return PausedBy.PERSON if self is PauseCause.BY_HAND else PausedBy.PROGRAM
