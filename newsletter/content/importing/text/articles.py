"""Lines become an article: title, day, author, programme, and a body of blocks.

In: lines of one language. Out: a draft, its findings, its questions. Text alone cannot tell a heading from a caption:
each short line is a question, with a proposal.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsletter.content.agenda_lines import SessionLines, read_agenda
from newsletter.content.blocks.body import Node
from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.content.faults import short_slug_of
from newsletter.content.fields import is_web_address
from newsletter.content.importing.drafts import AgendaItemDraft, ArticleDraft, PartialDay, PersonDraft, SessionDraft
from newsletter.content.importing.findings import Asked, Doubt, Finding, Origin, Question, Reason
from newsletter.content.importing.recording import Record
from newsletter.content.importing.text.days import spans_in
from newsletter.content.importing.text.page_lines import Line

HEADING, CAPTION, TEXT, LEAVE_OUT = "heading", "caption", "text", "leave-out"
_SENTENCE_END = re.compile(r"[.!?…;:,]['\"”’»)]*$")
_ENDS_IN_FULL = re.compile(r"[.…]['\"”’»)]*$")
_BY = re.compile(
    r"(?:by|author|written by|text|por|autor[ae]?|par|auteur|autrice|von|text von|di|a cura di|autore|door|auteur|"
    r"tekst|av|af|szerző|kirjoittaja|"
    r"автор|συντάκτης|autors|autorius|údar|awtur|autori)\s*:?\s+(.+)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[^\W\d_][\w’'.-]*\s*){2,6}")
_CAPTION = re.compile(
    r"(?:photo|picture|image|credit|foto|imagen|immagine|bild|afbeelding|zdjęcie|fot\.|©|кредит|снимка|φωτογραφία)\b",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?:[01]?\d|2[0-4])\s?[:.hH]\s?[0-5]\d(?!\d)(?!\.\d)")
_PROGRAMME = re.compile(
    r"(?:the )?(?:programme|program|agenda|schedule|programa|orden del día|ordre du jour|tagesordnung|programm|"
    r"ordine del giorno|programma|"
    r"ordem do dia|porządek obrad|napirend|pořad|програма|πρόγραμμα|ohjelma|kava|darba kārtība|darbotvarkė|"
    r"dagordning|dagsorden)\s*:?",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?]")
_MOST_SHORT, _MOST_SHORT_WORDS, _MOST_TITLE = 90, 12, 120


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article as it was read; `words` is how many words its body has."""

    draft: ArticleDraft
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    left_out: tuple[LeftOut, ...]
    words: int


def article_of(lines: Sequence[Line], locale: str, asked: Asked, taken: set[str]) -> ArticleRead:
    """The article of some lines; `taken` are the slugs of those before it, to which its own is added."""
    return _Article(lines, locale, asked).read(taken)


