"""Pictures written anew: upright, in another size, without what stood beside them.

In: a picture, decoded. Out: the same upright; the bytes of a file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import PIL.Image

_ORIENTATION = 0x0112  # Exif 2.32, section 4.6.4


def made_upright(image: PIL.Image.Image) -> PIL.Image.Image:
    """The picture as it was seen when it was taken (EXIF 2.32, orientation); itself when it is upright already."""
    from PIL import ImageOps

    try:
        turned = image.getexif().get(_ORIENTATION, 1) not in (0, 1)
        return ImageOps.exif_transpose(image) if turned else image
    except Exception:  # EXIF that can't be read says nothing; the picture itself is whole
        return image


def save_picture(image: PIL.Image.Image, size: tuple[int, int], kind: str, quality: int = 85) -> bytes:
    """The picture written anew in this size, with its colour profile and nothing else beside it.

    `kind` is `JPEG` or `PNG`; `quality` is that of a JPEG.
    """
    from PIL import Image

    out = io.BytesIO()
    profile = image.info.get("icc_profile", b"") if image.mode in ("RGB", "RGBA") else b""
    if kind == "JPEG":
        scaled = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        scaled.info = {}
        scaled.save(out, "JPEG", quality=quality, optimize=True, icc_profile=profile)
    else:
        is_clear = "transparency" in image.info or image.mode in ("RGBA", "LA")
        scaled = image.convert("RGBA" if is_clear else "RGB").resize(size, Image.Resampling.LANCZOS)
        if image.mode == "P" and is_clear:
            scaled = scaled.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        elif image.mode == "P":
            scaled = scaled.quantize(palette=image, dither=Image.Dither.NONE)
        scaled.info = {name: scaled.info[name] for name in ("transparency",) if name in scaled.info}
        # Level 9, which `optimize` asks for, takes twice as long for half a percent.
        scaled.save(out, "PNG", compress_level=8, icc_profile=profile or None)
    return out.getvalue()
