"""The brand is one file: a second one reaches everything, and its words are translated like all fixed words."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from newsletter.content.theme import contrast, read_theme
from newsletter.pipeline.letters.build import build
from newsletter.problems import Severity
from newsletter.translate.chrome import chrome_files, chrome_units
from newsletter.translate.formats.about import lines_about
from tests.conftest import REPOSITORY, Sample

SECOND = """
    wordmark = "Harbours"
    logo = {src = "harbour.png", height = 32}
    radius = 11

    [fonts]
    heading = "Palatino, 'Book Antiqua', serif"
    text = "Verdana, sans-serif"

    [funding]
    line = "Paid for by 100% of the harbours."
    emblem = "anchor.png"

    [light]
    page = "#AB0001"
    paper = "#AB0002"
    wash = "#AB0003"
    ink = "#AB0004"
    muted = "#AB0005"
    primary = "#AB0006"
    accent = "#AB0007"
    line = "#AB0008"

    [dark]
    page = "#CD0001"
    paper = "#CD0002"
    wash = "#CD0003"
    ink = "#CD0004"
    muted = "#CD0005"
    primary = "#CD0006"
    accent = "#CD0007"
    line = "#CD0008"
    """
FUNDED = "Funded by the European Union through the European Regional Development Fund (ERDF)."


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#334455").save(out, "PNG")
    return out.getvalue()


def letter(sample: Sample, point: str = "eu", locale: str = "en", name: str = "letter.html") -> str:
    return sample.read(f"build/2024-01/{point}/{locale}/{name}")


@pytest.fixture
def second(sample: Sample) -> Sample:
    """The small project under another brand, with an event ahead so that every colour is used."""
    sample.write("templates/theme.toml", SECOND)
    sample.write("templates/images/harbour.png", picture(160, 64))
    sample.write("templates/images/anchor.png", picture(144, 96))
    build(sample.project(), "2024-01")
    return sample


def test_nothing_of_the_first_brand_is_left_under_a_second_one(sample: Sample, second: Sample) -> None:
    first = (Path(__file__).parents[2] / "templates/theme.toml").read_text("utf-8")
    html, text = letter(second).lower(), letter(second, name="letter.txt").lower()
    # White is what MJML itself writes into the preheader, and `Arial` and `serif` are in everybody's fonts.
    colours = set(re.findall(r"#[0-9A-F]{6}", first)) - {"#FFFFFF"}
    gone = {"URBACT", "Georgia", "Times New Roman", "Segoe UI", "Roboto", "Noto", "border-radius:3px", FUNDED, "/eu-"}
    assert [value for value in sorted(colours | gone) if value.lower() in html] == []
    assert [value for value in ("URBACT", FUNDED) if value.lower() in text] == []


def test_every_value_of_the_second_brand_is_in_the_letter(second: Sample) -> None:
    html = letter(second)
    missing = [colour for colour in re.findall(r"#(?:AB|CD)[0-9]{4}", SECOND) if colour not in html]
    assert missing == []
    assert "border-radius:11px" in html
    assert "Palatino" in html
    assert "font-family:Verdana" in html
    assert "Paid for by 100% of the harbours." in html
    assert "Paid for by 100% of the harbours." in letter(second, name="letter.txt")
    assert re.search(r'/images/anchor-[0-9a-f]{12}\.png" alt="" width="72"', html)


def test_a_logo_stands_in_place_of_the_wordmark_and_says_it(second: Sample) -> None:
    html = letter(second)
    assert re.search(r'/images/harbour-[0-9a-f]{12}\.png" alt="Harbours" width="\d+" height="32"', html)
    assert html.count("Harbours") == 1


def test_a_theme_without_logo_and_funding_has_a_wordmark_and_no_empty_line(sample: Sample) -> None:
    theme = sample.read("templates/theme.toml")
    sample.write("templates/theme.toml", theme.partition("[funding]")[0])
    build(sample.project(), "2024-01")
    assert ">URBACT <span" in letter(sample)
    assert "/eu-" not in letter(sample)
    assert FUNDED not in letter(sample)
    assert FUNDED not in letter(sample, name="letter.txt")
    assert FUNDED not in [unit.source for unit in chrome_units(sample.root / "templates")[0]]


def test_an_organisation_outside_the_union_is_not_told_to_be_in_it(sample: Sample) -> None:
    theme = sample.read("templates/theme.toml")
    sample.write("templates/theme.toml", theme.partition("[funding]")[0])
    sample.edit("issues/points/eu.yaml", "country: EU\n", "")
    built = build(sample.project(), "2024-01", ["eu"])
    assert not [problem for problem in built.problems if problem.severity is Severity.ERROR]
    for name in ("letter.html", "letter.txt"):
        said = letter(sample, name=name)
        assert "Europe" not in said
        assert not re.search(r"\bEU\b", said)
    assert letter(sample, name="letter.txt").startswith("URBACT\n")
    assert 'class="country"' not in letter(sample)


def test_the_line_that_says_who_pays_is_translated_with_the_fixed_words(second: Sample) -> None:
    units, problems = chrome_units(second.root / "templates")
    assert problems == []
    unit = next(unit for unit in units if unit.source == "Paid for by 100% of the harbours.")
    assert lines_about(unit.about) == ("who pays for the newsletter; from theme.toml",)
    second.write(
        "locales/nl/LC_MESSAGES/chrome.po",
        """
        msgid ""
        msgstr ""
        "Language: nl\\n"
        "Content-Type: text/plain; charset=UTF-8\\n"
        "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

        msgid "Paid for by 100% of the harbours."
        msgstr "Betaald door de havens, voor 100%."
        """,
    )
    build(second.project(), "2024-01")
    assert "Betaald door de havens, voor 100%." in letter(second, "nl", "nl")
    assert "Betaald door de havens, voor 100%." in letter(second, "nl", "nl", "letter.txt")


def test_a_changed_line_is_seen_by_the_next_build(second: Sample) -> None:
    second.edit("templates/theme.toml", "Paid for by", "Borne by")
    build(second.project(), "2024-01")
    assert "Borne by 100% of the harbours." in letter(second)
    assert second.root / "templates/theme.toml" in chrome_files(second.root / "templates")


def test_a_warning_about_its_words_does_not_take_the_brand_away(sample: Sample) -> None:
    sample.write("templates/theme.toml", SECOND.replace('"Harbours"', '"Häfen Â\u00a0"'))
    theme, problems = read_theme(sample.root)
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert "garbled-text" in {problem.code for problem in problems}
    assert theme is not None
    assert theme.fonts.heading.startswith("Palatino")


@pytest.mark.few_quick(1)
@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        pytest.param("harbour.png", "port.png", "missing-picture", "templates/theme.toml:2", id="gone"),
        pytest.param("harbour.png", "../x.png", "missing-picture", "templates/theme.toml:2", id="outside"),
        pytest.param("height = 32", "height = 500", "out-of-range", "templates/theme.toml:2", id="too high"),
    ],
)
def test_what_is_wrong_with_the_logo_is_told_at_its_place(
    second: Sample, old: str, new: str, code: str, at: str
) -> None:
    second.edit("templates/theme.toml", old, new)
    problems = build(second.project(), "2024-01").problems
    assert [str(problem.location).startswith(at) for problem in problems if problem.code == code][:1] == [True], (
        problems
    )


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(sample: Sample, mode: str) -> None:
    theme, _ = read_theme(sample.root)
    assert theme is not None
    palette = getattr(theme, mode)
    grounds = (palette.page, palette.paper, palette.wash)
    texts = (palette.ink, palette.muted, palette.primary, palette.accent)
    assert min(contrast(text, ground) for text in texts for ground in grounds) >= 4.5


def test_a_colour_too_near_to_its_ground_is_told_at_its_line_in_each_mode(sample: Sample) -> None:
    sample.edit("templates/theme.toml", 'muted = "#55606D"', 'muted = "#8A94A0"')
    sample.edit("templates/theme.toml", 'accent = "#FF9D8F"', 'accent = "#161D25"')
    theme, problems = read_theme(sample.root)
    assert theme is not None, "the letter can be built all the same"
    told = [(p.code, p.severity, p.location.line, p.message.partition(" has")[0]) for p in problems if p.location]
    assert told == [
        ("low-contrast", Severity.WARNING, 14, "`muted` on `page`"),
        ("low-contrast", Severity.WARNING, 14, "`muted` on `paper`"),
        ("low-contrast", Severity.WARNING, 14, "`muted` on `wash`"),
        ("low-contrast", Severity.WARNING, 26, "`accent` on `paper`"),
        ("low-contrast", Severity.WARNING, 26, "`accent` on `wash`"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [("#000000", "#FFFFFF", 21), ("#777777", "#FFFFFF", 4.48), ("#B3392F", "#E8F0F5", 5.1), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, wanted: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(wanted, abs=0.05)


@pytest.mark.slow
def test_the_brand_of_the_documentation_can_be_read_by_everyone(sample: Sample) -> None:
    harbour = (REPOSITORY / "docs/harbour.toml").read_text("utf-8")
    sample.write("templates/theme.toml", harbour)
    assert read_theme(sample.root)[1] == []
    result = build(sample.project(), "2024-01")
    assert "Harbour Cities" in letter(sample)
    assert not [problem for problem in result.problems if problem.severity is Severity.ERROR]