class _Article:
    def __init__(self, lines: Sequence[Line], locale: str, asked: Asked) -> None:
        self.lines, self.locale, self.asked = list(lines), locale, asked
        self.first = Origin(lines[0].number)
        self.questions: list[Question] = []
        self.left: list[LeftOut] = []
        self.record = Record("")

    def read(self, taken: set[str]) -> ArticleRead:
        title = self._title()
        slug = _free(short_slug_of(title.text) if title else "", self.first.line, taken)
        self.record = Record(f"articles/{slug}")
        if title:
            self.record.guessed("title", title.text, _origin(title), Reason.FIRST_LINE)
        else:
            self.record.missing("title", self.first)
        self.record.missing("summary", self.first)
        day, author = self._day(), self._author()
        agenda = tuple(self._agenda())
        begins = Origin(self.lines[0].number) if self.lines else self.first
        nodes = tuple(self._blocks())
        count = sum(len(line.text.split()) for line in self.lines)
        if nodes:
            self.record.taken("body", nodes, begins)
        else:
            self.record.missing("body", self.first)
        draft = ArticleDraft(
            slug=slug,
            locale=self.locale,
            title=title.text if title else "",
            author=author,
            date=day,
            agenda=agenda,
            body=nodes,
        )
        return ArticleRead(draft, tuple(self.record.findings), tuple(self.questions), tuple(self.left), count)

    def _title(self) -> Line | None:
        for number, line in enumerate(self.lines[:3]):
            is_title = len(line.text) <= _MOST_TITLE and not _ENDS_IN_FULL.search(line.text) and not line.is_item
            if (
                is_title
                and len(line.text.split()) > 1
                and not _HOURS.match(line.text)
                and not _is_day(line, self.locale)
            ):
                return self.lines.pop(number)
        return None

    def _day(self) -> dt.date | None:
        """The day of a line near the beginning that says little more than a day."""
        for number, line in enumerate(self.lines[:4]):
            if _is_day(line, self.locale) and not _HOURS.search(line.text):
                span = spans_in(line.text, self.locale)[0]
                if span.end is None and span.other is None and span.start.date:
                    self.lines.pop(number)
                    self.record.taken("date", span.start.date.isoformat(), _origin(line))
                    return span.start.date
        return None

    def _author(self) -> PersonDraft | None:
        for number, line in enumerate(self.lines[:4]):
            found = _BY.fullmatch(line.text)
            name, _, role = found[1].partition(",") if found else ("", "", "")
            if _NAME.fullmatch(name.strip()) and name.strip()[0].isupper() and len(line.text) <= 100:
                self.lines.pop(number)
                self.record.taken("author/name", name.strip(), _origin(line))
                return PersonDraft(name.strip(), role.strip())
        return None

    def _agenda(self) -> Iterator[SessionDraft]:
        """The programme among the lines: from the first hours, and what is said above them, to the last."""
        hours = [number for number, line in enumerate(self.lines) if _HOURS.match(line.text)]
        if len(hours) < 2:
            return
        begin, end = hours[0], hours[-1] + 1
        while begin > 0 and _is_short(self.lines[begin - 1]) and not self.lines[begin - 1].is_item:
            begin -= 1
            if self.lines[begin].is_fresh and not _is_day(self.lines[begin], self.locale):
                break
        while end < len(self.lines) and self.lines[end].is_item and not self.lines[end].is_fresh:
            end += 1
        if _PROGRAMME.fullmatch(self.lines[begin].text) and begin < hours[0]:
            self.left.append(LeftOut(Kind.FURNITURE, self.lines[begin].text, self.lines[begin].number))
            del self.lines[begin]
            end -= 1
        own = self.lines[begin:end]
        text = "\n".join(_as_agenda_line(line, own[0]) for line in own)
        found = read_agenda(text, self.locale or "en", _LEAP)
        if not found.sessions:
            return
        self.lines[begin:end] = []
        for number, session in enumerate(found.sessions):
            yield self._session(number, session, own)
        kept = {left.words for left in found.left}
        self.lines[begin:begin] = [line for line in own if line.text in kept]

    def _session(self, number: int, session: SessionLines, own: Sequence[Line]) -> SessionDraft:
        path = f"agenda/{number}"
        origin = Origin(own[0].number, excerpt=session.session or own[0].text)
        day = self._session_day(path, session.date, own)
        if session.session:
            self.record.guessed(f"{path}/session", session.session, origin, Reason.ORDER)
        if session.room:
            self.record.taken(f"{path}/room", session.room, origin)
        items = tuple(_item_draft(item) for item in session.items)
        self.record.taken(f"{path}/items", items, origin)
        return SessionDraft(items, day, session.session, session.room)

    def _session_day(self, path: str, date: str, own: Sequence[Line]) -> PartialDay | None:
        if not date:
            self.record.missing(f"{path}/date", Origin(own[0].number))
            return None
        day = dt.date.fromisoformat(date)
        if day.year != _LEAP:
            self.record.taken(f"{path}/date", date, Origin(own[0].number))
            return PartialDay(day.month, day.day, day.year)
        key = f"year:{own[0].number}:{path}"
        near = [self.asked.day.year, self.asked.day.year + 1] if self.asked.day else []
        at = next((line for line in own if _is_day(line, self.locale)), own[0])
        self.questions.append(
            Question(key, Doubt.YEAR, _origin(at), tuple(map(str, near)), "", f"{self.record.path}/{path}/date")
        )
        answer = self.asked.answers.get(key, "")
        if re.fullmatch(r"(?:19|20)\d{2}", answer):
            written = f"{answer}-{day.month:02}-{day.day:02}"
            self.record.guessed(f"{path}/date", written, _origin(at), Reason.ANSWERED)
            return PartialDay(day.month, day.day, int(answer))
        self.record.missing(f"{path}/date", _origin(at))
        return PartialDay(day.month, day.day)

    def _blocks(self) -> Iterator[Node]:
        items: list[Node] = []
        for number, line in enumerate(self.lines):
            if line.is_item:
                items.append({"type": "list_item", "content": [_paragraph(line.text)]})
                continue
            if items:
                yield {"type": "bullet_list", "content": items}
                items = []
            what = self._what(line, number) if _is_short(line) else TEXT
            if what == HEADING:
                yield {"type": "heading", "attrs": {"level": 2}, "content": _inline(line.text)}
            elif what == TEXT:
                yield _paragraph(line.text)
            else:
                kind = Kind.PICTURE if what == CAPTION else Kind.FURNITURE
                self.left.append(LeftOut(kind, line.text, line.number))
        if items:
            yield {"type": "bullet_list", "content": items}

    def _what(self, line: Line, number: int) -> str:
        """What a short line is: as was answered, else as is proposed."""
        following = self.lines[number + 1] if number + 1 < len(self.lines) else None
        is_before_text = following is not None and not _is_short(following)
        proposal = CAPTION if _CAPTION.match(line.text) or not is_before_text else HEADING
        key = f"line:{line.number}"
        choices = (HEADING, CAPTION, TEXT, LEAVE_OUT)
        self.questions.append(Question(key, Doubt.HEADING_OR_CAPTION, _origin(line), choices, proposal, ""))
        answer = self.asked.answers.get(key, "")
        return answer if answer in choices else proposal


