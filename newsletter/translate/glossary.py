"""The glossary: names in the words of a locale (Genoa, Genova, Gênes), and the terms that its translators agreed on.

In: the `glossary.po` files of a locale's chain, and the names that are written alike everywhere. Out: a name's form,
with its state; the terms in a text. A name that no glossary has stays as its author wrote it; that is no fault and
holds nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.translate.record import EXACT_CASE, READ_ONLY
from newsletter.translate.record import FORBIDDEN as IS_FORBIDDEN
from newsletter.translate.unit import Catalog, State, Translation, through_chain

if TYPE_CHECKING:
    from newsletter.content.issue import Issue

CONTEXT = "name"
"""The `msgctxt` of names in `glossary.po`."""
TERM = "term"
"""The `msgctxt` of terms: a word and how it is translated, or that it never is."""
FORBIDDEN = "forbidden"
"""The `msgctxt` of translations never to be used, so that a term may have an entry of either kind."""
CONTEXTS = frozenset((CONTEXT, TERM, FORBIDDEN))
"""Every `msgctxt` of what is a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """An agreed translation; or with `is_read_only` none; or with `is_forbidden` one that is never to be used.

    `forms` are other ways to write it, in sources (Firenze) as in translations (Genui).
    """

    source: str
    target: str = ""
    is_read_only: bool = False
    is_forbidden: bool = False
    is_exact_case: bool = False
    forms: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Glossary:
    """Names in one locale, each with its state, and all terms."""

    names: Mapping[str, tuple[str, State]]
    terms: tuple[Term, ...] = ()

    def name(self, written: str) -> tuple[str, State | None]:
        """The name as the locale says it; without a state where the glossary does not have it."""
        return self.names.get(written, (written, None))

    def terms_in(self, text: str) -> tuple[Term, ...]:
        """The terms in a source, longest first, `source` being what stands in it; then what is forbidden in any text.

        Whole words; what stands inside a longer term is none of its own.
        """
        found: dict[Term, None] = {}
        if self._search:
            for hit in self._search.finditer(text):
                written = hit.group()
                for term in self._by_words.get(_plain(written), ()):
                    if not term.is_exact_case or _straight(written) in map(_straight, (term.source, *term.forms)):
                        found[replace(term, source=written)] = None
        everywhere = (term for term in self.terms if _is_forbidden_everywhere(term))
        return (*sorted(found, key=lambda term: -len(term.source)), *everywhere)

    @cached_property
    def written_names(self) -> frozenset[str]:
        """Names as the locale says them, and terms that are the same in every language."""
        terms = (term.source for term in self.terms if term.is_read_only)
        return frozenset((*(name for name, _ in self.names.values()), *terms))

    @cached_property
    def _by_words(self) -> Mapping[str, list[Term]]:
        words: dict[str, list[Term]] = {}
        for term in self.terms:
            if not _is_forbidden_everywhere(term):
                for written in (term.source, *term.forms):
                    words.setdefault(_plain(written), []).append(term)
        return words

    @cached_property
    def _search(self) -> re.Pattern[str] | None:
        words = sorted(self._by_words, key=lambda words: (-len(words), words))
        return re.compile(rf"(?i)(?<!{_LETTER})(?:{'|'.join(map(_pattern, words))})(?!{_LETTER})") if words else None


def _is_forbidden_everywhere(term: Term) -> bool:
    """A word that is forbidden as the translation of itself is forbidden whatever it translates."""
    return term.is_forbidden and term.source == term.target


# A letter with its accents apart (NFD) ends no word.
_LETTER = "[\\w\u0300-\u036f]"


def _pattern(plain: str) -> str:
    """Plain words with any space, apostrophe and hyphen that a typographer may have put."""
    marks = {" ": r"\s+", "'": "['’]", "-": "[-\u2011]"}
    return "".join(marks.get(mark) or re.escape(mark) for mark in plain)


def _straight(words: str) -> str:
    return " ".join(words.replace("’", "'").replace("\u2011", "-").split())


def _plain(words: str) -> str:
    return _straight(words).lower()


def glossary_of(catalogs: Sequence[Catalog], kept: Iterable[str] = ()) -> Glossary:
    """The glossary of a locale from the catalogs of its chain, most specific first.

    `kept` are names that are written alike in every language unless a catalog has a form for them.
    """
    entries = [
        [entry for entry in each.active() if entry.key not in each.unusable and (any(entry.targets) or term_of(entry))]
        for each in catalogs
    ]
    names: dict[str, tuple[str, State]] = {}
    terms: dict[tuple[str, str], Term] = {
        ("", name): Term(name, name, is_read_only=True, is_exact_case=True) for name in kept
    }
    for entry in through_chain(entries).values():
        if entry.context == CONTEXT and entry.state is not State.MISSING:
            names[entry.source] = (entry.target, entry.state)
            terms.pop(("", entry.source), None)
        term = term_of(entry)
        if term:
            terms[entry.key] = term
    return Glossary(names, tuple(terms.values()))


def term_of(entry: Translation) -> Term | None:
    """The term that an entry of `glossary.po` is; None for one that says nothing yet."""
    marks = {*entry.flags, *entry.record.term_marks}
    is_read_only = READ_ONLY in marks
    if entry.context not in CONTEXTS or not (entry.target or is_read_only):
        return None
    return Term(
        source=entry.source,
        target=entry.source if is_read_only else entry.target,
        is_read_only=is_read_only,
        is_forbidden=entry.context == FORBIDDEN or IS_FORBIDDEN in marks,
        is_exact_case=entry.context == CONTEXT or EXACT_CASE in marks,
        forms=entry.record.term_forms,
        note=" ".join(entry.record.notes),
    )


def with_term(entry: Translation, term: Term) -> Translation:
    """The entry with all that the term says; its state, and whatever else people and tools wrote, stay."""
    flags = [flag for flag in entry.flags if flag not in (READ_ONLY, IS_FORBIDDEN)]
    said = {READ_ONLY: term.is_read_only, IS_FORBIDDEN: term.is_forbidden}
    marks = [mark for mark, holds in said.items() if holds]
    exact = [EXACT_CASE] * (term.is_exact_case and entry.context != CONTEXT)
    notes = (term.note,) if term.note else ()
    record = replace(entry.record, term_marks=(*marks, *exact), term_forms=term.forms, notes=notes)
    return replace(entry, targets=(term.target,), record=record, flags=(*flags, *marks))


def names_kept(issue: Issue) -> frozenset[str]:
    """The names of networks and people in an issue, which are written alike in every language."""
    names = {network.name for network in issue.networks.values()}
    names |= {network.lead_expert for network in issue.networks.values() if network.lead_expert}
    for article in issue.articles.values():
        names |= {article.author.name} if article.author else set()
        names |= {person.name for part in article.agenda for item in part.items for person in item.people}
    return frozenset(names)
