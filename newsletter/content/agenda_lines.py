"""A programme as people type it or paste it, line by line: `9:15–10:00 Text`.

In: a text, the language of the article, the year of its event. Out: `Sessions`, ready to be put into an article's
`agenda`, and the lines that nothing could be made of, each with why where that is known.
What is read: hours as `9:15`, `9.15`, `9h15`, `9:15 am`, alone or as a range with any dash, `to` or `until`; below an
entry, lines that begin with a dash or a bullet are people (`– Ana Example, mayor; Ben Example`), as are those behind a
dash in the entry's own line where they have a role (`Opening – Ana Example, mayor`). `Room: Hall 2`, `[Hall 2]` or
`(Hall 2)` on a line, also behind a title, is the room of a session, as is one that stands behind each of its entries. A
day (`day_lines`) begins a session, and so does another line before the first hours or behind an empty one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from newsletter.content.day_lines import DayError, day_of
from newsletter.content.when import Moment, after
from newsletter.content.yaml_text import Value
from newsletter.exceptions import NewsletterError

MOST_LINES = 500
_HOUR = r"(?:[01]?\d|2[0-4])"
_MINUTE = r"[0-5]\d"
_CLOCK = rf"({_HOUR})(?:(?:[:.]|\s?[hH]\s?)({_MINUTE})|\s?[hH](?!\w))?\s?([ap]\.?\s?m\.?(?!\w))?"
_DASH = r"\s*(?:[-‐-―−~]+|to|until|till|a|à|bis|tot|al)\s*"
_ENTRY = re.compile(rf"{_CLOCK}(?:{_DASH}{_CLOCK})?(?:\s*(?:h|hrs?|Uhr)\b\.?)?\s*[:.|,;\t–—-]*\s+(.+)", re.IGNORECASE)
_LIKE_HOURS = re.compile(r"\d{1,3}(?::\d{2}|\s?[hH]\d{2})(?!\w)")
_PERSON_LINE = re.compile(r"\s*[-‐-―−•·*]\s*(.+)|(?:\s{2,}|\t)(.+)")
_PLACE = (
    r"(?:room|venue|place|hall|studio|foyer|stall|stand|sala|salle|saal|raum|zaal|aula|auditori\w+|audit[óo]rio|sal[óo]n|"
    r"salon|sál|sali|salė|zāle|sală|terem|dvorana|зала|αίθουσα)"
)
_ROOM = re.compile(rf"(?:room|venue|sala|salle|saal|raum|zaal)\s*:\s*(.+)|\[([^\[\]]+)\]|\(({_PLACE}\b[^()]*)\)", re.I)
_WITH_ROOM = re.compile(rf"(.*[^\s([])\s*(?:\[([^\[\]]+)\]|\(({_PLACE}\b[^()]*)\))", re.IGNORECASE)
_BEHIND = re.compile(r"\s[-‐-―−]\s")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_PARTICLE = re.compile(r"de|da|dos?|del|della|di|l[ae]|el|al|van|von|de[rn]|te|ten|zu|[yei]|of|bin", re.IGNORECASE)


class Why(StrEnum):
    """Why nothing was made of a line; `UNKNOWN` where only a person can tell."""

    UNKNOWN = ""
    HOUR = "hour"
    """No clock shows this hour."""
    ORDER = "order"
    """It ends before it begins."""
    DAY = "day"
    """No calendar has this day, or it may be two days."""
    LENGTH = "length"
    """It stands beyond the last line that is read."""


@dataclass(frozen=True, slots=True)
class Left:
    """A line that was left out; `number` counts from 1, and is 0 for a title or a day without entries."""

    number: int
    words: str
    why: Why = Why.UNKNOWN


@dataclass(slots=True)
class SessionLines:
    """A session as it was read; `date`, `session` and `room` are empty where no line says them."""

    date: str = ""
    session: str = ""
    room: str = ""
    items: list[dict[str, Value]] = field(default_factory=list)

    def value(self, date: str) -> dict[str, Value]:
        """It as the front matter has it; `date` stands for a day that no line says."""
        value: dict[str, Value] = {"date": self.date or date}
        if self.session:
            value["session"] = self.session
        if self.room:
            value["room"] = self.room
        return {**value, "items": list(self.items)}


@dataclass(frozen=True, slots=True)
class Agenda:
    """What was read: sessions in their order, and what was left out."""

    sessions: tuple[SessionLines, ...]
    left: tuple[Left, ...]


class _WrongHoursError(NewsletterError):
    """Hours that no clock shows, or in the wrong order."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read_agenda(text: str, locale: str = "en", year: int | None = None) -> Agenda:
    """Sessions of a text; none of an empty one. Lines beyond the five hundredth are left out, and told.

    `locale` is the language of days and months; `year` is that of a day without one.
    """
    return _Reader(locale, year).read(text)


