"""Which state becomes what in a translator's file, both ways: the one table.

In: a state of ours, or the words of a file. Out: how a file says it, or a `Mark`: what somebody outside says of a text.
What a mark does to a state of ours is decided in `taking`, not here: no file makes a text a reviewed one by itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from newsletter.translate.unit import State


class Mark(StrEnum):
    """What somebody outside says of a translation."""

    DRAFT = "draft"
    """Something is still to be done about it."""
    TRANSLATED = "translated"
    """Whoever translated it is done."""
    APPROVED = "approved"
    """Somebody has read it too, and calls it right."""


class Xliff(NamedTuple):
    """`state` of `<target>` and `approved` of `<trans-unit>` (XLIFF 1.2, sections 2.4 and 2.5)."""

    state: str
    is_approved: bool


TO_XLIFF: dict[State, Xliff] = {
    State.MISSING: Xliff("needs-translation", is_approved=False),
    State.NEEDS_REVIEW: Xliff("needs-review-translation", is_approved=False),
    State.REVIEWED: Xliff("final", is_approved=True),
}
FROM_XLIFF: dict[str, Mark] = {
    "new": Mark.DRAFT,
    "needs-translation": Mark.DRAFT,
    "needs-adaptation": Mark.DRAFT,
    "needs-l10n": Mark.DRAFT,
    "needs-review-translation": Mark.DRAFT,
    "needs-review-adaptation": Mark.DRAFT,
    "needs-review-l10n": Mark.DRAFT,
    "translated": Mark.TRANSLATED,
    "signed-off": Mark.APPROVED,
    "final": Mark.APPROVED,
}
"""Every state that XLIFF 1.2 knows; one of a tool's own (`x-…`) is `TRANSLATED`."""
SHEET_STATES = (State.MISSING.value, State.NEEDS_REVIEW.value, Mark.TRANSLATED.value, State.REVIEWED.value)
"""What can be chosen in the column `state` of a table."""
FROM_SHEET: dict[str, Mark] = {
    State.MISSING.value: Mark.DRAFT,
    State.NEEDS_REVIEW.value: Mark.DRAFT,
    Mark.TRANSLATED.value: Mark.TRANSLATED,
    State.REVIEWED.value: Mark.APPROVED,
}


def mark_of_xliff(state: str, approved: str) -> Mark:
    """The mark of a text by its `state` and by `approved`, both as they stand in the file, empty where they do not.

    Either of the two is an approval: tools that know one of them alone leave the other as it was sent.
    """
    return Mark.APPROVED if approved == "yes" else FROM_XLIFF.get(state, Mark.TRANSLATED)


def mark_of_cell(words: str) -> Mark | None:
    """The mark that a cell of the column `state` gives; None for words that are no state."""
    return FROM_SHEET.get(" ".join(words.lower().split()).replace(" ", "-"), None if words.strip() else Mark.TRANSLATED)
