"""Bring in: what somebody has copied from a page, or saved, becomes articles and networks.

The source travels with the form: nothing is kept here between two looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter import locales
from newsletter.content.importing.drafts import NetworkDraft
from newsletter.content.importing.encoding import decode
from newsletter.content.importing.findings import Asked, Certainty, Finding, Question
from newsletter.content.importing.kinds import SourceKind
from newsletter.content.importing.text.page_lines import MOST_LINES, split_lines
from newsletter.pipeline.editing.bringing_in import LookedAt, bring_in, look_at
from newsletter.pipeline.editing.choices import countries_in, language_within, languages_in
from newsletter.pipeline.editing.issues import IssueGlance, issues_at
from newsletter.studio.finding_words import asked_in_words, choice_in_words, field_in_words, reason_in_words
from newsletter.studio.left_out import phrases
from newsletter.studio.plain_problems import plain_words
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.routes import Route
from newsletter.studio.sent_files import SentForm, read_sent
from newsletter.studio.studio import Studio

MOST_BYTES = 12 * 1024 * 1024
"""A page as a browser saves it, with the rest of the form."""
_ANSWER = "answer:"


@dataclass(frozen=True, slots=True)
class _Source:
    """What was sent: the text, what its file was called, the issue and the language that were chosen, the answers."""

    text: str
    name: str
    issue: IssueGlance | None
    locale: str
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the source; `mark` is `left`, `asked`, `guessed`, `taken` or empty."""

    number: int
    words: str
    mark: str


