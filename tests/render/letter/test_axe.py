"""Every rule of axe that can hold in a mail, on every letter, on a desk and a phone, by day and by night."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conftest import needs
from tests.support.axe import RUN, across, faults_by_look, mixed
from tests.support.browser import Reader, View, no_faults

pytestmark = [needs("chromium"), pytest.mark.slow]

VIEWS = across((640, 375))
# Experimental rules and those that axe leaves off by default are run too. Left out are obsolete ones, level AAA, and:
EXCLUDED = {
    "landmark-one-main": "the mail program is the page; landmarks of a letter would stand among its own",
    "region": "for the same reason",
    "hidden-content": "finds nothing, only asks a person to look at what is hidden (the preheader)",
}

WHOLE = {"2023-11/eu/en", "2023-11/eu/ar"}
Findings = dict[View, dict[str, list[str]]]


@pytest.fixture(scope="module")
def judge(reader: Reader) -> Reader:
    reader.scripts.append((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    return reader


@pytest.fixture(scope="module")
def findings(judge: Reader, letters: dict[str, Path]) -> Findings:
    """What axe finds by view and letter: in both views the English letter, and it in Arabic letters; the others, which
    the same templates lay out in other words, in one and the other by turns. Contrasts are asked for of each look once:
    test_reading measures those of all words."""
    findings: Findings = {view: {} for view in VIEWS}
    judged: set[str] = set()
    for number, (name, at) in enumerate(sorted(letters.items())):
        for view, page in judge.look(at, VIEWS if name in WHOLE else [VIEWS[number % 2]]):
            findings[view][name] = faults_by_look(page, judged, list(EXCLUDED))
    return findings


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_any_letter(findings: Findings, view: View) -> None:
    assert len(findings[view]) >= 7
    assert set(findings[view]) >= WHOLE
    assert len({name for found in findings.values() for name in found}) == 13
    no_faults(findings[view])


def test_no_letter_has_colours_of_one_width(letters: dict[str, Path]) -> None:
    for letter in letters.values():
        styles = re.findall(r"<style.*?</style>", letter.read_text("utf-8"), re.DOTALL)
        assert [fault for style in styles for fault in mixed(style)] == []
    assert mixed("@media (max-width:9px){a{padding:0} b{background:red}} @media print{b{color:red}}") != []
    assert mixed("@media (width:9px) and (prefers-color-scheme:dark){}") != []


def test_axe_finds_what_is_wrong(judge: Reader, letters: dict[str, Path]) -> None:
    page = judge.open(letters["2023-11/eu/en"], 640)
    page.evaluate(
        "document.querySelector('h1').style.color = '#eee'; document.images[0].removeAttribute('alt');"
        " document.querySelector('h2').outerHTML = '<h4>Too deep</h4>'; document.documentElement.lang = ''"
    )
    found = {fault.partition(":")[0] for fault in page.evaluate(RUN, list(EXCLUDED))["found"]}
    assert found >= {"color-contrast", "image-alt", "heading-order", "html-has-lang"}
    judged: set[str] = set()
    by_look = {fault.partition(":")[0] for fault in faults_by_look(page, judged, list(EXCLUDED))}
    assert by_look == found
    again = {fault.partition(":")[0] for fault in faults_by_look(page, judged, list(EXCLUDED))}
    assert again == found - {"color-contrast"}, "each look is judged once"
