"""An article as somebody writes it in the studio: its page, its file, the caret."""

from typing import Any

from newsletter.content.edit import values_in
from tests.support.studio import Opened, Seen

FILE = "issues/articles/bridges.md"
TEXT = "#text .ProseMirror[contenteditable=true]"
PASTE = """(box, html) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', 'plain');
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""
"""HTML in the clipboard is pasted into the text."""


def opened(seen: Seen, article: str = "bridges") -> Any:
    """The page of an article, once it can be written in."""
    seen.goto(f"/articles/{article}")
    seen.page.locator(TEXT).wait_for()
    return seen.page


def written(studio: Opened, article: str = "bridges") -> str:
    """Its file."""
    return (studio.root / f"issues/articles/{article}.md").read_text("utf-8")


def values(studio: Opened, article: str = "bridges") -> Any:
    """What its front matter says."""
    return values_in((studio.root / f"issues/articles/{article}.md").read_bytes(), is_article=True)


def behind(page: Any, words: str) -> None:
    """The caret behind the line that the last of these words are in."""
    page.locator(TEXT).get_by_text(words, exact=False).last.click()
    page.keyboard.press("End")
