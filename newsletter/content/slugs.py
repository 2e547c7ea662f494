"""The names of a project's issues and points, as its folders have them, and those that are not there.

In: a project's root. Out: slugs, which are names of files without their ending; a problem for one that nobody has. No
file is read.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from newsletter.problems import Location, Problem, error, nearest


def issue_slugs(root: Path) -> list[str]:
    """The issues of a project, oldest first (by name, which begins with year and month)."""
    return sorted(path.parent.name for path in (root / "issues").glob("*/issue.yaml"))


def point_slugs(root: Path) -> list[str]:
    """The points of a project, by name."""
    return sorted(path.stem for path in (root / "issues/points").glob("*.yaml"))


def unknown_issue(root: Path, slug: str) -> Problem:
    """The problem of an issue that is not there, with the nearest one that is."""
    known: Collection[str] = issue_slugs(root)
    hint = (
        nearest(slug, known) or f"there are: {', '.join(known) or 'none yet; `newsletter new issue 2024-01` makes one'}"
    )
    return error("unknown-issue", f"there is no issue `{slug}`", Location("issues"), hint)


def unknown_point(root: Path, slug: str) -> Problem:
    """The problem of a point that is not there, with the nearest one that is."""
    known: Collection[str] = point_slugs(root)
    hint = nearest(slug, known) or f"there are: {', '.join(known) or 'none yet; `newsletter new point es` makes one'}"
    return error("unknown-point", f"there is no point `{slug}`", Location("issues/points"), hint)
