"""What the outcome of an attempt leads to, for its recipient and for the round: tables."""

import datetime as dt
from dataclasses import replace

import pytest

from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.rows import Due
from newsletter.mail.delivery.standing import (
    FREE_TURNS,
    Attempt,
    Halt,
    Standing,
    decide_consequence,
    refuse_unfit,
    skip,
    wait_for_turn,
)
from newsletter.mail.delivery.states import PauseCause
from newsletter.mail.smtp.conversation import Ending, Outcome

NOW = dt.datetime(2024, 1, 16, 9, 0, 0, 250_000, tzinfo=dt.UTC)
AT_NINE = NOW.replace(microsecond=0)
S, M, H, D = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

NEW = Due(7, 1, "r7@example.org", "", 0, None, "")
TAKEN = Outcome(Ending.ACCEPTED, "dot", "", "250 2.0.0 Ok")
LOST = Outcome(Ending.UNCERTAIN, "dot", "", "the server closed the connection", is_usable=False)
CUT = Outcome(Ending.LOST, "", "", "the server closed the connection", is_usable=False)
UNKNOWN = Outcome(Ending.REFUSED, "rcpt", "5.1.1", "550 5.1.1 No such mailbox")
POLICY = Outcome(Ending.REFUSED, "dot", "5.7.1", "554 5.7.1 Looks like spam")
SENDER = Outcome(Ending.REFUSED, "mail", "5.7.1", "550 5.7.1 Not from you")
GREY = Outcome(Ending.DEFERRED, "rcpt", "4.2.0", "450 4.2.0 Greylisted")
FULL = Outcome(Ending.DEFERRED, "rcpt", "4.2.2", "452 4.2.2 Mailbox full")
BUSY = Outcome(Ending.DEFERRED, "mail", "4.3.2", "450 4.3.2 Too busy", is_usable=False)
RATE = Outcome(Ending.DEFERRED, "rcpt", "4.7.28", "450 4.7.28 Rate limit")
CLOSING = Outcome(Ending.DEFERRED, "dot", "4.3.0", "421 4.3.0 Going down", is_usable=False)


def deferred(before: dt.timedelta, reason: str = "4.2.0", attempts: int = 1) -> Due:
    return replace(NEW, attempts=attempts, deferred_at=AT_NINE - before, reason=reason)


@pytest.mark.parametrize(
    ("job", "kept", "outcome", "state", "reason", "due_after", "attempts"),
    [
        (NEW, 0, TAKEN, "accepted", "", None, 1),
        (deferred(M), 0, TAKEN, "accepted", "", None, 2),
        (NEW, 0, LOST, "uncertain", "connection-lost", None, 1),
        (NEW, 0, UNKNOWN, "refused", "5.1.1", None, 1),
        (NEW, 0, POLICY, "refused", "5.7.1", None, 1),
        # Times on record are whole seconds, and never early: a wait of a second from 9:00:00.25 is over at 9:00:02.
        (NEW, 0, GREY, "pending", "4.2.0", 2 * S, 1),
        (NEW, 0, FULL, "pending", "4.2.2", 5 * M + S, 1),
        # What is no fault of the recipient's counts as no attempt.
        (NEW, 0, RATE, "pending", "4.7.28", 2 * S, 0),
        (NEW, 0, SENDER, "pending", "5.7.1", 5 * M + S, 0),
        # A connection that ended is nobody's fault for three times; then it may be this recipient that ends it.
        (NEW, 0, CUT, None, "", None, 0),
        (NEW, FREE_TURNS - 1, BUSY, None, "", None, 0),
        (NEW, FREE_TURNS, CUT, "pending", "connection-lost", M + S, 1),
        (NEW, FREE_TURNS, BUSY, "pending", "4.3.2", 2 * S, 0),
        # After the dot there was an intent, which is taken back.
        (NEW, 0, CLOSING, "pending", "", None, 0),
        (deferred(M, "4.2.2", 3), 0, CLOSING, "pending", "4.2.2", None, 3),
        # Five days are enough.
        (deferred(5 * D, "4.2.2", 30), 0, FULL, "refused", "expired", None, 31),
        (deferred(5 * D - S, "4.2.2", 30), 0, FULL, "pending", "4.2.2", 4 * H + S, 31),
    ],
)
def test_what_becomes_of_the_recipient(
    job: Due, kept: int, outcome: Outcome, state: str | None, reason: str, due_after: dt.timedelta | None, attempts: int
) -> None:
    decided = decide_consequence(Standing(), Attempt(job, 0, kept), outcome, NOW)
    is_of_connection = decided.about in (About.LINK, About.SERVER)
    assert decided.keeps_turn is (is_of_connection and kept < FREE_TURNS and outcome is not RATE)
    if state is None:
        assert decided.change is None
        return
    change = decided.change
    assert change is not None
    assert (change.subscriber, change.state, change.reason, change.attempts) == (7, state, reason, attempts)
    assert change.due_at == (AT_NINE + due_after if due_after is not None else None)
    if due_after is not None:
        assert change.deferred_at == (job.deferred_at or AT_NINE)
        assert change.put_off_for == decided.about


