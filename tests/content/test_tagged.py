"""Tagged text: any words can be written in it, and a translation has to bring each tag back."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.content.tagged import Token, escape, plain, tag_faults, tokens

PIECES = [
    "<",
    ">",
    "/",
    "\\",
    "a1",
    "b2",
    "br1",
    "<a1>",
    "</a1>",
    "<br1/>",
    "<br10/>",
    "\\<",
    "\\\\",
    "a",
    "1",
    " ",
    "é",
    "<d1>",
]
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)
TAGS = st.sampled_from(["<a1>", "</a1>", "<b2>", "</b2>", "<br1/>"])


@settings(deadline=None)
@given(WORDS)
@example("C:\\<a1>")
@example("\\")
def test_any_words_come_back_as_they_were_written(words: str) -> None:
    assert list(tokens(escape(words))) == ([Token("words", words)] if words else [])
    assert plain(escape(words)) == words


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, TAGS), max_size=6), WORDS)
def test_words_never_run_into_the_tags_beside_them(pairs: list[tuple[str, str]], last: str) -> None:
    text = "".join(escape(words) + tag for words, tag in pairs) + escape(last)
    found = list(tokens(text))
    assert [t for t in found if t.kind != "words"] == [t for _, tag in pairs for t in tokens(tag)]
    assert "".join(t.value for t in found if t.kind == "words") == "".join(words for words, _ in pairs) + last


@settings(deadline=None)
@given(WORDS)
def test_only_what_looks_like_a_tag_or_a_backslash_is_escaped(words: str) -> None:
    escaped = escape(words)
    assert escaped.count("\\") >= words.count("\\") * 2
    if "\\" not in words and not any(token.kind != "words" for token in tokens(words)):
        assert escaped == words, "a translator sees no needless backslash"


def test_tokens_name_each_tag_and_join_the_words_between() -> None:
    assert list(tokens("Ten <a1>big \\<b1> cities</a1><br1/>\\\\ end")) == [
        Token("words", "Ten "),
        Token("open", "a1"),
        Token("words", "big <b1> cities"),
        Token("close", "a1"),
        Token("single", "br1"),
        Token("words", "\\ end"),
    ]


@pytest.mark.parametrize(
    "text", ["<d1>", "<a0>", "<a>", "<A1>", "<a1", "< a1>", "<a1 >", "<br1>", "</br1/>", "<a1/>", "a\\b"]
)
def test_what_is_almost_a_tag_is_words(text: str) -> None:
    assert list(tokens(text)) == [Token("words", text)]


def test_plain_words_keep_a_space_where_a_line_breaks() -> None:
    assert plain("one<br1/>two <b1>three</b1>") == "one two three"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Ten cities", "Dix villes"),
        ("Ten <a1>cities</a1>", "<a1>Dix</a1> villes"),
        ("<a1>one</a1> <b1>two</b1>", "<b1>deux</b1> <a1>un</a1>"),
        ("<a1>one</a1> <b1>two</b1>", "<b1>deux <a1>un</a1></b1>"),
        ("<a1>one</a1> <a2>two</a2>", "<a2>deux</a2> <a1>un</a1>"),
        ("one<br1/>two", "un<br1/>deux"),
        ("a \\<b1> b", "un \\<b1> deux"),
        ("a <b2> b", "un <b2> deux"),
    ],
)
def test_a_translation_with_the_tags_of_its_source_is_right(source: str, target: str) -> None:
    assert tag_faults(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "faults"),
    [
        ("<a1>x</a1>", "x", ["the tag <a1> is missing", "the tag </a1> is missing"]),
        ("<a1>x</a1>", "<a1>x", ["the tag </a1> is missing"]),
        ("x<br1/>", "x", ["the tag <br1/> is missing"]),
        ("x", "<b1>x</b1>", ["the tag <b1> is not in the source, or there once too often"] * 1
         + ["the tag </b1> is not in the source, or there once too often"]),
        ("x<br1/>", "<br1/>x<br1/>", ["the tag <br1/> is not in the source, or there once too often"]),
        ("<a1>x</a1> <b1>y</b1>", "<a1>x <b1>y</a1></b1>", ["the tag </a1> closes what is not the last one open"]),
        ("<a1>x</a1>", "</a1>x<a1>", ["the tag </a1> closes what is not the last one open"]),
        ("<a1>x</a1> <a2>y</a2>", "<a1>x <a2>y</a2></a1>", ["the tag <a2> is a link inside a link"]),
        ("<a1>x</a1> <i1>z</i1> <a2>y</a2>", "<a2><i1><a1>z</a1></i1>y</a2>", ["the tag <a1> is a link inside a link"]),
    ],
)  # fmt: skip
def test_each_lost_added_or_crossed_tag_is_said(source: str, target: str, faults: list[str]) -> None:
    assert tag_faults(source, target) == faults
