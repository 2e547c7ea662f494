"""`/metrics`: counts of points in the form that watching programs read, on a port of its own."""

import datetime as dt
import importlib
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from newsletter.database import Pool, connect
from newsletter.pipeline.sending.figures import Watcher
from newsletter.public.metrics import gauges_of, metrics_app
from newsletter.web.openmetrics import CONTENT_TYPE, Gauge, Sample, write_openmetrics
from newsletter.web.server import listen, serve_beside
from tests.conftest import IN_CI
from tests.conftest import Sample as Project
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, Home

PEOPLE = ["ada@example.org", "refuse.berta@example.org", "later.carla@example.org", "mute.dora@example.org"]


def parsed(text: str) -> dict[tuple[str, ...], float]:
    """The numbers as Prometheus' own reader finds them: name and labels to value."""
    try:
        reader: Any = importlib.import_module("prometheus_client.openmetrics.parser")
    except ModuleNotFoundError:
        assert not IN_CI
        pytest.skip("prometheus-client is not installed")
    families = reader.text_string_to_metric_families(text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_labels_and_helps_are_escaped_and_a_family_without_numbers_is_left_out() -> None:
    odd = 'a "b" \\ c\nd'
    text = write_openmetrics([Gauge("one", odd, (Sample(2, {"point": odd}),)), Gauge("none", "Nothing.", ())])
    assert parsed(text) == {("one", odd): 2.0}
    assert text.endswith("\n# EOF\n")
    assert parsed(write_openmetrics([])) == {}


@pytest.fixture
def home(sample: Project, tmp_path: Path) -> Any:
    with running(tmp_path / "server") as server:
        yield Home.of(sample, server)


@pytest.mark.slow
def test_a_home_is_told_in_counts_and_no_reader_or_issue_among_them(home: Home) -> None:
    home.join(PEOPLE)
    home("send", ISSUE, "--point", "nl", "--no-wait")
    home("due")
    watcher, url = Watcher(), f"sqlite:///{home.sample.root / 'newsletter.db'}"

    def look(later: dt.timedelta = dt.timedelta()) -> str:
        with connect(url) as connection:
            now = dt.datetime.now(dt.UTC) + later
            return write_openmetrics(gauges_of(watcher.figures(connection, now)))

    text = look()
    assert "example" not in text
    assert ISSUE not in text
    seen = parsed(text)
    states = {name[2]: value for name, value in seen.items() if name[0] == "newsletter_deliveries"}
    assert states == {"accepted": 1, "refused": 1, "pending": 1, "uncertain": 1, "sending": 0, "skipped": 0}
    assert {name[1] for name in seen if len(name) > 1} == {"nl"}
    assert seen["newsletter_accepted_a_minute", "nl"] > 0
    assert seen["newsletter_overdue",] == seen["newsletter_planned",] == 0
    assert ("newsletter_backup_timestamp_seconds",) not in seen
    ran = dt.datetime.fromtimestamp(seen["newsletter_due_timestamp_seconds",], dt.UTC)
    assert dt.datetime.now(dt.UTC) - ran < dt.timedelta(minutes=5)
    day = dt.timedelta(days=1)
    later = parsed(look(day))
    oldest = ("newsletter_oldest_pending_seconds", "nl")
    assert later[oldest] - seen[oldest] >= day.total_seconds() - 1
    assert later["newsletter_accepted_a_minute", "nl"] == 0
    home.done("settle", ISSUE, "--point", "nl", "--drop")
    settled = parsed(look())
    assert settled["newsletter_deliveries", "nl", "uncertain"] == 0
    assert settled["newsletter_deliveries", "nl", "skipped"] == 1, "what is remembered is counted anew"


@pytest.mark.slow
def test_figures_are_answered_on_their_own_port_and_nothing_else_is(tmp_path: Path) -> None:
    pool = Pool(f"sqlite:///{tmp_path / 'newsletter.db'}")
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]

    def get(path: str, method: str = "GET") -> tuple[int, str | None, bytes]:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers["content-type"], answer.read()

    with serve_beside(metrics_app(pool, lambda: dt.datetime.now(dt.UTC)), listening):
        status, kind, body = get("/metrics")
        assert (status, kind) == (200, CONTENT_TYPE)
        assert parsed(body.decode()) == {("newsletter_planned",): 0, ("newsletter_overdue",): 0}
        assert get("/")[0] == 404
        assert get("/metrics", "POST")[0] == 405
    pool.close()
    assert not [each for each in threading.enumerate() if each.name == "beside"]
