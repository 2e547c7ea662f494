"""What differs between two versions of a text, shown to a person and weighed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.translate.difference import marked, runs, weighty

WORDS = st.lists(
    st.sampled_from(["ten ", "cities", " ", "share, ", "<b1>", "</b1>", "22.", "’t", "été", "_"]), max_size=12
)


class TestRuns:
    def test_changed_words_are_marked_and_the_rest_stays(self) -> None:
        found = runs("The <b1>first</b1> opens on 22 May.", "The <b1>first</b1> opens on 23 May in Ghent.")
        assert marked(found) == "The <b1>first</b1> opens on [-22-]{+23+} May{+ in Ghent+}."
        assert marked(found, paint=lambda words, code: f"({code} {words})") == (
            "The <b1>first</b1> opens on (9;31 22)(32 23) May(32  in Ghent)."
        )

    @given(WORDS.map("".join), WORDS.map("".join))
    def test_both_texts_are_whole_in_it(self, older: str, newer: str) -> None:
        found = runs(older, newer)
        assert "".join(run.words for run in found if run.kind != "new") == older
        assert "".join(run.words for run in found if run.kind != "gone") == newer
        assert (older == newer) == all(run.kind == "same" for run in found)


class TestWeighty:
    @pytest.mark.parametrize(
        ("older", "newer", "locale"),
        [
            ("Teh citizens meet.", "The citizens meet.", "en"),
            ("It opens in <b1>sprng</b1>.", "It opens in <b1>spring</b1>.", "en"),
            ("Die Stat lädt ein.", "Die Stadt lädt ein.", "de"),
            ("No hay parques , sólo calles.", "No hay parques, solo calles.", "es"),
            ("We meet in Ghent.", "We meet, in Ghent.", "en"),
        ],
    )
    def test_a_mended_typo_weighs_nothing(self, older: str, newer: str, locale: str) -> None:
        assert weighty(older, newer, locale) == []

    @pytest.mark.parametrize(
        ("older", "newer", "locale", "why"),
        [
            ("on 3 March", "on 9 March", "en", "a number has changed: it lost `3` and got `9`"),
            ("1,5 m", "15 m", "nl", "a number has changed: it lost `1,5` and got `15`"),
            ("ten cities", "twelve cities", "en", "a number has changed: it lost `ten` and got `twelve`"),
            ("It is open.", "It isn’t open.", "en", "a negation has changed: it got `not`"),
            ("Avec eux.", "Sans eux.", "fr", "a negation has changed: it got `sans`"),
            ("Es ist offen.", "Es ist nicht offen.", "de", "a negation has changed: it got `nicht`"),
            ("We meet in Ghent.", "We meet in Bruges.", "en", "a name has changed: it lost `Ghent` and got `Bruges`"),
            ("a <b1>b</b1>", "a b", "en", "its tags have changed"),
        ],
    )
    def test_what_changes_a_statement_is_named(self, older: str, newer: str, locale: str, why: str) -> None:
        assert weighty(older, newer, locale) == [why]

    def test_a_known_name_counts_where_capitals_tell_nothing(self) -> None:
        assert weighty("Die Stadt Gent.", "Die Stadt Brügge.", "de", ["Gent", "Brügge"]) == [
            "a name has changed: it lost `Gent` and got `Brügge`"
        ]
