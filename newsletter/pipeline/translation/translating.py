"""Use cases: the catalogs follow an issue and are filled; or they follow an article in which typos were mended.

In: `TranslateRequest` or `MinorEditRequest`. Out: `TranslateReport` or `MinorEditReport`, the catalogs written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.translation.awaited import Awaited, awaited_of
from newsletter.pipeline.translation.fill import NOBODY, Estimate, estimates, request_of
from newsletter.pipeline.translation.minor import update_after_minor_edit
from newsletter.pipeline.translation.rounds import Waits, fill_catalogs
from newsletter.pipeline.translation.update import Updated, update_catalogs
from newsletter.pipeline.use_case import Place, Watch, issue_at, misused, reporting, unwatched, whole_content
from newsletter.problems import Problem, has_errors, nearest
from newsletter.settings.providers import NAMES
from newsletter.translate.machine.filled import Filled


@dataclass(frozen=True, slots=True)
class TranslateRequest:
    """An issue (None: the newest) in some locales or all.

    `provider` is the one to ask, `none` for nobody, None for those of the settings. A dry run writes and asks nothing.
    `wait` is how many seconds the answers of those are waited for who answer later; what comes after that is stored by
    the next call.
    """

    place: Place
    today: dt.date
    issue: str | None = None
    locales: tuple[str, ...] = ()
    provider: str | None = None
    is_dry: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class TranslateWatch:
    """Told while catalogs are filled, which can take long.

    `waiting` is told for which locale another run has to end first; `step` how many texts of how many are done;
    `updated` once what became of the catalogs before anything is filled, and whether there is anybody to ask;
    `full` which provider takes no more requests at present, and in how many seconds it is asked again (0: as soon as
    an answer has come). `is_stopped` is asked before anything is sent: once it says True, nothing is any more, and what
    is under way is stored.
    """

    waiting: Callable[[str], None] = lambda locale: None
    step: Watch = unwatched
    updated: Callable[[tuple[Updated, ...], bool], None] = lambda updates, is_anybody: None
    full: Callable[[str, float], None] = lambda provider, seconds: None
    is_stopped: Callable[[], bool] = lambda: False


_NOBODY_WATCHES = TranslateWatch()


@dataclass(frozen=True, slots=True)
class TranslateReport:
    """What changed in each catalog, and what came of filling each locale; for a dry run what would come of it.

    `awaited` are the requests of the issue whose answers come later, in the locales that were asked for.
    """

    issue: str
    updates: tuple[Updated, ...]
    filled: tuple[Filled, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    problems: tuple[Problem, ...] = ()


@reporting
def translate_issue(request: TranslateRequest, watch: TranslateWatch = _NOBODY_WATCHES) -> TranslateReport:
    """Bring the catalogs up to date, then fill what is missing: from memory, and by whoever may be asked."""
    know_provider(request.provider)
    project, slug = issue_at(request.place, request.issue)
    content = whole_content(project, slug)
    updates, problems = update_catalogs(project, content, request.locales, is_dry=request.is_dry)
    every = list(dict.fromkeys(update.locale for update in updates))
    asked = request_of(project, request.provider, request.place.environ, issue=slug)
    lacks = asked.problems(every)
    watch.updated(tuple(updates), asked.is_anybody(every))
    guesses: list[Estimate] = []
    filled: list[Filled] = []
    faults: list[Problem] = []
    if request.is_dry and not has_errors(lacks):
        guesses, faults = estimates(project, content, updates, asked, today=request.today)
    elif not has_errors(lacks):
        filled, faults = fill_catalogs(
            project, content, updates, asked,
            today=request.today, environ=request.place.environ, progress=watch.step, waiting=watch.waiting,
            waits=Waits(request.wait), full=watch.full, is_stopped=watch.is_stopped,
        )  # fmt: skip
    awaited = tuple(each for each in awaited_of(project.root, slug, read_clock()) if each.locale in every)
    return TranslateReport(slug, tuple(updates), tuple(filled), tuple(guesses), awaited, (*problems, *lacks, *faults))


def know_provider(name: str | None) -> None:
    """Leave the use case where no provider has this name."""
    if name is not None and name not in (NOBODY, *NAMES):
        hint = nearest(name, NAMES) or f"there are: {', '.join(NAMES)}"
        misused(f"No provider is called `{name}`; {hint}, or `{NOBODY}`.")


@dataclass(frozen=True, slots=True)
class MinorEditRequest:
    """An article in which only typos were mended, as `by` says; the issue None is the newest, no locales are all."""

    place: Place
    today: dt.date
    article: str
    by: str
    issue: str | None = None
    locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MinorEditReport:
    """What changed in each catalog, and how many reviews were kept over all of them."""

    issue: str
    updates: tuple[Updated, ...]
    kept: int
    problems: tuple[Problem, ...] = ()


@reporting
def keep_reviews(request: MinorEditRequest) -> MinorEditReport:
    """Bring the catalogs up to date and keep the reviews of the article, where its edit is minor."""
    project, slug = issue_at(request.place, request.issue)
    content = whole_content(project, slug)
    updates, kept, problems = update_after_minor_edit(
        project, content, request.locales, request.article, by=request.by, today=request.today
    )
    return MinorEditReport(slug, tuple(updates), kept, tuple(problems))
