"""A pattern is compiled when it is first used."""

import re

import pytest

from newsletter.patterns import late


def test_a_pattern_is_what_re_makes_of_it() -> None:
    pattern = late(r"(?P<letter>[a-z])(\d)?", re.IGNORECASE)
    assert [pattern.flags & re.IGNORECASE, pattern.groups, pattern.pattern] == [
        re.IGNORECASE, 2, r"(?P<letter>[a-z])(\d)?",
    ]  # fmt: skip
    found = pattern.fullmatch("A1")
    assert found
    assert found["letter"] == "A"
    assert pattern.sub("-", "a1b") == "--"


def test_a_pattern_that_is_broken_is_told_when_it_is_used() -> None:
    broken = late("(")
    with pytest.raises(re.error):
        broken.search("words")
