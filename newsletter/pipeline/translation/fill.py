"""What a run of `newsletter translate` would fill in the catalogs of an issue and its templates, and who may be asked.

In: a project, an issue, its catalogs up to date, and the providers of the run. Out: a plan for each locale, and for a
dry run what would be sent to whom and what it would cost. Memory comes first and leaves nothing to send for what it
has; with no provider it is all there is. `rounds` carries the plans out.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from newsletter.content.issue import Issue
from newsletter.content.load import Content
from newsletter.edition import editions_of
from newsletter.files import digest, program_digest, read_bytes
from newsletter.locales import chain
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.findings import source_locale_in
from newsletter.pipeline.translation.update import ENGLISH, Updated
from newsletter.problems import Problem, error, warning
from newsletter.translate.authorship import PSEUDO
from newsletter.translate.glossary import Glossary, glossary_of, names_kept
from newsletter.translate.later.asking import Asking
from newsletter.translate.machine.briefs import briefing_of, without_agreed
from newsletter.translate.machine.fill import Briefer, brief_providers
from newsletter.translate.machine.gaps import Gap, gaps_of
from newsletter.translate.machine.plan import Plan, Recall, Text, mask_texts, plan_filling, variants_of
from newsletter.translate.masks import Masked
from newsletter.translate.memory import Memory
from newsletter.translate.providers.answer_cache import AnswerCache, Sent
from newsletter.translate.providers.briefing import Briefing, Pair
from newsletter.translate.providers.codes import may_know
from newsletter.translate.providers.counted import CountedProvider
from newsletter.translate.providers.later import LATER
from newsletter.translate.providers.limits import Pace
from newsletter.translate.providers.registry import Registry
from newsletter.translate.unit import Catalog, Key, State, Unit

NOBODY = "none"
"""The provider by whose name nobody is asked."""
_SEE = "docs/operators/machine-translation.md says how; keys stand in the environment"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would do for one locale; `cost` is in the currency of the settings, None when no price is known."""

    locale: str
    gaps: int
    from_memory: int
    copied: int
    provider: str
    texts: int
    characters: int
    cost: float | None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Request:
    """Who may be asked in a run: nobody, the one named in `only`, or whom the settings name for a locale."""

    registry: Registry | None
    only: str = ""
    later: Asking | None = None
    """Who answers later, where such a one is named."""

    def providers(self, locale: str) -> list[CountedProvider]:
        """Those of a locale that are set up, in their order."""
        return [each for each in self._named(locale) if not each.lack]

    def problems(self, locales: Sequence[str]) -> list[Problem]:
        """Each provider that is named and not set up; an error where it leaves a locale without any."""
        lacks: dict[str, str] = {}
        needed: set[str] = set()
        for locale in locales:
            named = self._named(locale)
            lacks |= {each.name: each.lack for each in named if each.lack}
            if named and not self.providers(locale):
                needed |= {each.name for each in named}
        found: list[Problem] = []
        for name, lack in lacks.items():
            make = error if name in needed else warning
            hint = "docs/operators/etranslation.md says how, step by step" if name in LATER else _SEE
            found.append(make("provider-not-set-up", f"`{name}` can't be asked: {lack}", None, hint))
        return found

    def is_anybody(self, locales: Sequence[str]) -> bool:
        """True when there is somebody to ask for one of the locales."""
        return any(self._named(locale) for locale in locales)

    def is_later_last(self, locale: str) -> bool:
        """True where behind the one who answers later nobody else can be asked."""
        found = self.providers(locale)
        return bool(found) and found[-1] is self.later

    def _named(self, locale: str) -> list[CountedProvider]:
        if self.registry is None:
            return []
        names = self.registry.names_for(locale, (self.only,) if self.only else ())
        registry, later = self.registry, self.later
        here = [name for name in names if later or name not in LATER]
        return [later if later and name in LATER else registry.named(name) for name in here]


