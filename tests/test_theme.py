"""The brand is one file: a second one reaches everything, and its words are translated like all fixed words."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from newsletter.content.theme import read_theme
from newsletter.pipeline.build import build
from newsletter.translate.chrome import chrome_files, chrome_units
from tests.conftest import Sample

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
    first = (Path(__file__).parent.parent / "templates/theme.toml").read_text("utf-8")
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
    assert re.search(r'/images/harbour-[0-9a-f]{12}\.png" alt="Harbours" height="32"', html)
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


def test_the_line_that_says_who_pays_is_translated_with_the_fixed_words(second: Sample) -> None:
    units, problems = chrome_units(second.root / "templates")
    assert problems == []
    unit = next(unit for unit in units if unit.source == "Paid for by 100% of the harbours.")
    assert unit.notes == ("who pays for the newsletter; from theme.toml",)
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


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        pytest.param("harbour.png", "port.png", "missing-picture", "templates/images/port.png", id="gone"),
        pytest.param("harbour.png", "../x.png", "missing-picture", "templates/images/../x.png", id="outside"),
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


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(sample: Sample, mode: str) -> None:
    theme, _ = read_theme(sample.root)
    assert theme is not None
    palette = getattr(theme, mode)
    grounds = (palette.page, palette.paper, palette.wash)
    texts = (palette.ink, palette.muted, palette.primary, palette.accent)
    assert min(contrast(text, ground) for text in texts for ground in grounds) >= 4.5
