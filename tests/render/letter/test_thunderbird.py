"""Letters in a real Thunderbird: dark and light, wide and narrow, with nothing lost of either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import needs
from tests.support.letters import GROUNDS, STICKING
from tests.support.thunderbird import Thunderbird, thunderbird, write_views
from tests.support.weak_texts import weak

pytestmark = [needs("thunderbird"), pytest.mark.slow]

COLOURS = """Object.fromEntries(["h1", ".accent", ".into", ".go", ".days", ".button", ".rubric"].map(each =>
    [each, (style => [style.color, style.borderTopColor])(getComputedStyle(document.querySelector(each)))]))"""


@pytest.fixture(scope="module")
def shown() -> Iterator[Thunderbird]:
    with thunderbird() as started:
        yield started


@pytest.mark.parametrize("name", ["2023-11/eu/en", "2023-11/eu/ar"])
@pytest.mark.parametrize("width", [360, 640])
def test_its_own_dark_adaptation_leaves_grounds_and_contrasts_as_they_were_made(
    shown: Thunderbird, letters: dict[str, Path], name: str, width: int
) -> None:
    shown.open(letters[name], width, "dark")
    assert shown.evaluate(GROUNDS) == []
    assert weak(shown.evaluate("measures.pairs()")) == []
    assert shown.evaluate(STICKING.replace("...measures.stickingOut(), ", "")) == []


def test_the_dark_letter_has_its_colours_and_lines(shown: Thunderbird, letters: dict[str, Path]) -> None:
    shown.open(letters["2023-11/eu/en"], 640, "dark")
    found = shown.evaluate(COLOURS)
    muted, primary, accent, ink = "rgb(167, 178, 190)", "rgb(140, 199, 240)", "rgb(255, 157, 143)", "rgb(237, 240, 243)"
    assert {name: colour for name, (colour, _) in found.items()} == {
        "h1": ink, ".accent": accent, ".into": muted, ".go": primary, ".days": accent, ".button": "rgb(22, 29, 37)",
        ".rubric": ink,
    }  # fmt: skip
    assert found[".rubric"][1] == ink


def test_columns_stand_beside_each_other_where_there_is_room_only(shown: Thunderbird, letters: dict[str, Path]) -> None:
    starts = "[...document.querySelectorAll('.rest')].map(e => e.getBoundingClientRect().left)"
    shown.open(letters["2023-11/eu/en"], 720)
    assert len(lefts := set(shown.evaluate(starts))) == 1
    assert lefts.pop() > 336
    shown.open(letters["2023-11/eu/en"], 360)
    assert set(shown.evaluate(starts)) == {24}


def test_every_view_is_written_into_a_folder(shown: Thunderbird, letters: dict[str, Path], tmp_path: Path) -> None:
    write_views(shown, letters["2023-11/eu/en"], tmp_path, widths=(360,))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["360-dark.png", "360-light.png", "printed.pdf"]
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
