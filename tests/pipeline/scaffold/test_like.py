"""`newsletter new issue --like`: the sections of another issue, without what that one tells."""

import datetime as dt

from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content.edit import values_in
from newsletter.pipeline.scaffold.new import NewFiles, NewIssue, new_issue
from newsletter.pipeline.use_case import Place, Refused
from tests.conftest import Sample

TODAY = dt.date(2024, 2, 20)
OTHER = """\
# Our usual order
date: 2024-01-16
subject: Old news
preheader: All of it old
sections:
  - id: lead  # always first
    lead: bridges
  - {heading: News, articles: [markets, bridges]}
  - heading: Networks
    networks: rivers
  - heading: A word
    text: |
      Old *words*.
accept:
  - {check: generic-link, by: Ada, reason: it is right}
"""


def made(sample: Sample, **values: str) -> NewFiles | Refused:
    sample.write("issues/2024-01/issue.yaml", OTHER)
    return new_issue(NewIssue(Place(sample.root), "2024-02", TODAY, like="2024-01", **values))


def test_sections_and_remarks_are_taken_over_and_contents_are_not(sample: Sample) -> None:
    report = made(sample)
    assert isinstance(report, NewFiles)
    assert "issues/2024-02/issue.yaml" in report.files
    text = sample.read("issues/2024-02/issue.yaml")
    assert text.startswith(
        "# Our usual order\ndate: 2024-02-20\nsubject: Our newsletter of 2024-02\npreheader: What mail"
    )
    assert "id: lead  # always first\n    lead:\n" in text
    assert values_in(text.encode())["sections"] == [
        {"id": "lead", "lead": ""},
        {"heading": "News", "articles": []},
        {"heading": "Networks", "networks": ""},
        {"heading": "A word", "text": ""},
    ]
    assert "accept" not in text


def test_each_empty_section_is_told_and_the_rest_is_there(sample: Sample) -> None:
    made(sample)
    content, problems = sample.project().content("2024-02")
    assert [(each.code, each.location and each.location.path) for each in problems] == [
        ("empty-section", "issues/2024-02/sections/0/lead"),
        ("empty-section", "issues/2024-02/sections/1/articles"),
        ("empty-section", "issues/2024-02/sections/2/networks"),
        ("empty-section", "issues/2024-02/sections/3/text"),
    ]
    issue = content.issue_for("eu")
    assert issue
    assert issue.sections == ()
    assert content.issue
    assert [section.kind for section in content.issue.sections] == ["lead", "articles", "networks", "text"]


def test_what_points_change_in_the_order_is_taken_over_and_their_words_are_not(sample: Sample) -> None:
    overlay = (
        "subject: Propio\nlead: markets\nomit: [markets, lead]\nmove:\n  - {section: networks, before: articles}\n"
    )
    sample.write("issues/2024-01/points/es.yaml", overlay)
    sample.write("issues/2024-01/points/nl.yaml", "subject: Eigen\nomit: [bridges]\n")
    report = made(sample)
    assert isinstance(report, NewFiles)
    assert [file for file in report.files if "/points/" in file] == ["issues/2024-02/points/es.yaml"]
    assert (
        sample.read("issues/2024-02/points/es.yaml")
        == "omit: [lead]\nmove:\n  - {section: networks, before: articles}\n"
    )


def test_filled_again_the_issue_is_whole(sample: Sample) -> None:
    made(sample)
    text = sample.read("issues/2024-02/issue.yaml")
    filled = text.replace("lead:\n", "lead: markets\n").replace("articles: []", "articles: [bridges]")
    filled = filled.replace("networks:\n", "networks: [rivers]\n").replace("text:\n", "text: New.\n")
    sample.write("issues/2024-02/issue.yaml", filled)
    content, problems = sample.project().content("2024-02")
    assert problems == []
    issue = content.issue_for("eu")
    assert issue
    assert len(issue.sections) == 4


def test_an_issue_that_is_not_there_and_one_that_can_not_be_copied_are_told(sample: Sample) -> None:
    missing = new_issue(NewIssue(Place(sample.root), "2024-02", TODAY, like="2023-01"))
    assert [each.code for each in missing.problems] == ["unknown-issue"]
    sample.write("issues/2024-01/issue.yaml", OTHER.replace("2024-01-16", "&day 2024-01-16"))
    report = new_issue(NewIssue(Place(sample.root), "2024-02", TODAY, like="2024-01"))
    assert [(each.code, str(each.location)) for each in report.problems] == [
        ("not-alike", "issues/2024-01/issue.yaml:2")
    ]
    assert not (sample.root / "issues/2024-02").exists()


def test_the_command_says_what_it_made(sample: Sample) -> None:
    sample.write("issues/2024-01/issue.yaml", OTHER)
    arguments = ["--project", str(sample.root), "new", "issue", "2024-02", "--like", "2024-01", "--date", "2024-02-06"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("Made issues/2024-02/issue.yaml\n")
    assert "date: 2024-02-06" in sample.read("issues/2024-02/issue.yaml")


def test_no_point_names_what_the_new_issue_does_not_have(sample: Sample) -> None:
    overlay = (
        "omit: [articles-2, markets, networks]\n"
        "move:\n  - {section: networks, after: gone}\n  - {section: networks, after: lead}\n"
        "add:\n  - {text: Hello, after: gone}\n"
    )
    sample.write("issues/2024-01/points/nl.yaml", overlay)
    sample.write("issues/2024-01/points/eu.yaml", "move: [{section: gone, after: lead}]\n")
    made(sample)
    assert values_in(sample.read("issues/2024-02/points/nl.yaml").encode()) == {
        "omit": ["networks"],
        "move": [{"section": "networks", "after": "lead"}],
        "add": [{"text": ""}],
    }
    assert not (sample.root / "issues/2024-02/points/eu.yaml").exists()
    _, problems = sample.project().content("2024-02")
    assert {each.code for each in problems} == {"empty-section"}
