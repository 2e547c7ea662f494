"""A problem names the value that it is about by its path, so that a program can show it there."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content.source import path_of
from newsletter.content.texts import walk
from newsletter.problems import Location, Problem, as_json, error, from_plain, to_plain
from tests.conftest import Sample, text_of

ARTICLE = "issues/articles/lakes.md"


def paths(sample: Sample, file: str, text: str) -> dict[str, str]:
    """By code, the paths of the problems of a file with this text."""
    sample.write(file, text)
    return {each.code: each.path for each in sample.load()[1] if each.location and each.location.file == file}


def article(front: str, body: str = "Text.") -> str:
    return f"---\ntitle: T\nsummary: S\n{front}\n---\n\n{body}\n"


@pytest.mark.parametrize(
    ("front", "code", "path"),
    [
        ("titel: x", "unknown-key", "articles/lakes/titel"),
        ("event: {name: Lakes}", "missing-key", "articles/lakes/event/start"),
        ("image: {src: nowhere.png, alt: x}", "missing-picture", "articles/lakes/image/src"),
        ("from: nll", "unknown-point", "articles/lakes/from"),
        ("author: '**Ada**'", "mark-as-typed", "articles/lakes/author/name"),
        ("author: A\nauthor: B", "duplicate-key", "articles/lakes/author"),
        ("author: A #b", "cut-text", "articles/lakes/author"),
    ],
)
def test_each_problem_of_a_file_names_its_value(sample: Sample, front: str, code: str, path: str) -> None:
    found = paths(sample, ARTICLE, article(front))
    assert found.get(code) == path, found


def test_a_problem_of_a_text_names_the_text_and_one_of_a_form_its_file(sample: Sample) -> None:
    found = paths(sample, ARTICLE, article("author: Ada", "A [link](/relative)."))
    assert found == {"unsafe-link": "articles/lakes/body"}
    assert paths(sample, ARTICLE, article("place Gent")) == {"broken-yaml": "articles/lakes"}


def test_a_section_and_a_point_s_change_have_paths_by_number(sample: Sample) -> None:
    file = "issues/2024-01/issue.yaml"
    found = paths(
        sample,
        file,
        text_of("""
            date: 2024-01-15
            subject: S
            preheader: P
            sections:
              - lead: bridges
              - articles: [bridgez]
            """),
    )
    assert found["unknown-article"] == "issues/2024-01/sections/1/articles/0"
    found = paths(sample, "issues/2024-01/points/nl.yaml", "lead: nothing\n")
    assert found["unknown-article"] == "issues/2024-01/points/nl/lead"


def test_the_path_of_a_place_is_the_path_of_the_text_that_stands_there(sample: Sample) -> None:
    content, _ = sample.load()
    for point in content.points:
        issue = content.issue_for(point)
        assert issue
        for text in walk(issue):
            at = content.location(text.path)
            assert at is not None
            assert at.path == text.path


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("issues/articles/heerlen.md", "articles/heerlen"),
        ("issues/networks/remote-it.yaml", "networks/remote-it"),
        ("issues/points/es.yaml", "points/es"),
        ("issues/2023-11/issue.yaml", "issues/2023-11"),
        ("issues/2023-11/points/es.yaml", "issues/2023-11/points/es"),
        ("templates/theme.toml", ""),
        ("newsletter.toml", ""),
        ("issues/images/a.png", ""),
    ],
)
def test_a_file_has_the_path_with_which_those_of_its_values_begin(file: str, path: str) -> None:
    assert path_of(file) == path


def test_json_has_the_path_and_a_record_keeps_it() -> None:
    problem = error("missing-key", "m", Location("issues/articles/a.md", 1, 1, "x", "articles/a/title"))
    assert as_json(problem)["path"] == "articles/a/title"
    assert from_plain(json.loads(json.dumps(to_plain(problem)))) == problem
    assert "path" not in as_json(error("no-secret", "m", Location("newsletter.toml")))
    assert Problem("a-b", "m").path == ""


def test_check_tells_paths(sample: Sample, tmp_path: Path) -> None:
    sample.write(ARTICLE, article("titel: x"))
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--json"])
    told = json.loads(result.stdout)["problems"]
    assert "articles/lakes/titel" in {each.get("path") for each in told}
