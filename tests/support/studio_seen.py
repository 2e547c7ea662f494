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
_judged: set[str] = set()
"""Looks of words in whose colours nothing was wrong, on whatever page that was."""
_BY_LOOK = f"""async ([known, isWhole]) => {{
  const judged = new Set(known), news = ({NEWS})(judged);
  const all = isWhole ? await ({_RUN})(['color-contrast']) : {{rules: 0, found: []}};
  const colours = news.length ? await ({_COLOURS})([]) : {{rules: 2, found: []}};
  return {{rules: [all.rules, colours.rules], found: [...all.found, ...colours.found],
           judged: colours.found.length ? [] : [...judged].slice(known.length)}};
}}"""


def violations(page: Any, *, is_whole: bool = True) -> list[str]:
    """What axe finds on a page outside of its frames; of colours, in looks that no page has had before.

    Without `is_whole` it is asked about colours alone.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found = page.evaluate(_BY_LOOK, [sorted(_judged), is_whole])
    of_all, of_colours = found["rules"]
    assert of_colours > 1
    assert of_all > 50 or not is_whole
    _judged.update(found["judged"])
    return [str(each) for each in found["found"]]


def faults_in_every_view(page: Any, height: int = 900) -> dict[str, list[str]]:
    """What axe finds on a page, and where it is wider than its window, by view; empty where nothing is."""
    found = {}
    for width, scheme in (*WHOLE, *OTHERS):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_AT_ONCE)
        faults = violations(page, is_whole=(width, scheme) in WHOLE)
        if wide_by(page) > 0:
            faults.append(f"{wide_by(page)} pixels wider than the window")
        if faults:
            found[f"{width} {scheme}"] = faults
    return found


def wide_by(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
