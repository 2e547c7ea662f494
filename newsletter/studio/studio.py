"""The studio: what stands behind its screens while it runs.

In: a project, the way in. Out: a `Studio`, which screens are given with each request.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newsletter.content.slugs import issue_slugs
from newsletter.content.theme import read_theme
from newsletter.files import digest
from newsletter.locales import autonym
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.editing.history import author_of
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.look_changes import Shown
from newsletter.pipeline.people.things import thing_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.sending.waking import Wake, wake_nobody
from newsletter.pipeline.use_case import Place
from newsletter.render.cldr import Cldr
from newsletter.studio.entrance import Entrance
from newsletter.studio.late_parts import LatePart
from newsletter.studio.pages import Pages
from newsletter.studio.point_names import point_called
from newsletter.studio.request import StudioRequest, StudioResponse, html, not_found
from newsletter.studio.visitor import Visitor
from newsletter.studio.words import languages
from newsletter.workspace import Version, Workspace

if TYPE_CHECKING:
    from newsletter.people.store import Person as Known
    from newsletter.pipeline.doctor.running import Looks
    from newsletter.pipeline.editing.library import Library
    from newsletter.pipeline.editing.saves import Saves
    from newsletter.pipeline.reviewing.desk import Desk
    from newsletter.pipeline.reviewing.filling import Fillings
    from newsletter.pipeline.sending.figures import Watcher
    from newsletter.studio.held_lists import HeldLists

NO_FILES: Mapping[str, Version] = {}


@dataclass
class Studio:
    """What screens work with."""

    place: Place
    project: Project
    workspace: Workspace
    entrance: Entrance
    pages: Pages
    resident: Resident
    is_preview: bool = False
    """True for the live preview alone: nothing can be edited."""
    saves: Saves | None = None
    """What becomes commits, where many people work on one folder that is in git."""
    is_online: bool = False
    """True where people sign in."""
    trust_proxy: bool = False
    """True where the address of whoever asks is the one that a proxy names."""
    wake: Wake = wake_nobody
    """Called once a mailing was opened, planned or let go on: whoever mails does it at once."""
    invite: Callable[[Known, str, str], None] | None = None
    """Mails somebody how to get in: whom, by whom, in which language if nothing else says; None: no mail goes out."""
    shown: Shown = field(default_factory=Shown)
    """The letters that frames show."""
    counting: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever asks the `watcher`."""

    def __post_init__(self) -> None:
        # What use cases write becomes known, and a commit of whoever asked, like what is typed.
        self.place = replace(self.place, workspace=self.workspace)
        self._library = LatePart(self._made_library)
        self._desk = LatePart(self._made_desk)
        self._fillings = LatePart(self._made_fillings)
        self._looks = LatePart(self._made_looks)
        self._lists = LatePart(_made_lists)
        self._watcher = LatePart(_made_watcher)

    @property
    def library(self) -> Library:
        """All articles and networks, for those who look for one."""
        return self._library.get()

    @property
    def desk(self) -> Desk:
        """Where texts are reviewed."""
        return self._desk.get()

    @property
    def fillings(self) -> Fillings:
        """Languages that are being filled by machine."""
        return self._fillings.get()

    @property
    def looks(self) -> Looks:
        """The doctor's, at the installation."""
        return self._looks.get()

    @property
    def lists(self) -> HeldLists:
        """Lists of people that are being looked at."""
        return self._lists.get()

    @property
    def watcher(self) -> Watcher:
        """What has been counted of the home; whoever asks it holds `counting`."""
        return self._watcher.get()

    def open_newest(self) -> None:
        """Open the newest issue before somebody asks for it: most will."""
        newest = next(iter(issues_at(self.project.root)), None)
        if newest:
            self.resident.open_ahead(newest.slug)

    def close(self) -> None:
        """End what runs for its pages, and the thread that lays out letters."""
        for part in (self._fillings.made(), self._looks.made(), self.resident):
            if part:
                part.close()

    def has_issue(self, slug: str) -> bool:
        """True for an issue of the project."""
        return slug in issue_slugs(self.project.root)

    def waiting(self) -> dict[str, str] | None:
        """Who has saved what no commit holds yet, by file; None where the studio makes no commits."""
        return {each.name: each.author.name for each in self.saves.waiting} if self.saves else None

    def author(self, name: str, data: bytes) -> str:
        """Who has written a file that holds this last; empty where nobody knows."""
        return (self.waiting() or {}).get(name) or author_of(self.project.root, self.place.environ, name, data)

    def page(
        self,
        request: StudioRequest,
        template: str,
        *,
        here: str,
        issue: str = "",
        files: Mapping[str, Version] = NO_FILES,
        status: int = 200,
        **values: Any,
    ) -> StudioResponse:
        """A whole page.

        `here` names the entry of the navigation that it belongs to, `issue` the issue that it is about; `files` are
        those that can be edited on it, each at the version that is shown: not at what it has become meanwhile.
        """
        issues = issues_at(self.project.root)
        chosen = next((each for each in issues if each.slug == issue), None)
        if issue and chosen is None:  # somebody has removed or renamed it while the page was drawn
            return not_found()
        shared = {
            "here": here,
            "issue": chosen,
            "issues": issues,
            "person": request.visitor.person,
            "visitor": request.visitor,
            "is_signed_in": request.visitor.id != 0,
            "sees_readers": request.visitor.sees_readers,
            "may_operate": request.visitor.may(Act.READ, Thing(ThingKind.HOME)),
            "keeps_people": request.visitor.may(Act.READ, Thing(ThingKind.PEOPLE)),
            "may_write": request.visitor.may(Act.WRITE, Thing(ThingKind.CENTRAL)),
            "is_closed": bool(files) and not any(self.may_write(request, name) for name in files),
            "own_points": self._own_points(request),
            "state": request.state,
            "versions": files,
            "wordmark": self.wordmark,
            "languages": languages(),
            "own_name": autonym,
            "project": self.page_of(request.visitor),
            "cldr": Cldr(request.words.locale),
            "is_preview": self.is_preview,
        }
        return html(self.pages.render(template, request.words, {**shared, **values}), status)

    def outer_page(self, request: StudioRequest, template: str, *, status: int = 200, **values: Any) -> StudioResponse:
        """A page for somebody who is not known: it tells nothing of the project but its name."""
        return html(self.pages.render(template, request.words, {"wordmark": self.wordmark, **values}), status)

    def part(self, request: StudioRequest, template: str, status: int = 200, **values: Any) -> StudioResponse:
        """A part of a page, put into one that is open."""
        return html(self.pages.render(template, request.words, values), status)

    @property
    def wordmark(self) -> str:
        """The newsletter's name, as its theme has it; empty while the theme can't be read."""
        theme, _ = read_theme(self.project.root)
        return theme.wordmark if theme else ""

    def page_of(self, visitor: Visitor) -> str:
        """Whose drafts a browser keeps, and whose page it is: two who share one see and send none of each other's."""
        return digest(f"{self.project.root}\n{visitor.id}".encode())[:16]

    def may_write(self, request: StudioRequest, name: str) -> bool:
        """True when whoever asks may change this file as it is now."""
        file = self.workspace.read(name)
        return request.visitor.may(Act.WRITE, thing_of(name, file.data if file else None))

    def _own_points(self, request: StudioRequest) -> list[tuple[str, str]]:
        """The points whose person asks, and what each is called."""
        points = points_at(self.resident.project) if request.visitor.points else {}
        return [
            (slug, point_called(request.words, slug, points[slug])) for slug in request.visitor.points if slug in points
        ]

    def _made_library(self) -> Library:
        from newsletter.pipeline.editing.library import Library

        return Library(self.project)

    def _made_desk(self) -> Desk:
        from newsletter.pipeline.reviewing.desk import Desk

        return Desk(self.resident, self.workspace)

    def _made_fillings(self) -> Fillings:
        from newsletter.pipeline.reviewing.filling import Fillings

        return Fillings(self.place)

    def _made_looks(self) -> Looks:
        from newsletter.pipeline.doctor.running import Looks

        return Looks(self.place)


def _made_lists() -> HeldLists:
    from newsletter.studio.held_lists import HeldLists

    return HeldLists()


def _made_watcher() -> Watcher:
    from newsletter.pipeline.sending.figures import Watcher

    return Watcher()
