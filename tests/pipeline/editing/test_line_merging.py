"""Two people's versions of one text are made into one where they have changed other lines."""

import pytest

from newsletter.pipeline.editing.line_merging import merge_lines

BASE = "First.\n\nSecond.\n\nThird.\n"


def test_each_keeps_the_paragraph_that_only_they_have_changed() -> None:
    merged = merge_lines(BASE, "First, mine.\n\nSecond.\n\nThird.\n", "First.\n\nSecond.\n\nThird, theirs.\n")
    assert merged.text == "First, mine.\n\nSecond.\n\nThird, theirs.\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("Zero.\n\n" + BASE, BASE + "\nFourth.\n", "Zero.\n\n" + BASE + "\nFourth.\n"),
        ("First.\n\nThird.\n", BASE + "\nFourth.\n", "First.\n\nThird.\n\nFourth.\n"),
        (BASE, "Other.\n", "Other.\n"),
        ("Same.\n\nSecond.\n\nThird.\n", "Same.\n\nSecond.\n\nThird.\n", "Same.\n\nSecond.\n\nThird.\n"),
        ("", BASE, ""),
    ],
)
def test_what_is_put_in_and_what_is_taken_out_goes_together(mine: str, theirs: str, both: str) -> None:
    assert merge_lines(BASE, mine, theirs).text == both


def test_what_both_have_changed_is_left_to_a_person_and_the_rest_is_in_mine() -> None:
    merged = merge_lines(BASE, "First, mine.\n\nSecond.\n\nThird.\n", "First, theirs.\n\nSecond.\n\nThird, theirs.\n")
    assert merged.text is None
    assert merged.mine == "First, mine.\n\nSecond.\n\nThird, theirs.\n"


def test_merging_the_other_way_round_gives_the_same() -> None:
    mine, theirs = "First.\n\nSecond, mine.\n\nThird.\n", "First.\n\nSecond.\n\nThird.\n\nFourth.\n"
    assert merge_lines(BASE, mine, theirs).text == merge_lines(BASE, theirs, mine).text
