"""A language is filled by machine at the desk: its price first, then live, for all; who stops it loses nothing."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from newsletter.people.roles import Role, RoleKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.person import Person
from newsletter.studio.needs import NEEDS, may_do
from newsletter.studio.screens import fill, review
from newsletter.studio.visitor import Visitor
from newsletter.translate.later.request import LaterRequest, asked_texts
from newsletter.translate.later.request_store import RequestStore
from newsletter.translate.unit import State
from tests.conftest import Sample
from tests.support.processes import PATIENCE
from tests.support.studio import studio_at
from tests.support.studio_desk import DESK, Desk
from tests.support.translation_server import Handler, TranslationServer

FORM = f'<form method="post" action="{DESK}/fill"'


def named(sample: Sample, server: TranslationServer | None, more: str = "", name: str = "libre") -> None:
    url = f'url = "{server.url}"\n' if server else ""
    words = f'[providers]\ndefault = ["{name}"]\n[providers.{name}]\n{url}{more}'
    sample.write("newsletter.toml", sample.read("newsletter.toml") + words)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TranslationServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with TranslationServer() as found:
        yield found


@pytest.fixture
def desk(sample: Sample, server: TranslationServer) -> Iterator[Desk]:
    named(sample, server, "price-per-million = 20\ntimeout = 5\n")
    made = Desk(sample)
    yield made
    made.close()


@pytest.mark.slow
def test_first_it_is_said_what_goes_to_whom_and_what_that_costs(desk: Desk, server: TranslationServer) -> None:
    listed = review.desk(desk.studio, desk.request()).body.decode()
    assert f'href="{DESK}/fill">Fill what is missing</a>' in listed
    said, spanish = desk.page(), desk.page("es")
    assert "Sent to libre" in said
    assert "about 0.1" in said
    assert "unos 0,1" in spanish
    assert "Se envía a libre" in spanish
    assert server.asked == [], "nobody is asked for a price"
    assert not (desk.sample.root / "locales/nl").exists(), "and nothing is written"


@pytest.mark.slow
def test_what_was_confirmed_is_filled_and_is_to_be_read(desk: Desk, server: TranslationServer) -> None:
    told: list[tuple[str, ...]] = []
    end = desk.resident.listen(lambda changed: told.append(changed.files))
    answer = desk.begin()
    assert (answer.status, dict(answer.headers)["location"]) == (303, f"{DESK}/fill")
    run = desk.ended()
    end()
    assert (run.by, run.done) == ("Ana Example", run.total)
    assert set(desk.states()) == {State.NEEDS_REVIEW}
    said = desk.page()
    assert "texts are to be read now." in said
    assert f'href="{DESK}">Go on reviewing</a>' in said
    listed = json.loads(review.texts(desk.studio, desk.request()).body)
    assert {text["state"] for part in listed["parts"] for text in part["texts"]} == {"needs-review"}
    assert any("locales/nl/LC_MESSAGES/2024-01.po" in files for files in told), "pages that are open hear of it"
    assert "Fill what is missing" not in review.desk(desk.studio, desk.request()).body.decode()
    assert "Nothing is missing." in desk.page(query={"again": "1"})


@pytest.mark.slow
def test_what_has_become_dearer_is_shown_before_anything_is_sent(desk: Desk, server: TranslationServer) -> None:
    answer = desk.begin(characters=3)
    assert "More is missing than when you looked." in answer.body.decode()
    assert server.asked == []
    assert desk.studio.fillings.now("nl") is None


class Gate:
    """A server's fault that lets one answer through at a time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.may_go = threading.Semaphore(0), threading.Semaphore(0)
        answer = Handler.answer

        def held_back(handler: Any) -> Any:
            if handler.path.startswith("/translate"):
                self.asked.release()
                assert self.may_go.acquire(timeout=PATIENCE)
            return answer(handler)

        monkeypatch.setattr(Handler, "answer", held_back)


@pytest.mark.slow
def test_two_people_see_one_run_and_who_stops_it_loses_nothing(
    sample: Sample, server: TranslationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(sample, server, "characters-per-request = 100\nrequests-at-once = 1\ntimeout = 20\n")
    gate, desk = Gate(monkeypatch), Desk(sample)
    try:
        desk.begin()
        assert gate.asked.acquire(timeout=PATIENCE)
        first = desk.studio.fillings.now("nl")
        assert first is not None
        # Somebody else begins the same language, and is shown the run that there is.
        other = desk.request("POST", "characters=100000", visitor=Visitor(Person("Bo Example")))
        fill.begin(desk.studio, other)
        assert "Ana Example has begun this." in desk.page(visitor=Visitor(Person("Bo Example")))
        assert "being filled by machine" in review.desk(desk.studio, desk.request()).body.decode()
        gate.may_go.release()
        assert gate.asked.acquire(timeout=PATIENCE), "the second request is under way"
        later = desk.studio.fillings.after("nl", first.number, PATIENCE)
        assert later is not None
        assert 0 < later.done < later.total
        part = fill.standing(desk.studio, desk.request(query={"seen": str(first.number)})).body.decode()
        assert f"{later.done} of {later.total} texts are answered." in part
        assert f'data-late="{DESK}/fill/standing?seen={later.number}"' in part
        fill.stop(desk.studio, desk.request("POST"))
        assert "Nothing more is sent." in desk.page()
        gate.may_go.release()
        run = desk.ended()
    finally:
        for _ in range(100):
            gate.may_go.release()
        desk.close()
    assert "Stopped. What had come stays." in desk.page()
    count = desk.states().count(State.NEEDS_REVIEW)
    assert count >= run.done > later.done, "what was under way when it was stopped is stored as well"
    assert State.MISSING in desk.states()
    sent = [asked for asked in server.asked if asked.path.startswith("/translate")]
    assert len(sent) == 2, "nothing was sent afterwards, and nothing twice"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "said"),
    [("456", "what may be sent to the service is used up"), ("401", "the service does not take the key")],
)
def test_what_a_service_refuses_is_said_in_words(desk: Desk, server: TranslationServer, fault: str, said: str) -> None:
    server.fault = fault
    desk.begin()
    desk.ended()
    assert said in desk.page()
    assert "is used up" not in desk.page("es")


