"""A pasted page becomes what it holds: networks of its cards, articles of the rest.

In: bytes, and what the asker knows. Out: `Imported`. Lines that became nothing are told, each with its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.content.importing.drafts import ArticleDraft, NetworkDraft
from newsletter.content.importing.encoding import decode
from newsletter.content.importing.findings import Asked, Doubt, Finding, Imported, Origin, Question, Reason
from newsletter.content.importing.recording import Record
from newsletter.content.importing.text.articles import article_of
from newsletter.content.importing.text.cards import read_cards
from newsletter.content.importing.text.doubts import doubts_in
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.furniture import part_furniture, part_repeated
from newsletter.content.importing.text.languages import Part, parts_by_language
from newsletter.content.importing.text.networks import networks_of
from newsletter.content.importing.text.page_lines import MOST_LINES, Line, read_lines, split_lines
from newsletter.problems import Location, Problem, error, warning

EACH = "each"
_LEAST_WORDS = 40
"""Fewer words before, between or behind cards are said of the page, and are no article."""


def read_text(data: bytes, asked: Asked) -> Imported:
    """What a text holds; a text of nothing but furniture holds nothing, and a problem says so."""
    text = decode(data, asked.locale)
    lines, furniture = part_furniture(read_lines(text))
    reading = _Reading(asked, furniture)
    if not lines:
        reading.problems.append(error("nothing-to-import", "no line of it is more than a menu", _at(asked, 1), _HINT))
    if len(split_lines(text)) > MOST_LINES:
        message = f"it has {len(split_lines(text))} lines: those beyond line {MOST_LINES} are left out"
        reading.problems.append(warning("long-source", message, _at(asked, MOST_LINES), "bring it in in parts"))
    reading.problems += doubts_in(lines, asked.name)
    for part in reading.parts(lines):
        reading.read(part)
    return reading.imported()


_HINT = "mark the text of the page, not its menus, and copy that"


def _at(asked: Asked, line: int) -> Location:
    return Location(asked.name or "pasted text", line, 1)


@dataclass(slots=True)
class _Reading:
    """What has been read of a page so far."""

    asked: Asked
    furniture: Sequence[Line]
    articles: list[ArticleDraft] = field(default_factory=list)
    networks: list[NetworkDraft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)

    def parts(self, lines: Sequence[Line]) -> list[Part]:
        """The parts of a page that are read; where it has several languages, that is asked."""
        if not lines:
            return []
        if self.asked.locale:
            return [Part(self.asked.locale, tuple(lines))]
        parts = parts_by_language(lines, self.asked.default_locale)
        if len(parts) < 2:
            return parts
        choices = (EACH, *dict.fromkeys(part.locale for part in parts if part.locale))
        origin = Origin(parts[1].lines[0].number, excerpt=parts[1].lines[0].text)
        self.questions.append(Question("language", Doubt.WHICH_LANGUAGE, origin, choices, EACH))
        answer = self.asked.answers.get("language", EACH)
        if answer not in choices or answer == EACH:
            return parts
        for part in parts:
            if part.locale != answer:
                self.left += [LeftOut(Kind.HIDDEN, line.text, line.number) for line in part.lines]
        return [part for part in parts if part.locale == answer]

    def read(self, part: Part) -> None:
        locale = part.locale or self.asked.default_locale
        kept, repeated = part_repeated(part.lines)
        page = read_cards(kept, locale)
        if not page.cards:
            self.article(part.lines, locale, part)
            return
        self.left += [LeftOut(Kind.FURNITURE, line.text, line.number) for line in repeated]
        for lines in (page.before, page.behind):
            if sum(len(line.text.split()) for line in lines) >= _LEAST_WORDS:
                self.article(lines, locale, part)
            else:
                self.left += [LeftOut(Kind.FURNITURE, line.text, line.number) for line in lines]
        known = {fold(network.name) for network in self.networks if network.name}
        for each in networks_of(page.cards, locale, self.asked, [*self.furniture, *repeated]):
            draft = each.draft
            self.left += [LeftOut(Kind.FURNITURE, words, line) for line, words in each.left]
            if draft.name and fold(draft.name) in known:  # the same cards in another language
                self.left.append(LeftOut(Kind.HIDDEN, draft.name, each.findings[0].origin.line))
                continue
            self.networks.append(draft)
            self.findings += [self.locale_finding(draft.path, draft.locale, part), *each.findings]
            self.questions += each.questions

    def article(self, lines: Sequence[Line], locale: str, part: Part) -> None:
        if not lines:
            return
        read = article_of(lines, locale, self.asked, self.slugs)
        self.articles.append(read.draft)
        self.findings += [self.locale_finding(read.draft.path, locale, part), *read.findings]
        self.questions += read.questions
        self.left += read.left_out

    def locale_finding(self, path: str, locale: str, part: Part) -> Finding:
        record, origin = Record(path), Origin(part.lines[0].number)
        if self.asked.locale:
            record.guessed("locale", locale, origin, Reason.ANSWERED)
        else:
            record.guessed("locale", locale, origin, Reason.LANGUAGE_OF_WORDS if part.locale else Reason.PROJECT_LOCALE)
        return record.findings[0]

    def imported(self) -> Imported:
        furniture = [LeftOut(Kind.FURNITURE, line.text, line.number) for line in self.furniture]
        return Imported(
            articles=tuple(self.articles),
            networks=tuple(self.networks),
            findings=tuple(self.findings),
            questions=tuple(sorted(self.questions, key=lambda each: each.origin.line)),
            left_out=tuple(sorted([*furniture, *self.left], key=lambda each: each.line)),
            problems=tuple(self.problems),
        )
