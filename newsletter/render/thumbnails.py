"""Small pictures for lists, made of the pictures that letters show.

In: the bytes of a picture as it stands on the site. Out: its size in pixels; a small one of it, named by its content.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from newsletter.content.pictures import PictureError, decode_picture
from newsletter.files import digest
from newsletter.problems import Location
from newsletter.render.images import Shown

if TYPE_CHECKING:
    import PIL.Image

WIDTH, HEIGHT = 160, 80
"""CSS pixels: as letters' places, twice as wide as high."""
_COLOURS = 64
"""Drawn pictures need no more at this size; with 256 they weigh half as much again."""


def pixel_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels; only its head is read. 0 and 0 for what is none."""
    from PIL import Image

    try:
        return Image.open(io.BytesIO(data)).size
    except Exception:  # whatever Pillow makes of a file that is no picture
        return 0, 0


def thumbnail(data: bytes, path: str) -> Shown | None:
    """The middle of a picture, small; None where it can't be read. `path` is the picture's own on the site."""
    stem = path.rpartition("/")[2].partition(".")[0].rpartition("-")[0]
    try:
        image = decode_picture(data, Location(path))
    except PictureError:
        return None
    small = _fitted(image)
    out = io.BytesIO()
    if image.format == "JPEG":
        kind = "jpg"
        small.convert("RGB").save(out, "JPEG", quality=80, optimize=True)
    else:
        kind = "png"
        _in_few_colours(small).save(out, "PNG", optimize=True)
    made = out.getvalue()
    return Shown(f"{stem or 'picture'}-small-{digest(made)[:12]}.{kind}", WIDTH, HEIGHT, made)


def _fitted(image: PIL.Image.Image) -> PIL.Image.Image:
    """The middle of a picture, twice as wide as high, at most twice as large as it is shown."""
    from PIL import Image, ImageOps

    width = min(2 * WIDTH, image.width, 2 * image.height)
    size = (max(1, width), max(1, width // 2))
    return ImageOps.fit(image.convert("RGBA"), size, Image.Resampling.LANCZOS)


def _in_few_colours(image: PIL.Image.Image) -> PIL.Image.Image:
    from PIL import Image

    is_clear = image.getchannel("A").getextrema()[0] < 255  # type: ignore[operator]
    method = Image.Quantize.FASTOCTREE if is_clear else Image.Quantize.MEDIANCUT
    return image.convert("RGBA" if is_clear else "RGB").quantize(_COLOURS, method=method, dither=Image.Dither.NONE)
