"""The promise: killed at any instant, the sender loses nobody and knowingly repeats nobody."""

from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.kills import CONNECTIONS, killed
from tests.support.mail_server import PHASES, running
from tests.support.mailing import Home

KILLS = len(PHASES) + 4
"""Each phase once, and the first ones again; with other seeds each time it is done by hand."""


@pytest.mark.slow
def test_killed_at_every_phase_the_sender_loses_nobody_and_repeats_only_what_a_person_settles(
    sample: Sample, tmp_path: Path
) -> None:
    with running(tmp_path / "server") as server:
        toll = killed(Home.of(sample, server), recipients=160, kills=KILLS)
    assert set(toll.kills) == set(PHASES)
    assert toll.kills.total() >= KILLS - 2, "nearly every kill has met its phase"
    assert (toll.lost, toll.unexplained, toll.other_ids, toll.strangers) == (0, 0, 0, 0)
    assert toll.most_uncertain <= CONNECTIONS
    assert toll.copies <= CONNECTIONS * toll.kills.total()
