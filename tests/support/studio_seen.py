"""Pages of the studio as axe and a narrow window see them; letters in frames have tests of their own.

A page is loaded once for all views: its window is made wide and narrow, light and dark.
"""

from importlib.resources import files
from typing import Any

from tests.support.axe import NEWS, RUN

WHOLE = [(1440, "light"), (390, "dark")]
"""The views in which axe asks all that it knows, which depends on the width, on the colours or on nothing: two that
have neither in common."""
OTHERS = [(1440, "dark"), (390, "light")]
"""Those in which it looks at the colours of what looks like nothing that it has judged in the same scheme: of words
that only this width shows, or sets in colours of its own."""
_AT_ONCE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const each of document.getAnimations()) each.finish();
  done();
})))"""
"""Colours that are on their way from light to dark are there."""
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = RUN.replace("axe.run(document,", "axe.run({exclude: ['iframe']},")
_COLOURS = _RUN.replace("axe.getRules()", "axe.getRules(['cat.color'])").replace(
    "{exclude:", "{include: news, exclude:"
)
assert RUN not in (_RUN, _COLOURS)
assert _RUN != _COLOURS
_TAKE_NEWS = f"({NEWS})(window.judged ??= new Set())"
_JUDGE_NEWS = f"""async excluded => {{
  const news = {_TAKE_NEWS};
  return news.length ? await ({_COLOURS})(excluded) : {{rules: 2, found: []}};
}}"""


def violations(page: Any) -> list[str]:
    """What axe finds on a page, outside of its frames."""
    _load(page)
    found = page.evaluate(_RUN, [])
    assert found["rules"] > 50
    return [str(each) for each in found["found"]]


def faults_in_every_view(page: Any, height: int = 900) -> dict[str, list[str]]:
    """What axe finds on a page, and where it is wider than its window, by view; empty where nothing is."""
    found = {}
    page.evaluate("window.judged = new Set(), 0")
    for width, scheme in (*WHOLE, *OTHERS):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_AT_ONCE)
        if (width, scheme) in WHOLE:
            faults = violations(page)
            page.evaluate(f"{_TAKE_NEWS}.length")
        else:
            faults = _faults_of_news(page)
        if wide_by(page) > 0:
            faults.append(f"{wide_by(page)} pixels wider than the window")
        if faults:
            found[f"{width} {scheme}"] = faults
    return found


def _faults_of_news(page: Any) -> list[str]:
    found = page.evaluate(_JUDGE_NEWS, [])
    assert found["rules"] > 1
    return [str(each) for each in found["found"]]


def _load(page: Any) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)


def wide_by(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
