"""Use case: a reviewer asks about a text, an editor answers; both stand beside the text in its catalog.

In: `SayRequest`. Out: `SayReport` with the text as it is now, its question or answer written into the catalog.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.deciding import TRIES, unknown_unit
from newsletter.pipeline.translation.review import Entry, entries
from newsletter.pipeline.use_case import Place, issue_at, misused, refuse, reporting
from newsletter.problems import Location, Problem, error, has_errors
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_splice import write_changes
from newsletter.translate.talk import Kind, open_questions, say
from newsletter.translate.unit import Key
from newsletter.workspace import MovedOnError

MOST = 500
"""A question or answer has at most so many characters: it is one line of a file."""


@dataclass(frozen=True, slots=True)
class SayRequest:
    """What `by` asks or answers about a text by its id, in an issue (None: the newest) and a language."""

    place: Place
    locale: str
    today: dt.date
    by: str
    text_id: str
    words: str
    kind: Kind = "question"
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class SayReport:
    """The text with all that has been said about it; `open_questions` are those that nobody has answered."""

    issue: str
    locale: str
    entry: Entry
    open_questions: int
    problems: tuple[Problem, ...] = ()


@reporting
def say_about_text(request: SayRequest) -> SayReport:
    """Ask or answer. An answer to nothing is misuse; it answers all that was asked before it."""
    words = " ".join(request.words.split())
    if not words:
        misused(f"Say what the {request.kind} is.")
    if len(words) > MOST:
        misused(f"The {request.kind} has {len(words)} characters; it may have {MOST}.")
    project, slug = issue_at(request.place, request.issue)
    known, problems = entries(project, slug, request.locale)
    entry = next((each for each in known if each.id == request.text_id), None)
    if entry is None:
        refuse([*problems, unknown_unit(request.text_id, [each.id for each in known], slug, request.locale)])
    if request.kind == "answer" and not entry.questions:
        misused(f"Nobody has asked about `{request.text_id}`.")
    _write(project, entry.catalog, entry.translation.key, request, words)
    after = next(each for each in entries(project, slug, request.locale)[0] if each.id == request.text_id)
    return SayReport(slug, request.locale, after, len(after.questions), tuple(problems))


def _write(project: Project, name: str, key: Key, request: SayRequest, words: str) -> None:
    """Put the words beside the text, in its file as it is at that moment."""
    for _ in range(TRIES):
        catalog, problems = project.catalog(request.locale, name)
        if catalog is None or has_errors(problems):
            refuse(problems)
        found = [
            say(each, request.kind, request.by, request.today, words)
            if each.key == key
            and not each.is_obsolete
            and not (request.kind == "answer" and not open_questions(each.record))
            else each
            for each in catalog.entries
        ]
        try:
            write_changes(project.workspace, catalog, replace(catalog, entries=tuple(found)))
            return
        except MovedOnError:
            continue
    at = Location(catalog_file(request.locale, name))
    message = f"somebody else keeps writing this file; the {request.kind} was not written into it"
    refuse([error("file-changed", message, at, "run the command again")])
