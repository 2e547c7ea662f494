"""The letters in a real browser: nothing sticks out, everything is there, and it goes dark and from right to left."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import needs
from tests.support.browser import Reader, View, no_faults
from tests.support.letters import GROUNDS, STICKING
from tests.support.weak_texts import weak

pytestmark = [needs("chromium"), pytest.mark.slow]

SHARE = """(() => { const tops = [...document.querySelectorAll('.top')].map(e => e.closest('.band'));
    const bands = [...new Set(tops)].map(band => band.getBoundingClientRect().height);
    return bands.reduce((sum, height) => sum + height, 0) / document.documentElement.scrollHeight })()"""
ALL = f"""({{sticking: {STICKING}, grounds: {GROUNDS}, share: {SHARE},
    broken: [...document.images].filter(i => !i.naturalWidth).map(i => i.outerHTML)}})"""
VIEWS = ((640, "light"), (375, "light"), (320, "light"), (640, "dark"))
Seen = dict[View, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def seen(reader: Reader, letters: dict[str, Path]) -> Seen:
    """What was measured of each letter in each view, and what it asked for in vain."""
    found: Seen = {view: {} for view in VIEWS}
    for name, letter in letters.items():
        for view, page in reader.look(letter, VIEWS):
            found[view][name] = page.evaluate(ALL) | {"refused": list(reader.refused)}
    return found


@pytest.mark.parametrize("width", [320, 375, 640])
def test_no_letter_scrolls_sideways_and_nothing_sticks_out_is_clipped_or_lies_on_another(
    seen: Seen, width: int
) -> None:
    no_faults({name: found["sticking"] for name, found in seen[width, "light"].items()})


def test_every_picture_is_there_and_nothing_else_is_asked_for(seen: Seen) -> None:
    no_faults({name: found["broken"] + found["refused"] for view in VIEWS for name, found in seen[view].items()})


def test_the_dark_letter_has_no_light_ground_left(seen: Seen) -> None:
    """Buttons may be light in the dark: what holds no words but those of a link is left out."""
    no_faults({name: found["grounds"] for name, found in seen[640, "dark"].items()})
    assert all(found["grounds"] for found in seen[640, "light"].values())


def as_thunderbird_shows(html: str) -> str:
    """A letter in Thunderbird's own element, without the `@media` that it drops inside of style elements."""
    html = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", html)
    return re.sub(r"(<body[^>]*>)(.*)</body>", r'\1<div class="moz-text-html">\2</div></body>', html, flags=re.DOTALL)


def test_thunderbird_shows_it_dark_and_in_a_narrow_pane(reader: Reader, letters: dict[str, Path]) -> None:
    for name in ("2023-11/eu/en", "2023-11/eu/ar"):
        html = letters[name].read_text("utf-8")
        shown = letters[name].with_name("thunderbird.html")
        shown.write_text(as_thunderbird_shows(html), "utf-8")
        assert shown.read_text("utf-8").count("@media") == 0 < html.count("@media")
        for width in (360, 640):
            page = reader.open(shown, width, "dark")
            assert page.evaluate(GROUNDS) == []
            assert weak(page.evaluate("measures.pairs()")) == []
            assert page.evaluate(STICKING) == []


def test_columns_hold_where_every_style_sheet_is_stripped(reader: Reader, letters: dict[str, Path]) -> None:
    """The Gmail app with accounts of others, laposte.net, forwarded letters."""
    script = "[...document.querySelectorAll('.rest')].map(e => e.getBoundingClientRect().left)"
    for name in ("2023-11/eu/en", "2023-11/gr/el", "2023-11/eu/ar"):
        bare = letters[name].with_name("bare.html")
        html = letters[name].read_text("utf-8")
        bare.write_text(re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL), "utf-8")
        for width, start in ((375, 48), (640, 48), (700, 366)):  # a body has 8 px around it without a style sheet
            page = reader.open(bare, width)
            assert page.evaluate(STICKING) == [], (name, width)
            if not name.endswith("ar"):
                assert set(page.evaluate(script)) == {start}, (name, width)


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
    script = "[...document.querySelectorAll('.rest')].map(e => e.getBoundingClientRect().left)"
    starts = reader.open(letters["2023-11/eu/en"], 640).evaluate(script)
    assert len(starts) == 5, "the picture card, a date block and three pairs of networks"
    assert set(starts) == {336}


