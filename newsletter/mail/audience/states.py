"""How subscriptions stand, why an address is never mailed, and what comes back from readers, in the database's words.

Each of these enums lists what the checks of `schema/` let in, in the same order; `NONE` is in no row. Python compares
with the members; a statement that an index is made for has the word in its text.
"""

from __future__ import annotations

from enum import StrEnum


class SubscriptionState(StrEnum):
    """How a person stands with a point; `NONE`: there is no subscription, or nothing is said of it."""

    NONE = ""
    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


STATES = tuple(state for state in SubscriptionState if state)
"""Those that a subscription can have."""


class SuppressionReason(StrEnum):
    """Why an address is never mailed; `NONE`: it may be. `REQUEST` alone is lifted when its reader signs up again."""

    NONE = ""
    HARD_BOUNCE = "hard-bounce"
    SOFT_BOUNCES = "soft-bounces"
    COMPLAINT = "complaint"
    REQUEST = "request"


REASONS = tuple(reason for reason in SuppressionReason if reason)
"""Those that a suppression can have."""


class EventKind(StrEnum):
    """What came back of a letter that was accepted."""

    HARD_BOUNCE = "hard-bounce"
    SOFT_BOUNCE = "soft-bounce"
    COMPLAINT = "complaint"
    LEFT = "left"
    SWITCHED = "switched"
