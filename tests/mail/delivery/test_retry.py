"""Whom an outcome concerns, and when a recipient is tried again: tables."""

import datetime as dt

import pytest

from newsletter.mail.delivery.judging import About, judge_outcome
from newsletter.mail.delivery.retry import LONGEST_WAIT, Deferral, is_shared, read_told_span, wait_of
from newsletter.mail.smtp.conversation import Ending, Outcome

S, M, H = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("ending", "stage", "words", "concerns"),
    [
        ("accepted", "dot", "250 2.0.0 Ok", "done"),
        ("skipped", "", "", "skipped"),
        ("uncertain", "dot", "the server closed the connection", "unknown"),
        ("lost", "", "the server closed the connection", "link"),
        ("lost", "data", "the server closed the connection", "recipient"),
        ("refused", "mail", "550 5.7.1 Not from you", "sender"),
        ("refused", "rset", "554 What", "sender"),
        ("refused", "rcpt", "550 5.1.1 No such mailbox", "recipient"),
        ("refused", "rcpt", "550 5.7.1 Policy", "policy"),
        ("refused", "dot", "554 5.6.0 Content", "policy"),
        ("deferred", "mail", "421 4.7.0 Enough for one connection", "link"),
        ("deferred", "rcpt", "421 4.3.2 Closing", "link"),
        ("deferred", "dot", "421 4.3.0 Going down", "link"),
        ("deferred", "mail", "450 4.7.1 Error: too much mail from 192.0.2.1", "server"),
        ("deferred", "mail", "451 4.3.0 Try later", "server"),
        ("deferred", "rcpt", "450 4.2.0 Greylisted, come back", "recipient"),
        ("deferred", "rcpt", "451 4.7.1 Greylisting in action: rate of new senders is limited", "recipient"),
        ("deferred", "data", "451 4.7.1 Please try again later", "recipient"),
        ("deferred", "rcpt", "452 4.2.2 Mailbox full: limit of 50 MB exceeded", "recipient"),
        ("deferred", "rcpt", "450 4.2.1 The user is receiving mail at a rate that prevents more", "recipient"),
        ("deferred", "rcpt", "450 4.7.1 Rate limit: 60 a minute", "server"),
        ("deferred", "rcpt", "451 4.7.28 Unusual amount of mail", "server"),
        ("deferred", "rcpt", "452 4.5.3 Too many recipients", "server"),
        ("deferred", "dot", "452 4.3.1 Insufficient system storage", "server"),
        ("deferred", "dot", "451 4.3.0 Try again", "recipient"),
        ("deferred", "rcpt", "451 Hourly limit exceeded", "server"),
        ("deferred", "rcpt", "450 mailbox busy", "recipient"),
    ],
)
def test_an_outcome_is_about_one_of_them(ending: str, stage: str, words: str, concerns: str) -> None:
    parts = words.split()
    code = parts[1] if len(parts) > 1 and parts[1].count(".") == 2 else words[:3] if words[:1].isdigit() else ""
    assert judge_outcome(Outcome(Ending(ending), stage, code, words)) == concerns


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("450 4.7.1 Greylisted, try again in 5 minutes", 300),
        ("451 4.7.1 Greylisted for 300 seconds", 300),
        ("451 4.7.1 Greylisting in action, please come back in 00:04:59", 299),
        ("450 retry after 90s", 90),
        ("450 Retry-After: 2m", 120),
        ("421 wait about 1 hour", 3600),
        ("450 too many messages within 10 mins", 600),
        ("450 4.2.0 Greylisted, come back", None),
        ("450 4.7.1 60 messages a minute are the limit", None),
        ("451 try again later", None),
    ],
)
def test_a_server_may_say_how_long_to_wait(words: str, seconds: int | None) -> None:
    assert read_told_span(words) == (None if seconds is None else seconds * S)


GREY = "450 4.2.0 Greylisted"


@pytest.mark.parametrize(
    ("deferral", "wait"),
    [
        # The usual waits double up to four hours.
        (Deferral(About.RECIPIENT, "4.2.2", "452 4.2.2 Full"), 5 * M),
        (Deferral(About.RECIPIENT, "4.2.2", "452 4.2.2 Full", attempts=1, age=5 * M), 10 * M),
        (Deferral(About.RECIPIENT, "4.2.2", "452 4.2.2 Full", attempts=5, age=3 * H), 160 * M),
        (Deferral(About.RECIPIENT, "4.2.2", "452 4.2.2 Full", attempts=20, age=90 * H), LONGEST_WAIT),
        # Who asks early for all others comes 5 % late at most.
        (Deferral(About.RECIPIENT, "4.2.0", GREY, is_scout=True), S),
        (Deferral(About.RECIPIENT, "4.2.0", GREY, attempts=9, age=100 * S, is_scout=True), 5 * S),
        (Deferral(About.RECIPIENT, "4.2.0", GREY, attempts=50, age=10 * H, is_scout=True), 30 * M),
        # What was learnt from others counts until that age has come.
        (Deferral(About.RECIPIENT, "4.2.0", GREY, learnt=40 * S), 40 * S),
        (Deferral(About.RECIPIENT, "4.2.0", GREY, age=30 * S, learnt=40 * S), 10 * S),
        (Deferral(About.RECIPIENT, "4.2.0", GREY, attempts=1, age=50 * S, learnt=40 * S), 10 * M),
        # What the server says counts first, but not for days.
        (Deferral(About.RECIPIENT, "4.2.0", "450 greylisted for 60 seconds", learnt=5 * S, is_scout=True), M),
        (Deferral(About.RECIPIENT, "4.2.0", "450 wait 100 hours"), LONGEST_WAIT),
        # A server's own trouble passes for all of them together.
        (Deferral(About.SERVER, "4.7.1", "450 4.7.1 Rate limit", attempts=7), S),
        (Deferral(About.SERVER, "4.7.1", "450 4.7.1 Rate limit", age=40 * S), 2 * S),
        (Deferral(About.SERVER, "4.7.1", "450 4.7.1 Rate limit", age=40 * H), 5 * M),
        # Nothing was said of a recipient by whoever hung up.
        (Deferral(About.LINK, "connection-lost", "the server closed the connection"), M),
        (Deferral(About.RECIPIENT, "connection-lost", "the server closed the connection", attempts=2), 4 * M),
        (Deferral(About.SENDER, "5.7.1", "550 5.7.1 Not welcome", is_scout=True), 5 * M),
    ],
)
def test_how_long_a_recipient_waits(deferral: Deferral, wait: dt.timedelta) -> None:
    assert wait_of(deferral) == wait


def test_of_a_full_mailbox_other_recipients_tell_nothing() -> None:
    assert [code for code in ("4.2.0", "4.7.1", "450", "4.2.1", "4.2.2", "4.1.8", "452") if is_shared(code)] == [
        "4.2.0", "4.7.1", "450"
    ]  # fmt: skip