def request_of(
    project: Project,
    provider: str | None,
    environ: Mapping[str, str],
    pace: Pace | None = None,
    *,
    issue: str = "",
    is_at_once: bool = False,
) -> Request:
    """Who is asked for an issue: the provider named (`none` is nobody), or else whom the settings name.

    With `is_at_once` without those who answer later.
    """
    if provider == NOBODY:
        return Request(None)
    pace = pace or Pace()
    settings = project.settings.providers
    later = None
    if not is_at_once and set(LATER) & ({provider} if provider else settings.every_name()):
        # Only then: it brings the library of HTTP along.
        from newsletter.pipeline.translation.asking_later import asking_for

        later = asking_for(project, environ, issue, pace)
    return Request(Registry(settings, environ, pace), provider or "", later)


def prepare_later(request: Request, later: Asking, plans: Sequence[Plan]) -> None:
    """Have the one who answers later begin a round over these plans."""
    locales = [plan.locale for plan in plans if later in request.providers(plan.locale)]
    variants = variants_of(plan for plan in plans if plan.locale in locales)
    later.prepare(locales, variants, [locale for locale in locales if request.is_later_last(locale)])


def read_again(project: Project, updates: Sequence[Updated]) -> tuple[list[Updated], list[Problem]]:
    """The catalogs as they are once it is our turn; one that can't be read any more is left out.

    A file that nobody has written since the update is not parsed again.
    """
    found: list[Updated] = []
    problems: list[Problem] = []
    for update in updates:
        data, _ = read_bytes(project.root, update.file)
        if data is not None and digest(data) == update.catalog.digest:
            found.append(update)
            continue
        now, faults = project.catalog(update.locale, Path(update.file).stem)
        problems += faults if now is None else []
        found += [replace(update, catalog=now)] if now else []
    return found, problems


def briefer(project: Project, catalogs: Sequence[Catalog]) -> Briefer:
    """How machines are told of the texts of these catalogs."""

    def briefing(plan: Plan, mask: Callable[[Text, bool], Masked]) -> Briefing:
        with Memory(project.cache.folder / "memory.sqlite", project.settings.source_locale) as memory:
            memory.refresh(project.root)
            of_locale = [each for each in catalogs if each.locale == plan.locale]
            return briefing_of(plan, of_locale, partial(_near, memory), mask)

    return briefing


def _near(memory: Memory, unit: Unit, locale: str) -> Pair | None:
    """What a person has reviewed for a source much like it."""
    found = (match for match in memory.near(unit, locale, 3) if match.was_reviewed and len(match.targets) == 1)
    return next(((match.source, match.targets[0]) for match in found), None)


def estimates(
    project: Project, content: Content, updates: Sequence[Updated], request: Request, *, today: dt.date
) -> tuple[list[Estimate], list[Problem]]:
    """What `fill_catalogs` would send, to the first provider of each locale that may take it; nobody is asked."""
    plans, problems = plans_of(project, content, updates, request, today)
    kept = AnswerCache(project.cache, today, program_digest("translate"))
    if request.later:
        prepare_later(request, request.later, plans)
    tell = briefer(project, [update.catalog for update in updates])
    return [estimate(plan, request.providers(plan.locale), kept, tell) for plan in plans], problems


def estimate(plan: Plan, providers: Sequence[CountedProvider], kept: AnswerCache | None, tell: Briefer) -> Estimate:
    """What carrying out a plan would send, and what that would cost; nobody is asked."""
    sources = {text.locale for text in plan.texts}
    can = [each for each in providers if any(may_know(each.name, source, plan.locale) for source in sources)]
    copied = len(plan.copied) if providers else 0
    if not can:
        return Estimate(plan.locale, plan.units, len(plan.recalled), copied, "", 0, 0, 0.0)
    glossary = without_agreed(plan.glossary) if all(each.is_told for each in providers) else plan.glossary
    texts = {text: mask_texts(text, glossary).text for text in plan.texts}
    place = can[0].place
    receipts = [Sent(place, text.locale, plan.locale, words) for text, words in texts.items()]
    asked = [each for each in receipts if not kept or kept.answer(each) is None or kept.is_of_another_program(each)]
    sent = [each.text for each in asked]
    if isinstance(can[0], Asking):
        sent = [each.text for each in asked if can[0].is_to_be_sent(each.text, each.source_locale, plan.locale)]
    brief_providers(plan, providers, tell)
    characters = can[0].size(sent, plan.locale)
    return Estimate(
        plan.locale,
        plan.units,
        len(plan.recalled),
        copied,
        can[0].name,
        len(sent),
        characters,
        can[0].price.of(characters),
    )


