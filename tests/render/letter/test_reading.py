"""Letters as they are read: by a thumb on a phone, with pictures blocked, from top to bottom, in the dark."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import needs
from tests.support.browser import Reader, View, no_faults
from tests.support.contrast import contrast, turned_over
from tests.support.weak_texts import weak

pytestmark = [needs("chromium"), pytest.mark.slow]

TARGET = 44  # px: what a thumb hits (WCAG 2.2, 2.5.5)
READ, LABEL, SENTENCE = 16, 14, 100  # px of what is read, px of labels, characters from which on a text is no label
ALTERNATIVE = 14  # px of what stands in place of a picture


LIGHT = f"""() => ({{low: measures.lowLinks({TARGET}), small: measures.smallWords({READ}, {LABEL}, {SENTENCE}),
    upwards: measures.upwards(), pairs: measures.pairs()}})"""
DARK = "() => ({pairs: measures.pairs()})"  # in which nothing has another place or size
VIEWS = ((375, "light"), (640, "light"), (375, "dark"), (640, "dark"))
WHOLE = {"2023-11/eu/en", "2023-11/eu/ar"}
"""Letters that are seen in every view. No rule for a width sets a colour (`test_axe`), and the same templates lay out
the others: in the dark these are seen on a phone alone, and without pictures in one of two views by turns."""
Measured = dict[View, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def measured(reader: Reader, letters: dict[str, Path]) -> Measured:
    """What was measured in each letter, by width and scheme."""
    found: Measured = {view: {} for view in VIEWS}
    for name, letter in letters.items():
        for view, page in reader.look(letter, VIEWS if name in WHOLE else VIEWS[:3]):
            found[view][name] = page.evaluate(LIGHT if view[1] == "light" else DARK)
    return found


def all_of(measured: Measured, width: int, measure: str) -> dict[str, list[str]]:
    """What one measure found in each light letter."""
    return {name: found[measure] for name, found in measured[width, "light"].items()}


def test_every_link_that_stands_alone_is_high_enough_for_a_thumb(measured: Measured) -> None:
    no_faults(all_of(measured, 375, "low"))


@pytest.mark.parametrize("width", [375, 640])
def test_no_text_is_too_small_to_read(measured: Measured, width: int) -> None:
    no_faults(all_of(measured, width, "small"))


def test_on_a_phone_the_eye_goes_down_in_the_order_of_the_source(measured: Measured) -> None:
    no_faults(all_of(measured, 375, "upwards"))


def test_with_pictures_blocked_a_letter_says_all_it_has_to_say(reader: Reader, letters: dict[str, Path]) -> None:
    faults: dict[str, list[str]] = {}
    views = ((375, "light"), (640, "dark"))
    looks = (
        (name, *seen)
        for number, (name, at) in enumerate(sorted(letters.items()))
        for seen in reader.look(at, views if name in WHOLE else [views[number % 2]], pictures=False)
    )
    for name, view, page in looks:
        assert page.evaluate("measures.headings()") == 1, name
        assert page.evaluate("measures.links()") >= 10, name
        assert len(re.sub(r"\s", "", page.evaluate("measures.words()"))) >= 200, name
        alternatives = page.evaluate("measures.alternatives().filter(one => one.words)")
        assert alternatives, name
        found = [f"not shown: {one['words']}" for one in alternatives if min(one["width"], one["height"]) < ALTERNATIVE]
        found += [f"{one['size']} px: {one['words']}" for one in alternatives if one["size"] < ALTERNATIVE]
        found += weak([pair for pair in page.evaluate("measures.pairs()") if pair["words"].startswith("[")])
        faults[f"{name} {view}"] = found
    no_faults(faults)


@pytest.mark.parametrize("view", VIEWS)
def test_all_words_stand_out_from_their_ground(measured: Measured, view: View) -> None:
    assert set(measured[view]) >= WHOLE
    no_faults({name: weak(found["pairs"]) for name, found in measured[view].items()})


def test_a_mail_program_that_turns_a_light_letter_over_leaves_it_readable(measured: Measured) -> None:
    """Gmail on iOS and others turn a light letter dark by force and know nothing of our dark colours."""
    no_faults({name: weak(found["pairs"], turned_over) for name, found in measured[375, "light"].items()})


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast([0, 0, 0], [255, 255, 255]) == pytest.approx(21)
    assert contrast([119, 119, 119], [255, 255, 255]) == pytest.approx(4.48, abs=0.01)


def test_turning_over_is_what_a_browser_does(reader: Reader, tmp_path: Path) -> None:
    from io import BytesIO

    from PIL import Image

    page = reader.open(written(tmp_path, "<body><p>Words</p>"), 375)
    for colour in ([10, 75, 120], [179, 57, 47], [255, 255, 255], [23, 32, 43]):
        page.evaluate(
            "colour => { document.body.style.background = `rgb(${colour})`;"
            " document.documentElement.style.filter = 'invert(1) hue-rotate(180deg)' }",
            colour,
        )
        shown = Image.open(BytesIO(page.screenshot())).convert("RGB").getpixel((300, 100))
        assert shown == pytest.approx(turned_over(colour), abs=1.5)


def written(folder: Path, html: str) -> Path:
    path = folder / "2024-01/eu/en/letter.html"
    path.parent.mkdir(parents=True)
    path.write_text(f"<!DOCTYPE html><html lang=en><title>A page with a fault</title>{html}", "utf-8")
    return path


@pytest.mark.parametrize(
    ("measure", "html"),
    [
        ("wide()", "<p style='width:900px'>wide"),
        ("stickingOut()", "<p style='margin-left:-40px'>gone"),
        ("clipped()", "<p style='height:10px;overflow:hidden'>one<br>two"),
        ("overlapping()", "<p style='height:4px;margin:0'>one</p><p style='margin:0'>two"),
        ("lowLinks(44)", "<p><a href='#x'>alone</a></p>"),
        ("lowLinks(44)", "<p>In: <a href='#x'>Deutsch</a> <a href='#x'>Polski</a></p>"),
        ("smallWords(16, 14, 100)", f"<p style='font-size:15px'>{'words ' * 20}"),
        ("smallWords(16, 14, 100)", "<p style='font-size:13px'>label"),
        ("upwards()", "<p style='position:absolute;top:200px'>two</p><p style='position:absolute;top:9px'>one"),
        ("alternatives().filter(one => one.size < 14)", "<p style='font-size:0'><img alt='words' src='x.png'>"),
    ],
)
def test_a_measure_finds_what_it_is_for(reader: Reader, tmp_path: Path, measure: str, html: str) -> None:
    assert reader.open(written(tmp_path, html), 375).evaluate(f"measures.{measure}")


def test_a_measure_lets_pass_what_is_well(reader: Reader, tmp_path: Path) -> None:
    html = f"""<div style="display:none">Hidden</div><h1>Title</h1>
        <p>Ten cities share what <a href="#x">they know</a> of it.</p>
        <p><a href="#x" style="display:block;padding:14px 0">Alone</a></p>
        <p style="font-size:14px">label</p><p>{"words " * 20}</p>"""
    page = reader.open(written(tmp_path, html), 375)
    for measure in (
        "stickingOut()",
        "clipped()",
        "overlapping()",
        "lowLinks(44)",
        "smallWords(16, 14, 100)",
        "upwards()",
    ):
        assert page.evaluate(f"measures.{measure}") == [], measure
    assert weak(page.evaluate("measures.pairs()")) == []
    assert weak([{"on": [255, 255, 255], "colour": [119, 119, 119], "words": "grey", "isLarge": False}]) != []


def test_dates_of_meetings_ahead_take_less_room_than_what_is_said_of_them_and_stay_on_a_line(
    reader: Reader, letters: dict[str, Path]
) -> None:
    script = """(() => [...document.querySelectorAll('.coming tr')].map(row => {
        const days = document.createRange()
        days.selectNodeContents(row.cells[0])
        const [day, what] = [...row.cells].map(cell => cell.getBoundingClientRect().width)
        return day < what && new Set([...days.getClientRects()].map(box => box.top)).size === 1
            ? '' : row.cells[0].innerText }).filter(Boolean))()"""
    november = {name: letter for name, letter in letters.items() if name.startswith("2023-11/")}
    no_faults({name: reader.open(letter, 640).evaluate(script) for name, letter in november.items()})


def test_the_edge_of_a_button_is_as_round_as_its_ground(reader: Reader, letters: dict[str, Path]) -> None:
    page = reader.open(letters["2023-11/eu/en"], 640)
    # Edges that collapse are drawn square around a round ground, with a nick in each corner.
    assert page.evaluate(
        "[...document.querySelectorAll('td.ground')].map(e => getComputedStyle(e.closest('table')))"
        ".map(style => [style.borderCollapse, style.borderSpacing])"
    ) == [["separate", "0px"]]
