"""A programme as people type it or paste it, line by line: `9:15–10:00 Text`.

In: a text. Out: `Sessions`, ready to be put into an article's `agenda`, and the lines that nothing could be made of.
What is read: hours as `9:15`, `9.15`, `9h15`, `9:15 am`, alone or as a range with any dash, `to` or `until`; below an
entry, lines that begin with a dash or a bullet are people (`– Ana Example, mayor; Ben Example`), as are those behind a
dash in the entry's own line where they have a role (`Opening – Ana Example, mayor`). `Room: Hall 2` or `[Hall 2]` is a
room; a day (`2024-02-20`, `20.2.2024`) or another line before the first hours, or behind an empty one, begins a
session.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.content.yaml_text import Value

MOST_LINES = 500
_HOUR = r"(?:[01]?\d|2[0-4])"
_MINUTE = r"[0-5]\d"
_CLOCK = rf"({_HOUR})(?:(?:[:.]|\s?[hH]\s?)({_MINUTE})|\s?[hH](?!\w))?\s?([ap]\.?\s?m\.?(?!\w))?"
_DASH = r"\s*(?:[-‐-―−~]+|to|until|till|a|à|bis|tot|al)\s*"
_ENTRY = re.compile(rf"{_CLOCK}(?:{_DASH}{_CLOCK})?(?:\s*(?:h|hrs?|Uhr)\b\.?)?\s*[:.|,;\t–—-]*\s+(.+)", re.IGNORECASE)
_PERSON_LINE = re.compile(r"\s*[-‐-―−•·*]\s*(.+)|(?:\s{2,}|\t)(.+)")
_ROOM = re.compile(r"(?:room|venue|sala|salle|saal|raum|zaal)\s*:\s*(.+)|\[(.+)\]", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_BEHIND = re.compile(r"\s[-‐-―−]\s")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_PARTICLE = re.compile(r"de|da|dos?|del|della|di|l[ae]|el|al|van|von|de[rn]|te|ten|zu|[yei]|of|bin", re.IGNORECASE)


@dataclass(slots=True)
class SessionLines:
    """A session as it was read; `date`, `session` and `room` are empty where no line says them."""

    date: str = ""
    session: str = ""
    room: str = ""
    items: list[dict[str, Value]] = field(default_factory=list)

    def value(self, date: str, session: str) -> dict[str, Value]:
        """It as the front matter has it; `date` and `session` stand for what no line says."""
        value: dict[str, Value] = {"date": self.date or date, "session": self.session or session}
        if self.room:
            value["room"] = self.room
        return {**value, "items": list(self.items)}


@dataclass(frozen=True, slots=True)
class Agenda:
    """What was read: sessions in their order; `left` are lines with their numbers, from 1, that were left out."""

    sessions: tuple[SessionLines, ...]
    left: tuple[tuple[int, str], ...]


def read_agenda(text: str) -> Agenda:
    """Sessions of a text; none of an empty one. Lines beyond the five hundredth are left out, and told."""
    sessions: list[SessionLines] = []
    left: list[tuple[int, str]] = []
    is_fresh = True  # at the beginning and behind an empty line
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        bare = line.strip().strip("|").strip()
        if not bare:
            is_fresh = True
            continue
        if number > MOST_LINES:
            left.append((number, bare))
        elif item := _entry(bare):
            _last(sessions).items.append(item)
            is_fresh = False
        elif not _said_of(sessions, line, bare, is_fresh=is_fresh):
            left.append((number, bare))
    kept = []
    for each in sessions:
        if each.items:
            kept.append(each)
        else:
            left += [(0, words) for words in (each.date, each.session, each.room) if words]
    return Agenda(tuple(kept), tuple(left))


def _last(sessions: list[SessionLines]) -> SessionLines:
    if not sessions:
        sessions.append(SessionLines())
    return sessions[-1]


def _said_of(sessions: list[SessionLines], line: str, bare: str, *, is_fresh: bool) -> bool:
    """What a line without hours says of a session or its last entry; False where it can't be told."""
    day, room, person = _day(bare), _ROOM.fullmatch(bare), _PERSON_LINE.fullmatch(line)
    items = sessions[-1].items if sessions else []
    if day or room or (is_fresh and not (person and items)):
        if not sessions or (items and not room):
            sessions.append(SessionLines(date=sessions[-1].date if sessions else ""))
        session = sessions[-1]
        if day:
            session.date = day
        elif room:
            session.room = (room[1] or room[2]).strip()
        else:
            session.session = f"{session.session} {bare}".strip()
        return True
    if not items:
        return _named_further(sessions, bare)
    if person:
        people = list(_people(person[1] or person[2]))
        known = items[-1].get("people")
        items[-1]["people"] = [*(known if isinstance(known, list) else []), *people]
        return bool(people)
    items[-1]["text"] = f"{items[-1]['text']} {bare}"
    return True


def _named_further(sessions: list[SessionLines], bare: str) -> bool:
    """A second line before the first hours: more of the session's title."""
    session = _last(sessions)
    session.session = f"{session.session} {bare}".strip()
    return True


def _entry(line: str) -> dict[str, Value] | None:
    found = _ENTRY.fullmatch(line)
    if found is None:
        return None
    hour, minute, half, end_hour, end_minute, end_half, text = found.groups()
    is_bare = minute is None and half is None and not re.match(rf"{_HOUR}\s?[hH]", line)
    if is_bare and end_hour is None:
        return None  # `10 cities`, `2024`
    start, end = _clock(hour, minute, half or (end_half if end_half and int(hour) < 12 else None)), None
    if end_hour is not None:
        end = _clock(end_hour, end_minute, end_half)
    if start is None or (end_hour is not None and end is None):
        return None
    words, people = _apart(text.strip())
    item: dict[str, Value] = {"start": start}
    if end and end != start:
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


def _day(text: str) -> str:
    """A line that is a day, as `2024-02-20`; empty where it is none."""
    bare = re.sub(r"^[^\W\d_]+\.?,?\s+", "", text)  # a weekday before it
    iso, numbers = _ISO_DAY.fullmatch(bare), _DAY.fullmatch(bare)
    try:
        if iso:
            return dt.date(*map(int, iso.groups())).isoformat()
        if numbers:
            day, month, year = map(int, numbers.groups())
            return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""
    return ""
