"""No text is cut in silence: what stands behind a `#` and looks like text is an error at its place, in every file."""

import pytest

from newsletter.problems import as_text
from tests.conftest import Sample

ISSUE = "issues/2024-01/issue.yaml"
OVERLAY = "issues/2024-01/points/nl.yaml"
BRIDGES = "issues/articles/bridges.md"
MARKETS = "issues/articles/markets.md"
RIVERS = "issues/networks/rivers.yaml"
EU = "issues/points/eu.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "at"),
    [
        (ISSUE, "subject: A small issue", "subject: We are #1: a small issue", "2:17"),
        (ISSUE, "subject: A small issue", "subject: We are # 1: a small issue", "2:17"),
        (ISSUE, "subject: A small issue", "subject: We are # 1", "2:17"),
        (ISSUE, "subject: A small issue", "subject: A small\t#issue", "2:18"),
        (ISSUE, "subject: A small issue", 'subject: "A small" #issue', "2:20"),
        (ISSUE, "subject: A small issue", "subject: A small\n  #issue", "3:3"),
        (ISSUE, "subject: A small issue", "subject: A small\n  issue\n  of #ten pages", "4:6"),
        (ISSUE, "subject: A small issue", "subject: #1 in Europe", "2:10"),
        (ISSUE, "heading: A network", "heading: A network #newhere", "7:24"),
        (OVERLAY, "note: Een groet.", "note: Een groet #uitGent", "1:17"),
        (BRIDGES, "title: Bridges over the river", "title: Bridges #overtheriver", "3:16"),
        (BRIDGES, "alt: Illustration of a bridge", "alt: Illustration of bridge #3", "7:31"),
        (MARKETS, "  place: Gent", "  place: Gent\n  organiser: #Markt", "12:14"),
        (EU, "country: EU", "country: EU #office", "1:13"),
    ],
)
def test_what_a_remark_would_swallow_is_told_where_it_begins(
    sample: Sample, file: str, old: str, new: str, at: str
) -> None:
    sample.edit(file, old, new)
    _, problems = sample.load()
    assert [(problem.code, str(problem.location)) for problem in problems] == [("cut-text", f"{file}:{at}")], as_text(
        problems
    )
    assert "quotes" in problems[0].hint


@pytest.mark.parametrize(
    "old_new",
    [
        ("subject: A small issue", "subject: A small issue # up to 60 characters"),
        ("subject: A small issue", "subject: A small issue # 60 characters at most"),
        ("subject: A small issue", "subject: A small issue #"),
        ("subject: A small issue", "subject: A small issue #----"),
        ("subject: A small issue", "subject: A small issue\n  #preheader: the old one"),
        ("subject: A small issue", "subject: A small issue\n#an old remark"),
        ("subject: A small issue", "subject: A small issue\n\n  #not part of it"),
        ("subject: A small issue", 'subject: "A small #issue"'),
        ("subject: A small issue", "subject: A small C#issue"),
        ("date: 2024-01-16", "date: 2024-01-16 #the day"),
        ("heading: A network", "heading: >\n      A #network"),
        ("heading: A network", "heading: |  # folded\n      A #network"),
        ("[markets]", "\n      - markets\n      #- bridges"),
        ("[markets]", "[markets] #later: bridges"),
    ],
)
def test_remarks_are_left_alone(sample: Sample, old_new: tuple[str, str]) -> None:
    sample.edit(ISSUE, *old_new)
    _, problems = sample.load()
    assert problems == [], as_text(problems)


def test_a_list_that_a_remark_leaves_open_says_so(sample: Sample) -> None:
    sample.edit(MARKETS, "topics: [Economie]", "topics: [Economie #1, Markt]")
    _, problems = sample.load()
    assert [problem.code for problem in problems] == ["broken-yaml"]
    assert "`#` after a blank begins a remark" in problems[0].message
    assert problems[0].hint == "put the text in quotes"
