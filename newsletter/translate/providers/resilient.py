"""A provider that keeps to its limits and does not give up too soon, nor too late.

In: any number of texts. Out: a result for each. Equal texts are sent once, long ones in parts, lists in batches; what
may pass is tried again, and a batch that is refused as a whole is halved until the text that spoils it stands alone.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.translate.providers.breaker import Breaker
from newsletter.translate.providers.briefing import Briefing, Told
from newsletter.translate.providers.counted import Tally
from newsletter.translate.providers.limits import Allowance, Pace, backoff, batches
from newsletter.translate.providers.provider import Answer, AroundProvider, Kind, Provider, Refusal, Result, refused
from newsletter.translate.providers.sentences import join_parts, parts

PATIENCE = 30.0
"""Seconds that a request which hangs may cost in all, with every further attempt and the pauses between."""
LONGEST_WAIT = 60.0
"""Seconds that a service may ask us to wait; one that asks for more is left to the next run."""
ATTEMPTS = 6
BELIEVED = 3
"""As often in a row a batch gets the same refusal that will not pass, it is taken for true."""
_CERTAIN = {Kind.NO_LANGUAGE, Kind.NOT_SET_UP, Kind.TOO_LONG}
"""Refusals that the same request would only get again."""
_SPOILT_BY_ONE = {Kind.BROKEN_ANSWER, Kind.SERVER_FAULT, Kind.NOT_ACCEPTED, Kind.TOO_LONG}
"""Refusals that one text of a batch may have brought on all of them."""


@dataclass
class _Luck:
    """How many halves of a batch may still fail in a row."""

    most: int
    left: int = 0

    def __post_init__(self) -> None:
        self.left = self.most


class ResilientProvider(AroundProvider[Provider]):
    """Around one provider; itself one. May be used by many threads, which it holds to the provider's limits."""

    def __init__(self, provider: Provider, pace: Pace | None = None) -> None:
        super().__init__(provider)
        self._pace = pace or Pace()
        limits = provider.limits
        self._requests = Allowance(limits.requests_per_minute)
        self._characters = Allowance(limits.characters_per_minute)
        self._in_flight = threading.BoundedSemaphore(limits.in_flight)
        self._breaker = Breaker()
        self._lock = threading.Lock()
        self.tallies: dict[str, Tally] = {}
        """By the locale that was translated into."""
        self._briefings: dict[str, Briefing] = {}

    @property
    def is_told(self) -> bool:
        """True when the provider can be told more than texts."""
        return isinstance(self._provider, Told)

    def tell(self, target_locale: str, briefing: Briefing) -> None:
        """What the provider is told of a locale's texts from now on, if it is one that can be told."""
        with self._lock:
            self._briefings[target_locale] = briefing

    @property
    def place(self) -> str:
        """Who answers, and where: the provider's name, its address and its model."""
        return " ".join(str(getattr(self._provider, each, "")) for each in ("name", "url", "model"))

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        """One result for each text; batches go one after the other, so threads decide how many are under way."""
        cut = {text: parts(text, self.limits.characters) for text in dict.fromkeys(texts) if text.strip()}
        pieces = list(dict.fromkeys(piece for found in cut.values() for piece in found or []))
        known: dict[str, Result] = {}
        for batch in batches(pieces, self.limits):
            known.update(self._asked(batch, source_locale, target_locale))
            nothing = [piece for piece in batch if _kind(known[piece]) is Kind.NO_ANSWER]
            if nothing:  # an engine that stumbles over a text does not always do so twice
                known.update(self._asked(nothing, source_locale, target_locale))
        return [self._whole(cut.get(text, []), known) for text in texts]

    def _whole(self, pieces: list[str] | None, known: dict[str, Result]) -> Result:
        if pieces is None:
            detail = f"a sentence is longer than the {self.limits.characters:,} characters of a request"
            return Refusal(Kind.TOO_LONG, detail, provider=self.name)
        results = [known[piece] for piece in pieces]
        for result in results:
            if isinstance(result, Refusal):
                return result
        answers = [result for result in results if isinstance(result, Answer)]
        if not answers:
            return Refusal(Kind.NO_ANSWER, "the text is empty", provider=self.name)
        return (
            answers[0] if len(answers) == 1 else Answer(join_parts(pieces, [each.text for each in answers]), self.name)
        )

    def _asked(self, batch: list[str], source_locale: str, target_locale: str) -> dict[str, Result]:
        """A batch with all its attempts; in halves when it may be one text that spoils it."""
        begun = self._pace.now()
        is_suspect = self._breaker.is_suspect
        results = self._tried(batch, source_locale, target_locale, is_part=False)
        found = dict(zip(batch, results, strict=True))
        if len(batch) > 1 and not is_suspect and _may_be_spoilt(results):
            found = self._halved(batch, source_locale, target_locale, results, _Luck(2 + len(batch).bit_length()))
        refusals = [result for result in found.values() if isinstance(result, Refusal)]
        if len(refusals) == len(found) and refusals[-1].kind is not Kind.RESTING:
            self._breaker.give_up(refusals[-1], begun, self._pace.now())
        return found

    def _halved(
        self, batch: list[str], source_locale: str, target_locale: str, results: list[Result], luck: _Luck
    ) -> dict[str, Result]:
        """A batch that was refused as a whole, in halves, until a text that spoils it stands alone.

        Where all halves fail in a row it is no single text; the rest keeps the refusal that it has.
        """
        middle = len(batch) // 2
        found: dict[str, Result] = {}
        for part, known in ((batch[:middle], results[:middle]), (batch[middle:], results[middle:])):
            here = self._tried(part, source_locale, target_locale, is_part=True) if luck.left > 0 else known
            is_spoilt = _may_be_spoilt(here)
            luck.left = luck.left - 1 if is_spoilt else luck.most
            if is_spoilt and len(part) > 1 and luck.left > 0:
                found |= self._halved(part, source_locale, target_locale, here, luck)
            else:
                found |= dict(zip(part, here, strict=True))
        return found

    def _tried(self, batch: list[str], source_locale: str, target_locale: str, *, is_part: bool) -> list[Result]:
        spent = waited = 0.0
        told: list[Kind] = []
        for attempt in range(1, ATTEMPTS + 1):
            is_first = attempt == 1 and not is_part
            is_suspect = is_first and self._breaker.is_suspect
            rest = self._breaker.wait(self._pace.now(), is_first=is_first)
            while rest > 0 and waited + rest <= LONGEST_WAIT:
                self._pace.sleep(rest)
                waited += rest
                is_suspect = is_first and self._breaker.is_suspect
                rest = self._breaker.wait(self._pace.now(), is_first=is_first)
            if rest:
                return self._resting(batch)
            results, seconds = self._sent(batch, source_locale, target_locale)
            spent += seconds
            # Only what befell the request as a whole: a text for which there is nothing says nothing of the others.
            refusal = results[0] if all(result == results[0] for result in results) else None
            if not isinstance(refusal, Refusal):
                self._breaker.tell(None, self._pace.now())
                return results
            self._breaker.tell(refusal, self._pace.now())
            pause = max(backoff(attempt, self._pace.chance()), refusal.wait or 0.0)
            spent += 0.0 if refusal.wait else pause
            is_over = spent + self.limits.timeout > PATIENCE or waited + pause > LONGEST_WAIT
            told.append(refusal.kind)
            # A proxy in between, or a server that starts anew, may answer with what would never pass.
            is_believed = not refusal.is_passing and told[-BELIEVED:] == [refusal.kind] * BELIEVED
            if is_believed or is_over or is_suspect or attempt >= _attempts(refusal, len(batch), is_part):
                return results
            self._pace.sleep(pause)
            waited += pause
        raise AssertionError("the last attempt returns")

    def _sent(self, batch: list[str], source_locale: str, target_locale: str) -> tuple[list[Result], float]:
        """The results of one request, and the seconds it took."""
        size = self.size(batch, target_locale)
        with self._in_flight:
            now = self._pace.now()
            at = max(self._requests.take(1, now), self._characters.take(size, now))
            if at > now:
                self._pace.sleep(at - now)
            with self._lock:
                tally = self.tallies.setdefault(target_locale, Tally())
                tally.requests += 1
                tally.characters += size
            begun = self._pace.now()
            results = self._answers(batch, source_locale, target_locale)
            seconds = self._pace.now() - begun
        named: list[Result] = [
            replace(each, provider=self.name) if isinstance(each, Refusal) else each for each in results
        ]
        return named, seconds

    def size(self, texts: Sequence[str], target_locale: str) -> int:
        """How many characters a request for these texts has, with all that the provider is told of them."""
        with self._lock:
            briefing = self._briefings.get(target_locale)
        told = self._provider.size_told(texts, briefing) if briefing and isinstance(self._provider, Told) else 0
        return sum(map(len, texts)) + told

    def _answers(self, batch: list[str], source_locale: str, target_locale: str) -> list[Result]:
        with self._lock:
            briefing = self._briefings.get(target_locale)
        if briefing and isinstance(self._provider, Told):
            return self._provider.translate_told(batch, source_locale, target_locale, briefing)
        return self._provider.translate(batch, source_locale, target_locale)

    def _resting(self, batch: list[str]) -> list[Result]:
        last = self._breaker.last
        if last and not last.is_passing:
            return refused(batch, last)
        detail = "it has failed too often and is left alone for a while" + (f": {last.detail}" if last else "")
        return refused(batch, Refusal(Kind.RESTING, detail, is_passing=True, provider=self.name))


def _may_be_spoilt(results: list[Result]) -> bool:
    """True when one text may have brought the same refusal on all of a batch."""
    return {_kind(result) for result in results} <= _SPOILT_BY_ONE


def _kind(result: Result) -> Kind | None:
    return result.kind if isinstance(result, Refusal) else None


def _attempts(refusal: Refusal, size: int, is_part: bool) -> int:
    """How often a batch is sent that is refused like this: what is halved next needs no more than a second chance."""
    if refusal.kind in _CERTAIN:
        return 1
    if refusal.kind in _SPOILT_BY_ONE and is_part:
        return 1 if size > 1 else 2
    # A server in trouble is told from a text that spoils its batch by time alone.
    if refusal.kind in _SPOILT_BY_ONE and size > 1 and refusal.kind is not Kind.SERVER_FAULT:
        return 3 if refusal.is_passing else 2
    return ATTEMPTS
