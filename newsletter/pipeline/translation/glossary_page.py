"""Use cases of the glossary's page: terms with where they occur, a term added, the memory searched.

In: `TermsRequest`, `AddTermRequest` or `SearchMemoryRequest`. Out: reports; a term is written into `glossary.po`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.content.load import Content
from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.edition import editions_of
from newsletter.locales import chain
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.review import Entry, units
from newsletter.pipeline.translation.terms import Imported, locales_of, put_terms, terms_of
from newsletter.pipeline.use_case import Place, issue_at, misused, misused_locale, reporting
from newsletter.problems import Problem
from newsletter.translate.formats.term_table import Listed
from newsletter.translate.glossary import CONTEXT, FORBIDDEN, TERM, Glossary, Term
from newsletter.translate.memory import Match, Memory
from newsletter.translate.unit import Unit

MOST = 200
"""A term has at most so many characters."""


@dataclass(frozen=True, slots=True)
class TermsRequest:
    """The terms of a language, and where an issue (None: the newest) has them; `words` choose those that have them."""

    place: Place
    locale: str
    issue: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PlacedTerm:
    """A term with the texts of the issue in whose source it stands, and which of those lack its agreed words.

    `is_named`: somebody or something of the issue is called so. Names are no texts: they are looked up in letters.
    """

    term: Term
    places: tuple[Entry, ...]
    lacking: tuple[Entry, ...] = ()
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class TermsReport:
    """The terms that hold in a language, by the alphabet."""

    issue: str
    locale: str
    terms: tuple[PlacedTerm, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def show_terms(request: TermsRequest) -> TermsReport:
    """List the terms of a language with where they occur."""
    project, slug = _known(request.place, request.issue, request.locale)
    content = project.content(slug)[0]
    terms, problems = terms_of(project, content, request.locale)
    sought = request.words.casefold().strip()
    terms = [term for term in terms if sought in f"{term.source}\n{term.target}\n{term.note}".casefold()]
    texts, faults = units(project, slug, request.locale)
    texts = [entry for entry in texts if entry.catalog == slug]
    named = _names(content)
    placed = [
        PlacedTerm(term, tuple(found), tuple(_lacking(term, found)), term.source.casefold() in named)
        for term, found in _places(terms, texts)
    ]
    return TermsReport(slug, request.locale, tuple(placed), (*problems, *faults))


def _names(content: Content) -> frozenset[str]:
    """What people, places and bodies of an issue are called, in all its points' parts; caseless."""
    points = dict.fromkeys(key.point for key in editions_of(content))
    issues = [issue for point in points if (issue := content.issue_for(point))]
    return frozenset(text.words.casefold() for issue in issues for text in walk(issue) if text.is_name)


def _places(terms: Sequence[Term], texts: Sequence[Entry]) -> Iterator[tuple[Term, list[Entry]]]:
    """Each term with the texts whose source has it, in reading order: read once for all terms."""
    glossary = Glossary({}, tuple(terms))
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in texts:
        for term in glossary.terms_in(plain(entry.translation.source)):
            found.setdefault((term.source.casefold(), term.target), []).append(entry)
    for term in terms:
        forms = dict.fromkeys(form.casefold() for form in (term.source, *term.forms))
        places = [entry for form in forms for entry in found.get((form, term.target), ())]
        yield term, list({entry.id: entry for entry in places}.values())


def _lacking(term: Term, found: Sequence[Entry]) -> Iterator[Entry]:
    codes = Glossary({}, (term,))
    for entry in found:
        if entry.translation.target and _lost(entry, codes):
            yield entry


def _lost(entry: Entry, glossary: Glossary) -> bool:
    from newsletter.translate.checks import forbidden_term, lost_term
    from newsletter.translate.checks.check import Languages

    of, none = entry.translation, Languages("", "")
    return any(
        True
        for check in (lost_term.CHECK, forbidden_term.CHECK)
        for target in of.targets
        if target
        for _ in check.find(of, target, none, glossary)
    )


@dataclass(frozen=True, slots=True)
class AddTermRequest:
    """A term that `by` adds to the glossary of a language, or changes there.

    `kind` is `term`, or `name` for one that is never inflected. Without a target it is never translated; with
    `is_forbidden` the target is never to be used.
    """

    place: Place
    today: dt.date
    locale: str
    source: str
    by: str
    target: str = ""
    kind: str = TERM
    is_forbidden: bool = False
    forms: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddTermReport:
    """What became of the glossary: the term is among the new, the changed, or the same."""

    glossary: Imported
    problems: tuple[Problem, ...] = ()


@reporting
def add_term(request: AddTermRequest) -> AddTermReport:
    """Put one term into a glossary, as reviewed by whoever adds it."""
    project, _ = _known(request.place, None, request.locale)
    source, target, note = (" ".join(words.split()) for words in (request.source, request.target, request.note))
    if not source:
        misused("Say which term it is.")
    for words in (source, target, note, *request.forms):
        if len(words) > MOST:
            misused(f"`{words[:40]}…` has {len(words)} characters; a term may have {MOST}.")
    if request.kind not in (TERM, CONTEXT):
        misused(f"No entry of a glossary is a `{request.kind}`; there are: {TERM}, {CONTEXT}.")
    if request.is_forbidden and not target:
        misused("Say which translation is never to be used.")
    is_kept = not target and not request.is_forbidden
    term = Term(
        source, target or source, is_read_only=is_kept, is_forbidden=request.is_forbidden,
        is_exact_case=is_kept, forms=tuple(filter(None, map(str.strip, request.forms))), note=note,
    )  # fmt: skip
    context = FORBIDDEN if request.is_forbidden else request.kind
    listed = [Listed(request.locale, context, term, 0)]
    found, problems = put_terms(project, request.locale, listed, by=request.by, today=request.today)
    return AddTermReport(found, tuple(problems))


@dataclass(frozen=True, slots=True)
class SearchMemoryRequest:
    """Words as they stand in a source, and how many matches are wanted at most."""

    place: Place
    locale: str
    words: str
    limit: int = 10


@dataclass(frozen=True, slots=True)
class SearchMemoryReport:
    """What was translated from the very words or from ones much like them, most alike first (`score`, up to 100)."""

    locale: str
    matches: tuple[Match, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def search_memory(request: SearchMemoryRequest) -> SearchMemoryReport:
    """Look for what was translated before; then for longer sources in which the words stand."""
    project, _ = _known(request.place, None, request.locale)
    words = " ".join(request.words.split())
    if not words:
        misused("Say which words to look for.")
    found: list[Match] = []
    with Memory(project.cache.folder / "memory.sqlite", project.settings.source_locale) as memory:
        memory.refresh(project.root)
        for step in chain(request.locale):
            exact = memory.exact(Unit("", words), step)
            found += [exact] if exact else []
            found += memory.near(Unit("", words), step, request.limit)
            found += memory.with_words(words, step, request.limit)
    found.sort(key=lambda match: -match.score)
    unique = {(match.source, match.targets): match for match in reversed(found)}
    ordered = sorted(unique.values(), key=lambda match: -match.score)
    return SearchMemoryReport(request.locale, tuple(ordered[: request.limit]))


def _known(place: Place, issue: str | None, locale: str) -> tuple[Project, str]:
    project, slug = issue_at(place, issue)
    content = project.content(slug)[0]
    if locale not in locales_of(content):
        misused_locale(locale, editions_of(content))
    return project, slug
