"""`newsletter preview`: the letters alone, for those who write in their own editor."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import Sample
from tests.support.studio import Opened, studio_at
from tests.support.studio_seen import faults_in_every_view


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with studio_at(Sample.made(tmp_path_factory.mktemp("alone")).root, name="preview") as opened:
        yield opened


def test_it_opens_with_the_letters_of_the_newest_issue_and_follows_the_files(alone: Opened, browser: Any) -> None:
    seen = alone.page(browser)
    assert seen.page.url.endswith("/issues/2024-01/preview")
    letter = seen.page.frame_locator("[data-frame]")
    letter.get_by_role("heading", name="Bridges over the river").wait_for()
    path = alone.root / "issues/articles/bridges.md"
    path.write_text(path.read_text().replace("Bridges over the river", "Bridges in the mist"))
    letter.get_by_role("heading", name="Bridges in the mist").wait_for()
    expect(seen.page.get_by_role("navigation")).to_have_count(0)
    assert seen.faults == []
    seen.close()


def test_nothing_can_be_changed_nor_read_but_letters(alone: Opened) -> None:
    for method, path in [
        ("GET", "/files/issues/2024-01/issue.yaml"),
        ("PUT", "/files/issues/2024-01/issue.yaml"),
        ("PATCH", "/files/issues/2024-01/issue.yaml"),
        ("GET", "/issues/2024-01/check"),
        ("POST", "/issues/2024-01/check/accept"),
        ("GET", "/source/newsletter.toml"),
        ("POST", "/me"),
    ]:
        assert alone.ask(method, path, b"{}", {"if-match": '""'})[0].status in (404, 405), (method, path)


def test_a_click_leads_nowhere(alone: Opened, browser: Any) -> None:
    seen = alone.page(browser)
    heading = seen.page.frame_locator("[data-frame]").get_by_role("heading", level=1)
    heading.wait_for()
    box = heading.bounding_box()
    seen.page.mouse.click(box["x"] + 10, box["y"] + 10)
    assert seen.page.url.endswith("/issues/2024-01/preview")
    seen.close()


def test_axe_finds_nothing(alone: Opened, browser: Any) -> None:
    seen = alone.page(browser)
    seen.page.locator("[data-preview][data-number]").wait_for()
    assert faults_in_every_view(seen.page) == {}
    seen.close()
