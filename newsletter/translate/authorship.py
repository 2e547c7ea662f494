"""Whose words a translation has, and who has read them.

In: a translation with what is recorded of it. Out: the machine or person that the words are from, the reviews that
hold for them, or the record after somebody has decided. Origins and reviews speak of certain words: where these are
not those of today, a person has written today's, and whoever is named has not read them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from newsletter.translate.record import NOBODY, Act, Origin, Record, digest_words, fits_words
from newsletter.translate.unit import State, Translation

PSEUDO = "pseudo"
"""The provider whose texts are no translations: any other takes their place, and no memory serves them."""


def sign_origin(of: Origin, targets: Sequence[str]) -> Origin:
    """The origin of these targets."""
    return replace(of, digest=digest_words(*targets))


def origin_of(entry: Translation) -> Origin | None:
    """Where the words are from; None for a person's, also those made from a machine's."""
    found = entry.record.origin
    return found if found and fits_words(found.digest, *entry.targets) else None


def machine_of(entry: Translation) -> str:
    """The machine that the text is from, by way of the memory too; empty for a person's, also one made from it."""
    found = origin_of(entry)
    return found.provider if found else ""


def is_of_a_person(entry: Translation) -> bool:
    """True when a person wrote the text or has ever accepted it; no machine may overwrite such a text."""
    record = entry.record
    if entry.state is State.REVIEWED or record.past_reviews or record.reviews or record.acceptances:
        return True
    if record.written and fits_words(record.written.digest, *entry.targets):
        return True
    return any(entry.targets) and not machine_of(entry)


def review_by(by: str, today: dt.date, entry: Translation) -> Act:
    """That somebody has read this translation of this source."""
    return sign_review(Act(by, today.isoformat()), entry)


def sign_review(act: Act, entry: Translation) -> Act:
    """The review as one of this translation of this source."""
    return replace(act, digest=digest_words(entry.source, entry.plural, *entry.targets))


def reviews_of(entry: Translation) -> tuple[Act, ...]:
    """Who has read these very words, as translation of this very source."""
    acts = entry.record.reviews
    return tuple(act for act in acts if fits_words(act.digest, entry.source, entry.plural, *entry.targets))


def has_named_review(entry: Translation) -> bool:
    """True when somebody is named who has read these very words."""
    acts = (*entry.record.reviews, *entry.record.acceptances)
    return any(act.is_named and fits_words(act.digest, entry.source, entry.plural, *entry.targets) for act in acts)


def is_unnamed(entry: Translation) -> bool:
    """True for a machine's text that counts as reviewed though nobody is named who has read it."""
    return entry.state is State.REVIEWED and bool(machine_of(entry)) and not has_named_review(entry)


def were_read(entry: Translation) -> bool:
    """True unless the translation has changed since it was read as that of the source before."""
    past = [act.digest for act in entry.record.past_reviews if act.digest]
    return not past or any(fits_words(each, entry.previous, entry.previous_plural, *entry.targets) for each in past)


def reopen(record: Record, *, was_reviewed: bool = False) -> Record:
    """The record of a text that somebody has to read again: who read it before is said in the past.

    With `was_reviewed` somebody did, even where the tool they used has recorded no name.
    """
    readers = record.reviews or ((Act(NOBODY),) if was_reviewed and record.origin else ())
    return replace(record, reviews=(), past_reviews=tuple(dict.fromkeys(readers))) if readers else record


def state_as_read(entry: Translation) -> Translation:
    """The entry of a file in the state that its record leaves it.

    Whatever flag is there, a pseudo text is not reviewed, and neither is one that has changed since it was read.
    """
    if entry.state is not State.REVIEWED or not (entry.record.reviews or entry.record.origin):
        return entry
    has_changed = any(act.digest for act in entry.record.reviews) and not reviews_of(entry)
    if has_changed or machine_of(entry) == PSEUDO:
        return replace(entry, state=State.NEEDS_REVIEW)
    return entry
