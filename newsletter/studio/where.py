"""Which page has the field of a value.

In: the path of a value (`networks/metacity/tagline`), or a place in a file. Out: an address of the studio, with the
path behind `#`: the page puts the focus there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from newsletter.problems import Location, Path, Problem

if TYPE_CHECKING:
    from newsletter.studio.studio import Studio

_FORMS = ("networks", "points")


def place_of(studio: Studio, issue: str, path: Path) -> str:
    """The address of the page that has the field of a value; of the file at its line where none has; "" for no value.

    `issue` is the issue that somebody looks at, which says how the value is found.
    """
    parts = path.split("/")
    if len(parts) > 2 and parts[0] == "issues" and studio.has_issue(parts[1]) and parts[2] != "points":
        return f"/issues/{quote(parts[1])}/compose#unit={quote(path)}"
    if len(parts) > 4 and parts[0] == "issues" and studio.has_issue(parts[1]) and parts[2] == "points":
        return f"/issues/{quote(parts[1])}/points/{quote(parts[3])}#unit={quote(path)}"
    if len(parts) > 2 and parts[0] in _FORMS and (studio.project.root / f"issues/{parts[0]}/{parts[1]}.yaml").is_file():
        return f"/{parts[0]}/{quote(parts[1])}#unit={quote(path)}"
    if len(parts) > 1 and parts[0] == "articles" and (studio.project.root / f"issues/articles/{parts[1]}.md").is_file():
        return f"/articles/{quote(parts[1])}#unit={quote(path)}"
    if not studio.has_issue(issue):
        return ""
    at = studio.resident.snapshot(issue).content.location(path)
    return source_address(at) if at else ""


def place_of_problem(studio: Studio, issue: str, problem: Problem) -> str:
    """Where a problem is mended; "" where there is no such place."""
    found = place_of(studio, issue, problem.path) if problem.path else ""
    # In a file as it is the problem knows its line best.
    is_source = found.startswith("/source/") and problem.location
    return found if found and not is_source else source_address(problem.location) if problem.location else ""


def source_address(at: Location) -> str:
    """A file as it is, at a line."""
    return f"/source/{quote(at.file)}" + (f"?line={at.line}" if at.line else "")
