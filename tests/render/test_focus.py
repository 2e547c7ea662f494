"""Pictures cut to the shape of their places in a letter, around what the editor says."""

import io

import pytest
from PIL import Image

from newsletter.pipeline.letters.build import build
from newsletter.render.images import Pictures
from tests.conftest import Sample
from tests.support.photos import saved, scene
from tests.support.pictures import pictures

__all__ = ["pictures"]


@pytest.mark.parametrize(
    ("size", "focus", "height", "seen"),
    [
        ((400, 800), "top", 50, (200, 0, 0)),
        ((400, 800), "bottom", 50, (0, 0, 200)),
        ((1600, 400), "center", 50, None),
        ((800, 400), "left", 50, None),
        ((400, 800), "", 200, None),
        ((400, 800), "fit", 200, None),
        ((800, 601), "fit", 75, None),
        ((800, 600), "fit", 50, None),
        ((3000, 1000), "fit", 33, None),
    ],
)
def test_a_picture_is_cut_where_it_has_a_focus_and_whole_elsewhere(
    pictures: Pictures, size: tuple[int, int], focus: str, height: int, seen: tuple[int, int, int] | None
) -> None:
    (pictures.folder / "a.png").write_bytes(saved(scene(size), "PNG"))
    shown = pictures.show("a.png", 100, focus)
    assert (shown.width, shown.height) == (100, height)
    if seen:
        image = Image.open(io.BytesIO(shown.data)).convert("RGB")
        assert {image.getpixel((10, y)) for y in (2, 50, 97)} == {seen}


def test_what_is_cut_by_itself_keeps_more_of_what_is_above(pictures: Pictures) -> None:
    (pictures.folder / "a.png").write_bytes(saved(scene((800, 600)), "PNG"))
    image = Image.open(io.BytesIO(pictures.show("a.png", 400, "fit").data)).convert("RGB")
    red = [image.getpixel((10, y)) for y in range(image.height)].count((200, 0, 0))
    assert (image.size, red) == ((800, 400), 300 - 80)


@pytest.mark.slow
def test_a_letter_cuts_the_picture_of_an_article_that_has_a_focus(sample: Sample) -> None:
    (sample.root / "issues/images/tall.png").write_bytes(saved(scene((1280, 1280)), "PNG"))
    sample.edit("issues/articles/bridges.md", "bridge.png", "tall.png")
    build(sample.project(), "2024-01", ["eu"])
    whole = sizes(sample)
    sample.edit("issues/articles/bridges.md", "src: tall.png", "src: tall.png\n  focus: bottom")
    build(sample.project(), "2024-01", ["eu"])
    assert (whole, sizes(sample)) == ({(1280, 1280)}, {(1280, 640)})


@pytest.mark.parametrize(("focus", "height"), [("", 640), ("\n  focus: whole", 960)])
def test_a_letter_cuts_a_landscape_picture_unless_its_editor_wants_it_whole(
    sample: Sample, focus: str, height: int
) -> None:
    (sample.root / "issues/images/tall.png").write_bytes(saved(scene((1280, 960)), "PNG"))
    sample.edit("issues/articles/bridges.md", "src: bridge.png", f"src: tall.png{focus}")
    build(sample.project(), "2024-01", ["eu"])
    assert sizes(sample) == {(1280, height)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "focus", "begins"),
    [
        ((1600, 400), "50% 50%", (400, 0)),  # as `center`
        ((1600, 400), "0% 0%", (0, 0)),
        ((1600, 400), "40% 90%", (240, 0)),
        ((400, 1600), "100% 25%", (0, 300)),
        ((400, 1600), "0% 99%", (0, 1400)),
    ],
)
def test_a_point_stands_in_the_middle_of_what_stays_as_far_as_the_picture_goes(
    pictures: Pictures, size: tuple[int, int], focus: str, begins: tuple[int, int]
) -> None:
    image = Image.new("RGB", size)
    image.putdata([(x * 255 // size[0], y * 255 // size[1], 0) for y in range(size[1]) for x in range(size[0])])
    (pictures.folder / "a.png").write_bytes(saved(image, "PNG"))
    shown = Image.open(io.BytesIO(pictures.show("a.png", 800, focus).data)).convert("RGB")
    assert shown.width == 2 * shown.height
    assert shown.getpixel((0, 0)) == (begins[0] * 255 // size[0], begins[1] * 255 // size[1], 0)


@pytest.mark.parametrize("focus", ["middle", "30%", "30 60", "101% 0%", "-1% 5%", "30% 60% 10%"])
def test_a_focus_that_is_no_point_is_told_with_how_one_is_written(sample: Sample, focus: str) -> None:
    sample.edit("issues/articles/bridges.md", "src: bridge.png", f"src: bridge.png\n  focus: {focus}")
    _, problems = sample.load()
    assert [problem.code for problem in problems] == ["unknown-focus"]
    assert "center" in problems[0].hint or "30% 60%" in problems[0].hint


def sizes(sample: Sample) -> set[tuple[int, int]]:
    html = sample.read("build/2024-01/eu/en/letter.html")
    found = (sample.root / "build/2024-01/images").glob("tall-*.png")
    return {Image.open(path).size for path in found if path.name in html}
