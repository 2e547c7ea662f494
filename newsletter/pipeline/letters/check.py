"""Use case: everything that is wrong with an issue is found, and nothing written.

In: `CheckRequest`. Out: `CheckReport` with the problems of its files, brand, pictures and catalogs; of what nobody
would see; and of every letter, laid out as a build does it.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.pipeline.letters.accept import unused_acceptances, with_accepted
from newsletter.pipeline.letters.examine import examinations, unknown_programs
from newsletter.pipeline.letters.mailed_before import mailed_before
from newsletter.pipeline.letters.unused import unused_problems
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import open_snapshot
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
    """Every problem of an issue, of its letters, and of articles that no issue shows.

    Those are marked that the issue has decided to live with.
    """
    snapshot = open_snapshot(project, slug, everything=True)
    content, catalogs = snapshot.content, snapshot.catalogs
    problems = snapshot.problems
    problems += unused_problems(project, content, snapshot.theme)
    problems += unknown_programs(project)
    problems += mailed_before(project, content)
    for each in examinations(snapshot, snapshot.editions()).values():
        problems += each.problems
    problems += Checked(snapshot).problems()
    problems += unread_folders(content, project.root)
    found = with_accepted(ordered([*problems, *catalogs.problems]), content)
    return ordered([*found, *unused_acceptances(found, content)])
