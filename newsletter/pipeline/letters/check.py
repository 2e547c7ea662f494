"""Use case: everything that is wrong with an issue is found, and nothing written.

In: `CheckRequest`. Out: `CheckReport` with the problems of its files, brand, pictures and catalogs; of what nobody
would see; and of every letter, laid out as a build does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.pipeline.letters.accept import unused_acceptances, with_accepted
from newsletter.pipeline.letters.chromium import find_chromium
from newsletter.pipeline.letters.examine import Examination, examinations, unknown_programs
from newsletter.pipeline.letters.in_browser import browser_problems
from newsletter.pipeline.letters.mailed_before import mailed_before
from newsletter.pipeline.letters.unused import unused_problems
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.pipeline.translation.findings import Checked, unread_folders
from newsletter.pipeline.use_case import Place, issue_at, reporting
from newsletter.problems import Problem, ordered


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """An issue by its slug; None is the newest. With `is_in_browser` its letters are also looked at in Chromium."""

    place: Place
    issue: str | None = None
    is_in_browser: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The issue that was checked, and its problems in order."""

    issue: str
    problems: tuple[Problem, ...]


@reporting
def check_project(request: CheckRequest) -> CheckReport:
    """Check an issue, and the articles that no issue shows."""
    project, slug = issue_at(request.place, request.issue)
    browser = find_chromium(request.place.environ.get("PATH")) if request.is_in_browser else None
    return CheckReport(slug, tuple(check_issue(project, slug, browser)))


def check_issue(project: Project, slug: str, browser: str | None = None) -> list[Problem]:
    """Every problem of an issue, of its letters, and of articles that no issue shows.

    Those are marked that the issue has decided to live with. With the path of a Chromium as `browser`, empty where
    there is none, letters are looked at in it too.
    """
    snapshot = open_snapshot(project, slug, everything=True)
    letters = examinations(snapshot, snapshot.editions())
    seen = browser_problems(snapshot, letters, browser) if browser is not None else []
    return problems_of(snapshot, letters.values(), seen)


def problems_of(
    snapshot: Snapshot, letters: Iterable[Examination], in_browser: Iterable[Problem] = ()
) -> list[Problem]:
    """Every problem of an issue that was opened with everything, given what was found in each of its editions."""
    project, content, catalogs = snapshot.project, snapshot.content, snapshot.catalogs
    problems = snapshot.problems
    problems += unused_problems(project, content, snapshot.theme)
    problems += unknown_programs(project)
    problems += mailed_before(project, content)
    problems += (problem for each in letters for problem in each.problems)
    problems += in_browser
    problems += Checked(snapshot).problems()
    problems += unread_folders(content, project.root)
    found = with_accepted(ordered([*problems, *catalogs.problems]), content)
    return ordered([*found, *unused_acceptances(found, content)])
