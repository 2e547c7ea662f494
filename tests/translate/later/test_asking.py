"""A machine that answers later: each text is asked for once and stored once, whatever comes and whoever writes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from newsletter.pipeline.translation.awaited import awaited_of, say_awaited
from newsletter.settings.providers import Providers
from newsletter.translate.authorship import machine_of
from newsletter.translate.later.asking import Asking
from newsletter.translate.providers.later import Receipt
from newsletter.translate.providers.provider import Kind
from newsletter.translate.providers.registry import Registry
from newsletter.translate.providers.resilient import ResilientProvider
from newsletter.translate.unit import State
from tests.support.filling import blocked, harmed
from tests.support.later_desk import LaterDesk
from tools.etranslation_server import LATER, ETranslationServer


@pytest.fixture
def server() -> Iterator[ETranslationServer]:
    with ETranslationServer(password="pw", is_held=True) as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, server: ETranslationServer) -> LaterDesk:
    return LaterDesk(tmp_path, ["de"], server, size=12)


def behind() -> ResilientProvider:
    """Another provider, which answers at once."""
    return Registry(Providers(), {}).named("pseudo")


class First(Random):
    """A chance that always hits the first."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return 0


def said(desk: LaterDesk) -> str:
    (one,) = awaited_of(desk.root, "2024-01", desk.moment)
    return say_awaited(one, desk.moment)


def test_a_request_goes_out_and_its_answer_is_stored_by_the_next_run(
    desk: LaterDesk, server: ETranslationServer
) -> None:
    (first,) = desk.run()
    assert first.awaited == {"etranslation": 13}
    assert (first.left, first.by_provider) == ({}, {})
    assert said(desk) == "sent to eTranslation, just now"
    assert desk.bring() == [200]
    assert said(desk) == "answered by eTranslation: `newsletter translate` stores it"
    (second,) = desk.run()
    assert second.by_provider == {"etranslation": 13}
    assert {entry.state for entry in desk.desk.entries("de")} == {State.NEEDS_REVIEW}
    assert {machine_of(entry) for entry in desk.desk.entries("de")} == {"etranslation"}
    assert (desk.open, len(server.jobs)) == ([], 1)


def test_what_is_under_way_is_not_sent_again_and_nothing_is_written_of_it(
    desk: LaterDesk, server: ETranslationServer
) -> None:
    desk.run()
    before = desk.desk.path("de").read_bytes()
    desk.run()
    assert (len(server.asked), desk.desk.path("de").read_bytes()) == (1, before)


def test_the_record_says_what_was_sent_for_what_and_until_when_and_git_never_has_it(
    desk: LaterDesk, server: ETranslationServer
) -> None:
    desk.run()
    (request,), (job,) = desk.open, server.jobs
    assert (request.issue, request.provider, request.target_locale) == ("2024-01", "etranslation", "de")
    assert request.deadline - request.sent == dt.timedelta(hours=24)
    assert (request.number, request.was_taken) == (str(job.number), True)
    assert [each.text for each in request.texts] == job.texts
    assert all(each.is_whole for each in request.texts)
    assert (desk.root / ".requests/.gitignore").read_text() == "*\n"


def test_what_a_person_wrote_meanwhile_stays(desk: LaterDesk) -> None:
    desk.run()
    first, *rest = desk.desk.entries("de")
    desk.desk.put("de", replace(first, targets=("Von Hand",), state=State.REVIEWED), *rest)
    desk.bring()
    desk.run()
    assert desk.desk.entries("de")[0].targets == ("Von Hand",)
    assert desk.left() == []


def test_a_text_that_changed_meanwhile_is_asked_for_anew(desk: LaterDesk, server: ETranslationServer) -> None:
    desk.run()
    first, *rest = desk.desk.entries("de")
    desk.desk.put("de", replace(first, source="Another text altogether"), *rest)
    desk.bring()
    desk.run()
    assert desk.left() == ["Another text altogether"]
    assert server.jobs[-1].texts == ["Another text altogether"]
    desk.bring()
    desk.run()
    assert desk.left() == []


def test_a_second_answer_changes_nothing_and_is_counted(desk: LaterDesk, server: ETranslationServer) -> None:
    desk.run()
    (job,) = server.jobs
    assert [server.bring(job), server.bring(job)] == [200, 200]
    assert awaited_of(desk.root, "2024-01", desk.moment)[0].doubles == 1
    assert said(desk).endswith(" (1 came once more and was not stored)")
    desk.run()
    before = desk.desk.path("de").read_bytes()
    assert server.bring(job) == 200
    desk.run()
    assert desk.desk.path("de").read_bytes() == before


