"""The text letter is set by the width that is seen, and every link of it has a number and an address."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.markdown import parse
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.project import open_project
from newsletter.render.letter import layout
from newsletter.render.letter.text import WIDTH, Links, align, break_by_width, columns, tidy, underline, wrap
from newsletter.render.line_breaks import LineBreaks
from tests.conftest import Sample, copy_of_the_repository, text_of

ANY_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
SHARED = re.compile(r"https://(www\.)?(facebook|twitter|x|linkedin|instagram|youtube)\.com/")


def letter_text(sample: Sample, point: str = "eu", locale: str = "en") -> str:
    build(sample.project(), "2024-01")
    return sample.read(f"build/2024-01/{point}/{locale}/letter.txt")


def too_wide(text: str) -> list[str]:
    """The lines with more columns than a line may have, unless all that they hold is a number and one address."""
    lines = [line for line in text.split("\n") if columns(line) > WIDTH]
    return [line for line in lines if not re.fullmatch(r" *(\[\d+\] +)?\S*(://|@)\S*", line)]


@pytest.mark.parametrize(
    ("words", "width"),
    [
        ("plain", 5),
        ("Ελλάδα", 6),
        ("Łódź", 4),
        ("5 €", 3),
        ("中文", 4),
        ("e\u0301", 1),
        ("👩‍💻", 2),
        ("a\u200bb", 2),
        ("", 0),
    ],
)
def test_columns_are_counted_as_they_are_seen(words: str, width: int) -> None:
    assert columns(words) == width


@given(ANY_WORDS, st.sampled_from(["", "- ", "中"]))
def test_wrapping_loses_no_word_and_keeps_to_the_width(words: str, first: str) -> None:
    lines = wrap(words, first=first, rest="  ").split("\n")
    assert "".join(first.split() + words.split()) == "".join(part for line in lines for part in line.split())
    assert too_wide("\n".join(lines)) == []


@given(st.text(st.sampled_from("ab ä@"), min_size=60), st.sampled_from(["", "  "]))
def test_narrow_and_wide_words_break_at_the_same_places(words: str, indent: str) -> None:
    joined = " ".join(words.split())
    assert wrap(words, first=indent, rest=indent) == "\n".join(break_by_width(joined, WIDTH, indent, indent))


def test_an_address_is_never_broken() -> None:
    address = "https://news.example.org/" + "long/" * 30
    assert address in wrap(f"Read it here: {address} and there.").split("\n")
    assert address in wrap(f"读这里 {address} 中文").split("\n")


def test_a_word_without_room_in_any_line_is_parted() -> None:
    assert wrap("x" * 80, first="- ", rest="  ") == f"- {'x' * 70}\n  {'x' * 10}"


def test_chinese_breaks_between_characters_but_never_before_a_full_stop() -> None:
    assert wrap("中" * 36 + "。" + "文") == "中" * 35 + "\n中。文"


def test_a_no_break_space_holds_its_words_together() -> None:
    text = wrap("x" * 68 + " «\u00a0Bonjour\u00a0»")
    assert text.split("\n") == ["x" * 68, "«\u00a0Bonjour\u00a0»"]


def test_a_heading_is_underlined_as_far_as_it_reaches() -> None:
    assert underline("Πόλη", "=") == "Πόλη\n===="


def test_a_long_heading_has_lines_of_like_length() -> None:
    first, second, rule = underline("A round table on the new networks of the programme, " * 2, "-").split("\n")
    assert abs(len(first) - len(second)) < 12
    assert rule == "-" * max(len(first), len(second))


def test_times_stand_in_a_column_and_long_entries_go_on_below_their_words() -> None:
    rows = f"09:00–09:15\tWelcome\n12:30\t{'word ' * 15}\n\tAda Example\n"
    assert align(rows) == (
        "09:00–09:15  Welcome\n"
        f"12:30        {'word ' * 11}word\n"
        f"             {'word ' * 2}word\n"
        "             Ada Example\n"
    )


def test_columns_of_wide_characters_stand_below_each_other() -> None:
    assert align("中国\tA\nΕλ\tB") == "中国  A\nΕλ    B\n"


def test_what_has_no_room_beside_its_label_follows_it() -> None:
    address = "https://news.example.org/" + "x" * 40
    assert align(f"Deutsch\t{address}\nX\ta") == f"Deutsch\n  {address}\nX a\n"
    assert align(f"{'Very ' * 7}long:\tname") == f"{'Very ' * 7}long: name\n"


@given(st.lists(st.tuples(ANY_WORDS, ANY_WORDS), max_size=5))
def test_columns_lose_nothing_and_keep_to_the_width(pairs: list[tuple[str, str]]) -> None:
    rows = [(left.replace("\t", " "), right) for left, right in pairs]
    text = align("".join(f"{left}\t{right}\n" for left, right in rows))
    assert "".join(text.split()) == "".join("".join((left + right).split()) for left, right in rows)
    assert too_wide(text) == []


def test_links_are_numbered_through_the_letter_and_told_at_the_end_of_their_section() -> None:
    links = Links(LineBreaks("en"))
    assert links.linked("One", "https://example.org/1") == "One\u00a0[1]"
    assert links.linked("Two", "https://example.org/2") == "Two\u00a0[2]"
    assert links.linked("Again", "https://example.org/1") == "Again\u00a0[1]"
    assert links.addresses() == "[1] https://example.org/1\n[2] https://example.org/2"
    assert links.linked("Later", "https://example.org/1") == "Later\u00a0[3]"
    assert links.addresses() == "[3] https://example.org/1"
    assert links.addresses() == ""


def test_a_document_keeps_its_shape_without_its_marks() -> None:
    document = parse(
        "## A heading\n\nA **bold** [link](https://example.org/a) and <https://example.org/b>.\\\nNext line.\n\n"
        "1. one\n2. two\n   - [inner](mailto:a@example.org)\n\n> A quote.\n>\n> - in it\n\n"
        '| a | b |\n| - | - |\n| c | d |\n\n![Alt](x.png "Caption")'
    )
    links = Links(LineBreaks("en"))
    assert links.document(document) == (
        "A heading\n---------\n\n"
        "A bold link\u00a0[1] and https://example.org/b.\nNext line.\n\n"
        "1. one\n2. two\n   - inner\u00a0[2]\n\n  A quote.\n\n  - in it\n\na | b\nc | d\n\n[Caption]"
    )
    assert links.addresses() == "[1] https://example.org/a\n[2] a@example.org"


@given(
    st.lists(
        st.lists(
            st.tuples(st.text("abc ", max_size=30).map(str.strip), st.text("xyz/", max_size=90)), min_size=1, max_size=4
        ),
        max_size=4,
    )
)
def test_numbers_follow_each_other_and_lead_to_every_address(sections: list[list[tuple[str, str]]]) -> None:
    links = Links(LineBreaks("en"))
    written = []
    for section in sections:
        targets = [f"https://example.org/{path}" for _, path in section]
        text = " and ".join(f"{words} [word]({url})" for (words, _), url in zip(section, targets, strict=True))
        body, listed = links.document(parse(text)), links.addresses()
        used = re.findall(r"word\u00a0\[(\d+)\]", body)
        told = {}
        for line in listed.split("\n"):
            number, _, address = line.partition("] ")
            told[number.removeprefix("[")] = address.lstrip(" ")
        assert [told[number] for number in used] == targets
        written += [body, listed]
    numbers = re.findall(r"^\[(\d+)\]", "\n".join(written), re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
    assert too_wide("\n".join(written)) == []


def test_the_rest_of_templates_is_tidied_away() -> None:
    assert tidy("\n a  \n\n\nb\n \n", "ltr") == "a\n\nb\n"


def test_a_line_from_right_to_left_is_marked_where_it_begins_otherwise() -> None:
    mark = "\u200f"
    letter = "Remote-IT\n====\nشبكة\n09:00  مرحبا\n\n[1] https://example.org/a"
    assert tidy(letter, "rtl") == f"{mark}Remote-IT\n{mark}====\nشبكة\n09:00  مرحبا\n\n[1] https://example.org/a\n"


@pytest.mark.slow
def test_an_arabic_letter_keeps_its_lines_to_the_right(sample: Sample) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ar]")
    text = letter_text(sample, "eu", "ar")
    assert "\n\u200fBridges over the river\n\u200f======================\n" in text
    assert "\n[1] https://" in text


def test_the_small_letter_reads_as_it_should(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "heading: News", "heading: News\n  - agenda: markets\n    heading: Day")
    assert letter_text(sample, "nl", "nl-BE").split("\n\nLead partner")[0] == text_of(
        """
        URBACT\u00a0– Nederland
        16 januari 2024

        In this issue
        -------------
        - Bridges over the river
        - A network
        - News: Markten in de stad
        - Day
        - A word from your National Point

        Bridges over the river
        ======================

        The first bridge opens in spring\u00a0[1].

        Read more: Bridges over the river\u00a0[2]

        [1] https://example.org/spring
        [2] https://news.example.org/2024-01/nl-BE/bridges/

        A network
        =========

        Rivers
        ------
        Cities at the water

        Cities that live with their rivers.

        Read more\u00a0[3]
        """
    ).rstrip("\n")
    text = letter_text(sample)
    assert "\n2 partners\nBelgium:               Ghent\nBosnia & Herzegovina:  name not yet known\n" in text
    assert (
        "\n\nOpening\n-------\nThursday 1\u00a0February 2024\n\n09:00–09:30  Ontvangst\n             Ada\u00a0Example\n"
        in text
    )
    assert "\nThis issue in other languages:\nNederlands           https://news" in text


def test_a_note_is_signed(sample: Sample) -> None:
    rule = "-" * WIDTH
    assert f"\n\n{rule}\n\nEen groet.\n\nNationaal punt\n\n{rule}\n\n" in letter_text(sample, "nl", "nl")


def test_a_template_can_change_a_single_part(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    sample.write(
        "templates/other.txt",
        """
        {% extends "newsletter.txt" %}
        {% block lead %}
        {{ linked("Before", "https://example.org/before") }} {{ section.lead }}

        {{ super() }}
        {% endblock %}
        {% block footer %}
        {{ linked("The end", "https://example.org/end") }}
        {% endblock %}
        """,
    )
    whole = letter_text(sample)
    monkeypatch.setattr(layout, "TEXT", "other.txt")
    sample.edit("issues/2024-01/issue.yaml", "A small issue", "Another issue")
    changed = letter_text(sample)
    assert "\n\nBefore\u00a0[1] bridges\n\nBridges over the river\n" in changed
    assert changed.endswith("The end\u00a0[8]\n\n[8] https://example.org/end\n")
    contents = whole.split("\n\n")[1]
    assert contents in changed, "what is not changed stays"


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> dict[str, tuple[str, str]]:
    """The HTML and text of every edition of November 2023."""
    project, _ = open_project(copy_of_the_repository(tmp_path_factory.mktemp("texts"), compiled), {})
    assert project is not None
    return {built.edition: pages(built.folder) for built in build(project, "2023-11").editions}


def pages(folder: Path) -> tuple[str, str]:
    html, text = ((folder / name).read_text("utf-8") for name in ("letter.html", "letter.txt"))
    return html, text


@pytest.mark.slow
def test_every_link_of_every_letter_is_in_its_text(november: dict[str, tuple[str, str]]) -> None:
    assert len(november) == 12
    for name, (html, text) in november.items():
        links = {unescape(href) for href in re.findall(r'<a\b[^>]* href="(https?:[^"]+)"', html)}
        own = {link for link in links if not SHARED.match(link)}
        assert len(own) >= 12, name
        assert {link for link in own if link not in text.split()} == set(), name


@pytest.mark.slow
def test_no_letter_of_november_has_a_line_too_wide_or_a_mark_left(november: dict[str, tuple[str, str]]) -> None:
    for name, (_, text) in november.items():
        assert too_wide(text) == [], name
        assert not re.search(r"[ \u00a0]$|\n\n\n|\t|<|&\w+;|\*\*|\{|@@", text, re.MULTILINE), name
        assert {line[0] for line in text.split("\n") if re.fullmatch(r"(\W)\1{2,}", line)} == {"=", "-"}, name


def test_the_numbers_of_every_letter_of_november_follow_each_other(november: dict[str, tuple[str, str]]) -> None:
    for name, (_, text) in november.items():
        told = [int(number) for number in re.findall(r"^\[(\d+)\] +https://\S+$", text, re.MULTILINE)]
        assert told == list(range(1, len(told) + 1)), name
        assert {int(number) for number in re.findall(r"\u00a0\[(\d+)\]", text)} == set(told), name
