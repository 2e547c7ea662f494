"""`newsletter check`: everything that is wrong with an issue, and nothing written.

In: a project and an issue. Out: the problems of its files, brand, pictures and catalogs; of what nobody would see; and
of one letter of each point, laid out as a build does it.
"""

from __future__ import annotations

from newsletter.edition import EditionKey
from newsletter.pipeline.findings import Checked, unread_folders
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import localised, open_snapshot, prepare
from newsletter.pipeline.unused import unused_problems
from newsletter.problems import Problem, ordered


def check_issue(project: Project, slug: str) -> list[Problem]:
    """Every problem of an issue, and of articles that no issue shows.

    One letter of each point is laid out, since points differ in sections and templates.
    """
    snapshot = open_snapshot(project, slug, everything=True)
    content, catalogs = snapshot.content, snapshot.catalogs
    problems = snapshot.problems
    problems += unused_problems(project, content, snapshot.theme)
    firsts: dict[str, EditionKey] = {}
    for key in snapshot.editions():
        is_first = firsts.setdefault(key.point, key) is key
        problems += (prepare if is_first else localised)(snapshot, key).problems
    problems += Checked(snapshot).problems()
    problems += unread_folders(content, project.root)
    return ordered([*problems, *catalogs.problems])
