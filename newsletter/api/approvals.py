"""Who approved the texts of an issue, for scripts.

In: a project, an issue, a text by its id or all of them. Out: values; files are only read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsletter.api.opening import Project
from newsletter.pipeline import approving
from newsletter.pipeline.translation.approvals import Approval
from newsletter.pipeline.use_case import Place, require_done
from newsletter.problems import Problem, ordered


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who has accepted a text, by the name that stands in its catalog, and on which day (ISO)."""

    who: str
    day: str


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """A text in one language, with who stands behind it.

    `accepted` has those who have accepted these very `forms` as the translation of this very `source`; `people_left` is
    how many have still to. `source_version` are six characters that change with each letter of the source. `origin`
    says whose words they are, empty where nobody knows. Of a reviewed text by which no day stands `since` is the day
    (ISO) of the commit that it is from. `questions` are those that nobody has answered.
    """

    id: str
    locale: str
    context: str
    source: str
    source_version: str
    forms: tuple[str, ...]
    state: Literal["missing", "needs-review", "reviewed"]
    accepted: tuple[Acceptance, ...]
    people_left: int
    origin: str
    since: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalsReport:
    """The texts that an issue needs, language by language, and what is wrong with its catalogs.

    `page` is the same as HTML that needs nothing beside it and runs no script.
    """

    issue: str
    texts: tuple[ApprovedText, ...]
    page: str
    problems: tuple[Problem, ...]


def explain_text(
    project: Project, text_id: str, issue: str | None = None, *, locale: str = ""
) -> tuple[ApprovedText, ...]:
    """Who approved a text, by its id: in each language that has it, or in one `locale`.

    For None it is looked for in all issues, the newest first. Raises `RefusedError` where no text has this id.
    """
    place = Place(project.root, project.environ)
    report = require_done(approving.explain_text(approving.ExplainTextRequest(place, text_id, issue, locale)))
    return tuple(map(_approved, report.approvals))


def report_issue(project: Project, issue: str | None = None, *, point: str = "", locale: str = "") -> ApprovalsReport:
    """Who approved each text that the editions of an issue need: all, those of a `point`, those in one `locale`.

    Raises `RefusedError` where there is no such issue, point or language.
    """
    place = Place(project.root, project.environ)
    report = require_done(
        approving.report_approvals(approving.ReportRequest(place, issue, point, locale, is_page=True))
    )
    texts = (_approved(each) for language in report.languages for each in language.approvals)
    return ApprovalsReport(report.issue, tuple(texts), report.page, tuple(ordered(report.problems)))


def _approved(approval: Approval) -> ApprovedText:
    entry = approval.entry.translation
    return ApprovedText(
        approval.entry.id,
        approval.locale,
        entry.context,
        entry.source,
        approval.source_version,
        entry.targets,
        approval.state.value,
        tuple(Acceptance(act.who, act.day) for act in approval.accepted),
        approval.left,
        approval.origin,
        approval.since,
        tuple(said.words for said in approval.entry.questions),
    )
