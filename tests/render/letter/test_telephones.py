"""A telephone number may be a link, in HTML and in text; what is none is no address."""

import pytest

from newsletter.pipeline.letters.build import build
from tests.conftest import Sample


def test_a_telephone_number_is_a_link(sample: Sample) -> None:
    sample.edit("issues/articles/bridges.md", "The **first**", "[Call us](tel:+31-20-1234567). The **first**")
    result = build(sample.project(), "2024-01", locales=("en",))
    assert "unsafe-link" not in {problem.code for problem in result.problems}
    folder = result.editions[0].folder
    assert 'href="tel:+31-20-1234567"' in (folder / "letter.html").read_text("utf-8")
    assert "] +31-20-1234567\n" in (folder / "letter.txt").read_text("utf-8")


@pytest.mark.parametrize("address", ["tel:", "tel:help", "tel:+31 20", "tel:1;phone-context=x", "sms:+31201234567"])
def test_what_is_no_number_is_no_link(sample: Sample, address: str) -> None:
    sample.edit("issues/articles/bridges.md", "The **first**", f"[Call us](<{address}>). The **first**")
    _, problems = sample.load()
    assert [problem.code for problem in problems] == ["unsafe-link"]
    assert "tel:+" in problems[0].hint
