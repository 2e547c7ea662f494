"""Catalogs are filled in rounds: by all who answer at once, then what is answered later is sent, and stored when it is.

In: a project, an issue, its catalogs up to date, and the providers of the run. Out: for each locale what came of it. A
round holds the locks of its locales; what is waited for is waited for without them.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from types import MappingProxyType

from newsletter.content.load import Content
from newsletter.files import locked, program_digest
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.fill import Request, briefer, plans_of, prepare_later, read_again
from newsletter.pipeline.translation.update import Updated
from newsletter.problems import Problem, error, warning
from newsletter.translate.formats.catalog_store import CatalogStore
from newsletter.translate.later.asking import Asking, Sending
from newsletter.translate.machine.fill import fill
from newsletter.translate.machine.filled import Filled, Rounds
from newsletter.translate.providers.answer_cache import AnswerCache
from newsletter.translate.providers.limits import Pace
from newsletter.translate.providers.provider import Kind, Refusal

_NOTHING: Mapping[str, str] = MappingProxyType({})
_SEE_LATER = "docs/operators/etranslation.md says what to look at"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a run waits for what comes later, in seconds: for answers, and where it does not for its turn alone."""

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
    full: Callable[[str, float], None] = lambda *_: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[list[Filled], list[Problem]]:
    """Fill the gaps of the catalogs that have just been updated.

    A locale is filled by one run at a time, so that nobody pays twice; `waiting` is told which one another run has.
    Whoever answers later is asked once all others have been, a request a language; what has come is stored first. With
    `waits` the answers are waited for, and stored as they come. `full` is told who takes no more requests, and in how
    many seconds it is asked again (0: when an answer has come). Once `is_stopped` says True nothing is sent any more;
    what is under way is stored.
    """
    begun, every, refusals = now(), Rounds(), dict[str, str]()
    ends = begun + waits.answers if waits.answers else inf
    pace = request.later.pace if request.later else Pace()
    turn = _Turn(_Pauses(pace, waits.answers or waits.turn, now, ends), full)
    while True:
        one = _round(project, content, updates, request, today, environ, now, progress, waiting, turn, is_stopped)
        every.add(one.filled)
        refusals |= one.refusals
        if one.sending.refused and not is_stopped():
            continue  # the next of the chain are asked, or the reason is written down
        left = waits.answers - max(now() - begun, turn.pauses.spent)
        is_awaited = any(each.awaited for each in one.filled)
        if left <= 0 or not is_awaited or not _wait_for_answers(project, environ, request, left, now):
            break
    filled = every.filled(request.providers)
    told = [*_refused(refusals), *_waiting_for_turn(one.sending)]
    problems = [*one.problems, *_left(filled, one.catalog_store, request.later), *told]
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
    turn: _Turn,
    is_stopped: Callable[[], bool],
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
        updates, changed = read_again(project, updates)
        plans, found = plans_of(project, content, updates, request, today)
        problems += [*changed, *found]
        catalog_store = CatalogStore(project.workspace, [update.catalog for update in updates])
        kept = AnswerCache(project.cache, today, program_digest("translate"))
        if request.later:
            prepare_later(request, request.later, plans)
        filled, faults = fill(
            plans, request.providers, catalog_store, today=today, now=now, progress=progress, kept=kept,
            briefing=briefer(project, [update.catalog for update in updates]), is_stopped=is_stopped,
        )  # fmt: skip
        sending, refusals = Sending(), dict[str, str]()
        if request.later and not is_stopped():
            name = request.later.name
            sending = request.later.send(
                lambda is_refused: not is_stopped() and turn.wait(name, is_refused) and not _pick_up(project, environ)
            )
            filled = [_told_apart(one, name, sending.waiting.get(one.locale, 0)) for one in filled]
            refusals = {locale: _said(each) for locale, each in sending.refused.items()}
            refusals |= {locale: f"was refused: {words}" for locale, words in request.later.settle().items()}
        return _Round(filled, [*problems, *faults], sending, refusals, catalog_store)


def _pick_up(project: Project, environ: Mapping[str, str]) -> list[Problem]:
    from newsletter.pipeline.translation.asking_later import pick_up

    return pick_up(project, environ)


