"""Briefs: what a machine is told of the texts that a plan sends.

In: a plan, its catalogs in reading order, what the memory has. Out: a `Briefing`, by text as it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from newsletter.content.tagged import plain
from newsletter.translate.glossary import Glossary, Term
from newsletter.translate.machine.gaps import Gap
from newsletter.translate.machine.plan import Plan, Text
from newsletter.translate.masks import Masked
from newsletter.translate.providers.briefing import Brief, Briefing, Pair
from newsletter.translate.unit import Catalog, Key, Translation, Unit

MOST = 400
"""Of each text around another one so many characters are told."""
Near = Callable[[Unit, str], Pair | None]
"""Unit and locale → what a person has reviewed for a source much like its own."""


def is_agreed(term: Term) -> bool:
    """True for a term whose translation people agreed on and whose endings may change, as those of a name do not."""
    return bool(term.target) and not (term.is_read_only or term.is_forbidden or term.is_exact_case)


def without_agreed(glossary: Glossary) -> Glossary:
    """The glossary as it masks texts for a machine that is told the agreed terms: it may put them in any form."""
    return replace(glossary, terms=tuple(term for term in glossary.terms if not is_agreed(term)))


def agreed_pairs(glossary: Glossary) -> tuple[Pair, ...]:
    """All agreed terms, each with its forms in the source."""
    pairs = [(form, term.target) for term in glossary.terms if is_agreed(term) for form in (term.source, *term.forms)]
    return tuple(dict.fromkeys(pairs))


def briefing_of(plan: Plan, catalogs: Iterable[Catalog], near: Near, mask: Callable[[Text, bool], Masked]) -> Briefing:
    """What machines are told of a plan's texts; `mask` gives a text as it is sent, with more masked or not."""
    around = _neighbours(catalogs)
    gaps = {(gap.source_locale, source): gap for gap in reversed(plan.open) for source in gap.sources}
    of: dict[str, Brief] = {}
    for text in plan.texts:
        gap = gaps.get((text.locale, text.source))
        if gap is None:
            continue
        brief = _brief(gap, text, plan.glossary, around, near)
        for more in (True, False):
            masked = mask(text, more)
            of[masked.text] = replace(brief, marks=_marks(masked))
    has_terms = any(brief.terms for brief in of.values())
    return Briefing(of, agreed_pairs(plan.glossary) if has_terms else ())


def _brief(
    gap: Gap, text: Text, glossary: Glossary, around: Mapping[tuple[str, Key], tuple[str, str]], near: Near
) -> Brief:
    entry = gap.entry
    before, after = around.get((gap.file, entry.key), ("", ""))
    terms = glossary.terms_in(plain(text.source))
    is_first = text.source == entry.source
    return Brief(
        kind=entry.about.kind,
        limit=entry.about.limit,
        before=before,
        after=after,
        terms=tuple((term.source, term.target) for term in terms if is_agreed(term)),
        never=tuple(term.target for term in terms if term.is_forbidden),
        near=near(Unit(*entry.key, entry.about, entry.plural), gap.locale) if is_first else None,
        previous=_previous(entry) if is_first else None,
        rejected=entry.record.rejected,
    )


def _previous(entry: Translation) -> Pair | None:
    return (entry.previous or entry.source, entry.target) if entry.target else None


def _marks(masked: Masked) -> dict[str, str]:
    return {f"[X{number}X]": each.put for number, each in enumerate(masked.masks) if each.kind == "word"}


def _neighbours(catalogs: Iterable[Catalog]) -> dict[tuple[str, Key], tuple[str, str]]:
    """By file and unit the sources before and after it, in the same document."""
    found: dict[tuple[str, Key], tuple[str, str]] = {}
    for catalog in catalogs:
        entries = [entry for entry in catalog.active() if entry.context]
        for before, entry, after in _in_threes(entries):
            found[catalog.file, entry.key] = (_told(before, entry), _told(after, entry))
    return found


def _in_threes(entries: list[Translation]) -> Iterator[tuple[Translation | None, Translation, Translation | None]]:
    padded = [None, *entries, None]
    for at, entry in enumerate(entries, 1):
        yield padded[at - 1], entry, padded[at + 1]


def _told(other: Translation | None, entry: Translation) -> str:
    if other is None or _document(other) != _document(entry):
        return ""
    words = plain(other.source)
    return words if len(words) <= MOST else f"{words[:MOST].rstrip()}…"


def _document(entry: Translation) -> str:
    return "/".join(entry.context.split("/")[:2])