@pytest.mark.parametrize(
    ("standing", "known_losses", "outcome", "then", "cause"),
    [
        (Standing(), 0, TAKEN, Standing(), None),
        (Standing(2, 19, 2), 2, TAKEN, Standing(), None),
        (Standing(1), 1, LOST, Standing(2), None),
        (Standing(2), 2, LOST, Standing(3), PauseCause.NO_REPLY),
        (Standing(2), 1, LOST, Standing(2), None),  # cut together with another one
        (Standing(0, 18), 0, POLICY, Standing(0, 19), None),
        (Standing(0, 19), 0, POLICY, Standing(0, 20), PauseCause.MAIL_REFUSED),
        (Standing(0, 19), 0, UNKNOWN, Standing(0, 19), None),
        (Standing(0, 0, 1), 0, SENDER, Standing(0, 0, 2), None),
        (Standing(0, 0, 2), 0, SENDER, Standing(0, 0, 3), PauseCause.SENDER_REFUSED),
        (Standing(2, 3, 1), 2, FULL, Standing(2, 3, 1), None),
        (Standing(2, 3, 1), 2, CUT, Standing(2, 3, 1), None),
    ],
)
def test_what_it_means_for_the_round(
    standing: Standing, known_losses: int, outcome: Outcome, then: Standing, cause: PauseCause | None
) -> None:
    decided = decide_consequence(standing, Attempt(NEW, known_losses), outcome, NOW)
    found = decided.standing
    assert (found.losses, found.policy_refusals, found.sender_refusals) == (
        then.losses, then.policy_refusals, then.sender_refusals
    )  # fmt: skip
    assert (decided.halt.cause if decided.halt else None) is cause


def test_why_a_round_is_paused_has_the_servers_words() -> None:
    decided = decide_consequence(Standing(0, 0, 2), Attempt(NEW), SENDER, NOW)
    assert decided.halt == Halt(
        PauseCause.SENDER_REFUSED, "the server does not take the sender: 550 5.7.1 Not from you"
    )


def test_three_ask_early_for_all_who_were_deferred_alike() -> None:
    standing, waits = Standing(), []
    for number in (1, 2, 3, 4, 2):
        decided = decide_consequence(standing, Attempt(replace(NEW, subscriber=number)), GREY, NOW)
        standing = decided.standing
        assert decided.change
        assert decided.change.due_at
        waits.append(decided.change.due_at - AT_NINE)
    assert waits == [2 * S, 2 * S, 2 * S, 5 * M + S, 2 * S]
    assert standing.scouts == {"4.2.0": {1, 2, 3}}


@pytest.mark.parametrize(
    ("learnt", "job", "age"),
    [
        ({}, deferred(40 * S), 41 * S + dt.timedelta(milliseconds=250)),
        ({"4.2.0": 60 * S}, deferred(40 * S), 41 * S + dt.timedelta(milliseconds=250)),
        ({"4.2.0": 30 * S}, deferred(40 * S), None),
        ({}, deferred(40 * S, "4.2.2"), None),  # of a full mailbox others learn nothing
        ({}, NEW, None),
    ],
)
def test_an_acceptance_tells_at_what_age_the_others_may_come(
    learnt: dict[str, dt.timedelta], job: Due, age: dt.timedelta | None
) -> None:
    decided = decide_consequence(Standing(learnt=learnt), Attempt(job), TAKEN, NOW)
    assert decided.learnt == age
    assert decided.standing.learnt == (learnt if age is None else {"4.2.0": age})


def test_what_was_learnt_counts_for_the_next_deferral() -> None:
    decided = decide_consequence(Standing(learnt={"4.2.0": 40 * S}), Attempt(NEW), GREY, NOW)
    assert decided.change
    assert decided.change.due_at == AT_NINE + 40 * S


def test_of_one_that_was_skipped_nothing_follows_by_itself() -> None:
    decided = decide_consequence(Standing(1, 2, 3), Attempt(NEW, 1), Outcome(Ending.SKIPPED), NOW)
    assert (decided.about, decided.standing, decided.change, decided.halt) == (
        About.SKIPPED, Standing(1, 2, 3), None, None
    )  # fmt: skip


def test_who_may_not_be_mailed_and_who_cannot_be() -> None:
    again = deferred(M)
    assert (skip(again, "left").state, skip(again, "left").reason, skip(again, "left").attempts) == (
        "skipped", "left", 1
    )  # fmt: skip
    unfit = refuse_unfit(again, "the address is no address")
    assert (unfit.state, unfit.reason, unfit.reply) == ("refused", "no-message", "the address is no address")


@pytest.mark.parametrize(
    ("again_at", "has_in_hand", "waits", "seconds"),
    [
        (None, False, False, None),
        (None, False, True, None),
        (None, True, False, 0.05),  # they may come back
        (110.0, True, False, 0.05),
        (99.0, False, False, 0.0),
        (110.0, False, False, None),
        (110.0, False, True, 10.0),
        (900.0, False, True, 60.0),
    ],
)
def test_how_long_a_queue_waits_for_its_next_turn(
    again_at: float | None, has_in_hand: bool, waits: bool, seconds: float | None
) -> None:
    assert wait_for_turn(again_at, 100.0, has_in_hand=has_in_hand, waits=waits) == seconds
