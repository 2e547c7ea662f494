"""Days and times of day as editors write them: taken where they have one meaning.

In: what stands in a file: `2024-2-1`, `21.11.2023`, `1 February 2024`; `9:15`, `12.50`, `2 pm`; both of them, as
`2024-02-20 18:30`. Out: a date, a time, or a moment; for anything that could be read in two ways, or in none, an error
that says what to write. `01/02/2024` is January in
one country and February in another, so it is never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from pydantic_core import PydanticCustomError

from newsletter import locales
from newsletter.content.when import Moment, after
from newsletter.patterns import late

_YEAR_FIRST = late(r"([0-9]{4})\s?([-/.])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,2})\.?|([0-9]{4})([0-9]{2})([0-9]{2})")
_IDEOGRAPHS = late(r"([0-9]{4})\s?年\s?([0-9]{1,2})\s?月\s?([0-9]{1,2})\s?日")
_YEAR_LAST = late(r"([0-9]{1,2})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4})\.?")
_NAME = r"(?P<month>[^\W\d_]+(?:['’][^\W\d_]+)?)\.?"
_NAMED = (
    late(
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|d['’])?{_NAME},?\s+(?:del?\s+)?(?P<year>[0-9]{{4}})"
    ),
    late(rf"{_NAME}\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{{4}})"),
    late(rf"(?P<year>[0-9]{{4}})\.?\s+{_NAME}\s+(?P<day>[0-9]{{1,2}})\.?"),
)
_LANGUAGES = (
    *("bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "lb", "lt"),
    *("lv", "mk", "mt", "nb", "nl", "pl", "pt-PT", "ro", "sk", "sl", "sq", "sr-Latn", "sv", "tr", "uk"),
)
_CLOCK = late(r"([0-9]{1,2})(?:[:.]|\s?h\s?)([0-9]{2})(?:\s?(?:h|uhr))?")
_FULL_HOUR = late(r"([0-9]{1,2})\s?(?:h|uhr)")
_DAY_WITH_TIME = late(
    r"(?P<day>.*?\S)(?:\s*T\s*|,?\s+(?:at|um|à|om|o|ob|kl\.?|klo|alle|às|a las|a les)?\s*)"
    r"(?P<time>[0-9]{1,2}(?:[:.][0-9]{2}|\s?h(?:\s?[0-9]{2})?\b|\s?uhr\b|\s?[ap]\.?\s?m\b).*)",
    re.IGNORECASE,
)
_TIME_ALONE = late(r"[0-9]{1,2}(?:\s?[:.h]\s?[0-9]{0,2})?(?:\s?(?:h|uhr|[ap]\.?\s?m\.?))?(?:\s?[-–].*)?", re.IGNORECASE)
_WITH_ZONE = late(
    r"(.*[0-9])\s*(?:Z|(?!AM|PM|UHR)[A-Z]{2,5}|(?:\+|(?:UTC|GMT)\s?[+-])[0-9]{1,2}(?::?[0-9]{2})?|\(.*\))"
)
_TWO_DAYS = late(r"(.*[0-9]{4}.*?)\s*(?:–|—|/|\s-|\bto\b|\bbis\b|\.\.)\s*(.*[0-9]{4}.*)")
_HALF_DAY = late(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s?([ap])\.?\s?m\.?")


def date_of(written: str) -> dt.date:
    """The day that is written; a `broken-date` error where there is none, or more than one.

    Errors are pydantic’s, to be raised in validation.
    """
    found = _days(written.strip())
    if len(found) == 1:
        return found[0]
    why, hint = "is no date", "a date is written year-month-day: 2023-11-21"
    if re.search(r"[0-9]T?\s*(?:at |um |à )?[0-9]{1,2}[:.h][0-9]{2}|[0-9]\s?[ap]m\b", written):
        hint = "a day stands alone here, as in 2023-11-21: hours belong to an event, a meeting, the agenda or the text"
    if found:
        why, hint = "can be read as another day", f"write the year first: {' or '.join(map(str, found))}"
    raise PydanticCustomError("broken-date", "`{value}` is no date", {"value": written, "why": why, "hint": hint})


def moment_of(written: str) -> Moment:
    """The day that is written, with the time of day if there is one; else `broken-date` or `broken-time`."""
    text = written.strip()
    if _days(text):
        return Moment(date_of(text))
    if (zoned := _WITH_ZONE.fullmatch(text)) and _DAY_WITH_TIME.fullmatch(zoned[1]):
        hint = f"write `{zoned[1]}`, the hour as clocks show it there, and a key `time-zone: Europe/Madrid` beside it"
        raise PydanticCustomError("broken-time", "`{value}` is no time of day", {"value": written, "hint": hint})
    if _TIME_ALONE.fullmatch(text) and ":" in text:
        said = {"value": written, "why": "is no date", "hint": f"write the day before it, as in 2024-02-20 {text}"}
        raise PydanticCustomError("broken-date", "`{value}` is no date", said)
    if found := _DAY_WITH_TIME.fullmatch(text):
        return Moment(date_of(found["day"]), time_of(found["time"]))
    if (both := _TWO_DAYS.fullmatch(text)) and all(len(_days(part.strip())) == 1 for part in both.groups()):
        first, last = (date_of(part) for part in both.groups())
        said = {"value": written, "why": "is no date", "hint": f"write `start: {first}` and `end: {last}`, each a key"}
        raise PydanticCustomError("broken-date", "`{value}` is no date", said)
    return Moment(date_of(text))


def day_in(written: str) -> dt.date | None:
    """The day that is written, with a time of day or without; None where there is none, or more than one."""
    try:
        return moment_of(written).day
    except PydanticCustomError:
        return None


def end_of(written: str, start: Moment | None) -> Moment | None:
    """The end of what begins at `start`: a day, a day with a time, or a time alone, on the day of the start.

    A time alone before that of the start is in the night that follows, where that is less than `A_NIGHT` away. Without
    a start that could be read there is no end either. What can't be an end is `end-before-start` or `hours-of-one-end`.
    """
    time = _time_alone(written.strip())
    given = moment_of(written) if time is None else Moment(start.day if start else dt.date.min, time)
    if start is None:
        return None
    if (start.time is None) != (given.time is None):
        known, other = ("start", "end") if start.time else ("end", "start")
        hint = (
            f"write both with an hour, as in `{other}: {(given if start.time else start).day} 18:30`, or both without"
        )
        said = {"known": known, "other": other, "part": "end", "hint": hint}
        raise PydanticCustomError("hours-of-one-end", "one end has an hour, the other has none", said)
    end = given if time is None else after(start, time)
    if end is None or end < start or (end.time and end == start):
        lies = "does not lie after" if given.time else "lies before"
        shown = str(given) if time is None else time.isoformat("minutes")
        said = {"start": str(start), "end": shown, "lies": lies, "part": "end"}
        raise PydanticCustomError("end-before-start", "the end lies before the start", said)
    return end


def _time_alone(text: str) -> dt.time | None:
    """The time that a text is; None where it has a day as well."""
    return time_of(text) if _TIME_ALONE.fullmatch(text) else None


def time_of(written: str) -> dt.time:
    """The time of day that is written; a `broken-time` error where there is none, or more than one."""
    text = written.strip().casefold()
    if found := _CLOCK.fullmatch(text) or _FULL_HOUR.fullmatch(text):
        hour, minute = int(found[1]), int((found[2] if found.re.groups > 1 else None) or 0)
        if hour < 24 and minute < 60:
            return dt.time(hour, minute)
    elif found := _HALF_DAY.fullmatch(text):
        hour, minute = int(found[1]), int(found[2] or 0)
        # Whether 12 am is noon or midnight is a matter of opinion.
        if 0 < hour < 12 and minute < 60:
            return dt.time(hour + 12 * (found[3] == "p"), minute)
    hint = "a time is written with two digits each: 09:30"
    if re.fullmatch(r"24[:.h ]*0*", text):
        hint = "midnight is 00:00, where the next day begins"
    elif re.fullmatch(r"[0-9:.h ]+[-–—][0-9:.h ]+", text):
        hint = "write `start: 09:30` and `end: 10:15` for a span, each with one time"
    said = {"value": written, "hint": hint}
    raise PydanticCustomError("broken-time", "`{value}` is no time of day", said)


def _days(text: str) -> list[dt.date]:
    """All days that a text could mean."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _existing((found[1] or found[5], found[3] or found[6], found[4] or found[7]))
    if found := _IDEOGRAPHS.fullmatch(text):
        return _existing((found[1], found[2], found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        return _existing((found[4], found[3], found[1]), (found[4], found[1], found[3]))
    named = next((found for form in _NAMED if (found := form.fullmatch(text))), None)
    months = _months().get(_plain(named["month"]), frozenset()) if named else ()
    return _existing(*((named["year"], str(month), named["day"]) for month in sorted(months))) if named else []


def _existing(*readings: tuple[str, str, str]) -> list[dt.date]:
    found = []
    for year, month, day in readings:
        try:
            found.append(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return sorted(set(found))


@cache
def _months() -> dict[str, frozenset[int]]:
    """The months that a name stands for in any language: `listopad` is October in one and November in another."""
    found: dict[str, set[int]] = {}
    for locale in _LANGUAGES:
        months = locales.for_babel(locale).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(_plain(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _plain(name: str) -> str:
    return re.sub(r"^(?:de\s+|d['’])", "", name.casefold()).rstrip(".").replace("’", "'")
