"""The text letter is set by the width that is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.markdown import parse
from newsletter.render.text import WIDTH, columns, document_text, underlined, wrapped


@pytest.mark.parametrize(
    ("words", "width"),
    [("plain", 5), ("Ελλάδα", 6), ("Łódź", 4), ("中文", 4), ("e\u0301", 1), ("👩‍💻", 2), ("a\u200bb", 2), ("", 0)],
)
def test_columns_are_counted_as_they_are_seen(words: str, width: int) -> None:
    assert columns(words) == width


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_wrapping_loses_no_word_and_keeps_to_the_width(words: str) -> None:
    lines = wrapped(words).split("\n")
    assert " ".join(" ".join(lines).split()) == " ".join(words.split())
    assert all(columns(line) <= WIDTH or " " not in line for line in lines)


def test_an_address_is_never_broken() -> None:
    address = "https://news.example.org/" + "long/" * 30
    assert address in wrapped(f"Read it here: {address} and there.").split("\n")


def test_a_no_break_space_holds_its_words_together() -> None:
    text = wrapped("x" * 68 + " «\u00a0Bonjour\u00a0»")
    assert text.split("\n") == ["x" * 68, "«\u00a0Bonjour\u00a0»"]


def test_a_heading_is_underlined_as_far_as_it_reaches() -> None:
    assert underlined("Πόλη", "=") == "Πόλη\n===="


def test_a_document_keeps_its_shape_without_its_marks() -> None:
    document = parse(
        "## A heading\n\nA **bold** [link](https://example.org/a) and <https://example.org/b>.\n\n"
        '1. one\n2. two\n   - inner\n\n> A quote.\n\n| a | b |\n| - | - |\n| c | d |\n\n![Alt](x.png "Caption")'
    )
    assert document_text(document) == (
        "A heading\n---------\n\n"
        "A bold link <https://example.org/a> and https://example.org/b.\n\n"
        "1. one\n2. two\n   - inner\n\n  A quote.\n\na | b\nc | d\n\n[Caption]"
    )
