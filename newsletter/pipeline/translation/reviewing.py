"""Use cases: how far each edition is, what people have to read in one language, and what they decide about it.

In: `StatusRequest`, `ReviewRequest` or `DecisionRequest`. Out: `StatusReport`, `ReviewReport` or `DecisionReport`, with
decisions written into the catalogs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.edition import editions_of
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation import review
from newsletter.pipeline.translation.awaited import Awaited, awaited_of
from newsletter.pipeline.translation.deciding import decide
from newsletter.pipeline.translation.doubting import by_doubt
from newsletter.pipeline.translation.review import Entry
from newsletter.pipeline.translation.status import Readiness, readiness
from newsletter.pipeline.use_case import Place, issue_at, misused, misused_locale, reporting, whole_snapshot
from newsletter.problems import Problem, nearest
from newsletter.translate.memory import Match

TO_REVIEW = ("needs-review",)
"""The states of what is listed where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """An issue by its slug; None is the newest."""

    place: Place
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The readiness board of an issue: a row for each edition whose catalogs can be read.

    `awaited` are the requests whose answers come later.
    """

    issue: str
    board: tuple[Readiness, ...]
    problems: tuple[Problem, ...]
    awaited: tuple[Awaited, ...] = ()


@reporting
def show_status(request: StatusRequest) -> StatusReport:
    """Count the texts of each edition by state."""
    project, slug = issue_at(request.place, request.issue)
    board, problems = readiness(whole_snapshot(project, slug))
    return StatusReport(slug, tuple(board), tuple(problems), awaited_of(project.root, slug, read_clock()))


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """Texts of an issue (None: the newest) in one language.

    Only those that the edition of a point needs, of a document (`articles/heerlen`, `chrome`), in some states, with a
    problem of a code, `is_unnamed`: a machine's that are reviewed by nobody named, or `is_asked`: with a question that
    nobody has answered. Without any of these they are those to be reviewed, or with `is_everything` all.
    They come in reading order, or with `is_by_doubt` what is most to be doubted first.
    """

    place: Place
    locale: str
    issue: str | None = None
    point: str = ""
    document: str = ""
    states: tuple[str, ...] = ()
    problem: str = ""
    is_unnamed: bool = False
    is_everything: bool = False
    is_asked: bool = False
    is_by_doubt: bool = False

    @property
    def listed_states(self) -> tuple[str, ...]:
        """The states of the texts that are listed; all where there are none."""
        is_some = self.document or self.states or self.problem or self.is_unnamed or self.is_asked
        return self.states if is_some or self.is_everything else TO_REVIEW


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The texts asked for, with what was translated like them before, by id.

    `acceptable` counts those that can be accepted as they are shown, by `mark`, which is empty for none. `doubts` has
    by id why each is to be read first, where that was asked for; `awaited` are the requests of the language whose
    answers come later.
    """

    issue: str
    locale: str
    entries: tuple[Entry, ...]
    near: Mapping[str, Sequence[Match]]
    acceptable: int
    mark: str
    problems: tuple[Problem, ...]
    doubts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    awaited: tuple[Awaited, ...] = ()


@reporting
def list_texts(request: ReviewRequest) -> ReviewReport:
    """List the texts that a person has to read."""
    project, slug = known_names(request)
    entries, problems = _asked_for(project, slug, request)
    # The mark stands for the texts, in whatever order they are shown.
    ready = review.acceptable(entries)
    mark = review.shown_mark(ready)
    doubts: dict[str, Sequence[str]] = {}
    if request.is_by_doubt:
        ordered = by_doubt(entries, review.units(project, slug, request.locale)[0])
        entries = [entry for entry, _ in ordered]
        doubts = {entry.id: doubt.reasons for entry, doubt in ordered if doubt.reasons}
    near = review.suggestions(project, request.locale, entries)
    awaited = awaited_of(project.root, slug, read_clock(), request.locale)
    return ReviewReport(slug, request.locale, tuple(entries), near, len(ready), mark, tuple(problems), doubts, awaited)


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """What `by` decides about texts by their ids, or about all that was shown by its mark; no id twice.

    `seen` has the translations that were read, by id; a text that reads otherwise by now is left as it is.
    """

    texts: ReviewRequest
    by: str
    today: dt.date
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    accept_shown: str = ""
    seen: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """How many translations changed; none where an id is unknown.

    `waiting` are those of them that others have still to accept (`[review] people`).
    """

    issue: str
    locale: str
    changed: int
    problems: tuple[Problem, ...]
    waiting: int = 0


@reporting
def decide_texts(request: DecisionRequest) -> DecisionReport:
    """Accept or reject translations by name. With ids the mark is not looked at."""
    texts = request.texts
    project, slug = known_names(texts)
    if both := set(request.accept) & set(request.reject):
        misused(f"{', '.join(sorted(both))} can't be accepted and rejected at once.")
    accept = request.accept
    if request.accept_shown and not accept and not request.reject:
        ready = review.acceptable(_asked_for(project, slug, texts)[0])
        if request.accept_shown != review.shown_mark(ready):
            misused("These are not the texts that were shown; list them again and take the mark below.")
        accept = tuple(entry.id for entry in ready)
    found = decide(
        project, slug, texts.locale,
        accept=accept, reject=request.reject, by=request.by, today=request.today, seen=request.seen,
    )  # fmt: skip
    return DecisionReport(slug, texts.locale, found.changed, tuple(found.problems), found.waiting)


def _asked_for(project: Project, slug: str, request: ReviewRequest) -> tuple[list[Entry], list[Problem]]:
    every, problems = review.entries(project, slug, request.locale)
    know_document(request.document, review.documents(every))
    if request.point:
        every = review.of_point(every, project, slug, request.point, request.locale)
    if request.is_unnamed:
        every = review.unnamed(every)
    if request.is_asked:
        every = review.asked_about(every)
    return review.chosen(every, request.document, request.listed_states, request.problem), problems


def known_names(request: ReviewRequest) -> tuple[Project, str]:
    """The project and the issue; the use case is left where point, language or code are nobody's."""
    project, slug = issue_at(request.place, request.issue)
    keys = editions_of(project.content(slug)[0])
    points = {key.point for key in keys}
    point, locale, problem = request.point, request.locale, request.problem
    if point and point not in points:
        misused(f"No point is called `{point}`; {nearest(point, points) or ', '.join(sorted(points))}.")
    keys = [key for key in keys if point in ("", key.point)]
    if locale not in {key.locale for key in keys}:
        who = f"The point `{point}` does not write" if point else "No point writes"
        misused_locale(locale, keys, who)
    for state in request.states:
        if state not in review.STATES:
            hint = nearest(state, review.STATES) or f"there are: {', '.join(review.STATES)}"
            misused(f"No text can be `{state}`; {hint}.")
    if problem and problem not in review.PROBLEMS:
        hint = nearest(problem, review.PROBLEMS) or f"there are: {', '.join(review.PROBLEMS)}"
        misused(f"No text can have the problem `{problem}`; {hint}.")
    return project, slug


def know_document(document: str, known: Sequence[str]) -> None:
    """The use case is left where no text belongs to the document; the empty name is everybody's."""
    begun = document.rstrip("/")
    if begun and not any(f"{name}/".startswith(f"{begun}/") or f"{begun}/".startswith(f"{name}/") for name in known):
        hint = nearest(document, known)
        misused(f"No text belongs to `{document}`{'; ' + hint if hint else ''}.")
