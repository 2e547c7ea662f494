"""What belongs together stays on one line, in letters of any language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.pipeline.letters.build import build
from newsletter.render.letter.line_breaks import keep_together
from tests.conftest import Sample


@pytest.mark.parametrize(
    ("locale", "words", "kept"),
    [
        ("en", "on 23 November, in 2023 again", "on 23~November, in 2023 again"),
        ("de", "am 7. Juni – und danach", "am 7.~Juni~– und danach"),
        ("fr", "le 1er décembre, 8 partenaires", "le 1er décembre, 8~partenaires"),
        ("pl", "Spotkanie w Viladecans i w Sligo", "Spotkanie w~Viladecans i~w~Sligo"),
        ("cs", "A o tom v Brně", "A~o~tom v~Brně"),
        ("hr", "Sastanak u Zadru", "Sastanak u~Zadru"),
        ("uk", "зустріч у Києві", "зустріч у~Києві"),
        ("en", "a city", "a city"),
        ("en", "version 1.2 and 3,5 and 10:30 and", "version 1.2 and 3,5 and 10:30 and"),
        ("pl", "C4TALENT-w", "C4TALENT-w"),
        ("en", "–", "–"),
        ("en", "Trikala, Greece · 8 partners", "Trikala, Greece~· 8~partners"),
    ],
)
def test_a_day_and_its_month_a_dash_and_a_letter_stay_with_their_neighbour(locale: str, words: str, kept: str) -> None:
    assert keep_together(words, locale) == kept.replace("~", "\u00a0")


@given(st.text("ab 1.–\u00a0wi"), st.sampled_from(["en", "pl"]))
def test_nothing_else_changes_and_twice_is_as_good_as_once(words: str, locale: str) -> None:
    kept = keep_together(words, locale)
    assert kept.replace("\u00a0", " ") == words.replace("\u00a0", " ")
    assert keep_together(kept, locale) == kept


def test_letters_keep_together_what_is_read_and_no_attribute(sample: Sample) -> None:
    sample.edit("issues/articles/bridges.md", "Bridges over the river", "Bridges of 12 towns – at last")
    build(sample.project(), "2024-01", ["eu"])
    html = sample.read("build/2024-01/eu/en/letter.html")
    assert "Bridges of 12\u00a0towns\u00a0– at last</h1>" in html
    assert not re.search(r'(?:alt|title|aria-label)="[^"]*12\u00a0towns', html)
