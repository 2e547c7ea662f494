"""The goals for a machine that answers later, sampled; `benchmarks/etranslation.py` has them in full."""

import pytest

from tests.support.later_goals import with_a_kind_server, with_every_fault

pytestmark = pytest.mark.slow


def test_sixty_nasty_texts_are_stored_whole_by_one_request_a_language() -> None:
    found = with_a_kind_server(["de", "el", "mt"])
    assert (found.units, found.requests) == (183, 3)
    assert (found.broken, found.left) == (0, 0)


def test_with_every_fault_and_a_run_that_is_killed_nothing_is_lost_or_stored_twice() -> None:
    found = with_every_fault(["mt"], kills=1, size=5, longest=0.5)
    assert (found.broken, found.twice, found.unaccounted) == (0, 0, 0)
    assert found.killed == 1
