"""Markdown becomes blocks that keep their lines; no address and no markup is left in what translators see."""

import pytest
from hypothesis import given, settings

from newsletter.content.commonmark import MAX_DEPTH
from newsletter.content.document import Block, Document, Rich
from newsletter.content.markdown import parse
from newsletter.content.tagged import plain, tag_faults, tokens
from tests.conftest import text_of
from tests.support.markdown_texts import MARKDOWN


def shape(document: Document) -> list[object]:
    """The tree as kinds and words, which is what most tests are about."""

    def of(block: Block) -> object:
        return (
            (block.kind, block.words)
            if block.text is not None
            else (block.kind, [of(child) for child in block.children])
        )

    return [of(block) for block in document.blocks]


def faults(document: Document) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in document.faults]


def one(markdown: str) -> Block:
    (block,) = parse(markdown).blocks
    return block


def test_each_block_with_words_knows_its_kind_and_line() -> None:
    document = parse(
        text_of("""
        First paragraph
        over two lines.

        ## Heading

        - item
          - inner

        1. one

        > quote

        | a | b |
        | - | - |
        | c | d |

        ![alt](x.png "caption")
        """)
    )
    assert [(block.kind, block.words, block.line) for block in document.texts()] == [
        ("paragraph", "First paragraph over two lines.", 0),
        ("heading", "Heading", 3),
        ("list item", "item", 5),
        ("list item", "inner", 6),
        ("list item", "one", 8),
        ("quote", "quote", 10),
        ("table cell", "a", 12),
        ("table cell", "b", 12),
        ("table cell", "c", 14),
        ("table cell", "d", 14),
        ("alt text", "alt", 16),
        ("caption", "caption", 16),
    ]
    assert document.faults == ()


def test_lists_nest_and_keep_their_kind_and_first_number() -> None:
    document = parse("- a\n  1. b\n  2. c\n\n     more of c\n- d\n")
    assert shape(document) == [
        ("list", [
            ("item", [
                ("list item", "a"),
                ("ordered list", [
                    ("item", [("list item", "b")]),
                    ("item", [("list item", "c"), ("list item", "more of c")]),
                ]),
            ]),
            ("item", [("list item", "d")]),
        ])
    ]  # fmt: skip


@pytest.mark.parametrize(("markdown", "first"), [("1. a", 1), ("7. a", 7), ("0. a", 0), ("3) a", 3)])
def test_an_ordered_list_begins_where_its_author_began(markdown: str, first: int) -> None:
    assert one(markdown).number == first


def test_a_heading_keeps_its_level_and_the_first_level_is_the_titles() -> None:
    document = parse("## Two\n\n### Three\n\n#### Four\n\n## Two\n")
    assert [block.number for block in document.blocks] == [2, 3, 4, 2]
    assert document.faults == ()
    assert one("# One").number == 2


def test_a_list_in_a_quotation_holds_items_and_its_paragraphs_are_quoted() -> None:
    assert shape(parse("> said\n>\n> - a\n")) == [
        ("quotation", [("quote", "said"), ("list", [("item", [("list item", "a")])])])
    ]


def test_a_table_has_a_header_row_and_a_side_for_each_column() -> None:
    table = one("| City | Length | Note |\n| :--- | ---: | :---: |\n| Avila | 40 m | |\n")
    assert [row.number for row in table.children] == [1, 0]
    assert [[(cell.words, cell.align) for cell in row.children] for row in table.children] == [
        [("City", "left"), ("Length", "right"), ("Note", "center")],
        [("Avila", "left"), ("40 m", "right"), ("", "center")],
    ]


def test_rows_of_a_table_and_faults_in_its_cells_have_their_lines() -> None:
    document = parse("Text.\n\n| a |\n| - |\n| b |\n| [c](nowhere) |\n")
    assert [row.line for row in document.blocks[1].children] == [2, 4, 5]
    assert faults(document) == [("unsafe-link", 5)]


def test_inline_markup_is_numbered_tags_and_addresses_stand_beside_them() -> None:
    block = one("A [link](https://a.example/x?y=1&z), **strong *both***, ~~gone~~, `code`, <https://b.example>")
    assert block.text == Rich(
        "A <a1>link</a1>, <b1>strong <i1>both</i1></b1>, <s1>gone</s1>, <c1>code</c1>, <a2>https://b.example</a2>",
        (("a1", "https://a.example/x?y=1&z"), ("a2", "https://b.example")),
    )


