"""Dates of a letter as files that a calendar reads: one event each, of whole days or of hours.

In: an event or meeting, its words in the language of the edition. Out: the public address of its file, and the file's
bytes to be written beside the letter. What is over by the date of the issue has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from newsletter.content.foreign import unmarked
from newsletter.content.issue import Issue
from newsletter.content.model import Article, Event, Meeting, Network
from newsletter.files import Cache, digest, digest_of, program_digest
from newsletter.render.resources import Resources

PRODUCT = "-//Multilingual newsletter composer//EN"
CalendarOf = Callable[[Event | Meeting, str], str]


class _Entry(NamedTuple):
    """What a calendar file says, as `calendar_file` takes it."""

    uid: str
    start: dt.date
    end: dt.date | None
    summary: str
    place: str
    url: str
    stamp: dt.datetime


@dataclass(slots=True)
class Calendars:
    """The calendar files of one build; equal ones of several editions are one."""

    site: str
    cache: Cache
    _made: dict[_Entry, tuple[str, bytes]] = field(default_factory=dict)

    def of(
        self,
        issue: Issue,
        country: Callable[[str], str],
        link_of: Callable[[Article], str],
        network_link: Callable[[Network], str],
        resources: Resources,
    ) -> CalendarOf:
        """What gives an event or meeting of the issue, named in words, the address of its file; "" when it is over.

        The file itself goes to the resources.

        `country` names a code in the language of the edition; an event leads to its article, a meeting to its
        network.
        """
        owners = {id(each.event): (each.slug, link_of(each)) for each in issue.articles.values() if each.event}
        for network in issue.networks.values():
            owners |= {id(meeting): (network.slug, network_link(network)) for meeting in network.meetings}
        stamp = dt.datetime.combine(issue.date, dt.time(), dt.UTC)
        host = urlsplit(self.site).hostname

        def calendar_of(occasion: Event | Meeting, words: str) -> str:
            when = occasion.when
            if when.last < issue.date:
                return ""
            slug, url = owners[id(occasion)]
            place = (
                [] if occasion.online else [occasion.place or "", country(occasion.country) if occasion.country else ""]
            )
            entry = _Entry(
                # Without the issue and the hour: a date that two issues announce is one in the reader's calendar, also
                # where the later one has its hour.
                uid=f"{slug}.{when.first.isoformat()}@{host}",
                start=when.starts_at if when.has_hours else when.first,
                end=when.ends_at if when.has_hours else when.last,
                summary=_plain(words),
                place=", ".join(_plain(part) for part in place if part),
                url=url,
                stamp=stamp,
            )
            made = self._made.get(entry)
            if made is None:
                data = self._file(entry)
                made = self._made[entry] = (f"calendar/{slug}-{digest(data)[:12]}.ics", data)
            resources.add(*made)
            return f"{self.site}/{made[0]}"

        return calendar_of

    def _file(self, entry: _Entry) -> bytes:
        key = digest_of([program_digest(), *map(str, entry)])
        data = self.cache.get("calendar", key)
        if data is None:
            data = calendar_file(**entry._asdict())
            self.cache.put("calendar", key, data)
        return data


def calendar_file(
    *, uid: str, start: dt.date, end: dt.date | None, summary: str, place: str, url: str, stamp: dt.datetime
) -> bytes:
    """A calendar with one event (RFC 5545 section 3.6.1).

    From the first to the last day, which leaves the reader free; or from one point in time to another, in UTC
    (section 3.3.5), which every calendar shows in its owner's zone without one of ours. An end may be unknown (None).
    `stamp` is when it was written; equal arguments give equal bytes.
    """
    import icalendar  # 45 ms, and most builds find their files in the cache

    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    if isinstance(start, dt.datetime):
        event.add("dtstart", start.astimezone(dt.UTC))
        if isinstance(end, dt.datetime):
            event.add("dtend", end.astimezone(dt.UTC))
    else:
        event.add("dtstart", start)
        event.add("dtend", (end or start) + dt.timedelta(days=1))  # the first day that is free again
    event.add("summary", summary)
    if place:
        event.add("location", place)
    event.add("url", url)
    event.add("transp", "OPAQUE" if isinstance(start, dt.datetime) else "TRANSPARENT")
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _plain(words: str) -> str:
    """The words as a calendar shows them: a template for HTML hands them over escaped."""
    return " ".join(unmarked(words.unescape() if isinstance(words, Markup) else str(words)).split())
