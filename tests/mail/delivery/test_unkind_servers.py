"""Servers that make it hard.

Each mailing goes to its end, nobody is lost, and no connection worker waits for another's trouble.
"""

import random
import threading
from pathlib import Path

import pytest

from newsletter.mail.delivery import circuit
from newsletter.mail.delivery.retry import SCOUTS
from tests.conftest import Sample
from tests.support.mail_server import Running
from tests.support.mailing import ISSUE, Home
from tests.support.unkind import Manners, Unkind, unkind

pytestmark = pytest.mark.slow

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


def test_what_may_not_go_out_any_more_is_broken_off_and_no_leave_is_taken_within_a_message(opened: Home) -> None:
    def pause() -> float:
        opened.sql("update rounds set state = 'paused'")
        return 0.0

    with unkind(Manners(clock=pause)) as server:  # it is asked when a recipient is named
        due(opened, server)
    assert opened.counts() == {"pending": 30}
    assert server.broken_off
    assert set(server.broken_off) == {b""}
    assert server.accepted.total() == 0


def test_what_became_of_a_message_is_on_record_before_the_body_of_the_next_one(opened: Home) -> None:
    opened.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "1"
    seen = []

    def look(taken: int) -> bool:
        """Called while the server has a body and has said nothing of it."""
        seen.append((taken, opened.counts()))
        return False

    with unkind(Manners(hangs_up=look)) as server:
        due(opened, server)
    assert server.accepted == dict.fromkeys(THIRTY, 1)
    assert [taken for taken, _ in seen] == list(range(30))
    for taken, counts in seen:
        assert counts.get("accepted", 0) == taken
        assert counts["sending"] == 1, "one a connection could come to be in doubt"


def test_a_message_that_was_begun_behind_one_without_a_reply_is_in_no_doubt(opened: Home) -> None:
    opened.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "1"
    with unkind(Manners(hangs_up=lambda taken: taken == 4)) as server:
        due(opened, server)
    assert server.accepted == dict.fromkeys(THIRTY, 1)
    assert opened.counts() == {"accepted": 29, "uncertain": 1}
    assert server.commands["EHLO"] == 2


def test_who_is_not_even_greeted_keeps_nobody_waiting(opened: Home) -> None:
    with unkind(Manners(connections=2, is_mute=True)) as server:
        due(opened, server)  # a connection worker without a greeting would wait for a minute
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
    [(state, cause, reason)] = opened.sql("select state, pause_cause, pause_reason from rounds")
    assert (state, cause) == ("paused", "too-large")
    assert "bytes, and the server takes 1,000" in reason
    assert opened.failed("due", NEWSLETTER_SMTP_URL=server.url) == ["mailing-stopped"], "until somebody acts"


NOT_WELCOME = "550 5.7.1 Sender not welcome"


def test_a_server_that_does_not_take_the_sender_is_told_until_somebody_acts(opened: Home) -> None:
    with unkind(Manners(sender_words=NOT_WELCOME)) as server:
        url = {"NEWSLETTER_SMTP_URL": server.url}
        words = f"2024-01/nl was stopped: the server does not take the sender: {NOT_WELCOME}"
        for command in (("due",), ("due",), (*SEND, "--no-wait"), SEND):
            result = opened(*command, **url)
            assert result.exit_code == 1, command
            assert f"error[mailing-stopped]: {words}\n" in result.stderr
            assert "  hint: mend it, then `newsletter resume 2024-01 --point nl`\n" in result.stderr
            assert result.stderr.count("error[") == 1
        tried = server.commands["MAIL"]
        assert tried <= 3 + 6, "one a connection, and none by the runs after it"
        (mailing,) = opened.done("mailings")["mailings"]
        reason = f"the server does not take the sender: {NOT_WELCOME}"
        assert mailing["pause"] == {"by": "program", "cause": "sender-refused", "reason": reason}


def test_a_person_who_pauses_what_the_program_has_paused_is_not_asked_any_more(opened: Home) -> None:
    with unkind(Manners(sender_words=NOT_WELCOME)) as server:
        due(opened, server)
    opened("pause", ISSUE)
    assert (opened("due").exit_code, opened("due").stderr) == (0, "")
    pause = opened.done("mailings")["mailings"][0]["pause"]
    assert (pause["by"], pause["cause"]) == ("person", "by-hand")
    assert NOT_WELCOME in pause["reason"], "what the server said is still there"


