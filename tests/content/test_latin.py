"""Names of files come of words in Greek and Cyrillic, too."""

from __future__ import annotations

import pytest

from newsletter.content.faults import slug_of


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Αθήνα: πόλεις και ευρωπαϊκά δίκτυα", "athina-poleis-kai-evropaika-diktya"),
        ("Ναύπλιο", "nafplio"),
        ("Εύα στο πλοίο του Άυλου", "eva-sto-ploio-tou-aylou"),
        ("Προϋπολογισμός, πραΰνω, Αγγλία", "proypologismos-prayno-anglia"),
        ("ΣΊΣΥΦΟΣ", "sisyfos"),
        ("София: нови мрежи за градовете", "sofiya-novi-mrezhi-za-gradovete"),
        ("Йовковци, щастие", "yovkovtsi-shtastie"),
        ("Београд и Ђердап", "beograd-i-djerdap"),
        ("Łódź i Ærø, Đakovo, Straße", "lodz-i-aero-dakovo-strasse"),
        ("Öresund, Ångström", "oresund-angstrom"),
        ("ﬁve m²", "five-m2"),
        ("日本 2024", "2024"),
        ("日本", ""),
    ],
)
def test_a_name_of_a_file_is_made_of_words_in_scripts_of_europe(words: str, name: str) -> None:
    assert slug_of(words) == name
