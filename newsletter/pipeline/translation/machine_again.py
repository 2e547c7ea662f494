"""Use case: a machine is asked once more for one text; its answer stands beside the words, as an offer.

In: `MachineRequest`. Out: `MachineReport`: what it would cost, or what the machine has now. Words that stand there are
never touched, whoever wrote them; where none stand the answer takes their place, to be reviewed as any machine's.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from newsletter.files import locked
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.deciding import unknown_unit
from newsletter.pipeline.translation.fill import Estimate, Request, briefer, estimate, plan_again, request_of
from newsletter.pipeline.translation.findings import source_locale_in
from newsletter.pipeline.translation.review import Entry, units
from newsletter.pipeline.translation.translating import TranslateWatch, know_provider
from newsletter.pipeline.use_case import Place, issue_at, misused, refuse, reporting, whole_content
from newsletter.problems import Problem, has_errors
from newsletter.translate.formats.catalog_store import CatalogStore
from newsletter.translate.machine.answers import REASONS
from newsletter.translate.machine.fill import fill
from newsletter.translate.machine.gaps import Gap
from newsletter.translate.providers.later import LATER
from newsletter.translate.unit import Catalog, Translation

Outcome = Literal["planned", "offered", "filled", "same", "left"]
_NOBODY_WATCHES = TranslateWatch()


@dataclass(frozen=True, slots=True)
class MachineRequest:
    """A text by its id, in an issue (None: the newest) and a language.

    `provider` is whom to ask, None for whom the settings name. A dry run says what it would cost, and asks nobody.
    """

    place: Place
    today: dt.date
    locale: str
    text_id: str
    issue: str | None = None
    provider: str | None = None
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class MachineReport:
    """What came of it: `planned` (a dry run), `offered` beside the words, `filled` where none stood, the `same` words
    as stand there, or `left` without an answer that can be used, with the `reason`, whose name is `left`.

    `offer` has the new words, one or one for each plural form. `cost` is in the currency of the settings, None where no
    price is known; `characters` are those sent.
    """

    issue: str
    locale: str
    entry: Entry
    outcome: Outcome
    provider: str = ""
    characters: int = 0
    cost: float | None = None
    offer: tuple[str, ...] = ()
    reason: str = ""
    left: str = ""
    problems: tuple[Problem, ...] = ()


@reporting
def ask_machine_again(request: MachineRequest, watch: TranslateWatch = _NOBODY_WATCHES) -> MachineReport:
    """Ask the machine of a language for one text."""
    know_provider(request.provider)
    project, slug = issue_at(request.place, request.issue)
    known, problems = units(project, slug, request.locale)
    entry = next((each for each in known if each.id == request.text_id), None)
    if entry is None:
        refuse([*problems, unknown_unit(request.text_id, [each.id for each in known], slug, request.locale)])
    if entry.catalog == "glossary":
        misused("Names and terms are agreed upon by people: no machine is asked for them.")
    asked = request_of(project, request.provider, request.place.environ, is_at_once=True)
    if not asked.is_anybody([request.locale]):
        if request.provider in LATER or set(LATER) & set(project.settings.providers.for_locale(request.locale)):
            misused("A machine that answers later is not asked for one text: name another provider.")
        misused(f"Nobody translates into `{request.locale}`: name a provider, or set one below [providers].")
    if has_errors(lacks := asked.problems([request.locale])):
        refuse(lacks)
    lock = project.cache.folder / "locks" / f"translate-{request.locale}"
    with locked(lock, partial(watch.waiting, request.locale)):
        return _asked(project, slug, entry, asked, request, watch)


def _asked(
    project: Project, slug: str, entry: Entry, asked: Request, request: MachineRequest, watch: TranslateWatch
) -> MachineReport:
    catalog, problems = project.catalog(request.locale, entry.catalog)
    if catalog is None:
        refuse(problems)
    before = catalog.by_key()[entry.translation.key]
    written_in = before.about.source_locale or source_locale_in(project, catalog)
    # Without what was offered last time: the same answer is an answer too.
    bare = replace(before, record=replace(before.record, offers=()))
    gap = Gap(catalog.file, catalog.locale, bare, written_in, any(before.targets), catalog.plural_rule)
    plan, faults = plan_again(project, whole_content(project, slug), gap, request.today)
    if plan is None:
        refuse(faults)
    providers = asked.providers(request.locale)
    tell = briefer(project, [catalog])
    cost = estimate(plan, providers, None, tell)
    if request.is_dry:
        return _report(slug, request.locale, entry, "planned", cost)
    catalogs = CatalogStore(project.workspace, [catalog])
    if bare != before:
        catalogs.put(catalog.file, [(before, bare)])
    (found,), written = fill(
        [plan], asked.providers, catalogs, today=request.today, now=time.monotonic, progress=watch.step, briefing=tell
    )
    after = _again(project, catalog, bare)
    reason = next(iter(found.left), "")
    made = _report(slug, request.locale, replace(entry, translation=after), "left", cost)
    made = replace(made, characters=found.characters, problems=(*faults, *written))
    if reason:
        return replace(made, reason=REASONS.get(reason, reason.replace("-", " ")), left=reason)
    if not any(bare.targets):
        return replace(made, outcome="filled", offer=after.targets)
    offer = after.record.offers
    is_same = bool(offer) and set(offer) == set(filter(None, after.targets))
    if is_same:
        catalogs.put(catalog.file, [(after, bare)])
        made = replace(made, entry=replace(entry, translation=bare))
    return replace(made, outcome="same" if is_same else "offered" if offer else "left", offer=offer)


def _again(project: Project, catalog: Catalog, entry: Translation) -> Translation:
    name = catalog.file.rpartition("/")[2].removesuffix(".po")
    now, _ = project.catalog(catalog.locale, name)
    return now.by_key().get(entry.key, entry) if now else entry


def _report(slug: str, locale: str, entry: Entry, outcome: Outcome, cost: Estimate) -> MachineReport:
    return MachineReport(slug, locale, entry, outcome, cost.provider, cost.characters, cost.cost)
