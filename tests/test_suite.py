"""A run of tests ends, whatever one of them does."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.conftest import BROWSERS, REPOSITORY
from tests.support.browser import chromium
from tests.support.left_behind import end_what_is_left

MINUTE = 60


@pytest.mark.slow
def test_a_test_that_hangs_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import threading\n"
        "def test_first(): pass\n"
        "def test_hangs(): threading.Event().wait()\n"
        "def test_after(): pass\n"
        "def test_last(): pass\n"
    )
    options = ["-c", str(REPOSITORY / "pyproject.toml"), "-p", "no:cacheprovider", "-o", "faulthandler_timeout=1"]
    shared = (REPOSITORY / "Makefile").read_text("utf-8").partition("\nSHARED := ")[2].partition("\n")[0].split()
    shared[shared.index("auto")] = "2"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    clean["COLUMNS"] = "400"  # else what is said of a test is cut where its folder has a long name
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *shared, str(tmp_path)],
        cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=MINUTE * 3,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "test_some.py::test_hangs - worker" in done.stdout
    assert "1 failed, 3 passed" in done.stdout
    assert "in test_hangs" in done.stderr


def test_only_what_is_marked_as_slow_opens_a_browser(request: pytest.FixtureRequest) -> None:
    asking = [item for item in request.session.items if BROWSERS.intersection(getattr(item, "fixturenames", ()))]
    assert [item.nodeid for item in asking if not item.get_closest_marker("slow")] == []
    with pytest.raises(AssertionError, match="marked as slow"), chromium():
        pass


@pytest.mark.few_quick(3)
@pytest.mark.parametrize("case", range(7))
def test_of_a_long_table_some_cases_are_quick_spread_over_all_of_it(request: pytest.FixtureRequest, case: int) -> None:
    assert (request.node.get_closest_marker("slow") is None) == (case in (0, 2, 4))


def test_what_a_worker_that_is_gone_has_started_is_ended() -> None:
    run = uuid.uuid4().hex
    env = {**os.environ, "PYTEST_XDIST_TESTRUNUID": run}
    ours, other = (
        subprocess.Popen(["sleep", "600"], env={**env, "PYTEST_XDIST_WORKER": worker}) for worker in ("gw0", "gw1")
    )
    try:
        assert end_what_is_left(run, "gw0", patience=0) == [f"{ours.pid} sleep 600"]
        assert ours.wait(MINUTE) == -9
        assert other.poll() is None
        assert end_what_is_left(run, patience=0) == [f"{other.pid} sleep 600"]
        assert other.wait(MINUTE) == -9
        assert end_what_is_left(run) == []
    finally:
        for process in (ours, other):
            process.kill()
            process.wait(MINUTE)
