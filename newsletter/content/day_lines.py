"""A line that is a day, as people write it: `Tuesday 3 March 2026`, `3.3.2026`, `2026-03-03`.

In: a line, the language it may be in, a year for a day without one. Out: the day as `2026-03-03`, "" for another line.
Names of months and weekdays are those of CLDR, in that language or in English.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from newsletter import locales
from newsletter.exceptions import NewsletterError

_WORD = re.compile(r"\d+|[^\W\d_]+")
_ISO_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})\s?([./])\s?(\d{1,2})\s?\2\s?(\d{4})\.?")
_ORDINAL = {"st", "nd", "rd", "th", "er", "o", "º", "ª", "e"}
_BETWEEN = {"the", "of", "on", "de", "del", "d", "den", "der", "le", "el", "il", "la", "di", "em", "am"}
_WIDTHS = ("wide", "abbreviated")


class DayError(NewsletterError):
    """A line is a day that no calendar has, or may be two days."""


def day_of(text: str, locale: str, year: int | None = None) -> str:
    """The day that a line is; "" for a line that says anything else. Raises `DayError`."""
    bare = re.sub(r"^[^\W\d_]+\.?,?\s+", "", text)  # a weekday before it
    if iso := _ISO_DAY.fullmatch(bare):
        return _iso(int(iso[1]), int(iso[3]), int(iso[4]))
    if numbers := _DAY.fullmatch(bare):
        first, second = int(numbers[1]), int(numbers[3])
        if numbers[2] == "/" and locale.split("-")[0] == "en" and first != second and first <= 12:
            if second <= 12:
                raise DayError(text)
            first, second = second, first
        return _iso(int(numbers[4]), second, first)
    return _named(text, locale, year)


def _named(text: str, locale: str, year: int | None) -> str:
    """A day whose month is a word, and that has nothing beside it but a weekday and little words."""
    if len(text) > 60 or re.search(r"[^\w\s.,·’'()-]", text):
        return ""
    months, others = _names(locale)
    month, numbers = 0, []
    for word in _WORD.findall(text.casefold()):
        if word.isdigit():
            numbers.append(word)
        elif word in months and not month:
            month = months[word]
        elif word not in others:
            return ""
    years = [int(each) for each in numbers if len(each) == 4]
    days = [int(each) for each in numbers if len(each) <= 2]
    if not month or len(days) != 1 or len(years) > 1 or len(numbers) != len(days) + len(years):
        return ""
    found = years[0] if years else year
    return _iso(found, month, days[0]) if found else ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError as wrong:
        raise DayError(str(wrong)) from None


@lru_cache(maxsize=16)
def _names(locale: str) -> tuple[dict[str, int], frozenset[str]]:
    """Months by their names in small letters, and the words that may stand beside one."""
    months: dict[str, int] = {}
    others = {*_ORDINAL, *_BETWEEN}
    for cldr in (locales.for_babel("en"), locales.for_babel(locale)):
        for form in ("format", "stand-alone"):
            for width in _WIDTHS:
                for number, name in cldr.months[form][width].items():
                    *before, last = _WORD.findall(name.casefold()) or [""]
                    months |= {last: number} if last and not last.isdigit() else {}
                    others.update(before)
                for name in cldr.days[form][width].values():
                    others.update(_WORD.findall(name.casefold()))
        for style in ("long", "full"):
            for literal in re.findall(r"'([^']+)'", cldr.date_formats[style].pattern):
                others.update(_WORD.findall(literal.casefold()))
    return months, frozenset(others)
