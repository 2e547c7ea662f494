"""Drafts of the editors' files: what a source says, and nothing that it does not say.

In: what a reader has found. Out: frozen values shaped like those of `content.model`, in which everything may be absent:
an empty text, `None` or an empty tuple is what the source does not say. What is required is not asked for here; whoever
checks the written file tells what is missing. A slug is always there: without it there is no file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from newsletter.content.blocks.body import Node


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A day as a source names it; `year` is None where it names none."""

    month: int
    day: int
    year: int | None = None

    @property
    def date(self) -> dt.date | None:
        """The day of the calendar; None without a year, or where that year has no such day."""
        try:
            return dt.date(self.year, self.month, self.day) if self.year else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class PartialMoment:
    """A day, and a time of day where the source names one."""

    day: PartialDay
    time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class PictureDraft:
    """A picture as its source names it.

    `source` is what `Imported.pictures` knows it by: a path beside the source (`page_files/square.jpg`), an address, or
    the name of a part of a Word file. `alt` and `caption` are empty where nobody has written them.
    """

    source: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """Somebody, with what they do."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """Something that takes place."""

    name: str = ""
    start: PartialMoment | None = None
    end: PartialMoment | None = None
    time_zone: str = ""
    place: str = ""
    country: str = ""
    online: bool = False
    organiser: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItemDraft:
    """One entry of a programme."""

    start: dt.time
    text: str
    end: dt.time | None = None
    people: tuple[PersonDraft, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A part of a programme, in one room."""

    items: tuple[AgendaItemDraft, ...]
    day: PartialDay | None = None
    session: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """One article. `body` holds blocks as `content.blocks.body` describes them, among them `picture` nodes.

    The `src` of a picture node is the `source` of a `PictureDraft`; the file's name takes its place when the picture is
    filed. Headings of the body begin at level 2.
    """

    slug: str
    locale: str
    title: str = ""
    summary: str = ""
    author: PersonDraft | None = None
    date: dt.date | None = None
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    image: PictureDraft | None = None
    network: str = ""
    event: EventDraft | None = None
    agenda: tuple[SessionDraft, ...] = ()
    link: str = ""
    body: tuple[Node, ...] = ()

    @property
    def path(self) -> str:
        """Where its values will be: `articles/heerlen`."""
        return f"articles/{self.slug}"

    @property
    def file(self) -> str:
        """The file that it becomes, by its name in the project."""
        return f"issues/articles/{self.slug}.md"


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """A partner of a network: `name` and `country` (two letters) are empty where the source names none."""

    name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting of a network; `kind` is one of those of `content.model.Meeting`, empty where the source tells none."""

    kind: str = ""
    number: int | None = None
    start: PartialDay | None = None
    end: PartialDay | None = None
    place: str = ""
    country: str = ""
    online: bool = False


@dataclass(frozen=True, slots=True)
class NetworkDraft:
    """One network."""

    slug: str
    locale: str
    name: str = ""
    tagline: str = ""
    about: str = ""
    lead_partner: PartnerDraft | None = None
    partners: tuple[PartnerDraft, ...] = ()
    lead_expert: str = ""
    meetings: tuple[MeetingDraft, ...] = ()
    link: str = ""
    image: PictureDraft | None = None

    @property
    def path(self) -> str:
        """Where its values will be: `networks/remote-it`."""
        return f"networks/{self.slug}"

    @property
    def file(self) -> str:
        """The file that it becomes, by its name in the project."""
        return f"issues/networks/{self.slug}.yaml"