def test_once_the_sender_is_taken_those_put_off_for_it_go_at_once(opened: Home) -> None:
    with unkind(Manners(sender_words=NOT_WELCOME)) as server:
        due(opened, server)
        put_off = opened.sql("select put_off_for, due_at > changed_at from deliveries where due_at <> ''")
        assert len(put_off) >= 3
        assert set(put_off) == {("sender", 1)}
        server.manners.sender_words = ""
        assert opened("resume", ISSUE, "--no-wait", NEWSLETTER_SMTP_URL=server.url).exit_code == 0
    assert server.accepted == dict.fromkeys(THIRTY, 1)


def test_who_is_greylisted_waits_also_when_a_mailing_is_resumed(opened: Home) -> None:
    with unkind(Manners(grey_seconds=3600)) as server:
        due(opened, server)
        opened("pause", ISSUE)
        opened("resume", ISSUE, "--no-wait", NEWSLETTER_SMTP_URL=server.url)
    ((waiting,),) = opened.sql("select count(*) from deliveries where attempts = 1")
    assert waiting >= len(THIRTY) - SCOUTS  # who asks early does so after a second, which may have passed
    assert opened.sql("select distinct put_off_for from deliveries") == [("recipient",)]


PAUSED = "the server takes messages and gives no reply: the server closed the connection"


def test_a_server_that_takes_each_message_without_a_reply_does_not_use_up_the_list(opened: Home) -> None:
    with unkind(Manners(hangs_up=lambda number: True)) as server:
        result = opened("due", NEWSLETTER_SMTP_URL=server.url)
        assert result.exit_code == 1
        assert f"error[mailing-stopped]: 2024-01/nl was stopped: {PAUSED}" in result.stderr
        how = "mend it, `newsletter settle 2024-01 --point nl --resend`, or --drop, then `newsletter resume 2024-01 "
        assert how in result.stderr
        lost = opened.counts()["uncertain"]
        assert lost <= 6 + 2, "one a connection, and two that asked whether it goes on like that"
        assert f"2024-01/nl: paused ({PAUSED})" in opened("mailings").stdout
        assert opened("due", NEWSLETTER_SMTP_URL=server.url).stderr == result.stderr, "until somebody acts"
        assert opened.counts() == {"uncertain": lost, "pending": 30 - lost}
        server.manners.hangs_up = lambda number: False
        assert opened.failed("resume", ISSUE, NEWSLETTER_SMTP_URL=server.url) == ["uncertain-deliveries"]
    assert opened.counts() == {"uncertain": lost, "accepted": 30 - lost}
    assert server.accepted == dict.fromkeys(THIRTY, 1)


def test_who_resumes_a_mailing_too_early_loses_one_a_connection_at_most(opened: Home) -> None:
    opened.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "1"
    with unkind(Manners(hangs_up=lambda number: True)) as server:
        due(opened, server)
        opened.sql("update deliveries set changed_at = '2024-01-16T09:00:0' || subscriber_id where state = 'uncertain'")
        assert opened.counts()["uncertain"] == 3
        opened("resume", ISSUE, NEWSLETTER_SMTP_URL=server.url)
    assert opened.counts()["uncertain"] == 4
    assert opened.sql("select state, pause_reason from rounds") == [("paused", PAUSED)]


def test_a_server_that_takes_the_messages_of_several_points_without_a_reply_pauses_them_all(opened: Home) -> None:
    opened.join([f"other{number}@example.org" for number in range(30)], point="eu", language="en")
    opened.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "1"
    with unkind(Manners(hangs_up=lambda number: True)) as server:
        url = {"NEWSLETTER_SMTP_URL": server.url}
        opened("send", ISSUE, "--point", "eu", "--at", "2099-01-01 10:00", **url)
        opened.sql("update appointments set due_at = (select strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute'))")
        result = opened("due", **url)
    assert result.stderr.count("error[mailing-stopped]") == 2
    assert opened.counts() == {"uncertain": 3, "pending": 57}
    assert opened.sql("select distinct state from rounds") == [("paused",)]


def test_connections_that_are_cut_now_and_then_stop_nothing(opened: Home) -> None:
    with unkind(Manners(hangs_up=lambda number: number % 3 == 2)) as server:
        due(opened, server)
    assert opened.counts() == {"accepted": 20, "uncertain": 10}
    assert server.accepted == dict.fromkeys(THIRTY, 1)


def test_a_server_that_is_started_anew_and_cuts_all_connections_at_once_stops_nothing(opened: Home) -> None:
    all_six = threading.Barrier(6)

    def cut_together(number: int) -> bool:
        return 10 <= number < 16 and all_six.wait(60) >= 0

    with unkind(Manners(hangs_up=cut_together)) as server:
        due(opened, server)
    assert opened.counts() == {"accepted": 24, "uncertain": 6}
