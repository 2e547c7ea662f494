"""The letters in a real browser: nothing sticks out, everything is there, and it goes dark and from right to left."""

from pathlib import Path

import pytest

from tests.browser import Reader, no_faults
from tests.conftest import needs

pytestmark = [needs("chromium"), pytest.mark.slow]


@pytest.mark.parametrize("width", [320, 375, 640])
def test_no_letter_scrolls_sideways_and_nothing_sticks_out_is_clipped_or_lies_on_another(
    reader: Reader, letters: dict[str, Path], width: int
) -> None:
    measures = "[...measures.wide(), ...measures.stickingOut(), ...measures.clipped(), ...measures.overlapping()]"
    no_faults({name: reader.open(letter, width).evaluate(measures) for name, letter in letters.items()})


def test_every_picture_is_there_and_nothing_else_is_asked_for(reader: Reader, letters: dict[str, Path]) -> None:
    for name, letter in letters.items():
        page = reader.open(letter, 640)
        broken = "[...document.images].filter(i => !i.naturalWidth).map(i => i.outerHTML)"
        assert page.evaluate(broken) == [], name
        assert reader.refused == [], name


def test_the_dark_letter_has_no_light_ground_left(reader: Reader, letters: dict[str, Path]) -> None:
    """Buttons may be light in the dark: what holds no words but those of a link is left out."""
    grounds = """[...document.body.querySelectorAll('*')].filter(e => e.checkVisibility() && e.innerText?.trim())
        .filter(e => !e.closest('a') && e.querySelector('a')?.innerText.trim() !== e.innerText.trim())
        .map(e => [getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).map(Number), e])
        .filter(([[r, g, b, alpha = 1]]) => alpha && Math.min(r, g, b) > 128)
        .map(([, e]) => e.outerHTML.slice(0, 200))"""
    for name, letter in letters.items():
        assert reader.open(letter, 640, "dark").evaluate(grounds) == [], name
        assert reader.open(letter, 640, "light").evaluate(grounds) != [], name


def test_right_to_left_starts_at_the_right(reader: Reader, letters: dict[str, Path]) -> None:
    sides = """(() => {
        const h1 = document.querySelector('h1'), range = document.createRange();
        range.selectNodeContents(h1);
        const box = h1.getBoundingClientRect();
        const lines = [...range.getClientRects()].sort((a, b) => a.width - b.width);
        return [lines[0].left - box.left, box.right - lines[0].right] })()"""
    left, right = reader.open(letters["2023-11/eu/ar"], 640).evaluate(sides)
    assert right <= 1 < left
    left, right = reader.open(letters["2023-11/eu/en"], 640).evaluate(sides)
    assert left <= 1 < right


def test_the_second_column_starts_at_the_same_place_in_every_band(reader: Reader, letters: dict[str, Path]) -> None:
    script = "[...document.querySelectorAll('.second > div, .stack + .stack')].map(e => e.getBoundingClientRect().left)"
    starts = reader.open(letters["2023-11/eu/en"], 640).evaluate(script)
    assert len(starts) == 6, "the picture card, two date blocks and three pairs of networks"
    assert set(starts) == {336}


def test_columns_stand_one_below_the_other_on_a_phone(reader: Reader, letters: dict[str, Path]) -> None:
    columns = "'.second > div, .stack + .stack, .date, .share, .agenda td'"
    script = f"[...document.querySelectorAll({columns})].map(e => e.getBoundingClientRect().left)"
    for name in ("2023-11/eu/en", "2023-11/gr/el", "2023-11/nl/nl"):
        assert set(reader.open(letters[name], 375).evaluate(script)) == {24}, name


def test_tables_of_data_have_row_headers_and_all_others_are_presentation(
    reader: Reader, letters: dict[str, Path]
) -> None:
    roles = reader.open(letters["2023-11/eu/en"], 640).evaluate(
        "[...document.querySelectorAll('table')].map(t => [t.getAttribute('role'),"
        " [...t.rows].every(r => r.cells[0].scope == 'row')])"
    )
    assert {tuple(each) for each in roles} == {("presentation", False), (None, True)}
    assert roles.count([None, True]) == 9, "six networks, two sessions, the facts of an article"


def test_every_letter_is_light_with_room_to_spare(letters: dict[str, Path]) -> None:
    sizes = {name: letter.stat().st_size for name, letter in letters.items() if not name.endswith("/ar")}
    assert {name: size for name, size in sizes.items() if size > 78_500} == {}
