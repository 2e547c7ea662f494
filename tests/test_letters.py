"""The twelve letters in a real browser: nothing sticks out, everything can be read."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newsletter.pipeline.build import build
from newsletter.pipeline.project import open_project
from tests.conftest import Sample, needs
from tests.test_build import copy_of_the_repository

pytestmark = [needs("chromium"), pytest.mark.slow]

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    project, _ = open_project(copy_of_the_repository(tmp_path_factory.mktemp("letters")), {})
    assert project is not None
    return {built.edition: built.folder / "letter.html" for built in build(project, "2023-11").editions}


def opened(browser: Any, letter: Path, width: int, **options: Any) -> Any:
    """A page with the letter; its pictures come from beside it, anything else is refused and remembered."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.refused = []

    def route(route: Any) -> None:
        url = route.request.url
        if url.startswith("file:"):
            route.continue_()
        elif url.startswith("https://news.example.org/images/"):
            route.fulfill(path=str(letter.parents[2] / "images" / url.rpartition("/")[2]))
        else:
            page.refused.append(url)
            route.abort()

    context.route("**/*", route)
    page.goto(letter.as_uri())
    return page


@pytest.mark.parametrize("width", [320, 375, 640])
def test_no_letter_scrolls_sideways(browser: Any, letters: dict[str, Path], width: int) -> None:
    for name, letter in letters.items():
        page = opened(browser, letter, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.context.close()


def test_every_picture_is_there_and_nothing_else_is_asked_for(browser: Any, letters: dict[str, Path]) -> None:
    for name, letter in letters.items():
        page = opened(browser, letter, 640)
        broken = page.evaluate(
            "[...document.images].filter(i => !i.naturalWidth || !i.hasAttribute('alt')).map(i => i.outerHTML)"
        )
        assert broken == [], name
        assert page.refused == [], name
        page.context.close()


def test_every_letter_is_wholly_in_its_language(browser: Any, letters: dict[str, Path]) -> None:
    for name, letter in letters.items():
        page = opened(browser, letter, 640)
        locale = name.rpartition("/")[2]
        others = page.evaluate(
            "locale => [...document.querySelectorAll('[lang]')]"
            ".filter(e => e.lang !== locale && !e.href).map(e => e.outerHTML)",
            locale,
        )
        assert others == [], name
        assert page.evaluate("document.title") != ""
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, name
        page.context.close()


def test_the_dark_letter_has_no_light_ground_left(browser: Any, letters: dict[str, Path]) -> None:
    page = opened(browser, letters["2023-11/be/fr"], 640, color_scheme="dark")
    bands = "[document.body, ...document.querySelectorAll('.band, .paper, .wash, .ground')]"
    script = f"{bands}.map(e => getComputedStyle(e).backgroundColor)"
    grounds = set(page.evaluate(script))
    assert grounds <= {
        "rgb(14, 19, 24)",
        "rgb(22, 29, 37)",
        "rgb(28, 41, 54)",
        "rgb(140, 199, 240)",
        "rgba(0, 0, 0, 0)",
    }
    assert len(grounds) == 5
    page.context.close()


def test_right_to_left_starts_at_the_right(browser: Any, sample: Sample) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ar]")
    built = build(sample.project(), "2024-01", locales=["ar"]).editions[0]
    page = opened(browser, built.folder / "letter.html", 640)
    left, right = page.evaluate(
        "(() => { const r = document.querySelector('h1').getBoundingClientRect(); const range = document.createRange();"
        " range.selectNodeContents(document.querySelector('h1')); const t = range.getBoundingClientRect();"
        " return [t.left - r.left, r.right - t.right] })()"
    )
    assert right <= 1 < left
    page.context.close()


def test_headings_go_down_one_level_at_a_time(browser: Any, letters: dict[str, Path]) -> None:
    for name in ("2023-11/eu/en", "2023-11/es/es", "2023-11/nl/nl"):
        page = opened(browser, letters[name], 640)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
        assert levels[0] == 1, name
        assert [after for before, after in pairwise(levels) if after > before + 1] == [], name
        page.context.close()


def test_tables_of_data_have_row_headers_and_all_others_are_presentation(
    browser: Any, letters: dict[str, Path]
) -> None:
    page = opened(browser, letters["2023-11/eu/en"], 640)
    roles = page.evaluate(
        "[...document.querySelectorAll('table')].map(t => [t.getAttribute('role'),"
        " [...t.rows].every(r => r.cells[0].scope == 'row')])"
    )
    assert {tuple(each) for each in roles} == {("presentation", False), (None, True)}
    assert roles.count([None, True]) == 9, "six networks, two sessions, the facts of an article"
    page.context.close()


@pytest.mark.parametrize("width", [320, 640])
def test_a_link_that_stands_alone_is_high_enough_for_a_thumb(
    browser: Any, letters: dict[str, Path], width: int
) -> None:
    for name in ("2023-11/be/fr", "2023-11/gr/el"):
        page = opened(browser, letters[name], width)
        low = page.evaluate(
            "[...document.querySelectorAll('.button, .more, .tap, .icon, .go')]"
            ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
        assert low == [], name
        page.context.close()


def test_every_link_is_underlined_or_a_button_or_a_picture(browser: Any, letters: dict[str, Path]) -> None:
    page = opened(browser, letters["2023-11/es/es"], 640)
    script = (
        "[...document.links].filter(e => getComputedStyle(e).textDecorationLine != 'underline' && !e.firstElementChild)"
        ".map(e => e.className)"
    )
    assert page.evaluate(script) == ["button"]
    page.context.close()


def test_the_second_column_starts_at_the_same_place_in_every_band(browser: Any, letters: dict[str, Path]) -> None:
    page = opened(browser, letters["2023-11/eu/en"], 640)
    script = "[...document.querySelectorAll('.second > div, .stack + .stack')].map(e => e.getBoundingClientRect().left)"
    starts = page.evaluate(script)
    assert len(starts) == 6, "the picture card, two date blocks and three pairs of networks"
    assert set(starts) == {336}
    page.context.close()


def test_columns_stand_one_below_the_other_on_a_phone(browser: Any, letters: dict[str, Path]) -> None:
    for name in ("2023-11/eu/en", "2023-11/gr/el", "2023-11/nl/nl"):
        page = opened(browser, letters[name], 375)
        script = (
            "[...document.querySelectorAll('.second > div, .stack + .stack, .date, .share, .agenda td')]"
            ".map(e => e.getBoundingClientRect().left)"
        )
        assert set(page.evaluate(script)) == {24}, name
        page.context.close()


def test_without_its_pictures_a_letter_says_what_they_show(browser: Any, letters: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 900})
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page = context.new_page()
    page.goto(letters["2023-11/pl/pl"].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    script = "[...document.querySelectorAll('.icon')].map(e => [e.innerText, e.getBoundingClientRect().height])"
    heights = page.evaluate(script)
    assert {height for _, height in heights} == {44}, "no name is broken into letters"
    assert page.evaluate("[...document.querySelectorAll('.picture')].every(i => i.height >= 22)")
    context.close()


def test_every_letter_is_light_with_room_to_spare(letters: dict[str, Path]) -> None:
    sizes = {name: letter.stat().st_size for name, letter in letters.items()}
    assert {name: size for name, size in sizes.items() if size > 78_000} == {}
