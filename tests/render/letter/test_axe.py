"""Every rule of axe that can hold in a mail, on every letter, on a desk and a phone, by day and by night."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conftest import needs
from tests.support.axe import RUN
from tests.support.browser import Reader, chromium, no_faults

pytestmark = [needs("chromium"), pytest.mark.slow]

WIDTHS, SCHEMES = (640, 375), ("light", "dark")
# Experimental rules and those that axe leaves off by default are run too. Left out are obsolete ones, level AAA, and:
EXCLUDED = {
    "landmark-one-main": "the mail program is the page; landmarks of a letter would stand among its own",
    "region": "for the same reason",
    "hidden-content": "finds nothing, only asks a person to look at what is hidden (the preheader)",
}

Findings = dict[tuple[int, str], dict[str, list[str]]]


def with_axe(reader: Reader) -> Reader:
    reader.scripts.append((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    return reader


def findings_in(letters: dict[str, Path], scheme: str) -> Findings:
    """What axe finds by width and letter in one colour scheme, in a browser of its own."""
    findings: Findings = {}
    with chromium() as browser:
        reader = with_axe(Reader(browser))
        for width in WIDTHS:
            results = {
                name: reader.open(at, width, scheme).evaluate(RUN, list(EXCLUDED)) for name, at in letters.items()
            }
            assert all(result["rules"] > 90 for result in results.values())
            findings[width, scheme] = {name: result["found"] for name, result in results.items()}
    return findings


@pytest.fixture(scope="module")
def findings(letters: dict[str, Path]) -> Findings:
    """52 runs, in two browsers at a time: half a second each."""
    with ThreadPoolExecutor(len(SCHEMES)) as threads:
        light, dark = threads.map(partial(findings_in, letters), SCHEMES)
    return light | dark


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_any_letter(findings: Findings, width: int, scheme: str) -> None:
    assert len(findings[width, scheme]) == 13
    no_faults(findings[width, scheme])


def test_axe_finds_what_is_wrong(reader: Reader, letters: dict[str, Path]) -> None:
    page = with_axe(reader).open(letters["2023-11/eu/en"], 640)
    page.evaluate(
        "document.querySelector('h1').style.color = '#eee'; document.images[0].removeAttribute('alt');"
        " document.querySelector('h2').outerHTML = '<h4>Too deep</h4>'; document.documentElement.lang = ''"
    )
    found = {fault.partition(":")[0] for fault in page.evaluate(RUN, list(EXCLUDED))["found"]}
    assert found >= {"color-contrast", "image-alt", "heading-order", "html-has-lang"}
