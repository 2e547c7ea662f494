"""Draws the brand's small pictures: `python -m templates.images.draw [FOLDER]` in the project's folder.

In: the primary colour in `templates/theme.toml`. Out: share icons to be shown 32 pixels wide, and the emblem of the
European Union to be shown 53 pixels wide, each drawn three times as large, beside this script or in the folder named.
"""

import io
import math
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
ICON = 96
HOIST = 100
RIM = HOIST // 25
EU_BLUE, EU_GOLD, WHITE = "#003399", "#FFCC00", "#FFFFFF"
SUPERSAMPLING = 8
SHADES = 16

Colour = tuple[int, int, int]
Glyph = Callable[[ImageDraw.ImageDraw, float], None]


def main(folder: Path) -> None:
    """Write the icons and the emblem into an existing folder."""
    primary = tomllib.loads((HERE.parent / "theme.toml").read_text("utf-8"))["light"]["primary"]
    for name, glyph in {"facebook": _facebook, "linkedin": _linkedin, "x": _x}.items():
        (folder / f"{name}.png").write_bytes(_as_png(icon(glyph, primary)))
    (folder / "eu.png").write_bytes(_as_png(emblem()))


def icon(glyph: Glyph, primary: str) -> Image.Image:
    """A white glyph on a disc of the primary colour, clear around it: it needs no second form for the dark."""
    disc = _coverage((ICON, ICON), lambda draw, unit: draw.ellipse((0, 0, 48 * unit - 1, 48 * unit - 1), fill=255))
    sign = _coverage((ICON, ICON), glyph)
    # The glyph stays inside the disc, so a pixel is either a mixture of both colours or a shade of the disc's edge.
    indices = [shade if shade else SHADES + edge for shade, edge in zip(_shades(sign), _shades(disc), strict=True)]
    image = _in_palette((ICON, ICON), indices, [*_ramp(primary, WHITE), *_ramp(primary, primary)])
    image.info["transparency"] = bytes([255] * SHADES + [round(255 * edge / (SHADES - 1)) for edge in range(SHADES)])
    return image


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


def _facebook(draw: ImageDraw.ImageDraw, unit: float) -> None:
    _bar(draw, unit, 22, 17, 27.4, 38)
    _bar(draw, unit, 18, 22, 31.4, 26.8)
    draw.arc([value * unit for value in (22, 10.4, 36.4, 24.8)], 180, 270, fill=255, width=round(5.4 * unit))
    _bar(draw, unit, 29, 10.4, 32.2, 15.4)


def _linkedin(draw: ImageDraw.ImageDraw, unit: float) -> None:
    draw.ellipse([value * unit for value in (13.4, 12.2, 19.2, 18)], fill=255)
    _bar(draw, unit, 14, 20, 18.6, 34)
    _bar(draw, unit, 21.6, 20, 26.2, 34)
    draw.arc([value * unit for value in (21.6, 19.6, 34.6, 32.6)], 190, 360, fill=255, width=round(4.6 * unit))
    _bar(draw, unit, 30, 26, 34.6, 34)


def _x(draw: ImageDraw.ImageDraw, unit: float) -> None:
    draw.line([value * unit for value in (15.5, 14, 32.5, 34)], fill=255, width=round(5.2 * unit))
    draw.line([value * unit for value in (32.5, 14, 15.5, 34)], fill=255, width=round(2.8 * unit))


def _bar(draw: ImageDraw.ImageDraw, unit: float, left: float, top: float, right: float, bottom: float) -> None:
    draw.rectangle([round(left * unit), round(top * unit), round(right * unit) - 1, round(bottom * unit) - 1], fill=255)


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
