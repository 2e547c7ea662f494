"""The report on an issue: what is wrong with letters stands where it is mended, once, and can be lived with by name."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.letters import examine as examining
from newsletter.pipeline.letters.check import check_issue
from newsletter.preflight import every
from newsletter.problems import Problem, Severity
from tests.conftest import REPOSITORY, Sample, text_of
from tests.support.preflight import PAGE

BRIDGES, ISSUE = "issues/articles/bridges.md", "issues/2024-01/issue.yaml"


def told(sample: Sample, code: str) -> list[Problem]:
    return [problem for problem in check_issue(sample.project(), "2024-01") if problem.code == code]


def run(sample: Sample, *words: str) -> Any:
    return CliRunner().invoke(main, ["--project", str(sample.root), "check", *words])


def say_here(sample: Sample) -> None:
    sample.edit(BRIDGES, "[spring](https://example.org/spring)", "[here](https://example.org/spring)")


@pytest.mark.slow
def test_a_finding_leads_to_the_line_of_its_document_in_every_edition_at_once(sample: Sample) -> None:
    say_here(sample)
    found = told(sample, "generic-link")
    assert {problem.edition for problem in found} == {"2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"}
    assert {(str(each.location), each.path) for each in found} == {(f"{BRIDGES}:10:1", "articles/bridges/body/0")}
    once = json.loads(run(sample, "--json").stdout)["problems"]
    (entry,) = [each for each in once if each["code"] == "generic-link"]
    assert (entry["file"], entry["line"], entry["path"]) == (BRIDGES, 10, "articles/bridges/body/0")
    assert len(entry["editions"]) == 3


def test_a_finding_in_a_translation_leads_to_the_line_of_its_catalog(sample: Sample) -> None:
    sample.write(
        "locales/nl/LC_MESSAGES/2024-01.po",
        """
        msgid ""
        msgstr ""
        "Language: nl\\n"
        "Content-Type: text/plain; charset=UTF-8\\n"

        #. paragraph
        msgctxt "articles/bridges/body/paragraph"
        msgid "The <b1>first</b1> bridge opens in <a1>spring</a1>."
        msgstr "De <b1>eerste</b1> brug gaat open: <a1>lees verder</a1>."
        """,
    )
    (problem,) = {replaced(each) for each in told(sample, "generic-link")}
    assert problem == ("locales/nl/LC_MESSAGES/2024-01.po:9:1", "articles/bridges/body/0")


def replaced(problem: Problem) -> tuple[str, str]:
    return str(problem.location), problem.path


@pytest.mark.slow
def test_a_fault_of_the_templates_leads_to_the_line_of_the_template(sample: Sample) -> None:
    css = sample.root / "templates/letter.css"
    css.write_text(css.read_text("utf-8").replace(".p { margin:", ".p { position: relative; margin:"), "utf-8")
    (place,) = {str(each.location) for each in told(sample, "unsupported-in-mail")}
    number = next(n for n, line in enumerate(css.read_text("utf-8").split("\n"), 1) if "position: relative" in line)
    assert place.startswith(f"templates/letter.css:{number}:")


@pytest.mark.slow
def test_a_fault_of_the_templates_is_told_once_for_all_languages(sample: Sample) -> None:
    css = sample.root / "templates/letter.css"
    css.write_text(css.read_text("utf-8").replace(".h2 {", ".h2 { color: #ABABAB;"), "utf-8")
    entries = json.loads(run(sample, "--json").stdout)["problems"]
    weak = [each for each in entries if each["code"] == "weak-contrast"]
    assert weak
    assert {each["file"] for each in weak} == {"templates/letter.css"}
    assert all(each["message"].startswith("`#ABABAB` on `#") for each in weak)
    assert {len(each["editions"]) for each in weak} == {3}


@pytest.mark.slow
def test_a_colour_of_the_theme_is_told_at_the_theme_alone(sample: Sample) -> None:
    sample.edit("templates/theme.toml", 'muted = "#55606D"', 'muted = "#AAB0B6"')
    entries = json.loads(run(sample, "--json").stdout)["problems"]
    weak = [each for each in entries if "contrast" in each["code"]]
    assert {(each["code"], each["file"]) for each in weak} == {("low-contrast", "templates/theme.toml")}
    assert len(weak) == 3, "on each of its grounds"


@pytest.mark.slow
def test_letters_that_could_not_be_looked_at_are_counted(sample: Sample) -> None:
    assert "looked at" not in run(sample).output
    sample.edit(BRIDGES, "src: bridge.png", "src: brigde.png")
    said = "could not be laid out and were not looked at: mend the errors and check again.\n"
    assert run(sample).stderr.endswith(f"\n3 of 3 letters {said}")
    unseen = json.loads(run(sample, "--json").stdout)["unseen"]
    assert unseen == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]


@pytest.mark.slow
def test_a_host_in_other_letters_is_found_where_it_was_typed(sample: Sample) -> None:
    sample.edit(BRIDGES, "https://example.org/spring", "https://urb\u0430ct.eu/spring")
    (place,) = {str(each.location) for each in told(sample, "look-alike-host")}
    assert place == f"{BRIDGES}:10:40"


@pytest.mark.slow
def test_a_short_english_sentence_in_a_translation_is_found_in_its_catalog(sample: Sample) -> None:
    sample.write(
        "locales/nl/LC_MESSAGES/2024-01.po",
        """
        msgid ""
        msgstr ""
        "Language: nl\\n"
        "Content-Type: text/plain; charset=UTF-8\\n"

        #. alt text
        msgctxt "articles/bridges/image/alt"
        msgid "Illustration of a bridge"
        msgstr "A drawing of the bridge and of its two towers"
        """,
    )
    (found,) = {(str(each.location), each.message) for each in told(sample, "other-language")}
    assert found == ("locales/nl/LC_MESSAGES/2024-01.po:9:1", "the translation of the alt text seems to be in `en`")


ACCEPT = """
accept:
  - check: generic-link
    by: Ada
    reason: the heading above says it
