"""What a project's letters are laid out with, for whoever lays some out.

In: a project and the content of an issue. Out: a `RenderContext`, or the problems of its theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.content.load import Content
from newsletter.pipeline.project import Project
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.render.context import RenderContext
    from newsletter.render.environment import Templates


def render_context_of(
    project: Project, content: Content, templates: Templates | None = None
) -> tuple[RenderContext | None, list[Problem]]:
    """What all letters of an issue share; None and the reasons when the theme can't be used."""
    from newsletter.content.theme import read_theme
    from newsletter.edition import editions_of
    from newsletter.render.context import RenderContext

    theme, problems = read_theme(project.root)
    if theme is None:
        return None, problems
    made = RenderContext.of(
        project.root,
        theme,
        project.settings.site,
        project.cache,
        content.points,
        content.networks,
        tuple(editions_of(content)),
        templates,
    )
    return made, []