def test_columns_stand_one_below_the_other_on_a_phone(reader: Reader, letters: dict[str, Path]) -> None:
    columns = "'.rest, .date, .share, .agenda td'"
    script = f"[...document.querySelectorAll({columns})].map(e => e.getBoundingClientRect().left)"
    for name in ("2023-11/eu/en", "2023-11/gr/el", "2023-11/nl/nl"):
        assert set(reader.open(letters[name], 375).evaluate(script)) == {24}, name


@pytest.mark.parametrize("width", [320, 375])
def test_networks_are_no_more_than_three_tenths_of_a_letter_on_a_phone(seen: Seen, width: int) -> None:
    shares = {name: found["share"] for name, found in seen[width, "light"].items()}
    assert all(each > 0.2 for each in shares.values())
    assert {name: each for name, each in shares.items() if each > 0.3} == {}


def test_a_touch_in_the_contents_leads_to_the_first_story_of_each_section(
    reader: Reader, letters: dict[str, Path]
) -> None:
    """Where a heading is touched its first story is on the same screen or the one below, and in its own words."""
    told = """id => { const place = document.getElementById(id), all = [...document.querySelectorAll('h2, h3')];
        const own = all.find(e => e === place || place.compareDocumentPosition(e) & 4);
        return own.getBoundingClientRect().bottom }"""
    for name in ("2023-11/eu/en", "2023-11/es/es", "2023-11/be/fr"):
        page = reader.open(letters[name], 375)
        ids = page.evaluate("[...document.querySelectorAll('.go')].map(e => e.hash.slice(1))")
        assert len(ids) >= 5, name
        for id_ in ids:
            if id_ == "note":
                continue
            page.click(f'.go[href="#{id_}"]')
            below = page.evaluate(told, id_)
            assert 0 < below < 1600, (name, id_, below)


@pytest.mark.parametrize("name", ["2023-11/eu/en", "2023-11/gr/el"])
def test_on_paper_it_is_white_in_columns_without_icons_and_pictures_are_low(
    reader: Reader, letters: dict[str, Path], name: str
) -> None:
    page = reader.open(letters[name], 698)  # what A4 has between its margins
    page.emulate_media(media="print")
    try:
        assert page.evaluate("[...document.querySelectorAll('.icon')].filter(e => e.checkVisibility()).length") == 0
        grounds = "[...document.querySelectorAll('.band, .ground')].map(e => getComputedStyle(e).backgroundColor)"
        assert set(page.evaluate(grounds)) == {"rgb(255, 255, 255)"}
        heights = "[...document.querySelectorAll('.wide')].map(e => e.getBoundingClientRect().height / 96 * 25.4)"
        assert 0 < max(page.evaluate(heights)) <= 60.01
        beside = """[...document.querySelectorAll('.rest')].map(e =>
            e.getBoundingClientRect().left - e.previousElementSibling.getBoundingClientRect().left)"""
        assert set(page.evaluate(beside)) == {296}
        assert page.evaluate(STICKING) == []
    finally:
        page.emulate_media(media="screen")


def test_tables_of_data_have_row_headers_and_all_others_are_presentation(
    reader: Reader, letters: dict[str, Path]
) -> None:
    roles = reader.open(letters["2023-11/eu/en"], 640).evaluate(
        "[...document.querySelectorAll('table')].map(t => [t.getAttribute('role'),"
        " [...t.rows].every(r => r.cells[0].scope == 'row')])"
    )
    assert {tuple(each) for each in roles} == {("presentation", False), (None, True)}
    assert roles.count([None, True]) == 10, "six networks, two sessions, the facts of an article, the meetings ahead"


def test_every_letter_is_light_with_room_to_spare(letters: dict[str, Path]) -> None:
    sizes = {name: letter.stat().st_size for name, letter in letters.items() if not name.endswith("/ar")}
    assert {name: size for name, size in sizes.items() if size > 78_500} == {}
