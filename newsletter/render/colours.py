"""Colours that every mail program shows alike: sRGB in 8 bits a channel.

In: a picture as a camera, a printer's shop or a scanner saved it. Out: the same in sRGB; itself when it is that
already, so that its bytes can stay. Most mail programs take no notice of a colour profile, Outlook shows CMYK in
false colours or not at all, and 16 bits cut to 8 are white.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import PIL.Image

_DEEP = ("I", "I;16", "I;16B", "I;16L")
_FROM_PROFILE = ("RGB", "RGBA", "CMYK", "L")


def to_srgb(image: PIL.Image.Image) -> PIL.Image.Image:
    """The picture in sRGB, with no profile; itself where it is in sRGB, with or without a profile that says so."""
    profile = image.info.get("icc_profile", b"")
    if profile and image.mode in _FROM_PROFILE:
        made = _by_profile(image, profile)
        if made is not None:
            return made
    if image.mode in _DEEP:
        return _bare(image.convert("I").point(lambda value: value * (1 / 256)).convert("L"))
    if image.mode in ("CMYK", "YCbCr", "LAB"):
        return _bare(image.convert("RGB"))
    return image


def _by_profile(image: PIL.Image.Image, profile: bytes) -> PIL.Image.Image | None:
    """The picture as its profile says; itself where that is sRGB; None where the profile is of no use."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        target = ImageCms.createProfile("sRGB")
        clear = image.getchannel("A") if image.mode == "RGBA" else None
        seen = image.convert("RGB") if clear else image
        made = ImageCms.profileToProfile(seen, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile of another kind of picture, or none at all
        return None
    if made is None:
        return None
    if clear:
        made.putalpha(clear)
    return _bare(made)


def _bare(image: PIL.Image.Image) -> PIL.Image.Image:
    image.info = {}
    return image
