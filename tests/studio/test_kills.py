"""Servers and browsers killed while somebody types; `benchmarks/studio_kills.py` does it a hundred times."""

from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.studio_kills import kill_browsers, kill_servers


@pytest.mark.slow
def test_a_server_killed_while_somebody_types_loses_and_tears_nothing(sample: Sample) -> None:
    found = kill_servers(sample.root, 5, 1)
    assert found.kills == 5
    assert found.are_harmless, found


@pytest.mark.slow
def test_a_browser_killed_while_somebody_types_loses_and_tears_nothing(sample: Sample, tmp_path: Path) -> None:
    found = kill_browsers(sample.root, tmp_path / "profile", 4, 2)
    assert found.kills == 4
    assert found.are_harmless, found
