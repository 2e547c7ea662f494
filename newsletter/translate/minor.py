"""Minor edits: reviews that outlive a mended typo in the source.

In: a catalog before and after an update, and the document in which somebody mended typos. Out: the catalog with its
reviews kept, also the first of two that a text needs, each with who called the edit minor; and where it is none, why.
An edit that touches a number, a name, a negation or a tag changes what is said, whatever it is called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from newsletter.translate.authorship import sign_review, were_read
from newsletter.translate.difference import weighty
from newsletter.translate.record import Act, fits_words
from newsletter.translate.unit import Catalog, State, Translation

CHANGED = "the translation has changed since it was read"


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit that is not minor, and why."""

    translation: Translation
    reasons: tuple[str, ...]


def with_reviews_kept(
    before: Catalog,
    after: Catalog,
    document: str,
    *,
    names: Iterable[str],
    source_locale: str,
    by: str,
    today: dt.date,
) -> tuple[Catalog, int, list[Refused]]:
    """The catalog in which reviewed texts of the document stay so; how many, and those that can't.

    An edit that an earlier update has reopened already counts too, by the past reviews of its text.
    """
    known = tuple(names)
    reviewed = {entry.key for entry in before.active() if entry.state is State.REVIEWED}
    entries: list[Translation] = []
    refused: list[Refused] = []
    kept = 0
    for entry in after.entries:
        accepted = _accepted_before(entry)
        was_reviewed = (entry.context, entry.previous) in reviewed or entry.record.past_reviews or accepted
        is_meant = f"{entry.context}/".startswith(f"{document}/") and not entry.is_obsolete
        if is_meant and entry.is_stale and was_reviewed:
            locale = entry.about.source_locale or source_locale
            reasons = weighty(entry.previous, entry.source, locale, known)
            if entry.plural != entry.previous_plural:
                reasons += weighty(entry.previous_plural, entry.plural, locale, known)
            if not (accepted or were_read(entry)):
                reasons.append(CHANGED)
            if reasons:
                refused.append(Refused(entry, tuple(dict.fromkeys(reasons))))
            else:
                kept += 1
                edit = Act(by, today.isoformat())
                entry = _keep_acceptances(entry, accepted, edit) if accepted else _keep_reviews(entry, edit)
        entries.append(entry)
    return replace(after, entries=tuple(entries)), kept, refused


def _accepted_before(entry: Translation) -> tuple[Act, ...]:
    """Who has accepted these very words as the translation of the source before, while others had still to."""
    words = (entry.previous, entry.previous_plural, *entry.targets)
    return tuple(act for act in entry.record.acceptances if fits_words(act.digest, *words))


def _keep_acceptances(entry: Translation, accepted: Iterable[Act], edit: Act) -> Translation:
    signed = tuple(sign_review(act, entry) for act in accepted)
    record = replace(entry.record, acceptances=signed, minor_edits=(edit,))
    return replace(entry, previous="", previous_plural="", record=record)


def _keep_reviews(entry: Translation, edit: Act) -> Translation:
    record = entry.record
    reviews = dict.fromkeys((*record.reviews, *(sign_review(act, entry) for act in record.past_reviews)))
    record = replace(record, reviews=tuple(reviews), past_reviews=(), minor_edits=(edit,))
    return replace(entry, state=State.REVIEWED, previous="", previous_plural="", record=record)
