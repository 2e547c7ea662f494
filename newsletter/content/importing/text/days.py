"""Days and spans of days in a text, as people write them in thirty languages.

In: a text, the language it may be in. Out: each span that stands there, with its place. A year that is not
written stays absent, and so does a day: `October 2023` is none. A day that is another one elsewhere (`03/04/2024` in
English) is told as unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newsletter import locales
from newsletter.content.importing.drafts import PartialDay
from newsletter.content.importing.text.folding import fold

_LANGUAGES = [
    "en", "bg", "bs", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mk",
    "mt", "nb", "nl", "pl", "pt-PT", "ro", "sk", "sl", "sq", "sr-Latn", "sr", "sv", "uk", "ca", "eu", "gl", "is",
    "tr",
]  # fmt: skip
_EXTRA_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "okt": 10,
    "nov": 11, "dec": 12, "dez": 12, "dic": 12, "ene": 1, "abr": 4, "ago": 8, "set": 9, "out": 10, "marz": 3,
    "maerz": 3, "janv": 1, "fevr": 2, "avr": 4, "juil": 7, "juill": 7,
}  # fmt: skip
_TO = (
    r"[-‐-―−~/&+]|,|to|and|until|till|through|al?|au|e|y|et|und|bis|en|tot|t/m|i|do|és|och|og|til|till|ja|un|līdz|ir|"
    r"iki|și|si|"
    r"până la|in|й|та|і|и|до|по|και|έως|ως|agus|go|dhe|deri më|u|sa|kuni|až"
)
_ORD = r"(?:\s?(?:st|nd|rd|th|er|ère|re|ª|º|°|\.º|o(?=\s)|-?го|-?ги|-?ти|η|d\.)(?!\w))?\.?"
_DAY = rf"(?<![\d:])(\d{{1,2}})(?!\d|:\d|[.,]\d{{3}}){_ORD}"
_YEAR = r"(?<!\d)((?:19|20)\d{2})(?!\d)"
_OF = r"(?:\s*(?:de|d'|of|del|dei|den|di|da|ta'|of the|de l'|the|на|de la)\s*)?"
_YEAR_WORDS = r"(?:\s*(?:m\.|gada|г\.|р\.|року|year|god\.|година|año|an|évi)(?!\w))?"
_ABOUT_MONTH = re.compile(
    r"(?<!\w)(?:early|mid|late|(?:(?:the )?(?:beginning|middle|end) of)|anfang|mitte|ende|debut|mi|fin|"
    r"(?:a )?principios de|(?:a )?mediados de|"
    r"(?:a )?fin(?:ales)? de|inizio|meta|fine|inicio de|meados de|begin|midden|eind|"
    r"poczatek|polowa|koniec|zacatek|konec|eleje|vege|tidigt i|i slutet av)\s*-?\s*$"
)
_WEEKDAY_MARKS = (
    r"(?:mon|tues?|wed|thurs?|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mie|jeu|jue|ven|vie|sam|sab|dim|dom|gio|seg|ter|"
    r"qua|qui|sex|ma|wo|vr|za|zo|pon|wt|sr|czw|pt|sob|ndz|po|ut|st|ct|pa|so|ne)(?:\.,?|,)"
)
"""Weekdays as people shorten them: told by their mark, since many are words too."""
_ISO = re.compile(
    rf"{_YEAR}-(\d{{2}})-(\d{{2}})(?:\s*(?:/|to|until|–|—|-|\.\.)\s*(?:{_YEAR}-(\d{{2}})-(\d{{2}})|(\d{{2}}))(?!\d))?"
)
_NUMBERS = re.compile(
    r"(?<![\d.])(\d{1,2})\s?([./])(?:\s?(\d{1,2})\s?\2?(?:\s?(\d{4}))?)?\s?(?:[-‐-―−]|to|bis|al?|au|do|až|til|"
    r"till)\s?"
    r"(\d{1,2})\s?([./])\s?(\d{1,2})(?:\s?\6\s?(\d{4}))?(?![\d])"
)
_NUMBER = re.compile(r"(?<![\d./])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_DAYS_NUMBER = re.compile(r"(?<![\d./])(\d{1,2})\.?\s?[-‐-―−]\s?(\d{1,2})([./])\s?(\d{1,2})\3\s?(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})([./])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """One or several days; `end` is None for one. `place` is where they stand in the text, from and to.

    `weekday` is the first day's as the text names it (Monday is 0), None where it names none. `other` is what the first
    day may be as well, day and month exchanged.
    """

    start: PartialDay
    end: PartialDay | None
    place: tuple[int, int]
    weekday: int | None = None
    other: PartialDay | None = None


def spans_in(text: str, locale: str = "") -> list[Span]:
    """All days and spans in a text, in its order."""
    folded, found = fold(text), list[Span]()
    for reader in (_iso_spans, _named_spans, _number_spans):
        for span in reader(folded, locale):
            if not any(span.place[0] < other.place[1] and other.place[0] < span.place[1] for other in found):
                found.append(span)
    return sorted(found, key=lambda each: each.place)


def months_in(text: str) -> list[tuple[int, int]]:
    """The places of months that stand with a year and without a day: `June 2025`."""
    patterns, folded = _patterns(), fold(text)
    days = [span.place for span in spans_in(text)]
    found = []
    for month in patterns["month"].finditer(folded):
        behind = patterns["year_behind"].match(folded, month.end())
        if behind and not any(begin < behind.end() and month.start() < end for begin, end in days):
            about = _ABOUT_MONTH.search(folded[: month.start()])
            found.append((about.start() if about else month.start(), behind.end()))
    return found


def _iso_spans(text: str, locale: str) -> Iterator[Span]:
    for found in _ISO.finditer(text):
        year, month, day, last_year, last_month, last_day, same_month_day = found.groups()
        end = None
        if last_day:
            end = _day(last_day, int(last_month), last_year)
        elif same_month_day:
            end = _day(same_month_day, int(month), year)
        if start := _day(day, int(month), year):
            yield Span(start, end, found.span())


def _number_spans(text: str, locale: str) -> Iterator[Span]:
    taken: list[tuple[int, int]] = []
    for found in _NUMBERS.finditer(text):
        day, sign, month, year, last_day, last_sign, last_month, last_year = found.groups()
        if sign != last_sign or (not (last_year or year) and sign == "/"):
            continue
        start = _day(day, int(month or last_month), year or last_year)
        end = _day(last_day, int(last_month), last_year or year)
        if start and end and (month or sign == "."):
            taken.append(found.span())
            yield Span(start, end, found.span())
    for found in _DAYS_NUMBER.finditer(text):
        start, end = _day(found[1], int(found[4]), found[5]), _day(found[2], int(found[4]), found[5])
        if start and end:
            taken.append(found.span())
            yield Span(start, end, found.span())
    for found in _YEAR_FIRST.finditer(text):
        if start := _day(found[4], int(found[3]), found[1]):
            yield Span(start, None, found.span())
    for found in _NUMBER.finditer(text):
        if any(begin <= found.start() < end for begin, end in taken):
            continue
        first, second = int(found[1]), int(found[3])
        start, other = _day(found[1], second, found[4]), None
        if found[2] == "/" and locale.split("-")[0] == "en" and first != second:
            other = _day(found[3], first, found[4])
        if start or other:
            yield Span(start or other, None, found.span(), other=other if start else None)  # type: ignore[arg-type]


def _named_spans(text: str, locale: str) -> Iterator[Span]:
    patterns = _patterns()
    taken = -1
    for month in patterns["month"].finditer(text):
        if month.start() < taken:
            continue
        span = _around(text, month, locale, patterns)
        if span and span.place[0] >= taken:
            taken = span.place[1]
            yield span


def _around(text: str, month: re.Match[str], locale: str, patterns: dict[str, re.Pattern[str]]) -> Span | None:
    """The days beside the name of a month, before it or behind it, with those of a second month."""
    number = _month_number(month[0], locale)
    before = _days_before(text, month.start(), patterns)
    start_at, end_at = month.span()
    days, weekday = before[0], before[2]
    year = None
    if days:
        start_at = before[1]
        behind = patterns["year_behind"].match(text, end_at)
        if behind:
            year, end_at = behind[1], behind.end()
        elif ahead := patterns["year_word_before"].search(text[:start_at]):
            year, start_at = ahead[1], ahead.start(1)
        second = patterns["second"].match(text, end_at)
        if second:  # `30 Nov – 1 Dec 2023`
            last_month = _month_number(second["month"], locale)
            last = patterns["year_behind"].match(text, second.end())
            last_year = last[1] if last else None
            first_year = year or last_year
            if first_year and not year and (last_month, int(second["day"])) < (number, days[0]):
                first_year = str(int(first_year) - 1)
            start = _day(days[0], number, first_year)
            end = _day(second["day"], last_month, last_year or (year and str(int(year) + (last_month < number))))
            if start and end:
                return Span(start, end, (start_at, last.end() if last else second.end()), weekday)
    else:
        following = patterns["behind"].match(text, end_at)
        if not following:
            return None
        days = [int(each) for each in re.findall(r"\d+", following["days"])]
        end_at = following.end()
        ahead = patterns["year_before"].search(text[:start_at])
        behind = patterns["year_behind"].match(text, end_at)
        if ahead:
            year, start_at = ahead[1], ahead.start(1)
        elif behind:
            year, end_at = behind[1], behind.end()
        second_month = patterns["second_month_first"].match(text, end_at)
        if second_month:  # `March 30 – April 2, 2024`
            last_month = _month_number(second_month["month"], locale)
            last = patterns["year_behind"].match(text, second_month.end())
            last_year = last[1] if last else year
            start, end = _day(days[0], number, year or last_year), _day(second_month["day"], last_month, last_year)
            if start and end:
                return Span(start, end, (start_at, last.end() if last else second_month.end()), weekday)
    if not days:
        return None
    start, end = _day(days[0], number, year), _day(days[-1], number, year) if len(days) > 1 else None
    if not start or (len(days) > 1 and not end) or days != sorted(days):
        return None
    return Span(start, end, (start_at, end_at), weekday)


def _days_before(text: str, end: int, patterns: dict[str, re.Pattern[str]]) -> tuple[list[int], int, int | None]:
    """The days that end before a month: numbers, where they begin, the weekday before them."""
    found = patterns["before"].search(text[max(0, end - 90) : end])
    if not found:
        return [], end, None
    start = max(0, end - 90) + found.start()
    days = [int(each) for each in re.findall(r"(?<!\d)\d{1,2}(?!\d)", found["days"])]
    if not days or not all(1 <= each <= 31 for each in days):
        return [], end, None
    weekday = _weekdays().get((found["weekday"] or "").rstrip(".,"))
    return days, start, weekday


def _day(day: str | int, month: int, year: str | int | None) -> PartialDay | None:
    """The day; None for one that no calendar has."""
    partial = PartialDay(month, int(day), int(year) if year else None)
    most = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not 1 <= month <= 12 or not 1 <= partial.day <= most[month - 1] or (year and not partial.date):
        return None
    return partial


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for tag in _LANGUAGES:
        for name, number in _months_of(tag).items():
            found.setdefault(name, number)
    for name, number in _EXTRA_MONTHS.items():
        found.setdefault(fold(name), number)
    # Cases in which a day stands: partitive, genitive, inessive.
    for name, number in list(found.items()):
        if name.endswith("kuu"):
            found[f"{name}ta"], found[f"{name}ssa"], found[f"{name}n"] = number, number, number
    for name, number in zip(["leden", "unor", "brezen", "duben", "kveten", "cerven"], range(1, 7), strict=True):
        found.setdefault(name, number)
    return found


@cache
def _months_of(tag: str) -> dict[str, int]:
    """A language's own names: `listopada` is November in Polish, and October in Croatian."""
    found: dict[str, int] = {}
    cldr = locales.for_babel(tag)
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in cldr.months[form][width].items():
                parts = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(str(name)))
                is_pair = len(parts) == 2 and len(parts[0]) > 2  # `Deireadh Fómhair`
                word = " ".join(parts) if is_pair else parts[-1] if parts else ""
                if len(word) > 2:
                    found.setdefault(word, int(number))
    return found


