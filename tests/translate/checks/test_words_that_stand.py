"""Words of the glossary stand in a text by themselves, or begin a word of it, as a pattern with letters beside says."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.translate.checks.check import has_beginning, has_words
from newsletter.translate.masks import LETTER

NEAR = st.text("aAb Ⅷß1.ſKs日本_-é\u0301", max_size=9)


@pytest.mark.slow
@given(NEAR, st.text("aAbßſs1日.é", min_size=1, max_size=3))
@example("aab ab", "ab")
@example("abab ab", "ab")
@example("日本の町", "本")
@example("Kilo", "kilo")
@example("no_name", "name")
def test_words_stand_where_no_letter_is_beside_them(text: str, words: str) -> None:
    begun = rf"(?<!{LETTER}){re.escape(words)}"
    assert has_beginning(text, words) == bool(re.search(begun, text, re.IGNORECASE))
    assert has_words(text, words) == bool(re.search(rf"{begun}(?!{LETTER})", text, re.IGNORECASE))