class _Reader:
    """Reads one text; what a line means depends on those before it."""

    def __init__(self, locale: str, year: int | None) -> None:
        self.locale, self.year = locale, year
        self.sessions: list[SessionLines] = []
        self.left: list[Left] = []
        self.is_fresh = True  # at the beginning and behind an empty line
        self.is_lost = False  # below an entry that was left out

    def read(self, text: str) -> Agenda:
        for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
            bare = line.strip().strip("|").strip()
            if not bare:
                self.is_fresh, self.is_lost = True, False
            elif number > MOST_LINES:
                self.left.append(Left(number, bare, Why.LENGTH))
            else:
                self.line(number, line, bare)
        kept = []
        for each in self.sessions:
            if each.items:
                _lift_room(each)
                kept.append(each)
            else:
                self.left += [Left(0, words) for words in (each.date, each.session, each.room) if words]
        return Agenda(tuple(kept), tuple(self.left))

    def line(self, number: int, line: str, bare: str) -> None:
        try:
            day = day_of(bare, self.locale, self.year)
            item = None if day else _entry(bare)
        except DayError:
            self.left.append(Left(number, bare, Why.DAY))
            return
        except _WrongHoursError as wrong:
            self.left.append(Left(number, bare, wrong.why))
            self.is_lost, self.is_fresh = True, False
            return
        if item:
            self.last().items.append(item)
            self.is_fresh = self.is_lost = False
        elif not self.said_of_session(line, bare, day):
            self.left.append(Left(number, bare))

    def last(self) -> SessionLines:
        if not self.sessions:
            self.sessions.append(SessionLines())
        return self.sessions[-1]

    def said_of_session(self, line: str, bare: str, day: str) -> bool:
        """What a line without hours says of a session or its last entry; False where it can't be told."""
        room, titled, person = _ROOM.fullmatch(bare), _WITH_ROOM.fullmatch(bare), _PERSON_LINE.fullmatch(line)
        items = self.sessions[-1].items if self.sessions else []
        if day or room or (self.is_fresh and not (person and items)):
            self.is_lost = False
            if not self.sessions or (items and not (room and not self.is_fresh)):
                self.sessions.append(SessionLines(date=self.sessions[-1].date if self.sessions else ""))
            session = self.sessions[-1]
            if day:
                session.date = day
            elif room:
                session.room = (room[1] or room[2] or room[3]).strip()
            else:
                self.named(bare, titled)
            return True
        if self.is_lost:
            return False
        if not items:
            self.named(bare, titled)
            return True
        if person:
            people = list(_people(person[1] or person[2]))
            known = items[-1].get("people")
            items[-1]["people"] = [*(known if isinstance(known, list) else []), *people]
            return bool(people)
        items[-1]["text"] = f"{items[-1]['text']} {bare}"
        return True

    def named(self, bare: str, titled: re.Match[str] | None) -> None:
        """A line before the first hours: the session's title, or more of it; a room may stand behind it."""
        session = self.last()
        if titled:
            bare, session.room = titled[1], (titled[2] or titled[3]).strip()
        session.session = f"{session.session} {bare}".strip()