@pytest.mark.parametrize("markdown", ["one\\\ntwo", "one  \ntwo", "one  \n  two"])
def test_a_hard_break_is_a_tag_and_a_soft_one_a_space(markdown: str) -> None:
    assert one(markdown).words == "one<br1/>two"
    assert one("one\ntwo").words == "one two"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Tom &amp; Jerry &copy; &#8364; &lt;b&gt;", "Tom & Jerry © € <b>"),
        ("a \\* b \\[c\\]", "a * b [c]"),
        ("`a & <b1>`", "a & <b1>"),
        ("the tag &lt;a1> and \\<br1/>", "the tag <a1> and <br1/>"),
        ("back\\\\slash", "back\\slash"),
        ("&nbsp;", ""),
    ],
)
def test_entities_and_escapes_are_the_characters_they_mean(markdown: str, words: str) -> None:
    assert plain(one(markdown).words) == words


@pytest.mark.parametrize("markdown", ["&lt;a1>", "\\<a1>", "<<b1>", "`<c1>`", "<![x](y.png)a1>", "<**a1>**"])
def test_words_that_look_like_a_tag_are_words(markdown: str) -> None:
    block = one(markdown)
    opened = [token.value for token in tokens(block.words) if token.kind == "open"]
    closed = [token.value for token in tokens(block.words) if token.kind == "close"]
    assert sorted(opened) == sorted(closed), block.words


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("中文，\n第二行", "中文，第二行"),
        ("これは\nです", "これはです"),
        ("한국어\n문장", "한국어 문장"),
        ("中文\nURBACT", "中文 URBACT"),
    ],
)
def test_lines_of_chinese_and_japanese_are_joined_without_a_blank(markdown: str, words: str) -> None:
    assert one(markdown).words == words


def test_a_picture_has_words_that_stand_for_it_and_a_caption() -> None:
    block = one('![A **bright** bridge &amp; a `road`\nby [day](x)](bridge.png "Seen & liked \\"here\\"")')
    assert block.kind == "image"
    assert block.src == "bridge.png"
    assert [(part.kind, plain(part.words)) for part in block.children] == [
        ("alt text", "A bright bridge & a road by day"),
        ("caption", 'Seen & liked "here"'),
    ]


@pytest.mark.parametrize(
    ("markdown", "src"),
    [
        ("![x](Brücke.png)", "Brücke.png"),
        ("![x](<a b.png>)", "a b.png"),
        ("![x](a%20b.png)", "a b.png"),
        ("![x](100%.png)", "100%.png"),
        ("![x](a%00b.png)", "a%00b.png"),
    ],
)
def test_a_picture_is_named_as_its_file_is(markdown: str, src: str) -> None:
    assert one(markdown).src == src


def test_what_a_picture_lacks_or_where_it_may_not_stand_is_said() -> None:
    assert faults(parse("Text.\n\n![ ](x.png)\n")) == [("image-without-alt", 2)]
    assert faults(parse("A picture\n![x](x.png) in a text.\n")) == [("image-in-text", 1)]


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("# One\n", [("heading-level", 0)]),
        ("## Two\n\n#### Four\n", [("heading-level", 2)]),
        ("## Two\n\n### Three\n\n## Two\n", []),
        ("a <b>c</b>\n", [("raw-html", 0)]),
        ("a < b and c > d\n", []),
        ("[x](javascript:alert(1))\n", [("unsafe-link", 0)]),
        ("one\ntwo\n[x](ftp://example.org)\n", [("unsafe-link", 2)]),
        ("one\\\n[x](/relative)\n", [("unsafe-link", 1)]),
        ("[x](mailto:a@example.org) [y](http://example.org)\n", []),
        ('[x](https://example.org "title")\n', [("link-title", 0)]),
        ("a &#x202e;b\n", [("forbidden-character", 0)]),
        ("one\n\n&commat;\\@leave@@\n", [("forbidden-character", 2)]),
        ("one\n[a <https://b.example>](https://c.example)\n", [("link-in-link", 1)]),
        ("text\n\n---\n", [("not-shown", 2)]),
        ("```\ncode\n```\n", [("not-shown", 0)]),
        ("text\n\n    code\n", [("not-shown", 2)]),
    ],
)
def test_what_a_letter_cannot_show_is_said_at_its_line(markdown: str, found: list[tuple[str, int]]) -> None:
    assert faults(parse(markdown)) == found


