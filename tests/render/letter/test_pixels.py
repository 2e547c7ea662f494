"""Two letters look as they did when somebody last looked at them: English on a desk by day, Greek on a phone by night.

The screenshots in `golden/` are half the size and have few colours. Type is set in Noto, whatever the brand's fonts,
and they are compared only where Noto is the one they were made with. `pytest tests/render/letter/test_pixels.py
--update-golden` takes them anew.
"""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from tests.conftest import IN_CI, needs
from tests.support.browser import Reader

pytestmark = [needs("chromium"), pytest.mark.slow]

GOLDEN = Path(__file__).parents[2] / "golden"
SHOTS = {"en-640-light": ("2023-11/eu/en", 640, "light"), "el-375-dark": ("2023-11/gr/el", 375, "dark")}
COLOURS = 64  # by maximum coverage none is further than 25 of 255 from what it stands for
APART = 48  # of 255: what a pixel may differ by, for smoothing of type and for the few colours
BAND, SHARE = 40, 0.01  # rows of a band, and the share of its pixels that may differ by more
IN_NOTO = """() => { for (const at of [document.body, ...document.body.querySelectorAll('*')]) {
    if (at.dataset.kind) continue;
    const kind = getComputedStyle(at).fontFamily.endsWith('sans-serif') ? 'Noto Sans' : 'Noto Serif';
    at.dataset.kind = kind;
  }
  document.querySelectorAll('[data-kind]').forEach(
    at => at.style.setProperty('font-family', at.dataset.kind, 'important'));
}"""
FINGERPRINT = """() => Object.fromEntries(['Noto Sans', 'Noto Serif'].flatMap(name =>
  ['400', '600', '700', 'italic 400'].map(kind => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = `${kind} 100px '${name}', monospace`;
    return [`${name} ${kind}`, Math.round(context.measureText('Ten cities – Δέκα πόλεις, 23 Nov 2023').width)];
  })))"""


def shot(page: Any) -> Image.Image:
    """The whole letter, half as large, in Noto."""
    page.evaluate(IN_NOTO)
    taken = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return taken.resize((taken.width // 2, taken.height // 2), Image.Resampling.BOX)


def difference(before: Image.Image, now: Image.Image) -> str:
    """Where two pictures differ by more than type that is smoothed otherwise; empty when they do not."""
    if before.size != now.size:
        return f"the letter is {2 * now.width} × {2 * now.height} px and was {2 * before.width} × {2 * before.height}"
    channels = ImageChops.difference(before.convert("RGB"), now).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    for top in range(0, now.height, BAND):
        band = most.crop((0, top, now.width, min(top + BAND, now.height)))
        share = sum(band.histogram()[APART + 1 :]) / (band.width * band.height)
        if share > SHARE:
            return f"from {2 * top} px down {share:.1%} of the pixels differ; {SHARE:.0%} may"
    return ""


@pytest.fixture
def known_fonts(reader: Reader, letters: dict[str, Path], request: pytest.FixtureRequest) -> None:
    """Skip where Noto is another one, or missing; in CI it has to be there."""
    file = GOLDEN / "fonts.json"
    now = reader.open(letters["2023-11/eu/en"], 640).evaluate(FINGERPRINT)
    if request.config.getoption("--update-golden"):
        file.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    made_with = json.loads(file.read_text("utf-8"))
    if now != made_with:
        told = f"Noto (Debian: fonts-noto-core) is not the one of the golden screenshots: {now}, not {made_with}"
        if IN_CI:
            pytest.fail(told)
        pytest.skip(told)


@pytest.mark.usefixtures("known_fonts")
@pytest.mark.parametrize("name", SHOTS)
def test_a_letter_looks_as_it_did(
    reader: Reader, letters: dict[str, Path], name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    edition, width, scheme = SHOTS[name]
    golden, now = GOLDEN / f"{name}.png", shot(reader.open(letters[edition], width, scheme))
    if request.config.getoption("--update-golden"):
        now.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(golden, optimize=True)
    assert golden.stat().st_size < 150_000
    now.save(tmp_path / golden.name)
    if told := difference(Image.open(golden), now):
        pytest.fail(f"{told}\n{golden}\n{tmp_path / golden.name}\nIf it is meant to look so: --update-golden", False)


@pytest.fixture(scope="module")
def unchanged(reader: Reader, letters: dict[str, Path]) -> Image.Image:
    """The English letter on a desk, looked at twice: it is the same."""
    page = reader.open(letters["2023-11/eu/en"], 640)
    before = shot(page)
    assert difference(before, shot(page)) == ""
    return before


@pytest.mark.parametrize(
    "change",
    [
        "document.querySelector('h1').style.color = '#888888'",
        "document.querySelector('h2').style.textAlign = 'right'",
        "document.querySelector('h3').innerText += ' and more'",
        "document.images[0].style.opacity = 0.5",
        "document.querySelector('h1').style.marginTop = '8px'",
    ],
)
def test_a_change_that_can_be_seen_is_seen(
    reader: Reader, letters: dict[str, Path], unchanged: Image.Image, change: str
) -> None:
    page = reader.open(letters["2023-11/eu/en"], 640)
    page.evaluate(change)
    assert difference(unchanged, shot(page)) != ""
