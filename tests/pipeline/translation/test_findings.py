"""What the checks of translations find is told where people look: by check, status and review."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation import findings
from newsletter.pipeline.translation.findings import Checked, source_locale_in
from newsletter.translate.checks.every import catalog_problems
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.glossary import Glossary
from tests.conftest import Sample

CATALOG = "locales/nl/LC_MESSAGES/2024-01.po"
HEAD = r"""msgid ""
msgstr ""
"Language: nl\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. summary, at most 400 characters
#, fuzzy
msgctxt "articles/bridges/summary"
msgid "Three cities build bridges."
msgstr "Vier steden bouwen 4 bruggen."

#. quote
msgctxt "articles/bridges/body/quote"
msgid "A bridge is a promise."
msgstr "Een brug  is een belofte."

# ignore-same: it is a name
#. title, at most 120 characters
msgctxt "articles/bridges/title"
msgid "Bridges over the river"
msgstr "Bridges over the river"
"""


@pytest.fixture
def desk(sample: Sample) -> Sample:
    (sample.root / CATALOG).parent.mkdir(parents=True, exist_ok=True)
    (sample.root / CATALOG).write_text(HEAD)
    return sample


def run(sample: Sample, *arguments: str) -> Any:
    result = CliRunner().invoke(main, ["--project", str(sample.root), *arguments])
    assert result.exit_code in (0, 1), result.output
    return result


def checked(sample: Sample) -> Checked:
    return Checked(open_snapshot(sample.project(), "2024-01"))


@pytest.mark.slow
def test_check_tells_each_finding_at_the_line_of_its_translation(desk: Sample) -> None:
    told = json.loads(run(desk, "check", "--json").stdout)["problems"]
    places = {(each["code"], each["file"], each["line"]) for each in told if each.get("file") == CATALOG}
    assert ("changed-number", CATALOG, 11) in places
    assert ("doubled-space", CATALOG, 16) in places
    assert "same-as-source" not in {code for code, _, _ in places}, "somebody has said why it is right"
    shown = run(desk, "check").stderr
    assert f"{CATALOG}:11:1" in shown
    assert "# ignore-changed-number: and why" in shown


def test_the_board_counts_the_texts_with_something_wrong(desk: Sample) -> None:
    rows = {row["edition"]: row for row in json.loads(run(desk, "status", "--json").stdout)["editions"]}
    assert rows["2024-01/nl/nl"]["problems"] == 2
    assert rows["2024-01/nl/nl-BE"]["problems"] == 2, "it shows the words of nl"
    assert rows["2024-01/eu/en"]["problems"] == 0


def test_review_shows_what_is_wrong_in_words_and_lists_by_it(desk: Sample) -> None:
    shown = run(desk, "review", "--locale", "nl", "--problem", "doubled-space").stdout
    assert "Een brug  is een belofte." in shown
    assert "Vier steden" not in shown
    assert re.search(r"^    ! .*space", shown, re.MULTILINE)
    units = json.loads(run(desk, "review", "--locale", "nl", "--all", "--json").stdout)["units"]
    by_context = {unit["context"]: unit for unit in units}
    (problem,) = by_context["articles/bridges/summary"]["problems"]
    assert (problem["code"], problem["severity"]) == ("changed-number", "warning")
    assert (problem["file"], problem["line"], problem["path"]) == (CATALOG, 11, "articles/bridges/summary")
    assert problem["hint"].endswith("# ignore-changed-number: and why")
    assert by_context["articles/bridges/title"]["problems"] == []


def test_findings_are_kept_until_a_text_or_a_term_changes(desk: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    before = checked(desk).of("nl", "2024-01")
    assert {each.code for several in before.values() for each in several} == {"changed-number", "doubled-space"}
    asked: list[str] = []

    def watched(*arguments: Any) -> Any:
        asked.append(arguments[0].file)
        return catalog_problems(*arguments)

    monkeypatch.setattr(findings, "catalog_problems", watched)
    assert checked(desk).of("nl", "2024-01") == before
    assert asked == []
    glossary = Path(desk.root / "locales/nl/LC_MESSAGES/glossary.po")
    glossary.write_text(HEAD.partition("#. summary")[0] + 'msgctxt "term"\nmsgid "promise"\nmsgstr "gelofte"\n')
    after = checked(desk).of("nl", "2024-01")
    assert asked == [CATALOG]
    assert "lost-term" in {each.code for each in after["articles/bridges/body/quote", "A bridge is a promise."]}


@pytest.mark.slow
def test_a_text_that_can_not_be_used_is_told_once(desk: Sample) -> None:
    text = (desk.root / CATALOG).read_text()
    (desk.root / CATALOG).write_text(
        text + '\n#. paragraph\nmsgctxt "articles/bridges/body/paragraph"\n'
        'msgid "The <b1>first</b1> bridge opens in <a1>spring</a1>."\nmsgstr "De <b1>eerste</b1> brug."\n'
    )
    told = [each["code"] for each in json.loads(run(desk, "check", "--json").stdout)["problems"]]
    assert told.count("lost-tag") == 1


def test_fixed_words_that_are_too_long_are_told(desk: Sample) -> None:
    chrome = "locales/nl/LC_MESSAGES/chrome.po"
    entry = '#. button, at most 12 characters\nmsgid "Read more"\nmsgstr "Verder lezen over dit onderwerp"\n'
    (desk.root / chrome).write_text(HEAD.partition("#. summary")[0] + entry)
    told = json.loads(run(desk, "check", "--json").stdout)["problems"]
    (problem,) = (each for each in told if each["code"] == "too-long")
    assert (problem["file"], problem["line"]) == (chrome, 9)
    assert problem["message"] == "the text has 31 characters; the limit is 12"


@pytest.mark.parametrize("target", ["%(count)s steden, 100 %", "%(count)s stÃ©den"])
def test_what_no_machine_may_store_counts_as_missing_in_a_file_too(target: str) -> None:
    entry = f'msgid "%(count)s cities"\nmsgstr "{target}"\n'
    catalog, problems = parse_catalog((HEAD.partition("#. summary")[0] + entry).encode(), "nl", CATALOG)
    assert problems == []
    assert catalog
    assert catalog.unusable == {("", "%(count)s cities")}
    assert list(catalog.usable()) == []


def test_numbers_and_marks_are_compared_by_the_rules_of_the_source_s_locale(sample: Sample) -> None:
    sample.write("newsletter.toml", 'site = "https://news.example.org"\nsource_locale = "de"\n')
    text = HEAD.replace("Three cities build bridges.", "Es kamen 1.500 Leute.")
    text = text.replace("Vier steden bouwen 4 bruggen.", "Er kwamen 1500 mensen.")
    catalog, _ = parse_catalog(text.encode(), "nl", CATALOG)
    assert catalog
    key = ("articles/bridges/summary", "Es kamen 1.500 Leute.")
    project = sample.project()
    assert source_locale_in(project, catalog) == "de"
    assert key not in catalog_problems(catalog, Glossary({}), source_locale_in(project, catalog))
    assert key in catalog_problems(catalog, Glossary({}), "en")
    chrome = replace(catalog, file="locales/nl/LC_MESSAGES/chrome.po")
    assert source_locale_in(project, chrome) == "en", "the words of templates are English in every project"


SPANISH = (
    "Los vecinos de la ciudad cruzan el puente todos los días para ir al mercado y a la escuela.",
    "El ayuntamiento quiere que las calles del centro sean más tranquilas y más verdes para todos.",
)


def in_spanish(sample: Sample, language: str, *, with_texts: bool = True) -> list[dict[str, Any]]:
    """What is told of the Dutch catalog when its head names a language, and its texts are Spanish ones."""
    texts = SPANISH if with_texts else ("Vier steden bouwen een brug.", "Een brug is een belofte.")
    text = HEAD.replace("Language: nl", f"Language: {language}").replace("Vier steden bouwen 4 bruggen.", texts[0])
    (sample.root / CATALOG).write_text(text.replace("Een brug  is een belofte.", texts[1]), "utf-8")
    told = json.loads(run(sample, "check", "--json").stdout)["problems"]
    return [each for each in told if each["file"] == CATALOG]


def test_a_catalog_of_another_language_is_told_once_and_what_its_texts_lack_is_not(desk: Sample) -> None:
    (problem,) = in_spanish(desk, "es")
    assert (problem["code"], problem["severity"], problem["line"]) == ("wrong-catalog", "error", 3)
    assert problem["message"] == "this catalog is in `es`, as its head says, and stands in the folder of nl"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "nl_BE", "", "LL"])
def test_texts_of_another_language_are_told_though_the_head_does_not_say_so(desk: Sample, language: str) -> None:
    (problem,) = in_spanish(desk, language)
    assert (problem["code"], problem["severity"], problem["line"]) == ("wrong-catalog", "warning", 1)
    assert problem["message"] == "the texts of this catalog seem to be in `es`, all in all, not in nl"


@pytest.mark.slow
def test_a_head_that_names_another_language_is_told_though_the_texts_are_right(desk: Sample) -> None:
    (problem,) = in_spanish(desk, "fr_FR", with_texts=False)
    assert (problem["code"], problem["severity"], problem["line"]) == ("wrong-catalog", "warning", 3)
    assert problem["hint"] == "write `Language: nl`, if the texts are right"
    assert in_spanish(desk, "nl_NL", with_texts=False) == []
