"""An article edited block by block: what was edited reads as it was shown, and nothing else changes by a byte."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from newsletter.content.blocks.body import Node, split_article
from newsletter.content.blocks.comparing import meanings, same
from newsletter.content.blocks.reading import read
from newsletter.content.blocks.splicing import BlockRefusedError, write
from newsletter.content.blocks.writing import Writer
from tests.support.random_edits import Editor, articles, body_of, reads_as, touched
from tests.support.trying import tries

FILES = articles()


def typed(text: str, change: Callable[[list[Any]], None]) -> str:
    """A text with its document changed."""
    body = read(text)
    document = copy.deepcopy(body.document())
    change(document["content"])
    return write(body, document).body.text


def words(*parts: Any) -> Node:
    content = [part if isinstance(part, dict) else {"type": "text", "text": part} for part in parts]
    return {"type": "paragraph", "content": content}


def strong(text: str, kind: str = "strong") -> Node:
    return {"type": "text", "text": text, "marks": [{"type": kind}]}


def written(node: Node) -> str:
    return "\n".join(Writer({}, {}).write(node))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_text_that_nobody_edits_keeps_its_bytes(path: Any) -> None:
    body = read(body_of(path))
    assert "".join(gap + piece.source for gap, piece in zip(body.gaps, body.pieces, strict=False)) + body.gaps[-1] == (
        body.text
    )
    assert write(body, copy.deepcopy(body.document())).body.text == body.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_block_written_anew_says_the_same(path: Any) -> None:
    body = read(body_of(path))
    for piece in body.pieces:
        lines = Writer({}, body.references).write(piece.node)
        again = read("\n".join(lines), body.references)
        assert meanings(each.node for each in again.pieces) == meanings([piece.node])
        if path.parent.name == "articles":
            assert "\n".join(lines) == piece.source


@pytest.mark.parametrize("number", range(4))
def test_what_is_edited_at_random_reads_as_it_was_shown_and_the_rest_keeps_its_bytes(number: int) -> None:
    for seed in range(number, tries(160), 4):
        body = read(body_of(FILES[seed % len(FILES)]))
        document, _ = Editor(seed).edited(body.document())
        made = write(body, document).body
        assert reads_as(made.text, document)
        sources = [piece.source for piece in made.pieces]
        changed = touched(body.document(), document)
        assert [piece.source for piece in body.pieces if piece.oid not in changed and piece.source not in sources] == []


def test_one_word_typed_changes_one_line() -> None:
    text = "First __old__ *line*.\r\n\r\n* one\r\n* two  \r\n\r\nLast"
    made = typed(text, lambda blocks: blocks[2]["content"][0].update(text="Lasting"))
    assert made == text.removesuffix("Last") + "Lasting"


def test_an_item_put_in_leaves_the_others_and_counts_on() -> None:
    def change(blocks: list[Any]) -> None:
        blocks[0]["content"].insert(1, {"type": "list_item", "content": [words("new")]})

    text = "9)  nine\n\n    more of __it__\n10) ten\n"
    assert typed(text, change) == "9)  nine\n\n    more of __it__\n10)  new\n11) ten\n"
    assert typed("1. a\n1. b\n", change) == "1. a\n1. new\n1. b\n"
    assert typed("* a\n\n* b\n", change) == "* a\n\n* new\n\n* b\n"


def test_items_that_are_inside_of_others_keep_their_bytes() -> None:
    text = "*   out __a__\n    + in __b__\n    + in c\n*   d\n"

    def change(blocks: list[Any]) -> None:
        blocks[0]["content"][0]["content"][0]["content"] = [{"type": "text", "text": "OUT"}]

    assert typed(text, change) == "*   OUT\n    + in __b__\n    + in c\n*   d\n"


def test_lists_that_nobody_touched_are_not_rewritten_where_they_come_to_stand_side_by_side() -> None:
    with pytest.raises(BlockRefusedError) as refused:
        typed("- a\n- b\n\nBetween.\n\n- c\n", lambda blocks: blocks.pop(1))
    assert (refused.value.index, refused.value.source) == (1, "- c")


def test_a_list_written_beside_another_one_stays_another_one() -> None:
    new = {"type": "bullet_list", "content": [{"type": "list_item", "content": [words("new")]}]}
    made = typed("- a\n\nBetween.\n\n- c\n", lambda blocks: blocks.__setitem__(1, new))
    assert [piece.node["type"] for piece in read(made).pieces] == ["bullet_list"] * 3
    assert (made.startswith("- a\n"), made.endswith("\n- c\n")) == (True, True)


def test_one_list_of_two_keeps_the_lines_of_both() -> None:
    def join(blocks: list[Any]) -> None:
        first, _, second = blocks
        first["content"] += second["content"]
        del blocks[1:]

    assert typed("* a\n* __b__\n\nBetween.\n\n* c\n", join) == "* a\n* __b__\n* c\n"


def test_a_row_of_a_table_that_was_not_edited_keeps_its_line() -> None:
    text = "|  A |B|\n|----|:-:|\n|  x |  y|\n| z |w|\n"
    made = typed(text, lambda blocks: blocks[0]["content"][2]["content"][0].update(words("new")))
    assert made == "|  A |B|\n|----|:-:|\n|  x |  y|\n| new | w |\n"


@pytest.mark.parametrize(
    ("node", "source"),
    [
        (words(strong("«cita»"), "más"), "**«cita»**&#109;ás"),
        (words(strong("「引用」"), "の文"), "**「引用」**&#12398;文"),
        (words("a", strong("b"), "c"), "a**b**c"),
        (words(strong("a"), strong("b", "em")), "**a***b*"),
        (words(strong(" a "), "b"), "**a** b"),
        (words("# no heading"), "\\# no heading"),
        (words("1. no list"), "1\\. no list"),
        (words("- no list"), "\\- no list"),
        (words("a\n===\nb"), "a\n\\===\nb"),
        (words("2 * 3 and [sic] & co < 5"), "2 * 3 and [sic] & co < 5"),
        (words("&amp; [a](b) **c** <b> snake_case _x_ C:\\dir \\*"), None),
        (words("a", {"type": "hard_break"}, "b"), "a\\\nb"),
        ({"type": "heading", "attrs": {"level": 3}, "content": words("C #")["content"]}, "### C \\#"),
        ({"type": "picture", "attrs": {"src": "a b.png", "alt": "A [b]", "caption": 'C "d"'}}, None),
        ({"type": "more"}, "<!-- more -->"),
    ],
)
def test_what_is_written_reads_as_it_was_shown(node: Node, source: str | None) -> None:
    made = written(node)
    assert same(read(made).pieces[0].node, node)
    if source is not None:
        assert made == source


@pytest.mark.parametrize(
    "address", ["/נתיב", "https://example.org/a(b)", "a b", "", "https://example.org/?a=1&copy;=2"]
)
def test_an_address_stays_as_it_was_typed(address: str) -> None:
    link = {"type": "link", "attrs": {"href": address, "title": None}}
    node = words({"type": "text", "text": "words", "marks": [link, {"type": "strong"}]}, " behind")
    assert same(read(written(node)).pieces[0].node, node)


def test_what_letters_do_not_show_stands_as_its_source() -> None:
    text = "```\ncode\n```\n\n<div>x</div>\n\nA <!-- note --> b\n\n[x]: https://example.org\n\n- a\n\n  ***\n\n---\n"
    nodes = [piece.node for piece in read(text).pieces]
    assert [node["type"] for node in nodes] == ["raw", "raw", "raw", "raw", "bullet_list", "raw"]
    assert nodes[4]["content"][0]["content"][1] == {"type": "raw", "attrs": {"source": "***"}}


def test_a_definition_that_a_link_needs_is_not_taken_away() -> None:
    body = read("See [it][x].\n\n[x]: https://example.org\n")
    document = copy.deepcopy(body.document())
    document["content"].pop()
    with pytest.raises(BlockRefusedError) as refused:
        write(body, document)
    assert refused.value.index == 0


def test_a_block_edited_as_markdown_is_read_for_what_it_says() -> None:
    body = read("One.\n\nTwo.\n\nThree.\n")
    made = write(body, body.document(), {"b1": "## Two\n\n- a"})
    assert made.body.text == "One.\n\n## Two\n\n- a\n\nThree.\n"
    assert made.origins == ("b0", "b1", "", "b2")
    with pytest.raises(BlockRefusedError) as refused:
        write(body, body.document(), {"b1": "```\nopen"})
    assert (refused.value.index, refused.value.oid) == (1, "b1")


def test_an_articles_head_and_text_are_parted_at_the_second_line() -> None:
    assert split_article("---\na: b\n--- \n\nText\n") == ("---\na: b\n--- \n", "\nText\n")
    assert split_article("No head\n") is None
    assert split_article("---\nopen\n") is None
