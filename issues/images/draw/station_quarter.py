"""The station quarter: a high hall with glass vaults, a planted frame above a bus, basins of water underground.

In: the vocabulary of houses and streets. Out: the scene on a canvas.
"""

import math

from issues.images.draw.canvas import HEIGHT, HORIZON, WIDTH, Canvas
from issues.images.draw.houses import clock, far_town, flat_house, gabled_house, windows
from issues.images.draw.palette import (
    BLUE,
    DAY,
    DAY_CLOUD,
    DAY_FAR,
    DAY_HALO,
    DEEP_SAND,
    EARTH,
    INK,
    LEAF,
    MID_BLUE,
    PALE_BLUE,
    PALE_LEAF,
    PAPER,
    RED,
    SAND,
)
from issues.images.draw.street import clouds, horizon_line, person, poplar, sun

PLATFORM = 400
STONE = "#BFA36F"
AIR_IN_BASIN = "#8FB9CF"


def station_quarter() -> Canvas:
    """The picture of the visit to Heerlen."""
    canvas = Canvas(DAY)
    sun(canvas, 1010, 190, 96, PAPER, DAY_HALO)
    clouds(canvas, DAY_CLOUD, [(372, 92, 200), (300, 120, 180), (610, 150, 150), (660, 178, 110), (1120, 84, 120)])
    far_town(
        canvas,
        DAY_FAR,
        [
            (0, 120, 330, 0),
            (120, 90, 270, 42),
            (250, 60, 340, 0),
            (900, 120, 310, 0),
            (1020, 100, 260, 46),
            (1120, 160, 330, 0),
        ],
    )
    _headframe(canvas)
    gabled_house(canvas, 30, 104, 330, 66, RED)
    windows(canvas, (38, 342, 88, 120), 3, 3, PAPER, (0.42, 0.54))
    flat_house(canvas, 134, 86, 301, PAPER)
    windows(canvas, (140, 312, 74, 150), 3, 4, BLUE, (0.42, 0.54))
    _platform(canvas)
    for x, radius, panes in ((386, 78, 4), (560, 112, 6), (734, 78, 4)):
        _vault(canvas, x, radius, panes)
    _clock_tower(canvas)
    _planted_frame(canvas, 900, 322)
    _bus(canvas, 968, 396)
    for x, base, height, coat in (
        (936, HORIZON - 2, 56, INK), (1214, HORIZON - 2, 58, BLUE), (1244, HORIZON - 2, 54, RED),
        (640, PLATFORM - 2, 44, INK), (662, PLATFORM - 2, 40, RED),
    ):  # fmt: skip
        person(canvas, x, base, height, coat)
    _underground(canvas)
    horizon_line(canvas)
    for x, height in ((14, 120), (244, 104)):
        poplar(canvas, x, 15, height)
        _roots(canvas, x)
    return canvas


def _headframe(canvas: Canvas) -> None:
    """The winding tower of the old mine, far behind the station: a lattice, a strut and the wheel."""
    left, right, top = 232, 268, 150
    for post in (left, right):
        canvas.box(post - 4, top, 8, HORIZON - top, DAY_FAR)
    for story in range(top, 400, 36):
        canvas.box(left, story, right - left, 6, DAY_FAR)
        canvas.stroke((left, story + 36), (right, story), 4, DAY_FAR)
    canvas.stroke((right, top + 10), (right + 96, HORIZON), 9, DAY_FAR)
    canvas.box(left - 14, top - 8, right - left + 28, 8, DAY_FAR)
    canvas.disc(250, top - 34, 26, DAY_FAR)
    canvas.disc(250, top - 34, 20, DAY)
    for spoke in range(0, 180, 45):
        along = (math.cos(math.radians(spoke)) * 22, math.sin(math.radians(spoke)) * 22)
        canvas.stroke((250 - along[0], top - 34 - along[1]), (250 + along[0], top - 34 + along[1]), 3, DAY_FAR)


def _platform(canvas: Canvas) -> None:
    """The hall stands higher than the land around it; stairs lead up."""
    canvas.polygon([(220, HORIZON), (290, PLATFORM), (830, PLATFORM), (900, HORIZON)], DEEP_SAND)
    canvas.box(470, PLATFORM, 180, HORIZON - PLATFORM, SAND)
    for step in range(8):
        canvas.box(470, PLATFORM + step * 10.6, 180, 3, EARTH)
    canvas.box(284, PLATFORM - 6, 552, 8, INK)


def _vault(canvas: Canvas, x: float, radius: float, panes: int) -> None:
    """A barrel of glass in a blue frame, with a door."""
    base, spring, frame = PLATFORM - 6, 326, 16
    canvas.box(x - radius, spring, 2 * radius, base - spring, BLUE)
    canvas.dome(x, spring, radius, BLUE)
    glass = radius - frame
    canvas.dome(x, spring, glass, PALE_BLUE)
    canvas.box(x - glass, spring, 2 * glass, base - spring, PALE_BLUE)
    for bar in range(1, panes):
        away = -glass + 2 * glass * bar / panes
        top = spring - math.sqrt(glass * glass - away * away)
        canvas.box(x + away - 2, top, 4, base - top, BLUE)
    canvas.box(x - glass, spring - 2, 2 * glass, 5, BLUE)
    canvas.box(x - 14, base - 42, 28, 42, INK)


