"""A card becomes a network: each value taken, guessed or missing, and told so.

In: a card, the language of its page, what the asker knows. Out: a draft, its findings, its questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from newsletter.content.faults import short_slug_of
from newsletter.content.fields import is_web_address
from newsletter.content.importing.drafts import MeetingDraft, NetworkDraft, PartialDay, PartnerDraft
from newsletter.content.importing.findings import Asked, Doubt, Finding, Origin, Question, Reason
from newsletter.content.importing.recording import Record
from newsletter.content.importing.text.cards import Card
from newsletter.content.importing.text.days import Span
from newsletter.content.importing.text.entries import Entry
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.labels import Field
from newsletter.content.importing.text.meetings import FoundMeeting, meetings_of
from newsletter.content.importing.text.naming import Named, name_of, short_lines, titles_are_below
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import Found, partners_of
from newsletter.content.importing.text.phrases import is_absent

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?]")
_ROLE = re.compile(r"\s*(?:,|\s[-‐-―−]|\()\s*")
_AND = re.compile(r"\s+(?:and|&|und|et|y|e|en|i|és|ja|och|og|un|ir|și|in|и|та|και|agus|u|dhe)\s+|\s*/\s*")
_TITLES = re.compile(
    r"(?:(?:dr|prof|mr|mrs|ms|ing|mag|dipl|phd|msc|arch|eng|doc|mgr|sir|dame|d\.?ª?|sra?|mme|m)\.?\s+)+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NetworkRead:
    """A network as it was read, its findings, its questions, and words that nothing was made of, by their lines."""

    draft: NetworkDraft
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    left: tuple[tuple[int, str], ...]


def networks_of(cards: Sequence[Card], locale: str, asked: Asked, furniture: Sequence[Line] = ()) -> list[NetworkRead]:
    """The networks of a page's cards; two of one name have slugs of their own."""
    counts = sorted(short_lines(card) for card in cards)
    most_short = counts[len(counts) // 2] if counts else 0
    slugs: set[str] = set()
    begins = [card.entries[0].lines[0].number for card in cards]
    beside = [
        tuple(line.text for line in furniture if begin <= line.number < end)
        for begin, end in zip(begins, [*begins[1:], 10**9], strict=False)
    ]
    is_below = titles_are_below(cards, beside)
    return [
        _Network(card, locale, asked, name_of(card, most_short, words, is_below)).read(slugs)
        for card, words in zip(cards, beside, strict=True)
    ]


class _Network:
    """Reads one card; its findings and questions are gathered on the way."""

    def __init__(self, card: Card, locale: str, asked: Asked, named: Named) -> None:
        self.card, self.locale, self.asked, self.named = card, locale, asked, named
        self.first = card.entries[0].lines[0]
        self.questions: list[Question] = []
        self.left: list[tuple[int, str]] = []
        self.record = Record("")

    def read(self, slugs: set[str]) -> NetworkRead:
        name_id = f"name:{self.first.number}"
        answer = self.asked.answers.get(name_id, "").strip()
        name = answer or self.named.name
        slug = _free(short_slug_of(name.replace("@", "-at-")) or f"network-{self.first.number}", slugs)
        self.record = Record(f"networks/{slug}")
        origin = Origin(self.named.line, excerpt=self._excerpt(self.named.line))
        if answer:
            self.record.guessed("name", name, origin, Reason.ANSWERED)
        elif name and not self.named.is_guess:
            self.record.taken("name", name, origin)
        elif name:
            self.record.guessed(
                "name", name, origin, Reason.NAME_IN_TEXT if self.named.from_text else Reason.FIRST_LINE
            )
        else:
            self.record.missing("name", Origin(self.first.number))
        if self.named.is_guess:
            self.questions.append(Question(name_id, Doubt.NAME, origin, (), self.named.name, f"networks/{slug}/name"))
        lead, partners = self._partners()
        draft = NetworkDraft(
            slug=slug,
            locale=self.locale,
            name=name,
            tagline=self._tagline(),
            about=self._about(),
            lead_partner=lead,
            partners=partners,
            lead_expert=self._expert(),
            meetings=tuple(self._meetings([*([lead] if lead else []), *partners])),
            link=self._link(),
        )
        for entry in (*self.card.of(Field.CONTACT), *self.card.of(Field.OTHER)):
            self.left += [(line.number, line.text) for line in entry.lines]
        return NetworkRead(draft, tuple(self.record.findings), tuple(self.questions), tuple(self.left))

    def _excerpt(self, line: int) -> str:
        return next((each.text for entry in self.card.entries for each in entry.lines if each.number == line), "")

    def _tagline(self) -> str:
        labelled = [entry for entry in self.card.of(Field.TAGLINE) if entry.words]
        if labelled:
            return self.record.taken("tagline", labelled[0].words, _origin(labelled[0]))
        if not self.named.tagline:
            self.record.missing("tagline", Origin(self.first.number))
            return ""
        origin = Origin(self.named.tagline_line, excerpt=self._excerpt(self.named.tagline_line))
        return self.record.guessed("tagline", self.named.tagline, origin, Reason.ORDER)

    def _about(self) -> str:
        labelled = [entry for entry in self.card.of(Field.ABOUT) if entry.words]
        free = [entry for entry in self.named.abouts if entry.words]
        entries = [*labelled, *free]
        if not entries:
            self.record.missing("about", Origin(self.first.number))
            return ""
        words = " ".join(entry.words for entry in entries)
        if labelled and not free:
            return self.record.taken("about", words, _origin(labelled[0]))
        return self.record.guessed("about", words, _origin(entries[0]), Reason.ORDER)

    def _partners(self) -> tuple[PartnerDraft | None, tuple[PartnerDraft, ...]]:
        leads = [each for entry in self.card.of(Field.LEAD) for each in partners_of(entry.texts)]
        listed = [each for entry in self.card.of(Field.PARTNERS) for each in partners_of(entry.texts)]
        for found in (leads, listed):
            self.left += [(each.line, each.words) for each in found if is_absent(each.words)]
        leads = [each for each in leads if not is_absent(each.words)]
        listed = [each for each in listed if not is_absent(each.words)]
        listed = [each for each in listed if not re.fullmatch(r"\d{1,2}", each.name) or each.country]
        lead = leads[0] if leads else next((each for each in listed if each.is_lead), None)
        others = [*leads[1:], *(each for each in listed if each is not lead)]
        if lead and leads:  # a list of all partners names the lead partner once more
            again = [each for each in others if each.is_lead and fold(each.name) == fold(lead.name)]
            others = [each for each in others if each not in again]
        if lead is None:
            self.record.missing("lead-partner", Origin(self.first.number))
        if not others:
            self.record.missing("partners", Origin(self.first.number))
        draft = self._partner("lead-partner", lead) if lead else None
        return draft, tuple(self._partner(f"partners/{number}", each) for number, each in enumerate(others))

    def _partner(self, path: str, found: Found) -> PartnerDraft:
        origin = Origin(found.line, excerpt=found.words)
        if found.name:
            self.record.taken(f"{path}/name", found.name, origin)
        else:
            self.record.missing(f"{path}/name", origin)
        if not found.country:
            self.record.missing(f"{path}/country", origin)
        elif found.is_variant:
            self.record.guessed(f"{path}/country", found.country, origin, Reason.COUNTRY_NAME)
        else:
            self.record.taken(f"{path}/country", found.country, origin)
        if found.beside:
            self.left.append((found.line, found.beside))
        return PartnerDraft(found.name, found.country)

    def _expert(self) -> str:
        entries = [entry for entry in self.card.of(Field.EXPERT) if entry.words]
        if not entries:
            return ""
        if is_absent(entries[0].words):
            self.left += [(line.number, line.text) for line in entries[0].lines]
            self.record.missing("lead-expert", _origin(entries[0]))
            return ""
        words = re.sub(r"\S+@\S+", "", entries[0].words).strip(" ,;()")
        parts = _ROLE.split(words, maxsplit=1)
        name = parts[0].strip(" .;:") if not _TITLES.fullmatch(f"{parts[0]} ") else words
        several = [part for part in _AND.split(name) if len(part.split()) > 1]
        if len(several) > 1:
            self.left += [(entries[0].lines[0].number, each) for each in several[1:]]
            name = several[0]
        if len(parts) > 1 and name != words:
            self.left.append((entries[0].lines[0].number, parts[1].strip(" ()")))
        for entry in entries[1:]:
            self.left += [(line.number, line.text) for line in entry.lines]
        return self.record.taken("lead-expert", name, _origin(entries[0]))

    def _link(self) -> str:
        for entry in self.card.entries:
            if entry.field in (Field.CONTACT, Field.MEETING):
                continue
            if found := _URL.search(entry.words):
                url = found[0]
                if url.startswith("www."):
                    url = f"https://{url}"
                if is_web_address(url) and (entry.field is Field.LINK or entry.words.strip() == found[0]):
                    reason = url == found[0]
                    origin = _origin(entry)
                    return (
                        self.record.taken("link", url, origin)
                        if reason
                        else self.record.guessed("link", url, origin, Reason.MARKUP)
                    )
        for entry in self.card.of(Field.LINK):
            self.left += [(line.number, line.text) for line in entry.lines]
        return ""

    def _meetings(self, partners: Sequence[PartnerDraft]) -> Iterator[MeetingDraft]:
        found: list[FoundMeeting] = []
        for entry in self.card.of(Field.MEETING):
            label = entry.label.words if entry.label else ""
            read = meetings_of(label, entry.texts, self.locale)
            found += read
            if not read and entry.texts:
                self.left += [(line.number, line.text) for line in entry.lines]
        for number, each in enumerate(found):
            yield self._meeting(f"meetings/{number}", each, partners)
        if not found:
            self.record.missing("meetings", Origin(self.first.number))

    def _meeting(self, path: str, found: FoundMeeting, partners: Sequence[PartnerDraft]) -> MeetingDraft:
        draft, origin = found.draft, Origin(found.line, excerpt=found.words)
        if found.beside:
            self.left.append((found.line, found.beside))
        if draft.kind:
            self.record.taken(f"{path}/kind", draft.kind, origin)
        else:
            draft = replace(draft, kind=self.record.guessed(f"{path}/kind", "transnational", origin, Reason.USUAL_KIND))
        if draft.number is not None:
            self.record.taken(f"{path}/number", draft.number, origin)
        if found.span:
            draft = self._days(path, draft, found.span, origin)
        else:
            self.record.missing(f"{path}/start", origin)
        if draft.online:
            self.record.taken(f"{path}/online", draft.online, origin)
        return self._place(path, draft, partners, origin)

    def _days(self, path: str, draft: MeetingDraft, span: Span, origin: Origin) -> MeetingDraft:
        start, end = span.start, span.end
        doubt = f"{origin.line}:{path.rpartition('/')[2]}"
        if span.other:
            choices = tuple(day.date.isoformat() for day in (span.start, span.other) if day.date)
            answer = self.asked.answers.get(f"day:{doubt}", "")
            self.questions.append(
                Question(f"day:{doubt}", Doubt.WHICH_DAY, origin, choices, "", self.record._path(f"{path}/start"))
            )
            if answer not in choices:
                self.record.missing(f"{path}/start", origin)
                return replace(draft, start=None, end=None)
            start = span.start if span.start.date and span.start.date.isoformat() == answer else span.other
            self.record.guessed(f"{path}/start", answer, origin, Reason.ANSWERED)
            return replace(draft, start=start, end=None)
        if start.year is None:
            start, end = self._year(path, start, end, span.weekday, origin, f"year:{doubt}")
        else:
            self.record.taken(f"{path}/start", _written(start), origin)
            if end:
                self.record.taken(f"{path}/end", _written(end), origin)
        return replace(draft, start=start, end=end)

    def _year(
        self, path: str, start: PartialDay, end: PartialDay | None, weekday: int | None, origin: Origin, key: str
    ) -> tuple[PartialDay, PartialDay | None]:
        """The days as they are, or with the year that was answered; the issue's year is offered first."""
        choices = tuple(map(str, years_for(start, weekday, self.asked)))
        self.questions.append(Question(key, Doubt.YEAR, origin, choices, "", self.record._path(f"{path}/start")))
        answer = self.asked.answers.get(key, "")
        if not re.fullmatch(r"(?:19|20)\d{2}", answer):
            self.record.missing(f"{path}/start", origin)
            return start, end
        year = int(answer)
        start = replace(start, year=year)
        self.record.guessed(
            f"{path}/start", _written(start), origin, Reason.YEAR_OF_ISSUE if self._is_issues(year) else Reason.ANSWERED
        )
        if end:
            end = replace(end, year=year + ((end.month, end.day) < (start.month, start.day)))
            self.record.guessed(f"{path}/end", _written(end), origin, Reason.ANSWERED)
        return start, end

    def _is_issues(self, year: int) -> bool:
        return bool(self.asked.day and self.asked.day.year == year)

    def _place(self, path: str, draft: MeetingDraft, partners: Sequence[PartnerDraft], origin: Origin) -> MeetingDraft:
        if draft.place:
            self.record.taken(f"{path}/place", draft.place, origin)
        elif not draft.online:
            self.record.missing(f"{path}/place", origin)
        if draft.country:
            self.record.taken(f"{path}/country", draft.country, origin)
        elif draft.place and (country := _country_of_place(draft.place, partners)):
            self.record.guessed(f"{path}/country", country, origin, Reason.COUNTRY_OF_PLACE)
            return replace(draft, country=country)
        elif draft.place or not draft.online:
            self.record.missing(f"{path}/country", origin)
        return draft


def years_for(day: PartialDay, weekday: int | None, asked: Asked) -> list[int]:
    """The years that are offered for a day without one: the issue's first, or that in which the weekday is right."""
    if asked.day is None:
        return []
    year = asked.day.year
    near = [year, year + 1, year - 1]
    if weekday is not None:
        right = [each for each in near if (date := replace(day, year=each).date) and date.weekday() == weekday]
        near = [*right, *(each for each in near if each not in right)]
    return near[:2]


def _country_of_place(place: str, partners: Sequence[PartnerDraft]) -> str:
    """The country of the partner that has the place's name, or has it in its own."""
    wanted = fold(place)
    same = [each.country for each in partners if each.country and fold(each.name) == wanted]
    within = [
        each.country
        for each in partners
        if each.country and each.name and (re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", fold(each.name)))
    ]
    found = same or within
    return found[0] if len(set(found)) == 1 else ""


def _written(day: PartialDay) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}" if day.year else f"--{day.month:02}-{day.day:02}"


def _origin(entry: Entry) -> Origin:
    return Origin(entry.lines[0].number, excerpt=" ".join(line.text for line in entry.lines)[:200])


def _free(slug: str, slugs: set[str]) -> str:
    """The slug, with a number behind it where another network of the page has it."""
    free, number = slug, 2
    while free in slugs:
        free, number = f"{slug}-{number}", number + 1
    slugs.add(free)
    return free
