"""What was found in a source, as the rows of the page that shows it.

In: findings, questions, the bytes of a source, the person's words. Out: plain values for a template.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from newsletter import locales
from newsletter.content.importing.drafts import ArticleDraft, NetworkDraft
from newsletter.content.importing.encoding import decode
from newsletter.content.importing.findings import Certainty, Finding, Imported, Question
from newsletter.content.importing.page_furniture import text_of
from newsletter.content.importing.text.page_lines import MOST_LINES, split_lines
from newsletter.pipeline.editing.choices import countries_in, language_within
from newsletter.studio.finding_words import asked_in_words, choice_in_words, field_in_words, reason_in_words
from newsletter.studio.words import Words


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source; `mark` is `left`, `asked`, `guessed`, `taken` or empty."""

    number: int
    words: str
    mark: str


def drafts_in(imported: Imported) -> dict[str, ArticleDraft | NetworkDraft]:
    """All drafts by the names of their files."""
    drafts: list[ArticleDraft | NetworkDraft] = [*imported.articles, *imported.networks]
    return {each.file: each for each in drafts}


def titles_in(imported: Imported) -> dict[str, str]:
    """What each draft is called, by its path."""
    drafts = drafts_in(imported).values()
    return {each.path: (each.name if isinstance(each, NetworkDraft) else each.title) or each.slug for each in drafts}


def opening_of(draft: ArticleDraft) -> list[str]:
    """The words of an article's first two paragraphs that have any."""
    return [words for node in draft.body if node["type"] == "paragraph" and (words := text_of(node).strip())][:2]


def question_row(words: Words, question: Question, answers: Mapping[str, str]) -> dict[str, object]:
    """A question: its sentence, the words that it is about, its choices with the one that is chosen now."""
    answer = answers.get(question.id, "")
    languages = {tag: language_within(words.locale, tag) for tag in question.choices if locales.canonical(tag)}
    return {
        "id": question.id,
        "sentence": asked_in_words(question, words),
        "words": question.origin.excerpt,
        "line": question.origin.line,
        "answer": answer,
        "now": answer or question.proposal,
        "choices": [(each, choice_in_words(question, each, words, languages)) for each in question.choices],
    }


def finding_rows(words: Words, imported: Imported, certainty: Certainty) -> list[dict[str, object]]:
    """The findings of one kind: of what, which field, its value, how."""
    titles = titles_in(imported)
    countries = dict(countries_in(words.locale))
    return [_row(words, each, titles, countries) for each in imported.findings if each.certainty is certainty]


def _row(words: Words, finding: Finding, titles: Mapping[str, str], countries: Mapping[str, str]) -> dict[str, object]:
    draft = "/".join(finding.path.split("/")[:2])
    value = countries.get(finding.value, finding.value) if finding.path.endswith("/country") else finding.value
    if finding.path.endswith("/locale"):
        value = language_within(words.locale, finding.value)
    return {
        "of": titles.get(draft, ""),
        "field": field_in_words(finding.path, words),
        "value": value,
        "how": reason_in_words(finding, words),
        "words": finding.origin.excerpt,
        "line": finding.origin.line,
    }


def source_lines(data: bytes, imported: Imported, answered: Collection[str]) -> list[SourceLine]:
    """The lines of a text, each with what became of it; `answered` are the ids of questions that have an answer."""
    marks: dict[int, str] = {}
    for each in imported.findings:
        is_there = each.origin.line and each.certainty is not Certainty.MISSING
        if is_there and marks.get(each.origin.line) != "guessed":
            marks[each.origin.line] = each.certainty.value
    marks |= {each.line: "left" for each in imported.left_out if marks.get(each.line) is None}
    marks |= {each.origin.line: "asked" for each in imported.questions if each.id not in answered}
    lines = split_lines(decode(data))[:MOST_LINES]
    return [SourceLine(number, words, marks.get(number, "")) for number, words in enumerate(lines, 1)]
