"""Translations of this repository's articles, laid out as old issues have them, find their blocks again."""

from collections.abc import Callable

import pytest

from newsletter.content.document import Rich
from newsletter.content.markdown import parse
from newsletter.translate.alignment.costs import COSTS, cost_of
from newsletter.translate.alignment.pairing import Pair, joined, pair_passages
from newsletter.translate.alignment.passage import Passage, address_key, passages_of
from newsletter.translate.alignment.restoring import restore_tags
from tests.support.translated_articles import LOCALES, SLUGS, articles, lay_out, untouched

Blocks = list[tuple[int, str, str]]


def paragraphs(blocks: Blocks) -> list[int]:
    return [at for at, (_, kind, _) in enumerate(blocks) if kind == "paragraph"]


def without_a_paragraph(blocks: Blocks) -> Blocks:
    at = paragraphs(blocks)[1]
    return blocks[:at] + blocks[at + 1 :]


def without_headings(blocks: Blocks) -> Blocks:
    return [each for each in blocks if each[1] != "heading"]


def with_two_in_one(blocks: Blocks) -> Blocks:
    at = next(at for at in paragraphs(blocks) if at + 1 in paragraphs(blocks))
    (number, kind, one), (_, _, other) = blocks[at : at + 2]
    return [*blocks[:at], (number, kind, f"{one} {other}"), *blocks[at + 2 :]]


def with_one_in_two(blocks: Blocks) -> Blocks:
    at = max(paragraphs(blocks), key=lambda at: len(blocks[at][2]) if ". " in blocks[at][2] else 0)
    number, kind, text = blocks[at]
    end = text.index(". ") + 1
    return [*blocks[:at], (number, kind, text[:end]), (number, kind, text[end + 1 :]), *blocks[at + 1 :]]


def with_items_as_paragraphs(blocks: Blocks) -> Blocks:
    return [(number, "paragraph", text.removeprefix("- ")) for number, _, text in blocks]


def with_a_stranger(blocks: Blocks) -> Blocks:
    at = len(blocks) // 2
    return [*blocks[:at], (-1, "paragraph", "Lorem ipsum dolor sit amet, 1999."), *blocks[at:]]


def with_one_moved(blocks: Blocks) -> Blocks:
    first, *_, last = paragraphs(blocks)[1:-1]
    rest = blocks[:first] + blocks[first + 1 :]
    return [*rest[:last], blocks[first], *rest[last:]]


def without_bold(blocks: Blocks) -> Blocks:
    return [(number, kind, text.replace("**", "")) for number, kind, text in blocks]


def paired(slug: str, locale: str, change: Callable[[Blocks], Blocks]) -> tuple[int, int, int] | None:
    """Of one article: pairs, those that are right, those whose tags came back whole; None where there is none."""
    laid = lay_out(slug, locale, change)
    if laid is None:
        return None
    source = passages_of(articles()[slug].body)
    target = passages_of(parse(laid.markdown))
    numbers = [at for at, block in enumerate(articles()[slug].body.texts()) if block.words]
    origins = [
        number + at if number >= 0 else -1
        for number, line in laid.blocks
        for at in range(len(passages_of(parse(line))))
    ]
    pairs = [pair for pair in pair_passages(source, target) if pair.source and pair.target]
    right = [
        len({origins[at] for at in pair.target}) == 1 and origins[pair.target[0]] in {numbers[at] for at in pair.source}
        for pair in pairs
    ]
    whole = [
        "lost-tag" not in restore_tags(source[pair.source[0]].rich, joined([target[at] for at in pair.target]).rich)[1]
        for pair in pairs
        if len(pair.source) == 1
    ]
    return len(pairs), sum(right), sum(whole)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_block_finds_its_translation_and_every_tag_its_place(locale: str) -> None:
    found = [figures for slug in SLUGS if (figures := paired(slug, locale, untouched))]
    pairs, right, whole = (sum(each) for each in zip(*found, strict=True))
    assert pairs == right == whole >= 39


@pytest.mark.few_quick(4)
@pytest.mark.parametrize(
    "change",
    [
        without_a_paragraph, without_headings, with_two_in_one, with_one_in_two, with_items_as_paragraphs,
        with_a_stranger, with_one_moved, without_bold,
    ],
)  # fmt: skip
@pytest.mark.parametrize("locale", ["pl", "el"])
def test_whatever_somebody_has_done_to_the_blocks_no_pair_is_wrong(
    locale: str, change: Callable[[Blocks], Blocks]
) -> None:
    for slug in SLUGS:
        found = paired(slug, locale, change)
        if found:
            pairs, right, _ = found
            assert right == pairs, slug
            assert pairs >= 10


