"""Draws the emblem of the European Union: `python -m templates.images.draw [FOLDER]` in the project's folder.

In: nothing. Out: `eu.png`, to be shown 53 pixels wide and drawn three times as large, beside this script or in the
folder named.
"""

import io
import math
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
HOIST = 100
RIM = HOIST // 25
EU_BLUE, EU_GOLD, WHITE = "#003399", "#FFCC00", "#FFFFFF"
SUPERSAMPLING = 8
SHADES = 16

Colour = tuple[int, int, int]
Glyph = Callable[[ImageDraw.ImageDraw, float], None]


def main(folder: Path) -> None:
    """Write the emblem into an existing folder."""
    (folder / "eu.png").write_bytes(_as_png(emblem()))


def emblem() -> Image.Image:
    """The emblem as its graphical guide has it: twelve stars on a circle of a third of the hoist, one point up.

    On grounds of another colour the guide asks for a white rim of 1/25 of the height.
    """
    size = (HOIST * 3 // 2, HOIST)
    stars = _in_palette(size, _shades(_coverage(size, _stars)), [*_ramp(EU_BLUE, EU_GOLD), _rgb(WHITE)])
    image = Image.new("P", (size[0] + 2 * RIM, size[1] + 2 * RIM), SHADES)
    image.putpalette(stars.getpalette() or [])
    image.paste(stars, (RIM, RIM))
    return image


def _stars(draw: ImageDraw.ImageDraw, unit: float) -> None:
    """Twelve stars at the hours of a clock, each in a circle of 1/18 of the hoist; `unit` is 1/48 of it."""
    hoist = 48 * unit
    outer = hoist / 18
    inner = outer * math.sin(math.radians(18)) / math.sin(math.radians(54))
    for hour in range(12):
        angle = math.radians(30 * hour)
        x, y = hoist * 3 / 4 + hoist / 3 * math.sin(angle), hoist / 2 - hoist / 3 * math.cos(angle)
        corners = []
        for corner in range(10):
            turn, reach = math.radians(36 * corner), (outer, inner)[corner % 2]
            corners.append((x + reach * math.sin(turn), y - reach * math.cos(turn)))
        draw.polygon(corners, fill=255)


def _coverage(size: tuple[int, int], shape: Glyph) -> Image.Image:
    """How much of each pixel a shape covers, from 0 to 255; the shape is drawn on a height of 48 units."""
    large = Image.new("L", (size[0] * SUPERSAMPLING, size[1] * SUPERSAMPLING))
    shape(ImageDraw.Draw(large), large.height / 48)
    return large.resize(size, Image.Resampling.BOX)


def _shades(coverage: Image.Image) -> list[int]:
    return [round(value * (SHADES - 1) / 255) for value in coverage.tobytes()]


def _ramp(first: str, last: str) -> list[Colour]:
    """Colours from one to another in even steps, both exact."""
    steps = range(SHADES)
    pairs = list(zip(_rgb(first), _rgb(last), strict=True))
    red, green, blue = ([round(a + (b - a) * step / (SHADES - 1)) for step in steps] for a, b in pairs)
    return list(zip(red, green, blue, strict=True))


def _rgb(colour: str) -> Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _in_palette(size: tuple[int, int], indices: list[int], colours: list[Colour]) -> Image.Image:
    image = Image.frombytes("P", size, bytes(indices))
    image.putpalette([value for colour in colours for value in colour])
    return image


def _as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
