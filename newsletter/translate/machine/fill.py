"""Filling: what a plan leaves open is sent, and what comes back is stored or left with a reason.

In: a plan for each locale, its providers, the catalog store of its catalogs. Out: catalogs in which every text that was
taken stands as `needs-review` with its origin, and every other the reason why it has none; and the figures. A batch is
written before the next one of its locale goes out, so whatever kills the process loses one batch a locale at most.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from newsletter.problems import Problem
from newsletter.translate.authorship import sign_origin
from newsletter.translate.checks import lost_term
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.checks.check import Languages
from newsletter.translate.formats.catalog_store import CatalogStore, Change
from newsletter.translate.machine.answers import Accepted, accept_answer
from newsletter.translate.machine.briefs import without_agreed
from newsletter.translate.machine.filled import Filled
from newsletter.translate.machine.gaps import REJECTED_BEFORE, Gap, fill_gap, forms, is_rejected, leave_gap
from newsletter.translate.machine.plan import Plan, Text, mask_texts
from newsletter.translate.masks import Masked
from newsletter.translate.providers.answer_cache import AnswerCache, Recalling, Sent
from newsletter.translate.providers.briefing import Briefing
from newsletter.translate.providers.chain import PIVOT, Task
from newsletter.translate.providers.counted import CountedProvider
from newsletter.translate.providers.parallel import fly
from newsletter.translate.providers.provider import Answer, Kind, Provider, Refusal, Result
from newsletter.translate.record import Origin
from newsletter.translate.unit import Translation


@dataclass(frozen=True, slots=True)
class _Taken:
    text: str
    provider: str
    pivot: str
    sent: Sent | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class _Missed:
    reason: str
    detail: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Awaited:
    by: str


@dataclass(frozen=True, slots=True)
class _Try:
    """A text to be sent: to the providers from `skip` on, with `more` masked."""

    text: Text
    skip: int = 0
    more: bool = False


class Filling:
    """One locale while its texts come in."""

    def __init__(
        self,
        plan: Plan,
        providers: Sequence[CountedProvider],
        catalog_store: CatalogStore,
        today: dt.date,
        kept: AnswerCache | None = None,
    ) -> None:
        self._plan = plan
        self._providers = providers
        self._catalog_store = catalog_store
        self._today = today
        self._kept = kept
        self._waiting = deque(_Try(text) for text in plan.texts) if providers else deque()
        self._sent: list[_Try] = []
        self._found: dict[tuple[str, str], _Taken | _Missed | _Awaited] = {
            _key(text): _Taken(copy, "", "") for text, copy in plan.known.items()
        }
        # A machine that is told the agreed terms may put them in any form; for others they are masked.
        self._is_told = bool(providers) and all(each.is_told for each in providers)
        self._bare = without_agreed(plan.glossary) if self._is_told else plan.glossary
        self._second_best: dict[tuple[str, str], _Taken] = {}
        self._open = list(plan.open)
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        """Gaps by provider, or `memory`, `copied`, `offered`."""
        self.left: Counter[str] = Counter()
        self.awaited: Counter[str] = Counter()
        """Gaps whose answers come later, by provider; nothing is written of them."""

    def start(self) -> None:
        """Write what needs no provider."""
        for what, pairs in (("memory", self._plan.recalled), ("copied", self._plan.copied if self._providers else ())):
            self._write([(gap, after, what) for gap, after in pairs])

    def tasks(self) -> Iterator[Task]:
        """What to send, a request's worth each; the next is made when the results of the last have been taken."""
        while self._waiting:
            first = min(self._waiting, key=lambda each: (each.skip, each.more))
            alike = [each for each in self._waiting if _kind(each) == _kind(first)]
            self._sent = self._batch(alike)
            for each in self._sent:
                self._waiting.remove(each)
            texts = tuple(self.mask(each.text, more=each.more).text for each in self._sent)
            english = tuple(
                self.mask(each.text, pivot=True, more=each.more).text if each.text.english else ""
                for each in self._sent
            )
            yield Task(first.text.locale, self._plan.locale, texts, english, first.skip)

    def mask(self, text: Text, *, pivot: bool = False, more: bool = False) -> Masked:
        """A text as it is sent, or its English."""
        return mask_texts(text, self._plan.glossary if more else self._bare, pivot=pivot, more=more)

    def _batch(self, alike: list[_Try]) -> list[_Try]:
        """As many as one request of the first provider holds."""
        limits = self._providers[alike[0].skip].limits
        size = 0
        for count, each in enumerate(alike):
            size += len(self.mask(each.text, more=each.more).text)
            if count and (count >= limits.texts or size > limits.characters):
                return alike[:count]
        return alike

    def take(self, results: Sequence[Result]) -> None:
        """Judge what has come for the texts that were sent, and write the gaps that it settles."""
        for sent, result in zip(self._sent, results, strict=True):
            found = self._judged(sent, result)
            if isinstance(found, _Try):
                self._waiting.append(found)
            else:
                self._found[_key(sent.text)] = found
        self._settle()

    def _judged(self, sent: _Try, result: Result) -> _Taken | _Missed | _Awaited | _Try:
        if isinstance(result, Refusal) and result.kind is Kind.AWAITED:
            return _Awaited(result.provider)
        if isinstance(result, Refusal):
            return self._second_best.get(_key(sent.text)) or _Missed(result.kind, by=result.provider)
        receipt = self._receipt(sent, result)
        was_judged_otherwise = bool(self._kept and self._kept.is_of_another_program(receipt))
        judged = self._accepted(sent, result, receipt)
        if isinstance(judged, _Taken):
            if sent.more or not self._lacks_terms(sent.text, judged.text):
                return judged
            self._second_best[_key(sent.text)] = judged
            return _Try(sent.text, self._at(result), more=True)
        if self._kept and was_judged_otherwise:
            self._kept.forget(receipt)
            return sent
        # Once more with more masked, then the next provider.
        at = self._at(result)
        if not sent.more:
            return _Try(sent.text, at, more=True)
        if at + 1 < len(self._providers):
            return _Try(sent.text, at + 1)
        return self._second_best.get(_key(sent.text)) or judged

    def _at(self, answer: Answer) -> int:
        return next(at for at, each in enumerate(self._providers) if each.name == answer.provider)

    def _lacks_terms(self, text: Text, target: str) -> bool:
        """True when an agreed term that was left to the machine does not stand in what it made of the text."""
        if not self._is_told:
            return False
        languages = Languages(text.locale, self._plan.locale)
        entry = Translation("", text.source, (target,))
        return any(lost_term.CHECK.find(entry, target, languages, self._plan.glossary))

    def _receipt(self, sent: _Try, answer: Answer) -> Sent:
        was_sent = self.mask(sent.text, pivot=bool(answer.pivot), more=sent.more)
        place = next(each.place for each in self._providers if each.name == answer.provider)
        return Sent(place, answer.pivot or sent.text.locale, self._plan.locale, was_sent.text)

    def _accepted(self, sent: _Try, answer: Answer, receipt: Sent) -> _Taken | _Missed:
        plan, text = self._plan, sent.text
        was_sent = self.mask(text, pivot=bool(answer.pivot), more=sent.more)
        written_in = receipt.source_locale
        judged = accept_answer(was_sent, answer.text, plan.locale, plan.glossary, source_locale=written_in)
        if not isinstance(judged, Accepted):
            self._keep(receipt, answer.text)
            return _Missed(judged.reason, judged.detail, answer.provider)
        # What came by way of English stands for the source all the same.
        if answer.pivot and is_blocked(Translation("", text.source, (judged.text,))):
            self._keep(receipt, answer.text)
            return _Missed("blocked", by=answer.provider)
        return _Taken(judged.text, answer.provider, answer.pivot, receipt, answer.text)

    def _keep(self, sent: Sent, answer: str) -> None:
        if self._kept:
            self._kept.keep(sent, answer)

    def _settle(self) -> None:
        settled, still = [], []
        for gap in self._open:
            found = [self._found.get((gap.source_locale, source)) for source in gap.sources]
            awaited = next((each.by for each in found if isinstance(each, _Awaited)), None)
            if None in found:
                still.append(gap)
            elif awaited is not None:
                self.awaited[awaited] += 1
            else:
                known = [each for each in found if isinstance(each, _Taken | _Missed)]
                settled.append(self._settled(gap, known))
        self._open = still
        self._write(settled)

    def _settled(self, gap: Gap, found: Sequence[_Taken | _Missed]) -> tuple[Gap, Translation, str]:
        """A gap with its texts, or with the reason that there are none; and what to count it as."""
        missed = next((each for each in found if isinstance(each, _Missed)), None)
        taken = [each for each in found if isinstance(each, _Taken)]
        by = next((each.provider for each in taken if each.provider), "")
        if missed is None:
            targets = forms(gap, [each.text for each in taken])
            if is_rejected(gap, targets):
                missed = _Missed(REJECTED_BEFORE, by=by)
            elif is_blocked(replace(gap.entry, targets=targets)):
                missed = _Missed("blocked", by=by)
        if missed:
            for each in taken:  # the other form of a plural, or what a person has rejected
                if each.sent:
                    self._keep(each.sent, each.answer)
            self.left[missed.reason] += 1
            # A text of a person is not untranslated.
            after = gap.entry if gap.is_offer else leave_gap(gap, missed.reason, missed.detail, missed.by)
            return gap, after, ""
        pivot = PIVOT if any(each.pivot for each in taken) else ""
        made = Origin(provider=by, day=self._today.isoformat(), pivot=pivot)
        return gap, fill_gap(gap, targets, sign_origin(made, targets)), by

    def _write(self, settled: Sequence[tuple[Gap, Translation, str]]) -> None:
        by_file: dict[str, list[Change]] = defaultdict(list)
        for gap, after, _ in settled:
            by_file[gap.file].append((gap.entry, after))
        for file, changes in by_file.items():
            written, problems = self._catalog_store.put(file, changes)
            self.problems += problems
            if problems:  # whatever would come now could not be written either
                self._waiting.clear()
            for gap, _, what in settled:
                if what and gap.file == file and gap.entry.key in written:
                    self.counts["offered" if gap.is_offer else what] += 1


