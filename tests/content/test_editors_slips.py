"""What editors do who come from Word and from a web site's program: told at its place, once, with what to write."""

import pytest

from newsletter.content.markdown import parse
from newsletter.problems import Problem, Severity, as_text
from tests.conftest import Sample
from tests.support.slips import BRIDGES, told

MARKETS = "issues/articles/markets.md"
ISSUE = "issues/2024-01/issue.yaml"


def codes(problems: list[Problem]) -> list[str]:
    return [each.code for each in problems]


@pytest.mark.parametrize(
    ("key", "value", "code", "hint"),
    [
        ("locale: en", "locale: Greek", "unknown-locale", "write `el`"),
        ("locale: en", "locale: gr", "unknown-locale", "write `el`"),
        ("locale: en", "locale: pt_PT", "unknown-locale", "write `pt-PT`"),
        ("title: Bridges over the river", "title: “Bridges: a river”", "broken-yaml", "straight quotation marks"),
        ("title: Bridges over the river", "title: # Bridges", "empty-value", "is a remark: put a text in quotes"),
        ("title: Bridges over the river", "title: !Bridges", "yaml-tag", "put the text in quotes"),
        ("title: Bridges over the river", "title: ? Bridges", "broken-yaml", "put the text in quotes"),
        ("title: Bridges over the river", "title: Bridges\nfrom: EU", "bad-name", ": `eu`"),
        ("title: Bridges over the river", "title: Bridges\nnetwork: River Cities", "bad-name", ": `river-cities`"),
        ("  src: bridge.png", "  src: C:\\Users\\Anna\\bridge.png", "missing-picture", "alone: `bridge.png`"),
        ("  src: bridge.png", "  src: issues/images/bridge.png", "missing-picture", "alone: `bridge.png`"),
        ("  alt: Illustration of a bridge", "  alt: IMG_2041.jpg", "alt-of-file-name", "say what it shows"),
        ("  alt: Illustration of a bridge", "  alt: DSC_0042", "alt-of-file-name", "say what it shows"),
        ("title: Bridges over the river", "title: Bridges \ufffd river", "garbled-text", "type the character itself"),
        ("title: Bridges over the river", "title: Bridges â€“ river", "garbled-text", "type the character itself"),
        ("summary: Three cities", "summary: <p>Drei StÃ¤dte", "garbled-text", "type the character itself"),
    ],
)
def test_a_slip_in_a_field_is_told_with_what_to_write(
    sample: Sample, key: str, value: str, code: str, hint: str
) -> None:
    sample.edit(BRIDGES, key, value)
    found = [each for each in told(sample, BRIDGES) if each.code != "mark-as-typed"]
    assert codes(found) == [code], as_text(found)
    assert hint in found[0].hint


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "hint"),
    [
        (MARKETS, "topics: [Economie]", "topics:\n- Economie\n-Markt", "broken-yaml", "write `- Markt`"),
        (
            MARKETS,
            "  start: 2024-02-01",
            "  start: 1 February 2024 at 9.30 am",
            "hours-of-one-end",
            "both with an hour",
        ),
        (MARKETS, "  start: 2024-02-01", "  start: 2024-02-01T09:30", "hours-of-one-end", "both with an hour"),
        (MARKETS, "start: 09:00", "start: 9-10", "broken-time", "`start: 09:30` and `end: 10:15`"),
        (BRIDGES, "title: Bridges", "author: [Ada, Bob]\ntitle: Bridges", "wrong-type", "one is meant here"),
    ],
)
def test_a_slip_in_a_group_is_told_with_what_to_write(
    sample: Sample, file: str, old: str, new: str, code: str, hint: str
) -> None:
    sample.edit(file, old, new)
    found = told(sample, file)
    assert codes(found) == [code], as_text(found)
    assert hint in found[0].hint


def test_a_country_by_its_name_is_told_with_its_code(sample: Sample) -> None:
    sample.edit(MARKETS, "country: BE", "country: Netherlands")
    assert [each.hint for each in told(sample, MARKETS)] == ["write `NL`"]


def test_an_end_before_its_start_is_told_beside_other_faults_of_its_group(sample: Sample) -> None:
    sample.edit(MARKETS, "end: 2024-02-02", "end: 2024-01-02")
    sample.edit(MARKETS, "place: Gent", "plaec: Gent")
    sample.edit(MARKETS, "end: 09:30", "end: 08:30")
    sample.edit(MARKETS, "people: [Ada Example]", "speakr: Ada")
    assert sorted(codes(told(sample, MARKETS))) == ["end-before-start"] * 2 + ["unknown-key"] * 2


