"""Servers and browsers killed while somebody types; `benchmarks/studio_kills.py` does it a hundred times.

Here each kind is done a few times: with a server that answers, and with one that does not."""

from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.studio_kills import kill_browsers, kill_servers


@pytest.mark.slow
def test_a_server_killed_while_somebody_types_loses_and_tears_nothing(sample: Sample) -> None:
    found = kill_servers(sample.root, 3, 1)
    assert found.kills == 3
    assert found.are_harmless, found


@pytest.mark.slow
def test_a_browser_killed_while_somebody_types_loses_and_tears_nothing(sample: Sample, tmp_path: Path) -> None:
    found = kill_browsers(sample.root, tmp_path / "profile", 2, 2)
    assert found.kills == 2
    assert found.are_harmless, found
