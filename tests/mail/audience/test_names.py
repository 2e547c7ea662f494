"""Names of people: what belongs to them stays, what nobody sees goes, what no name has is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.audience.names import clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("Ada 👩\u200d💻", "Ada 👩\u200d💻"),
        ("Ada \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",) * 2,
        ("Donau\u00adschiff", "Donauschiff"),
        ("\u200eAda", "Ada"),
        ("\u2068Ada\u2069", "Ada"),
        ("\u202eadA\u202c", "adA"),
        ("Ada\u00a0L", "Ada L"),
        ("Ada\u2028L", "Ada L"),
        ("\ufeffAda", "Ada"),
        ("Ada\u200bL", "AdaL"),
        ("Ada\u200d\u200d\u200e", "Ada"),
        ("\u200cAda", "Ada"),
        ("Ada \u200d L", "Ada L"),
        ("Ada \U000e0067", "Ada"),
        ("\ue000 Ada", "\ue000 Ada"),
        ("Ada \U0001fae9", "Ada \U0001fae9"),
        ("\u212aK", "\u212aK"),
        ("\u200b", ""),
        ("", ""),
        (" Ada  L\n", "Ada L"),
    ],
)
def test_a_name_keeps_what_its_letters_need(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["A\x00da", "Ada\r\nBcc: x", "Ada\tL", "Ada\x1b[31m", "A\x7fda", "A\ufffeda", "A\ud800da", "A\ufdd0"]
)
def test_a_control_character_is_in_no_name(typed: str) -> None:
    assert clean_name(typed) is None


@given(st.text())
def test_a_clean_name_stays_as_it_is(typed: str) -> None:
    name = clean_name(typed)
    if name is not None:
        assert clean_name(name) == name
