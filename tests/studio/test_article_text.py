"""An article's text as somebody goes on writing it: taken back and written otherwise, out of tables, with what is
pasted.
"""

from typing import Any

from playwright.sync_api import expect

from tests.support.studio import Opened, Seen

FILE = "issues/articles/bridges.md"
TEXT = "#text .ProseMirror[contenteditable=true]"


def opened(seen: Seen, article: str = "bridges") -> Any:
    seen.goto(f"/articles/{article}")
    seen.page.locator(TEXT).wait_for()
    return seen.page


def written(studio: Opened) -> str:
    return (studio.root / FILE).read_text("utf-8")


def behind(page: Any, words: str) -> None:
    page.locator(TEXT).get_by_text(words, exact=False).last.click()
    page.keyboard.press("End")


def test_what_was_taken_back_and_is_written_otherwise_is_no_conflict_with_oneself(seen: Seen) -> None:
    page, before = opened(seen), written(seen.studio)
    behind(page, "The third bridge")
    page.keyboard.type(" opens")
    seen.saved()
    page.keyboard.press("Control+z")
    seen.saved()
    assert written(seen.studio) == before  # the file is what it was once already
    page.keyboard.type(" waits")
    seen.saved()
    assert "- The third bridge waits\n" in written(seen.studio)
    expect(page.locator(".clash")).to_have_count(0)
