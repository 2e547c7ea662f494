"""Pictures in colours that mail programs don't know become sRGB, and look as they did."""

import io

import pytest
from PIL import Image, ImageCms

from newsletter.render.colours import to_srgb
from newsletter.render.images import Pictures
from tests.support.photos import built, saved, scene
from tests.support.pictures import pictures

__all__ = ["pictures"]

SRGB = ImageCms.createProfile("sRGB")


def wide_gamut() -> bytes:
    """sRGB with red and green changed over: what takes no notice of it shows green where there is red."""
    data = bytearray(ImageCms.ImageCmsProfile(SRGB).tobytes())
    red, green = data.index(b"rXYZ"), data.index(b"gXYZ")
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    described = data.replace(b"s\0R\0G\0B", b"M\0i\0n\0e")
    return bytes(described)


def at(image: Image.Image, part: float) -> tuple[int, ...]:
    return image.convert("RGB").getpixel((image.width // 2, int(image.height * part)))  # type: ignore[return-value]


@pytest.mark.parametrize("size", [(60, 40), (600, 400)], ids=["small", "scaled"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_seen_as_its_profile_says(pictures: Pictures, kind: str, size: tuple[int, int]) -> None:
    data = saved(scene(size), kind, icc_profile=wide_gamut())
    image, _ = built(pictures, data, "a.jpg" if kind == "JPEG" else "a.png")
    assert "icc_profile" not in image.info
    red, green, blue = at(image, 0.2)
    assert green > 150
    assert max(red, blue) < 60


def test_what_is_clear_stays_clear(pictures: Pictures) -> None:
    drawing = scene((600, 400)).convert("RGBA")
    drawing.putalpha(Image.new("L", drawing.size, 90))
    image, _ = built(pictures, saved(drawing, "PNG", icc_profile=wide_gamut()), "a.png")
    assert image.getchannel("A").getextrema() == (90, 90)


@pytest.mark.parametrize("size", [(60, 40), (600, 400)], ids=["small", "scaled"])
def test_colours_for_printing_become_those_of_screens(pictures: Pictures, size: tuple[int, int]) -> None:
    image, _ = built(pictures, saved(scene(size).convert("CMYK"), "JPEG"))
    assert image.mode == "RGB"
    assert at(image, 0.2)[0] > 150 > at(image, 0.2)[2]
    assert at(image, 0.8)[2] > 150 > at(image, 0.8)[0]


@pytest.mark.parametrize("size", [(60, 40), (600, 400)], ids=["small", "scaled"])
def test_sixteen_bits_of_grey_keep_their_lightness(pictures: Pictures, size: tuple[int, int]) -> None:
    image, _ = built(pictures, saved(Image.new("I;16", size, 0x6400), "PNG"), "a.png")
    assert at(image, 0.5) == (0x64, 0x64, 0x64)


@pytest.mark.parametrize("profile", [b"", b"no profile at all", ImageCms.ImageCmsProfile(SRGB).tobytes()])
def test_what_is_right_or_says_nothing_of_use_stays_as_it_is(profile: bytes) -> None:
    image = Image.open(io.BytesIO(saved(scene(), "PNG", icc_profile=profile)))
    assert to_srgb(image) is image


def test_a_profile_of_another_kind_of_picture_is_left_aside() -> None:
    image = Image.open(io.BytesIO(saved(scene().convert("CMYK"), "JPEG", icc_profile=wide_gamut())))
    assert to_srgb(image).mode == "RGB"
