"""The bar and narrow pages in Spanish, whose words are longer than English ones: nothing is cut, nothing touches."""

from itertools import pairwise
from typing import Any

import pytest

from tests.support.studio import Seen
from tests.support.studio_seen import wide_by

_IN_SIGHT = """() => [...document.querySelectorAll('.top .end > *, .which, .who, .initials, .tabs a')].map((each) => {
  const { left, right, width, height } = each.getBoundingClientRect();
  const text = getComputedStyle(each);
  const isCut = text.textOverflow === 'ellipsis' && each.scrollWidth > each.clientWidth && width > 1;
  return { name: each.id || each.className || each.textContent, left, right, isCut, isSeen: width > 1 && height > 1 };
}).filter((each) => each.isSeen)"""
_BEGINS = """(each) => {
  const words = document.createRange();
  words.selectNodeContents(each);
  return words.getBoundingClientRect().left;
}"""
_ROOM = """(button) => {
  const words = document.createRange();
  words.selectNodeContents(button);
  const [inner, outer] = [words, button].map((each) => each.getBoundingClientRect());
  return Math.min(inner.left - outer.left, outer.right - inner.right);
}"""


def spanish(seen: Seen, path: str) -> Any:
    seen.page.set_extra_http_headers({"Accept-Language": "es"})
    seen.goto(path)
    return seen.page


@pytest.mark.parametrize("width", [1440, 1340, 1024, 390, 360])
def test_after_a_save_the_bar_of_an_issue_still_shows_who_is_there(seen: Seen, width: int) -> None:
    page = spanish(seen, "/issues/2024-01/points/nl")
    page.set_viewport_size({"width": width, "height": 844})
    page.locator("#f-subject").fill("Palabras propias")
    page.locator("#saved", has_text="Guardado").wait_for(state="attached")
    page.locator("#undo").wait_for()
    seen.saved()
    found = {each["name"]: each for each in page.evaluate(_IN_SIGHT)}
    assert [each for each in found.values() if each["isCut"] or each["right"] > width or each["left"] < 0] == []
    assert {"undo", "find", "who" if width == 1440 else "initials"} <= found.keys()
    assert ("saved" in found) == (width > 360)
    assert wide_by(page) <= 0
    page.locator("#me").click()
    assert page.locator(".named").inner_text() == "Ana Example"


def test_the_ways_below_a_phones_page_stand_apart(seen: Seen) -> None:
    page = spanish(seen, "/issues/2024-01/editions")
    page.set_viewport_size({"width": 390, "height": 844})
    words = page.evaluate(
        """() => [...document.querySelectorAll('.tabs a')].map((each) => {
          const range = document.createRange();
          range.selectNodeContents(each.lastChild);
          return [range.getBoundingClientRect().left, range.getBoundingClientRect().right];
        })"""
    )
    assert len(words) == 7
    assert min(later[0] - former[1] for former, later in pairwise(words)) >= 4


def test_on_a_phone_no_heading_is_squeezed_and_no_word_touches_its_button(seen: Seen) -> None:
    page = spanish(seen, "/articles/")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("h1").bounding_box()["height"] < 40
    seen.goto("/")
    page.locator(".next .quiet").first.wait_for()
    left = [page.locator(each).first.evaluate(_BEGINS) for each in (".next h1", ".next .button + .quiet")]
    assert left[0] == left[1] == 16
    assert seen.studio.ask("POST", "/issues/2024-01/hand")[0].status == 200
    seen.goto("/review/2024-01/nl/nl")
    page.locator(".unit.is-open").wait_for()
    for each in page.locator(".thumb .button").all():
        assert each.evaluate(_ROOM) >= 6
