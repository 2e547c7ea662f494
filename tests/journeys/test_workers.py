"""A home on PostgreSQL with workers: commands hand over, and workers mail."""

import datetime as dt
import platform
import queue
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.database import Connection, connect
from newsletter.pipeline.at_home import at_home, installation_at
from newsletter.pipeline.home_database import open_home_database
from newsletter.pipeline.sending.chosen import Wanted
from newsletter.pipeline.sending.figures import Watcher
from newsletter.pipeline.sending.send import SendRequest, open_editions
from newsletter.pipeline.sending.waking import LOG, due_process
from newsletter.pipeline.use_case import Place, project_at
from newsletter.pipeline.working import delivering
from newsletter.public.metrics import gauges_of
from newsletter.web.openmetrics import write_openmetrics
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home
from tests.support.postgres import needs_postgres, postgres
from tests.support.processes import PATIENCE
from tests.support.studio_at_home import studio_at_home
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


def test_a_mailing_opened_in_the_studio_is_mailed_by_a_worker_that_the_installation_s_page_shows(
    sample: Sample, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path / "server") as mail:
        mailing_home = Home.of(sample, mail)
        mailing_home.environment["NEWSLETTER_DATABASE_URL"] = url
        mailing_home.join(PEOPLE)
        for name, value in mailing_home.environment.items():
            monkeypatch.setenv(name, value)
        with workers(mailing_home, url, tmp_path / "machines", 1) as (worker,), studio_at_home(sample, url=url) as home:
            home.add("Olga", "operator")
            home.add("Carmen", "point:nl")
            olga = home.sign_in("olga")
            assert "None is there: newsletter due mails." in olga.get("/operator/figures").text
            worker.start()
            wait_until_there(url, 1)
            told = re.sub("<[^>]+>", " ", olga.get("/operator/figures").text)
            assert re.search(rf"Workers\s+{re.escape(platform.node())}\s+began just now", told)
            with home.pool.taken() as connection:
                figures = gauges_of(Watcher().figures(connection, dt.datetime.now(dt.UTC)))
            assert "\nnewsletter_workers 1\n" in write_openmetrics(figures)
            home.studio.wake = due_process(home.studio.place)
            opened = home.sign_in("carmen").post(f"/send/{ISSUE}/nl/plan", data={"when": "now"})
            assert opened.headers["location"].startswith("/mailings/")
            ends = time.monotonic() + PATIENCE
            while counts(url) != {"accepted": len(PEOPLE)}:
                assert time.monotonic() < ends, (counts(url), worker.log.read_text())
                time.sleep(0.05)
            for thread in [each for each in threading.enumerate() if each.name == "due"]:
                thread.join(PATIENCE)
            assert (sample.root / LOG).exists(), "what is woken has looked, and left the readers to the worker"
            assert mail.to() == dict.fromkeys(PEOPLE, 1)
            assert "round begun" in [event["event"] for event in worker.events()]


def test_a_worker_goes_on_at_once_with_a_round_of_which_a_person_must_decide_something(
    sample: Sample, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_AGAIN", 3600.0)
    monkeypatch.setattr(delivering, "LOOK", 0.1)
    left: queue.Queue[list[str]] = queue.Queue()
    faults: list[dict[str, Any]] = []

    def tick(_: Connection) -> None:
        if not faults:
            raise ValueError("reader@example.org")

    def log(event: str, **facts: Any) -> None:
        if event == "round left":
            left.put(facts["problems"])
        elif event == "fault":
            faults.append(facts)

    with running(tmp_path / "server") as mail:
        home = Home.of(sample, mail)
        home.environment["NEWSLETTER_DATABASE_URL"] = url
        home.join(PEOPLE)
        place = Place(sample.root, home.environment)
        at_home(place, open_editions, SendRequest(Wanted(ISSUE, "nl")), lambda _: True)
        project = project_at(place)
        deliverer = delivering.Deliverer(
            installation_at(project, place.environ), lambda: open_home_database(project), log
        )
        thread = threading.Thread(target=deliverer.run, args=(tick,))
        with connect(url) as connection:
            with connection.transaction():
                connection.run("update deliveries set state = 'uncertain' where subscriber_id < 3")
            thread.start()
            try:
                assert left.get(timeout=PATIENCE) == ["uncertain-deliveries"]
                with connection.transaction():
                    connection.run("update deliveries set state = 'pending' where state = 'uncertain'")
                assert left.get(timeout=PATIENCE) == []
            finally:
                deliverer.stop()
                thread.join(PATIENCE)
        assert mail.to() == dict.fromkeys(PEOPLE, 1)
        assert faults == [{"fault": "ValueError"}], "a bug ends no worker"


def test_a_worker_needs_a_database_that_others_reach(sample: Sample) -> None:
    home = Home.of(sample, Running(sample.root, 1, 0))
    home.join(["ada@example.org"])
    result = home("work")
    assert result.exit_code == 1
    assert "no-shared-database" in result.output
