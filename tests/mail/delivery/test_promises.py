"""Whatever happens in whatever order, nobody who must not be mailed is handed over, and nobody twice.

A machine of states over the real database and the real ledger: people join, confirm, leave, bounce, are erased and
imported again, while rounds are opened, run, killed and settled. Only the transport is our own: it keeps what it gets.
"""

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from newsletter.database import connect
from newsletter.mail.audience import importing, subscriptions
from newsletter.mail.audience.address import Address, hash_address
from newsletter.mail.audience.states import REASONS, SubscriptionState, SuppressionReason
from newsletter.mail.audience.subscriber_csv import SubscriberRow
from newsletter.mail.delivery import ledger, opening
from newsletter.mail.delivery.deliver import carry
from newsletter.mail.delivery.prepare import EditionParts, MessageFactory, Signer
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.delivery.rows import Change, Group, Round
from newsletter.mail.delivery.states import DeliveryState
from newsletter.mail.smtp.conversation import Ending, Envelope, Outcome
from newsletter.mail.smtp.route import FrozenRoute
from tests.support.promises import TOKENS, letter
from tests.support.trying import tries

KEY = b"the key of this test, 32 bytes .."
NAMES = ("ada", "bob", "cyd", "dan", "eve")
POINTS = ("be", "nl")
EDITIONS = ("nl", "fr")
names, points = st.sampled_from(NAMES), st.sampled_from(POINTS)


class Killed(BaseException):
    """The sender dies here."""