def _lift_room(session: SessionLines) -> None:
    """A room that stands behind every entry is the session's; where they differ, each stays in its entry's words."""
    found = [_WITH_ROOM.fullmatch(str(item["text"])) for item in session.items]
    rooms = {(each[2] or each[3]).strip() for each in found if each}
    is_one = all(found) and len(rooms) == 1 and session.room in ("", *rooms)
    for item, each in zip(session.items, found, strict=True):
        if each and is_one:
            item["text"], session.room = each[1].strip(), rooms.copy().pop()
        elif each and each[2]:
            item["text"] = f"{each[1]} ({each[2].strip()})"


def _entry(line: str) -> dict[str, Value] | None:
    """An entry; None for a line that begins with no hours. Raises `_WrongHoursError`."""
    found = _ENTRY.fullmatch(line)
    if found is None:
        if _LIKE_HOURS.match(line) and not re.fullmatch(rf"{_CLOCK}(?:{_DASH}{_CLOCK})?", line):
            raise _WrongHoursError(Why.HOUR)
        return None
    hour, minute, half, end_hour, end_minute, end_half, text = found.groups()
    is_bare = minute is None and half is None and not re.match(rf"{_HOUR}\s?[hH]", line)
    if is_bare and end_hour is None:
        return None  # `10 cities`, `2024`
    start, end = _clock(hour, minute, half or (end_half if end_half and int(hour) < 12 else None)), None
    if end_hour is not None:
        end = _clock(end_hour, end_minute, end_half)
    elif _LIKE_HOURS.match(text):
        raise _WrongHoursError(Why.HOUR)
    if start is None or (end_hour is not None and end is None):
        raise _WrongHoursError(Why.HOUR)
    words, people = _apart(text.strip())
    item: dict[str, Value] = {"start": start}
    if end and end != start:
        if after(Moment(dt.date(2000, 1, 1), dt.time.fromisoformat(start)), dt.time.fromisoformat(end)) is None:
            raise _WrongHoursError(Why.ORDER)
        item["end"] = end
    item["text"] = words
    if people:
        item["people"] = people
    return item


def _clock(hour: str, minute: str | None, half: str | None) -> str | None:
    """`09:15`; None for an hour that no clock has."""
    value = int(hour)
    if half:
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if half[0].lower() == "p" else 0)
    if value == 24:
        value = 0 if int(minute or 0) == 0 else 25
    return f"{value:02}:{int(minute or 0):02}" if value < 24 else None


def _apart(text: str) -> tuple[str, list[Value]]:
    """An entry's words, and the people behind its last dash, where those have a role or are several."""
    parts = list(_BEHIND.finditer(text))
    if not parts:
        return text, []
    words, behind = text[: parts[-1].start()].strip(), text[parts[-1].end() :].strip()
    people = list(_people(behind))
    is_sure = ";" in behind or any(isinstance(each, dict) for each in people)
    named = [each["name"] if isinstance(each, dict) else each for each in people]
    if words and is_sure and all(_is_name(str(name)) for name in named):
        return words, people
    return text, []


def _people(text: str) -> Iterator[Value]:
    """`Ana Example, mayor; Ben Example`: a name alone, or a name with a role."""
    for each in text.split(";"):
        name, _, role = (part.strip() for part in each.partition(","))
        if name:
            yield {"name": name, "role": role} if role else name


def _is_name(text: str) -> bool:
    """True for two to six words that begin with capitals, but for what stands between names."""
    words = text.split()
    capitals = [word for word in words if not _PARTICLE.fullmatch(word)]
    are_names = all(_NAME_WORD.fullmatch(word) and not word[0].islower() for word in capitals)
    return 1 < len(words) <= 6 and bool(capitals) and are_names
