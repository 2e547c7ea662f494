"""Texts go to an agency and come back: what was touched is taken or told, and all the rest stays to the byte."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.pipeline.translation.review import unit_id
from newsletter.pipeline.translation.words_in import ImportWordsReport, ImportWordsRequest, import_words
from newsletter.pipeline.translation.words_out import ExportWordsReport, ExportWordsRequest, export_words
from newsletter.pipeline.use_case import Place, Refused
from newsletter.translate.acceptance import acceptances_of
from newsletter.translate.authorship import is_of_a_person, origin_of
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.unit import State, Translation
from tests.conftest import Sample
from tests.support.agency import Change, change_file
from tests.support.command_line import run
from tests.support.reviewing import (
    MORE,
    PARAGRAPH,
    PARTNERS,
    QUOTE,
    SUMMARY,
    TITLE,
    TODAY,
    desk,
    held,
    put,
)

__all__ = ["desk"]
FILE = catalog_file("nl", "2024-01")


def key(entry: Translation) -> str:
    return unit_id(*entry.key)


@pytest.fixture(params=["xlf", "xlsx"])
def agency(desk: Sample, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., ImportWordsReport]:
    """Send all texts, change some at the agency, and take them back; `meanwhile` is done here in between."""

    def send(
        changes: dict[str, Change], meanwhile: Callable[[], object] = lambda: None, reviewed_by: str = "",
        documents: tuple[str, ...] = (),
    ) -> ImportWordsReport:  # fmt: skip
        path = tmp_path / f"dutch.{request.param}"
        sent = export_words(
            ExportWordsRequest(Place(desk.root), "nl", path, documents=documents, is_everything=True, is_replacing=True)
        )
        assert isinstance(sent, ExportWordsReport), sent
        change_file(path, changes)
        meanwhile()
        report = import_words(ImportWordsRequest(Place(desk.root), TODAY, path, reviewed_by=reviewed_by))
        assert isinstance(report, ImportWordsReport), report
        return report

    return send


Send = Callable[..., ImportWordsReport]


def entry_of(sample: Sample, entry: Translation, name: str = "2024-01") -> Translation:
    return held(sample, name).by_key()[entry.key]


def counted(report: ImportWordsReport) -> dict[str, int]:
    return {name: count for name, count in report.counts.items() if count}


def codes(report: ImportWordsReport) -> list[str]:
    return [problem.code for problem in report.problems]


def test_what_nobody_has_touched_stays_to_the_byte(desk: Sample, agency: Send) -> None:
    before = desk.read(FILE)
    report = agency({})
    assert counted(report) == {"same": 3, "empty": 1}
    assert not report.files
    assert not report.problems
    assert desk.read(FILE) == before


def test_one_new_text_changes_its_entry_alone_and_waits_for_a_review(desk: Sample, agency: Send) -> None:
    before = desk.read(FILE)
    report = agency({key(SUMMARY): {"target": "Drie steden bouwen bruggen.", "state": "translated"}})
    assert counted(report) == {"new": 1, "same": 3}
    assert report.files == (FILE,)
    entry = entry_of(desk, SUMMARY)
    assert (entry.target, entry.state) == ("Drie steden bouwen bruggen.", State.NEEDS_REVIEW)
    origin = origin_of(entry)
    assert origin is not None
    assert (origin.file.partition(".")[0], origin.day, origin.provider) == ("dutch", TODAY.isoformat(), "")
    assert is_of_a_person(entry)
    kept = set(before.split("\n\n")) & set(desk.read(FILE).split("\n\n"))
    assert len(kept) == len(before.split("\n\n")) - 1


def test_no_file_makes_a_text_reviewed_unless_a_name_says_who_has_read_it(desk: Sample, agency: Send) -> None:
    approved: dict[str, Change] = {
        key(SUMMARY): {"target": "Drie steden.", "state": "final"},
        key(TITLE): {"state": "final"},
    }
    report = agency(approved)
    assert counted(report) == {"new": 1, "unnamed": 2, "same": 3}
    assert {entry_of(desk, each).state for each in (SUMMARY, TITLE)} == {State.NEEDS_REVIEW}
    report = agency({key(SUMMARY): {"state": "final"}, key(TITLE): {"state": "final"}}, reviewed_by="Bea")
    assert counted(report) == {"accepted": 2, "same": 4}
    assert {entry_of(desk, each).state for each in (SUMMARY, TITLE)} == {State.REVIEWED}
    assert [act.who for act in acceptances_of(entry_of(desk, SUMMARY))] == ["Bea"]


def test_a_name_counts_for_what_is_approved_alone(desk: Sample, agency: Send) -> None:
    report = agency({key(SUMMARY): {"target": "Drie steden.", "state": "translated"}}, reviewed_by="Bea")
    assert counted(report) == {"new": 1, "same": 3}
    assert entry_of(desk, SUMMARY).state is State.NEEDS_REVIEW


@pytest.mark.slow
def test_with_two_people_one_name_is_not_enough(desk: Sample, agency: Send) -> None:
    desk.write("newsletter.toml", desk.read("newsletter.toml") + "[review]\npeople = 2\n")
    agency({key(SUMMARY): {"target": "Drie steden.", "state": "final"}}, reviewed_by="Bea")
    entry = entry_of(desk, SUMMARY)
    assert entry.state is State.NEEDS_REVIEW
    assert [act.who for act in acceptances_of(entry)] == ["Bea"]
    agency({key(SUMMARY): {"state": "final"}}, reviewed_by="Cleo")
    assert entry_of(desk, SUMMARY).state is State.REVIEWED


def test_a_reviewed_text_that_the_agency_has_changed_is_to_be_reviewed_again(desk: Sample, agency: Send) -> None:
    report = agency({key(QUOTE): {"target": "Een brug belooft iets."}})
    assert counted(report)["reopened"] == 1
    entry = entry_of(desk, QUOTE)
    assert (entry.target, entry.state) == ("Een brug belooft iets.", State.NEEDS_REVIEW)
    assert [act.who for act in entry.record.past_reviews] == ["Bea"]


def test_what_both_sides_have_changed_stays_with_the_other_text_beside_it(desk: Sample, agency: Send) -> None:
    ours = replace(QUOTE, targets=("Een brug is trouw.",), state=State.NEEDS_REVIEW)
    report = agency(
        {key(QUOTE): {"target": "Een brug belooft iets."}}, lambda: put(desk, TITLE, SUMMARY, PARAGRAPH, ours)
    )
    assert codes(report) == ["both-changed"]
    assert counted(report)["kept"] == 1
    entry = entry_of(desk, QUOTE)
    assert (entry.target, entry.record.theirs) == ("Een brug is trouw.", ("Een brug belooft iets.",))


def test_what_changed_here_alone_is_not_put_back(desk: Sample, agency: Send) -> None:
    ours = replace(QUOTE, targets=("Een brug is trouw.",), state=State.NEEDS_REVIEW)
    report = agency(
        {key(QUOTE): {"state": "final"}}, lambda: put(desk, TITLE, SUMMARY, PARAGRAPH, ours), reviewed_by="Bea"
    )
    assert report.problems == ()
    entry = entry_of(desk, QUOTE)
    assert (entry.target, entry.state) == ("Een brug is trouw.", State.NEEDS_REVIEW), "Bea has read other words"


def test_lost_tags_changed_sources_and_foreign_ids_are_told_at_their_rows_and_the_rest_is_taken(
    desk: Sample, agency: Send
) -> None:
    report = agency({
        key(PARAGRAPH): {"target": "De <b1>eerste</b1> brug gaat open."},
        key(TITLE): {"source": "Bridges over the sea", "target": "Bruggen over de zee"},
        key(QUOTE): {"id": "ffffffff", "target": "Een brug."},
        key(SUMMARY): {"target": "Drie steden."},
    })  # fmt: skip
    assert sorted(codes(report)) == ["changed-source", "foreign-unit", "lost-tag"]
    assert all(problem.location and problem.location.line > 1 for problem in report.problems)
    assert len({problem.location for problem in report.problems}) == 3
    assert counted(report) == {"new": 1}
    assert entry_of(desk, PARAGRAPH).target == PARAGRAPH.target


def test_a_file_of_another_newsletter_is_told_once(desk: Sample, agency: Send) -> None:
    before = desk.read(FILE)
    report = agency({
        key(each): {"id": f"{at}" * 8, "target": "Vreemd"}
        for at, each in enumerate((TITLE, SUMMARY, PARAGRAPH, QUOTE))
    })  # fmt: skip
    (problem,) = report.problems
    assert problem.code == "foreign-unit"
    assert "none of the 4 rows" in problem.message
    assert desk.read(FILE) == before


def test_where_a_long_source_has_been_changed_is_shown(desk: Sample, agency: Send) -> None:
    long = replace(
        SUMMARY, source="Three cities build bridges over their rivers, and this is how they pay for all of them."
    )
    put(desk, TITLE, long, PARAGRAPH, QUOTE)
    report = agency({key(long): {"source": long.source.replace("all of", "ten of"), "target": "Drie"}})
    (problem,) = report.problems
    assert "pay for ten of them" in problem.message
    assert "pay for all of them" in str(problem.hint)


def test_a_text_whose_source_has_changed_meanwhile_is_told_as_such(desk: Sample, agency: Send) -> None:
    newer = replace(TITLE, source="Bridges over two rivers", previous=TITLE.source)
    report = agency({key(TITLE): {"target": "Bruggen!"}}, lambda: put(desk, newer, SUMMARY, PARAGRAPH, QUOTE))
    (problem,) = report.problems
    assert problem.code in ("changed-source", "foreign-unit")  # a table has no contexts
    assert entry_of(desk, newer).target == "Bruggen"


def test_a_text_that_is_longer_than_its_limit_is_taken_and_told(desk: Sample, agency: Send) -> None:
    report = agency({key(TITLE): {"target": "Bruggen " * 20}})
    assert codes(report) == ["too-long"]
    assert counted(report)["new"] == 1


def test_a_remark_becomes_a_question_once(desk: Sample, agency: Send) -> None:
    for _ in range(2):
        agency({key(TITLE): {"remark": "Which river?"}})
    (said,) = entry_of(desk, TITLE).record.talk
    assert (said.kind, said.words) == ("question", "Which river?")
    assert entry_of(desk, TITLE).targets == TITLE.targets


def test_plural_forms_come_back_each_in_its_place(desk: Sample, agency: Send) -> None:
    report = agency({f"{key(PARTNERS)}[1]": {"target": "%(num)s deelnemers"}}, documents=("chrome",))
    assert counted(report) == {"new": 1, "same": 1}
    assert entry_of(desk, PARTNERS, "chrome").targets == ("%(num)s partner", "%(num)s deelnemers")
    assert entry_of(desk, MORE, "chrome") == MORE


def test_the_same_row_twice_with_two_texts_is_told_and_neither_is_taken(desk: Sample, tmp_path: Path) -> None:
    path = tmp_path / "dutch.xlf"
    export_words(ExportWordsRequest(Place(desk.root), "nl", path, is_everything=True))
    data = path.read_bytes()
    begin, end = data.index(b"<trans-unit"), data.index(b"</trans-unit>") + len(b"</trans-unit>")
    again = data[begin:end].replace(b">Bruggen<", b">Brug<")
    path.write_bytes(data[:end] + again + data[end:])
    report = import_words(ImportWordsRequest(Place(desk.root), TODAY, path))
    assert isinstance(report, ImportWordsReport)
    assert codes(report) == ["duplicate-entry"]
    assert entry_of(desk, TITLE).target == "Bruggen"


def test_only_what_is_not_reviewed_is_sent_unless_all_is_asked_for(desk: Sample, tmp_path: Path) -> None:
    def sent(*options: str) -> int:
        result = run(desk, "words", "export", str(tmp_path / "x.xlf"), "--to", "nl", "--replace", "--json", *options)
        assert result.exit_code == 0, result.output
        return int(json.loads(result.output)["texts"])

    assert sent() == 3
    assert sent("--all") == 4
    assert sent("--state", "reviewed") == 1
    assert sent("--document", "chrome") == 2
    assert sent("--document", "chrome", "--document", "articles/bridges/title") == 3
    assert sent("--point", "nl", "--all") >= 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.doc", "--to", "nl"], "`x.doc` says no form; end it with .xlf or .xlsx, or give --format."),
        (["x.xlf", "--to", "xx"], "No point writes in `xx`"),
        (["x.xlf", "--to", "nl", "--document", "articles/brigdes"], "No text belongs to `articles/brigdes`"),
        (["x.xlf", "--to", "nl", "--state", "stale", "--document", "chrome"], "--all takes reviewed ones too."),
        (["nowhere/x.xlf", "--to", "nl"], "There is no folder `nowhere`."),
        (["there.xlf", "--to", "nl"], "is there already; give another name, or --replace."),
    ],
)
def test_an_export_that_can_not_be_meant_is_refused(
    desk: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.xlf").touch()
    result = run(desk, "words", "export", *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


def test_a_file_of_another_language_issue_or_kind_is_refused(desk: Sample, tmp_path: Path) -> None:
    path = tmp_path / "dutch.xlf"
    run(desk, "words", "export", str(path), "--to", "nl")
    assert "The file is in nl, not in nl-BE." in run(desk, "words", "import", str(path), "--to", "nl-BE").output
    path.write_bytes(path.read_bytes().replace(b'"2024-01"', b'"2023-12"'))
    assert "unknown-issue" in run(desk, "words", "import", str(path)).output
    for words in ('msgid ""\nmsgstr ""\n', "id;source;translation\n", "%PDF-1.4"):
        path.write_text(words)
        report = import_words(ImportWordsRequest(Place(desk.root), TODAY, path))
        assert isinstance(report, Refused)
        assert [problem.code for problem in report.problems] == ["unknown-format"]


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(desk: Sample, tmp_path: Path) -> None:
    path = tmp_path / "dutch.xlf"
    run(desk, "words", "export", str(path), "--to", "nl")
    change_file(path, {key(SUMMARY): {"target": "Drie steden.", "state": "final"}})
    before = desk.read(FILE)
    result = run(desk, "words", "import", str(path), "--dry-run")
    assert "1 with new words, to be reviewed" in result.output
    assert "1 called approved, and nobody is named who has read them: --reviewed-by NAME" in result.output
    assert "Nothing was written." in result.output
    assert desk.read(FILE) == before


def test_a_foreign_row_with_a_wrong_state_is_told_once(desk: Sample, tmp_path: Path) -> None:
    path = tmp_path / "dutch.xlsx"
    export_words(ExportWordsRequest(Place(desk.root), "nl", path, is_everything=True))
    change_file(path, {key(QUOTE): {"id": "ffffffff", "state": "ready"}, key(TITLE): {"state": "ready"}})
    report = import_words(ImportWordsRequest(Place(desk.root), TODAY, path))
    assert isinstance(report, ImportWordsReport), report
    assert sorted(codes(report)) == ["foreign-unit", "unknown-state"]
