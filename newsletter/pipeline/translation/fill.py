"""`newsletter translate --provider …`: what is missing in the catalogs of an issue and of the templates is filled.

In: a project, an issue, its catalogs up to date, and the providers of the run. Out: for each locale what came of it,
or for a dry run what would be sent to whom and what it would cost. Memory comes first and leaves nothing to send for
what it has; with no provider it is all there is.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsletter.content.issue import Issue
from newsletter.content.load import Content
from newsletter.edition import editions_of
from newsletter.files import locked, program_digest
from newsletter.locales import chain
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.findings import source_locale_in
from newsletter.pipeline.translation.update import ENGLISH, Updated
from newsletter.problems import Problem, error, warning
from newsletter.translate.authorship import PSEUDO
from newsletter.translate.formats.catalog_store import CatalogStore
from newsletter.translate.glossary import Glossary, glossary_of, names_kept
from newsletter.translate.later.asking import Asking, Sending
from newsletter.translate.machine.briefs import briefing_of, without_agreed
from newsletter.translate.machine.fill import Briefer, Filled, Rounds, brief_providers, fill
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
from newsletter.translate.providers.provider import Kind
from newsletter.translate.providers.registry import Registry
from newsletter.translate.unit import Catalog, Key, State, Unit

_NOTHING: Mapping[str, str] = MappingProxyType({})
NOBODY = "none"
"""The provider by whose name nobody is asked."""
_SEE = "docs/operators/machine-translation.md says how; keys stand in the environment"
_SEE_LATER = "docs/operators/etranslation.md says what to look at"


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


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a run waits for what comes later: seconds for answers, and for its turn where too many are under way."""

    answers: float = 0.0
    turn: float = 60.0


_NO_WAITS = Waits()


def fill_catalogs(
    project: Project,
    content: Content,
    updates: Sequence[Updated],
    request: Request,
    *,
    today: dt.date,
    environ: Mapping[str, str] = _NOTHING,
    now: Callable[[], float] = time.monotonic,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    waiting: Callable[[str], None] = lambda _: None,
    waits: Waits = _NO_WAITS,
) -> tuple[list[Filled], list[Problem]]:
    """Fill the gaps of the catalogs that have just been updated.

    A locale is filled by one run at a time, so that nobody pays twice; `waiting` is told which one another run has.
    Whoever answers later is asked once all others have been, a request a language; what has come is stored first. With
    `waits` the answers are waited for, and stored as they come.
    """
    begun, every, refusals = now(), Rounds(), dict[str, str]()
    while True:
        one = _round(project, content, updates, request, today, environ, now, progress, waiting, waits)
        every.add(one.filled)
        refusals |= one.refusals
        if one.sending.refused:
            continue  # the next of the chain are asked, or the reason is written down
        left = waits.answers - (now() - begun)
        is_awaited = any(each.awaited for each in one.filled)
        if left <= 0 or not is_awaited or not _wait_for_answers(project, environ, request, left, now):
            break
    filled = every.filled(request.providers)
    told = [*_refused(refusals), *_waiting_for_turn(one.sending)]
    problems = [*one.problems, *_left(filled, one.catalog_store), *told]
    return filled, list(dict.fromkeys(problems))


@dataclass(frozen=True, slots=True)
class _Round:
    filled: list[Filled]
    problems: list[Problem]
    sending: Sending
    refusals: dict[str, str]
    """Locale → what a request was refused for, at once or later on."""
    catalog_store: CatalogStore


def _round(
    project: Project,
    content: Content,
    updates: Sequence[Updated],
    request: Request,
    today: dt.date,
    environ: Mapping[str, str],
    now: Callable[[], float],
    progress: Callable[[int, int, str], None],
    waiting: Callable[[str], None],
    waits: Waits,
) -> _Round:
    """All providers once, and what comes later sent."""
    asked = sorted({update.locale for update in updates if request.providers(update.locale)})
    problems: list[Problem] = []
    with ExitStack() as locks:
        for locale in asked:
            lock = project.cache.folder / "locks" / f"translate-{locale}"
            locks.enter_context(locked(lock, partial(waiting, locale)))
        if request.later:
            problems += _pick_up(project, environ)
        updates, changed = _read_again(project, updates)
        plans, found = _plans(project, content, updates, request, today)
        problems += [*changed, *found]
        catalog_store = CatalogStore(project.root, [update.catalog for update in updates])
        kept = AnswerCache(project.cache, today, program_digest("translate"))
        if request.later:
            _prepare(request, request.later, plans)
        filled, faults = fill(
            plans, request.providers, catalog_store, today=today, now=now, progress=progress, kept=kept,
            briefing=briefer(project, [update.catalog for update in updates]),
        )  # fmt: skip
        sending, refusals = Sending(), dict[str, str]()
        if request.later:
            pause = _Pauses(request.later.pace, max(waits.turn, waits.answers))
            sending = request.later.send(lambda: pause.once() and not _pick_up(project, environ))
            refusals = {locale: each.detail for locale, each in sending.refused.items()} | request.later.settle()
        return _Round(filled, [*problems, *faults], sending, refusals, catalog_store)


