"""Letters in scripts that have other commas and no italics."""

import pytest

from newsletter.pipeline.letters.build import build
from newsletter.render.writing import comma, slant
from tests.conftest import Sample


@pytest.mark.parametrize(
    ("locale", "style", "mark"),
    [
        ("de", "italic", ", "), ("el", "italic", ", "), ("uk", "italic", ", "), ("sr-Latn", "italic", ", "),
        ("ar", "normal", "، "), ("fa", "normal", "، "), ("he", "normal", ", "), ("ko", "normal", ", "),
        ("ja", "normal", "、"), ("zh-Hans", "normal", "，"), ("zh-Hant", "normal", "，"),
    ],
)  # fmt: skip
def test_a_script_says_whether_it_slants_and_which_comma_it_has(locale: str, style: str, mark: str) -> None:
    assert (slant(locale), comma(locale)) == (style, mark)


@pytest.mark.slow
def test_two_languages_of_one_direction_have_each_its_own_styles(sample: Sample) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ja, ar]")
    build(sample.project(), "2024-01", ["eu"])
    html = {locale: sample.read(f"build/2024-01/eu/{locale}/letter.html") for locale in ("en", "ja", "ar")}
    assert "font-style:italic" in html["en"]
    for locale, mark in (("ja", "、"), ("ar", "، ")):
        assert "italic" not in html[locale].partition("<body")[2]
        assert "em{font-style:normal" in html[locale]
        text = sample.read(f"build/2024-01/eu/{locale}/letter.txt")
        assert f"Ghent{mark}" in text
        assert f"Ghent{mark}" in html[locale]
