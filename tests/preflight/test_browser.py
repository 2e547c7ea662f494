"""`check --browser`: axe looks at the letters in Chromium, and what it finds stands where it is mended."""

import json
import tempfile
import tomllib
from pathlib import Path

import pytest

from newsletter.pipeline.letters.check import Outside, check_issue
from newsletter.pipeline.letters.chromium import BrowserError, chromium, find_chromium
from newsletter.preflight import axe
from newsletter.preflight.axe import Seen, problems_of
from newsletter.preflight.every import CHECKS
from newsletter.problems import Problem, each_once
from tests.conftest import REPOSITORY, Sample, needs
from tests.support.command_line import run
from tests.support.preflight import letter_of

FOOTER = "{% block footer %}"


def seen(sample: Sample) -> list[Problem]:
    found = check_issue(sample.project(), "2024-01", Outside(browser=find_chromium(None)))
    return [problem for problem in found if problem.code in ("seen-in-browser", "no-browser")]


def write_into_the_footer(sample: Sample, markup: str) -> None:
    path = sample.root / "templates/newsletter.mjml"
    path.write_text(path.read_text("utf-8").replace(FOOTER, f"{FOOTER}<mj-raw>{markup}</mj-raw>", 1), "utf-8")


@needs("chromium")
@pytest.mark.slow
def test_a_browser_starts_also_where_names_of_temporary_folders_are_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("long-" * 12)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with chromium(find_chromium(None)) as page:
        assert page.answer("6 * 7") == 42


@needs("chromium")
@pytest.mark.slow
def test_what_only_a_browser_sees_is_told_once_at_its_line_and_what_is_told_already_is_not(sample: Sample) -> None:
    assert seen(sample) == []
    write_into_the_footer(sample, '<p role="listitem" lang="{{ locale }}" dir="ltr">An item of no list</p>')
    write_into_the_footer(sample, '<h4 lang="{{ locale }}" dir="ltr">Far too deep</h4>')
    found = each_once(seen(sample))
    (problem,) = found
    assert problem.message.startswith("axe finds `aria-required-parent`: certain ARIA roles must be contained")
    assert problem.location
    assert problem.location.file == "templates/newsletter.mjml"
    assert "An item of no list" in problem.location.excerpt
    assert len(found[problem]) == 3


@needs("chromium")
@pytest.mark.slow
def test_a_letter_that_has_not_changed_is_not_shown_again(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    seen(sample)
    monkeypatch.setattr("newsletter.pipeline.letters.in_browser.chromium", None)
    assert seen(sample) == []


@pytest.mark.slow
def test_where_there_is_no_browser_that_is_said_and_all_else_is_checked(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.edit("issues/articles/bridges.md", "[spring](https://example.org/spring)", "[here](https://example.org/)")
    monkeypatch.setenv("PATH", str(sample.root))
    result = run(sample, "check", "--browser", "--json")
    codes = {each["code"]: each for each in json.loads(result.stdout)["problems"]}
    assert "this machine has no Chromium" in codes["no-browser"]["message"]
    assert "generic-link" in codes
    assert result.exit_code == 0


def in_a_folder(folder: Path, name: str) -> Path:
    """A program of that name, which fails."""
    program = folder / name
    program.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    program.chmod(0o755)
    return program


def test_the_shell_without_windows_is_taken_before_a_whole_browser(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    whole = in_a_folder(tmp_path / "first", "chromium")
    folders = f"{tmp_path}/first:{tmp_path}"
    assert find_chromium(folders) == str(whole)
    shell = in_a_folder(tmp_path, "chromium-headless-shell")
    assert find_chromium(folders) == str(shell)


def test_a_browser_that_does_not_start_is_told_as_such(tmp_path: Path) -> None:
    program = in_a_folder(tmp_path, "chromium-headless-shell")
    assert find_chromium(f"{tmp_path}:/usr/bin") == str(program)
    with pytest.raises(BrowserError, match="has ended"), chromium(str(program)):
        pass
    with pytest.raises(BrowserError, match="does not start"), chromium(str(tmp_path / "nothing")):
        pass


def test_what_axe_says_of_an_element_that_is_not_there_stands_in_the_template(sample: Sample) -> None:
    (problem,) = problems_of(letter_of(sample), [Seen("bypass", "Page must have means to bypass", -1)], set())
    assert str(problem.location) == "templates/newsletter.mjml:1"


@pytest.mark.slow
@needs("chromium")
def test_the_rules_are_those_of_axe_itself_and_each_is_run_or_left_out_for_a_reason() -> None:
    with chromium(find_chromium(None)) as page:
        page.answer(f"{axe.script()};0")
        own = page.answer("axe.getRules().map(rule => rule.ruleId)")
    assert axe.names() == sorted(own)
    rules = axe.rules()
    assert set(rules["axe"]) | set(rules["axe-here"]) <= set(own)
    assert all(len(reason) > 20 for reason in rules["axe"].values())
    codes = {check.code for check in CHECKS}
    assert set(rules["axe-here"].values()) | set(rules["emc"].values()) <= codes
    assert len(set(own) - set(rules["axe"])) >= 0.85 * len(own)


def test_the_licence_of_axe_comes_with_it() -> None:
    head = axe.script()[:700]
    assert "Mozilla Public" in head
    assert "Copyright (c)" in head


def test_every_code_that_is_told_of_a_browser_is_explained() -> None:
    known = tomllib.loads((REPOSITORY / "newsletter/explanations.toml").read_text("utf-8"))
    assert {"no-browser", "seen-in-browser"} <= set(known)
