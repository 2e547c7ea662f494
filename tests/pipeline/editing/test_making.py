"""Something new is made by what a person calls it, however long that is."""

from __future__ import annotations

import datetime as dt

import pytest

from newsletter.content.faults import short_slug_of
from newsletter.pipeline.editing.making import make_files
from newsletter.pipeline.use_case import Place
from tests.conftest import Sample

TODAY = dt.date(2024, 1, 15)
LONG = ("Rivers and the towns along them " * 13).strip()


@pytest.mark.parametrize(("kind", "more"), [("article", {}), ("network", {"country": "NL"})])
def test_what_has_a_long_name_gets_a_short_file_and_keeps_its_name(
    sample: Sample, kind: str, more: dict[str, str]
) -> None:
    made = make_files(Place(sample.root, {}), kind, {"name": LONG, **more}, TODAY)
    assert not made.problems
    assert made.slug == "rivers-and-the-towns-along-them-rivers-and-the-towns-along"
    assert LONG in (sample.root / made.files[0]).read_text()


def test_a_long_name_is_cut_between_words_and_a_long_word_within() -> None:
    assert short_slug_of("Łódź and Kraków") == "lodz-and-krakow"
    assert short_slug_of(LONG) == "rivers-and-the-towns-along-them-rivers-and-the-towns-along"
    assert short_slug_of("x" * 400) == "x" * 60
