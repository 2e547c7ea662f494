"""The readers' pages on several processes: what one remembers the others know, and a kill loses no mail."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from newsletter.database import Pool, connect
from newsletter.mail.audience.address import Address
from newsletter.mail.audience.self_service import Asked
from newsletter.pipeline.audience import self_service
from newsletter.public.kept_rates import KeptRate, forget_clients
from tests.conftest import Sample
from tests.support.postgres import needs_postgres, postgres
from tests.support.public_site import NOON, served


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql",
            marks=[
                pytest.mark.slow,
                needs_postgres,
            ],
        ),
    ],
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/newsletter.db"
        return
    with postgres() as found:
        yield found


def test_a_visitor_has_one_burst_over_all_processes(url: str) -> None:
    with ExitStack() as stack:
        pools = [Pool(url) for _ in range(2)]
        for pool in pools:
            stack.callback(pool.close)
        one, two = (KeptRate(pool, b"key", "joins", 3, 1_000.0) for pool in pools)
        assert [each.spend("192.0.2.1") for each in (one, two, one, two, one)] == [True, True, True, False, False]
        assert two.is_spent("192.0.2.1")
        assert not two.is_spent("192.0.2.2")
        assert KeptRate(pools[0], b"key", "changes", 3, 1_000.0).spend("192.0.2.1"), "another rate is another row"
        with connect(url) as connection:
            forget_clients(connection)
            with connection.transaction():
                kept = [str(row[0]) for row in connection.rows("select client from client_rates")]
                connection.run("update client_rates set full_at = full_at - 2000")
            assert len(kept) == 2
            assert not any("192" in each for each in kept)
        assert one.spend("192.0.2.1"), "one more each while"
        with connect(url) as connection, connection.transaction():
            connection.run("update client_rates set full_at = 1")
        with connect(url) as connection:
            forget_clients(connection)
            with connection.transaction(writes=False):
                assert connection.row("select count(*) from client_rates")[0] == 0


def test_a_mail_that_a_killed_process_had_waiting_is_posted_by_another_one(sample: Sample) -> None:
    with served(sample.root) as home:
        keys = home.site.keys
        assert keys
        asked = Asked("nl", "", ("nl",), "Ja, graag.", "nl")
        with home.site.pool.taken() as connection:
            invitation = self_service.subscribe(
                connection, keys, Address("ada", "example.org"), asked, NOON, "nl", "a process that was killed"
            )
            assert invitation
        home.site.mails.take_over()
        home.site.mail_queue.wait()
        assert home.mails == [], "it is looked after for a minute"
        with home.site.pool.taken() as connection, connection.transaction():
            connection.run("update waiting_mails set held_until = 1")
        home.site.mails.take_over()
        home.site.mail_queue.wait()
        ((_, to, mail),) = home.mails
        assert to == "ada@example.org"
        body = mail.get_body(("plain",))
        assert body
        assert f"/c/{invitation.token}" in body.get_content()
        assert home.rows("select count(*) from waiting_mails") == [(0,)]
