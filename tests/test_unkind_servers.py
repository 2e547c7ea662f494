"""Servers that make it hard: each mailing goes to its end, nobody is lost, and no lane waits for another's trouble."""

import random
from pathlib import Path

import pytest

from newsletter.mail import circuit
from tests.conftest import Sample
from tests.mail_server import Running
from tests.mailing import ISSUE, Home
from tests.unkind import Manners, Unkind, unkind

SEND = ("send", ISSUE, "--point", "nl", "--no-wait")
THIRTY = [f"reader{number}@example.org" for number in range(30)]


@pytest.fixture
def home(sample: Sample, tmp_path: Path) -> Home:
    return Home.of(sample, Running(tmp_path, 1))


@pytest.fixture
def opened(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a mailing to thirty that is open, of which nothing has gone out."""
    home.join(THIRTY)
    with monkeypatch.context() as patched:
        patched.setattr(circuit, "TRIES", 1)
        patched.setattr(circuit, "TRYING", 0.0)
        home(*SEND)
    assert home.counts() == {"pending": 30}
    home.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "6"
    return home


def due(home: Home, server: Unkind) -> None:
    home("due", NEWSLETTER_SMTP_URL=server.url)


def attempts(home: Home) -> list[int]:
    return [row[0] for row in home.sql("select distinct attempts from deliveries order by 1")]


def test_a_server_that_takes_two_connections_gets_all_mail_over_two(opened: Home) -> None:
    with unkind(Manners(connections=2)) as server:
        due(opened, server)
    assert opened.counts() == {"accepted": 30}
    assert server.accepted == dict.fromkeys(THIRTY, 1)
    assert server.most_open <= 2


def test_who_is_not_even_greeted_keeps_nobody_waiting(opened: Home) -> None:
    with unkind(Manners(connections=2, is_mute=True)) as server:
        due(opened, server)  # a lane without a greeting would wait for a minute
        assert server.accepted == dict.fromkeys(THIRTY, 1)


@pytest.mark.parametrize("is_garbage", [False, True])
def test_connections_that_fail_now_and_then_cost_nobody_the_turn(opened: Home, is_garbage: bool) -> None:
    chance = random.Random(5)
    falls = [chance.random() < 0.3 for _ in range(1000)]
    with unkind(Manners(fails=falls.__getitem__, is_garbage=is_garbage, messages=3)) as server:
        due(opened, server)
    assert server.accepted == dict.fromkeys(THIRTY, 1)
    assert attempts(opened) == [1]


def test_a_connection_that_is_closed_after_a_few_messages_costs_the_next_recipient_nothing(opened: Home) -> None:
    with unkind(Manners(messages=5)) as server:
        due(opened, server)
    assert server.accepted == dict.fromkeys(THIRTY, 1)
    assert attempts(opened) == [1]
    assert opened.sql("select distinct deferred_at from deliveries") == [("",)]


def test_greylisting_by_recipient_lets_everybody_be_tried_in_one_run(opened: Home) -> None:
    with unkind(Manners(grey_seconds=3600)) as server:
        due(opened, server)
        assert len(server.first_seen) == 30
        assert opened.counts() == {"pending": 30}
        server.manners.grey_seconds = 0
        opened.hours_pass()
        due(opened, server)
    assert server.accepted == dict.fromkeys(THIRTY, 1)


def test_a_rate_that_the_server_keeps_is_no_fault_of_the_recipients(
    opened: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "LINGER", 0.0)
    time = [0.0]
    with unkind(Manners(per_window=10, window_seconds=1.0, clock=lambda: time[0])) as server:
        for pending in (20, 10, 0):
            due(opened, server)
            assert opened.counts()["pending"] == pending
            time[0] += 2
    assert server.accepted == dict.fromkeys(THIRTY, 1)
    assert attempts(opened) == [1]


def test_points_share_the_connections_of_a_server(home: Home) -> None:
    home.join(THIRTY)
    home.join([f"other{number}@example.org" for number in range(30)], point="eu", language="en")
    home.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "2"
    with unkind(Manners()) as server:
        url = {"NEWSLETTER_SMTP_URL": server.url}
        for point in ("nl", "eu"):
            home("send", ISSUE, "--point", point, "--at", "2099-01-01 10:00", **url)
        home.sql("update appointments set due_at = (select strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute'))")
        home("due", **url)
    assert server.accepted.total() == 60
    assert server.most_open == 2


def test_a_letter_too_large_for_the_server_is_paused_before_anybody_is_tried(opened: Home) -> None:
    with unkind(Manners(size=1000)) as server:
        due(opened, server)
    assert not server.commands["MAIL"]
    assert opened.counts() == {"pending": 30}
    [(state, reason)] = opened.sql("select state, pause_reason from rounds")
    assert state == "paused"
    assert "bytes, and the server takes 1,000" in reason
