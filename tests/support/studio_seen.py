"""Pages of the studio as axe and a narrow window see them; letters in frames have tests of their own."""

from importlib.resources import files
from typing import Any

from tests.support.axe import RUN

EVERY_VIEW = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]
"""A page is loaded once for all of them: its window is made wide and narrow, light and dark."""
_AT_ONCE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const each of document.getAnimations()) each.finish();
  done();
})))"""
"""Colours that are on their way from light to dark are there."""
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Any) -> list[str]:
    """What axe finds on a page, outside of its frames."""
    page.evaluate(_AXE)
    found = page.evaluate(RUN.replace("axe.run(document,", "axe.run({exclude: ['iframe']},"), [])
    assert found["rules"] > 50
    return [str(each) for each in found["found"]]


def faults_in_every_view(page: Any, height: int = 900) -> dict[str, list[str]]:
    """What axe finds on a page, and where it is wider than its window, by view; empty where nothing is."""
    found = {}
    for width, scheme in EVERY_VIEW:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_AT_ONCE)
        faults = violations(page)
        if wide_by(page) > 0:
            faults.append(f"{wide_by(page)} pixels wider than the window")
        if faults:
            found[f"{width} {scheme}"] = faults
    return found


def wide_by(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