def _clock_tower(canvas: Canvas) -> None:
    canvas.box(838, 172, 56, HORIZON - 172, RED)
    canvas.polygon([(838, PLATFORM), (894, PLATFORM), (899, HORIZON), (833, HORIZON)], RED)
    canvas.box(830, 166, 72, 12, INK)
    canvas.polygon([(836, 166), (866, 118), (896, 166)], INK)
    clock(canvas, 866, 212, 20, PAPER)
    windows(canvas, (842, 240, 48, 140), 2, 4, PAPER, (0.4, 0.5))


def _planted_frame(canvas: Canvas, x: float, top: float) -> None:
    """A frame of metal above the bus station: posts, a lattice girder, two rows of leaves, and vines."""
    length, apart = WIDTH - x, 71
    for post in range(6):
        canvas.box(x + 8 + post * apart, top, 7, HORIZON - top, MID_BLUE)
    canvas.box(x, top - 8, length, 10, MID_BLUE)
    canvas.box(x, top + 26, length, 6, MID_BLUE)
    for brace in range(11):
        left = x + 8 + brace * apart / 2
        canvas.stroke((left, top + 26), (left + 17, top), 3, MID_BLUE)
        canvas.stroke((left + 17, top), (left + 35, top + 26), 3, MID_BLUE)
    for leaf in range(18):
        canvas.disc(x + 2 + leaf * 22, top - 2, 17, (LEAF, PALE_LEAF)[leaf % 2])
    for leaf in range(17):
        canvas.disc(x + 13 + leaf * 22, top - 18, 14, (PALE_LEAF, LEAF)[leaf % 2])
    for post, leaves in enumerate((5, 3, 6, 4, 6, 4)):
        for leaf in range(leaves):
            side = -4 if leaf % 2 else 4
            place = (x + 11.5 + post * apart + side, top + 20 + leaf * 15)
            canvas.disc(*place, 10 - leaf * 0.9, (LEAF, PALE_LEAF)[leaf % 2])


def _bus(canvas: Canvas, x: float, y: float) -> None:
    canvas.rounded(x, y, 206, 70, 10, PAPER)
    canvas.box(x, y + 44, 206, 10, RED)
    for window in range(5):
        canvas.box(x + 12 + window * 37, y + 11, 30, 26, BLUE)
    for wheel in (x + 44, x + 162):
        canvas.disc(wheel, y + 70, 13, INK)
        canvas.disc(wheel, y + 70, 5, PALE_BLUE)


def _underground(canvas: Canvas) -> None:
    """The ground cut open: three layers of earth, basins, and pipes between them."""
    for depth, colour in ((0, SAND), (30, DEEP_SAND), (124, EARTH)):
        canvas.box(0, HORIZON + depth, WIDTH, HEIGHT - HORIZON - depth, colour)
    for x, y, length in ((60, 552, 120), (150, 584, 100), (40, 600, 70)):
        canvas.rounded(x, y, length, 5, 2.5, STONE)
    for x, width, depth, air in ((320, 500, 112, 50), (912, 104, 92, 30), (1044, 212, 112, 46)):
        _basin(canvas, x, width, depth, air)
    canvas.box(820, HORIZON + 84, 92, 8, INK)
    canvas.box(1016, HORIZON + 74, 28, 8, INK)


def _basin(canvas: Canvas, x: float, width: float, depth: float, air: float) -> None:
    """A basin of concrete; `air` is how far the water stays below its rim."""
    rim = HORIZON + 26
    water = rim + air
    canvas.rounded(x, rim, width, depth, 14, INK, square_top=True)
    canvas.rounded(x + 7, rim, width - 14, depth - 7, 9, AIR_IN_BASIN, square_top=True)
    canvas.rounded(x + 7, water, width - 14, depth - 7 - air, 9, BLUE, square_top=True)
    for ripple in range(3):
        y = water + 14 + ripple * 16
        if y < rim + depth - 20:
            canvas.box(x + 24 + ripple * 14, y, width * 0.34, 3, MID_BLUE)
            canvas.box(x + width * 0.58 - ripple * 8, y + 6, width * 0.22, 3, MID_BLUE)


def _roots(canvas: Canvas, x: float) -> None:
    for degrees, length in ((58, 40), (76, 58), (90, 70), (104, 56), (122, 38)):
        angle = math.radians(degrees)
        start = (x, HORIZON + 3)
        canvas.stroke(start, (x + math.cos(angle) * length, start[1] + math.sin(angle) * length), 3, LEAF)
