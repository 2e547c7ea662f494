"""A project's folder with its settings, which is all that is needed of a project to reach its database.

In: a folder and an environment. Out: a `ProjectFolder`, or the reasons why it is none. Of the editors' files none is
read, and nothing is imported that reads them: `Project` knows these too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from newsletter.content.slugs import issue_slugs, unknown_issue
from newsletter.files import CACHE_FOLDER, Cache
from newsletter.problems import Location, Problem, error
from newsletter.settings.project import Settings, read_settings
from newsletter.workspace import Workspace


@dataclass(frozen=True)
class ProjectFolder:
    """A project's folder with its settings."""

    root: Path
    settings: Settings
    written_through: Workspace | None = field(default=None, repr=False, compare=False)
    """What editors' files are written through; None for a workspace that tells nobody and lets everybody."""

    @property
    def workspace(self) -> Workspace:
        """Every use case writes editors' files by it."""
        return self.written_through or Workspace(self.root)

    @cached_property
    def cache(self) -> Cache:
        """Where finished skeletons, scaled pictures and compiled templates are kept."""
        return Cache(self.root / CACHE_FOLDER)

    @property
    def archive_folder(self) -> Path:
        """The folder of public pages, which is served."""
        return self.root / self.settings.archive.folder

    def issue_slug(self, wanted: str | None) -> tuple[str | None, list[Problem]]:
        """The issue asked for, or the newest; None when there is none of that name."""
        slugs = issue_slugs(self.root)
        if wanted is None and slugs:
            return slugs[-1], []
        if wanted is not None and wanted in slugs:
            return wanted, []
        if wanted is None:
            hint = "make one: `newsletter new issue 2024-01`"
            return None, [error("unknown-issue", "the project has no issue yet", Location("issues"), hint)]
        return None, [unknown_issue(self.root, wanted)]


def open_project_folder(root: Path, environ: Mapping[str, str]) -> tuple[ProjectFolder | None, list[Problem]]:
    """The folder of a project; None and the reasons when it is none."""
    settings, problems = read_settings(root, environ)
    return (ProjectFolder(root.resolve(), settings) if settings else None), problems