_LEAP = 2000
"""Stands for a year that no line says: all days of a calendar are in it."""


def _as_agenda_line(line: Line, first: Line) -> str:
    before = "\n" if line.is_fresh and line is not first else ""
    return f"{before}{'– ' if line.is_item else ''}{line.text}"


def _item_draft(item: Mapping[str, object]) -> AgendaItemDraft:
    people = item.get("people")
    end = item.get("end")
    return AgendaItemDraft(
        start=dt.time.fromisoformat(str(item["start"])),
        text=str(item["text"]),
        end=dt.time.fromisoformat(str(end)) if end else None,
        people=tuple(_person(each) for each in people) if isinstance(people, list) else (),
    )


def _person(value: object) -> PersonDraft:
    if isinstance(value, dict):
        return PersonDraft(str(value["name"]), str(value.get("role", "")))
    return PersonDraft(str(value))


def _is_short(line: Line) -> bool:
    text = line.text
    return len(text) <= _MOST_SHORT and len(text.split()) <= _MOST_SHORT_WORDS and not _SENTENCE_END.search(text)


def _is_day(line: Line, locale: str) -> bool:
    """True for a line that says little but a day."""
    spans = spans_in(line.text, locale)
    return bool(spans) and len(line.text) - (spans[0].place[1] - spans[0].place[0]) <= 24


def _paragraph(text: str) -> Node:
    return {"type": "paragraph", "content": _inline(text)}


def _inline(text: str) -> list[Node]:
    """Words, with the addresses among them as links."""
    nodes: list[Node] = []
    at = 0
    for found in _URL.finditer(text):
        if not is_web_address(found[0]):
            continue
        if found.start() > at:
            nodes.append({"type": "text", "text": text[at : found.start()]})
        mark = {"type": "link", "attrs": {"href": found[0], "title": ""}}
        nodes.append({"type": "text", "text": found[0], "marks": [mark]})
        at = found.end()
    if at < len(text):
        nodes.append({"type": "text", "text": text[at:]})
    return nodes


def _origin(line: Line) -> Origin:
    return Origin(line.number, excerpt=line.text[:200])


def _free(slug: str, line: int, taken: set[str]) -> str:
    base = "-".join(slug.split("-")[:8]) or f"article-{line}"
    free, number = base, 2
    while free in taken:
        free, number = f"{base}-{number}", number + 1
    taken.add(free)
    return free
