"""The market square: stalls and people before tall, narrow houses and a clock tower.

In: the vocabulary of houses and streets. Out: the scene on a canvas.
"""

from issues.images.draw.canvas import HEIGHT, HORIZON, WIDTH, Canvas, Point
from issues.images.draw.houses import clock, far_town, flat_house, gabled_house, lit, scallops, stepped_house, windows
from issues.images.draw.palette import (
    BLUE,
    EARTH,
    GOLD,
    INK,
    LEAF,
    MID_BLUE,
    PALE_BLUE,
    PALE_LEAF,
    PAPER,
    RED,
    SAND,
    WARM_DAY,
    WARM_FAR,
    WARM_HALO,
)
from issues.images.draw.street import horizon_line, person, sun, tree

PAVING, JOINT = "#DEC695", "#CBAE77"
TOWER = 640


def market_square(canvas: Canvas | None = None) -> Canvas:
    """The picture of the lead article, on a canvas of its own unless another is given."""
    canvas = canvas or Canvas(WARM_DAY)
    sun(canvas, 1096, 196, 96, PAPER, WARM_HALO)
    far_town(
        canvas,
        WARM_FAR,
        [(0, 90, 270, 0), (90, 130, 310, 0), (330, 110, 250, 54), (560, 150, 280, 0), (800, 120, 245, 57),
         (985, 110, 290, 0), (1150, 130, 255, 55)],
    )  # fmt: skip
    _tower(canvas)
    _left_row(canvas)
    _right_row(canvas)
    _paving(canvas)
    for x in (300, 1012):
        tree(canvas, x, HORIZON + 14, 78, 36)
    _stall(canvas, 96, 208, 596, 150, RED, (RED, PAPER), 7, [GOLD, LEAF, RED])
    _stall(canvas, 392, 150, 548, 128, BLUE, (BLUE, PAPER), 5, [RED, GOLD])
    _stall(canvas, 742, 150, 548, 128, RED, (RED, PAPER), 5, [PALE_LEAF, RED])
    _stall(canvas, 962, 232, 602, 156, BLUE, (BLUE, PAPER), 7, [LEAF, GOLD, RED, PAPER])
    _people(canvas)
    _bunting(canvas, (220, 198), (TOWER - 38, 176), 11)
    _bunting(canvas, (TOWER + 38, 176), (980, 194), 9)
    return canvas


def _tower(canvas: Canvas) -> None:
    canvas.box(TOWER - 38, 150, 76, HORIZON - 150, BLUE)
    canvas.polygon([(TOWER - 46, 150), (TOWER, 44), (TOWER + 46, 150)], RED)
    canvas.box(TOWER - 46, 150, 92, 8, INK)
    clock(canvas, TOWER, 206, 25, PAPER)
    windows(canvas, (TOWER - 30, 244, 60, 90), 2, 1, PALE_BLUE, (0.42, 0.7), arched=True)


def _left_row(canvas: Canvas) -> None:
    stepped_house(canvas, 0, 160, 310, RED)
    windows(canvas, (10, 320, 140, 100), 4, 2, PAPER, (0.42, 0.6))
    gabled_house(canvas, 160, 120, 270, 76, BLUE)
    windows(canvas, (168, 282, 104, 140), 3, 3, PALE_BLUE)
    canvas.disc(220, 246, 10, PALE_BLUE)
    flat_house(canvas, 280, 140, 252, PAPER)
    windows(canvas, (290, 262, 120, 160), 4, 3, MID_BLUE, (0.44, 0.58), arched=True)
    gabled_house(canvas, 420, 110, 300, 84, MID_BLUE)
    windows(canvas, (428, 312, 94, 108), 3, 2, PAPER, (0.42, 0.6))
    canvas.disc(475, 272, 9, PAPER)
    canvas.box(530, 290, 72, HORIZON - 290, INK)
    windows(canvas, (534, 300, 64, 120), 2, 3, lit("#. .# #.", GOLD, SAND), (0.4, 0.52))


