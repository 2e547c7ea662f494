"""Pages of the studio as axe and a narrow window see them; letters in frames have tests of their own."""

from importlib.resources import files
from typing import Any

from tests.support.axe import RUN, across

VIEWS = across((1440, 390))
"""Each width and each scheme once. What sets colours for a width is the frame around all screens, which
`test_accessible` sees in a third view."""
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Any) -> list[str]:
    """What axe finds on a page, outside of its frames."""
    page.evaluate(_AXE)
    found = page.evaluate(RUN.replace("axe.run(document,", "axe.run({exclude: ['iframe']},"), [])
    assert found["rules"] > 50
    return [str(each) for each in found["found"]]


def wide_by(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
