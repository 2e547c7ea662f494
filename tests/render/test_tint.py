"""Share icons in the colours of the theme."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from newsletter.pipeline.letters.build import build
from newsletter.render.images import Pictures
from newsletter.render.tint import Tint, paint
from tests.conftest import Sample
from tests.support.contrast import contrast
from tests.support.pictures import pictures

__all__ = ["pictures"]

ICONS = Path(__file__).parents[2] / "templates/images"


@pytest.mark.parametrize("name", ["facebook.png", "x.png", "linkedin.png"])
def test_an_icon_has_the_two_colours_it_is_given_and_keeps_its_shape(name: str) -> None:
    file = Image.open(ICONS / name)
    painted = paint(file, Tint("#204010", "#FFEECC"))
    assert painted.getchannel("A").tobytes() == file.convert("RGBA").getchannel("A").tobytes()
    seen = painted.convert("RGB").getcolors(1 << 24)
    counted = {colour: count for count, colour in seen or []}
    assert counted[0x20, 0x40, 0x10] > counted[0xFF, 0xEE, 0xCC] > 100


def test_an_icon_of_one_colour_is_the_ground() -> None:
    painted = paint(Image.new("RGB", (4, 4), "#888888"), Tint("#204010", "#FFEECC"))
    assert painted.getpixel((1, 1)) == (0x20, 0x40, 0x10, 255)


def test_icons_of_two_themes_are_two_files_and_each_is_made_once(pictures: Pictures) -> None:
    (pictures.folder / "x.png").write_bytes((ICONS / "x.png").read_bytes())
    one, other = (pictures.of_brand("x.png", 32, Tint(colour, "#FFFFFF")) for colour in ("#204010", "#0A4B78"))
    assert one.name != other.name
    assert Image.open(io.BytesIO(one.data)).size == (64, 64)
    again = Pictures(pictures.folder, pictures.cache).of_brand("x.png", 32, Tint("#204010", "#FFFFFF"))
    assert again == one


def test_a_letter_shows_its_icons_in_the_colours_of_its_theme(sample: Sample) -> None:
    sample.edit("templates/theme.toml", 'primary = "#0A4B78"', 'primary = "#204010"')
    build(sample.project(), "2024-01", ["eu"])
    html = sample.read("build/2024-01/eu/en/letter.html")
    name = re.findall(r"images/(x-[0-9a-f]+\.png)", html)[0]
    icon = Image.open(sample.root / "build/2024-01/images" / name).convert("RGB")
    assert icon.getpixel((32, 4)) == (0x20, 0x40, 0x10)


def test_an_icon_turned_over_for_the_dark_is_seen_on_dark_grounds() -> None:
    """What `invert(1) hue-rotate(180deg)` makes of the primary colour (Filter Effects 1, 10.5 and 8.6)."""
    turned = [255 - level for level in (0x0A, 0x4B, 0x78)]
    rows = [(-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856)]
    seen = tuple(min(255, max(0, sum(part * level for part, level in zip(row, turned, strict=True)))) for row in rows)
    for ground in ((0x16, 0x1D, 0x25), (0x1C, 0x29, 0x36)):
        assert contrast(seen, ground) > 4.5
