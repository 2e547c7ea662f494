"""The editions of a point that somebody wants to mail, found in its files.

In: a project, the names of an issue, a point and locales. Out: the issue opened, the editions, and what in the files
that concern this point stands in the way or should be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.content.scope import problems_for
from newsletter.edition import EditionKey
from newsletter.pipeline.project import Project, wanted_editions
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.pipeline.use_case import refuse
from newsletter.problems import Problem, has_errors, ordered


@dataclass(frozen=True, slots=True)
class Wanted:
    """Editions by the names that somebody has given: an issue, a point, and its locales, all of them where empty."""

    issue: str
    point: str
    locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The issue opened, and the editions meant. `broken` are errors that keep any of them from being opened, and names
    that nobody has; `warnings` what else should be seen of the files.
    """

    snapshot: Snapshot
    keys: tuple[EditionKey, ...]
    broken: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def choose_editions(project: Project, wanted: Wanted) -> Chosen:
    """Find the editions wanted; what is broken in the files of other points does not matter."""
    slug, missing = project.issue_slug(wanted.issue)
    snapshot = open_snapshot(project, slug or wanted.issue)
    content = snapshot.content
    own = problems_for(content, wanted.point, list(snapshot.of_content))
    broken = missing or [problem for problem in own if has_errors([problem])]
    keys, unknown = wanted_editions(content, (wanted.point,), wanted.locales)
    warnings = ordered(problem for problem in own if not has_errors([problem]))
    return Chosen(snapshot, tuple(keys), tuple(ordered(broken or unknown)), tuple(warnings))


def choose_whole_editions(project: Project, wanted: Wanted) -> Chosen:
    """The same; with anything broken the use case is left."""
    chosen = choose_editions(project, wanted)
    if chosen.broken:
        refuse(chosen.broken)
    return chosen
