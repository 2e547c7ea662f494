"""Paragraphs in items of lists, and lists in quotations, stay apart in the letter of every kind."""

import re

import pytest

from newsletter.content.markdown import parse
from newsletter.render.letter.markup import document_html
from newsletter.render.letter.text import Links
from newsletter.render.line_breaks import LineBreaks
from tests.conftest import text_of

LOOSE = parse(
    text_of("""
    1. First sentence.

       Second paragraph of the first item.

    2. Item two

       > quoted in item

       After the quote.

    > quote
    >
    > - list in quote
    >
    >   with a paragraph
    """)
)


def html_of(markdown: str) -> str:
    return str(document_html(parse(markdown), heading=2, picture=lambda src, width: (src, width, width), width=560))


def test_each_paragraph_of_an_item_is_an_element_of_its_own() -> None:
    html = str(document_html(LOOSE, heading=2, picture=lambda src, width: (src, width, width), width=560))
    paragraphs = re.findall(r"<p[^>]*>([^<]*)</p>", html)
    assert paragraphs == [
        "First sentence.",
        "Second paragraph of the first item.",
        "Item two",
        "quoted in item",
        "After the quote.",
        "quote",
        "list in quote",
        "with a paragraph",
    ]


def test_the_text_letter_parts_them_by_an_empty_line() -> None:
    assert Links(LineBreaks("en")).document(LOOSE) == text_of("""
        1. First sentence.

           Second paragraph of the first item.

        2. Item two

             quoted in item

           After the quote.

          quote

          - list in quote

            with a paragraph
        """).strip("\n")


@pytest.mark.parametrize("markdown", ["- one\n- two\n", "- one\n\n- two\n", "- one\n  - inner\n  - inner\n"])
def test_an_item_of_one_paragraph_stays_one_line(markdown: str) -> None:
    assert "<p" not in html_of(markdown)
    assert "\n\n" not in Links(LineBreaks("en")).document(parse(markdown))


def test_a_paragraph_below_an_inner_list_does_not_run_into_it() -> None:
    assert '<p class="within">one</p><ul class="list"><li class="item">inner</li></ul><p class="within">two</p>' in (
        html_of("- one\n\n  - inner\n\n  two\n")
    )
