"""Icons of social networks, drawn from shapes in the colours of a brand.

In: the name of an icon, its width in pixels, two colours. Out: a PNG. A disc of the ground's colour has the network's
sign on it in the mark's, and a thin rim of that colour around it: unseen on a light letter, and the edge of the disc
where a mail program turns grounds dark and knows no filter.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.files import digest_of

if TYPE_CHECKING:
    import PIL.Image
    import PIL.ImageDraw

UNITS = 48
"""The width and height on which shapes are drawn."""
_RIM = 1.5
_FINER = 8
_SHADES = 16


class Tint(NamedTuple):
    """The colour of an icon's ground and of the mark on it, as `#RRGGBB`."""

    ground: str
    mark: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def draw(self, on: PIL.ImageDraw.ImageDraw, unit: float) -> None:
        """Draw it in white, a unit being so many pixels."""
        box = [round(each * unit) for each in (self.left, self.top, self.right, self.bottom)]
        on.rectangle([*box[:2], box[2] - 1, box[3] - 1], fill=255)


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled ellipse."""

    left: float
    top: float
    right: float
    bottom: float

    def draw(self, on: PIL.ImageDraw.ImageDraw, unit: float) -> None:
        """Draw it in white, a unit being so many pixels."""
        box = [each * unit for each in (self.left, self.top, self.right, self.bottom)]
        on.ellipse([*box[:2], box[2] - 1, box[3] - 1], fill=255)


@dataclass(frozen=True, slots=True)
class Arc:
    """Part of an ellipse's line, from one angle to another in degrees, clockwise from three o'clock."""

    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    width: float

    def draw(self, on: PIL.ImageDraw.ImageDraw, unit: float) -> None:
        """Draw it in white, a unit being so many pixels."""
        box = [each * unit for each in (self.left, self.top, self.right, self.bottom)]
        on.arc(box, self.first, self.last, fill=255, width=round(self.width * unit))


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float

    def draw(self, on: PIL.ImageDraw.ImageDraw, unit: float) -> None:
        """Draw it in white, a unit being so many pixels."""
        ends = [each * unit for each in (self.x, self.y, self.to_x, self.to_y)]
        on.line(ends, fill=255, width=round(self.width * unit))


Shape = Bar | Dot | Arc | Stroke
SIGNS: dict[str, tuple[Shape, ...]] = {
    "facebook": (
        Bar(22, 17, 27.4, 38), Bar(18, 22, 31.4, 26.8), Arc(22, 10.4, 36.4, 24.8, 180, 270, 5.4),
        Bar(29, 10.4, 32.2, 15.4),
    ),
    "x": (Stroke(15.5, 14, 32.5, 34, 5.2), Stroke(32.5, 14, 15.5, 34, 2.8)),
    "linkedin": (
        Dot(13.4, 12.2, 19.2, 18), Bar(14, 20, 18.6, 34), Bar(21.6, 20, 26.2, 34),
        Arc(21.6, 19.6, 34.6, 32.6, 190, 360, 4.6), Bar(30, 26, 34.6, 34),
    ),
}  # fmt: skip
"""Each icon's sign."""


def icon_key(name: str, width: int, tint: Tint) -> str:
    """What an icon is made of, as a digest: its shapes, its size, its colours."""
    return digest_of(["icon", repr(SIGNS[name]), str(_RIM), str(width), *tint])


@lru_cache(64)
def draw_icon(name: str, width: int, tint: Tint) -> bytes:
    """A PNG, clear around its disc; an unknown name is a `KeyError`."""
    sign = _shades(SIGNS[name], width)
    whole = _shades((Dot(0, 0, UNITS, UNITS),), width)
    inner = _shades((Dot(_RIM, _RIM, UNITS - _RIM, UNITS - _RIM),), width)
    from PIL import Image

    # The sign stays within the inner disc: a pixel is a mixture of both colours, or of the rim's and clear.
    last = _SHADES - 1
    indices = [
        mark or last - ground if edge == last else _SHADES + edge
        for mark, ground, edge in zip(sign, inner, whole, strict=True)
    ]
    image = Image.frombytes("P", (width, width), bytes(indices))
    ramp = _ramp(tint)
    image.putpalette([level for colour in (*ramp, *[ramp[-1]] * _SHADES) for level in colour])
    image.info["transparency"] = bytes([255] * _SHADES + [round(255 * edge / last) for edge in range(_SHADES)])
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True, transparency=image.info["transparency"])
    return out.getvalue()


def _shades(shapes: Sequence[Shape], width: int) -> list[int]:
    """How much of each pixel is covered, from 0 to 15."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (width * _FINER, width * _FINER))
    on = ImageDraw.Draw(large)
    for shape in shapes:
        shape.draw(on, large.width / UNITS)
    small = large.resize((width, width), Image.Resampling.BOX)
    return [round(value * (_SHADES - 1) / 255) for value in small.tobytes()]


def _ramp(tint: Tint) -> list[tuple[int, ...]]:
    """Colours from the ground's to the mark's in even steps, both exact."""
    first, last = (tuple(bytes.fromhex(colour.removeprefix("#"))) for colour in tint)
    steps = _SHADES - 1
    return [
        tuple(round(a + (b - a) * step / steps) for a, b in zip(first, last, strict=True)) for step in range(_SHADES)
    ]
