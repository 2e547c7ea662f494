"""Who approved a text: by name, when, where its words are from, and of which version of the source."""

import json
import os
import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.approving import IS_ID, ReportRequest, report_approvals
from newsletter.pipeline.explaining import ExplainReport, explain_problems
from newsletter.pipeline.translation.review import entries, unit_id
from newsletter.pipeline.use_case import Place, require_done
from newsletter.translate.record import digest_words
from newsletter.translate.unit import State
from tests.conftest import Sample, needs
from tests.support.axe import across, faults_by_look
from tests.support.browser import Reader, no_faults, turned
from tests.support.reviewing import MORE, PARAGRAPH, QUOTE, SUMMARY, TITLE, decided, desk, put

__all__ = ["desk"]
ID = unit_id(*TITLE.key)


@pytest.fixture
def whole(desk: Sample) -> Sample:
    """The same without the text that can't be used."""
    put(desk, TITLE, SUMMARY, QUOTE)
    return desk


def ran(sample: Sample, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["--project", str(sample.root), *arguments])
    assert result.exit_code == code, result.output
    return result.stdout if not code else result.output


def test_a_text_is_explained_with_who_accepted_it_when_and_of_which_source(desk: Sample) -> None:
    decided(desk, accept=[TITLE])
    said = ran(desk, "explain", ID)
    assert f"{ID}  articles/bridges/title  source version {digest_words(TITLE.source, '')}" in said
    assert "# reviewed by Ada 2026-11-21" in said
    (found,) = json.loads(ran(desk, "explain", ID, "--locale", "nl", "--json"))["texts"]
    assert [(act["who"], act["day"]) for act in found["accepted"]] == [("Ada", "2026-11-21")]
    assert "reviewed by Ada" in ran(desk, "explain", ID.upper())
    assert (found["state"], found["people_left"], found["by_nobody_named"]) == ("reviewed", 0, False)


def test_a_text_that_waits_says_for_how_many_people_and_what_was_before(desk: Sample) -> None:
    desk.write("newsletter.toml", desk.read("newsletter.toml") + "[review]\npeople = 2\n")
    assert "# to be accepted by 2 more people" in ran(desk, "explain", ID)
    assert "# translated from: Bridges over a river" in ran(desk, "explain", ID)
    decided(desk, accept=[TITLE])
    assert "# accepted by Ada 2026-11-21; to be accepted by 1 more person" in ran(desk, "explain", ID)
    assert "# missing" in ran(desk, "explain", unit_id(*SUMMARY.key))