@pytest.mark.slow
def test_without_a_machine_or_its_key_it_is_said_what_to_set(sample: Sample) -> None:
    desk = Desk(sample)
    listed, said = review.desk(desk.studio, desk.request()).body.decode(), desk.page()
    desk.close()
    assert "No machine is named for this language." in listed
    assert f"{DESK}/fill" not in listed
    assert "No machine is named for this language." in said
    assert FORM not in said
    named(sample, None, name="deepl")
    desk = Desk(sample)
    try:
        said, spanish = desk.page(), desk.page("es")
        assert "NEWSLETTER_DEEPL_KEY" in said
        assert "falta una clave o un ajuste" in spanish
        assert FORM not in said
        assert "NEWSLETTER_DEEPL_KEY" in desk.begin().body.decode()
        assert desk.studio.fillings.now("nl") is None
    finally:
        desk.close()


@pytest.mark.slow
def test_what_answers_later_is_asked_and_not_answered_yet(desk: Desk) -> None:
    sent = read_clock()
    RequestStore(desk.sample.root).put(
        LaterRequest(
            "a" * 24, "2024-01", "etranslation", "en", "nl", asked_texts(("One",)), sent,
            sent + dt.timedelta(hours=24), "https://news.example.org", "t", "7", was_taken=True,
        )
    )  # fmt: skip
    assert "Asked, not answered yet: sent to eTranslation, just now." in desk.page()
    assert "Preguntado, aún sin respuesta: enviado a eTranslation" in desk.page("es")


def test_content_that_cannot_be_read_is_told_and_nothing_is_sent(desk: Desk, server: TranslationServer) -> None:
    desk.sample.write("issues/articles/bridges.md", "---\ntitle: [\n---\n\nWords.\n")
    said = desk.page()
    assert 'class="notice bad"' in said
    assert FORM not in said
    assert 'class="notice bad"' in desk.begin().body.decode()
    assert server.asked == []


@pytest.mark.slow
def test_who_reviews_the_language_or_edits_may_fill_it_and_nobody_else(desk: Desk) -> None:
    pattern = fill.ADDRESS
    assert {pattern, f"{pattern}/stop"} <= set(NEEDS)
    may = {}
    for kind, of in ((RoleKind.REVIEWER, "nl"), (RoleKind.REVIEWER, "es"), (RoleKind.EDITOR, "")):
        visitor = Visitor(Person("Cy"), 7, (Role(kind, of),))
        may[kind, of] = may_do(desk.studio, pattern, desk.request("POST", "characters=1", visitor=visitor))
        has_button = FORM in desk.page(visitor=visitor)
        assert has_button is may[kind, of]
    assert may == {(RoleKind.REVIEWER, "nl"): True, (RoleKind.REVIEWER, "es"): False, (RoleKind.EDITOR, ""): True}


@pytest.mark.slow
def test_a_run_ends_with_its_studio(sample: Sample, server: TranslationServer, monkeypatch: pytest.MonkeyPatch) -> None:
    named(sample, server, "characters-per-request = 100\nrequests-at-once = 1\ntimeout = 20\n")
    gate, desk = Gate(monkeypatch), Desk(sample)
    desk.begin()
    assert gate.asked.acquire(timeout=PATIENCE)
    for _ in range(100):
        gate.may_go.release()
    desk.close()
    run = desk.ended()
    assert run.was_stopped


@pytest.mark.slow
def test_in_a_browser_one_sees_the_price_the_run_and_its_end(
    sample: Sample, server: TranslationServer, browser: Any
) -> None:
    """How the desk leads there and what it shows afterwards is asked of its handlers above."""
    named(sample, server, "characters-per-request = 3000\nrequests-at-once = 1\n")
    with studio_at(sample.root) as opened:
        seen = opened.page(browser, f"{DESK}/fill")
        page = seen.page
        page.get_by_role("button", name="Fill").click()
        page.get_by_text("are to be read now.").wait_for()
        assert page.get_by_role("button", name="Stop").count() == 0
        assert page.get_by_role("link", name="Go on reviewing").get_attribute("href") == DESK
        assert seen.faults == []
        seen.close()
