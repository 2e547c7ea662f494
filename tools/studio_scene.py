"""Draw the market square beside the studio's way in: the scene of `issues/images/draw` as an SVG, sharp at any size.

In: nothing. Out: `newsletter/studio/static/market_square.svg`, the same bytes at each run.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from issues.images.draw.canvas import HEIGHT, WIDTH, Canvas, Point  # noqa: E402 (found by the path above)
from issues.images.draw.market_square import market_square  # noqa: E402
from issues.images.draw.palette import WARM_DAY  # noqa: E402

FILE = ROOT / "newsletter/studio/static/market_square.svg"


class SvgCanvas(Canvas):
    """The same shapes as elements of an SVG."""

    def __init__(self, colour: str) -> None:
        self._parts = [f'<path fill="{colour}" d="M0 0H{WIDTH}V{HEIGHT}H0z"/>']

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A rectangle by its upper left corner."""
        self._put(colour, f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h{_n(-width)}z")

    def rounded(
        self, x: float, y: float, width: float, height: float, radius: float, colour: str, *, square_top: bool = False
    ) -> None:
        """A rectangle with round corners; with a square top only the lower two are."""
        r = min(radius, width / 2, height if square_top else height / 2)
        top = 0 if square_top else r
        arc = f"a{_n(r)} {_n(r)} 0 0 1"
        upper = "" if square_top else f"{arc}{_n(r)} {_n(-r)}"
        right = "" if square_top else f"{arc}{_n(r)} {_n(r)}"
        self._put(
            colour,
            f"M{_n(x)} {_n(y + top)}{upper}H{_n(x + width - top)}{right}V{_n(y + height - r)}"
            f"{arc}{_n(-r)} {_n(r)}H{_n(x + r)}{arc}{_n(-r)} {_n(-r)}z",
        )

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """A shape by its corners."""
        self._put(colour, "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "z")

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A full circle by its centre."""
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{colour}"/>')

    def dome(self, x: float, y: float, radius: float, colour: str) -> None:
        """The upper half of a circle; y is its flat side."""
        self._half(x, y, radius, colour, 1)

    def bowl(self, x: float, y: float, radius: float, colour: str) -> None:
        """The lower half of a circle; y is its flat side."""
        self._half(x, y, radius, colour, 0)

    def _half(self, x: float, y: float, radius: float, colour: str, sweep: int) -> None:
        r = _n(radius)
        self._put(colour, f"M{_n(x - radius)} {_n(y)}a{r} {r} 0 0 {sweep}{_n(2 * radius)} 0z")

    def _put(self, colour: str, path: str) -> None:
        self._parts.append(f'<path fill="{colour}" d="{path}"/>')

    def as_svg(self) -> str:
        """The finished picture."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        return "\n".join([head, *self._parts, "</svg>\n"])


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def draw() -> str:
    """The scene."""
    canvas = SvgCanvas(WARM_DAY)
    market_square(canvas)
    return canvas.as_svg()


if __name__ == "__main__":
    FILE.write_text(draw(), "utf-8")