def plans_of(
    project: Project, content: Content, updates: Sequence[Updated], request: Request, today: dt.date
) -> tuple[list[Plan], list[Problem]]:
    """What is to be done for each locale."""
    catalogs = {update.file: update.catalog for update in updates}
    by_locale: dict[str, list[Catalog]] = defaultdict(list)
    for update in updates:
        by_locale[update.locale].append(update.catalog)
    english = _reviewed_english(project, content.slug, catalogs)
    gaps: dict[str, list[Gap]] = {}
    for locale, found in by_locale.items():
        is_pseudo = [each.name for each in request.providers(locale)] == [PSEUDO]
        gaps[locale] = [gap for catalog in found for gap in _gaps(project, catalog, catalogs, is_pseudo)]
    if not any(gaps.values()):  # nothing is looked for, so the memory needn't read every catalog of the project
        return _planned(project, content, gaps, english, lambda *_: None, today)
    with Memory(project.cache.folder / "memory.sqlite", project.settings.source_locale) as memory:
        memory.refresh(project.root)
        return _planned(project, content, gaps, english, memory.exact, today)


def plan_again(project: Project, content: Content, gap: Gap, today: dt.date) -> tuple[Plan | None, list[Problem]]:
    """The plan for one text that a machine is asked for once more; what the memory has is no answer to that."""
    english = _reviewed_english(project, content.slug, {})
    plans, problems = _planned(project, content, {gap.locale: [gap]}, english, lambda *_: None, today)
    return (plans[0] if plans else None), problems


def _planned(
    project: Project,
    content: Content,
    gaps: Mapping[str, Sequence[Gap]],
    english: Mapping[Key, str],
    recall: Recall,
    today: dt.date,
) -> tuple[list[Plan], list[Problem]]:
    """The plans of some locales; one whose glossary can't be read has none."""
    kept = frozenset(name for issue in _issues(content) for name in names_kept(issue))
    plans: list[Plan] = []
    problems: list[Problem] = []
    for locale, found in gaps.items():
        glossary, faults = _glossary(project, locale, kept)
        problems += faults
        if glossary is not None:
            plans.append(plan_filling(locale, found, glossary, recall, english, today))
    return plans, problems


def _issues(content: Content) -> Iterator[Issue]:
    points = dict.fromkeys(key.point for key in editions_of(content))
    yield from (issue for point in points if (issue := content.issue_for(point)))


def _gaps(project: Project, catalog: Catalog, catalogs: dict[str, Catalog], is_pseudo: bool) -> Iterator[Gap]:
    """The gaps of a catalog; what a shorter locale has, or gets in this run, is none."""
    name = catalog.file.rpartition("/")[2].removesuffix(".po")
    source_locale = source_locale_in(project, catalog)
    covered: set[Key] = set()
    for step in chain(catalog.locale)[1:]:
        shorter = catalogs.get(catalog.file.replace(f"/{catalog.locale}/", f"/{step}/", 1))
        if shorter:
            covered |= {entry.key for entry in shorter.active()}
        elif (shorter := project.catalog(step, name)[0]) is not None:
            covered |= {entry.key for entry in shorter.usable()}
    yield from gaps_of(catalog, source_locale, covered=covered, is_pseudo=is_pseudo)


def _glossary(project: Project, locale: str, kept: frozenset[str]) -> tuple[Glossary | None, list[Problem]]:
    read = [project.catalog(step, "glossary") for step in chain(locale)]
    found = [catalog for catalog, _ in read if catalog is not None]
    problems = [problem for _, faults in read for problem in faults]
    return (glossary_of(found, kept) if len(found) == len(read) else None), problems


def _reviewed_english(project: Project, slug: str, catalogs: dict[str, Catalog]) -> dict[Key, str]:
    """What people have reviewed as the English of texts in other languages."""
    english, _ = project.catalog(ENGLISH, slug)
    if english is None:
        return {}
    english = project.judged(catalogs.get(english.file, english))
    return {entry.key: entry.target for entry in english.usable() if entry.state is State.REVIEWED}
