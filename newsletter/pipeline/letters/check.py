"""Use case: everything that is wrong with an issue is found, and nothing written.

In: `CheckRequest`. Out: `CheckReport` with the problems of its files, brand, pictures and catalogs; of what nobody
would see; and of every letter, laid out as a build does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsletter.edition import EditionKey
from newsletter.pipeline.letters.accept import unused_acceptances, with_accepted
from newsletter.pipeline.letters.chromium import find_chromium
from newsletter.pipeline.letters.examine import Examination, examinations, examined, unknown_programs
from newsletter.pipeline.letters.in_browser import browser_problems
from newsletter.pipeline.letters.mailed_before import mailed_before
from newsletter.pipeline.letters.online import Online, online_problems
from newsletter.pipeline.letters.unused import unused_problems
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.pipeline.translation.findings import Checked, unread_folders
from newsletter.pipeline.use_case import Place, issue_at, reporting
from newsletter.problems import Problem, ordered


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """An issue by its slug; None is the newest.

    With `is_in_browser` its letters are also looked at in Chromium; with `online` their links are asked for.
    """

    place: Place
    issue: str | None = None
    is_in_browser: bool = False
    online: Online | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The issue that was checked, its problems in order, and what of its letters not all mail programs show."""

    issue: str
    problems: tuple[Problem, ...]
    features: tuple[FeatureShown, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureShown:
    """A feature of HTML or CSS, as Can I email says it, with the editions whose letters have it.

    `values` are its name, title, the programs that drop it or show a part of it, and what a reader sees `instead`; that
    is empty where something may be lost.
    """

    values: Mapping[str, object]
    editions: tuple[str, ...]


@reporting
def check_project(request: CheckRequest) -> CheckReport:
    """Check an issue, and the articles that no issue shows."""
    project, slug = issue_at(request.place, request.issue)
    browser = find_chromium(request.place.environ.get("PATH")) if request.is_in_browser else None
    problems, letters = _checked(project, slug, browser, request.online)
    return CheckReport(slug, tuple(problems), _features(letters))


def _features(letters: Mapping[EditionKey, Examination]) -> tuple[FeatureShown, ...]:
    """What the letters have in common is told once."""
    found: dict[str, tuple[Mapping[str, object], list[str]]] = {}
    for key, each in letters.items():
        for values in each.features:
            found.setdefault(str(values["feature"]), (values, []))[1].append(str(key))
    return tuple(FeatureShown(values, tuple(editions)) for _, (values, editions) in sorted(found.items()))


def check_issue(project: Project, slug: str, browser: str | None = None, online: Online | None = None) -> list[Problem]:
    """Every problem of an issue, of its letters, and of articles that no issue shows.

    Those are marked that the issue has decided to live with. With the path of a Chromium as `browser`, empty where
    there is none, letters are looked at in it too; with `online` the sites that they lead to are asked.
    """
    return _checked(project, slug, browser, online)[0]


def _checked(
    project: Project, slug: str, browser: str | None, online: Online | None
) -> tuple[list[Problem], dict[EditionKey, Examination]]:
    snapshot = open_snapshot(project, slug, everything=True)
    letters, also = examinations(snapshot, snapshot.editions()), list[Problem]()
    if browser is not None or online is not None:
        shown = {key: letter for key in letters if (letter := examined(snapshot, prepare(snapshot, key)))}
        also += browser_problems(snapshot, shown, letters, browser) if browser is not None else ()
        also += online_problems(shown, project.cache, online) if online else ()
    return problems_of(snapshot, letters.values(), also), letters


def problems_of(snapshot: Snapshot, letters: Iterable[Examination], also: Iterable[Problem] = ()) -> list[Problem]:
    """Every problem of an issue that was opened with everything, given what was found in each of its editions.

    `also` are what browsers and sites have said of them.
    """
    project, content, catalogs = snapshot.project, snapshot.content, snapshot.catalogs
    problems = snapshot.problems
    problems += unused_problems(project, content, snapshot.theme)
    problems += unknown_programs(project)
    problems += mailed_before(project, content)
    problems += (problem for each in letters for problem in each.problems)
    problems += also
    problems += Checked(snapshot).problems()
    problems += unread_folders(content, project.root)
    found = with_accepted(ordered([*problems, *catalogs.problems]), content)
    return ordered([*found, *unused_acceptances(found, content)])
