"""Filling: real PO files, a real server that is kind, slow, broken or lying, and what stands in the files after it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.settings.providers import Providers
from newsletter.translate.formats.catalog_store import CatalogStore
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.machine.fill import fill
from newsletter.translate.memory import Match
from newsletter.translate.providers.provider import Kind
from newsletter.translate.providers.registry import Registry
from newsletter.translate.record import Origin
from newsletter.translate.unit import About, State, Translation, Unit
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.support.filling import SOURCES, TODAY, Desk, blocked, harmed
from tests.support.manglings import MANGLINGS
from tests.support.providers import Time, registry
from tests.support.signing import signed, unsigned
from tests.support.translation_server import FAULTS, TranslationServer

SIX = ["de", "el", "es", "fr", "pl", "bg"]
PARAGRAPH = "articles/a/body/paragraph"


@pytest.fixture
def kind() -> Iterator[TranslationServer]:
    with TranslationServer() as server:
        yield server


class TestKindEngine:
    @pytest.mark.slow
    def test_everything_is_translated_and_every_tag_address_placeholder_and_name_is_kept(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        desk = Desk(tmp_path, SIX)
        found = desk.fill(registry(kind))
        assert [(one.gaps, dict(one.by_provider), dict(one.left)) for one in found] == [(61, {"libre": 61}, {})] * 6
        stored = desk.stored()
        assert len(stored) == 61 * 6
        assert blocked(stored) == []
        assert harmed(stored) == []
        assert {entry.state for _, entry in stored} == {State.NEEDS_REVIEW}
        assert {unsigned(write_lines(entry.record)) for _, entry in stored} == {("from: libre 2026-11-21",)}

    @pytest.mark.slow
    def test_a_second_run_asks_nobody(self, tmp_path: Path, kind: TranslationServer) -> None:
        desk = Desk(tmp_path, SIX)
        desk.fill(registry(kind))
        before = {locale: desk.path(locale).read_bytes() for locale in SIX}
        kind.asked.clear()
        assert [one.gaps for one in desk.fill(registry(kind))] == [0] * 6
        assert kind.asked == []
        assert {locale: desk.path(locale).read_bytes() for locale in SIX} == before

    def test_equal_texts_are_sent_once(self, tmp_path: Path, kind: TranslationServer) -> None:
        desk = Desk(tmp_path, ["de"])
        desk.put("de", *(Translation(f"articles/{name}/title", "The city of tomorrow") for name in "abc"))
        (found,) = desk.fill(registry(kind))
        assert (found.by_provider, found.requests, found.characters) == ({"libre": 3}, 1, 20)
        assert len({entry.target for entry in desk.entries("de")}) == 1

    def test_of_a_plural_one_and_other_are_translated_and_the_other_forms_follow_other(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        desk = Desk(tmp_path, ["de", "pl", "hu", "zh-Hans"], 0)
        desk.fill(registry(kind))
        german, polish, hungarian, chinese = (desk.entries(locale)[0] for locale in desk.locales)
        assert [len(each.targets) for each in (german, polish, hungarian, chinese)] == [2, 3, 2, 1]
        assert german.targets[0] != german.targets[1]
        assert polish.targets == (german.targets[0], german.targets[1], german.targets[1])
        assert hungarian.targets == german.targets
        assert chinese.targets == ("%(num)s 内乌帕尔特内尔斯",), (
            "new partners: a language without a form for one has that of many"
        )

    def test_a_text_without_words_is_copied_and_not_sent(self, tmp_path: Path, kind: TranslationServer) -> None:
        desk = Desk(tmp_path, ["de"])
        desk.put("de", Translation(PARAGRAPH, "<b1>2026</b1> – 12%"), Translation(PARAGRAPH, "Ghent"))
        (found,) = desk.fill(registry(kind))
        assert [(entry.target, unsigned(write_lines(entry.record))) for entry in desk.entries("de")] == [
            ("<b1>2026</b1> – 12%", ("from: source 2026-11-21",)),
            ("Gent", ("from: source 2026-11-21",)),
        ]
        assert (found.copied, kind.asked) == (2, [])

    @pytest.mark.slow
    def test_the_next_batch_of_a_locale_goes_out_when_the_last_is_in_its_file(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        desk = Desk(tmp_path, ["de"])
        filled = []

        def look(done: int, total: int, locale: str) -> None:
            assert (total, locale) == (62, "de")
            filled.append((done, len(desk.stored()), len(kind.translations)))

        desk.filled(registry(kind), progress=look)
        # The plural's two texts are in the last batch.
        assert [stored for _, stored, _ in filled][:-1] == [done for done, _, _ in filled][:-1]
        assert [requests for _, _, requests in filled] == list(range(1, len(filled) + 1))
        assert filled[-1][:2] == (62, 61)


class TestWhoseText:
    STALE = Translation(
        PARAGRAPH, "Ten cities build bridges.", ("Neun Städte bauen Brücken.",), State.NEEDS_REVIEW,
        previous="Nine cities build bridges.", record=read_lines(("a note",)),
    )  # fmt: skip

    def filled(self, tmp_path: Path, server: TranslationServer, entry: Translation) -> Translation:
        desk = Desk(tmp_path, ["de"])
        desk.put("de", signed(entry))
        desk.fill(registry(server))
        return desk.entries("de")[0]

    def test_a_stale_text_of_a_machine_is_translated_anew(self, tmp_path: Path, kind: TranslationServer) -> None:
        found = self.filled(
            tmp_path, kind, replace(self.STALE, record=read_lines(("a note", "from: deepl 2026-01-01")))
        )
        assert found.target.startswith("Téé")
        assert (found.previous, unsigned(write_lines(found.record))) == ("", ("a note", "from: libre 2026-11-21"))

    def test_beside_a_stale_text_of_a_person_the_machines_version_is_offered_once(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        found = self.filled(tmp_path, kind, self.STALE)
        assert (found.targets, found.previous, found.state) == (
            self.STALE.targets,
            self.STALE.previous,
            State.NEEDS_REVIEW,
        )
        assert "".join(found.record.offers).startswith("Téé")
        kind.asked.clear()
        assert self.filled(tmp_path, kind, found) == found
        assert kind.asked == []

    @pytest.mark.parametrize("said", ["reviewed: Ada 2026-01-01", "was reviewed: Ada 2026-01-01"])
    def test_what_a_person_has_ever_reviewed_is_a_persons(
        self, tmp_path: Path, kind: TranslationServer, said: str
    ) -> None:
        found = self.filled(tmp_path, kind, replace(self.STALE, record=read_lines(("from: deepl 2026-01-01", said))))
        assert found.targets == self.STALE.targets
        assert "".join(found.record.offers)

    def test_what_the_memory_has_of_a_person_is_a_persons(self, tmp_path: Path, kind: TranslationServer) -> None:
        found = self.filled(tmp_path, kind, replace(self.STALE, record=read_lines(("from: memory 2023-10",))))
        assert found.targets == self.STALE.targets
        by_machine = replace(self.STALE, record=read_lines(("from: memory 2023-10, deepl 2026-01-01",)))
        assert self.filled(tmp_path, kind, by_machine).targets != self.STALE.targets

    @pytest.mark.parametrize("state", [State.NEEDS_REVIEW, State.REVIEWED])
    def test_a_text_that_is_up_to_date_is_left_alone(
        self, tmp_path: Path, kind: TranslationServer, state: State
    ) -> None:
        entry = replace(self.STALE, previous="", state=state, record=read_lines(("from: deepl 2026-01-01",)))
        assert self.filled(tmp_path, kind, entry) == signed(entry)
        assert kind.asked == []

    def test_pseudo_text_makes_room_for_any_translation_and_takes_no_place(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        pseudo = Registry(Providers(default=["pseudo"]), {}, Time().pace())
        desk = Desk(tmp_path, ["de"], 3)
        plans = desk.plans(is_pseudo=True)
        assert [dict(one.by_provider) for one in desk.fill(pseudo, plans)] == [{"pseudo": 4}]
        assert [plan.units for plan in desk.plans(is_pseudo=True)] == [0]
        assert [dict(one.by_provider) for one in desk.fill(registry(kind))] == [{"libre": 4}]
        desk.put("de", self.STALE)
        assert [plan.units for plan in desk.plans(is_pseudo=True)] == [0], "nothing of it is offered to anybody"

    def test_what_a_person_has_rejected_does_not_come_again(self, tmp_path: Path, kind: TranslationServer) -> None:
        made = self.filled(tmp_path, kind, Translation(PARAGRAPH, "Ten cities build bridges."))
        comments = ("rejected: Ada 2026-11-21", f"rejected text: {made.target}")
        found = self.filled(
            tmp_path, kind, Translation(PARAGRAPH, "Ten cities build bridges.", record=read_lines(comments))
        )
        assert (found.targets, write_lines(found.record)) == (
            ("",),
            (*comments, "not translated: rejected-before (libre)"),
        )

    def test_a_text_of_a_person_that_can_not_be_used_gets_an_offer(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        lost = Translation(PARAGRAPH, "The <b1>first</b1> one.", ("Die erste.",), State.NEEDS_REVIEW)
        found = self.filled(tmp_path, kind, lost)
        assert found.target == "Die erste."
        assert "<b1>" in "".join(found.record.offers)


class TestMemory:
    MATCH = Match("2023-10", PARAGRAPH, SOURCES[8], ("Die elf neuen Netzwerke 11",), State.REVIEWED, Origin("2023-10"))

    def recall(self, unit: Unit, locale: str) -> Match | None:
        return self.MATCH if unit.source == SOURCES[8] and locale == "de" else None

    def test_what_it_has_is_not_sent(self, tmp_path: Path, kind: TranslationServer) -> None:
        desk = Desk(tmp_path, ["de", "fr"], 9)
        german, french = desk.fill(registry(kind), desk.plans(self.recall))
        assert (german.from_memory, french.from_memory) == (1, 0)
        assert (german.by_provider, french.by_provider) == ({"libre": 9}, {"libre": 10})
        entry = desk.entries("de")[8]
        assert (entry.targets, entry.state, write_lines(entry.record)) == (
            self.MATCH.targets,
            State.REVIEWED,
            ("from: memory 2023-10",),
        )

    def test_without_a_provider_it_is_all_there_is(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, ["de"], 9)
        nobody = Registry(Providers(), {})
        (found,) = desk.fill(nobody, desk.plans(self.recall))
        assert (found.from_memory, found.gaps, found.left) == (1, 10, {})
        assert desk.reasons() == [""] * 9, "nobody was asked, so nobody has failed"

    def test_a_text_of_it_that_breaks_a_check_is_not_taken(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, ["de"], 1)
        match = replace(self.MATCH, source=SOURCES[0], targets=("Ohne Auszeichnung 11",))
        assert [plan.recalled for plan in desk.plans(lambda *_: match)] == [()]


@pytest.mark.few_quick(6)
@pytest.mark.parametrize("mangling", MANGLINGS)
def test_no_mangling_leads_to_a_stored_text_that_a_check_blocks(tmp_path: Path, mangling: str) -> None:
    desk = Desk(tmp_path, ["de", "el"], 20)
    with TranslationServer(mangling=mangling, seed=4) as server:
        found = desk.fill(registry(server))
    stored = desk.stored()
    assert blocked(stored) == []
    assert harmed(stored) == []
    assert len(stored) + len(desk.reasons()) == 42
    assert all(desk.reasons()), "each text that is left says why"
    assert sum(sum(one.left.values()) for one in found) == len(desk.reasons())


@pytest.mark.few_quick(6)
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_stores_anything_and_each_text_says_why_it_is_left(tmp_path: Path, fault: str) -> None:
    desk = Desk(tmp_path, ["de"], 5)
    kind = FAULTS[fault][1]
    with TranslationServer(fault=fault) as server:
        (found,) = desk.fill(registry(server, timeout=0.1 if kind is Kind.TIMEOUT else 30))
    assert desk.stored() == []
    assert set(desk.reasons()) <= {f"{kind} (libre)", f"{Kind.RESTING} (libre)"}
    assert (len(desk.reasons()), sum(found.left.values())) == (6, 6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_a_third_of_requests_at_fault_nearly_everything_is_translated_and_the_rest_named(
    tmp_path: Path, seed: int
) -> None:
    desk = Desk(tmp_path, SIX)
    mixed = [name for name, (_, kind) in FAULTS.items() if kind not in (Kind.TIMEOUT, Kind.TOO_LONG)]
    with TranslationServer(faults=mixed, rate=0.3, seed=seed) as server:
        desk.fill(registry(server, None, **{"characters-per-request": 200}))
        assert sum(fault != "" for fault in server.befallen) > 15
    stored = desk.stored()
    assert blocked(stored) == harmed(stored) == []
    assert len(stored) >= 0.99 * 61 * 6, desk.reasons()
    assert all(desk.reasons())


@pytest.mark.slow
def test_with_a_third_of_texts_mangled_and_a_third_of_requests_at_fault_nothing_harmed_is_stored(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, SIX)
    mixed = [name for name, (_, kind) in FAULTS.items() if kind is not Kind.TIMEOUT]
    with TranslationServer(faults=mixed, manglings=MANGLINGS, rate=0.3, seed=7) as server:
        desk.fill(registry(server))
    assert blocked(desk.stored()) == harmed(desk.stored()) == []
    assert len(desk.stored()) + len(desk.reasons()) == 61 * 6
    assert all(desk.reasons())


def test_a_reason_is_that_of_the_last_run_and_goes_when_a_translation_comes(
    tmp_path: Path, kind: TranslationServer
) -> None:
    desk = Desk(tmp_path, ["de"], 2)
    for fault in ("456", "429"):
        with TranslationServer(fault=fault) as server:
            desk.fill(registry(server))
        assert set(desk.reasons()) == {f"{FAULTS[fault][1]} (libre)"}
    desk.fill(registry(kind))
    assert desk.reasons() == []
    assert not any(entry.record.not_translated for entry in desk.entries("de"))


class TestChain:
    def registry(self, **urls: str) -> Registry:
        values: dict[str, object] = {name: {"url": url} for name, url in urls.items()}
        chain = Providers.model_validate({"default": list(urls), **values})
        return Registry(chain, {"NEWSLETTER_DEEPL_KEY": "k"}, Time().pace())

    @pytest.mark.slow
    def test_what_one_provider_spoils_the_next_one_gets(self, tmp_path: Path, kind: TranslationServer) -> None:
        desk = Desk(tmp_path, ["de"])
        kind.key = "k"
        with TranslationServer(mangling="all tokens lost") as liar:
            (found,) = desk.fill(self.registry(libre=liar.url, deepl=kind.url))
        assert found.left == {}
        assert set(found.by_provider) == {"libre", "deepl"}
        assert blocked(desk.stored()) == harmed(desk.stored()) == []

    def test_a_retry_masks_more(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, ["de"])
        desk.put("de", Translation(PARAGRAPH, "In 2026 the town opens 12 squares"))
        with TranslationServer(mangling="number changed") as server:
            (found,) = desk.fill(registry(server))
        assert [asked.json["q"] for asked in server.translations] == [
            ["In 2026 the town opens 12 squares"],
            ["In [X0X] the town opens [X1X] squares"],
        ]
        assert found.by_provider == {"libre": 1}
        assert "2026" in desk.entries("de")[0].target

    def test_spanish_goes_to_polish_by_way_of_the_reviewed_english(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, ["pl"])
        about = About("paragraph", source_locale="es")
        puente = Translation(PARAGRAPH, "El <b1>puente</b1> abre.", about=about)
        mercado = Translation(PARAGRAPH, "El mercado vuelve.", about=about)
        desk.put("pl", puente, mercado)
        plans = desk.plans(english={puente.key: "The <b1>bridge</b1> opens."})
        with TranslationServer() as server:
            server.languages = ["en", "pl"]
            desk.fill(registry(server), plans)
        bridge, market = desk.entries("pl")
        assert "<b1>" in bridge.target
        assert unsigned(write_lines(bridge.record)) == ("from: libre 2026-11-21 by way of en",)
        assert (market.target, write_lines(market.record)) == ("", ("not translated: no-language (libre)",))
        assert [asked.json["source"] for asked in server.translations] == ["en"]


class TestFiles:
    def test_what_somebody_has_written_meanwhile_stays_and_the_rest_is_filled(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, ["de"], 3)
        plans = desk.plans()
        first, second, *others = desk.entries("de")
        edited = replace(first, targets=("Von <b1>Hand</b1> <a1>11</a1>",), state=State.REVIEWED)
        noted = replace(second, record=read_lines(("a question to the editors",)))
        with TranslationServer() as server:
            catalog_store = CatalogStore(Workspace(tmp_path), [desk.catalog("de")])
            desk.put("de", edited, noted, *others)
            (found,), problems = fill(
                plans, registry(server).for_locale, catalog_store, today=TODAY, now=time.monotonic
            )
        assert problems == []
        now = desk.entries("de")
        assert now[:2] == [edited, noted]
        assert all(entry.target for entry in now[2:])
        assert found.by_provider == {"libre": 2}

    @pytest.mark.slow
    def test_a_file_that_somebody_has_broken_meanwhile_is_left_alone_and_ends_its_locale(
        self, tmp_path: Path, kind: TranslationServer
    ) -> None:
        desk = Desk(tmp_path, ["de", "fr"])
        broken = desk.path("de").read_bytes() + b'\nmsgid "no end\n'

        def spoil(done: int, *_: object) -> None:
            desk.path("de").write_bytes(broken)

        found, problems = desk.filled(registry(kind), progress=spoil)
        assert desk.path("de").read_bytes() == broken
        assert {problem.location.file for problem in problems if problem.location} == {desk_file("de")}
        assert found[1].by_provider == {"libre": 61}

    def test_a_file_that_has_gone_meanwhile_is_not_written(self, tmp_path: Path, kind: TranslationServer) -> None:
        desk = Desk(tmp_path, ["de"])
        _, problems = desk.filled(registry(kind), progress=lambda *_: desk.path("de").unlink(missing_ok=True))
        assert [problem.code for problem in problems] == ["file-changed"]
        assert not desk.path("de").exists()


def desk_file(locale: str) -> str:
    return f"locales/{locale}/LC_MESSAGES/2024-01.po"


@pytest.mark.slow
def test_a_request_that_hangs_costs_its_time_out_and_the_other_locales_go_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ["de", "fr", "pl"])
    with TranslationServer(faults=["hangs"], rate=0.1, seed=2) as server:
        # A request that hangs never gets an answer: that all locales are done says that each was given up.
        values = {"default": ["libre"], "libre": {"url": server.url, "timeout": 0.3}}
        found = desk.fill(Registry(Providers.model_validate(values), {}))
        assert server.befallen.count("hangs") >= 1
    assert [dict(one.left) for one in found] == [{}, {}, {}]


SLOW_RUN = """
import sys
from pathlib import Path
from newsletter.settings.providers import Providers
from newsletter.translate.providers.registry import Registry
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.support.filling import Desk

