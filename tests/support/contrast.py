"""How far two colours stand apart (WCAG 2.2, 1.4.3), also where a mail program turns a light letter dark by force.

In: colours as red, green, blue from 0 to 255. Out: their contrast from 1 to 21, and a colour turned over.
"""

from collections.abc import Sequence
from math import cos, radians, sin

NORMAL, LARGE = 4.5, 3.0


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """The contrast ratio of WCAG 2.2."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def turned_over(colour: Sequence[float]) -> list[float]:
    """The colour behind `invert(1) hue-rotate(180deg)`, as Filter Effects 1 computes it: dark for light, hue kept."""
    c, s = cos(radians(180)), sin(radians(180))
    rows = (
        (0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715, 0.072 - c * 0.072 + s * 0.928),
        (0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.140, 0.072 - c * 0.072 - s * 0.283),
        (0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715, 0.072 + c * 0.928 + s * 0.072),
    )
    inverted = [255 - value for value in colour]
    return [min(255, max(0, sum(map(float.__mul__, row, map(float, inverted))))) for row in rows]


def _luminance(colour: Sequence[float]) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (v / 255 for v in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
