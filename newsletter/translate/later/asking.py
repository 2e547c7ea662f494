"""A provider that answers later, as one of a chain: what has come is answered at once, the rest is collected and sent.

In: texts, as any provider is asked. Out: for each the answer that has come for it, or that it is awaited, or why nobody
waits for it any longer, so that the chain goes on. `send` makes one request of what was collected for each language,
recorded before it goes out. A text that is under way is not sent again; one that was answered and not stored is
answered by the same answer.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request import (
    GRACE,
    SET_ASIDE,
    USUAL,
    LaterRequest,
    Reading,
    Unsent,
    asked_texts,
    standing_of,
)
from newsletter.translate.later.request_store import KEPT, RequestStore
from newsletter.translate.later.tokens import AnswerTokens, Claim, new_request_id
from newsletter.translate.providers.briefing import Briefing
from newsletter.translate.providers.codes import code
from newsletter.translate.providers.counted import Tally
from newsletter.translate.providers.later import ANSWERS, AnswerReader, LaterProvider, Outgoing, Receipt
from newsletter.translate.providers.limits import Pace, backoff
from newsletter.translate.providers.provider import Answer, AroundProvider, Kind, Refusal, Result, refused

TRIES = 3
"""As often a text is sent that comes back unusable, where nobody else can be asked."""
_ATTEMPTS = 4
"""As often a request is sent that a fault in passing has kept from arriving."""
_AWAITED = Refusal(Kind.AWAITED, "it is sent, and the answer comes later")
_MISSING = Refusal(Kind.MISSING, "it was sent, and no answer came in time", is_passing=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where answers are awaited: an address without the token, and what signs tokens."""

    home: str
    tokens: AnswerTokens = field(repr=False)


@dataclass
class _Known:
    """What is known of the texts of one language, by the locale of their source and the text."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    awaited: set[tuple[str, str]] = field(default_factory=set)
    failed: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    tries: dict[tuple[str, str], int] = field(default_factory=dict)


_NOTHING_KNOWN = _Known()


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of sending: requests that went out, those refused by language, and what waits for its turn.

    `waiting`: by language how many texts.
    """

    sent: tuple[LaterRequest, ...] = ()
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)


