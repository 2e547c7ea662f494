"""Use case: texts of an issue go to a translator, as XLIFF or as a table.

In: `ExportWordsRequest`. Out: a file, and an `ExportWordsReport` with what is in it by state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.files import write_atomically
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation import review
from newsletter.pipeline.translation.review import Entry
from newsletter.pipeline.translation.reviewing import ReviewRequest, know_document, known_names
from newsletter.pipeline.use_case import Place, misused, reporting
from newsletter.problems import Problem
from newsletter.translate.chrome import LETTERS, PAGES, SOURCE_LOCALE
from newsletter.translate.exchange.parcel import Parcel, Sent
from newsletter.translate.exchange.table import write_table
from newsletter.translate.exchange.xliff_writer import write_xliff
from newsletter.translate.unit import state_counts

WRITERS = {"xliff": write_xliff, "xlsx": write_table}
ENDINGS = {".xlf": "xliff", ".xliff": "xliff", ".xlsx": "xlsx"}
"""Which form a file has by its ending."""
TO_DO = ("missing", review.UNUSABLE, "stale", "needs-review")
"""The states of what is sent where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class ExportWordsRequest:
    """Texts of an issue (None: the newest) in one language, into a file whose form its ending says, or `form`.

    Those of the issue's own catalog; or of some `documents` (`articles/heerlen`, `chrome`), or all that the edition of
    a `point` needs. Those in some `states` (none: what is not reviewed yet), or with `is_everything` in any. A file
    that is there is replaced with `is_replacing` alone.
    """

    place: Place
    locale: str
    file: Path
    issue: str | None = None
    form: str = ""
    point: str = ""
    documents: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    is_everything: bool = False
    is_replacing: bool = False


@dataclass(frozen=True, slots=True)
class ExportWordsReport:
    """How many texts of each state are in the file, and how many words their sources have."""

    issue: str
    locale: str
    file: Path
    form: str
    states: dict[str, int]
    words: int
    problems: tuple[Problem, ...]

    @property
    def texts(self) -> int:
        """How many texts are in the file."""
        return sum(self.states.values())


@reporting
def export_words(request: ExportWordsRequest) -> ExportWordsReport:
    """Write the file."""
    form = form_of(request.file, request.form)
    if request.file.exists() and not request.is_replacing:
        misused(f"`{request.file}` is there already; give another name, or --replace.")
    if not request.file.absolute().parent.is_dir():
        misused(f"There is no folder `{request.file.parent}`.")
    project, slug = known_names(
        ReviewRequest(request.place, request.locale, request.issue, request.point, states=request.states)
    )
    every, problems = review.entries(project, slug, request.locale)
    chosen = _chosen(project, slug, request, every)
    if not chosen:
        if not any(entry.catalog == slug for entry in every):
            misused(f"No catalog of {slug} in {request.locale} has texts yet: run `newsletter translate {slug}` first.")
        misused(f"No text of {slug} in {request.locale} is asked for; --all takes reviewed ones too.")
    parcel = Parcel(slug, request.locale, tuple(_sent(project, entry) for entry in chosen))
    write_atomically(request.file, WRITERS[form](parcel))
    states = state_counts(entry.translation.state for entry in chosen)
    words = sum(len(entry.translation.source.split()) for entry in chosen)
    # What is wrong with a text is the translator's to mend.
    return ExportWordsReport(slug, request.locale, request.file, form, states, words, tuple(problems))


def form_of(file: Path, form: str = "") -> str:
    """The form of a file: as asked for, else by its ending; the use case is left where nothing says it."""
    found = form or ENDINGS.get(file.suffix.lower(), "")
    if found not in WRITERS:
        misused(f"`{file.name}` says no form; end it with .xlf or .xlsx, or give --format.")
    return found


def _chosen(project: Project, slug: str, request: ExportWordsRequest, every: list[Entry]) -> list[Entry]:
    found: Sequence[Entry] = [entry for entry in every if entry.catalog == slug]
    if request.documents:
        for document in request.documents:
            know_document(document, review.documents(every))
        wanted = {entry.id for document in request.documents for entry in review.chosen(every, document)}
        found = [entry for entry in every if entry.id in wanted]
    elif request.point:
        found = every
    if request.point:
        found = review.of_point(found, project, slug, request.point, request.locale)
    states = () if request.is_everything else request.states or TO_DO
    return review.chosen(found, states=states)


def _sent(project: Project, entry: Entry) -> Sent:
    usual = SOURCE_LOCALE if entry.catalog in (LETTERS, PAGES) else project.settings.source_locale
    return Sent(entry.id, entry.catalog, entry.translation, entry.translation.about.source_locale or usual)
