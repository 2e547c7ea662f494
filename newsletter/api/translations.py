"""Catalogs are brought up to date and filled, and people's decisions about their texts are written into them.

In: a project, an issue's name (None for the newest), a locale, and texts. Out: reports, and catalogs below `locales/`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsletter.api.names import names_of
from newsletter.api.opening import Project
from newsletter.mail.audience.names import clean_name
from newsletter.pipeline.translation import reviewing, translating
from newsletter.pipeline.translation.awaited import Awaited
from newsletter.pipeline.translation.fill import Estimate
from newsletter.pipeline.translation.review import Entry
from newsletter.pipeline.translation.reviewing import DecisionReport
from newsletter.pipeline.use_case import Place, RefusedError, require_done, unwatched
from newsletter.problems import Problem, ordered
from newsletter.translate.authorship import origin_of, reviews_of
from newsletter.translate.machine.filled import Filled


@dataclass(frozen=True, slots=True)
class UpdatedCatalog:
    """What became of one catalog: its file in the project, how many texts came, went, changed; its texts by state."""

    file: str
    locale: str
    changes: Mapping[str, int]
    states: Mapping[str, int]
    was_written: bool


@dataclass(frozen=True, slots=True)
class TranslateReport:
    """What changed in each catalog, and what came of filling each locale; for a dry run what would come of it.

    `awaited` are the requests whose answers come later, with how each stands.
    """

    issue: str
    catalogs: tuple[UpdatedCatalog, ...]
    filled: tuple[Filled, ...]
    estimates: tuple[Estimate, ...]
    awaited: tuple[Awaited, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an issue, its templates or names in one language, as a reviewer sees it.

    `id` names it in its language. `context` says where it is from (`articles/heerlen/title`; empty for a word of the
    templates), `kind` what it is to readers (`heading`). `forms` has one translation, or one for each plural form;
    empty texts where it is missing. `state` is one of `missing`, `unusable` (a fault keeps it from being used), `stale`
    (its source has changed: `previous_source` is what it was), `needs-review`, `reviewed`. `limit` is how many
    characters it may have, 0 for any number; `origin` which machine or memory it is from, empty for a person's;
    `reviewers` who has accepted it as it is.
    """

    id: str
    context: str
    kind: str
    source: str
    previous_source: str
    forms: tuple[str, ...]
    state: str
    limit: int
    origin: str
    reviewers: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def translation(self) -> str:
        """The translation; of a plural its first form."""
        return self.forms[0]


@dataclass(frozen=True, slots=True)
class TextsReport:
    """The texts asked for, in reading order; `problems` are those of catalogs that can't be read."""

    issue: str
    locale: str
    texts: tuple[Text, ...]
    problems: tuple[Problem, ...]


def translate_issue(
    project: Project,
    issue: str | None = None,
    *,
    locales: str | Iterable[str] = (),
    provider: str | None = None,
    is_dry: bool = False,
    wait: float = 0.0,
    today: dt.date | None = None,
    watch: Callable[[int, int, str], None] = unwatched,
) -> TranslateReport:
    """Bring the catalogs of an issue and the templates up to date, in some `locales` or all, and fill what is missing.

    What was translated before is taken from memory; the rest comes from `provider`, for None from those in the
    settings, for `none` from nobody. With `is_dry` nothing is written or sent. `wait` is how many seconds machines that
    answer later are waited for; what comes after that is stored by the next call. `today` is the day that texts are
    recorded with. `watch` is told how many of how many texts are done, and of which locale. What nobody could translate
    is counted in the report, by reason. Raises `RefusedError` where there is no such issue, or it has errors: texts
    that can't be read would seem to be gone.
    """
    request = translating.TranslateRequest(
        Place(project.root, project.environ), today or dt.date.today(), issue, names_of(locales), provider, is_dry,
        wait,
    )  # fmt: skip
    report = require_done(translating.translate_issue(request, translating.TranslateWatch(step=watch)))
    catalogs = (UpdatedCatalog(u.file, u.locale, u.changes, u.states, u.was_written) for u in report.updates)
    return TranslateReport(
        report.issue, tuple(catalogs), report.filled, report.estimates, report.awaited, tuple(ordered(report.problems))
    )


def list_texts(
    project: Project,
    locale: str,
    issue: str | None = None,
    *,
    point: str = "",
    document: str = "",
    states: str | Iterable[str] = "needs-review",
    problem: str = "",
) -> TextsReport:
    """The texts of an issue in one language that are in one of the `states` of `Text`; no states are all.

    Only those that the edition of a `point` needs, of a `document` (`articles/heerlen`, `chrome`), with a `problem` of
    a code. Raises `RefusedError` where there is no such issue, language, point, document, state or code.
    """
    asked = names_of(states)
    report = require_done(
        reviewing.list_texts(
            reviewing.ReviewRequest(
                Place(project.root, project.environ), locale, issue, point, document, asked, problem,
                is_everything=not asked,
            )
        )
    )  # fmt: skip
    return TextsReport(report.issue, locale, tuple(map(_text, report.entries)), tuple(ordered(report.problems)))


def decide_texts(
    project: Project,
    locale: str,
    issue: str | None = None,
    *,
    by: str,
    accept: Iterable[Text] = (),
    reject: Iterable[Text] = (),
    today: dt.date | None = None,
) -> DecisionReport:
    """Write into the catalogs what the person named in `by` has decided about texts they have read.

    Those to `accept` become `reviewed`, those to `reject` `missing`; what was rejected is kept beside them, and no
    machine writes it again. A text that reads otherwise by now than in its `Text` is left as it is, and is among the
    problems. `today` is the day of the decision. Raises `RefusedError` where there is no such issue or language, nobody
    is named, or a text is accepted and rejected at once.
    """
    name = clean_name(by)
    if not name:
        raise RefusedError(misuse="Say by name who decides.")
    right, wrong = tuple(accept), tuple(reject)
    texts = reviewing.ReviewRequest(Place(project.root, project.environ), locale, issue)
    seen = {text.id: text.forms for text in (*right, *wrong)}
    return require_done(
        reviewing.decide_texts(
            reviewing.DecisionRequest(
                texts,
                name,
                today or dt.date.today(),
                tuple(text.id for text in right),
                tuple(text.id for text in wrong),
                seen=seen,
            )
        )
    )


def _text(entry: Entry) -> Text:
    unit = entry.translation
    return Text(
        entry.id,
        unit.context,
        unit.about.kind,
        unit.source,
        unit.previous,
        unit.targets,
        entry.state,
        unit.about.limit,
        str(origin_of(unit) or ""),
        tuple(act.who for act in reviews_of(unit)),
        entry.problems,
    )
