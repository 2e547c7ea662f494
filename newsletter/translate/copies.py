"""Texts that are their source over again: where nobody has translated anything, some tools (OmegaT) write the source.

In: a catalog as it was read. Out: the same, in which no such text passes as read: readers would get a language that is
not theirs. A text that is meant to stay as it is is accepted by name, or says why (`ignore-same: …`).
"""

from __future__ import annotations

from dataclasses import replace

from newsletter.translate.authorship import has_named_review
from newsletter.translate.checks.check import is_dismissed
from newsletter.translate.checks.same_as_source import CHECK, is_language
from newsletter.translate.glossary import CONTEXT, Glossary
from newsletter.translate.unit import Catalog, State, Translation

_NO_TERMS = Glossary({})


def with_copies_reopened(catalog: Catalog, source_locale: str) -> Catalog:
    """The catalog in which a copy of its source is reviewed only where somebody is named who wants it so.

    `source_locale` is that of units which name no other.
    """
    entries = tuple(
        replace(entry, state=State.NEEDS_REVIEW) if _is_unread_copy(entry, catalog.locale, source_locale) else entry
        for entry in catalog.entries
    )
    return catalog if entries == catalog.entries else replace(catalog, entries=entries)


def _is_unread_copy(entry: Translation, locale: str, source_locale: str) -> bool:
    if entry.state is not State.REVIEWED or entry.source not in entry.targets or entry.context == CONTEXT:
        return False
    source = entry.about.source_locale or source_locale
    return (
        source.split("-")[0] != locale.split("-")[0]
        and is_language(entry.source, _NO_TERMS, source)
        and not is_dismissed(CHECK, entry)
        and not has_named_review(entry)
    )
