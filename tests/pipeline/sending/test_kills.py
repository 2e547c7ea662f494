"""The promise: killed at any instant, the sender loses nobody and knowingly repeats nobody."""

from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.kills import CONNECTIONS, killed
from tests.support.mail_server import PHASES, running
from tests.support.mailing import Home


@pytest.mark.slow
def test_killed_at_every_phase_the_sender_loses_nobody_and_repeats_only_what_a_person_settles(
    sample: Sample, tmp_path: Path
) -> None:
    with running(tmp_path / "server") as server:
        toll = killed(Home.of(sample, server), recipients=240, kills=2 * len(PHASES))
    assert set(toll.kills) == set(PHASES)
    assert toll.kills.total() >= 2 * len(PHASES) - 2, "nearly every kill has met its phase"
    assert (toll.lost, toll.unexplained, toll.other_ids, toll.strangers) == (0, 0, 0, 0)
    assert toll.most_uncertain <= CONNECTIONS
    assert toll.copies <= CONNECTIONS * toll.kills.total()
