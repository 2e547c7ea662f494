"""A letter that two people have to agree on: nothing opens it before, whoever calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from newsletter.people.proposals import Signer
from newsletter.pipeline.at_home import at_home
from newsletter.pipeline.sending.agreeing import AgreeReport, AgreeRequest, agree
from newsletter.pipeline.use_case import Place, Question, Refused
from newsletter.settings.project import read_settings
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home

SEND = ("send", ISSUE, "--point", "nl")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server"), "--keep") as server:
        yield server


@pytest.fixture
def home(sample: Sample, server: Running) -> Home:
    return Home.of(sample, server)


def let_in(home: Home, *names: str) -> None:
    """People who may mail for the point, after an operator who may not."""
    home.done("people", "add", "Olga", "olga@example.org", "--role", "operator", "--by", "test")
    for name in names:
        home.done("people", "add", name, f"{name.lower()}@example.org", "--role", "point:nl", "--by", "test")


def agreed_by(home: Home, name: str, seen: str = "") -> AgreeReport | Refused:
    def yes(question: Question) -> bool:
        return True

    request = AgreeRequest(ISSUE, "nl", Signer(name), seen)
    return at_home(Place(home.sample.root, home.environment), agree, request, yes)


def codes(report: AgreeReport | Refused) -> list[str]:
    return [problem.code for problem in report.problems]


def opened(home: Home) -> int:
    return int(home.sql("select count(*) from rounds")[0][0])


@pytest.mark.slow
def test_one_asks_another_agrees_and_everybody_gets_it_once(home: Home) -> None:
    home.join(["ada@towns.test", "bob@towns.test"])
    let_in(home, "Carmen", "Ana")
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"]
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"], "asking twice is asking"
    assert home.failed(*SEND, "--agree", "--by", "carmen") == ["may-not-agree"], "not both"
    assert home.failed(*SEND, "--agree", "--by", "Olga") == ["may-not-agree"], "an operator mails nothing"
    assert opened(home) == 0
    done = home.done(*SEND, "--agree", "--by", "Ana")
    assert done["mailings"][0]["locales"]["nl"]["accepted"] == 2
    assert home.done(*SEND)["mailings"][0]["locales"]["nl"]["accepted"] == 2, "it goes on without being asked anew"
    acts = home.sql("select person, act, subject, detail from acts where kind = 'mailing' order by id")
    assert acts[:2] == [
        ("Carmen", "plan", "2024-01/nl", '{"how": "asked", "readers": 2}'),
        ("Ana", "agree", "2024-01/nl", '{"readers": 2}'),
    ]


@pytest.mark.slow
def test_one_person_is_enough_where_one_may_mail_or_the_settings_say_so(home: Home) -> None:
    home.join(["ada@towns.test"])
    let_in(home, "Carmen")
    assert home.done(*SEND, "--dry-run")["problems"] == []
    home.done("people", "add", "Ana", "ana@example.org", "--role", "point:nl", "--by", "test")
    assert [each["code"] for each in home.done(*SEND, "--dry-run")["problems"]] == ["agreement-needed"]
    append(home, "[send]\npeople = 1\n")
    assert home.done(*SEND)["mailings"][0]["locales"]["nl"]["accepted"] == 1


@pytest.mark.slow
def test_an_agreement_lapses_when_one_of_the_two_may_not_mail_any_more(home: Home) -> None:
    home.join(["ada@towns.test"])
    let_in(home, "Carmen", "Ana", "Bo")
    at = f"{dt.datetime.now(dt.UTC) + dt.timedelta(hours=2):%Y-%m-%d %H:%M}+00:00"
    assert home.failed(*SEND, "--at", at, "--by", "Carmen") == ["agreement-needed"]
    assert isinstance(agreed_by(home, "Ana"), AgreeReport)
    past = f"{dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}+00:00"
    home.sql("update appointments set due_at = ?", past)
    home.sql("update proposals set due_at = ?", past)
    home.done("people", "roles", "Ana", "--add", "reviewer:nl", "--take", "point:nl", "--by", "test")
    assert "agreement-lapsed" in home.failed("due")
    assert opened(home) == 0
    home.done("people", "add", "Di", "di@example.org", "--role", "point:nl", "--by", "test")
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"]
    home.sql("update proposals set asked_by_id = (select id from people where name = 'Bo'), asked_by = 'Bo'")
    home.done("people", "remove", "Bo", "--by", "test")
    assert codes(agreed_by(home, "Di")) == ["agreement-lapsed"], "one who is not there any more is not the other one"
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"], "the same is asked for anew"
    assert isinstance(agreed_by(home, "Di"), AgreeReport)


def append(home: Home, words: str) -> None:
    file = home.sample.root / "newsletter.toml"
    file.write_text(f"{file.read_text('utf-8')}\n{words}", "utf-8")


@pytest.mark.slow
def test_an_agreement_lapses_when_the_letter_changes_and_due_does_not_open_it(home: Home) -> None:
    home.join(["ada@towns.test"])
    append(home, "[send]\npeople = 2\n")
    at = f"{dt.datetime.now(dt.UTC) + dt.timedelta(hours=2):%Y-%m-%d %H:%M}+00:00"
    assert home.failed(*SEND, "--at", at, "--by", "Carmen") == ["agreement-needed"]
    assert home.sql("select count(*) from appointments") == [(0,)]
    planned = agreed_by(home, "Ana")
    assert isinstance(planned, AgreeReport)
    assert planned.at
    assert home.failed(*SEND, "--by", "Carmen") == ["agreed-for-later"]
    past = f"{dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}+00:00"
    home.sql("update appointments set due_at = ?", past)
    home.sql("update proposals set due_at = ?", past)
    name = home.sample.root / "issues/points/nl.yaml"
    name.write_text(name.read_text("utf-8").replace("reply-to: ", "reply-to: changed."), "utf-8")
    assert "agreement-lapsed" in home.failed("due")
    assert opened(home) == 0
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"], "it is asked for anew"
    assert home.sql("select count(*) from appointments") == [(0,)], "what was agreed to is planned no more"


@pytest.mark.slow
def test_an_agreement_lapses_when_a_list_is_imported_and_not_when_somebody_joins_or_leaves(home: Home) -> None:
    home.join(["ada@towns.test", "bob@towns.test"])
    append(home, "[send]\npeople = 2\n")
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"]
    home.join([f"reader-{number}@towns.test" for number in range(11)])
    assert codes(agreed_by(home, "Ana")) == ["agreement-lapsed"]
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"]
    home.join(["one-more@towns.test"])
    home.sql("update subscriptions set state = 'ended' where subscriber_id = (select min(id) from subscribers)")
    agreed = agreed_by(home, "Ana")
    assert isinstance(agreed, AgreeReport), agreed
    assert home.done("due")["mailings"][0]["locales"]["nl"]["accepted"] == 13, "what was agreed to is planned at once"


@pytest.mark.slow
def test_who_agrees_says_what_they_have_seen_and_nothing_is_agreed_to_in_vain(home: Home) -> None:
    home.join(["ada@towns.test"])
    append(home, "[send]\npeople = 2\n")
    assert codes(agreed_by(home, "Ana")) == ["nothing-asked"]
    assert home.failed(*SEND) == ["agreement-needed"], "without a name nothing is asked"
    assert codes(agreed_by(home, "Ana")) == ["nothing-asked"]
    assert home.failed(*SEND, "--by", "Carmen") == ["agreement-needed"]
    assert codes(agreed_by(home, "Ana", seen="what stood there before")) == ["agreement-lapsed"]
    assert home.done(*SEND, "--cancel")["taken-back"] == 1
    assert codes(agreed_by(home, "Ana")) == ["nothing-asked"]


def test_a_number_of_people_is_one_or_two(sample: Sample) -> None:
    for typed in ("3", "true", '"2"', "0"):
        sample.write("newsletter.toml", f"[send]\npeople = {typed}\n")
        (problem,) = read_settings(sample.root, {})[1]
        assert (problem.code, problem.location.line if problem.location else 0) == ("bad-setting", 2)
