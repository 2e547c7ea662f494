"""The studio: what stands behind its screens while it runs.

In: a project, who works on it, a session. Out: a `Studio`, which screens are given with each request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from newsletter.content.load import issue_slugs
from newsletter.content.theme import read_theme
from newsletter.files import digest
from newsletter.locales import autonym
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.library import Library
from newsletter.pipeline.editing.person import Person, person_at
from newsletter.pipeline.editing.saving import read_for_editing
from newsletter.pipeline.project import Project
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.use_case import Place
from newsletter.render.cldr import Cldr
from newsletter.studio.pages import Pages
from newsletter.studio.request import StudioRequest, StudioResponse, html
from newsletter.studio.session import Session
from newsletter.studio.words import languages
from newsletter.workspace import NO_FILE, Workspace


@dataclass
class Studio:
    """What screens work with."""

    place: Place
    project: Project
    workspace: Workspace
    session: Session
    pages: Pages
    resident: Resident
    is_preview: bool = False
    """True for the live preview alone: nothing can be edited."""
    library: Library = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.library = Library(self.project)
        self.desk = Desk(self.resident, self.workspace)

    def has_issue(self, slug: str) -> bool:
        """True for an issue of the project."""
        return slug in issue_slugs(self.project.root)

    @property
    def person(self) -> Person:
        """Who works here, as of now."""
        return person_at(self.project.root, self.place.environ)

    def page(
        self,
        request: StudioRequest,
        template: str,
        *,
        here: str,
        issue: str = "",
        files: Sequence[str] = (),
        status: int = 200,
        **values: Any,
    ) -> StudioResponse:
        """A whole page.

        `here` names the entry of the navigation that it belongs to, `issue` the issue that it is about; `files` are
        those that can be edited on it: their versions go with it.
        """
        issues = issues_at(self.project.root)
        chosen = next((each for each in issues if each.slug == issue), None)
        shared = {
            "here": here,
            "issue": chosen,
            "issues": issues,
            "person": self.person,
            "versions": {name: self._version(name) for name in files},
            "wordmark": self.wordmark,
            "languages": languages(),
            "own_name": autonym,
            "project": digest(str(self.project.root).encode())[:16],
            "cldr": Cldr(request.words.locale),
            "is_preview": self.is_preview,
        }
        return html(self.pages.render(template, request.words, {**shared, **values}), status)

    def part(self, request: StudioRequest, template: str, status: int = 200, **values: Any) -> StudioResponse:
        """A part of a page, put into one that is open."""
        return html(self.pages.render(template, request.words, values), status)

    @property
    def wordmark(self) -> str:
        """The newsletter's name, as its theme has it; empty while the theme can't be read."""
        theme, _ = read_theme(self.project.root)
        return theme.wordmark if theme else ""

    def _version(self, name: str) -> str:
        file = read_for_editing(self.workspace, name)
        return file.version if file else NO_FILE
