"""Use cases: terms of a table are put into the glossaries; the terms that hold in a language are listed.

In: `ImportTermsRequest` or `ListTermsRequest`. Out: `ImportTermsReport` or `ListTermsReport`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from newsletter.edition import editions_of
from newsletter.pipeline.translation.terms import Imported, import_terms, locales_of, terms_of
from newsletter.pipeline.use_case import Place, issue_at, misused_locale, refuse, reporting, whole_content
from newsletter.problems import Problem, has_errors
from newsletter.translate.glossary import Term


@dataclass(frozen=True, slots=True)
class ImportTermsRequest:
    """The terms of a table in CSV, reviewed by the name `by`; without one they need review. A dry run only looks."""

    place: Place
    today: dt.date
    file: Path
    by: str = ""
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class ImportTermsReport:
    """What was, or would be, new and changed in the glossary of each language; none where the table has a fault."""

    is_dry: bool
    glossaries: tuple[Imported, ...]
    problems: tuple[Problem, ...]


@reporting
def import_glossary(request: ImportTermsRequest) -> ImportTermsReport:
    """Put the terms into the glossaries of the languages that the points write in; a fault changes nothing."""
    project, slug = issue_at(request.place, None)
    # Only the points say in which languages we write: what is wrong in an article is no matter of terms.
    content, found = project.content(slug)
    if has_errors(of_points := [each for each in found if each.location and each.location.file.startswith("points/")]):
        refuse(of_points)
    glossaries, problems = import_terms(
        project, locales_of(content), request.file.read_bytes(), request.file.name,
        by=request.by, today=request.today, dry_run=request.is_dry,
    )  # fmt: skip
    return ImportTermsReport(request.is_dry, tuple(glossaries), tuple(problems))


@dataclass(frozen=True, slots=True)
class ListTermsRequest:
    """The terms of a language, with the names that an issue shows (None: the newest)."""

    place: Place
    locale: str
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class ListTermsReport:
    """The terms that hold in a language, by the alphabet."""

    locale: str
    terms: tuple[Term, ...]
    problems: tuple[Problem, ...]


@reporting
def list_terms(request: ListTermsRequest) -> ListTermsReport:
    """List the terms of a language that a point writes in, the names of networks and people among them."""
    project, slug = issue_at(request.place, request.issue)
    content = whole_content(project, slug)
    known = locales_of(content)
    if request.locale not in known:
        misused_locale(request.locale, editions_of(content))
    terms, problems = terms_of(project, content, request.locale)
    return ListTermsReport(request.locale, tuple(terms), tuple(problems))