@pytest.mark.parametrize("fault", ["other-language", "other-request"])
def test_an_answer_for_something_else_is_not_taken_and_the_right_one_still_is(
    desk: LaterDesk, fault: str, server: ETranslationServer
) -> None:
    desk.run()
    (job,) = server.jobs
    assert server.bring(job, fault=fault) == 400
    assert awaited_of(desk.root, "2024-01", desk.moment)[0].foreign == 1
    assert said(desk).endswith(" (1 was for something else or empty, and not taken)")
    assert server.bring(job) == 200
    desk.run()
    assert desk.left() == []


def test_an_address_with_another_signature_leads_nowhere(desk: LaterDesk) -> None:
    desk.run()
    assert desk.bring("other-token") == [404]
    assert not desk.mailbox.has(desk.open[0].id)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["marks-lost", "marks-merged", "marks-doubled"])
def test_texts_that_can_not_be_told_apart_are_asked_for_again(
    desk: LaterDesk, fault: str, server: ETranslationServer
) -> None:
    desk.run()
    desk.bring(fault)
    assert said(desk).startswith("answered by eTranslation in part, ")
    desk.run()
    left = desk.left()
    assert 1 <= len(left) <= 5
    assert len(server.jobs) == 2
    desk.bring()
    desk.run()
    assert desk.left() == []


def test_what_comes_back_unusable_time_and_again_is_left_with_its_reason(
    desk: LaterDesk, server: ETranslationServer
) -> None:
    for _ in range(4):
        desk.run()
        desk.bring("garbage")
    (last,) = desk.run()
    assert last.left == {Kind.BROKEN_ANSWER: 13}
    assert len(server.jobs) == 3
    assert set(desk.desk.reasons()) == {"broken-answer (etranslation)"}


def test_where_each_mark_is_lost_that_is_the_reason_and_it_is_known_that_nothing_is_sent_again(
    tmp_path: Path, server: ETranslationServer
) -> None:
    desk = LaterDesk(tmp_path, ["de"], server, size=1)
    for _ in range(4):
        desk.run()
        desk.bring("marks-lost")
    (last,) = desk.run()
    assert set(last.left) == {Kind.LOST_MARK}
    asking = desk.asking()
    asking.prepare(["de"], {}, ["de"])
    assert asking.gives_up_on("de")


def test_an_error_that_comes_later_is_said_and_not_asked_for_again(desk: LaterDesk, server: ETranslationServer) -> None:
    desk.run()
    desk.bring("error")
    assert said(desk).startswith(
        "sent to eTranslation, just now: it was refused later on: the document has more segments"
    )
    (last,) = desk.run()
    assert last.left == {Kind.TOO_LONG: 13}
    assert len(server.jobs) == 1


@pytest.mark.parametrize("fault", sorted({*LATER} - {"lost", "late", "double", "error"}))
def test_whatever_comes_in_the_end_every_text_is_there_and_none_is_broken(
    desk: LaterDesk, fault: str, server: ETranslationServer
) -> None:
    desk.run()
    desk.bring(fault)
    for job in list(server.jobs):
        if job.brought[-1] in (400, 404, 413):
            assert server.bring(job) == 200, "the address is still good"
    desk.run()
    desk.bring()
    desk.run()
    stored = desk.desk.stored()
    assert (desk.left(), blocked(stored), harmed(stored), desk.open) == ([], [], [], [])


