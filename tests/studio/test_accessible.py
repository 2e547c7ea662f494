"""Every screen by the rules of accessibility: wide and narrow, light and dark."""

from typing import Any

import pytest

from tests.support.studio import ISSUE, Opened, Seen
from tests.support.studio_seen import faults_in_every_view, wide_by

PAGES = [
    "/",
    "/?issue=2024-01",
    "/history",
    f"/source/{ISSUE}",
    "/me",
    "/review/2024-01",
    "/words/nl",
    "/readers/",
    "/readers/nl",
    "/people",
    "/guests/2024-01/nl/nl",
    "/new/issue",
    "/nothing-here",
]


@pytest.fixture(scope="module")
def window(reading_studio: Opened, browser: Any) -> Seen:
    """One window that has been let in."""
    return reading_studio.page(browser, "/me")


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_no_screen_has_a_fault_and_each_fits_the_narrowest_phone(window: Seen, path: str) -> None:
    window.page.set_viewport_size({"width": 1440, "height": 900})
    window.page.emulate_media(color_scheme="light")
    window.goto(path)
    assert faults_in_every_view(window.page) == {}
    window.page.set_viewport_size({"width": 320, "height": 900})
    assert wide_by(window.page) <= 0


@pytest.mark.slow
def test_neither_the_finder_nor_the_panel_of_keys_has_a_fault(reading_studio: Opened, browser: Any) -> None:
    seen = reading_studio.page(browser)
    seen.page.keyboard.press("Control+k")
    seen.page.keyboard.type("rivers")
    seen.page.get_by_role("option").first.wait_for()
    assert faults_in_every_view(seen.page) == {}
    seen.page.keyboard.press("Escape")
    # What is cut off by the edge of a panel can't be judged: the panel is as high as all its keys.
    seen.page.set_viewport_size({"width": 1440, "height": 4000})
    seen.page.keyboard.press("?")
    assert faults_in_every_view(seen.page, height=4000) == {}
    seen.close()


@pytest.mark.slow
def test_the_installation_has_no_fault_once_all_has_been_looked_at(reading_studio: Opened, browser: Any) -> None:
    seen = reading_studio.page(browser, "/operator")
    seen.page.locator(".found:not([data-late]) .health li").first.wait_for(timeout=60_000)
    assert faults_in_every_view(seen.page) == {}
    seen.page.set_viewport_size({"width": 320, "height": 900})
    assert wide_by(seen.page) <= 0
    seen.close()


def test_the_first_key_leads_past_the_bar_and_everything_is_reached_by_tab(
    reading_studio: Opened, browser: Any
) -> None:
    seen = reading_studio.page(browser)
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id"))
    assert {"/issues/2024-01/compose", "/issues/2024-01/editions", "/issues/2024-01/check", "/new/issue"} <= reached
    seen.close()


@pytest.mark.slow
def test_weak_words_of_one_width_or_one_scheme_are_found(window: Seen) -> None:
    """A heading is weak on a narrow window alone, a line is only there, and one is weak on a wide one in the dark."""
    window.page.set_viewport_size({"width": 1440, "height": 900})
    window.page.emulate_media(color_scheme="light")
    window.goto("/nothing-here")
    window.page.evaluate(
        """() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`
          .narrow { display: none }
          @media (max-width: 760px) and (prefers-color-scheme: light) {
            main h1 { color: #ddd !important } .narrow { display: block; color: #e1e1e1 }
          }
          @media (min-width: 761px) and (prefers-color-scheme: dark) { main p { background: #777; color: #888 } }`);
        document.adoptedStyleSheets = [sheet];
        document.querySelector('main').insertAdjacentHTML('beforeend', '<p class="narrow">Here alone</p>');
      }"""
    )
    found = faults_in_every_view(window.page)
    assert sorted(found) == ["1440 dark", "390 light"]
    narrow = " ".join(found["390 light"])
    assert "Here alone" in narrow
    assert "<h1" in narrow
    assert all(fault.startswith("color-contrast") for faults in found.values() for fault in faults)
    assert faults_in_every_view(window.page) == found, "only looks without a fault are not looked at again"
