"""A home on PostgreSQL with workers: commands hand over, and workers mail."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home
from tests.support.postgres import needs_postgres, postgres
from tests.support.processes import PATIENCE
from tests.support.workers import counts, wait_until_there, workers

pytestmark = [
    pytest.mark.slow,
    needs_postgres,
]
PEOPLE = [f"p{number}@example.org" for number in range(40)]


@pytest.fixture
def url() -> Iterator[str]:
    with postgres() as address:
        yield address


def test_send_hands_a_mailing_over_to_a_worker_that_has_no_file_of_the_project(
    sample: Sample, tmp_path: Path, url: str
) -> None:
    with running(tmp_path / "server") as mail:
        home = Home.of(sample, mail)
        home.environment["NEWSLETTER_DATABASE_URL"] = url
        home.join([*PEOPLE, "refuse.x@example.org", "later.x@example.org"])
        with workers(home, url, tmp_path / "machines", 1) as (worker,):
            worker.start()
            wait_until_there(url, 1)
            said = home("send", ISSUE, "--point", "nl")
            assert said.exit_code == 0, said.output
            assert "another process is mailing it" in said.stdout
            ends = time.monotonic() + PATIENCE
            while counts(url).get("accepted", 0) < len(PEOPLE):
                assert time.monotonic() < ends, worker.log.read_text()
                time.sleep(0.05)
            assert worker.end() == 0, worker.log.read_text()
            found = counts(url)
            assert found == {"accepted": len(PEOPLE), "refused": 1, "pending": 1}
            assert mail.to() == dict.fromkeys(PEOPLE, 1)
            names = [event["event"] for event in worker.events()]
            assert names[0] == "begun"
            assert "round begun" in names
            assert names[-1] == "ended"
            assert "@" not in worker.log.read_text()
        again = home("resume", ISSUE, "--no-wait")
        assert "another process" not in again.stdout, "without workers it is mailed in place"


def test_a_worker_needs_a_database_that_others_reach(sample: Sample) -> None:
    home = Home.of(sample, Running(sample.root, 1, 0))
    home.join(["ada@example.org"])
    result = home("work")
    assert result.exit_code == 1
    assert "no-shared-database" in result.output
