"""The skyline: town houses, some with solar panels, between fields and three wind turbines before a large sun.

In: the vocabulary of houses and streets. Out: the scene on a canvas.
"""

import math
from itertools import pairwise

from issues.images.draw.canvas import HEIGHT, HORIZON, Canvas, Point
from issues.images.draw.houses import flat_house, gabled_house, lit, solar_roof, windows
from issues.images.draw.palette import (
    BLUE,
    DAY,
    DAY_CLOUD,
    DAY_FAR,
    DAY_HALO,
    DEEP_SAND,
    GOLD,
    INK,
    LEAF,
    MID_BLUE,
    PALE_BLUE,
    PALE_LEAF,
    PAPER,
    RED,
    SAND,
)
from issues.images.draw.street import clouds, horizon_line, poplar, sun

VANISHING_POINT = (560, 300)
FIELDS = (
    (LEAF, -1400), (PALE_LEAF, -900), (DEEP_SAND, -520), (PALE_LEAF, -240), (LEAF, 20), (SAND, 260), (PALE_LEAF, 470),
    (LEAF, 660), (DEEP_SAND, 880), (PALE_LEAF, 1130), (LEAF, 1440), (PALE_LEAF, 1900),
)  # fmt: skip
"""Colours, each with the place where its left edge meets the picture's lower edge."""


def skyline_wind_sun() -> Canvas:
    """The picture of the article on climate."""
    canvas = Canvas(DAY)
    sun(canvas, 400, 250, 150, GOLD, DAY_HALO)
    clouds(canvas, DAY_CLOUD, [(64, 120, 170), (128, 148, 140), (470, 176, 150), (512, 204, 130)])
    _hill(canvas, [(-40, 390), (240, 330), (560, 410), (900, 318), (1320, 372)], DAY_FAR)
    _turbine(canvas, 750, 390, 170, 88, -64)
    _turbine(canvas, 958, 352, 206, 112, -78)
    _turbine(canvas, 1172, 380, 160, 82, -34)
    _hill(canvas, [(-40, 430), (180, 424), (470, 380), (800, 446), (1100, 404), (1320, 428)], MID_BLUE)
    _left_row(canvas)
    _right_row(canvas)
    for x, radius, height in ((20, 16, 110), (1262, 15, 96), (470, 13, 74), (600, 12, 66), (880, 13, 80)):
        poplar(canvas, x, radius, height)
    _fields(canvas)
    horizon_line(canvas)
    return canvas


def _hill(canvas: Canvas, heights: list[Point], colour: str) -> None:
    """Land below a soft line through the given points."""
    line = []
    for (x1, y1), (x2, y2) in pairwise(heights):
        for part in range(40):
            share = part / 40
            line.append((x1 + (x2 - x1) * share, y1 + (y2 - y1) * (1 - math.cos(math.pi * share)) / 2))
    canvas.polygon([(heights[0][0], HEIGHT), *line, heights[-1], (heights[-1][0], HEIGHT)], colour)


def _turbine(canvas: Canvas, x: float, base: float, height: float, reach: float, degrees: float) -> None:
    """A mast and three blades of the given reach; the first blade points to `degrees`, clockwise from the right."""
    hub = base - height
    foot, neck = reach * 0.055, reach * 0.028
    canvas.polygon([(x - foot, base), (x + foot, base), (x + neck, hub), (x - neck, hub)], PAPER)
    for blade in range(3):
        angle = math.radians(degrees + 120 * blade)
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        outline = ((0.04, 0), (0.22, 0.085), (1, 0), (0.1, -0.015))
        canvas.polygon(
            [
                (x + reach * (a * along[0] + b * across[0]), hub + reach * (a * along[1] + b * across[1]))
                for a, b in outline
            ],
            PAPER,
        )
    canvas.disc(x, hub, reach * 0.07, PAPER)


def _left_row(canvas: Canvas) -> None:
    flat_house(canvas, 40, 96, 300, RED)
    windows(canvas, (48, 312, 80, 150), 3, 4, PAPER, (0.42, 0.5))
    canvas.box(136, 352, 124, HORIZON - 352, PAPER)
    solar_roof(canvas, 136, 124, 352, 48, 4)
    windows(canvas, (144, 366, 108, 96), 4, 2, BLUE, (0.42, 0.6))
    canvas.box(260, 250, 84, HORIZON - 250, INK)
    windows(canvas, (266, 262, 72, 204), 3, 6, lit("##. .## ### ##. .## ###", GOLD, MID_BLUE), (0.44, 0.46))
    canvas.box(292, 214, 4, 36, INK)
    canvas.box(308, 228, 4, 22, INK)
    canvas.box(344, 330, 140, HORIZON - 330, BLUE)
    windows(canvas, (354, 344, 120, 120), 5, 3, PALE_BLUE, (0.44, 0.54))
    for x in (352, 385, 418, 451):
        canvas.stroke((x, 330), (x + 26, 312), 6, INK)
    gabled_house(canvas, 484, 110, 360, 60, PAPER, RED)
    windows(canvas, (492, 372, 94, 92), 3, 2, BLUE, (0.42, 0.6))


def _right_row(canvas: Canvas) -> None:
    flat_house(canvas, 594, 92, 289, PALE_BLUE)
    windows(canvas, (602, 298, 76, 164), 3, 5, BLUE, (0.44, 0.5))
    canvas.box(686, 346, 120, HORIZON - 346, RED)
    solar_roof(canvas, 686, 120, 346, 46, 4)
    windows(canvas, (694, 360, 104, 104), 4, 2, PAPER, (0.42, 0.6))
    flat_house(canvas, 806, 80, 319, PAPER)
    windows(canvas, (812, 328, 68, 136), 3, 4, BLUE, (0.42, 0.5))
    gabled_house(canvas, 886, 116, 368, 66, BLUE)
    windows(canvas, (894, 378, 100, 86), 3, 2, lit(".#. #.#", GOLD, PALE_BLUE), (0.42, 0.6))
    canvas.box(1002, 270, 86, HORIZON - 270, INK)
    windows(canvas, (1008, 282, 74, 184), 3, 5, lit("... #.. ..# ... .#.", GOLD, PALE_BLUE), (0.44, 0.5))
    canvas.box(1088, 350, 152, HORIZON - 350, PAPER)
    solar_roof(canvas, 1088, 152, 350, 46, 5)
    windows(canvas, (1096, 362, 136, 102), 5, 2, RED, (0.42, 0.6))


def _fields(canvas: Canvas) -> None:
    """Strips that run to one point behind the town."""
    far_x, far_y = VANISHING_POINT
    share = (HORIZON - far_y) / (HEIGHT - far_y)
    edges = [x for _, x in FIELDS] + [2600]
    for (colour, left), right in zip(FIELDS, edges[1:], strict=True):
        far_left, far_right = (far_x + (x - far_x) * share for x in (left, right))
        canvas.polygon([(far_left, HORIZON), (far_right, HORIZON), (right, HEIGHT), (left, HEIGHT)], colour)
