"""What editors write, as frozen values: issue, overlay, article, network, national point.

In: one tree of plain values from all files. Out: models whose fields say what they are: `Words` are
translated, a `Name` is looked up in the glossary, anything else stays as it is. Keys in files have hyphens
where attributes have underscores (`lead-partner`).
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from newsletter.content.fields import (
    Address,
    Body,
    Country,
    Date,
    End,
    Link,
    LocaleTag,
    Model,
    Name,
    Passage,
    Several,
    Slug,
    Start,
    Text,
    Time,
    TimeZone,
    Words,
    each_once,
    out_of_order,
)
from newsletter.content.parts import Person, Picture
from newsletter.content.sections import Addition, Move, Section
from newsletter.content.when import Moment, When, after, day_of_each
from newsletter.settings.smtp import SmtpAddress


class Occasion(Model):
    """Something that takes place from a day to another, or from an hour to another.

    `time_zone` is what its file says; once loaded, what has hours always has one (`hours.with_zones`).
    """

    start: Start
    end: End | None = None
    time_zone: TimeZone | None = None

    @property
    def when(self) -> When:
        """The days, or the hours with their zone."""
        return When(self.start, self.end, (self.time_zone or "") if self.start.time else "")


class Event(Occasion):
    """Something that takes place, somewhere or online."""

    name: Annotated[Text, Words("event name")]
    place: Annotated[Text, Name()] | None = None
    country: Country | None = None
    online: bool = False
    organiser: Annotated[Text, Name()] | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.online and not self.place:
            raise PydanticCustomError("event-without-place", "an event is somewhere or online")
        return self


class AgendaItem(Model):
    """One entry of a programme."""

    start: Time
    end: Time | None = None
    text: Annotated[Text, Words("agenda entry")]
    people: Several[Person] = ()
    bodies: Several[Annotated[Text, Name()]] = ()

    @field_validator("end")
    @classmethod
    def _in_order(cls, end: dt.time | None, info: ValidationInfo) -> dt.time | None:
        start = info.data.get("start")
        if end and start and after(Moment(dt.date(2000, 1, 1), start), end) is None:
            raise out_of_order(start, end)
        return end


class Session(Model):
    """A part of a programme, in one room; `date` is the day on which it begins."""

    date: Date
    session: Annotated[Text, Words("session title")] | None = None
    room: Annotated[Text, Name()] | None = None
    items: Several[AgendaItem]

    @property
    def days(self) -> tuple[tuple[dt.date, tuple[AgendaItem, ...]], ...]:
        """The entries in their order, by day: those after midnight are of the next (`when.day_of_each`)."""
        days = day_of_each(self.date, [(item.start, item.end) for item in self.items])
        by_day = groupby(zip(days, self.items, strict=True), key=lambda pair: pair[0])
        return tuple((day, tuple(item for _, item in pairs)) for day, pairs in by_day)


class Article(Model):
    """One Markdown file: what its front matter says, and its body."""

    slug: str = Field(default="", alias="@slug")
    locale: LocaleTag
    title: Annotated[Text, Words("title", limit=120)]
    summary: Annotated[Text, Words("summary", limit=400)]
    author: Person | None = None
    from_: Slug = "eu"
    date: Date | None = None
    topics: Several[Annotated[Text, Words("topic", context="topics")]] = ()
    audience: Several[Annotated[Text, Words("audience", context="audiences")]] = ()
    image: Picture | None = None
    network: Slug | None = None
    event: Event | None = None
    agenda: Several[Session] = ()
    link: Link | None = None
    link_words: Annotated[Text, Words("link words", limit=60)] | None = None
    body: Body

    @property
    def path(self) -> str:
        """Where its values are: `articles/heerlen`."""
        return f"articles/{self.slug}"


class Partner(Model):
    """A partner of a network: its name may be unknown, its country may not."""

    name: Annotated[Text, Name()] | None = None
    country: Country


class Meeting(Occasion):
    """A meeting of a network, numbered within its kind."""

    kind: Literal["kick-off", "transnational", "final"]
    number: Annotated[int, Field(ge=1, le=99)] | None = None
    place: Annotated[Text, Name()] | None = None
    country: Country | None = None
    online: bool = False

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.online and not (self.place and self.country):
            raise PydanticCustomError("event-without-place", "a meeting has a place and a country, or is online")
        return self


class Network(Model):
    """A city network."""

    slug: str = Field(default="", alias="@slug")
    locale: LocaleTag
    name: Annotated[Text, Name()]
    tagline: Annotated[Text, Words("tagline", limit=90)]
    about: Annotated[Text, Words("description", limit=600)]
    lead_partner: Partner
    partners: Several[Partner]
    lead_expert: Annotated[Text, Name()] | None = None
    meetings: Several[Meeting] = ()
    link: Link | None = None
    image: Picture | None = None

    @property
    def path(self) -> str:
        """Where its values are: `networks/remote-it`."""
        return f"networks/{self.slug}"

    def meeting_for(self, day: dt.date) -> Meeting | None:
        """The next meeting that is not over on `day`, else the last one there was. None where there are none."""
        ahead = [meeting for meeting in self.meetings if meeting.when.last >= day]
        if ahead:
            return min(ahead, key=lambda meeting: meeting.when.start.naive)
        return max(self.meetings, key=lambda meeting: meeting.when.start.naive, default=None)


class Sender(Model):
    """Who a point's letters come from."""

    name: Annotated[Text, Words("sender's name", limit=60)]
    address: Address