def ask(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The empty form: a place to paste into, and a file."""
    issues = issues_at(studio.project.root)
    wanted = request.query.get("issue", "")
    issue = next((each for each in issues if each.slug == wanted), issues[0] if issues else None)
    return _page(studio, request, _Source("", "", issue, "", {}), None)


def look(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What the source would become, with its questions."""
    source = _source(studio, read_sent(request))
    looked_at = look_at(studio.workspace, source.text.encode(), _asked(studio, source)) if source.text.strip() else None
    return _page(studio, request, source, looked_at)


def write(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Write what was chosen, and say where it is."""
    sent = read_sent(request)
    source = _source(studio, sent)
    looked_at = look_at(studio.workspace, source.text.encode(), _asked(studio, source))
    written = bring_in(studio.workspace, looked_at, sent.values.get("file", ()))
    studio.resident.touched(written)
    if not written:
        return _page(studio, request, source, looked_at)
    done = [each.draft for each in looked_at.files if each.draft.file in written]
    titles = _titles(looked_at)
    return studio.page(request, "brought.html", here="compose", issue=_slug(source), done=done, titles=titles)


def _source(studio: Studio, sent: SentForm) -> _Source:
    file = sent.files.get("source")
    fields = sent.fields
    text, name = fields.get("text", ""), fields.get("name", "")
    if file is not None and file.data:
        text, name = decode(file.data), file.name
    answers = {name.removeprefix(_ANSWER): value for name, value in fields.items() if name.startswith(_ANSWER)}
    pressed, _, choice = fields.get("press", "").partition("\t")
    if pressed:
        answers[pressed] = choice
    issues = issues_at(studio.project.root)
    issue = next((each for each in issues if each.slug == fields.get("issue", "")), None)
    locale = fields.get("locale", "")
    return _Source(text, name, issue, locales.canonical(locale) or "" if locale else "", answers)


def _asked(studio: Studio, source: _Source) -> Asked:
    return Asked(
        locale=source.locale,
        default_locale=studio.resident.project.settings.source_locale,
        name=source.name,
        day=source.issue.date if source.issue else None,
        answers=source.answers,
    )


def _slug(source: _Source) -> str:
    return source.issue.slug if source.issue else ""


def _page(studio: Studio, request: StudioRequest, source: _Source, looked_at: LookedAt | None) -> StudioResponse:
    words = request.words
    project = studio.resident.project
    imported = looked_at.imported if looked_at else None
    findings = imported.findings if imported else ()
    titles = _titles(looked_at)
    return studio.page(
        request,
        "bring_in.html",
        here="compose",
        issue=_slug(source),
        source=source,
        looked_at=looked_at,
        lines=_lines(source, looked_at),
        questions=[_question(request, each, source) for each in (imported.questions if imported else ())],
        still_open=sum(each.id not in source.answers for each in (imported.questions if imported else ())),
        guessed=_told(request, findings, Certainty.GUESSED, titles),
        missing=_told(request, findings, Certainty.MISSING, titles),
        taken=sum(each.certainty is Certainty.TAKEN for each in findings),
        left_out=phrases(imported.left_out, words) if imported else [],
        faults=[
            (plain_words(words, each), each.location.line if each.location else 0)
            for each in (imported.problems if imported else ())
        ],
        titles=titles,
        free=[each for each in (looked_at.files if looked_at else ()) if not each.is_there],
        countries=dict(countries_in(words.locale)),
        names=languages_in(words.locale, project),
        language=lambda tag: language_within(words.locale, tag),
        is_network=lambda draft: isinstance(draft, NetworkDraft),
    )


def _titles(looked_at: LookedAt | None) -> dict[str, str]:
    """What each draft is called, by its path."""
    drafts = [each.draft for each in looked_at.files] if looked_at else []
    return {each.path: (each.name if isinstance(each, NetworkDraft) else each.title) or each.slug for each in drafts}


def _question(request: StudioRequest, question: Question, source: _Source) -> dict[str, object]:
    answer = source.answers.get(question.id, "")
    languages = {tag: language_within(request.words.locale, tag) for tag in question.choices if locales.canonical(tag)}
    return {
        "id": question.id,
        "sentence": asked_in_words(question, request.words),
        "words": question.origin.excerpt,
        "line": question.origin.line,
        "answer": answer,
        "now": answer or question.proposal,
        "choices": [(each, choice_in_words(question, each, request.words, languages)) for each in question.choices],
    }


def _told(
    request: StudioRequest, findings: tuple[Finding, ...], certainty: Certainty, titles: dict[str, str]
) -> list[dict[str, object]]:
    """The findings of one kind: of what, which field, its value, how."""
    countries = dict(countries_in(request.words.locale))
    told = []
    for each in findings:
        if each.certainty is not certainty:
            continue
        draft = "/".join(each.path.split("/")[:2])
        value = countries.get(each.value, each.value) if each.path.endswith("/country") else each.value
        if each.path.endswith("/locale"):
            value = language_within(request.words.locale, each.value)
        told.append(
            {
                "of": titles.get(draft, ""),
                "field": field_in_words(each.path, request.words),
                "value": value,
                "how": reason_in_words(each, request.words),
                "words": each.origin.excerpt,
                "line": each.origin.line,
            }
        )
    return told


def _lines(source: _Source, looked_at: LookedAt | None) -> list[_Line]:
    """The lines of a text, each with what became of it; none of another source."""
    if looked_at is None or looked_at.kind is not SourceKind.TEXT:
        return []
    imported = looked_at.imported
    marks: dict[int, str] = {}
    for each in imported.findings:
        is_there = each.origin.line and each.certainty is not Certainty.MISSING
        if is_there and marks.get(each.origin.line) != "guessed":
            marks[each.origin.line] = each.certainty.value
    marks |= {each.line: "left" for each in imported.left_out if marks.get(each.line) is None}
    marks |= {each.origin.line: "asked" for each in imported.questions if each.id not in source.answers}
    lines = split_lines(source.text)[:MOST_LINES]
    return [_Line(number, words, marks.get(number, "")) for number, words in enumerate(lines, 1)]


ROUTES = (
    Route("/bring-in", get=ask, post=look, max_body=MOST_BYTES),
    Route("/bring-in/write", post=write, max_body=MOST_BYTES),
)