class Asking(AroundProvider[LaterProvider]):
    """One provider for the time of a run, for an issue; may be asked by several threads."""

    def __init__(
        self,
        provider: LaterProvider,
        reader: AnswerReader,
        store: RequestStore,
        mailbox: Mailbox,
        place: Place | None,
        lack: str,
        issue: str,
        clock: Callable[[], dt.datetime],
        pace: Pace | None = None,
    ) -> None:
        super().__init__(provider)
        self._reader, self._store, self._mailbox = reader, store, mailbox
        self._place, self._lack, self._issue, self._clock = place, lack, issue, clock
        self.pace = pace or Pace()
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._wanted: dict[tuple[str, str], dict[str, None]] = {}
        self._refused: dict[tuple[str, str], Refusal] = {}
        self._variants: dict[str, str] = {}
        self._last_of: Collection[str] = ()
        self._dealt_with: set[str] = set()
        self.tallies: dict[str, Tally] = {}
        """By the locale that was translated into."""

    @property
    def place(self) -> str:
        """Who answers, and where."""
        return f"{self.name} {self._provider.url}"

    @property
    def lack(self) -> str:
        """What has to be set up before anything is sent: at the provider, or where its answers are awaited."""
        return self._lack

    @property
    def is_told(self) -> bool:
        """It is told nothing but texts."""
        return False

    def tell(self, target_locale: str, briefing: Briefing) -> None:
        """It is told nothing but texts."""

    def size(self, texts: Sequence[str], target_locale: str) -> int:
        """How many characters these texts have."""
        return sum(map(len, texts))

    def prepare(self, locales: Collection[str], variants: Mapping[str, str], last_of: Collection[str]) -> None:
        """Begin a round for some locales anew, with what is on disk now.

        `variants`: for a text the same with more masked, to go along with it. `last_of`: the locales behind which no
        other provider can be asked.
        """
        self._variants, self._last_of = dict(variants), last_of
        self._wanted.clear()
        self._known = {locale: self._looked_up(locale) for locale in locales}

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        """What is known for each text; those of which nothing is are collected, to be sent."""
        pair = (source_locale, target_locale)
        with self._lock:
            return [self._verdict(text, pair) or self._collected(text, pair) for text in texts]

    def is_to_be_sent(self, text: str, source_locale: str, target_locale: str) -> bool:
        """True where nothing is known of a text."""
        return self._verdict(text, (source_locale, target_locale)) is None

    def gives_up_on(self, target_locale: str) -> bool:
        """True where texts of a language were sent and failed, and are not sent again."""
        known = self._known.get(target_locale, _NOTHING_KNOWN)
        return any(isinstance(self._verdict(text, (source, target_locale)), Refusal) for source, text in known.failed)

    def _collected(self, text: str, pair: tuple[str, str]) -> Result:
        self._wanted.setdefault(pair, {})[text] = None
        return replace(_AWAITED, provider=self.name)

    def _verdict(self, text: str, pair: tuple[str, str]) -> Result | None:
        """The answer to a text, that it is awaited, or why it is not sent; None where it is to be sent."""
        if pair in self._refused:
            return self._refused[pair]
        known, key = self._known.get(pair[1], _NOTHING_KNOWN), (pair[0], text)
        if key in known.answers:
            return known.answers[key]
        if key in known.awaited:
            return replace(_AWAITED, provider=self.name)
        failed = known.failed.get(key)
        if failed and (pair[1] not in self._last_of or known.tries[key] >= TRIES or not _may_pass(failed)):
            return replace(failed, provider=self.name)
        return None

    def _looked_up(self, target_locale: str) -> _Known:
        known, now = _Known(), self._clock()
        opened = [each for each in self._store.open_requests() if self._is_mine(each, target_locale)]
        settled = [each for each in self._store.settled_requests() if self._is_mine(each, target_locale)]
        for request in (*settled, *opened):
            keys = [(request.source_locale, each.text) for each in request.texts]
            results = self._results(request, now)
            if results is None:
                known.awaited.update(keys)
                continue
            self._dealt_with.add(request.id)
            for key, result in zip(keys, results, strict=True):
                if isinstance(result, Answer):
                    known.answers[key] = result
                else:
                    known.failed[key] = result
                    known.tries[key] = known.tries.get(key, 0) + 1
        return known

    def _is_mine(self, request: LaterRequest, target_locale: str) -> bool:
        return self._is_asked(request) and request.target_locale == target_locale

    def _is_asked(self, request: LaterRequest) -> bool:
        """True for what this very service was asked, not another one of its kind: a test server, another domain."""
        return (request.provider, request.service) == (self.name, self._provider.service)

    def _results(self, request: LaterRequest, now: dt.datetime) -> list[Result] | None:
        """What came for each text of a request; None while it is awaited."""
        came = self._mailbox.get(request.id)
        if came is not None:
            read = self._reader(came, [each.text for each in request.texts])
            return refused([each.text for each in request.texts], read) if isinstance(read, Refusal) else read
        if (request.settled is None or request.outcome == SET_ASIDE) and now <= request.deadline:
            return None
        return refused([each.text for each in request.texts], _MISSING)

    def send(self, wait: Callable[[bool], bool]) -> Sending:
        """Send what was collected, one request for each pair of languages.

        No more are under way than the provider allows; `wait` waits for one to be answered, and is False when it has
        waited long enough: what is left is sent by another run, and is on record as waiting. `wait` is told whether it
        was the provider that would take no more.
        """
        sent: list[LaterRequest] = []
        refusals: dict[str, Refusal] = {}
        waiting: dict[str, int] = {}
        with self._lock:
            wanted = {pair: tuple(texts) for pair, texts in sorted(self._wanted.items())}
            self._wanted.clear()
        is_full = False
        for pair, texts in wanted.items():
            while not is_full:
                found = self._try(pair, texts) if self._is_place_left() else None
                if isinstance(found, LaterRequest):
                    sent.append(found)
                    break
                if found is not None and found.kind is not Kind.TOO_MANY:
                    self._refused[pair] = refusals[pair[1]] = replace(found, provider=self.name)
                    break
                is_full = not wait(found is not None)
            else:
                waiting[pair[1]] = waiting.get(pair[1], 0) + len(texts)
        for locale in self._known:
            self._store.drop_unsent(self._issue, locale)
        for locale, count in waiting.items():
            self._store.put_unsent(Unsent(self.name, self._issue, locale, count, self._clock()))
        return Sending(tuple(sent), refusals, waiting)

    def _is_place_left(self) -> bool:
        now = self._clock()
        under_way = [
            each
            for each in self._store.open_requests()
            if self._is_asked(each) and now <= each.deadline and not self._mailbox.has(each.id)
        ]
        return len(under_way) < self.limits.in_flight

    def _try(self, pair: tuple[str, str], texts: tuple[str, ...]) -> LaterRequest | Refusal:
        assert self._place is not None  # noqa: S101 (whoever lacks one is asked nothing)
        source_locale, target_locale = pair
        more = (self._variants.get(text, text) for text in texts)
        every = tuple(dict.fromkeys((*texts, *more)))
        now = self._clock()
        deadline = now + self._provider.answers_within
        name, language = new_request_id(), str(code(self.name, target_locale))
        token = self._place.tokens.make(Claim(name, language, int((deadline + GRACE).timestamp())))
        request = LaterRequest(
            name, self._issue, self.name, source_locale, target_locale, asked_texts(every), now,
            min(deadline, now + USUAL), self._place.home, token, service=self._provider.service,
        )  # fmt: skip
        self._store.put(request)
        address = f"{self._place.home}/{ANSWERS}/{token}"
        tally = self.tallies.setdefault(target_locale, Tally())
        tally.characters += sum(map(len, every))
        outgoing = Outgoing(name, every, source_locale, target_locale, address, f"{address}/error")
        for attempt in range(1, _ATTEMPTS + 1):
            found = self._provider.submit(outgoing)
            tally.requests += 1
            if isinstance(found, Receipt):
                request = request.taken(found.number, deadline)
                self._store.put(request)
                return request
            if found.may_have_arrived:
                return request  # awaited for as long as answers usually take; until then nothing is sent twice
            if not found.is_passing or found.kind is Kind.TOO_MANY or attempt == _ATTEMPTS:
                break
            self.pace.sleep(backoff(attempt, self.pace.chance()))
        self._store.drop(request)
        assert isinstance(found, Refusal)  # noqa: S101 (a receipt has been returned)
        return found

    def has_news(self) -> bool:
        """True where something has come, or is missing by now, that has not been given out."""
        now = self._clock()
        mine = (each for each in self._store.open_requests() if self._is_asked(each))
        return any(
            each.id not in self._dealt_with and (self._mailbox.has(each.id) or now > each.deadline)
            for each in mine
            if each.target_locale in self._known
        )

    def settle(self) -> dict[str, str]:
        """Close the issue's requests whose answers were given out, and those that have expired; forget what is old.

        What another service was asked is set aside: it is no longer awaited, and counts again once that one is set.
        What those were refused for that were refused later on comes back, by locale.
        """
        now, refusals = self._clock(), dict[str, str]()
        for request in self._store.open_requests():
            if request.provider != self.name:
                continue
            if not self._is_asked(request):
                self._store.settle(request, SET_ASIDE, now)
                continue
            reading = self._reading(request)
            standing = standing_of(request, reading, now)
            is_ours = request.id in self._dealt_with and request.issue == self._issue
            if standing in _OVER and (is_ours or now > request.expires):
                self._store.settle(request, str(standing), now)
                if reading and reading.refusal:
                    refusals[request.target_locale] = reading.refusal
        for request in self._store.settled_requests():
            if request.settled and now > max(request.settled, request.expires) + KEPT:
                self._store.forget(request)
                self._mailbox.forget(request.id)
        return refusals

    def _reading(self, request: LaterRequest) -> Reading | None:
        return reading_of(request, self._mailbox, self._reader)


_OVER = {"answered", "partial", "spoilt", "refused", "missing", "expired"}


def reading_of(request: LaterRequest, mailbox: Mailbox, reader: AnswerReader) -> Reading | None:
    """What of the answer to a request can be used; None where none has come."""
    came = mailbox.get(request.id)
    if came is None:
        return None
    read = reader(came, [each.text for each in request.texts])
    if isinstance(read, Refusal):
        is_said = came.is_error
        return Reading(0, len(request.texts), read.detail if is_said else "")
    return Reading(sum(isinstance(each, Answer) for each in read), len(request.texts))


def _may_pass(refusal: Refusal) -> bool:
    return refusal.is_passing or refusal.kind in (Kind.LOST_MARK, Kind.MISSING)
