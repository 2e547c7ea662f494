"""Dates, times, numbers, lists, countries and languages as a locale writes them.

In: values. Out: words from CLDR through Babel; no template and no translator ever writes a date. `en` is British and
`pt` European (`locales.for_babel`). Where releases of CLDR write a date in different ways, ours is taken, so that the
same commit gives the same bytes with any of them. Months are whole words, days have no zero before them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, dates, lists, numbers
from babel.core import get_global

from newsletter import locales
from newsletter.content.when import When
from newsletter.render import day_ranges
from newsletter.render.writing import comma

_MONTHS = {"lv": "y. 'g'. MMMM"}
"""A month with its year (CLDR 48 has the full stop of the abbreviation behind the whole word)."""
_WEEKDAYS = {"en_GB": "EEEE d MMMM y"}
"""A day with its weekday (British writing has no comma there)."""
_FIRST = {"fr": "1er"}
"""The first of a month, where it is an ordinal and other days are not (CLDR has no form for it)."""

_IN_WORDS = {"bg": "{}\u00a0ч.", "de": "{}\u00a0Uhr"}
"""Hours in a sentence; in a programme the figures say enough."""


_LIKE_AND = re.compile(r"i|hi(?![ae])", re.IGNORECASE)
"""Words that begin with the sound of the Spanish `y`, of which CLDR knows nothing; `hielo` begins with another."""


class Cldr:
    """What one locale says of the world."""

    def __init__(self, locale: str) -> None:
        self.locale = locales.for_babel(locale)
        self.countries = self.locale.territories
        self._comma = comma(locale)

    def date(self, day: dt.date) -> str:
        """`21 November 2023`."""
        return day_ranges.day(self.locale, day, self._numeral)

    def weekday(self, day: dt.date) -> str:
        """`Tuesday 17 October 2023`, in the order and with the punctuation of the locale."""
        return day_ranges.written(self.locale, day, _WEEKDAYS.get(str(self.locale), "full"), self._numeral)

    def day_range(self, first: dt.date, last: dt.date) -> str:
        """`28–29 November 2023`, `28 November – 1 December 2023`; a single date where both are the same."""
        return day_ranges.days(self.locale, first, last, self._numeral)

    def days(self, first: dt.date, last: dt.date) -> str:
        """The numbers of the days alone, for a date block: `23–24`."""
        numbers = [self._numeral(day) for day in dict.fromkeys((first, last))]
        return day_ranges.joint(self.locale).join(numbers)

    def month(self, day: dt.date) -> str:
        """`November 2023`, in the form that stands alone."""
        return self.months(day, day)

    def months(self, first: dt.date, last: dt.date) -> str:
        """The months of some days, for a date block: `November 2023`, `November – December 2023`."""
        pattern = _MONTHS.get(str(self.locale)) or str(self.locale.datetime_skeletons["yMMMM"].pattern)
        return day_ranges.months(self.locale, first, last, pattern)

    def time_range(self, start: dt.time, end: dt.time | None) -> str:
        """`09:00–09:15`, on the clock of 12 or 24 hours that the locale prefers, as all hours of a letter are."""
        return _clock(self.locale, start, end)

    @property
    def has_half_days(self) -> bool:
        """True where the locale counts the hours twice to twelve, and needs more room for them."""
        return _has_half_days(self.locale)

    def when(self, when: When, zone: str) -> str:
        """`28–29 November 2023`, `20 February 2024, 18:30–20:00`, as clocks show it there.

        Where clocks in `zone` differ, as those do too: `20 February 2024, 18:30 (Madrid) · 19:30 (Athens)`.
        """
        return " · ".join(self._in_both(when, zone, self._spelled(when)))

    def hours(self, when: When, zone: str) -> tuple[str, ...]:
        """The hours, for what is shown beside the day; with their days where there are several. None without hours.

        One where clocks in `zone` show the same, else those of the place, then those in `zone`.
        """
        if not when.has_hours:
            return ()
        return self._in_both(when, zone, self._hours(when) if when.first == when.last else self._spelled(when))

    def city(self, zone: str) -> str:
        """The city that a time zone is named after."""
        return _city(self.locale, zone)

    def zone_beside(self, when: When | None, zone: str) -> str:
        """`Madrid, GMT+01:00`, where clocks in `zone` show other hours; else empty."""
        if when is None or when.elsewhere(zone) is None:
            return ""
        return f"{self.city(when.zone)}{self._comma}{dates.get_timezone_gmt(when.starts_at, locale=self.locale)}"

    def _in_both(self, when: When, zone: str, here: str) -> tuple[str, ...]:
        other = when.elsewhere(zone)
        if other is None:
            return (here,)
        is_same_day = other.first == other.last == when.first == when.last
        there = self._hours(other) if is_same_day else self._spelled(other)
        return f"{here} ({self.city(when.zone)})", f"{there} ({self.city(zone)})"

    def _spelled(self, when: When) -> str:
        if not when.has_hours:
            return self.day_range(when.first, when.last)
        if when.first == when.last or when.end is None:
            return self._dated(when.first, self._hours(when))
        first, last = (self._dated(each.day, self._hours(When(each))) for each in (when.start, when.end))
        joint = str(self.locale.interval_formats[None])
        # Without blanks, as some locales have it, the year of one day would join the number of the next.
        return ("{0} – {1}" if {"-", "–"} & set(joint) else joint).format(first, last)

    def _dated(self, day: dt.date, time: str) -> str:
        joint = str(dates.get_datetime_format("medium", locale=self.locale)).replace("'", "")
        return joint.format(time, self.date(day))

    def _hours(self, when: When) -> str:
        clock = _clock(self.locale, when.start.time or dt.time(), when.end.time if when.end else None)
        return _IN_WORDS.get(self.locale.language, "{}").format(clock)

    def _numeral(self, day: dt.date) -> str:
        return _FIRST.get(self.locale.language, "1") if day.day == 1 else str(day.day)

    def country(self, code: str) -> str:
        """The country's name, as it stands on a label."""
        return str(self.countries.get(code, code))

    def listed(self, items: Iterable[str]) -> str:
        """`A, B and C`. In Spanish `and` is another word before the sound that it has: `español e inglés`."""
        every = list(items)
        said = str(lists.format_list(every, locale=self.locale))
        if self.locale.language == "es" and every and _LIKE_AND.match(every[-1]) and said.endswith(f" y {every[-1]}"):
            return f"{said.removesuffix(f' y {every[-1]}')} e {every[-1]}"
        return said

    def number(self, value: int) -> str:
        """`1,250` or `1.250`."""
        return _decimal(self.locale, value)


