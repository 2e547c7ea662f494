"""Use cases: who approved a text, and who approved each text of an issue.

In: `ExplainTextRequest` or `ReportRequest`. Out: `ExplainTextReport` or `ApprovalReport`; the latter as a page, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from newsletter import locales
from newsletter.content.slugs import issue_slugs
from newsletter.edition import EditionKey, editions_of
from newsletter.locales import chain
from newsletter.pipeline.editing.git import Git, NoGitError
from newsletter.pipeline.project import Project, wanted_editions
from newsletter.pipeline.translation.approvals import Approval, Approvals, by_person
from newsletter.pipeline.use_case import (
    Place,
    issue_at,
    misused,
    misused_locale,
    project_at,
    refuse,
    reporting,
    whole_snapshot,
)
from newsletter.problems import Problem
from newsletter.translate.unit import state_counts

IS_ID = re.compile(r"[0-9a-f]{8,64}")
"""How the id of a text looks; no problem has such a name."""
IS_CUT_ID = re.compile(r"(?=[a-f]*[0-9])[0-9a-f]{4,7}")
"""How one looks that has lost some of its end."""
PAGES = Path(__file__).parents[1] / "pages" / "report"
MOST_COMMITS = 100
"""As many commits of a catalog are looked at: what has stood longer so is said to stand since the oldest of them."""


@dataclass(frozen=True, slots=True)
class ExplainTextRequest:
    """A text by its id, in an issue (None: the newest that has it), in one language or all."""

    place: Place
    text_id: str
    issue: str | None = None
    locale: str = ""


@dataclass(frozen=True, slots=True)
class ExplainTextReport:
    """The text in each language that has it, and the issue."""

    issue: str
    approvals: tuple[Approval, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def explain_text(request: ExplainTextRequest) -> ExplainTextReport:
    """Who approved a text."""
    project = project_at(request.place)
    slugs = [issue_at(request.place, request.issue)[1]] if request.issue else issue_slugs(project.root)[::-1]
    for slug in slugs:
        approvals = _approvals(project, slug, request.place)
        if found := _in_issue(project, approvals, request):
            return ExplainTextReport(slug, tuple(found), tuple(approvals.problems))
    where = request.issue or "any issue"
    of = f" in `{request.locale}`" if request.locale else ""
    return misused(f"No text of {where}{of} has the id `{request.text_id}`; `newsletter review` lists them.")


def _approvals(project: Project, slug: str, place: Place) -> Approvals:
    git = Git(project.root, place.environ)

    def versions(file: str) -> Iterator[tuple[str, bytes | None]]:
        try:
            for commit in git.commits([file], MOST_COMMITS):
                yield commit.when.date().isoformat(), git.file(commit.id, file)
        except NoGitError:
            return

    return Approvals(project, slug, versions)


def _in_issue(project: Project, approvals: Approvals, request: ExplainTextRequest) -> list[Approval]:
    """The text in each language asked for that an issue is mailed in, its shorter forms too."""
    keys = editions_of(project.content(approvals.slug)[0])
    known = list(dict.fromkeys(step for key in keys for step in chain(key.locale)))
    if request.issue and request.locale and request.locale not in known:
        misused_locale(request.locale, keys)
    wanted = [locale for locale in known if request.locale in ("", locale)]
    return [approval for locale in wanted if (approval := approvals.of(locale, request.text_id))]


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """An issue (None: the newest); only the editions of a point, only one language. `is_page` asks for a page too."""

    place: Place
    issue: str | None = None
    point: str = ""
    locale: str = ""
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """The texts that an issue needs in one language, for one point or all that write in it."""

    locale: str
    points: tuple[str, ...]
    approvals: tuple[Approval, ...]

    @property
    def states(self) -> Mapping[str, int]:
        """How many there are of each state."""
        return state_counts(each.state for each in self.approvals)

    @property
    def people(self) -> tuple[tuple[str, int], ...]:
        """Who has accepted how many."""
        return tuple(by_person(self.approvals))

    @property
    def by_nobody(self) -> int:
        """How many are reviewed without a name."""
        return sum(each.is_by_nobody for each in self.approvals)


@dataclass(frozen=True, slots=True)
class ApprovalReport:
    """Who approved the texts of an issue, by language; those written in it need nobody.

    `page` is the report as HTML that needs nothing beside it and runs no script; empty unless asked for.
    """

    issue: str
    subject: str
    languages: tuple[LanguageReport, ...]
    problems: tuple[Problem, ...] = ()
    page: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "issue": self.issue,
            "languages": [
                {
                    "locale": each.locale,
                    "points": list(each.points),
                    "states": dict(each.states),
                    "texts": [approval.as_json() for approval in each.approvals],
                }
                for each in self.languages
            ],
        }


@reporting
def report_approvals(request: ReportRequest) -> ApprovalReport:
    """Say of each text that an issue needs who approved it."""
    project, slug = issue_at(request.place, request.issue)
    snapshot = whole_snapshot(project, slug)
    points = (request.point,) if request.point else ()
    wanted = (request.locale,) if request.locale else ()
    keys, problems = wanted_editions(snapshot.content, points, wanted)
    if problems:
        refuse(problems)
    by_locale: dict[str, list[EditionKey]] = {}
    for key in keys:
        by_locale.setdefault(key.locale, []).append(key)
    approvals = _approvals(project, slug, request.place)
    languages = []
    for locale, editions in by_locale.items():
        found = {
            (each.locale, each.entry.catalog, each.entry.id): each
            for key in editions
            for each in approvals.of_edition(snapshot, key)
        }
        if found:
            languages.append(LanguageReport(locale, tuple(key.point for key in editions), tuple(found.values())))
    issue = snapshot.content.issue
    of_catalogs = [each for each in snapshot.catalogs.problems if each not in approvals.problems]
    subject = str(issue.subject) if issue else ""
    report = ApprovalReport(slug, subject, tuple(languages), (*approvals.problems, *of_catalogs))
    return replace(report, page=_page(project, report)) if request.is_page else report


def _page(project: Project, report: ApprovalReport) -> str:
    from newsletter.render.environment import Templates

    style = (PAGES / "style.css").read_text("utf-8")
    values = {
        "report": report,
        "languages": [
            (each, locales.autonym(each.locale), _rows(project, each.approvals)) for each in report.languages
        ],
        "style": Markup(style),  # noqa: S704 (our own file)
    }
    return Templates(PAGES, project.cache).render("index.html", values)


def _rows(project: Project, approvals: Sequence[Approval]) -> list[dict[str, Any]]:
    """Each text with what a template can't find out."""
    rows = []
    for approval in approvals:
        entry = approval.entry.translation
        source_locale = entry.about.source_locale or project.settings.source_locale
        rows.append(
            {
                "approval": approval,
                "entry": entry,
                "source": {"lang": source_locale, "dir": locales.direction(source_locale)},
                "target": {"lang": approval.locale, "dir": locales.direction(approval.locale)},
                "state": approval.state.value,
            }
        )
    return rows
