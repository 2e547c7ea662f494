"""`wrong-language` on the texts of this repository: thirty languages, each also under the names of all others."""

import pytest

from newsletter.content.detected_language import family_of
from newsletter.translate.checks.wrong_language import SURE, detected
from newsletter.translate.formats.po import parse_catalog
from tests.conftest import REPOSITORY


@pytest.mark.slow
def test_no_text_of_thirty_languages_is_taken_for_another_and_nearly_each_is_found_under_another() -> None:
    found: list[tuple[str, str, float]] = []
    for file in sorted((REPOSITORY / "locales").glob("*/LC_MESSAGES/*.po")):
        locale = file.parts[-3]
        catalog, _ = parse_catalog(file.read_bytes(), locale, file.name)
        assert catalog is not None
        found += [(locale, *detected(target, locale)) for entry in catalog.active() for target in entry.targets]
    longer = [each for each in found if each[1]]
    locales = {locale for locale, _, _ in longer}
    assert len(locales) == 30, "a language whose texts are all short is not tried"
    assert len(longer) > 900

    def is_told(locale: str, language: str, sure: float) -> bool:
        return language not in family_of(locale) and sure >= SURE

    assert [each for each in longer if is_told(*each)] == []
    elsewhere = [
        is_told(other, language, sure)
        for locale, language, sure in longer
        for other in locales
        if not family_of(other) & family_of(locale)
    ]
    assert sum(elsewhere) / len(elsewhere) > 0.99