def test_a_teaser_ends_at_the_more_line_or_after_the_first_paragraph() -> None:
    document = parse("## Heading\n\nOne.\n\nTwo.\n\n<!-- more -->\n\nThree.\n")
    assert [block.words for block in document.opening().texts()] == ["Heading", "One.", "Two."]
    assert [block.words for block in parse("## Heading\n\nOne.\n\nTwo.\n").opening().texts()] == ["One."]
    assert parse("## Heading\n").opening().blocks == ()
    assert parse("").opening().blocks == ()


@pytest.mark.parametrize("line", ["<!--more-->", "<!-- more -->", "  <!--  more  -->  "])
def test_the_more_line_is_no_text(line: str) -> None:
    document = parse(f"One.\n\n{line}\n\nTwo.\n")
    assert [block.kind for block in document.blocks] == ["paragraph", "more", "paragraph"]
    assert document.faults == ()
    assert [block.words for block in document.texts()] == ["One.", "Two."]


def test_a_more_line_stands_once_and_not_inside() -> None:
    assert faults(parse("a\n\n<!-- more -->\n\nb\n\n<!-- more -->\n")) == [("two-more-lines", 6)]
    assert faults(parse("- a\n\n  <!-- more -->\n")) == [("more-line-inside", 2)]


@pytest.mark.parametrize("mark", ["- ", "> "])
def test_nothing_is_lost_where_lists_and_quotes_nest_deep(mark: str) -> None:
    for depth in (1, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1):
        document = parse(mark * depth + "words\n")
        assert [block.words for block in document.texts()] == ["words"]
        assert ("nested-too-deep" in {fault.code for fault in document.faults}) == (depth > MAX_DEPTH)


@pytest.mark.parametrize("mark", ["- ", "> ", "1. "])
def test_too_deep_is_said_and_never_crashes(mark: str) -> None:
    assert "nested-too-deep" in {fault.code for fault in parse(mark * 500 + "words\n").faults}


def test_other_words_take_the_place_of_each_text_and_the_rest_stays() -> None:
    document = parse("One [link](https://a.example).\n\n- two\n\n![three](x.png)\n")
    changed = document.with_words(lambda number, block: f"{number}{block.kind}")
    assert [block.words for block in changed.texts()] == ["0paragraph", "1list item", "2alt text"]
    assert changed.blocks[0].text == Rich("0paragraph", (("a1", "https://a.example"),))
    assert changed.blocks[2].src == "x.png"


def test_a_link_in_a_link_is_part_of_its_words() -> None:
    block = one("[a <https://b.example> c](https://d.example) <https://e.example>")
    assert block.text == Rich(
        "<a1>a https://b.example c</a1> <a2>https://e.example</a2>",
        (("a1", "https://d.example"), ("a2", "https://e.example")),
    )


@settings(deadline=None)
@given(MARKDOWN)
def test_any_text_has_blocks_whose_tags_are_sound(markdown: str) -> None:
    document = parse(markdown)
    lines = markdown.count("\n") + 1
    for block in document.texts():
        assert tag_faults(block.words, block.words) == []
        links = [token.value for token in tokens(block.words) if token.kind == "open" and token.value.startswith("a")]
        assert block.text is not None
        assert links == [tag for tag, _ in block.text.targets], "each link's address stands beside it"
        opened = [token.value for token in tokens(block.words) if token.kind == "open"]
        assert len(opened) == len(set(opened)), "each tag has a number of its own"
        assert 0 <= block.line < lines
    assert all(0 <= fault.line < lines for fault in document.faults)


@settings(deadline=None)
@given(MARKDOWN)
def test_putting_the_same_words_back_changes_nothing(markdown: str) -> None:
    document = parse(markdown)
    assert document.with_words(lambda _, block: block.words) == document


def test_too_deep_is_said_once() -> None:
    assert faults(parse("- " * 500 + "words\n")).count(("nested-too-deep", 0)) == 1
