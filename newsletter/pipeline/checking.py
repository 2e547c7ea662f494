"""`newsletter check`: everything that is wrong with an issue, and nothing written.

In: a project and an issue. Out: the problems of its files, brand, pictures and catalogs; of what nobody would see; and
of one letter of each point, laid out as a build does it.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.content.load import Content
from newsletter.content.theme import read_theme
from newsletter.edition import EditionKey, editions_of, localise
from newsletter.pipeline.build import problems_of
from newsletter.pipeline.context import render_context_of
from newsletter.pipeline.findings import Checked, unread_folders
from newsletter.pipeline.pictures import picture_problems, without_known
from newsletter.pipeline.project import Catalogs, Project
from newsletter.pipeline.unused import unused_problems
from newsletter.problems import Problem, has_errors, ordered


def check_issue(project: Project, slug: str) -> list[Problem]:
    """Every problem of an issue, and of articles that no issue shows."""
    content, problems = project.content(slug, everything=True)
    problems += read_theme(project.root)[1]
    pictures = picture_problems(project, content)
    problems += pictures
    problems += unused_problems(project, content)
    catalogs = Catalogs(project, slug, content)
    problems += problems_of(content, catalogs)
    problems += Checked(project, content, catalogs).problems()
    problems += unread_folders(content, project.root)
    problems += _of_letters(project, content, catalogs, pictures)
    return ordered([*problems, *catalogs.problems])


def _of_letters(project: Project, content: Content, catalogs: Catalogs, pictures: Sequence[Problem]) -> list[Problem]:
    """What laying out finds: one letter of each point, since points differ in sections and templates."""
    from newsletter.render.layout import lay_out

    context, faults = render_context_of(project, content)
    if context is None or has_errors(faults):
        return []
    firsts: dict[str, EditionKey] = {}
    for key in editions_of(content):
        firsts.setdefault(key.point, key)
    found: list[Problem] = []
    for key in firsts.values():
        issue, words = content.issue_for(key.point), catalogs.translations(key.locale)
        if issue and words and not catalogs.has_broken_templates:
            found += lay_out(localise(issue, key, words), context).problems
    return without_known(found, pictures)
