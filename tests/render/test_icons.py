"""Share icons: drawn from shapes in the colours of the theme, to be read on light and dark grounds."""

import io
import re

import pytest
from PIL import Image

from newsletter.content.pictures import PictureError
from newsletter.files import Cache
from newsletter.pipeline.letters.build import build
from newsletter.render import icons
from newsletter.render.icons import SIGNS, Bar, Tint, draw_icon, icon_key
from newsletter.render.images import Pictures
from tests.conftest import Sample
from tests.support.contrast import contrast
from tests.support.pictures import pictures

__all__ = ["pictures"]

TINT = Tint("#0A4B78", "#FFFFFF")
BLUE, WHITE = (0x0A, 0x4B, 0x78), (255, 255, 255)


def drawn(name: str, tint: Tint = TINT) -> Image.Image:
    return Image.open(io.BytesIO(draw_icon(name, 64, tint)))


@pytest.mark.parametrize("name", SIGNS)
def test_an_icon_is_a_sign_on_a_disc_within_a_rim_and_clear_around_it(name: str) -> None:
    image = drawn(name).convert("RGBA")
    assert image.size == (64, 64)
    assert [image.getpixel(corner)[3] for corner in ((0, 0), (63, 0), (0, 63), (63, 63))] == [0] * 4  # type: ignore[index]
    counts = {colour: count for count, colour in image.getcolors(64 * 64) or []}
    assert counts[(*BLUE, 255)] > 64 * 64 / 3
    assert counts[(*WHITE, 255)] > 64 * 64 / 25
    rim, within = image.getpixel((32, 1)), image.getpixel((32, 4))
    assert (rim, within) == ((*WHITE, 255), (*BLUE, 255))
    assert len(draw_icon(name, 64, TINT)) < 2_000


@pytest.mark.parametrize("name", SIGNS)
def test_no_sign_touches_the_rim(name: str) -> None:
    """Else it could not be told from the ground around a disc that is not turned over in the dark."""
    image = drawn(name).convert("RGBA")
    for x in range(64):
        for y in range(64):
            if 26.5**2 < (x - 31.5) ** 2 + (y - 31.5) ** 2 < 28**2:
                assert image.getpixel((x, y)) == (*BLUE, 255)


def test_an_icon_has_the_colours_it_is_given_and_is_the_same_bytes_each_time() -> None:
    green = Tint("#204010", "#FFEECC")
    assert draw_icon("x", 64, green) == draw_icon("x", 64, green)
    seen = drawn("x", green).convert("RGBA")
    assert seen.getpixel((32, 6)) == (0x20, 0x40, 0x10, 255)
    assert seen.getpixel((32, 1)) == (0xFF, 0xEE, 0xCC, 255)


def test_an_icon_is_drawn_once_for_its_shape_its_size_and_its_colours(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = pictures.icon("x", 32, TINT)
    assert (one.width, one.height, Image.open(io.BytesIO(one.data)).size) == (32, 32, (64, 64))
    monkeypatch.setattr("newsletter.render.images.draw_icon", lambda *_: pytest.fail("drawn again"))
    assert Pictures(pictures.folder, Cache(pictures.cache.folder)).icon("x", 32, TINT) == one
    before = icon_key("x", 64, TINT)
    assert len({before, icon_key("x", 96, TINT), icon_key("x", 64, Tint("#204010", "#FFFFFF"))}) == 3
    monkeypatch.setitem(icons.SIGNS, "x", (Bar(10, 10, 38, 38),))
    assert icon_key("x", 64, TINT) != before, "a sign that is drawn otherwise is another one"


def test_an_icon_that_nobody_has_drawn_is_told_with_those_there_are(pictures: Pictures) -> None:
    with pytest.raises(PictureError) as told:
        pictures.icon("myspace", 32, TINT)
    assert told.value.problem.message == "there is no icon `myspace`"
    assert told.value.problem.hint == "there are: facebook, x, linkedin"


@pytest.mark.slow
def test_a_letter_shows_its_icons_in_the_colours_of_its_theme(sample: Sample) -> None:
    sample.edit("templates/theme.toml", 'primary = "#0A4B78"', 'primary = "#204010"')
    build(sample.project(), "2024-01", ["eu"])
    html = sample.read("build/2024-01/eu/en/letter.html")
    name = re.findall(r"images/(x-[0-9a-f]+\.png)", html)[0]
    icon = Image.open(sample.root / "build/2024-01/images" / name).convert("RGB")
    assert icon.getpixel((32, 6)) == (0x20, 0x40, 0x10)


def test_an_icon_is_read_in_the_dark_turned_over_or_not() -> None:
    """What `invert(1) hue-rotate(180deg)` makes of the primary colour (Filter Effects 1, 10.5 and 8.6)."""
    turned = [255 - level for level in (0x0A, 0x4B, 0x78)]
    rows = [(-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856)]
    seen = tuple(min(255, max(0, sum(part * level for part, level in zip(row, turned, strict=True)))) for row in rows)
    for ground in ((0x16, 0x1D, 0x25), (0x1C, 0x29, 0x36)):
        assert contrast(seen, ground) > 4.5
        assert contrast(WHITE, ground) > 4.5, "the rim and the sign of a disc that stays as it is"
    assert contrast(WHITE, BLUE) > 4.5
