"""A programme stands by itself below a heading, or in one section with its article; its day is told once."""

import pytest

from newsletter.pipeline.letters.build import build
from tests.conftest import Sample

ISSUE = "issues/2024-01/issue.yaml"
MARKETS = "issues/articles/markets.md"


def letters(sample: Sample) -> list[str]:
    result = build(sample.project(), "2024-01", ["eu"])
    assert not [problem for problem in result.problems if problem.code in ("unshown-section", "left-out")]
    names = (f"build/2024-01/eu/en/letter.{end}" for end in ("html", "txt"))
    return [sample.read(name).partition("<body")[2] or sample.read(name) for name in names]


@pytest.fixture
def with_fairs(sample: Sample) -> Sample:
    """A section of two articles, the first of which has a programme."""
    markets = sample.read(MARKETS)
    sample.write("issues/articles/fairs.md", markets.replace("title: Markten in de stad", "title: Jaarmarkten"))
    sample.edit(ISSUE, "articles: [markets]", "articles: [markets, fairs]")
    return sample


@pytest.mark.parametrize("heading", ["", "\n    heading: Hour by hour"])
def test_a_programme_without_a_heading_stands_with_its_article(with_fairs: Sample, heading: str) -> None:
    with_fairs.edit(ISSUE, "heading: News", f"heading: News\n  - agenda: markets{heading}")
    for letter in letters(with_fairs):
        assert letter.count("Ontvangst") == 1
        summaries = letter.index("De markt is terug"), letter.rindex("De markt is terug")
        assert summaries[0] < letter.index("Ontvangst")
        assert (letter.index("Ontvangst") < summaries[1]) is not bool(heading)


def test_a_session_without_a_title_has_none_in_letters(with_fairs: Sample) -> None:
    with_fairs.edit(ISSUE, "heading: News", "heading: News\n  - agenda: markets")
    titled = letters(with_fairs)
    with_fairs.edit(MARKETS, "    session: Opening\n", "")
    html, text = letters(with_fairs)
    assert [letter.count('class="session"') for letter in (titled[0], html)] == [1, 0]
    assert "Opening\n-------" in titled[1]
    assert "-------\n" not in text.partition("Ontvangst")[0].rpartition("De markt is terug")[2]


def test_its_day_is_told_once_where_the_event_has_said_it(with_fairs: Sample) -> None:
    with_fairs.edit(MARKETS, "  end: 2024-02-02\n", "")
    with_fairs.edit(ISSUE, "heading: News", "heading: News\n  - agenda: markets")
    assert all("Thursday" not in letter for letter in letters(with_fairs))
    with_fairs.edit(ISSUE, "- agenda: markets", "- agenda: markets\n    heading: Hour by hour")
    assert all(letter.count("Thursday 1\u00a0February 2024") == 1 for letter in letters(with_fairs))


def test_a_day_of_several_is_told_with_the_programme(with_fairs: Sample) -> None:
    with_fairs.edit(ISSUE, "heading: News", "heading: News\n  - agenda: markets")
    assert all(letter.count("Thursday 1\u00a0February 2024") == 1 for letter in letters(with_fairs))


def test_a_programme_of_an_article_that_stands_elsewhere_has_its_own_place(with_fairs: Sample) -> None:
    with_fairs.edit(ISSUE, "  - networks: [rivers]", "  - agenda: markets\n  - networks: [rivers]")
    for letter in letters(with_fairs):
        assert letter.count("Ontvangst") == 1
        assert letter.index("Ontvangst") < letter.index("Rivers")