def test_an_id_and_the_name_of_a_problem_are_never_the_same() -> None:
    report = explain_problems()
    assert isinstance(report, ExplainReport)
    assert [each.code for each in report.explanations if IS_ID.fullmatch(each.code)] == []
    assert IS_ID.fullmatch(ID)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("explain", ID[:6]), f"`{ID[:6]}` is no whole id of a text"),
        (("explain", "00000000"), "No text of any issue has the id `00000000`"),
        (("explain", ID, "--issue", "2024-01", "--locale", "es"), "No point writes in `es`"),
        (("explain", ID, "--locale", "es"), "No text of any issue in `es` has the id"),
        (("explain", "lost-tag", "--locale", "nl"), "say which text is meant"),
        (("explain", ID, "--issue", "2020-01"), "2020-01"),
        (("report", "--html", "--json"), "not both"),
        (("report", "--point", "es"), "no edition of 2024-01 has the point `es`"),
        (("report", "--point", "eu", "--locale", "nl"), "nl"),
    ],
)
def test_what_nobody_has_is_told(desk: Sample, arguments: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(main, ["--project", str(desk.root), *arguments])
    assert result.exit_code != 0
    assert told in result.output


def test_a_report_has_each_text_that_an_edition_needs_from_the_catalog_that_it_is_taken_from(whole: Sample) -> None:
    decided(whole, accept=[TITLE, MORE])
    put(whole, replace(QUOTE, targets=("Een andere belofte.",)), name="2024-01", locale="nl-BE")
    report = require_done(report_approvals(ReportRequest(Place(whole.root), point="nl")))
    by_locale = {each.locale: each for each in report.languages}
    assert list(by_locale) == ["nl", "nl-BE"]
    assert by_locale["nl"].people == (("Ada", 2),)
    belgian = {each.entry.translation.context: each for each in by_locale["nl-BE"].approvals}
    assert belgian["articles/bridges/title"].locale == "nl"
    values = json.loads(ran(whole, "report", "2024-01", "--locale", "nl", "--json"))
    assert [each["locale"] for each in values["languages"]] == ["nl"]
    (language,) = values["languages"]
    assert sum(language["states"].values()) == len(language["texts"])
    said = ran(whole, "report", "--locale", "nl")
    assert "Ada accepted 2." in said
    assert f"{language['states']['reviewed']} of {len(language['texts'])} texts reviewed" in said


def test_the_report_counts_as_status_does(desk: Sample) -> None:
    decided(desk, accept=[TITLE, MORE])
    board = json.loads(CliRunner().invoke(main, ["--project", str(desk.root), "status", "--json"]).stdout)["editions"]
    report = require_done(report_approvals(ReportRequest(Place(desk.root), point="nl")))
    assert any(each.is_unusable for language in report.languages for each in language.approvals)
    for language in report.languages:
        (row,) = (row for row in board if row["locale"] == language.locale and row["point"] == "nl")
        assert dict(language.states) == row["states"]


@pytest.mark.slow
@needs("git")
def test_where_no_name_stands_git_says_since_when_the_text_has_been_so(desk: Sample) -> None:
    def commit(day: str) -> None:
        env = {
            **os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
            "GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@example.org",
            "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
        }  # fmt: skip
        for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", day)):
            subprocess.run(["git", "-C", str(desk.root), *command], env=env, check=True, timeout=300)

    nobodys = replace(TITLE, targets=("Bruggen over de rivier",), previous="")
    put(desk, nobodys, PARAGRAPH)
    commit("2024-02-01")
    put(desk, replace(nobodys, state=State.REVIEWED), PARAGRAPH)
    commit("2024-02-03")
    put(desk, replace(nobodys, state=State.REVIEWED), replace(PARAGRAPH, targets=("Later",)))
    commit("2024-02-09")
    assert "# reviewed by nobody named, so in git since 2024-02-03" in ran(desk, "explain", ID)
    put(desk, replace(nobodys, targets=("Bruggen over rivieren",), state=State.REVIEWED))
    assert "# reviewed by nobody named\n" in ran(desk, "explain", ID), "git has not seen these words"


def test_without_git_the_report_is_the_same_but_for_days_that_stand_nowhere(desk: Sample) -> None:
    put(desk, replace(TITLE, state=State.REVIEWED, previous=""))
    assert "# reviewed by nobody named\n" in ran(desk, "explain", ID)


@pytest.mark.slow
@needs("chromium")
def test_axe_finds_nothing_on_the_page_of_a_report(whole: Sample, tmp_path: Path, reader: Reader) -> None:
    whole.write("newsletter.toml", whole.read("newsletter.toml") + "[review]\npeople = { nl = 2 }\n")
    decided(whole, accept=[TITLE, MORE])
    decided(whole, accept=[MORE], by="<b>Bo</b>")
    found, _ = entries(whole.project(), "2024-01", "nl")
    assert {entry.state for entry in found} >= {"reviewed", "stale", "missing", "needs-review"}
    page_file = tmp_path / "report.html"
    page_file.write_text(ran(whole, "report", "--html", "--point", "nl"), "utf-8")
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page_file.read_text("utf-8")
    page = reader.browser.new_context(viewport={"width": 1024, "height": 900}).new_page()
    page.add_init_script((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page.goto(page_file.as_uri())
    faults: dict[str, list[str]] = {}
    judged: set[str] = set()
    for width, scheme in turned(page, across((1024, 320))):
        faults[f"{width} {scheme}"] = faults_by_look(page, judged)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    no_faults(faults)
