"""Use case: the public pages of all letters that were mailed are brought up to date, or previews of all editions made.

In: `ArchiveRequest`. Out: `ArchiveReport`, the pages written where the request or the settings say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsletter.database import DatabaseError
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.home_database import problem_of
from newsletter.pipeline.use_case import Place, Watch, project_at, refuse, reporting, unwatched
from newsletter.problems import Problem, error

PREVIEWS = "build/archive"


@dataclass(frozen=True, slots=True)
class ArchiveRequest:
    """Where the pages go: `out`, or for None the folder that is served; `is_preview` is of all editions, mailed or not.

    Previews never go into the folder that is served.
    """

    place: Place
    out: Path | None = None
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """How many letters and articles there are, files in all, written and removed, and issues left as they were.

    `has_ledger` is false where this machine has mailed nothing yet.
    """

    folder: Path
    is_preview: bool
    has_ledger: bool
    letters: int
    articles: int
    files: int
    written: int
    removed: int
    unchanged: int
    problems: tuple[Problem, ...]


@reporting
def archive_letters(request: ArchiveRequest, watch: Watch = unwatched) -> ArchiveReport:
    """Write the pages that have changed, and remove those that are gone."""
    project = project_at(request.place)
    served, previews = project.archive_folder, request.place.root / PREVIEWS
    folder = request.out or (previews if request.is_preview else served)
    if request.is_preview and folder.resolve() == served.resolve():
        message = f"{folder} is served, and previews of letters that are not mailed are not public"
        refuse([error("public-previews", message, None, "name another folder, or leave --out away")])
    try:
        done = archive(project, folder, everything=request.is_preview, progress=watch)
    except DatabaseError as fault:
        refuse([problem_of(fault)])
    return ArchiveReport(
        done.folder, request.is_preview, done.has_ledger, done.letters, done.articles, done.files, done.written,
        done.removed, done.unchanged, tuple(done.problems),
    )  # fmt: skip
