"""Houses, which stand on the horizon, and what belongs to them.

In: a canvas, places and colours. Out: the things drawn on it.
"""

from issues.images.draw.canvas import HORIZON, Canvas
from issues.images.draw.palette import BLUE, INK, PALE_BLUE, Paint

Area = tuple[float, float, float, float]
"""x, y, width, height."""


def windows(
    canvas: Canvas,
    area: Area,
    columns: int,
    rows: int,
    paint: Paint,
    pane: tuple[float, float] = (0.42, 0.56),
    *,
    arched: bool = False,
) -> None:
    """Windows spread evenly over an area; `pane` is the part of its cell that a window fills, across and down."""
    x, y, width, height = area
    cell_width, cell_height = width / columns, height / rows
    pane_width, pane_height = cell_width * pane[0], cell_height * pane[1]
    for row in range(rows):
        for column in range(columns):
            colour = paint if isinstance(paint, str) else paint(row, column)
            left = x + column * cell_width + (cell_width - pane_width) / 2
            top = y + row * cell_height + (cell_height - pane_height) / 2
            if arched:
                canvas.dome(left + pane_width / 2, top + pane_width / 2, pane_width / 2, colour)
                canvas.box(left, top + pane_width / 2, pane_width, pane_height - pane_width / 2, colour)
            else:
                canvas.box(left, top, pane_width, pane_height, colour)


def lit(pattern: str, light: str, dark: str) -> Paint:
    """Light behind the windows marked `#`, row by row: `##. .#.`."""
    rows = pattern.split()
    return lambda row, column: light if rows[row][column] == "#" else dark


def gabled_house(
    canvas: Canvas, x: float, width: float, eaves: float, rise: float, wall: str, roof: str | None = None
) -> None:
    """A house with its gable to the street; the gable has the wall's colour if no roof is named."""
    canvas.box(x, eaves, width, HORIZON - eaves, wall)
    canvas.polygon([(x, eaves), (x + width / 2, eaves - rise), (x + width, eaves)], roof or wall)


def stepped_house(canvas: Canvas, x: float, width: float, eaves: float, wall: str, steps: int = 3) -> None:
    """A house with a stepped gable."""
    tread = width / (2 * steps + 1)
    rise = tread * 1.05
    canvas.box(x, eaves, width, HORIZON - eaves, wall)
    for step in range(1, steps + 1):
        canvas.box(x + step * tread, eaves - step * rise, width - 2 * step * tread, step * rise, wall)


def flat_house(canvas: Canvas, x: float, width: float, top: float, wall: str, cornice: str = INK) -> None:
    """A house with a flat roof behind a cornice of 11 pixels, which juts out by 7."""
    canvas.box(x, top, width, HORIZON - top, wall)
    canvas.box(x - 7, top - 11, width + 14, 11, cornice)


def solar_roof(canvas: Canvas, x: float, width: float, eaves: float, rise: float, columns: int) -> None:
    """A roof seen from the side, covered with two rows of solar panels."""
    left, right, slant = x - 8, x + width + 8, 32
    canvas.polygon([(left, eaves), (left + slant, eaves - rise), (right, eaves - rise), (right, eaves)], BLUE)
    for column in range(1, columns):
        share = column / columns
        top = (left + slant + (right - left - slant) * share, eaves - rise)
        canvas.stroke(top, (left + (right - left) * share, eaves), 2, PALE_BLUE)
    canvas.stroke((left + slant / 2, eaves - rise / 2), (right, eaves - rise / 2), 2, PALE_BLUE)


def far_town(canvas: Canvas, colour: str, outlines: list[tuple[float, float, float, float]]) -> None:
    """Houses in outline behind the row: x, width, eaves, and the rise of the gable, 0 for a flat roof."""
    for x, width, eaves, rise in outlines:
        gabled_house(canvas, x, width, eaves, rise, colour)


def clock(canvas: Canvas, x: float, y: float, radius: float, face: str) -> None:
    """A clock that shows four: twelve straight up, the hour to the lower right."""
    canvas.disc(x, y, radius, face)
    canvas.stroke((x, y), (x, y - radius * 0.7), radius * 0.16, INK)
    canvas.stroke((x, y), (x + radius * 0.52, y + radius * 0.3), radius * 0.16, INK)
    canvas.disc(x, y, radius * 0.14, INK)


def scallops(canvas: Canvas, x: float, y: float, width: float, colours: tuple[str, str], count: int) -> None:
    """The hanging edge of an awning: half discs of two colours in turn."""
    each = width / count
    for number in range(count):
        canvas.bowl(x + (number + 0.5) * each, y, each / 2, colours[number % 2])