desk = Desk.__new__(Desk)
desk.root, desk.locales = Path(sys.argv[1]), ["de", "fr"]
values = {"default": ["libre"], "libre": {"url": sys.argv[2]}}
desk.fill(Registry(Providers.model_validate(values), {}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_has_lost_a_batch_a_locale_at_most_and_the_next_one_goes_on(
    tmp_path: Path, signal_: signal.Signals
) -> None:
    desk = Desk(tmp_path, ["de", "fr"])
    with TranslationServer() as server:
        server.held_after = 4
        arguments = [sys.executable, "-c", SLOW_RUN, str(tmp_path), server.url]
        run = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})
        while len(server.translations) < 5:
            time.sleep(0.01)
        run.send_signal(signal_)
        server.held_after = None
        run.wait()
        answered = [asked for asked in server.translations if asked.body]  # a killed run may have sent its head alone
        sent = {
            locale: sum(len(a.json["q"]) for a in answered if a.json["target"] == locale) for locale in ("de", "fr")
        }
        batch = max(len(asked.json["q"]) for asked in answered)
        for locale, count in sent.items():
            assert len([entry for entry in desk.entries(locale) if entry.target]) >= count - batch
        assert desk.stored(), "some of it was written"
        assert len(desk.stored()) < 122
        filled = len(desk.stored())
        server.asked.clear()
        desk.fill(registry(server))
        assert sum(len(asked.json["q"]) for asked in server.translations) <= 124 - filled
    assert len(desk.stored()) == 122
