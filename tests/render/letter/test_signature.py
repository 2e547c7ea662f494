"""A note and the name below it, which its author writes in italics."""

import pytest

from newsletter.content.document import Block, Rich
from newsletter.content.foreign import foreign, locale_of
from newsletter.content.markdown import parse
from newsletter.render.letter.markup import plain_words, split_signature


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    return [plain_words(block.text) for block in blocks if block.text]


@pytest.mark.parametrize(
    ("note", "words", "name"),
    [
        ("Good reading! *Your point*", ["Good reading!"], ["Your point"]),
        ("Dear all\n\nGood *reading*! *Your point*", ["Dear all", "Good reading!"], ["Your point"]),
        ("Good reading!\n\n*Your point*", ["Good reading!"], ["Your point"]),
        ("A [link](https://example.org) and *Your [point](https://example.org)*", ["A link and"], ["Your point"]),
        ("*Good* reading, *your* point", ["Good reading, your point"], None),
        ("Good **reading! *Your point***", ["Good reading! Your point"], None),
        ("*Good reading, as ever.", ["*Good reading, as ever."], None),
    ],
)
def test_what_a_note_ends_with_in_italics_is_its_signature(note: str, words: list[str], name: list[str] | None) -> None:
    parted = split_signature(parse(note))
    assert words_of(parted.words.blocks) == words
    assert (parted.signature and words_of(parted.signature.blocks)) == name


def test_the_last_item_of_a_list_is_no_signature() -> None:
    assert split_signature(parse("Good reading!\n\n- *Your point*")).signature is None


def test_a_note_that_fell_back_to_another_language_keeps_it_on_both_sides() -> None:
    note = parse("Good reading! *Your point*").with_words(lambda _, block: foreign((block.text or Rich("")).text, "en"))
    parted = split_signature(note)
    assert parted.signature is not None
    texts = [part.blocks[0].text or Rich("") for part in (parted.words, parted.signature)]
    assert [locale_of(text.text) for text in texts] == ["en", "en"]
