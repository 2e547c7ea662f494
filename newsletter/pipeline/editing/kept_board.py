"""The board of an issue as it was counted last, for as long as no file of the project has changed since.

In: a project, an issue. Out: its `IssueBoard` without a file being opened, or None. It is kept in the project's cache:
to count a large issue takes a second, and whoever opens the studio sees its board first.
"""

from __future__ import annotations

import contextlib
import os
import time

from pydantic import TypeAdapter, ValidationError

from newsletter.files import digest_of, program_digest
from newsletter.pipeline.editing.board import IssueBoard
from newsletter.pipeline.project import Project

_KIND = "boards"
_FOLDERS = ("issues", "locales", "templates")
_SETTLED_NS = 100_000_000
"""A file changed less than a tenth of a second ago may change again within the same tick of its file system."""


def state_of(project: Project) -> str:
    """A name for program, settings and all files of the project as they are in their folders.

    Empty while that can't be told: one of them has just been changed, or a folder leads elsewhere.
    """
    before, found = time.time_ns() - _SETTLED_NS, []
    folders = [os.fspath(project.root / name) for name in _FOLDERS]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                        continue
                    stat = entry.stat()
                    if stat.st_mtime_ns > before or entry.is_dir():
                        return ""
                    found.append(f"{entry.path}:{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}")
        except FileNotFoundError:
            continue  # a folder that the project has not, or a link to nothing
        except OSError:
            return ""
    settings = project.settings.model_dump_json(exclude={"providers"})
    return digest_of([program_digest(), settings, *sorted(found)])


def recall_board(project: Project, slug: str) -> IssueBoard | None:
    """The board that was kept of an issue, if all files are as they were then."""
    state, _, data = (project.cache.get(_KIND, slug) or b"").partition(b"\n")
    if not state or state.decode("ascii", "replace") != state_of(project):
        return None
    try:
        return TypeAdapter(IssueBoard).validate_json(data)
    except ValidationError:
        return None


def keep_board(project: Project, board: IssueBoard, state: str) -> None:
    """Keep a board that was counted when the files were in this state; nothing where they are not any more."""
    if not state or (project.cache.get(_KIND, board.slug) or b"").startswith(state.encode()):
        return
    if state == state_of(project):
        with contextlib.suppress(OSError):  # a full disk keeps nothing: it is counted again
            project.cache.put(_KIND, board.slug, state.encode() + b"\n" + TypeAdapter(IssueBoard).dump_json(board))