class Social(Model):
    """A point's pages on social media."""

    facebook: Link | None = None
    x: Link | None = None
    linkedin: Link | None = None
    instagram: Link | None = None
    youtube: Link | None = None


class NationalPoint(Model):
    """A country's office; the secretariat is the point `eu`. One that works for many countries names none."""

    slug: str = Field(default="", alias="@slug")
    country: Country | None = None
    locales: Annotated[Several[LocaleTag], Field(min_length=1), AfterValidator(each_once)]
    from_: Sender
    reply_to: Address
    postal_address: Annotated[Several[Text], Field(min_length=1)]
    time_zone: TimeZone
    website: Link
    social: Social = Social()
    smtp: SmtpAddress | None = None

    @property
    def path(self) -> str:
        """Where its values are: `points/es`."""
        return f"points/{self.slug}"

    @property
    def locale(self) -> str:
        """The locale its own words are written in: the first of its locales."""
        return self.locales[0]


class Acceptance(Model):
    """A warning that somebody has decided to live with: of which check, who, and why.

    `where` is the beginning of the path or of the file's name; without it the whole issue is meant.
    """

    check: Text
    by: Text
    reason: Text
    where: Text | None = None


class IssueFile(Model):
    """`issue.yaml`: one dated number as the secretariat wrote it."""

    slug: str = Field(default="", alias="@slug")
    locale: LocaleTag
    date: Date
    review_by: Date | None = None
    subject: Annotated[Text, Words("subject", limit=60)]
    preheader: Annotated[Text, Words("preheader", limit=110)]
    sections: Annotated[Several[Section], Field(min_length=1)]
    accept: Several[Acceptance] = ()

    @property
    def path(self) -> str:
        """Where its values are: `issues/2023-11`."""
        return f"issues/{self.slug}"


class Overlay(Model):
    """`points/es.yaml` of an issue: what one point changes."""

    issue: str = Field(default="", alias="@issue")
    slug: str = Field(default="", alias="@slug")
    locale: LocaleTag
    review_by: Date | None = None
    subject: Annotated[Text, Words("subject", limit=60)] | None = None
    preheader: Annotated[Text, Words("preheader", limit=110)] | None = None
    lead: Slug | None = None
    add: Several[Addition] = ()
    omit: Several[Slug] = ()
    move: Several[Move] = ()
    note: Passage | None = None
    accept: Several[Acceptance] = ()

    @property
    def path(self) -> str:
        """Where its values are: `issues/2023-11/points/es`."""
        return f"issues/{self.issue}/points/{self.slug}"
