"""Who joins may have the latest letter at once: by the ledger's rules, and once."""

import datetime as dt
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from newsletter.mail.message.tokens import Claim, Purpose
from tests.conftest import Sample
from tests.support import public_site
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, SECRET, Home

ADA, BOB = "ada@example.org", "bob@example.org"
OFFER, UNDER_WAY = 'action="/c/', 'role="status"'


@dataclass
class World:
    """A home that mails, and its pages."""

    home: Home
    pages: public_site.Home

    def confirm(self, language: str = "nl", address: str = ADA) -> str:
        """Join the point `nl`, and confirm; the page that comes."""
        assert self.pages.join(address, language=[language]).status_code == 200
        return self.pages.client.post(self.link()).text

    def link(self) -> str:
        """The link of the last request."""
        assert self.pages.site.keys
        ((number,),) = self.home.sql("select max(id) from requests")
        return f"/c/{self.pages.site.keys.tokens.make(Purpose.CONFIRM, Claim(number))}"

    def ask(self) -> str:
        answer = self.pages.client.post(f"{self.link()}/latest")
        assert answer.status_code == 200
        return answer.text

    def mails_to(self, address: str) -> int:
        return self.home.server.to()[address]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as started:
        yield started


@pytest.fixture
def world(sample: Sample, server: Running) -> Iterator[World]:
    """The point `nl` has mailed its Dutch letter to Bob."""
    home = Home.of(sample, server)
    home.join([BOB])
    home.done("send", ISSUE, "--point", "nl", "--locale", "nl")
    with public_site.served(sample.root, secret=SECRET) as pages:
        pages.clock[0] = dt.datetime.now(dt.UTC)
        yield World(home, pages)


@pytest.mark.slow
def test_whoever_asks_gets_it_once_by_the_next_run(world: World, server: Running) -> None:
    page = world.confirm()
    assert OFFER in page
    assert "A small issue" in page
    assert world.mails_to(ADA) == 0, "confirming alone brings no letter"
    for _ in range(3):
        page = world.ask()
        assert UNDER_WAY in page
        assert OFFER not in page
    assert UNDER_WAY in world.pages.client.get(world.link()).text
    for _ in range(2):
        world.home.done("due")
        assert OFFER not in world.ask()
    assert (world.mails_to(ADA), world.mails_to(BOB)) == (1, 1)
    assert UNDER_WAY not in world.pages.client.get(world.link()).text, "it has arrived"
    data = next(data for one, data in zip(server.accepted(), server.messages(), strict=True) if one["to"] == ADA)
    message = message_from_bytes(data, policy=email.policy.default)
    assert message["Subject"] == "A small issue"
    assert message["List-Unsubscribe"]
    assert world.home.states() == {"ada": "accepted", "bob": "accepted"}


@pytest.mark.slow
def test_it_comes_though_the_issue_was_mailed_long_ago(world: World) -> None:
    world.home.sql("update rounds set opened_at = '2023-01-01T00:00:00+00:00', active_at = '2023-01-01T00:00:00+00:00'")
    assert OFFER in world.confirm()
    world.ask()
    world.home.done("due")
    assert world.mails_to(ADA) == 1


@pytest.mark.slow
def test_whoever_leaves_before_it_goes_out_gets_nothing(world: World) -> None:
    world.confirm()
    world.ask()
    world.home.sql("update subscriptions set state = 'ended' where subscriber_id = (select max(id) from subscribers)")
    world.home.done("due")
    assert world.mails_to(ADA) == 0
    assert world.home.states()["ada"] == "skipped left"


STATES = {
    "paused": "update rounds set state = 'paused', pause_cause = 'by-hand'",
    "ended": "update rounds set state = 'ended', ended_by = 'Ada'",
    "in-doubt": "update rounds set restored_at = '2024-01-16T00:00:00+00:00'",
    "left-for-days": """update rounds set active_at = '2024-01-16T00:00:00+00:00';
        update deliveries set state = 'pending'""",
    "suppressed": "insert into suppressions select hash, 'complaint', '' from subscribers where address like 'ada%'",
    "by-another-point": """insert into rounds select 9, issue, 'be', state, pause_cause, pause_reason, opened_at,
        active_at, route, server, connections, per_connection, per_minute, time_zone, '', '', '', '' from rounds;
        insert into deliveries select 9, (select max(id) from subscribers), mailing_id, 'accepted', '', '', 1, '', '',
        '', '' from deliveries""",
}
"""What keeps the letter from going to somebody."""


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_what_would_not_come_is_not_offered_and_not_taken(world: World, state: str) -> None:
    world.confirm()
    for statement in STATES[state].split(";"):
        world.home.sql(statement)
    before = world.home.sql("select * from deliveries")
    assert OFFER not in world.pages.client.get(world.link()).text
    page = world.ask()
    assert OFFER not in page
    assert UNDER_WAY not in page
    assert world.home.sql("select * from deliveries") == before


@pytest.mark.slow
def test_a_letter_in_another_language_is_not_the_readers(world: World) -> None:
    page = world.confirm("nl-BE")
    assert OFFER not in page, "that edition of the point has not been mailed"
    assert UNDER_WAY not in world.ask()


@pytest.mark.slow
def test_whoever_had_it_is_offered_nothing(world: World) -> None:
    world.home.sql("update subscriptions set state = 'ended'")
    assert OFFER not in world.confirm(address=BOB)
    world.ask()
    world.home.done("due")
    assert world.mails_to(BOB) == 1


@pytest.mark.slow
def test_a_mailing_that_opens_later_leaves_out_whoever_asked(world: World) -> None:
    world.confirm()
    world.ask()
    world.home.join(["cid@example.org"], language="nl-BE")
    world.home.done("send", ISSUE, "--point", "nl", "--locale", "nl-BE")
    assert world.mails_to(ADA) == 1
    assert world.home.counts() == {"accepted": 3}


@pytest.mark.slow
def test_a_link_that_was_not_used_brings_no_letter(world: World) -> None:
    world.pages.join(ADA)
    before = world.home.sql("select * from deliveries")
    assert world.pages.client.post(f"{world.link()}/latest").status_code == 404
    assert world.pages.client.get(f"{world.link()}/latest").status_code == 405
    assert world.home.sql("select * from deliveries") == before
