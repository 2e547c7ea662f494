"""A shopping street at night: a tram between lit shops, a theatre and people.

In: the vocabulary of houses and streets. Out: the scene on a canvas.
"""

from issues.images.draw.canvas import HEIGHT, HORIZON, WIDTH, Canvas
from issues.images.draw.houses import far_town, flat_house, gabled_house, lit, scallops, stepped_house, windows
from issues.images.draw.palette import (
    BLUE,
    INK,
    LIGHT,
    MID_BLUE,
    NIGHT,
    NIGHT_FAR,
    NIGHT_NEAR,
    PALE_LIGHT,
    PAPER,
    RAIL,
    RED,
    SAND,
    STREET,
    Paint,
    mixed,
)
from issues.images.draw.street import horizon_line, person

DARK_PANE_IN_RED, PALE_COAT = "#8E2A23", "#7FA6C0"
STARS = (
    (110, 70, 2.4), (250, 130, 1.8), (420, 56, 2.6), (560, 120, 1.8), (700, 60, 2.2), (820, 150, 1.8),
    (900, 52, 2.6), (1150, 70, 2), (1210, 180, 2.4), (60, 190, 1.8), (640, 180, 1.6),
)  # fmt: skip
SHOPS = (
    (60, 110, LIGHT), (206, 98, PALE_LIGHT), (336, 88, LIGHT), (458, 114, PALE_LIGHT), (716, 88, LIGHT),
    (838, 114, LIGHT), (984, 82, PALE_LIGHT), (1096, 88, LIGHT), (1212, 68, LIGHT),
)  # fmt: skip
"""Shop windows: x, width, light."""
THEATRE = (602, 88, SAND)
WIRE = 422


def night_street() -> Canvas:
    """The picture of the networks of the night."""
    canvas = Canvas(NIGHT)
    canvas.disc(1030, 104, 58, PAPER)
    canvas.disc(1054, 91, 51, NIGHT)
    for x, y, radius in STARS:
        canvas.disc(x, y, radius, SAND)
    far_town(
        canvas,
        NIGHT_FAR,
        [(0, 120, 250, 0), (180, 110, 210, 54), (380, 140, 240, 0), (600, 120, 200, 60), (820, 130, 250, 0),
         (1000, 120, 230, 56), (1160, 120, 220, 0)],
    )  # fmt: skip
    _left_row(canvas)
    _theatre(canvas)
    _right_row(canvas)
    _shops(canvas)
    _wet_street(canvas)
    horizon_line(canvas)
    for x in (190, 440, 970, 1200):
        _lamp(canvas, x)
    _tram(canvas, 420, WIRE + 48)
    for x, base, height, coat in (
        (1226, 560, 66, PALE_COAT), (250, 556, 68, PALE_COAT), (930, 566, 74, SAND), (90, 568, 74, MID_BLUE),
        (1082, 570, 72, RED), (122, 574, 78, RED), (1050, 574, 78, MID_BLUE),
    ):  # fmt: skip
        person(canvas, x, base, height, coat, SAND)
    return canvas


def _evening(pattern: str, dark: str = NIGHT) -> Paint:
    return lit(pattern, LIGHT, dark)


def _left_row(canvas: Canvas) -> None:
    stepped_house(canvas, 40, 150, 280, NIGHT_NEAR)
    windows(canvas, (50, 292, 130, 110), 4, 2, _evening("#..# ##.."), (0.42, 0.6))
    flat_house(canvas, 190, 130, 241, BLUE)
    windows(canvas, (198, 252, 114, 150), 4, 3, _evening("..## .#.. ...#"), (0.42, 0.58), arched=True)
    gabled_house(canvas, 320, 120, 290, 80, RED)
    windows(canvas, (328, 304, 104, 96), 3, 2, _evening("### ..#", DARK_PANE_IN_RED), (0.42, 0.6))
    canvas.disc(380, 262, 10, LIGHT)
    flat_house(canvas, 440, 150, 271, NIGHT_NEAR)
    windows(canvas, (450, 282, 130, 120), 5, 3, _evening("..... .#..# .#.#."), (0.42, 0.55))


