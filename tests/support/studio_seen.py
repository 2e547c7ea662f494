"""Pages of the studio as axe and a narrow window see them; letters in frames have tests of their own."""

from importlib.resources import files
from typing import Any

from tests.support.axe import RUN

EVERY_VIEW = [((1440, "light"), True), ((1440, "dark"), False), ((390, "light"), False), ((390, "dark"), True)]
"""A page is loaded once for all of them: its window is made wide and narrow, light and dark.

In each axe looks at the colours, which takes it half its time. All else that it knows depends on the width or on
nothing: it is asked in two views, which have neither width nor colours in common.
"""
_AT_ONCE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const each of document.getAnimations()) each.finish();
  done();
})))"""
"""Colours that are on their way from light to dark are there."""
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = RUN.replace("axe.run(document,", "axe.run({exclude: ['iframe']},")
_COLOURS = _RUN.replace("axe.getRules()", "axe.getRules(['cat.color'])")
assert RUN not in (_RUN, _COLOURS)
assert _RUN != _COLOURS


def violations(page: Any, *, whole: bool = True) -> list[str]:
    """What axe finds on a page, outside of its frames; unless it is asked for the `whole`, in colours alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found = page.evaluate(_RUN if whole else _COLOURS, [])
    assert found["rules"] > (50 if whole else 1)
    return [str(each) for each in found["found"]]


def faults_in_every_view(page: Any, height: int = 900) -> dict[str, list[str]]:
    """What axe finds on a page, and where it is wider than its window, by view; empty where nothing is."""
    found = {}
    for (width, scheme), whole in EVERY_VIEW:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_AT_ONCE)
        faults = violations(page, whole=whole)
        if wide_by(page) > 0:
            faults.append(f"{wide_by(page)} pixels wider than the window")
        if faults:
            found[f"{width} {scheme}"] = faults
    return found


def wide_by(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
