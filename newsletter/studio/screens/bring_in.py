"""Bring in: what somebody has copied or saved, or what stands at an address, becomes articles and networks.

The source travels with the form: nothing is kept here between two looks at it, and nothing is fetched twice.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from newsletter import locales
from newsletter.content.importing.drafts import NetworkDraft
from newsletter.content.importing.findings import Certainty, Imported, SourcePicture
from newsletter.content.importing.kinds import SourceKind
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.editing.choices import countries_in, language_within, languages_in
from newsletter.pipeline.editing.issues import IssueGlance, issues_at
from newsletter.pipeline.exchange.importing import ImportReport, ImportRequest, Source, import_source
from newsletter.pipeline.use_case import Refused
from newsletter.problems import Location, Problem, error
from newsletter.studio.finding_words import field_in_words
from newsletter.studio.found_rows import drafts_in, finding_rows, opening_of, question_row, source_lines, titles_in
from newsletter.studio.left_out import phrases
from newsletter.studio.plain_problems import Said, plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError
from newsletter.studio.routes import Route
from newsletter.studio.sent_files import SentForm, read_sent
from newsletter.studio.studio import Studio
from newsletter.studio.words import N_

MOST_BYTES = 12 * 1024 * 1024
"""Of a source: a long Word document with its pictures."""
_MOST_SENT = MOST_BYTES * 4 // 3 + 1024 * 1024
"""Of a form that has one with it, in base64 (RFC 4648)."""
_ANSWER = "answer:"
_PICTURE = "picture-not-imported"
_NOTHING_GIVEN = N_("There is nothing to look at yet: paste a text, choose a file, or fetch an address.")
_NO_ADDRESS = N_("Type the address that is to be fetched.")
_NOTHING_TICKED = N_("Nothing was brought in, as nothing is ticked: tick what is wanted.")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent: a source, whether it was pasted, what is known of it, the answers, and what was ticked.

    `is_shown` is True where the issue shall show what comes.
    """

    source: Source
    is_pasted: bool
    issue: IssueGlance | None
    locale: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    is_shown: bool = False

    @property
    def slug(self) -> str:
        """The issue's; empty for none."""
        return self.issue.slug if self.issue else ""

    @property
    def text(self) -> str:
        """What was pasted; empty for a file and for what was fetched."""
        return self.source.data.decode() if self.is_pasted else ""

    @property
    def packed(self) -> str:
        """The bytes of a file, or of what was fetched, as they travel with the form."""
        return "" if self.is_pasted else base64.b64encode(self.source.data).decode()