"""


@pytest.mark.slow
def test_a_warning_that_somebody_lives_with_is_shown_as_such_and_fails_nothing(sample: Sample) -> None:
    say_here(sample)
    assert run(sample, "--fail-on", "warning").exit_code == 1
    path = sample.root / ISSUE
    path.write_text(path.read_text("utf-8") + ACCEPT, "utf-8")
    (accepted,) = {each.accepted for each in told(sample, "generic-link")}
    assert accepted == "Ada: the heading above says it"
    result = run(sample)
    assert "accepted[generic-link]: a link is called “here”, and nothing says where it leads\n" in result.stderr
    assert "   accepted by Ada: the heading above says it\n" in result.stderr
    assert "1 accepted" in result.stderr
    entries = json.loads(run(sample, "--json").stdout)["problems"]
    assert [each["accepted"] for each in entries if each["code"] == "generic-link"] == [accepted]


@pytest.mark.slow
@pytest.mark.parametrize(("where", "is_accepted"), [("articles/bridges", True), ("articles/markets", False)])
def test_a_warning_is_accepted_in_one_place_only_where_the_entry_says_so(
    sample: Sample, where: str, is_accepted: bool
) -> None:
    say_here(sample)
    path = sample.root / ISSUE
    path.write_text(f"{path.read_text('utf-8')}{ACCEPT}    where: {where}\n", "utf-8")
    assert {bool(each.accepted) for each in told(sample, "generic-link")} == {is_accepted}
    assert bool(told(sample, "unused-acceptance")) is not is_accepted


def test_an_entry_that_accepts_nothing_is_told_at_its_place(sample: Sample) -> None:
    path = sample.root / ISSUE
    path.write_text(path.read_text("utf-8") + ACCEPT, "utf-8")
    (problem,) = told(sample, "unused-acceptance")
    assert problem.message == "`generic-link` accepts nothing: there is no such warning"
    assert problem.location
    assert problem.location.excerpt == "  - check: generic-link"


@pytest.mark.slow
def test_an_error_can_not_be_accepted(sample: Sample) -> None:
    css = sample.root / "templates/newsletter.txt"
    css.write_text("Nobody can leave.", "utf-8")
    path = sample.root / ISSUE
    path.write_text(path.read_text("utf-8") + ACCEPT.replace("generic-link", "letter-without-leaving"), "utf-8")
    assert {each.accepted for each in told(sample, "letter-without-leaving")} == {""}
    (problem,) = told(sample, "unused-acceptance")
    assert "is an error here, which can't be accepted" in problem.message


@pytest.mark.parametrize("key", ["by", "reason", "check"])
def test_nobody_accepts_without_a_name_and_a_reason(sample: Sample, key: str) -> None:
    path = sample.root / ISSUE
    lines = [line for line in ACCEPT.split("\n") if f"{key}:" not in line]
    entry = "\n".join(lines) if key != "check" else ACCEPT.replace("check: generic-link\n    by", "by")
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    (problem,) = told(sample, "missing-key")
    assert f"`{key}`" in problem.message


@pytest.mark.slow
def test_code_hosts_get_each_finding_once_with_its_rule_and_its_place(sample: Sample) -> None:
    say_here(sample)
    result = run(sample, "--sarif")
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    (found,) = [each for each in one["results"] if each["ruleId"] == "generic-link"]
    assert found["level"] == "warning"
    place = found["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": BRIDGES}, "region": {"startLine": 10, "startColumn": 1}}
    assert len(found["properties"]["editions"]) == 3
    assert {rule["id"] for rule in one["tool"]["driver"]["rules"]} == {each["ruleId"] for each in one["results"]}
    path = sample.root / ISSUE
    path.write_text(path.read_text("utf-8") + ACCEPT, "utf-8")
    log = json.loads(run(sample, "--sarif").stdout)
    (found,) = [each for each in log["runs"][0]["results"] if each["ruleId"] == "generic-link"]
    assert found["suppressions"] == [{"kind": "inSource", "justification": "Ada: the heading above says it"}]


@pytest.mark.slow
def test_a_letter_that_has_not_changed_is_not_looked_at_again(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    say_here(sample)
    before = check_issue(sample.project(), "2024-01")
    looked: list[str] = []

    def examine(letter: Any) -> list[Problem]:
        looked.append(str(letter.edition.key))
        return every.examine(letter)

    monkeypatch.setattr(examining, "examine", examine)
    monkeypatch.setattr(examining, "share_out", lambda tasks, work: [work(tasks)])
    assert check_issue(sample.project(), "2024-01") == before
    assert looked == []
    sample.edit("issues/2024-01/points/nl.yaml", "Een groet.", "Een warme groet.")
    check_issue(sample.project(), "2024-01")
    assert sorted(looked) == ["2024-01/nl/nl", "2024-01/nl/nl-BE"]


def test_checking_opens_no_socket(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert check_issue(sample.project(), "2024-01") is not None


def test_the_page_of_checks_is_what_the_checks_and_their_explanations_say() -> None:
    import runpy

    page = runpy.run_path(str(REPOSITORY / "docs/checks.py"))["page"]()
    assert PAGE.read_text("utf-8") == page, "run `make checks`"


def test_what_preflight_finds_in_a_letter_keeps_it_back(sample: Sample) -> None:
    from newsletter.edition import EditionKey
    from newsletter.mail.delivery.rows import Decisions
    from newsletter.pipeline.sending.readiness import judge_readiness
    from newsletter.pipeline.snapshot import open_snapshot

    text = sample.root / "templates/newsletter.txt"
    text.write_text("Nobody can leave.", "utf-8")
    snapshot = open_snapshot(sample.project(), "2024-01")
    found = judge_readiness(snapshot, [EditionKey("2024-01", "eu", "en")], Decisions())
    errors = {problem.code for problem in found.problems if problem.severity is Severity.ERROR}
    assert "letter-without-leaving" in errors
    assert found.letters == {}


@pytest.fixture(autouse=True)
def no_other_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_an_article_of_an_earlier_issue_is_told_where_the_issue_or_a_point_shows_it_again(sample: Sample) -> None:
    """To the readers of one point, where only that point has shown it; its event and its programme may come again."""
    earlier = text_of(
        """
        date: 2023-12-16
        subject: An issue of December
        preheader: What there was to say in December.
        sections:
          - lead: {lead}
          - events: [markets]
        """
    )
    sample.write("issues/2023-12/issue.yaml", earlier.format(lead="bridges"))
    (found,) = told(sample, "mailed-before")
    assert str(found.location).startswith(f"{ISSUE}:5:")
    assert found.message == "the article `bridges` was in the issue 2023-12 already"
    sample.write("issues/2023-12/issue.yaml", earlier.format(lead="markets"))
    sample.write("issues/2023-12/points/nl.yaml", "lead: bridges")
    (found,) = told(sample, "mailed-before")
    assert "`markets`" in found.message
    sample.write("issues/2024-01/points/nl.yaml", "lead: bridges")
    assert {str(each.location)[:26] for each in told(sample, "mailed-before")} == {
        "issues/2024-01/issue.yaml:",
        "issues/2024-01/points/nl.y",
    }


@pytest.mark.slow
def test_a_point_lives_with_a_warning_in_its_own_letters_alone(sample: Sample) -> None:
    say_here(sample)
    overlay = sample.root / "issues/2024-01/points/nl.yaml"
    overlay.write_text(overlay.read_text("utf-8") + ACCEPT.replace("Ada", "Bea"), "utf-8")
    found = {each.edition: each.accepted for each in told(sample, "generic-link")}
    assert found == {
        "2024-01/eu/en": "",
        "2024-01/nl/nl": "Bea: the heading above says it",
        "2024-01/nl/nl-BE": "Bea: the heading above says it",
    }
    assert told(sample, "unused-acceptance") == []
    sample.edit(BRIDGES, "[here](https://example.org/spring)", "[spring](https://example.org/spring)")
    (problem,) = told(sample, "unused-acceptance")
    assert problem.location
    assert problem.location.file == "issues/2024-01/points/nl.yaml"


def test_programs_get_what_not_all_mail_programs_show_once_for_all_letters(sample: Sample) -> None:
    features = {each["feature"]: each for each in json.loads(run(sample, "--json").stdout)["features"]}
    radius = features["css-border-radius"]
    assert radius["instead"] == "square corners"
    assert "outlook/windows" in radius["dropped-by"]
    assert radius["editions"] == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]
    assert features == {each["feature"]: each for each in json.loads(run(sample, "--json").stdout)["features"]}
