"""Use case: everything that is wrong with an issue is found, and nothing written.

In: `CheckRequest`. Out: `CheckReport` with the problems of its files, brand, pictures and catalogs; of what nobody
would see; and of one letter of each point, laid out as a build does it.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.edition import EditionKey
from newsletter.pipeline.letters.unused import unused_problems
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import localised, open_snapshot, prepare
from newsletter.pipeline.translation.findings import Checked, unread_folders
from newsletter.pipeline.use_case import Place, issue_at, reporting
from newsletter.problems import Problem, ordered


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """An issue by its slug; None is the newest."""

    place: Place
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The issue that was checked, and its problems in order."""

    issue: str
    problems: tuple[Problem, ...]


@reporting
def check_project(request: CheckRequest) -> CheckReport:
    """Check an issue, and the articles that no issue shows."""
    project, slug = issue_at(request.place, request.issue)
    return CheckReport(slug, tuple(check_issue(project, slug)))


def check_issue(project: Project, slug: str) -> list[Problem]:
    """Every problem of an issue, and of articles that no issue shows.

    One letter of each point is laid out, since points differ in sections and templates.
    """
    snapshot = open_snapshot(project, slug, everything=True)
    content, catalogs = snapshot.content, snapshot.catalogs
    problems = snapshot.problems
    problems += unused_problems(project, content, snapshot.theme)
    firsts: dict[str, EditionKey] = {}
    for key in snapshot.editions():
        is_first = firsts.setdefault(key.point, key) is key
        problems += (prepare if is_first else localised)(snapshot, key).problems
    problems += Checked(snapshot).problems()
    problems += unread_folders(content, project.root)
    return ordered([*problems, *catalogs.problems])
