"""Dates of a letter as files that a calendar reads: one event of whole days each.

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
    end: dt.date
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

        def calendar_of(when: Event | Meeting, words: str) -> str:
            if when.last < issue.date:
                return ""
            slug, url = owners[id(when)]
            place = [] if when.online else [when.place or "", country(when.country) if when.country else ""]
            entry = _Entry(
                # Without the issue: a date that two issues announce is one in the reader's calendar.
                uid=f"{slug}.{when.start.isoformat()}@{host}",
                start=when.start,
                end=when.last,
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
    *, uid: str, start: dt.date, end: dt.date, summary: str, place: str, url: str, stamp: dt.datetime
) -> bytes:
    """A calendar with one event from the first to the last day, which leaves the reader free (RFC 5545 section 3.6.1).

    `stamp` is when it was written; equal arguments give equal bytes.
    """
    import icalendar  # 45 ms, and most builds find their files in the cache

    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("dtstart", start)
    event.add("dtend", end + dt.timedelta(days=1))  # the first day that is free again
    event.add("summary", summary)
    if place:
        event.add("location", place)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _plain(words: str) -> str:
    """The words as a calendar shows them: a template for HTML hands them over escaped."""
    return " ".join(unmarked(words.unescape() if isinstance(words, Markup) else str(words)).split())
