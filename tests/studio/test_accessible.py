"""Every screen by the rules of accessibility: wide and narrow, light and dark."""

from typing import Any

import pytest

from tests.support.studio import ISSUE, Opened
from tests.support.studio_seen import faults_in_every_view

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
    "/readers/",
    "/nothing-here",
]


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_no_screen_has_a_fault(reading_studio: Opened, browser: Any, path: str) -> None:
    seen = reading_studio.page(browser, path)
    assert faults_in_every_view(seen.page) == {}
    seen.close()


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
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320
    seen.close()


@pytest.mark.slow
def test_every_screen_fits_the_narrowest_phone(reading_studio: Opened, browser: Any) -> None:
    seen = reading_studio.page(browser, width=320)
    for path in PAGES:
        seen.goto(path)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320, path
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
