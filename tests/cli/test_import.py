"""`import` says of each value where it came from, to people and to programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.cli.support.import_report import DOUBTS, HOW, LEFT_OUT
from newsletter.content.clean.cleaned import Kind
from newsletter.content.importing.findings import Doubt, Reason
from tests.conftest import Sample
from tests.support.network_pages import QUAY, TWO_CARDS

PAGE = """<html lang="en"><head><title>Trams are back - Town</title></head>
<body><main><p>They run again, every ten minutes, from six in the morning until midnight, on all days of the week.</p>
<div class="share">Share on X</div></main></body></html>"""


def call(sample: Sample, *args: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--project", str(sample.root), "import", *args], input=given)


def test_each_value_is_told_as_taken_guessed_or_missing(sample: Sample, tmp_path: Path) -> None:
    page = tmp_path / "trams.html"
    page.write_text(PAGE)
    result = call(sample, str(page))
    assert result.exit_code == 1  # the summary is missing, which `check` calls an error
    assert result.stdout.splitlines()[:7] == [
        "Read as a web page.",
        "",
        "issues/articles/trams-are-back.md: written",
        "  taken    locale                en  (line 1)",
        "  guessed  title                 Trams are back  (the title of its window; line 1)",
        "  missing  summary",
        "  taken    body                    (line 2)",
    ]
    assert "what stands around the text: Share on X" in result.stdout
    assert "error[missing-key]" in result.stderr


def test_the_report_for_programs_has_all_of_it(sample: Sample) -> None:
    result = call(sample, "-", "--json", "--dry-run", given=PAGE)
    values = json.loads(result.stdout)
    assert (values["kind"], values["dry_run"]) == ("html", True)
    assert values["files"][0]["fate"] == "new"
    assert {each["certainty"] for each in values["findings"]} == {"taken", "guessed", "missing"}
    assert values["left_out"] == [{"kind": "furniture", "words": "Share on X", "line": 3}]
    assert [each["code"] for each in values["problems"]] == ["missing-key"]


def test_wrong_calls_say_what_is_wrong(sample: Sample, tmp_path: Path) -> None:
    for args, said in (
        ((str(tmp_path),), "is a folder: name the page in it"),
        (("nowhere.html",), "is no file here"),
        (("-", "--answer", "year"), "is no answer"),
        (("-", "--from", "pdf"), "is not one of"),
    ):
        result = call(sample, *args, given="")
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_every_reason_doubt_and_kind_has_its_words() -> None:
    assert (set(HOW), set(DOUBTS), set(LEFT_OUT)) == (set(Reason), set(Doubt), set(Kind))


@pytest.mark.slow
def test_plain_text_is_told_by_what_it_holds(sample: Sample) -> None:
    cards = "Remote-IT\nLead partner: Dubrovnik - Croatia\nPartners: Heraklion - Greece, Tartu - Estonia\n"
    values = json.loads(call(sample, "-", "--json", "--dry-run", given=cards).stdout)
    assert (values["kind"], [each["name"] for each in values["files"]]) == ("text", ["issues/networks/remote-it.yaml"])


def test_nothing_piped_in_is_an_error(sample: Sample) -> None:
    result = call(sample, "-", given="")
    assert result.exit_code == 1
    assert "error[nothing-to-import]: there is nothing in it" in result.stderr


@pytest.mark.slow
def test_at_a_terminal_what_text_cannot_tell_is_asked(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.cli.commands.import_.is_terminal", lambda: True)
    page = sample.root / "page.txt"
    page.write_text(TWO_CARDS)
    quiet = call(sample, str(page), "--yes", "--dry-run", "--into", "2024-01")
    assert "To decide" in quiet.stdout
    result = call(sample, str(page), "--into", "2024-01", given="never\n2024\n")
    assert "Which year is meant? (" in result.stderr
    assert "`never` is none of " in result.stderr
    assert "To decide" not in result.stdout
    assert "start: 2024-10-12" in sample.read(QUAY)
