"""Messages are signed ahead of their turn, and nothing depends on whether they were."""

import datetime as dt
import os
import sys
import threading
import time
from dataclasses import dataclass, field, replace

import pytest

from newsletter.mail.delivery.prepare import EditionParts, MessageFactory, PreparedMessage, Signer
from newsletter.mail.delivery.rows import Due, Frozen
from newsletter.mail.message.dkim import Key
from newsletter.mail.message.recipient import Places
from newsletter.translate.text_counts import TextCounts
from tests.support.messages import MORNING, letter
from tests.support.signed import RSA, TOKENS, verified

PLACES = Places("https://news.example.org", "news.example.org")
FROZEN = Frozen(letter(), PLACES, "2023-11-21", "A title", TextCounts(reviewed=1))


@dataclass
class Watched:
    """A private key that tells in which thread it signed, and waits until it may."""

    gate: threading.Event = field(default_factory=threading.Event)
    threads: list[str] = field(default_factory=list)
    priorities: list[tuple[int, int]] = field(default_factory=list)
    """Of the thread: how the kernel gives turns to it, and its niceness."""

    def sign(self, data: bytes, *form: object) -> bytes:
        self.threads.append(threading.current_thread().name)
        if sys.platform == "linux":
            thread = threading.get_native_id()
            self.priorities.append((os.sched_getscheduler(thread), os.getpriority(os.PRIO_PROCESS, thread)))
        assert threading.current_thread() is threading.main_thread() or self.gate.wait(300)
        return RSA.private.sign(data, *form)  # type: ignore[arg-type]


def due(number: int, **changes: object) -> Due:
    return replace(Due(number, 1, f"reader{number}@example.org", "", 0, None, ""), **changes)  # type: ignore[arg-type]


def message_factory(key: Key | Watched, signer: Signer, now: list[dt.datetime] | None = None) -> MessageFactory:
    one = key if isinstance(key, Key) else replace(RSA, private=key)  # type: ignore[arg-type]
    times = now or [MORNING]
    return MessageFactory({1: EditionParts.of(FROZEN, [one])}, TOKENS, lambda: times[0], signer)


def made(source: MessageFactory, job: Due) -> PreparedMessage:
    found = source.take_prepared(job)
    assert isinstance(found, PreparedMessage)
    return found


def test_what_was_signed_ahead_is_the_message_that_would_have_been_made_in_its_turn() -> None:
    jobs = [due(number) for number in range(5)]
    key = Watched()
    key.gate.set()
    with Signer() as signer:
        ahead = message_factory(key, signer)
        ahead.ahead(jobs)
        assert ahead.count_ahead == 5
        for _ in range(2_000):
            if len(key.threads) == 5:
                break
            time.sleep(0.01)
    assert key.threads == ["signer"] * 5
    for job in jobs:
        data = b"".join(made(ahead, job).pieces())
        assert data == b"".join(made(message_factory(RSA, Signer()), job).pieces())
        assert verified(data, RSA) == [True]
    assert key.threads == ["signer"] * 5, "nothing was signed twice"
    assert ahead.count_ahead == 0


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux only")
def test_the_thread_that_signs_ahead_gives_way_and_still_has_its_turn() -> None:
    """Last of all it would hold the interpreter's lock for as long as other programs have all processors."""
    key = Watched()
    key.gate.set()
    with Signer() as signer:
        message_factory(key, signer).ahead([due(1)])
        while not key.priorities:
            time.sleep(0.01)
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert key.priorities[0] == (os.SCHED_OTHER, min(own + 10, 19))


def test_who_is_wanted_before_the_other_thread_came_to_it_waits_for_nobody() -> None:
    key = Watched()
    with Signer() as signer:
        source = message_factory(key, signer)
        source.ahead([due(1), due(2), due(3)])
        data = [b"".join(made(source, due(number)).pieces()) for number in (1, 2, 3)]
        key.gate.set()
    assert all(verified(each, RSA) == [True] for each in data)
    assert key.threads.count("MainThread") == 3
    assert key.threads.count("signer") <= 1, "what was signed here meanwhile is not signed again"


def test_what_was_made_ahead_and_is_not_mailed_any_more_keeps_nobody_waiting() -> None:
    key = Watched()
    with Signer() as signer:
        message_factory(key, signer).ahead([due(number) for number in range(20)])
        while not key.threads:
            time.sleep(0.01)
        threading.Timer(0.1, key.gate.set).start()
    assert key.threads == ["signer"], "the one that was begun is ended, the others are not begun"


def test_a_message_that_waited_for_more_than_a_minute_is_made_anew_with_the_time_of_its_turn() -> None:
    now = [MORNING]
    with Signer() as signer:
        source = message_factory(RSA, signer, now)
        source.ahead([due(1), due(2)])
        assert made(source, due(1)).at == MORNING
        now[0] = MORNING + dt.timedelta(minutes=1)
        found = made(source, due(2))
    assert found.at == now[0]
    assert b":01:00 +0" in b"".join(found.pieces())


def test_nothing_is_made_ahead_for_who_may_not_be_mailed_or_can_not() -> None:
    source = message_factory(RSA, Signer())
    source.ahead([due(1, barred="suppressed"), due(2, address="no address")])
    assert source.count_ahead == 0
    assert source.take_prepared(due(2, address="no address")) == "what should be an e-mail address is no address"
