"""Days and ranges of days with whole months, cut out of a locale's own long date.

In: days, a locale, and how a day's number is written. Out: words. CLDR's own intervals abbreviate months, pad days with
zeros in some languages, and change from release to release; its long date does none of this, and holds all that a range
needs: the order, the words between, the case of the month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from babel import Locale, dates

Numeral = Callable[[dt.date], str]

_TOKEN = re.compile(r"'[^']*'|([A-Za-z])\1*|[^A-Za-z']+")
_SUFFIX = re.compile(r"[.\w]*")
_WORDY = {"ja": "～", "ko": "~", "zh": "至"}
_SPACED = frozenset({"hr", "sk"})
"""Languages whose dash has spaces between two numbers as well."""
_TIGHT = frozenset({"da", "nb", "nn", "no", "sl", "sv"})
"""Languages whose dash has none between two dates either."""


def joint(locale: Locale) -> str:
    """What stands between two numbers of a range."""
    return _WORDY.get(locale.language) or (" – " if locale.language in _SPACED else "–")


def time_joint(locale: Locale) -> str:
    """What stands between two times of day."""
    return "～" if locale.language == "ja" else " – " if locale.language in _SPACED else "–"


def wide_joint(locale: Locale) -> str:
    """What stands between two dates, or months, that have spaces within."""
    return _WORDY.get(locale.language) or ("–" if locale.language in _TIGHT else " – ")


def day(locale: Locale, of: dt.date, numeral: Numeral) -> str:
    """`1 December 2023`."""
    return written(locale, of, "long", numeral)


def written(locale: Locale, of: dt.date, pattern: str, numeral: Numeral) -> str:
    """A day by a pattern, or by the name of one of the locale's."""
    known = {"long", "full"}
    tokens = _tokens(str(locale.date_formats[pattern].pattern) if pattern in known else pattern)
    return _filled(locale, of, tokens, numeral(of))


def days(locale: Locale, first: dt.date, last: dt.date, numeral: Numeral) -> str:
    """`28–29 November 2023`, `28 November – 1 December 2023`, `28 December 2023 – 2 January 2024`; one date where
    both are the same.
    """
    if first == last:
        return day(locale, first, numeral)
    tokens = _long(locale)
    if (first.year, first.month) == (last.year, last.month):
        both = f"{numeral(first)}{_suffix(tokens)}{joint(locale)}{numeral(last)}"
        return _filled(locale, last, tokens, both)
    begin, end = tokens, tokens
    if first.year == last.year and _is_year_first(tokens):
        end = tokens[min(_place(tokens, "M"), _place(tokens, "d")) :]
    elif first.year == last.year:
        begin = tokens[: max(_place(tokens, "M"), _place(tokens, "d")) + 1]
    parts = _filled(locale, first, begin, numeral(first)), _filled(locale, last, end, numeral(last))
    return wide_joint(locale).join(parts)


def months(locale: Locale, first: dt.date, last: dt.date, pattern: str) -> str:
    """`November – December 2023`, by the pattern of a month with its year; one where both are the same."""
    tokens = _tokens(pattern)
    begin, end = tokens, tokens
    if (first.year, first.month) == (last.year, last.month):
        return _filled(locale, last, tokens, "")
    if first.year == last.year and _is_year_first(tokens):
        end = tokens[_place(tokens, "M") :]
    elif first.year == last.year:
        begin = tokens[: _place(tokens, "M") + 1]
    return wide_joint(locale).join((_filled(locale, first, begin, ""), _filled(locale, last, end, "")))


def _is_year_first(tokens: Sequence[str]) -> bool:
    return _place(tokens, "y") < _place(tokens, "M")


@cache
def _long(locale: Locale) -> tuple[str, ...]:
    return _tokens(str(locale.date_formats["long"].pattern))


@cache
def _tokens(pattern: str) -> tuple[str, ...]:
    """A pattern of CLDR as fields, quoted words, and what stands between."""
    return tuple(found[0] for found in _TOKEN.finditer(pattern))


def _place(tokens: Sequence[str], field: str) -> int:
    """Where a field stands; `M` is also the month that stands alone."""
    letters = "ML" if field == "M" else field
    return next((at for at, token in enumerate(tokens) if token[0] in letters), len(tokens))


def _suffix(tokens: Sequence[str]) -> str:
    """What belongs to a day's number and not to the date: the point of an ordinal (`28.–29. November`), a word for day.

    A point at the end closes the whole date (`2023. november 28–29.`).
    """
    rest = tokens[_place(tokens, "d") + 1 :]
    found = _SUFFIX.match(rest[0]) if rest and rest[0][0] != "'" else None
    suffix = found[0] if found else ""
    is_last = not any(token[0].isascii() and token[0].isalpha() for token in rest)
    return "" if suffix == "." and is_last else suffix


@lru_cache(maxsize=8192)
def _filled(locale: Locale, of: dt.date, tokens: tuple[str, ...], number: str) -> str:
    """Babel takes 60 µs for one, and each is asked for several times: in HTML and text, by all points of a language."""
    pattern = "".join(f"'{number}'" if token[0] == "d" else token for token in tokens)
    return str(dates.format_date(of, pattern, locale=locale)).strip()