def ask(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The empty form: a place to paste into, a file, an address."""
    issues = issues_at(studio.project.root)
    wanted = request.query.get("issue", "")
    come_from = next((each for each in issues if each.slug == wanted), None)
    issue = come_from or (issues[0] if issues else None)
    return _form(studio, request, _Sent(Source(), True, issue, is_shown=come_from is not None), ())


def look(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What the source would become, with its questions."""
    sent = _sent(studio, read_sent(request))
    if not sent.source.data.strip() and not sent.source.name:
        return _form(studio, request, sent, (), (_said(request, request.words.gettext(_NOTHING_GIVEN)),))
    return _looked_at(studio, request, sent)


def fetch(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The same of what stands at an address: that page, and nothing else of it, is fetched now and once."""
    form = read_sent(request)
    address = form.fields.get("from", "").strip()
    address = address if "://" in address or not address else f"https://{address}"
    sent = replace(_sent(studio, form), source=Source(address=address), is_pasted=False)
    if not address:
        return _form(studio, request, sent, (), (_said(request, request.words.gettext(_NO_ADDRESS)),))
    return _looked_at(studio, request, sent)


def write(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Write what was chosen, and say where it is."""
    form = read_sent(request)
    sent = _sent(studio, form)
    chosen = form.values.get("file", ())
    if not chosen:
        return _looked_at(studio, request, sent, (_said(request, request.words.gettext(_NOTHING_TICKED)),))
    asked = _import_of(studio, sent, is_dry=False)
    report = import_source(replace(asked, chosen=chosen, with_pictures="pictures" in form.fields))
    if isinstance(report, Refused):
        return _form(studio, request, sent, report.problems)
    written = [each.name for each in report.files if each.fate == "new"]
    if not written:
        return _looked_at(studio, request, sent)
    drafts = drafts_in(report.imported)
    told = [each for each in report.problems if each.code in (_PICTURE, "not-shown-in-issue")]
    return studio.page(
        request,
        "brought.html",
        here="compose",
        issue=sent.slug,
        done=[drafts[each] for each in written],
        titles=titles_in(report.imported),
        is_shown=bool(report.shown_in),
        is_in_issue=report.is_in_issue,
        pictures=report.pictures,
        told=[(plain_words(request.words, each), each.location.file if each.location else "") for each in told],
    )


def _sent(studio: Studio, form: SentForm) -> _Sent:
    fields, file = form.fields, form.files.get("source")
    is_pasted = False
    if file is not None and file.data:
        source = Source(file.data, file.name)
    elif packed := fields.get("data", ""):
        try:
            source = Source(base64.b64decode(packed, validate=True), fields.get("name", ""))
        except binascii.Error:
            raise UnreadableError from None
        source = replace(source, address=fields.get("address", ""))
    else:
        source, is_pasted = Source(fields.get("text", "").encode()), True
    answers = {name.removeprefix(_ANSWER): value for name, value in fields.items() if name.startswith(_ANSWER)}
    pressed, _, choice = fields.get("press", "").partition("\t")
    if pressed:
        answers[pressed] = choice
    issues = issues_at(studio.project.root)
    issue = next((each for each in issues if each.slug == fields.get("issue", "")), None)
    locale = fields.get("locale", "")
    known = locales.canonical(locale) or "" if locale else ""
    return _Sent(source, is_pasted, issue, known, tuple(answers.items()), "show" in fields)


def _import_of(studio: Studio, sent: _Sent, *, is_dry: bool) -> ImportRequest:
    return ImportRequest(
        studio.place,
        sent.source,
        locale=sent.locale,
        issue=sent.slug,
        is_dry=is_dry,
        answers={name: value for name, value in sent.answers if value},
        is_shown=sent.is_shown,
    )


def _said(request: StudioRequest, sentence: str) -> Said:
    return Markup(escape(sentence)), Markup(), request.words.locale  # noqa: S704 (escaped)


def _looked_at(studio: Studio, request: StudioRequest, sent: _Sent, told: Sequence[Said] = ()) -> StudioResponse:
    if len(sent.source.data) > MOST_BYTES:
        message = f"it has {len(sent.source.data):,} bytes; the limit is {MOST_BYTES:,}"
        large = error("source-too-large", message, Location(sent.source.name), "save the text that is wanted alone")
        return _form(studio, request, sent, (large,))
    report = import_source(_import_of(studio, sent, is_dry=True))
    if isinstance(report, Refused):
        return _form(studio, request, sent, report.problems)
    source = replace(sent.source, data=report.data, address=report.address)
    return _found(studio, request, replace(sent, source=source), report, told)


def _form(
    studio: Studio, request: StudioRequest, sent: _Sent, problems: Sequence[Problem], told: Sequence[Said] = ()
) -> StudioResponse:
    """The form with what was pasted, and what is wrong with it; a file has to be chosen again."""
    return studio.page(
        request,
        "bring_in.html",
        here="compose",
        issue=sent.slug,
        sent=sent,
        faults=[(each, 0) for each in (*told, *(plain_words(request.words, each) for each in problems))],
        may_write=_may_write(request),
        names=languages_in(request.words.locale, studio.resident.project),
    )


def _found(
    studio: Studio, request: StudioRequest, sent: _Sent, report: ImportReport, told: Sequence[Said]
) -> StudioResponse:
    """What the source gives: its lines, the questions, what was guessed and is missing, the files."""
    words, imported = request.words, report.imported
    drafts = drafts_in(imported)
    answered = {name for name, value in sent.answers if value}
    is_text = report.kind == SourceKind.TEXT
    on_web, beside = _pictures_apart(imported)
    return studio.page(
        request,
        "found.html",
        here="compose",
        issue=sent.slug,
        sent=sent,
        lines=source_lines(report.data, imported, answered) if is_text else [],
        questions=[question_row(words, each, dict(sent.answers)) for each in imported.questions],
        still_open=sum(each.id not in answered for each in imported.questions),
        guessed=finding_rows(words, imported, Certainty.GUESSED),
        missing=finding_rows(words, imported, Certainty.MISSING),
        taken=sum(each.certainty is Certainty.TAKEN for each in imported.findings),
        left_out=phrases(imported.left_out, words),
        faults=[*((each, 0) for each in told), *_of_source(request, report)],
        drafts=[(each, drafts[each.name], _of_draft(request, report, each.name)) for each in report.files],
        free=sum(each.fate == "new" for each in report.files),
        on_web=len(on_web),
        beside=len(beside),
        titles=titles_in(imported),
        may_write=_may_write(request),
        countries=dict(countries_in(words.locale)),
        names=languages_in(words.locale, studio.resident.project),
        language=lambda tag: language_within(words.locale, tag),
        opening=opening_of,
        is_network=lambda draft: isinstance(draft, NetworkDraft),
    )


def _may_write(request: StudioRequest) -> bool:
    return request.visitor.may(Act.WRITE, Thing(ThingKind.CENTRAL))


def _pictures_apart(imported: Imported) -> tuple[list[SourcePicture], list[SourcePicture]]:
    """The pictures that are on the web, and those that lie beside the source, where the studio can't see them."""
    outside = [each for each in imported.pictures if each.data is None]
    return [each for each in outside if each.address], [each for each in outside if not each.address]


def _of_source(request: StudioRequest, report: ImportReport) -> list[tuple[Said, int]]:
    """What is wrong with the source itself, each with its line; pictures that are elsewhere are told as a number."""
    names = {each.name for each in report.files}
    counted = {(each.address or each.source)[:200] for each in report.imported.pictures if each.data is None}
    told = []
    for each in report.problems:
        file = each.location.file if each.location else ""
        if file not in names and not (each.code == _PICTURE and file in counted):
            told.append((plain_words(request.words, each), each.location.line if each.location else 0))
    return told


def _of_draft(request: StudioRequest, report: ImportReport, name: str) -> list[tuple[str, Said]]:
    """What `check` would say of a file that is not there yet, each with its field; "" where it is about all of it."""
    found = [each for each in report.problems if each.location and each.location.file == name]
    return [
        (field_in_words(each.path, request.words) if each.path.count("/") > 1 else "", plain_words(request.words, each))
        for each in found
        if each.code != "file-exists"
    ]


ROUTES = (
    Route("/bring-in", get=ask, post=look, max_body=_MOST_SENT),
    Route("/bring-in/fetch", post=fetch, max_body=_MOST_SENT),
    Route("/bring-in/write", post=write, max_body=_MOST_SENT),
)
