"""The project that a command works on, opened; what is wrong with it ends the command.

In: the folder and the issue named. Out: a `Project`, the issue's slug, its `Content`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from newsletter.cli.output import json_of, print_json, say, show

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.snapshot import Snapshot
    from newsletter.problems import Problem


def project_of(root: Path, as_json: bool) -> Project:
    """The project alone: what is under way needs none of its issues."""
    from newsletter.pipeline.project import open_project

    project, problems = open_project(root, os.environ)
    if project is None:
        _end_with(problems, as_json)
    return project


def opened(root: Path, wanted: str | None, as_json: bool) -> tuple[Project, str]:
    """The project and the issue asked for; what is wrong with either ends the command."""
    project = project_of(root, as_json)
    slug, problems = project.issue_slug(wanted)
    if slug is None:
        _end_with(problems, as_json)
    return project, slug


def _end_with(problems: list[Problem], as_json: bool) -> NoReturn:
    if as_json:
        print_json({"problems": json_of(problems)})
    show(problems)
    sys.exit(1)


def whole(project: Project, slug: str) -> Content:
    """The content of an issue; with errors in it a command that writes catalogs would drop what could not be read."""
    content, problems = project.content(slug)
    _stop_at_errors(problems)
    return content


def whole_snapshot(project: Project, slug: str) -> Snapshot:
    """An issue opened; with errors in its files the command ends: what could not be read would seem to be gone."""
    from newsletter.pipeline.snapshot import open_snapshot

    snapshot = open_snapshot(project, slug)
    _stop_at_errors(snapshot.of_content)
    return snapshot


def _stop_at_errors(problems: Sequence[Problem]) -> None:
    from newsletter.problems import has_errors, ordered

    if has_errors(problems):
        show(ordered(problems))
        say("Mend these first: texts that can't be read would seem to be gone.", err=True)
        sys.exit(1)