@pytest.mark.parametrize(
    ("markdown", "code", "hint"),
    [
        ("[x](www.example.org/a)", "unsafe-link", "write `https://www.example.org/a`"),
        ("[x](anna@example.org)", "unsafe-link", "write `mailto:anna@example.org`"),
        ("[A wall](wall.jpg)", "unsafe-link", "write `![what it shows](wall.jpg)`"),
        ("[x](https://example.org/report”)", "unsafe-link", "take the quotation marks out"),
        ("A sentence that ends.\n---", "made-heading", "leave an empty line between"),
        ("One line\nand another\n---", "made-heading", "leave an empty line between"),
        ("##", "empty-heading", "write them behind the marks"),
        ("1. One\n2. Two\n\n5. Five", "other-number", "write `5\\.`"),
        ("2. Two\n\n2024. A good year.", "other-number", "write `2024\\.`"),
    ],
)
def test_a_slip_in_a_text_is_told_with_what_to_write(markdown: str, code: str, hint: str) -> None:
    (fault,) = parse(markdown).faults
    assert fault.code == code
    assert hint in fault.hint


@pytest.mark.parametrize(
    "markdown", ["A heading\n---", "1. a\n1. b\n1. c", "3. a\n4. b", "1. a\n   5. b\n   6. c\n2. d"]
)
def test_headings_and_lists_as_they_may_be_are_left_alone(markdown: str) -> None:
    assert parse(markdown).faults == ()


@pytest.mark.parametrize("words", ["«AMANHÃ»", "MAÇÃ", "HOTĂRÂRE", "façade, naïve, Ñandú", "Ηλιος Ð", "Â 5 °C"])
def test_letters_that_only_look_garbled_are_left_alone(sample: Sample, words: str) -> None:
    sample.edit(BRIDGES, "Bridges over the river", words)
    assert told(sample, BRIDGES) == []


def test_each_kind_of_tag_of_a_pasted_block_is_told_once() -> None:
    faults = parse("<ul>\n<li>One <b>bold</b></li>\n<li>Two</li>\n</ul>").faults
    assert [fault.words for fault in faults] == ["<ul>", "<li>"]


def test_a_pair_of_tags_in_a_field_is_told_once(sample: Sample) -> None:
    sample.edit(BRIDGES, "Three cities build bridges.", "<p>Three&nbsp;cities</p>")
    assert [each.message for each in told(sample, BRIDGES)] == [
        "`<p>` is shown as it is typed",
        "`&nbsp;` is shown as it is typed",
    ]
    assert told(sample, BRIDGES)[1].hint == "write a blank"


def test_a_file_that_git_could_not_merge_is_read_to_its_end_and_not_used(sample: Sample) -> None:
    sample.edit(
        BRIDGES,
        "title: Bridges over the river\n",
        "<<<<<<< HEAD\ntitle: Bridges *over*\n=======\ntitle: Bridges\n>>>>>>> anna\nfrom: nobody\n",
    )
    sample.edit(BRIDGES, "- The third bridge", "- The ** third ** bridge")
    content, problems = sample.load()
    found = [each for each in problems if each.location and each.location.file == BRIDGES]
    assert codes(found) == ["merge-conflict", "mark-as-typed", "unknown-point", "mark-as-typed"], as_text(found)
    assert "bridges" not in content.articles


def test_a_conflict_over_a_whole_file_is_one_problem(sample: Sample) -> None:
    words = sample.read(BRIDGES)
    sample.write(BRIDGES, f"<<<<<<< HEAD\n{words}=======\n{words}>>>>>>> anna\n".encode())
    assert codes(told(sample, BRIDGES)) == ["merge-conflict"]


def test_an_issue_that_git_could_not_merge_is_read_to_its_end_and_not_used(sample: Sample) -> None:
    sample.edit(ISSUE, "date: 2024-01-16\n", "<<<<<<< HEAD\ndate: 2024-01-16\n=======\ndate: 2024-01-17\n>>>>>>> x\n")
    sample.edit(ISSUE, "- articles: [markets]", "- articles: [marketz]")
    content, problems = sample.load()
    found = [each for each in problems if each.severity is Severity.ERROR]
    assert codes(found) == ["merge-conflict", "unknown-article"], as_text(found)
    assert content.issue is None


def test_an_article_without_front_matter_is_read_to_its_end(sample: Sample) -> None:
    sample.write(MARKETS, "Our partners meet\n\nOn ** Friday ** in [Gent](gent)\n")
    assert codes(told(sample, MARKETS)) == ["no-front-matter", "mark-as-typed", "unsafe-link"]


def test_empty_lines_above_the_front_matter_hide_nothing(sample: Sample) -> None:
    sample.write(MARKETS, f"\n\n{sample.read(MARKETS)}".replace("locale: nl", "locale: gr").encode())
    assert [(each.code, str(each.location)) for each in told(sample, MARKETS)] == [
        ("no-front-matter", f"{MARKETS}:1:1"),
        ("unknown-locale", f"{MARKETS}:4:9"),
    ]


@pytest.mark.parametrize(("name", "proposed"), [("My Article.md", "my-article.md"), ("Größe_2.md", "grosse-2.md")])
def test_a_file_with_another_name_is_told_with_one_that_can_be_referred_to(
    sample: Sample, name: str, proposed: str
) -> None:
    sample.write(f"issues/articles/{name}", "x")
    found = told(sample, f"issues/articles/{name}")
    assert codes(found) == ["bad-file-name"]
    assert proposed in found[0].hint
