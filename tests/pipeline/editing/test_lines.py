"""Pasted lines become partners; a country is never guessed."""

import pytest

from newsletter.pipeline.editing.lines import partners_in


@pytest.mark.parametrize(
    ("line", "locale", "name", "country"),
    [
        ("Heraklion, Greece", "en", "Heraklion", "GR"),
        ("- Câmara de Lobos (Portugal)", "en", "Câmara de Lobos", "PT"),
        ("3. Málaga; España", "en", "Málaga", "ES"),
        ("Colonia – Alemania", "es", "Colonia", "DE"),
        ("Dún Laoghaire-Rathdown\tIreland", "en", "Dún Laoghaire-Rathdown", "IE"),
        ("Bucharest, 6th district, RO", "en", "Bucharest, 6th district", "RO"),
        ("Croatia", "en", "", "HR"),
        ("Atlantis, Nowhere", "en", "Atlantis, Nowhere", ""),
        ("Brindisi", "en", "Brindisi", ""),
    ],
)
def test_a_line_has_a_name_and_its_country(line: str, locale: str, name: str, country: str) -> None:
    (found,) = partners_in(f"\n{line}\n\n", locale)
    assert (found.name, found.country) == (name, country)


def test_a_country_alone_has_no_name_in_the_file() -> None:
    assert [each.item for each in partners_in("Italy\nTartu", "en")] == [
        {"country": "IT"},
        {"name": "Tartu", "country": ""},
    ]