class Kept:
    """A transport that keeps what it is given, and asks the world whether that was allowed."""

    def __init__(self, allowed: Callable[[str], None]) -> None:
        self.allowed = allowed
        self.plan: list[Ending | None] = []

    def carry(self, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
        ending = self.plan.pop(0) if self.plan else Ending.ACCEPTED
        if ending is not Ending.DEFERRED:
            self.allowed(envelope.recipient)
        if ending is None:
            raise Killed
        return Outcome(ending, "dot", "4.2.0" if ending is Ending.DEFERRED else "")


class World(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.connection = self.stack.enter_context(connect(f"sqlite:///{Path(folder)}/newsletter.db"))
        self.now = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)
        self.wanted: dict[tuple[str, str], str] = {}
        self.barred: set[str] = set()
        self.mailed: Counter[tuple[int, str]] = Counter()
        self.doubted: set[tuple[int, str]] = set()
        self.round: Round | None = None
        self.issues = 0

    def teardown(self) -> None:
        self.stack.close()

    def stamp(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now

    def digest(self, name: str) -> str:
        return hash_address(Address(name, "example.org"), KEY)

    def number(self, name: str) -> int | None:
        with self.connection.transaction(writes=False):
            row = self.connection.row("select id from subscribers where hash = :hash", {"hash": self.digest(name)})
        return int(row[0]) if row else None

    def allowed(self, address: str) -> None:
        name = address.partition("@")[0]
        assert self.round
        assert name not in self.barred, f"{name} must never be mailed"
        assert self.wanted.get((name, self.round.point)) == "active", f"{name} has not asked for it"
        self.mailed[self.round.id, name] += 1

    @rule(name=names, point=points, locale=st.sampled_from(("nl", "fr", "nl-BE", "de")), pending=st.booleans())
    def join(self, name: str, point: str, locale: str, pending: bool) -> None:
        state = SubscriptionState.PENDING if pending else SubscriptionState.ACTIVE
        subscriber_row = SubscriberRow(
            2, Address(name, "example.org"), "", locale, state, "", "", "", "", "", SuppressionReason.NONE
        )
        terms = importing.Terms("Yes", "en", "a test", self.stamp())
        with self.connection.transaction():
            self.connection.run("drop table if exists csv_rows")
            importing.wait(self.connection, [subscriber_row], terms, KEY)
            importing.judge(self.connection, point)
            importing.merge(self.connection, point, terms.now, lambda done, of: None)
        if name not in self.barred:
            self.wanted.setdefault((name, point), state)

    @rule(name=names, point=points)
    def confirm(self, name: str, point: str) -> None:
        number = self.number(name) or 0
        with self.connection.transaction():
            self.connection.run(
                """update subscriptions set state = 'active' where subscriber_id = :id and point = :point
                and state = 'pending'""",
                {"id": number, "point": point},
            )
        if self.wanted.get((name, point)) == "pending":
            self.wanted[name, point] = "active"

    @rule(name=names, point=points)
    def leave(self, name: str, point: str) -> None:
        number = self.number(name) or 0
        with self.connection.transaction():
            subscriptions.end(self.connection, number, point, self.stamp())
        if (name, point) in self.wanted:
            self.wanted[name, point] = "ended"

    @rule(name=names, reason=st.sampled_from(REASONS))
    def suppress(self, name: str, reason: SuppressionReason) -> None:
        with self.connection.transaction():
            subscriptions.suppress(self.connection, self.digest(name), reason, self.stamp())
        self.barred.add(name)

    @rule(name=names)
    def erase(self, name: str) -> None:
        with self.connection.transaction():
            subscriptions.forget(self.connection, self.digest(name), self.stamp())
        self.barred.add(name)
        for point in POINTS:
            self.wanted.pop((name, point), None)

    @rule(point=points)
    def open(self, point: str) -> None:
        self.issues += 1
        with self.connection.transaction():
            self.round = ledger.open_round(
                self.connection, f"issue-{self.issues}", point, self.stamp(), FrozenRoute(), "UTC"
            )
        self.open_edition("nl")

    @precondition(lambda self: self.round is not None)
    @rule(locale=st.sampled_from(EDITIONS))
    def open_edition(self, locale: str) -> None:
        assert self.round
        with self.connection.transaction():
            known = ledger.frozen_mailings(self.connection, self.round.id)
            if locale not in {each.letter.locale for each in known.values()}:
                frozen = letter(self.round.issue, self.round.point, locale)
                opening.open_mailing(self.connection, self.round, frozen, EDITIONS, "nl", self.stamp())

    @precondition(lambda self: self.round is not None)
    @rule(plan=st.lists(st.sampled_from([Ending.ACCEPTED, Ending.DEFERRED, Ending.UNCERTAIN, None]), max_size=4))
    def send(self, plan: list[Ending | None]) -> None:
        assert self.round
        with self.connection.transaction():
            ledger.find_uncertain(self.connection, self.round.id, self.stamp())
            mailings = ledger.frozen_mailings(self.connection, self.round.id)
        posts = {number: EditionParts.of(frozen, ()) for number, frozen in mailings.items()}
        message_factory = MessageFactory(posts, TOKENS, lambda: self.now, Signer())
        queue = RoundQueue(self.round, message_factory, self.connection, lambda: self.now)
        transport = Kept(self.allowed)
        transport.plan = list(plan)
        with suppress(Killed):
            carry([queue], transport, self.connection, lambda stop: None)
        self.now += dt.timedelta(hours=5)
        rows = self.connection_rows(
            "select d.subscriber_id from deliveries d where d.state in ('sending', 'uncertain')"
        )
        for row in rows:
            for name in NAMES:
                if self.number(name) == row[0]:
                    self.doubted.add((self.round.id, name))

    @precondition(lambda self: self.round is not None)
    @rule(resend=st.booleans())
    def settle(self, resend: bool) -> None:
        assert self.round
        with self.connection.transaction():
            ledger.find_uncertain(self.connection, self.round.id, self.stamp())
            ledger.settle(self.connection, self.round.id, resend=resend, now=self.stamp())

    @precondition(lambda self: self.round is not None)
    @rule(name=names)
    def leave_at_the_last_moment(self, name: str) -> None:
        """Between a recipient's turn and the intent: the intent is not granted."""
        assert self.round
        number = self.number(name)
        if number is None:
            return
        self.leave(name, self.round.point)
        granted = ledger.commit(self.connection, {self.round.id: Group([number], [])}, self.stamp())
        assert not granted

    @invariant()
    def nobody_is_mailed_twice_but_by_a_decision(self) -> None:
        for (number, name), count in self.mailed.items():
            assert count == 1 or (number, name) in self.doubted

    @invariant()
    def the_ledger_has_each_recipient_in_one_state(self) -> None:
        rows = self.connection_rows(
            """select round_id, subscriber_id, count(*) from deliveries
            group by round_id, subscriber_id having count(*) > 1"""
        )
        assert rows == []

    def connection_rows(self, sql: str) -> list[Any]:
        with self.connection.transaction(writes=False):
            return list(self.connection.rows(sql))


World.TestCase.settings = settings(max_examples=tries(80), stateful_step_count=30, deadline=None)
TestWorld = World.TestCase


def test_a_change_of_one_who_is_settled_already_is_no_change() -> None:
    with connect("sqlite://") as connection:
        with connection.transaction():
            now = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)
            of = ledger.open_round(connection, "2024-01", "nl", now, FrozenRoute(), "UTC")
            opening.open_mailing(connection, of, letter("2024-01", "nl", "nl"), EDITIONS, "nl", now)
            connection.run("insert into deliveries values (1, 7, 1, 'accepted', '', '', 1, '', '', '', '')")
        ledger.commit(
            connection, {1: Group([], [Change(7, DeliveryState.PENDING)])}, dt.datetime(2024, 1, 17, tzinfo=dt.UTC)
        )
        with connection.transaction(writes=False):
            assert connection.row("select state from deliveries")[0] == "accepted"