@lru_cache(maxsize=4096)
def _decimal(locale: Locale, value: int) -> str:
    return str(numbers.format_decimal(value, locale=locale))


def _city(locale: Locale, zone: str) -> str:
    """By any name that the zone has had: CLDR's cities stand below the oldest, as Kyiv below `Europe/Kiev`."""
    names: Mapping[str, str] = get_global("zone_aliases")
    now = names.get(zone, zone)
    for name in (now, *(old for old, new in names.items() if new == now)):
        if city := locale.time_zones.get(name, {}).get("city"):
            return str(city)
    return now.rpartition("/")[2].replace("_", " ")


def _has_half_days(locale: Locale) -> bool:
    pattern = str(locale.time_formats["short"].pattern)
    # `B`, the part of the day, is in no interval: the clock of 24 hours is known there as well.
    return "a" in pattern and "B" not in pattern


@lru_cache(maxsize=4096)
def _clock(locale: Locale, start: dt.time, end: dt.time | None) -> str:
    """Hours as the locale writes one; CLDR writes two in other ways (with a word, with a zero) in some languages."""
    if end is not None and _has_half_days(locale):  # `9:00–9:15 a.m.` says the half of the day once
        day = dt.date(2000, 1, 3)
        return _interval(locale, dt.datetime.combine(day, start), dt.datetime.combine(day, end), "hm")
    pattern = "HH:mm" if "B" in str(locale.time_formats["short"].pattern) else "short"
    times = (str(dates.format_time(each, pattern, locale=locale)) for each in (start, end) if each is not None)
    return day_ranges.time_joint(locale).join(times)


@lru_cache(maxsize=4096)
def _interval(locale: Locale, first: dt.date, last: dt.date, skeleton: str) -> str:
    """Babel takes 60 µs for one, and each is asked for several times: in HTML and text, by all points of a language."""
    return str(dates.format_interval(first, last, skeleton, locale=locale))
