"""Dates, times, numbers, lists, countries and languages as a locale writes them.

In: values. Out: words from CLDR through Babel; no template and no translator ever writes a date. `en` is British and
`pt` European (`locales.for_babel`). Where releases of CLDR write a date in different ways, ours is taken, so that the
same commit gives the same bytes with any of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, dates, lists, numbers
from babel.core import get_global

from newsletter import locales
from newsletter.content.when import When

_RANGES = {
    "bg": {
        "d": ("d.MM – ", "d.MM.y\u202fг."),
        "M": ("d.MM – ", "d.MM.y\u202fг."),
        "y": ("d.MM.y\u202fг. – ", "d.MM.y\u202fг."),
    },
    "en_GB": {
        "d": ("d–", "d MMM y"),
        "M": ("d MMM\u2009–\u2009", "d MMM y"),
        "y": ("d MMM y\u2009–\u2009", "d MMM y"),
    },
    "uk": {
        "d": ("d–", "d MMM y\u202fр."),
        "M": ("d MMM – ", "d MMM y\u202fр."),
        "y": ("d MMM y – ", "d MMM y\u202fрр."),
    },
}
"""By Babel's locale, and by what differs first between two days, the patterns of both (CLDR 47; 48 has others)."""
_MONTHS = {"lv": "y. 'g'. MMMM"}
"""A month with its year (CLDR 48 has the full stop of the abbreviation behind the whole word)."""


class Cldr:
    """What one locale says of the world."""

    def __init__(self, locale: str) -> None:
        self.locale = locales.for_babel(locale)
        self.countries = self.locale.territories

    def date(self, day: dt.date) -> str:
        """`21 November 2023`."""
        return str(dates.format_date(day, "long", locale=self.locale))

    def weekday(self, day: dt.date) -> str:
        """`Tuesday 17 October 2023`, in the order and with the punctuation of the locale."""
        return str(dates.format_date(day, "full", locale=self.locale))

    def day_range(self, first: dt.date, last: dt.date) -> str:
        """`28–29 Nov 2023`; a single date where both are the same."""
        if first == last:
            return self.date(first)
        return _day_range(self.locale, first, last)

    def days(self, first: dt.date, last: dt.date) -> str:
        """The numbers of the days alone, for a date block: `23–24`."""
        return str(first.day) if first == last else f"{first.day}–{last.day}"

    def month(self, day: dt.date) -> str:
        """`November 2023`, in the form that stands alone."""
        if pattern := _MONTHS.get(str(self.locale)):
            return str(dates.format_date(day, pattern, locale=self.locale))
        return str(dates.format_skeleton("yMMMM", day, locale=self.locale))

    def time_range(self, start: dt.time, end: dt.time | None) -> str:
        """`09:00–09:15`, on the 24-hour clock that programmes use."""
        day = dt.date(2000, 1, 3)
        if end is None:
            return str(dates.format_time(start, "HH:mm", locale=self.locale))
        first, last = dt.datetime.combine(day, start), dt.datetime.combine(day, end)
        return _interval(self.locale, first, last, "Hm")

    def when(self, when: When, zone: str) -> str:
        """`28–29 Nov 2023`, `20 February 2024, 18:30–20:00`; as clocks show it there, and in `zone` where they differ.

        Then each is told by the city of its zone: `20 February 2024, 18:30 (Madrid) · 19:30 (Athens)`.
        """
        return " · ".join(self._in_both(when, zone, self._spelled(when)))

    def hours(self, when: When, zone: str) -> tuple[str, ...]:
        """The hours, for what is shown beside the day; with their days where there are several. None without hours.

        One where clocks in `zone` show the same, else those of the place, then those in `zone`.
        """
        if not when.has_hours:
            return ()
        return self._in_both(when, zone, self._clock(when) if when.first == when.last else self._spelled(when))

    def city(self, zone: str) -> str:
        """The city that a time zone is named after."""
        return _city(self.locale, zone)

    def zone_beside(self, when: When | None, zone: str) -> str:
        """`Madrid, GMT+01:00`, where clocks in `zone` show other hours; else empty."""
        if when is None or when.elsewhere(zone) is None:
            return ""
        return f"{self.city(when.zone)}, {dates.get_timezone_gmt(when.starts_at, locale=self.locale)}"

    def _in_both(self, when: When, zone: str, here: str) -> tuple[str, ...]:
        other = when.elsewhere(zone)
        if other is None:
            return (here,)
        is_same_day = other.first == other.last == when.first == when.last
        there = self._clock(other) if is_same_day else self._spelled(other)
        return f"{here} ({self.city(when.zone)})", f"{there} ({self.city(zone)})"

    def _spelled(self, when: When) -> str:
        if not when.has_hours:
            return self.day_range(when.first, when.last)
        if when.first == when.last or when.end is None:
            return self._dated(when.first, self._clock(when))
        first, last = (self._dated(each.day, self._clock(When(each))) for each in (when.start, when.end))
        joint = str(self.locale.interval_formats[None])
        # Without blanks, as some locales have it, the year of one day would join the number of the next.
        return ("{0} – {1}" if {"-", "–"} & set(joint) else joint).format(first, last)

    def _dated(self, day: dt.date, time: str) -> str:
        joint = str(dates.get_datetime_format("medium", locale=self.locale)).replace("'", "")
        return joint.format(time, self.date(day))

    def _clock(self, when: When) -> str:
        """The hours alone, on the clock of 12 or 24 hours that the locale prefers."""
        start, end = when.start.time or dt.time(), when.end.time if when.end else None
        pattern = str(self.locale.time_formats["short"].pattern)
        if end is None:
            # `B`, the part of the day, is in no interval: one clock for both.
            return str(dates.format_time(start, "HH:mm" if "B" in pattern else "short", locale=self.locale))
        day, skeleton = dt.date(2000, 1, 3), "hm" if "a" in pattern else "Hm"
        return _interval(self.locale, dt.datetime.combine(day, start), dt.datetime.combine(day, end), skeleton)

    def country(self, code: str) -> str:
        """The country's name, as it stands on a label."""
        return str(self.countries.get(code, code))

    def listed(self, items: Iterable[str]) -> str:
        """`A, B and C`."""
        return str(lists.format_list(list(items), locale=self.locale))

    def number(self, value: int) -> str:
        """`1,250` or `1.250`."""
        return str(numbers.format_decimal(value, locale=self.locale))


def _city(locale: Locale, zone: str) -> str:
    """By any name that the zone has had: CLDR's cities stand below the oldest, as Kyiv below `Europe/Kiev`."""
    names: Mapping[str, str] = get_global("zone_aliases")
    now = names.get(zone, zone)
    for name in (now, *(old for old, new in names.items() if new == now)):
        if city := locale.time_zones.get(name, {}).get("city"):
            return str(city)
    return now.rpartition("/")[2].replace("_", " ")


def _day_range(locale: Locale, first: dt.date, last: dt.date) -> str:
    patterns = _RANGES.get(str(locale))
    if patterns is None:
        return _interval(locale, first, last, "yMMMd")
    differs = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    begin, end = patterns[differs]
    return dates.format_date(first, begin, locale=locale) + dates.format_date(last, end, locale=locale)


@lru_cache(maxsize=4096)
def _interval(locale: Locale, first: dt.date, last: dt.date, skeleton: str) -> str:
    """Babel takes 60 µs for one, and each is asked for several times: in HTML and text, by all points of a language."""
    return str(dates.format_interval(first, last, skeleton, locale=locale))
