"""All of a project's networks and points, whatever issue shows them, with all that is wrong in their files.

In: a project. Out: `Content` without an issue, and the problems; the points alone, which takes a fraction of that.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.content.load import Content
from newsletter.content.model import NationalPoint
from newsletter.pipeline.project import Project
from newsletter.problems import Problem


def everything_at(project: Project) -> tuple[Content, list[Problem]]:
    """What stands in the project beside its issues; problems of an issue that is not there are none."""
    content, problems = project.content("", everything=True)
    return content, [problem for problem in problems if problem.path]


def points_at(project: Project) -> Mapping[str, NationalPoint]:
    """The project's points by name, and no other file; those that can't be read are left out."""
    return project.content("")[0].points
