"""Numbers by month as a small picture: a line, drawn without script.

In: numbers with the months they are of. Out: places in a field of 320 by 96, with room for what is written beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 320, 96, 6


@dataclass(frozen=True, slots=True)
class Curve:
    """The line as SVG takes it, its last place, and the numbers that bottom and top stand for."""

    line: str
    end: tuple[int, int]
    low: int
    high: int


def curve_of(numbers: Sequence[tuple[str, int]]) -> Curve | None:
    """The picture; None where every number is 0, or there is one alone."""
    values = [number for _, number in numbers]
    if len(values) < 2 or not any(values):
        return None
    low, high = min(values), max(values)
    room = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    places = [
        (round(EDGE + step * at), round(HEIGHT - EDGE - room * (value - low)) if high > low else HEIGHT // 2)
        for at, value in enumerate(values)
    ]
    return Curve(" ".join(f"{x},{y}" for x, y in places), places[-1], low, high)
