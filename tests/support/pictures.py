"""Pictures of a project."""

from pathlib import Path

import pytest
from PIL import Image

from newsletter.files import Cache
from newsletter.render.images import Pictures


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    (tmp_path / "images").mkdir()
    return Pictures(tmp_path / "images", Cache(tmp_path / "cache"))


def pixel(image: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    """The channels of a pixel of a picture that has several."""
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return found
