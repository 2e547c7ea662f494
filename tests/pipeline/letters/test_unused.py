"""Nothing that people write is dropped in silence: sections, values, files and notes that nobody would see are told."""

import re

import pytest

from newsletter.pipeline.letters.build import build
from newsletter.pipeline.letters.check import check_issue
from newsletter.problems import Problem, Severity
from tests.conftest import Sample

KINDS = {
    "articles": "articles: [markets]",
    "networks": "networks: [rivers]",
    "agenda": "agenda: markets",
    "events": "events: [markets]",
    "text": "text: A few words.",
}


pytestmark = pytest.mark.usefixtures("no_preflight")


def checked(sample: Sample, *codes: str) -> list[Problem]:
    return [problem for problem in check_issue(sample.project(), "2024-01") if problem.code in codes]


def without_kind(template: str, kind: str) -> str:
    """A template as it was before the program knew a kind of section."""
    older, number = re.subn(
        rf'\{{% elif section.kind == "{kind}" %\}}.*?(?=\{{% el|\{{% endif)', "", template, flags=re.S
    )
    assert number == 1
    return older


@pytest.mark.few_quick(1)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_section_that_an_older_template_does_not_know_is_an_error_that_names_the_block(
    sample: Sample, kind: str
) -> None:
    sample.write("issues/2024-01/issue.yaml", f"""
        date: 2024-01-16
        subject: A small issue
        preheader: One article.
        sections:
          - lead: bridges
          - {KINDS[kind]}
        """)  # fmt: skip
    files = {"templates/newsletter.mjml", "templates/newsletter.txt"}
    assert checked(sample, "unshown-section", "left-out") == []
    for file in files:
        sample.write(file, without_kind(sample.read(file), kind).encode())
    found = checked(sample, "unshown-section", "left-out")
    assert {problem.code for problem in found} == {"unshown-section"}
    assert {problem.location and problem.location.file for problem in found} == files
    assert {problem.location and problem.location.excerpt for problem in found} == {"{% for section in sections %}"}
    assert all(f"kind `{kind}`" in problem.message and f"block `{kind}`" in problem.hint for problem in found)
    result = build(sample.project(), "2024-01", locales=("en",))
    told = [problem.severity for problem in result.problems if problem.code == "unshown-section"]
    assert told == [Severity.ERROR] * 2


@pytest.mark.parametrize("name", ["newsletter.mjml", "newsletter.txt"])
def test_a_points_own_template_that_leaves_a_part_empty_is_an_error_in_its_letters_alone(
    sample: Sample, name: str
) -> None:
    own = f"templates/points/nl/{name}"
    sample.write(
        own, f'{{% extends "{name}" %}}\n{{% block networks %}}{{% endblock %}}\n{{% block note %}}{{% endblock %}}\n'
    )
    line = sample.read(f"templates/{name}").split("\n").index("{% for section in sections %}") + 1
    found = checked(sample, "unshown-section")
    places = (f"{own}:2", f"templates/{name}:{line}")
    assert {(problem.edition, str(problem.location)) for problem in found} == {
        (edition, place) for edition in ("2024-01/nl/nl", "2024-01/nl/nl-BE") for place in places
    }
    assert {problem.message for problem in found} == {
        "the template shows nothing of a section of the kind `networks`, such as `networks`",
        "the template does not show the point's note",
    }


@pytest.mark.slow
def test_an_article_that_a_template_leaves_out_is_told(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "- articles: [markets]", "- articles: [markets, squares]")
    squares = sample.read("issues/articles/bridges.md").replace("Bridges", "Squares")
    sample.write("issues/articles/squares.md", squares.encode())
    assert checked(sample, "left-out") == []
    sample.edit("templates/blocks.mjml", "{% for slug in section.articles %}", "{% for slug in section.articles[:1] %}")
    found = checked(sample, "left-out")
    assert {problem.message for problem in found} == {
        "the template shows nothing of the article `squares` in the section `articles`"
    }
    assert {problem.severity for problem in found} == {Severity.WARNING}


def test_the_heading_of_a_lead_is_told_since_letters_begin_with_its_title(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "- lead: bridges", "- lead: bridges\n    heading: First")
    assert {problem.message for problem in checked(sample, "left-out")} == {
        "the template does not show the heading of the section `lead`"
    }


@pytest.mark.slow
def test_a_value_that_no_template_prints_is_told_once_where_it_stands_first(sample: Sample) -> None:
    assert checked(sample, "not-printed") == []
    for name in ("blocks.mjml", "blocks.txt", "archive/article.html"):
        text = sample.read(f"templates/{name}")
        text = text.replace("article.topics", "article.audience").replace(".people", ".bodies")
        sample.write(f"templates/{name}", text.encode())
    found = checked(sample, "not-printed")
    assert [(problem.message.partition(",")[0], str(problem.location)) for problem in found] == [
        ("no template of this project prints `topics` of articles", "issues/articles/markets.md:6:1"),
        ("no template of this project prints `people` of agenda entries", "issues/articles/markets.md:20:9"),
    ]


@pytest.mark.slow
def test_a_brand_that_older_templates_do_not_print_is_told(sample: Sample) -> None:
    for name in ("blocks.mjml", "blocks.txt"):
        text = sample.read(f"templates/{name}")
        text = re.sub(r"\{% if theme.funding.*?%\}", "{% if 0 %}", text).replace("funding", "site")
        sample.write(f"templates/{name}", text.encode())
    for page in (sample.root / "templates/archive").glob("*.html"):
        page.write_text(page.read_text("utf-8").replace("funding", "site"), "utf-8")
    found = checked(sample, "not-printed")
    assert [problem.message.partition(",")[0] for problem in found] == [
        "no template of this project prints `funding` of the theme"
    ]
    assert found[0].location is not None
    assert found[0].location.file == "templates/theme.toml"


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("issues/2024-01/issue.yml", "name it issue.yaml"),
        ("issues/2024-01/picture.png", "articles and pictures stand in folders of all"),
        ("issues/2024-01/articles/a.md", "articles and pictures stand in folders of all"),
        ("issues/article/a.md", "`articles`"),
        ("issues/articles/draft.docx", "end in .md"),
        ("issues/articles/2024/a.md", "move it up"),
        ("issues/networks/picture.jpg", "issues/images/"),
        ("issues/a.md", "articles/"),
        ("templates/points/nederland/newsletter.mjml", "no point is called `nederland`"),
        ("templates/points/nl/newsletter.html", "`newsletter.mjml`"),
        ("templates/points/letter.css", "into the folder of its point"),
    ],
)
def test_a_file_that_nobody_reads_is_told_with_where_it_belongs(sample: Sample, file: str, hint: str) -> None:
    sample.write(file, "words")
    found = checked(sample, "unread-file")
    assert [str(problem.location) for problem in found] == [file]
    assert hint in found[0].hint


@pytest.mark.parametrize(
    "file",
    [
        "issues/README.md",
        "issues/articles/.draft.md.swp",
        "issues/articles/bridges.md~",
        "issues/images/2024/plan.svg",
        "issues/.DS_Store",
        "templates/points/nl/parts.mjml",
    ],
)
def test_what_programs_and_people_keep_beside_their_files_is_no_mistake(sample: Sample, file: str) -> None:
    sample.write(file, "words")
    assert checked(sample, "unread-file") == []