class TestTime:
    def test_it_is_said_since_when_and_that_it_is_late(self, desk: LaterDesk) -> None:
        desk.run()
        desk.moment += dt.timedelta(minutes=3)
        assert said(desk) == "sent to eTranslation, 3 minutes ago"
        desk.moment += dt.timedelta(minutes=60)
        assert said(desk) == "sent to eTranslation, 1 hour ago, later than usual"

    def test_what_never_comes_is_missing_and_asked_for_again_and_late_it_is_good_all_the_same(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        desk.run()
        desk.moment += dt.timedelta(hours=25)
        assert (
            said(desk) == "sent to eTranslation, 1 day ago: no answer has come in time; `newsletter translate` goes on"
        )
        desk.run()
        assert len(server.jobs) == 2
        assert server.bring(server.jobs[0]) == 200
        desk.run()
        assert desk.left() == []

    def test_a_clock_that_was_set_back_or_far_on_loses_nothing(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        begun = desk.moment
        desk.run()
        desk.moment = begun - dt.timedelta(days=400)
        assert said(desk) == "sent to eTranslation, just now"
        desk.moment = begun + dt.timedelta(days=400)
        assert "no answer is taken any more" in said(desk)
        assert desk.bring() == [404]
        desk.run()
        desk.moment = begun
        for job in server.jobs:
            server.bring(job)
        desk.run()
        assert desk.left() == []


class TestAnotherService:
    """What a test server has answered is no answer of the real one."""

    @pytest.mark.slow
    @pytest.mark.parametrize("what", ["url", "application", "domain"])
    def test_what_another_one_was_asked_or_has_answered_is_not_used(
        self, desk: LaterDesk, server: ETranslationServer, what: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = {path: path.read_bytes() for path in (desk.root / "locales").rglob("*.po")}
        desk.run()
        desk.bring()
        desk.run()
        assert desk.left() == []
        for path, data in before.items():
            path.write_bytes(data)  # git checkout locales
        trial, asked = desk.asking, len(server.jobs)

        def asking() -> Asking:
            found = trial()
            other = {"url": server.url + "v2/", "application": "real", "domain": "GEN"}[what]
            found._provider = replace(found._provider, **{what: other})  # type: ignore[type-var]
            return found

        monkeypatch.setattr(desk, "asking", asking)
        monkeypatch.setattr("newsletter.translate.providers.etranslation.ETranslation.submit", lambda *_: Receipt("7"))
        (one,) = desk.run()
        assert (one.awaited, one.by_provider, asked) == ({"etranslation": 13}, {}, 1)
        monkeypatch.setattr(desk, "asking", trial)
        (again,) = desk.run()
        assert again.by_provider == {"etranslation": 13}, "set back, what that one has answered is an answer again"

    def test_what_is_under_way_there_is_set_aside_and_no_longer_awaited(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        desk.run()
        (request,) = desk.open
        desk.store.put(replace(request, service="another"))
        (one,) = desk.run()
        assert (one.awaited, len(server.jobs)) == ({"etranslation": 13}, 2)
        assert [each.id for each in desk.store.settled_requests()] == [request.id]
        assert [each.outcome for each in desk.store.settled_requests()] == ["set-aside"]
        assert len(desk.open) == 1


class TestChain:
    def test_what_the_first_leaves_the_next_one_gets_when_the_answer_has_come(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        (first,) = desk.run(behind())
        assert (first.awaited, first.by_provider) == ({"etranslation": 13}, {}), "nobody else is asked meanwhile"
        server.chance = First()
        desk.bring("marks-merged")
        (second,) = desk.run(behind())
        assert set(second.by_provider) == {"etranslation", "pseudo"}
        assert (desk.left(), len(server.jobs)) == ([], 1)

    def test_what_it_refuses_at_once_goes_to_the_next_at_once(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        server.languages = ["EN", "FR"]
        (first,) = desk.run(behind())
        assert first.by_provider == {"pseudo": 13}
        assert desk.open == []

    def test_behind_one_that_answers_at_once_it_gets_what_that_one_leaves(self, desk: LaterDesk) -> None:
        nobody = Registry(Providers.model_validate({"deepl": {}}), {}).named("deepl")  # without its key
        (first,) = desk.run(before=[nobody])
        assert first.awaited == {"etranslation": 13}


class TestQuota:
    def test_no_more_are_under_way_than_the_service_allows(self, tmp_path: Path, server: ETranslationServer) -> None:
        desk = LaterDesk(tmp_path, ["de", "fr", "mt"], server, size=3, at_once=2)
        desk.run()
        assert [job.language for job in server.jobs] == ["DE", "FR"]
        assert desk.sent[-1].waiting == {"mt": 5}
        desk.moment += dt.timedelta(minutes=3)
        (waiting,) = awaited_of(desk.root, "2024-01", desk.moment, "mt")
        assert say_awaited(waiting, desk.moment) == (
            "not sent yet: eTranslation took no more requests 3 minutes ago; `newsletter translate` sends 5 texts"
        )
        desk.bring()
        desk.run()
        assert [job.language for job in server.jobs] == ["DE", "FR", "MT"]
        assert desk.store.unsent() == []

    def test_a_full_service_is_waited_for(self, tmp_path: Path, server: ETranslationServer) -> None:
        server.quota = 1
        desk = LaterDesk(tmp_path, ["de", "fr", "mt"], server, size=3)
        desk.run(wait=lambda: bool(desk.bring()))
        assert [job.language for job in server.jobs] == ["DE", "FR", "MT"]
        assert desk.sent[-1].waiting == {}


class TestArrival:
    def test_a_request_of_which_nobody_knows_whether_it_arrived_is_awaited(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        server.faults, server.rate = ["hangs-up"], 1.0
        desk.run()
        (request,) = desk.open
        assert (request.was_taken, request.deadline - request.sent) == (False, dt.timedelta(minutes=30))
        assert said(desk).startswith("on its way to eTranslation, just now, and not known to have arrived: awaited unt")
        desk.bring()
        desk.run()
        assert (desk.left(), len(server.jobs)) == ([], 1)

    def test_a_run_that_is_killed_while_it_sends_blocks_its_texts_for_half_an_hour_and_no_longer(
        self, desk: LaterDesk, server: ETranslationServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(self: object, outgoing: object) -> None:
            raise KeyboardInterrupt  # nothing after this line runs: the record is as it was before anything went out

        with monkeypatch.context() as cut:
            cut.setattr("newsletter.translate.providers.etranslation.ETranslation.submit", killed)
            with pytest.raises(KeyboardInterrupt):
                desk.run()
        (record,) = desk.open
        assert (record.number, record.was_taken, record.deadline - record.sent) == ("", False, dt.timedelta(minutes=30))
        desk.moment += dt.timedelta(minutes=29)
        desk.run()
        assert server.asked == []
        assert said(desk).startswith("on its way to eTranslation, 29 minutes ago, and not known to have arrived: ")
        desk.moment += dt.timedelta(minutes=2)
        assert said(desk).startswith("sent to eTranslation, 31 minutes ago: it may never have arrived; ")
        desk.run()
        assert len(server.jobs) == 1
        assert desk.open[0].deadline - desk.open[0].sent == dt.timedelta(hours=24)
        desk.bring()
        desk.run()
        assert (desk.left(), desk.open) == ([], [])

    def test_a_fault_in_passing_is_tried_again(
        self, desk: LaterDesk, server: ETranslationServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = iter(["server-error"])
        monkeypatch.setattr(server, "drawn", lambda _: next(told, ""))
        desk.run()
        assert (len(server.jobs), len(server.asked)) == (1, 2)

    def test_where_nothing_listens_nothing_is_recorded(self, desk: LaterDesk, server: ETranslationServer) -> None:
        server.shutdown()
        server.server_close()
        (one,) = desk.run()
        assert one.left == {Kind.NO_CONNECTION: 13}
        assert desk.open == []

    def test_a_wrong_password_is_a_refusal_and_stands_in_no_file(
        self, desk: LaterDesk, server: ETranslationServer
    ) -> None:
        desk.password = "not-this-one"
        (one,) = desk.run()
        assert one.left == {Kind.KEY_REFUSED: 13}
        files = [path.read_bytes() for path in desk.root.rglob("*") if path.is_file()]
        assert not any(b"not-this-one" in data for data in files)


def test_a_run_that_ends_between_storing_and_settling_stores_nothing_twice(
    desk: LaterDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run()
    desk.bring()
    with monkeypatch.context() as cut:
        cut.setattr("newsletter.translate.later.asking.Asking.settle", lambda self: {})
        desk.run()
    before = desk.desk.path("de").read_bytes()
    assert len(desk.open) == 1
    (again,) = desk.run()
    assert (again.gaps, desk.desk.path("de").read_bytes(), desk.open) == (0, before, [])


def test_a_record_that_is_broken_is_passed_over_and_its_texts_are_asked_for_again(
    desk: LaterDesk, server: ETranslationServer
) -> None:
    desk.run()
    (path,) = (desk.root / ".requests/open").glob("*.json")
    path.write_text(path.read_text().replace("bridge", "fridge"))
    assert desk.open == []
    desk.run()
    assert len(server.jobs) == 2


def test_an_answer_for_another_issue_is_not_settled_before_that_issue_is_filled(desk: LaterDesk) -> None:
    desk.run()
    desk.bring()
    desk.issue = "2024-02"
    desk.run()
    assert [request.issue for request in desk.open] == ["2024-01"], "its status goes on to say that it was answered"
    desk.issue = "2024-01"
    desk.run()
    assert desk.open == []