def _right_row(canvas: Canvas) -> None:
    canvas.box(678, 290, 92, HORIZON - 290, RED)
    canvas.box(678, 282, 98, 10, INK)
    windows(canvas, (686, 300, 76, 120), 3, 3, PAPER, (0.42, 0.55))
    stepped_house(canvas, 770, 150, 290, PAPER)
    windows(canvas, (780, 300, 130, 120), 4, 2, BLUE, (0.42, 0.6))
    gabled_house(canvas, 920, 120, 260, 70, BLUE)
    windows(canvas, (928, 272, 104, 150), 3, 3, PAPER)
    flat_house(canvas, 1040, 110, 271, PALE_BLUE, BLUE)
    windows(canvas, (1048, 282, 94, 140), 3, 3, BLUE, (0.42, 0.58), arched=True)
    gabled_house(canvas, 1150, 130, 310, 92, RED)
    windows(canvas, (1160, 320, 110, 100), 3, 2, PAPER, (0.42, 0.6))
    canvas.disc(1215, 280, 10, PAPER)


def _paving(canvas: Canvas) -> None:
    canvas.box(0, HORIZON, WIDTH, HEIGHT - HORIZON, PAVING)
    for y, thickness in ((504, 2), (536, 3), (576, 4)):
        canvas.box(0, y, WIDTH, thickness, JOINT)
    for joint in range(-9, 10):
        canvas.stroke((TOWER + joint * 70, HORIZON), (TOWER + joint * 150, HEIGHT), 2.4, JOINT)
    horizon_line(canvas)


def _stall(
    canvas: Canvas,
    x: float,
    width: float,
    base: float,
    height: float,
    counter: str,
    cloth: tuple[str, str],
    stripes: int,
    goods: list[str],
) -> None:
    top, hem = base - height, base - height * 0.6
    for post in (x + 10, x + width - 15):
        canvas.box(post, top + 26, 5, height - 26, INK)
    canvas.box(x + 13, hem - 13, width - 26, base - 31 - hem, EARTH)
    canvas.box(x + 6, base - 46, width - 12, 46, counter)
    canvas.box(x, base - 52, width, 8, INK)
    _heaps(canvas, x + 13, width - 26, base - 52, goods)
    inset = 14
    for stripe in range(stripes):
        top_edges = [x + inset + edge * (width - 2 * inset) / stripes for edge in (stripe, stripe + 1)]
        hem_edges = [x + edge * width / stripes for edge in (stripe, stripe + 1)]
        corners = [(top_edges[0], top), (top_edges[1], top), (hem_edges[1], hem - 12), (hem_edges[0], hem - 12)]
        canvas.polygon(corners, cloth[stripe % 2])
    scallops(canvas, x, hem - 12.5, width, cloth, stripes)


def _heaps(canvas: Canvas, x: float, width: float, base: float, goods: list[str]) -> None:
    """Fruit in two layers; a gap in the upper one after every fourth makes heaps of them."""
    radius = 7.2
    count = int((width + 2) / (2 * radius + 3.2))
    apart = (width - 2 * radius) / (count - 1)
    for number in range(count):
        colour, centre = goods[number * len(goods) // count], x + radius + number * apart
        canvas.disc(centre, base - radius + 1, radius, colour)
        if number < count - 1 and number % 4 != 3:
            canvas.disc(centre + apart / 2, base - 2.6 * radius + 1, radius, colour)


def _people(canvas: Canvas) -> None:
    for x, base, height, coat in (
        (556, 520, 40, BLUE), (664, 516, 38, INK), (48, 560, 62, INK), (1234, 560, 62, RED), (596, 566, 66, INK),
        (626, 572, 70, RED), (700, 590, 74, BLUE), (344, 600, 78, BLUE), (912, 606, 78, INK),
    ):  # fmt: skip
        person(canvas, x, base, height, coat)


def _bunting(canvas: Canvas, start: Point, end: Point, count: int) -> None:
    """A string of pennants that stays above the roofs."""

    def at(share: float) -> Point:
        sag = 14 * 4 * share * (1 - share)
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share + sag

    for part in range(40):
        canvas.stroke(at(part / 40), at((part + 1) / 40), 2, INK)
    for number in range(count):
        x, y = at((number + 1) / (count + 1))
        canvas.polygon([(x - 9, y), (x + 9, y), (x, y + 20)], (RED, PAPER, BLUE)[number % 3])
