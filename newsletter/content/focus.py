"""What matters in a picture: the point that stays in sight where a letter cuts it, or that nothing is cut.

As files have it: a word (`left`), or a point by how far it lies from the left and from above (`30% 60%`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from newsletter.patterns import late

POINTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"center": (50, 50), "left": (0, 50), "right": (100, 50), "top": (50, 0), "bottom": (50, 100)}
)
"""The points that have a word: hundredths of the width from the left, and of the height from above."""
WHOLE = "whole"
FOCUSES = (*POINTS, WHOLE)
PATTERN = "^(100|[1-9]?[0-9])% +(100|[1-9]?[0-9])%$"
_POINT = late(PATTERN)


def point_of(focus: str) -> tuple[int, int] | None:
    """The point, in hundredths from the left and from above; None for `whole` and for what is no focus."""
    if found := _POINT.fullmatch(focus):
        return int(found[1]), int(found[2])
    return POINTS.get(focus)
