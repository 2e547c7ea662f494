"""When something takes place: days, or hours in a time zone; the one value that letters, calendars and pages show.

In: moments that editors have written, and the IANA name of the zone whose clocks they were read from. Out: the same as
days, as points in time, and as clocks elsewhere show it. Zones come from the package `tzdata` and not from the system,
so that bytes do not depend on the machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

A_NIGHT = dt.timedelta(hours=12)
"""What ends past midnight, and sooner after its start than this, is of the day on which it starts."""


@cache
def zone_info(name: str) -> ZoneInfo:
    """The rules of a zone by its IANA name; raises `zoneinfo.ZoneInfoNotFoundError`."""
    folder, _, file = name.rpartition("/")
    package = resources.files("tzdata") / "zoneinfo"
    try:
        with package.joinpath(folder, file).open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError):
        return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and a time of day where there is one; prints as it is written: `2024-02-20 18:30`."""

    day: dt.date
    time: dt.time | None = None

    def __str__(self) -> str:
        return f"{self.day} {self.time:%H:%M}" if self.time else str(self.day)

    def __lt__(self, other: Moment) -> bool:
        return self.naive < other.naive

    @property
    def naive(self) -> dt.datetime:
        """What a calendar and a clock show, in no zone; midnight where there is no time."""
        return dt.datetime.combine(self.day, self.time or dt.time())


def after(start: Moment, time: dt.time) -> Moment | None:
    """The moment when clocks next show `time`: on the day of `start` or in the night after; else None."""
    same = Moment(start.day, time)
    if start < same:
        return same
    night = Moment(start.day + dt.timedelta(days=1), time)
    return night if night.naive - start.naive < A_NIGHT else None


def day_of_each(first: dt.date, entries: Iterable[tuple[dt.time, dt.time | None]]) -> list[dt.date]:
    """The day of each entry of a programme that begins on `first`, by their starts and ends in the order they stand in.

    An entry that begins earlier than the one before it is of the next day, where no more than a night lies between the
    two; else it is written out of order.
    """
    days: list[dt.date] = []
    begun = over = Moment(first, dt.time())
    for start, end in entries:
        begins = Moment(begun.day, start)
        if begins < begun:
            night = Moment(begun.day + dt.timedelta(days=1), start)
            begins = night if night.naive - over.naive < A_NIGHT else begins
        begun, over = begins, (end and after(begins, end)) or begins
        days.append(begins.day)
    return days


@dataclass(frozen=True, slots=True)
class When:
    """From when to when something lasts: days without hours, or moments with hours in `zone`.

    Either all moments have a time or none has. `end` is None for a single day, or when nobody knows the hour. `zone` is
    the IANA name of the zone whose clocks the moments show, empty where there are no hours.
    """

    start: Moment
    end: Moment | None = None
    zone: str = ""

    @property
    def first(self) -> dt.date:
        """The first day."""
        return self.start.day

    @property
    def last(self) -> dt.date:
        """The last day, as people count: a night belongs to the day before it."""
        if self.end is None:
            return self.first
        is_night = self.start.time is not None and self.end.naive - self.start.naive < A_NIGHT
        return self.first if is_night else self.end.day

    @property
    def has_hours(self) -> bool:
        """True where the hours are known."""
        return self.start.time is not None

    @property
    def in_order(self) -> tuple[dt.datetime, dt.date]:
        """A key that sorts by the start, days before their hours; what ends sooner comes first."""
        return self.start.naive, self.last

    @property
    def starts_at(self) -> dt.datetime:
        """The start as a point in time; asked only of what has hours."""
        return self.start.naive.replace(tzinfo=zone_info(self.zone))

    @property
    def ends_at(self) -> dt.datetime | None:
        """The end as a point in time, where it is known. None where it is not."""
        return self.end.naive.replace(tzinfo=zone_info(self.zone)) if self.end else None

    @property
    def iso_start(self) -> str:
        """The start in ISO 8601, with the offset of its zone where it has hours: a `startDate` of schema.org."""
        return self.starts_at.isoformat("T", "minutes") if self.has_hours else self.first.isoformat()

    @property
    def iso_end(self) -> str:
        """The end likewise, the last day for days; empty where the hour is not known."""
        if not self.has_hours:
            return self.last.isoformat()
        return self.ends_at.isoformat("T", "minutes") if self.ends_at else ""

    def elsewhere(self, zone: str) -> When | None:
        """The same as clocks in another zone show it; None where they show the same, and for days without hours."""
        if not self.has_hours or not zone:
            return None
        there = zone_info(zone)
        start = _moment(self.starts_at.astimezone(there))
        end = _moment(self.ends_at.astimezone(there)) if self.ends_at else None
        return None if (start, end) == (self.start, self.end) else When(start, end, zone)


def is_skipped(moment: Moment, zone: str) -> bool:
    """True for a moment that no clock of the zone shows, since summer time begins then."""
    aware = moment.naive.replace(tzinfo=zone_info(zone))
    return moment.time is not None and _moment(aware.astimezone(dt.UTC).astimezone(aware.tzinfo)) != moment


def is_doubled(moment: Moment, zone: str) -> bool:
    """True for a moment that clocks of the zone show twice, since summer time ends then."""
    aware = moment.naive.replace(tzinfo=zone_info(zone))
    other = aware.replace(fold=1).utcoffset()
    return moment.time is not None and aware.utcoffset() != other and not is_skipped(moment, zone)


def _moment(at: dt.datetime) -> Moment:
    return Moment(at.date(), at.time())