def _key(text: Text) -> tuple[str, str]:
    return text.locale, text.source


def _kind(one: _Try) -> tuple[str, int, bool]:
    return one.text.locale, one.skip, one.more


Briefer = Callable[[Plan, Callable[[Text, bool], Masked]], Briefing]
"""A plan and how its texts are masked, with more or not → what machines are told of them."""


def brief_providers(plan: Plan, providers: Sequence[CountedProvider], briefing: Briefer | None) -> None:
    """Tell the providers of a plan's locale what is known of its texts, those that can be told."""
    told = [each for each in providers if each.is_told] if briefing and plan.texts else []
    if briefing and told:
        # However the texts are masked: as they are when all are told, and when some of the providers are not.
        bare = without_agreed(plan.glossary) if len(told) == len(providers) else plan.glossary

        def masked(text: Text, more: bool) -> Masked:
            return mask_texts(text, plan.glossary if more else bare, more=more)

        found = briefing(plan, masked)
        for each in told:
            each.tell(plan.locale, found)


def fill(
    plans: Sequence[Plan],
    providers_of: Callable[[str], Sequence[CountedProvider]],
    catalog_store: CatalogStore,
    *,
    today: dt.date,
    now: Callable[[], float],
    progress: Callable[[int, int, str], None] = lambda *_: None,
    kept: AnswerCache | None = None,
    briefing: Briefer | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[list[Filled], list[Problem]]:
    """Carry out the plans, several locales at once; their figures, and what could not be written.

    What an earlier run has `kept` is judged again and not asked for. `briefing` makes what machines are told of a plan.
    Each batch is in its file when the next of its locale goes out. Whoever interrupts this finds every file whole.
    `is_stopped` is asked before each request: once it is True none goes out any more, and what is under way is stored.
    """
    begun = now()
    ended: dict[str, float] = {}
    fillings: dict[str, Filling] = {}
    for plan in plans:
        fillings[plan.locale] = filling = Filling(plan, providers_of(plan.locale), catalog_store, today, kept)
        filling.start()
        brief_providers(plan, providers_of(plan.locale), briefing)
        ended[plan.locale] = now()
    total, sent = sum(len(plan.texts) for plan in plans), 0
    asked = _recalling(providers_of, kept) if kept else providers_of
    tasks = [takewhile(lambda _: not is_stopped(), each.tasks()) for each in fillings.values()]
    for task, results in fly(tasks, asked):
        fillings[task.target_locale].take(results)
        ended[task.target_locale] = now()
        sent += len(task.texts)
        progress(min(sent, total), total, task.target_locale)
    found = [_figures(plan, fillings[plan.locale], providers_of, ended[plan.locale] - begun) for plan in plans]
    return found, [problem for each in fillings.values() for problem in each.problems]


def _recalling(
    providers_of: Callable[[str], Sequence[CountedProvider]], kept: AnswerCache
) -> Callable[[str], Sequence[Provider]]:
    return lambda locale: [Recalling(each, kept) for each in providers_of(locale)]


def _figures(
    plan: Plan, filling: Filling, providers_of: Callable[[str], Sequence[CountedProvider]], seconds: float
) -> Filled:
    tallies = [tally for each in providers_of(plan.locale) if (tally := each.tallies.get(plan.locale))]
    counts = filling.counts
    return Filled(
        plan.locale,
        plan.units,
        from_memory=counts["memory"],
        copied=counts["copied"],
        by_provider={each.name: counts[each.name] for each in providers_of(plan.locale) if counts[each.name]},
        offered=counts["offered"],
        left=dict(filling.left),
        awaited=dict(filling.awaited),
        requests=sum(tally.requests for tally in tallies),
        characters=sum(tally.characters for tally in tallies),
        seconds=seconds,
    )
