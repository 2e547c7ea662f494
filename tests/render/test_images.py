"""Pictures are checked by what they are, scaled once, and named by their bytes."""

import io
from pathlib import Path

import pytest
from PIL import Image

from newsletter.content.pictures import PictureError
from newsletter.render.images import Pictures
from tests.support.pictures import pictures

__all__ = ["pictures"]


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind)
    return out.getvalue()


def shown(pictures: Pictures, data: bytes, name: str = "a.png", width: int = 100) -> tuple[int, int, Image.Image]:
    (pictures.folder / name).write_bytes(data)
    found = pictures.show(name, width)
    assert found.path.startswith("images/a-")
    return found.width, found.height, Image.open(io.BytesIO(found.data))


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB")])
def test_a_large_picture_is_scaled_to_twice_its_shown_width(pictures: Pictures, kind: str, mode: str) -> None:
    width, height, image = shown(pictures, picture((800, 400), kind, mode))
    assert (width, height) == (100, 50)
    assert image.size == (200, 100)
    assert image.format == kind


def test_a_small_picture_is_never_shown_larger_than_it_is(pictures: Pictures) -> None:
    data = picture((60, 30))
    width, height, image = shown(pictures, data)
    assert (width, height, image.size) == (60, 30, (60, 30))
    assert pictures.show("a.png", 100).data == data


def test_the_name_changes_with_the_bytes_and_only_with_them(pictures: Pictures) -> None:
    shown(pictures, picture((60, 30)))
    first = pictures.show("a.png", 100)
    assert Pictures(pictures.folder, pictures.cache).show("a.png", 100).name == first.name
    (pictures.folder / "a.png").write_bytes(picture((61, 30)))
    assert Pictures(pictures.folder, pictures.cache).show("a.png", 100).name != first.name


def test_a_picture_from_the_cache_is_the_same_picture(pictures: Pictures) -> None:
    shown(pictures, picture((800, 400)))
    assert Pictures(pictures.folder, pictures.cache).show("a.png", 100) == pictures.show("a.png", 100)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"GIF89a but not really", "broken-picture", id="a damaged file"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown-picture-kind", id="SVG with another ending"
        ),
        pytest.param(picture((10, 10), "BMP"), "unknown-picture-kind", id="a kind that mail programs don't show"),
        pytest.param(picture((800, 400))[:300], "broken-picture", id="a file cut short"),
    ],
)
def test_what_is_no_picture_is_a_problem(pictures: Pictures, data: bytes, code: str) -> None:
    (pictures.folder / "a.png").write_bytes(data)
    with pytest.raises(PictureError) as caught:
        pictures.show("a.png", 100)
    assert caught.value.problem.code == code
    assert str(caught.value.problem.location) == "issues/images/a.png"


def test_a_picture_outside_of_the_folder_is_never_read(pictures: Pictures, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(picture((10, 10)))
    with pytest.raises(PictureError):
        pictures.show("../secret.png", 100)
    (pictures.folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(PictureError):
        pictures.show("link.png", 100)


@pytest.mark.slow
def test_a_heavy_picture_is_reported(pictures: Pictures) -> None:
    out = io.BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(out, "PNG")
    (pictures.folder / "a.png").write_bytes(out.getvalue())
    problem = pictures.show("a.png", 600).problem
    assert problem
    assert problem.code == "heavy-picture"
