"""A round on its way, by a clock of the test’s own."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from newsletter.database import Connection, connect
from newsletter.mail.delivery import ledger, opening
from newsletter.mail.delivery.deliver import carry
from newsletter.mail.delivery.prepare import EditionParts, MessageFactory, Signer
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.delivery.rows import Round
from newsletter.mail.smtp.conversation import Ending, Envelope, Outcome
from newsletter.mail.smtp.route import FrozenRoute
from tests.support.promises import TOKENS, letter

BEGIN = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)

Judge = Callable[[str, float], str]


class World:
    """A mailing to so many, and a server that judges each recipient by the seconds since the beginning."""

    def __init__(self, connection: Connection, count: int, judge: Judge) -> None:
        self.connection, self.judge = connection, judge
        self.seconds = 0.0
        self.asked: list[tuple[float, str]] = []
        with connection.transaction():
            for number in range(1, count + 1):
                values = {"id": number, "address": f"r{number}@example.org", "hash": str(number)}
                connection.run("insert into subscribers values (:id, :address, :hash, '')", values)
                connection.run(
                    "insert into subscriptions values (:id, 'nl', 'active', 'nl', '', '', '')", {"id": number}
                )
            now = dt.datetime(2024, 1, 16, tzinfo=dt.UTC)
            self.round: Round = ledger.open_round(connection, "2024-01", "nl", now, FrozenRoute(), "UTC")
            opening.open_mailing(connection, self.round, letter("2024-01", "nl", "nl"), ("nl",), "nl", now)

    def clock(self) -> dt.datetime:
        return BEGIN + dt.timedelta(seconds=self.seconds)

    def carry(self, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
        name = envelope.recipient.partition("@")[0]
        self.asked.append((self.seconds, name))
        said = self.judge(name, self.seconds)
        self.seconds += 0.005
        code = said.split()[1] if said else ""
        return Outcome(Ending.DEFERRED, "rcpt", code, said) if said else Outcome(Ending.ACCEPTED, "dot", "", "250 Ok")

    def queue(self, *, waits: bool = False) -> RoundQueue:
        with self.connection.transaction(writes=False):
            mailings = ledger.frozen_mailings(self.connection, self.round.id)
        posts = {number: EditionParts.of(frozen, ()) for number, frozen in mailings.items()}
        return RoundQueue(
            self.round, MessageFactory(posts, TOKENS, self.clock, Signer()), self.connection, self.clock, waits=waits
        )

    def run(self) -> RoundQueue:
        queue = self.queue()
        carry([queue], self, self.connection, lambda stop: None)
        return queue

    def left(self) -> int:
        with self.connection.transaction(writes=False):
            return ledger.waiting(self.connection, self.round.id)[0]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as opened:
        yield opened