def passages(*texts: str) -> list[Passage]:
    return passages_of(parse("\n\n".join(texts)))


def test_what_has_no_partner_stands_alone_and_why_a_pair_is_doubted_is_said() -> None:
    source = passages(
        "## News", "The fair opens on 5 May in Ghent.", "Ada Example of the city speaks of 12 bridges.", "Come and see."
    )
    target = passages("## Aktualności", "Targi otwierają się 6 maja w Ghent.", "Przyjdź i zobacz.")
    assert pair_passages(source, target) == [
        Pair((0,), (0,)),
        Pair((1,), (1,), ("other-numbers",)),
        Pair((2,), ()),
        Pair((3,), (2,)),
    ]
    assert pair_passages([], target) == [Pair((), (0,)), Pair((), (1,)), Pair((), (2,))]
    assert pair_passages(source[:1], []) == [Pair((0,), ())]


def test_the_table_says_what_a_pair_costs() -> None:
    heading, text, item = passages("## Ghent 2024", "Ghent 2024", "- Ghent 2024")
    assert cost_of(heading, heading, 1) < cost_of(item, text, 1) < cost_of(heading, text, 1)
    (other,) = passages("Ghent 2025")
    assert cost_of(text, text, 1) < cost_of(text, other, 1)
    assert cost_of(text, other, 1) - cost_of(text, text, 1) == pytest.approx(COSTS.numbers - COSTS.same_numbers)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://urbact.eu/", "http://www.URBACT.eu", True),
        ("https://example.org/a?utm_source=x&b=1", "https://example.org/a?b=1", True),
        ("https://example.org/a", "https://example.org/b", False),
        ("mailto:A@example.org", "mailto:a@example.org", True),
    ],
)
def test_addresses_are_the_same_whatever_a_site_has_added(one: str, other: str, is_same: bool) -> None:
    assert (address_key(one) == address_key(other)) is is_same


def rich(text: str) -> Rich:
    (passage,) = passages(text)
    return passage.rich


LINKS = "See [the fair](https://example.org/fair) and **all** of [Ghent](https://example.org/ghent)."


@pytest.mark.parametrize(
    ("source", "target", "words", "doubts"),
    [
        (  # in another order: by the addresses
            LINKS, "W [Gandawie](https://example.org/ghent/) są **wszystkie** [targi](http://example.org/fair).",
            "W <a2>Gandawie</a2> są <b1>wszystkie</b1> <a1>targi</a1>.", (),
        ),
        (  # a page of the same site in the other language
            "See [it](https://example.org/en).", "Zobacz [to](https://example.org/pl).",
            "Zobacz <a1>to</a1>.", ("other-address",),
        ),
        ("**All of it.**", "Wszystko.", "<b1>Wszystko.</b1>", ()),
        ("Visit [urbact.eu](https://urbact.eu).", "Odwiedź urbact.eu.", "Odwiedź <a1>urbact.eu</a1>.", ()),
        ("It is **bold**.", "To jest *śmiałe*.", "To jest <b1>śmiałe</b1>.", ()),
        ("It is bold.", "To jest **śmiałe**.", "To jest śmiałe.", ("mark-left-out",)),
        ("It is **bold** here.", "Tu jest śmiałe.", "Tu jest śmiałe.", ("lost-tag",)),
        ("One  \ntwo", "Jeden  \ndwa", "Jeden<br1/>dwa", ()),
        ("One two", "Jeden  \ndwa", "Jeden dwa", ("mark-left-out",)),
    ],
)  # fmt: skip
def test_tags_come_back_where_their_places_are_certain(
    source: str, target: str, words: str, doubts: tuple[str, ...]
) -> None:
    assert restore_tags(rich(source), rich(target)) == (words, doubts)


def test_tags_of_joined_blocks_go_on_counting() -> None:
    one, other = passages("**A** [b](https://example.org/b)", "**c** [d](https://example.org/d)")
    whole = joined([one, other]).rich
    assert whole.text == "<b1>A</b1> <a1>b</a1> <b2>c</b2> <a2>d</a2>"
    assert whole.targets == (("a1", "https://example.org/b"), ("a2", "https://example.org/d"))