def _month_number(name: str, locale: str) -> int:
    """The number of a month by its name: what it is in the text's own language, else in any."""
    bare = name.rstrip(".")
    own = _months_of(locale) if locale and locale.split("-")[0] in {tag.split("-")[0] for tag in _LANGUAGES} else {}
    return own.get(bare) or _months()[bare]


@cache
def _weekdays() -> dict[str, int]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    found: dict[str, int] = {name: number for number, name in enumerate(names)}
    found |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
    for tag in _LANGUAGES:
        cldr = locales.for_babel(tag)
        for form in ("format", "stand-alone"):
            for width in ("wide",):
                for number, name in cldr.days[form][width].items():
                    found.setdefault(fold(str(name)), int(number))
    return found


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    weekdays = "|".join(sorted(map(re.escape, _weekdays()), key=len, reverse=True))
    to = fold(_TO)
    article = r"(?:(?:the|le|el|il|den|der|dem|les|los|am|vom|du|del|an)\s+)?"
    named = rf"(?:(?:(?P<weekday>{weekdays})[.,]?|(?<!\w){_WEEKDAY_MARKS})\s+)?{article}"
    again = rf"(?:(?:(?:{weekdays})[.,]?|{_WEEKDAY_MARKS})\s+)?{article}"
    # "3, 4 and 5", "12-14", "12th to 14th", "Monday 12 – Tuesday 13", "3, 4, and 5"
    days = rf"(?P<days>{_DAY}(?:\s*(?:{to})(?:\s*(?:and|und|et|y))?\s*{again}{_DAY})*)"
    month = rf"(?P<month>{months})(?!\w)\.?"
    return {
        "month": re.compile(rf"(?<![^\W\d_])(?:{months})(?!\w)\.?"),
        "before": re.compile(rf"{named}{days}{_OF}\s*$"),
        "year_behind": re.compile(
            rf"{_YEAR_WORDS}\s*(?:,|\bde\b|\bdel\b|\bof\b|\bdi\b|\bde l'|/|')?\s*{_YEAR}{_YEAR_WORDS}\.?"
        ),
        "year_before": re.compile(rf"{_YEAR}(?:\s*(?:m\.|\.?\s*gada|\.|,|-|г\.))?\s*(?:\d{{1,2}}[-‐-―−.\d\s]*)?$"),
        "year_word_before": re.compile(rf"{_YEAR}\.?\s*gada\s*$"),
        "behind": re.compile(
            rf"\s*,?\s*(?:the\s+)?(?P<days>{_DAY}(?:\s*(?:{to})(?:\s*and)?\s*{_DAY})*)(?!\s*(?:partner|cit|countr))"
        ),
        "second": re.compile(rf"\s*,?\s*(?:{to})\s*{again}(?P<day>\d{{1,2}})(?!\d){_ORD}{_OF}\s*{month}"),
        "second_month_first": re.compile(rf"\s*(?:{to})\s*{month}\s*(?P<day>\d{{1,2}})(?!\d){_ORD}"),
    }
