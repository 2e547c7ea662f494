"""When a lease is renewed, looked for and over, and how readers are cut into ranges: rules without a clock."""

import pytest

from newsletter.mail.delivery.leases import (
    GRANT,
    LEASE,
    LOOK,
    RENEW,
    SETTLE_AFTER,
    cut_ranges,
    is_grant_good,
    is_to_renew,
    wait_until_look,
)


def test_what_a_dead_process_held_is_taken_over_within_half_a_minute() -> None:
    assert LEASE + LOOK < 30
    assert RENEW * 3 <= LEASE, "three renewals may fail"
    assert GRANT < SETTLE_AFTER, "nobody mails again whom a machine that wakes up may still mail"


@pytest.mark.parametrize(
    ("now", "renewed", "is_due"), [(5.0, 0.0, True), (4.9, 0.0, False), (0.0, float("-inf"), True)]
)
def test_a_lease_is_renewed_every_few_seconds(now: float, renewed: float, is_due: bool) -> None:
    assert is_to_renew(now, renewed) is is_due


@pytest.mark.parametrize(("seconds", "is_good"), [(0.0, True), (GRANT, True), (GRANT + 1, False), (86_400.0, False)])
def test_an_intent_that_was_granted_long_ago_begins_no_message(seconds: float, is_good: bool) -> None:
    assert is_grant_good(1_000.0 + seconds, 1_000.0) is is_good


@pytest.mark.parametrize(
    ("waits", "is_left", "expected"),
    [(True, True, 1.5), (True, False, None), (False, True, None), (False, False, None)],
)
def test_a_run_looks_again_while_it_waits_and_anything_is_left(
    waits: bool, is_left: bool, expected: float | None
) -> None:
    assert wait_until_look(10.5, 10.0, waits=waits, is_left=is_left) == expected


@pytest.mark.parametrize(
    ("numbers", "begin", "expected"),
    [
        ([], 0, []),
        ([7], 0, [(0, 7)]),
        ([1, 5, 9, 12, 40], 0, [(0, 5), (6, 12), (13, 40)]),
        ([50, 60], 41, [(41, 60)]),
    ],
)
def test_ranges_leave_no_gap_into_which_somebody_could_join(
    numbers: list[int], begin: int, expected: list[tuple[int, int]]
) -> None:
    assert list(cut_ranges(iter(numbers), begin, 2)) == expected