def _wait_for_answers(
    project: Project, environ: Mapping[str, str], request: Request, seconds: float, now: Callable[[], float]
) -> bool:
    """True once something has come that was awaited; False where nothing has within so many seconds."""
    assert request.later is not None  # noqa: S101 (nobody else is awaited)
    pauses = _Pauses(request.later.pace, seconds, now, now() + seconds)
    while not request.later.has_news():
        if not pauses.once():
            return False
        _pick_up(project, environ)
    return True


@dataclass
class _Pauses:
    """Pauses that grow, of so many seconds in all, and none after `ends`."""

    pace: Pace
    seconds: float
    now: Callable[[], float]
    ends: float
    spent: float = 0.0
    next: float = 0.25

    @property
    def left(self) -> float:
        """Seconds that may still be waited."""
        return max(0.0, min(self.seconds - self.spent, self.ends - self.now()))

    def once(self) -> bool:
        """Wait a while; False where no time is left."""
        pause = self.next
        self.next = min(self.next * 1.5, 5.0)
        return self.pause(pause)

    def pause(self, seconds: float) -> bool:
        """Wait so long, or as long as may be; False where no time is left."""
        if (seconds := min(seconds, self.left)) <= 0:
            return False
        self.pace.sleep(seconds)
        self.spent += seconds
        return True


@dataclass
class _Turn:
    """Waiting for a turn: a service that has refused is asked again after 10 seconds, then after twice as many."""

    pauses: _Pauses
    full: Callable[[str, float], None]
    next: float = 10.0
    is_told: bool = False

    def wait(self, name: str, is_refused: bool) -> bool:
        """Wait for a turn at a provider; False where no time is left."""
        if self.pauses.left < 1:  # so soon after the last time nothing is different
            return False
        if is_refused or not self.is_told:
            self.full(name, min(self.next, self.pauses.left) if is_refused else 0.0)
            self.is_told = True
        if not is_refused:
            return self.pauses.once()
        pause, self.next = self.next, min(self.next * 2, 300.0)
        return self.pauses.pause(pause)


def _told_apart(one: Filled, name: str, texts: int) -> Filled:
    """What wait for their turn are not awaited."""
    count = min(texts, one.awaited.get(name, 0))
    if not count:
        return one
    awaited = {each: number - count * (each == name) for each, number in one.awaited.items()}
    return replace(one, awaited={each: number for each, number in awaited.items() if number}, unsent={name: count})


_NOT_REACHED = {Kind.NO_CONNECTION, Kind.TIMEOUT, Kind.SERVER_FAULT}


def _said(refusal: Refusal) -> str:
    """What became of a request that was not taken, as the end of a sentence."""
    return f"{'could not be sent' if refusal.kind in _NOT_REACHED else 'was refused'}: {refusal.detail}"


def _refused(refusals: Mapping[str, str]) -> Iterator[Problem]:
    by_words: dict[str, list[str]] = defaultdict(list)
    for locale, words in sorted(refusals.items()):
        by_words[words].append(locale)
    for words, locales in by_words.items():
        yield warning("request-refused", f"the request for {', '.join(locales)} {words}", None, _SEE_LATER)


def _waiting_for_turn(sending: Sending) -> Iterator[Problem]:
    if sending.waiting:
        locales = ", ".join(sorted(sending.waiting))
        message = f"as many requests as may be are under way; not sent yet: {locales}"
        hint = "run the command again in some minutes, or let it wait for its turn: `newsletter translate --wait 15`"
        yield error("request-waits", message, None, hint)


_REFUSED = frozenset(Kind) - {Kind.NO_ANSWER, Kind.LOST_MARK}


def _left(found: Sequence[Filled], catalog_store: CatalogStore, later: Asking | None) -> Iterator[Problem]:
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
            if later and later.gives_up_on(one.locale):
                hint = (
                    f"each says why in its catalog; {later.name} is not asked again for those that it has failed: name "
                    "another provider, translate by hand, or remove `.requests/settled`, to send them all anew"
                )
            make = error if _REFUSED & set(one.left) or not catalog_store.has_texts(one.locale) else warning
            yield make("left-untranslated", message, None, hint)
