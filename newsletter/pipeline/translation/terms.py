"""`newsletter glossary`: terms out of a table into the catalogs, and what a locale's glossary holds.

In: a project and a table's bytes, or a locale. Out: for each locale which terms are new and changed, written into its
`glossary.po`; or its terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.content.load import Content
from newsletter.edition import editions_of
from newsletter.locales import chain
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem, error
from newsletter.translate.acceptance import Rule, accept_text
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.formats.term_table import Listed, read_terms
from newsletter.translate.glossary import Term, glossary_of, names_kept, term_of, with_term
from newsletter.translate.record import add_texts
from newsletter.translate.unit import Catalog, State, Translation
from newsletter.workspace import MovedOnError

GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do, to one glossary: sources of terms that are new, changed and the same."""

    file: str
    locale: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int


def locales_of(content: Content) -> list[str]:
    """The locales that a project writes in."""
    return list(dict.fromkeys(key.locale for key in editions_of(content)))


def import_terms(
    project: Project,
    known: Sequence[str],
    data: bytes,
    file: str,
    *,
    by: str = "",
    today: dt.date,
    dry_run: bool = False,
) -> tuple[list[Imported], list[Problem]]:
    """Put the terms of a table into the glossaries. With a name they are reviewed by it, else they need review.

    A term that is there and says something else is changed; its old translation stays as a comment. What the table
    does not have is left alone. A table with a fault changes nothing.
    """
    listed, problems = read_terms(data, file, known)
    reports: list[Imported] = []
    catalogs: list[Catalog] = []
    for locale in dict.fromkeys(each.locale for each in listed):
        before, faults = project.catalog(locale, GLOSSARY)
        problems += faults
        if before:
            after, report = _with_terms(
                before, [each for each in listed if each.locale == locale], by, today, project.rule(locale)
            )
            catalogs.append(after)
            reports.append(report)
    if problems:
        return [], problems
    for catalog in catalogs if not dry_run else ():
        try:
            write_catalog(project.workspace, catalog)
        except MovedOnError:
            message = "somebody else wrote this file meanwhile; no term was put into it"
            problems.append(error("file-changed", message, Location(catalog.file), "run the command again"))
    return reports, problems


TRIES = 5
"""As often a glossary is read again that somebody else keeps writing."""


def put_terms(
    project: Project, locale: str, listed: Sequence[Listed], *, by: str, today: dt.date
) -> tuple[Imported, list[Problem]]:
    """Put some terms into the glossary of one language; a file that somebody writes meanwhile is read again."""
    file = catalog_file(locale, GLOSSARY)
    for _ in range(TRIES):
        before, problems = project.catalog(locale, GLOSSARY)
        if before is None:
            return Imported(file, locale, (), (), 0), problems
        after, report = _with_terms(before, listed, by, today, project.rule(locale))
        try:
            write_catalog(project.workspace, after)
        except MovedOnError:
            continue
        return report, problems
    message = "somebody else keeps writing this file; no term was put into it"
    return Imported(file, locale, (), (), 0), [error("file-changed", message, Location(file), "run the command again")]


def _with_terms(
    before: Catalog, listed: Sequence[Listed], by: str, today: dt.date, rule: Rule
) -> tuple[Catalog, Imported]:
    entries = {(entry.key, entry.is_obsolete): entry for entry in before.entries}
    new: list[str] = []
    changed: list[str] = []
    for each in listed:
        key = ((each.context, each.term.source), False)
        old = entries.get(key)
        if old and term_of(old) == each.term and (old.state is State.REVIEWED or not by):
            continue
        (changed if old else new).append(each.term.source)
        entries[key] = _decided(old or Translation(*key[0]), each.term, by, today, rule)
    ordered = sorted(entries.values(), key=lambda entry: entry.is_obsolete)
    same = len(listed) - len(new) - len(changed)
    return replace(before, entries=tuple(ordered)), Imported(
        before.file, before.locale, tuple(new), tuple(changed), same
    )


def _decided(old: Translation, term: Term, by: str, today: dt.date, rule: Rule) -> Translation:
    entry = with_term(old, term)
    record = replace(entry.record, reviews=(), past_reviews=())
    if old.target != term.target:
        record = replace(record, replaced=add_texts(record.replaced, old.targets))
    entry = replace(entry, record=record, state=State.NEEDS_REVIEW, previous="")
    return accept_text(entry, by, today, rule) if by else entry


def terms_of(project: Project, content: Content, locale: str) -> tuple[list[Term], list[Problem]]:
    """The terms that hold in a locale: of its chain, and the names of networks and people in the issue."""
    catalogs: list[Catalog] = []
    problems: list[Problem] = []
    for step in chain(locale):
        catalog, faults = project.catalog(step, GLOSSARY)
        problems += faults
        catalogs += [catalog] if catalog else []
    points = dict.fromkeys(key.point for key in editions_of(content))
    issues = [issue for point in points if (issue := content.issue_for(point))]
    kept = sorted({name for issue in issues for name in names_kept(issue)})
    return sorted(glossary_of(catalogs, kept).terms, key=lambda term: term.source.casefold()), problems
