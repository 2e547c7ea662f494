"""The words of a language: terms with what is agreed and where they stand, new ones, and what was translated before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from newsletter import locales
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.translation.glossary_page import (
    AddTermReport,
    AddTermRequest,
    SearchMemoryReport,
    SearchMemoryRequest,
    TermsReport,
    TermsRequest,
    add_term,
    search_memory,
    show_terms,
)
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

_FEW = 12
"""Places of a term that are shown at once."""


def words(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page: `?q=` looks for words, in terms and in what was translated before; `?add=` has a term begun."""
    locale, issue = request.params["locale"], _issue(studio, request.query.get("issue", ""))
    sought = request.query.get("q", "").strip()[:200]
    if not issue:
        return not_found()
    report = show_terms(TermsRequest(studio.place, locale, issue, sought))
    if not isinstance(report, TermsReport):
        return not_found()
    found = search_memory(SearchMemoryRequest(studio.place, locale, sought)) if sought else None
    tongues = dict.fromkeys(key.locale for key in studio.resident.snapshot(issue).editions())
    agreed = [each for each in report.terms if not each.term.is_read_only and not each.term.is_forbidden]
    return studio.page(
        request,
        "words.html",
        here="review",
        issue=issue,
        tongue={"tag": locale, "dir": locales.direction(locale), "name": locales.autonym(locale)},
        tongues={tag: locales.autonym(tag) for tag in tongues},
        groups=[
            ("agreed", agreed),
            ("never", [each for each in report.terms if each.term.is_forbidden]),
            ("kept", [each for each in report.terms if each.term.is_read_only and not each.term.is_forbidden]),
        ],
        few=_FEW,
        sought=sought,
        begun=request.query.get("add", "").strip()[:200],
        failed=request.query.get("failed", ""),
        added=request.query.get("added", ""),
        matches=_matches(found),
        source_locale=studio.resident.project.settings.source_locale,
        lacking=sum(len(each.lacking) for each in agreed),
    )


def add(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A term is agreed on, by the person's name; or a word is never to be used."""
    locale, form = request.params["locale"], request.form()
    source, issue = form.get("source", "").strip(), form.get("issue", "")
    back = {"issue": issue} if _issue(studio, issue) == issue else {}
    if not request.person:
        return _to(locale, {**back, "add": source, "failed": "name"})
    target = "" if form.get("kept") else form.get("target", "").strip()
    never = form.get("never", "").strip()
    if not source or not (target or never or form.get("kept")):
        return _to(locale, {**back, "add": source, "failed": "words"})
    wanted = [AddTermRequest(studio.place, read_clock().date(), locale, source, request.person, target,
                             note=form.get("note", "").strip())] if target or form.get("kept") else []  # fmt: skip
    if never:
        wanted.append(
            AddTermRequest(
                studio.place, read_clock().date(), locale, source, request.person, never, is_forbidden=True,
                note=form.get("note", "").strip(),
            )
        )  # fmt: skip
    for each in wanted:
        report = add_term(each)
        if not isinstance(report, AddTermReport) or report.problems:
            return _to(locale, {**back, "add": source, "failed": "file"})
    return _to(locale, {**back, "added": source})


def _to(locale: str, asked: dict[str, str]) -> StudioResponse:
    return redirect(f"/words/{locale}?{urlencode(asked)}")


def _issue(studio: Studio, asked: str) -> str:
    """The issue that is asked for, else the newest; empty where there is none."""
    if asked and studio.has_issue(asked):
        return asked
    return next((each.slug for each in issues_at(studio.project.root)), "")


def _matches(found: Any) -> list[dict[str, Any]]:
    """What was translated before, the most alike first."""
    if not isinstance(found, SearchMemoryReport):
        return []
    return [
        {"source": match.source, "targets": match.targets, "issue": match.issue, "score": int(match.score)}
        for match in found.matches
    ]


ROUTES = (Route("/words/{locale}", get=words, post=add),)