def _prepare(request: Request, later: Asking, plans: Sequence[Plan]) -> None:
    locales = [plan.locale for plan in plans if later in request.providers(plan.locale)]
    variants = variants_of(plan for plan in plans if plan.locale in locales)
    later.prepare(locales, variants, [locale for locale in locales if request.is_later_last(locale)])


def _pick_up(project: Project, environ: Mapping[str, str]) -> list[Problem]:
    from newsletter.pipeline.translation.asking_later import pick_up

    return pick_up(project, environ)


def _wait_for_answers(
    project: Project, environ: Mapping[str, str], request: Request, seconds: float, now: Callable[[], float]
) -> bool:
    """True once something has come that was awaited; False where nothing has within so many seconds."""
    assert request.later is not None  # noqa: S101 (nobody else is awaited)
    pauses, ends = _Pauses(request.later.pace, seconds), now() + seconds
    while not request.later.has_news():
        if now() >= ends or not pauses.once():
            return False
        _pick_up(project, environ)
    return True


@dataclass
class _Pauses:
    """Pauses that grow, of so many seconds in all."""

    pace: Pace
    seconds: float
    spent: float = 0.0
    next: float = 0.25

    def once(self) -> bool:
        """Wait a while; False where no time is left."""
        if self.spent >= self.seconds:
            return False
        pause = min(self.next, self.seconds - self.spent)
        self.pace.sleep(pause)
        self.spent += pause
        self.next = min(self.next * 1.5, 5.0)
        return True


def _refused(refusals: Mapping[str, str]) -> Iterator[Problem]:
    by_words: dict[str, list[str]] = defaultdict(list)
    for locale, words in sorted(refusals.items()):
        by_words[words].append(locale)
    for words, locales in by_words.items():
        yield warning("request-refused", f"the request for {', '.join(locales)} was refused: {words}", None, _SEE_LATER)


def _waiting_for_turn(sending: Sending) -> Iterator[Problem]:
    if sending.waiting:
        locales = ", ".join(sorted(sending.waiting))
        message = f"as many requests as may be are under way; not sent yet: {locales}"
        hint = "run the command again once answers have come, or let it wait for them: `newsletter translate --wait 15`"
        yield warning("request-waits", message, None, hint)


def _read_again(project: Project, updates: Sequence[Updated]) -> tuple[list[Updated], list[Problem]]:
    """The catalogs as they are once it is our turn; one that can't be read any more is left out."""
    found: list[Updated] = []
    problems: list[Problem] = []
    for update in updates:
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


_REFUSED = frozenset(Kind) - {Kind.NO_ANSWER, Kind.LOST_MARK}


def _left(found: Sequence[Filled], catalog_store: CatalogStore) -> Iterator[Problem]:
    """Which locales have texts without a translation, and why.

    An error where a service would not answer, or where nothing at all is translated: of what the catalogs hold and why
    the rest is left, never of what this run has added, so that a run that finds nothing changed ends as the last did.
    """
    for one in found:
        if one.left:
            count = sum(one.left.values())
            reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(one.left.items()))
            message = f"{count} text{'s' * (count != 1)} of {one.locale} could not be translated: {reasons}"
            hint = "each says why in its catalog; run the command again later, or translate by hand"
            make = error if _REFUSED & set(one.left) or not catalog_store.has_texts(one.locale) else warning
            yield make("left-untranslated", message, None, hint)


def estimates(
    project: Project, content: Content, updates: Sequence[Updated], request: Request, *, today: dt.date
) -> tuple[list[Estimate], list[Problem]]:
    """What `fill_catalogs` would send, to the first provider of each locale that may take it; nobody is asked."""
    plans, problems = _plans(project, content, updates, request, today)
    kept = AnswerCache(project.cache, today, program_digest("translate"))
    if request.later:
        _prepare(request, request.later, plans)
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


def _plans(
    project: Project, content: Content, updates: Sequence[Updated], request: Request, today: dt.date
) -> tuple[list[Plan], list[Problem]]:
    catalogs = {update.file: update.catalog for update in updates}
    by_locale: dict[str, list[Catalog]] = defaultdict(list)
    for update in updates:
        by_locale[update.locale].append(update.catalog)
    english = _reviewed_english(project, content.slug, catalogs)
    gaps: dict[str, list[Gap]] = {}
    for locale, found in by_locale.items():
        is_pseudo = [each.name for each in request.providers(locale)] == [PSEUDO]
        gaps[locale] = [gap for catalog in found for gap in _gaps(project, catalog, catalogs, is_pseudo)]
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
