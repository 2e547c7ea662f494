"""Dates, times, numbers, lists, countries and languages as a locale writes them.

In: values. Out: words from CLDR through Babel; no template and no translator ever writes a date. `en` is British and
`pt` European (`locales.for_babel`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, dates, lists, numbers

from newsletter import locales


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
        return _interval(self.locale, first, last, "yMMMd")

    def days(self, first: dt.date, last: dt.date) -> str:
        """The numbers of the days alone, for a date block: `23–24`."""
        return str(first.day) if first == last else f"{first.day}–{last.day}"

    def month(self, day: dt.date) -> str:
        """`November 2023`, in the form that stands alone."""
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


@lru_cache(maxsize=4096)
def _interval(locale: Locale, first: dt.date, last: dt.date, skeleton: str) -> str:
    """Babel takes 60 µs for one, and each is asked for several times: in HTML and text, by all points of a language."""
    return str(dates.format_interval(first, last, skeleton, locale=locale))
