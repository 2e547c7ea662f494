"""The workshop of a project's letters, for whoever lays some out.

In: a project and the content of an issue. Out: a `Workshop`, or the problems of its theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.content.load import Content
from newsletter.pipeline.project import Project
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.render.layout import Workshop


def workshop_of(project: Project, content: Content) -> tuple[Workshop | None, list[Problem]]:
    """What all letters of an issue share; None and the reasons when the theme can't be used."""
    from newsletter.content.theme import read_theme
    from newsletter.edition import editions_of
    from newsletter.render.layout import Workshop

    theme, problems = read_theme(project.root)
    if theme is None:
        return None, problems
    made = Workshop.of(
        project.root,
        theme,
        project.settings.site,
        project.cache,
        content.points,
        content.networks,
        tuple(editions_of(content)),
    )
    return made, []
