"""Three letters, HTML and text, are what somebody has looked at: English, Greek, and a small one in Arabic letters.

`pytest tests/render/letter/test_golden.py --update-golden` writes them anew; look at the letters before you commit what
it wrote.
"""

import re
from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pytest

from newsletter.pipeline.letters.build import build
from tests.conftest import Sample
from tests.support.arabic import in_arabic_letters

GOLDEN = Path(__file__).parents[2] / "golden"
SHOWN = 24  # lines of a difference


@pytest.fixture
def folders(letters: dict[str, Path], sample: Sample) -> dict[str, Path]:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: ar")
    in_arabic_letters(sample.root, "2024-01")
    arabic = build(sample.project(), "2024-01", locales=["ar"]).editions[0].folder
    return {"en": letters["2023-11/eu/en"].parent, "el": letters["2023-11/gr/el"].parent, "ar": arabic}


def in_lines(letter: str) -> str:
    """The letter with a line for each tag, so that a difference can be read, and without what names a picture's bytes.

    The breaks stand inside of tags: a golden letter looks in a browser as it is mailed. The bytes of a picture
    depend on the machine's zlib.
    """
    return re.sub(r"(/images/[\w-]+)-[0-9a-f]{12}\.", r"\1.", re.sub(r"(?<!-)><", "\n><", letter))


@pytest.mark.parametrize("kind", ["html", "txt"])
@pytest.mark.parametrize("name", ["en", "el", "ar"])
def test_a_letter_is_as_it_was_when_it_was_looked_at(
    folders: dict[str, Path], name: str, kind: str, request: pytest.FixtureRequest
) -> None:
    golden, now = GOLDEN / f"{name}.{kind}", in_lines((folders[name] / f"letter.{kind}").read_text("utf-8"))
    if request.config.getoption("--update-golden"):
        golden.write_text(now, "utf-8", newline="\n")
    before = golden.read_text("utf-8")
    lines = unified_diff(before.splitlines(), now.splitlines(), f"golden/{golden.name}", "now", lineterm="", n=1)
    if difference := "\n".join(line[:1000] for line in islice(lines, SHOWN)):
        pytest.fail(
            f"{difference}\n\nIf the letter is meant to be so: "
            "pytest tests/render/letter/test_golden.py --update-golden",
            False,
        )


@pytest.mark.slow
def test_a_golden_letter_looks_in_a_browser_as_it_is_mailed(folders: dict[str, Path]) -> None:
    from lxml import etree

    for folder in folders.values():
        mailed = (folder / "letter.html").read_text("utf-8")
        trees = [etree.tostring(etree.fromstring(html, etree.HTMLParser())) for html in (mailed, in_lines(mailed))]
        bare = [re.sub(rb"-[0-9a-f]{12}\.", b".", re.sub(rb"<!--.*?-->", b"", tree, flags=re.DOTALL)) for tree in trees]
        assert bare[0] == bare[1]
        assert in_lines(mailed).count("\n") > 400
