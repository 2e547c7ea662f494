"""Icons in the colours of the brand: a file gives the shape, the theme the colours.

In: a picture of one colour with a lighter mark on it, clear around. Out: the same shape in two colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import PIL.Image


class Tint(NamedTuple):
    """The colour of an icon's ground and of the mark on it, as `#RRGGBB`."""

    ground: str
    mark: str


def paint(image: PIL.Image.Image, tint: Tint) -> PIL.Image.Image:
    """The icon with its darkest colour made `ground`, its lightest `mark`, and what lies between in proportion."""
    from PIL import Image

    shape = image.convert("RGBA")
    clear, light = shape.getchannel("A"), shape.convert("L")
    seen = light.histogram(clear.point(lambda value: 255 if value > 127 else 0))
    levels = [level for level, count in enumerate(seen) if count] or [0]
    low, span = levels[0], max(1, levels[-1] - levels[0])
    share = light.point([min(255, max(0, round((level - low) * 255 / span))) for level in range(256)])
    painted = Image.new("RGB", shape.size, tint.ground)
    if len(levels) > 1:
        painted.paste(tint.mark, mask=share)
    painted.putalpha(clear)
    return painted
