"""Dates, times, numbers, lists, countries and languages as a locale writes them.

In: values. Out: words from CLDR through Babel; no template and no translator ever writes a date. `en` is British and
`pt` European (`locales.for_babel`). Where releases of CLDR write a date in different ways, ours is taken, so that the
same commit gives the same bytes with any of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, dates, lists, numbers

from newsletter import locales

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

    def country(self, code: str) -> str:
        """The country's name, as it stands on a label."""
        return str(self.countries.get(code, code))

    def listed(self, items: Iterable[str]) -> str:
        """`A, B and C`."""
        return str(lists.format_list(list(items), locale=self.locale))

    def number(self, value: int) -> str:
        """`1,250` or `1.250`."""
        return str(numbers.format_decimal(value, locale=self.locale))


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
