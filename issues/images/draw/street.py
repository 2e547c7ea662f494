"""What stands or moves in front of houses and above them.

In: a canvas, places and colours. Out: the things drawn on it.
"""

from issues.images.draw.canvas import HORIZON, WIDTH, Canvas
from issues.images.draw.palette import INK, LEAF


def horizon_line(canvas: Canvas) -> None:
    """The line of ink that every scene stands on."""
    canvas.box(0, HORIZON - 3, WIDTH, 6, INK)


def sun(canvas: Canvas, x: float, y: float, radius: float, colour: str, halo: str) -> None:
    """The one disc of a scene, in a ring that is a shade lighter than the sky."""
    canvas.disc(x, y, radius * 1.45, halo)
    canvas.disc(x, y, radius, colour)


def clouds(canvas: Canvas, colour: str, places: list[tuple[float, float, float]]) -> None:
    """Flat bars with round ends, by left end, top and length."""
    for x, y, length in places:
        canvas.rounded(x, y, length, 14, 7, colour)


def tree(canvas: Canvas, x: float, base: float, height: float, radius: float) -> None:
    """A round crown on a trunk; the height is the trunk's."""
    canvas.box(x - 2.5, base - height, 5, height, INK)
    canvas.disc(x, base - height - radius * 0.55, radius, LEAF)


def poplar(canvas: Canvas, x: float, radius: float, height: float) -> None:
    """A slim tree on the horizon."""
    canvas.box(x - 2, HORIZON - 20, 4, 20, INK)
    canvas.rounded(x - radius, HORIZON - height, 2 * radius, height - 14, radius, LEAF)


def person(canvas: Canvas, x: float, base: float, height: float, coat: str, head: str = INK) -> None:
    """A head above a coat that widens to the ground."""
    head_radius, half = height * 0.13, height * 0.153
    neck = base - height + 2.35 * head_radius
    canvas.disc(x, base - height + head_radius, head_radius, head)
    canvas.dome(x, neck + half, half, coat)
    hem = half * 1.39
    canvas.polygon([(x - half, neck + half - 1), (x + half, neck + half - 1), (x + hem, base), (x - hem, base)], coat)
