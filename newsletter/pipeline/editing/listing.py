"""All of a project's networks and points, whatever issue shows them, with all that is wrong in their files.

In: a project. Out: `Content` without an issue, and the problems.
"""

from __future__ import annotations

from newsletter.content.load import Content
from newsletter.pipeline.project import Project
from newsletter.problems import Problem


def everything_at(project: Project) -> tuple[Content, list[Problem]]:
    """What stands in the project beside its issues; problems of an issue that is not there are none."""
    content, problems = project.content("", everything=True)
    return content, [problem for problem in problems if problem.path]
