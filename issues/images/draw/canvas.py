"""A canvas for flat shapes: drawn three times as large, reduced once, kept in few colours.

In: shapes in the picture's own pixels, x to the right and y down. Out: the bytes of a PNG file.
"""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 640
HORIZON = 480
SCALE = 3
COLOURS = 96

Point = tuple[float, float]


class Canvas:
    """One picture while it is drawn; later shapes cover earlier ones."""

    def __init__(self, colour: str) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), colour)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A rectangle by its upper left corner."""
        self._draw.rectangle(_corners(x, y, x + width, y + height), fill=colour)

    def rounded(
        self, x: float, y: float, width: float, height: float, radius: float, colour: str, *, square_top: bool = False
    ) -> None:
        """A rectangle with round corners; with a square top only the lower two are."""
        round_ones = (not square_top, not square_top, True, True)
        self._draw.rounded_rectangle(
            _corners(x, y, x + width, y + height), radius=radius * SCALE, fill=colour, corners=round_ones
        )

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """A shape by its corners."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def stroke(self, start: Point, end: Point, thickness: float, colour: str) -> None:
        """A straight line with blunt ends."""
        (x1, y1), (x2, y2) = start, end
        length = math.hypot(x2 - x1, y2 - y1)
        across, down = (y1 - y2) / length * thickness / 2, (x2 - x1) / length * thickness / 2
        corners = [
            (x1 + across, y1 + down),
            (x2 + across, y2 + down),
            (x2 - across, y2 - down),
            (x1 - across, y1 - down),
        ]
        self.polygon(corners, colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A full circle by its centre."""
        self._draw.ellipse(_corners(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def dome(self, x: float, y: float, radius: float, colour: str) -> None:
        """The upper half of a circle; y is its flat side."""
        self._draw.pieslice(_corners(x - radius, y - radius, x + radius, y + radius), 180, 360, fill=colour)

    def bowl(self, x: float, y: float, radius: float, colour: str) -> None:
        """The lower half of a circle; y is its flat side."""
        self._draw.pieslice(_corners(x - radius, y - radius, x + radius, y + radius), 0, 180, fill=colour)

    def as_png(self) -> bytes:
        """The finished picture.

        Maximum coverage with one round of k-means keeps every colour of the palette within 3 of 255 steps and is a
        quarter lighter than median cut, which turned the fruit of one stall blue. Dither is noise in flat colours.
        """
        reduced = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        few = reduced.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG", optimize=True)
        return out.getvalue()


def _corners(left: float, top: float, right: float, bottom: float) -> list[int]:
    # Pillow draws the far edge too, so neighbours that share a wall would overlap by a third of a pixel.
    return [round(left * SCALE), round(top * SCALE), round(right * SCALE) - 1, round(bottom * SCALE) - 1]
