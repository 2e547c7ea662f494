"""The pictures in the repository are what their scripts draw, light enough to mail, and true to brand and guide."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from newsletter.content.load import load
from tests.conftest import REPOSITORY
from tests.support.pictures import pixel

pytestmark = pytest.mark.slow

SCENES = ("market-square", "night-street", "skyline-wind-sun", "station-quarter")
ISSUES, TEMPLATES = REPOSITORY / "issues/images", REPOSITORY / "templates/images"
DRAWN = [ISSUES / f"{name}.png" for name in SCENES] + [TEMPLATES / "eu.png"]


def draw_all(folder: Path) -> Path:
    for scripts in ("issues.images.draw", "templates.images.draw"):
        subprocess.run([sys.executable, "-B", "-m", scripts, str(folder)], cwd=REPOSITORY, check=True)
    return folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_all(tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def emblem() -> Image.Image:
    with Image.open(TEMPLATES / "eu.png") as image:
        return image.convert("RGB")


def pixels(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGBA")


@pytest.mark.parametrize("picture", DRAWN, ids=lambda path: path.stem)
def test_a_picture_is_what_its_script_draws(drawn: Path, picture: Path) -> None:
    new, kept = pixels(drawn / picture.name), pixels(picture)
    assert new.size == kept.size
    # Another Pillow may choose other shades along the edges; a house that moved by a pixel differs by more.
    assert max(ImageStat.Stat(ImageChops.difference(new, kept)).rms) < 2


def test_the_scripts_draw_every_picture_there_is_and_nothing_else(drawn: Path) -> None:
    kept = [path.name for folder in (ISSUES, TEMPLATES) for path in folder.glob("*.png")]
    assert sorted(path.name for path in drawn.iterdir()) == sorted(kept)


def test_the_same_pillow_draws_the_same_bytes(drawn: Path, tmp_path: Path) -> None:
    again = draw_all(tmp_path)
    for path in drawn.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_two_to_one_twice_as_wide_as_a_letter_and_light(name: str) -> None:
    path = ISSUES / f"{name}.png"
    with Image.open(path) as image:
        assert image.size == (1280, 640)
        assert image.mode == "P"
        assert len(image.getcolors() or []) <= 96
    assert path.stat().st_size < 42_000


@pytest.mark.parametrize("name", SCENES)
def test_a_sky_is_no_lamp_on_a_dark_page(name: str) -> None:
    sky = pixels(ISSUES / f"{name}.png").crop((0, 0, 1280, 40)).convert("RGB")
    linear = [(value / 255) ** 2.2 for value in ImageStat.Stat(sky).mean]
    assert 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.55


def test_the_emblem_is_three_to_two_inside_a_white_rim_of_a_25th_of_its_height(emblem: Image.Image) -> None:
    white, blue = (255, 255, 255), (0, 0x33, 0x99)
    width, height = emblem.size
    across = [emblem.getpixel((x, 8)) for x in range(width)]
    down = [emblem.getpixel((8, y)) for y in range(height)]
    assert across == [white] * 4 + [blue] * 150 + [white] * 4
    assert down == [white] * 4 + [blue] * 100 + [white] * 4
    assert emblem.getpixel((width // 2, height // 2)) == blue
    assert (TEMPLATES / "eu.png").stat().st_size < 2_000


def test_the_emblem_has_twelve_gold_stars_at_the_hours_of_a_clock(emblem: Image.Image) -> None:
    def at(angle: float, distance: float) -> tuple[int, ...]:
        """The colour so far from the centre, in parts of the hoist, clockwise from the top."""
        x, y = math.sin(math.radians(angle)) * distance * 100, -math.cos(math.radians(angle)) * distance * 100
        return pixel(emblem, (math.floor(79 + x), math.floor(54 + y)))

    gold, blue = (255, 0xCC, 0), (0, 0x33, 0x99)
    assert [at(30 * hour, 1 / 3) for hour in range(12)] == [gold] * 12
    assert [at(30 * hour + 15, 1 / 3) for hour in range(12)] == [blue] * 12
    # A star lies in a circle of 1/18 of the hoist around its place: nothing of it is further in or out.
    assert {at(30 * hour, 1 / 3 + side * 0.07) for hour in range(12) for side in (-1, 1)} == {blue}


def test_every_star_of_the_emblem_points_up(emblem: Image.Image) -> None:
    for hour in range(12):
        x = 79 + math.sin(math.radians(30 * hour)) * 100 / 3
        y = 54 - math.cos(math.radians(30 * hour)) * 100 / 3
        gold = [
            (column - x + 0.5, row - y + 0.5)
            for row in range(round(y) - 7, round(y) + 8)
            for column in range(round(x) - 7, round(x) + 8)
            if pixel(emblem, (column, row))[0] > 128
        ]
        top = min(down for _, down in gold)
        lowest = max(down for _, down in gold)
        assert all(abs(across) < 1.1 for across, down in gold if down == top), hour
        assert {across > 0 for across, down in gold if down == lowest} == {True, False}, hour


def test_readers_are_told_that_a_drawn_picture_is_an_illustration() -> None:
    content, _ = load(REPOSITORY, "2023-11", "en", everything=True)
    words = {"en": "Illustration of ", "nl": "Illustratie van "}
    alts = {
        article.image.src: (article.locale, article.image.alt) for article in content.articles.values() if article.image
    }
    assert set(alts) <= {f"{name}.png" for name in SCENES}
    assert len(alts) == 3
    for locale, alt in alts.values():
        assert alt.startswith(words[locale])
