"""Tags at the review desk can't be broken, whatever is pressed, cut, dragged or composed; in three browsers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IN_CI, november_for_a_studio
from tests.support.chips import FIELD, InChromium, InOtherBrowser, open_rich_text, play, with_rich_text
from tests.support.other_browsers import BROWSERS, MISSING
from tests.support.studio import Opened, studio_at
from tests.support.trying import tries

DESK = "/review/2023-11/es/es"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rich_studio(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Opened]:
    root = november_for_a_studio(tmp_path_factory.mktemp("chips") / "project", compiled)
    with_rich_text(root)
    with studio_at(root) as opened:
        yield opened


def test_no_pair_is_broken_by_what_somebody_does_at_random(rich_studio: Opened, browser: Any) -> None:
    seen = rich_studio.page(browser, DESK)
    page = seen.page
    page.set_default_timeout(60_000)
    page.locator("html[data-desk='ready']").wait_for(state="attached")
    page.locator("[data-look-for]").fill("really")
    page.locator(".rows a", has_text="Situaron la energía").click()
    page.locator(FIELD).focus()
    desk = InChromium(page)
    assert desk.text().count("<") == 6
    assert play(desk, seed=19, count=tries(300), each=3) == []
    faults = [fault for fault in seen.faults if "clipboard" not in fault.lower()]
    seen.close()
    assert faults == []


@pytest.mark.parametrize("name", sorted(BROWSERS))
def test_a_text_is_accepted_and_tags_are_kept_in_other_browsers(rich_studio: Opened, name: str) -> None:
    if MISSING[name]:
        (pytest.fail if IN_CI else pytest.skip)(MISSING[name])
    path: Path = rich_studio.root / "locales/es/LC_MESSAGES/2023-11.po"
    before = path.read_text("utf-8").count("# reviewed: Ana Example")
    with BROWSERS[name](1400, 900) as page:
        page.goto(rich_studio.entry)
        page.goto(rich_studio.origin + DESK)
        page.wait_for("return document.documentElement.dataset.desk === 'ready'")
        window = InOtherBrowser(page)
        page.run(f"document.querySelector('{FIELD}').focus()")
        window.press("Control+Enter")
        page.wait_for("return Boolean(document.documentElement.dataset.landed)")
        assert path.read_text("utf-8").count("# reviewed: Ana Example") == before + 1
        open_rich_text(page)
        assert play(window, seed=7, count=60) == []
