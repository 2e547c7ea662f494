"""An issue is checked, or its letters are written into files.

In: a project and an issue's name, None for the newest. Out: `CheckReport` or `BuildReport`. Files are read as they are
now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from newsletter.api.names import names_of
from newsletter.api.opening import Project
from newsletter.pipeline.letters.building import BuildReport, BuildRequest
from newsletter.pipeline.letters.building import build_issue as build
from newsletter.pipeline.letters.check import CheckReport, CheckRequest, check_project
from newsletter.pipeline.use_case import Place, require_done, unwatched


def check_issue(project: Project, issue: str | None = None) -> CheckReport:
    """All that is wrong with an issue, its catalogs and letters, and with articles that no issue shows.

    Nothing is written. Raises `RefusedError` where there is no such issue.
    """
    return require_done(check_project(CheckRequest(Place(project.root, project.environ), issue)))


def build_issue(
    project: Project,
    issue: str | None = None,
    *,
    points: str | Iterable[str] = (),
    locales: str | Iterable[str] = (),
    out: str | os.PathLike[str] | None = None,
    is_strict: bool = False,
    share: str | os.PathLike[str] | None = None,
    watch: Callable[[int, int, str], None] = unwatched,
) -> BuildReport:
    """Write the letters of an issue with a gallery of them: all, or those of some `points` and `locales`.

    `out` is the folder for letters, the project's `build` for None; `share` one more file that all are packed into.
    With `is_strict` nothing is written when there is an error anywhere. `watch` is told how many of how many letters
    are laid out, and which is next. What can be built is built; what can't is among the problems of the report, an
    unknown point or locale too. Raises `RefusedError` where there is no such issue, `OSError` where a file can't be
    written.
    """
    request = BuildRequest(
        Place(project.root, project.environ),
        issue,
        names_of(points),
        names_of(locales),
        None if out is None else Path(out),
        is_strict,
        None if share is None else Path(share),
    )
    return require_done(build(request, watch))