def _right_row(canvas: Canvas) -> None:
    gabled_house(canvas, 700, 120, 260, 76, NIGHT_NEAR)
    windows(canvas, (708, 272, 104, 132), 3, 3, _evening("..# ##. #.."))
    stepped_house(canvas, 820, 150, 300, BLUE)
    windows(canvas, (830, 312, 130, 92), 4, 2, _evening("##.# #.#."), (0.42, 0.6))
    flat_house(canvas, 970, 110, 231, NIGHT_NEAR)
    windows(canvas, (978, 244, 94, 160), 3, 4, _evening("#.# .## .#. ..."), (0.42, 0.55))
    gabled_house(canvas, 1080, 120, 310, 84, RED)
    windows(canvas, (1088, 324, 104, 80), 3, 2, _evening("##. .##", DARK_PANE_IN_RED), (0.42, 0.6))
    canvas.disc(1140, 280, 10, LIGHT)
    canvas.box(1200, 270, 80, HORIZON - 270, BLUE)
    windows(canvas, (1206, 282, 78, 120), 3, 3, _evening("..# .#. .#."))


def _theatre(canvas: Canvas) -> None:
    canvas.box(590, 330, 110, 150, INK)
    canvas.polygon([(584, 330), (645, 282), (706, 330)], INK)
    canvas.box(590, 336, 110, 8, LIGHT)
    for column in range(4):
        canvas.box(602 + column * 26, 344, 10, 136, SAND)


def _shops(canvas: Canvas) -> None:
    for x, width, light in SHOPS:
        canvas.box(x, HORIZON - 58, width, 58, light)
        canvas.box(x + width / 2 - 2, HORIZON - 58, 4, 58, INK)
    for x, width, cloth in (
        (52, 126, (RED, PAPER)), (328, 104, (PAPER, RED)), (708, 104, (PAPER, RED)),
        (830, 130, (RED, PAPER)), (1088, 104, (PAPER, RED)),
    ):  # fmt: skip
        for stripe in range(6):
            canvas.box(x + stripe * width / 6, HORIZON - 76, width / 6, 18, cloth[stripe % 2])
        scallops(canvas, x, HORIZON - 58.5, width, cloth, 6)


def _wet_street(canvas: Canvas) -> None:
    """Below each light its reflection: bars that grow shorter and fainter."""
    canvas.box(0, HORIZON, WIDTH, HEIGHT - HORIZON, STREET)
    for x, width, light in (*SHOPS, THEATRE):
        for y, part, height, strength in (
            (492, 1, 7, 0.46),
            (506, 0.8, 6, 0.34),
            (520, 0.56, 5, 0.24),
            (534, 0.34, 4, 0.15),
        ):
            canvas.box(x + width * (1 - part) / 2, y, width * part, height, mixed(STREET, light, strength))
    canvas.box(0, 587, WIDTH, 3, RAIL)
    canvas.box(0, 599, WIDTH, 3, mixed(STREET, RAIL, 0.6))


def _lamp(canvas: Canvas, x: float) -> None:
    """A street lamp; between two houses, where no lit window is behind it."""
    top = HORIZON - 128
    canvas.box(x - 2.5, top, 5, HORIZON + 34 - top, INK)
    canvas.polygon([(x - 14, top), (x + 14, top), (x + 9, top - 18), (x - 9, top - 18)], LIGHT)
    canvas.box(x - 11, top - 22, 22, 5, INK)
    canvas.box(x - 8, HORIZON + 34, 16, 8, INK)


def _tram(canvas: Canvas, x: float, y: float) -> None:
    length = 430
    canvas.box(0, WIRE, WIDTH, 2, RAIL)
    canvas.stroke((x + 215, y), (x + 190, y - 24), 3, PAPER)
    canvas.stroke((x + 190, y - 24), (x + 215, y - 46), 3, PAPER)
    canvas.box(x + 196, y - 48, 40, 3, PAPER)
    canvas.rounded(x, y, length, 104, 18, PAPER)
    canvas.rounded(x, y + 84, length, 20, 10, BLUE, square_top=True)
    canvas.box(x, y + 62, length, 26, RED)
    for wheel in (x + 70, x + 360):
        canvas.disc(wheel, y + 104, 13, INK)
        canvas.disc(wheel, y + 104, 5, MID_BLUE)
    for number in range(8):
        left = x + 22 + number * 49
        if number in (2, 5):
            canvas.box(left, y + 16, 40, 68, LIGHT)
            canvas.box(left + 19, y + 16, 2.5, 68, INK)
        else:
            canvas.box(left, y + 16, 40, 38, (LIGHT, PALE_LIGHT)[number % 2])
    for passenger in (x + 86, x + 233):
        person(canvas, passenger, y + 54, 30, BLUE, BLUE)
