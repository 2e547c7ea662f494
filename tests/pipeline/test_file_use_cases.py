"""What commands do with files is done by functions: translating, reviewing, terms, pages, merges; no terminal."""

import datetime as dt
from pathlib import Path

import pytest

from newsletter.pipeline.archive.archiving import ArchiveReport, ArchiveRequest, archive_letters
from newsletter.pipeline.explaining import ExplainReport, explain_problems
from newsletter.pipeline.translation.glossaries import (
    ImportTermsReport,
    ImportTermsRequest,
    ListTermsReport,
    ListTermsRequest,
    import_glossary,
    list_terms,
)
from newsletter.pipeline.translation.po_merge import MergeRequest, merge_catalogs
from newsletter.pipeline.translation.reviewing import (
    DecisionReport,
    DecisionRequest,
    ReviewReport,
    ReviewRequest,
    StatusReport,
    StatusRequest,
    decide_texts,
    list_texts,
    show_status,
)
from newsletter.pipeline.translation.translating import (
    MinorEditReport,
    MinorEditRequest,
    TranslateReport,
    TranslateRequest,
    TranslateWatch,
    keep_reviews,
    translate_issue,
)
from newsletter.pipeline.translation.update import Updated
from newsletter.pipeline.use_case import Place, Refused
from newsletter.translate.formats.catalog_json import from_json, to_json
from tests.conftest import Sample

TODAY = dt.date(2024, 2, 20)


def translated(sample: Sample, provider: str = "pseudo", watch: TranslateWatch | None = None) -> TranslateReport:
    request = TranslateRequest(Place(sample.root), TODAY, provider=provider)
    report = translate_issue(request, watch or TranslateWatch())
    assert isinstance(report, TranslateReport)
    return report


@pytest.mark.slow
def test_catalogs_are_filled_and_whoever_watches_hears_of_it_before(sample: Sample) -> None:
    heard: list[str] = []

    def updated(updates: tuple[Updated, ...], is_anybody: bool) -> None:
        heard.append(f"{len(updates)} catalogs, {is_anybody}")

    watch = TranslateWatch(step=lambda done, total, name: heard.append("step"), updated=updated)
    report = translated(sample, watch=watch)
    assert heard[0] == f"{len(report.updates)} catalogs, True"
    assert set(heard[1:]) == {"step"}
    assert {one.locale for one in report.filled} == {update.locale for update in report.updates}
    assert report.estimates == ()


def test_a_dry_run_guesses_and_writes_nothing(sample: Sample) -> None:
    request = TranslateRequest(Place(sample.root), TODAY, provider="pseudo", is_dry=True)
    report = translate_issue(request)
    assert isinstance(report, TranslateReport)
    assert sum(guess.gaps for guess in report.estimates) > 0
    assert report.filled == ()
    assert not any(update.was_written for update in report.updates)


def test_a_broken_issue_is_refused_with_what_to_do_about_it(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: brigdes")
    requests = (
        translate_issue(TranslateRequest(Place(sample.root), TODAY)),
        show_status(StatusRequest(Place(sample.root))),
        list_terms(ListTermsRequest(Place(sample.root), "nl")),
    )
    for refused in requests:
        assert isinstance(refused, Refused)
        assert "unknown-article" in {problem.code for problem in refused.problems}
        assert refused.advice.startswith("Mend these first")


def test_reviews_stay_over_a_minor_edit(sample: Sample) -> None:
    translated(sample, provider="none")
    report = keep_reviews(MinorEditRequest(Place(sample.root), TODAY, "bridges", "Ann"))
    assert isinstance(report, MinorEditReport)
    assert (report.issue, report.kept, report.problems) == ("2024-01", 0, ())


@pytest.mark.slow
def test_texts_are_listed_and_decided(sample: Sample) -> None:
    translated(sample, provider="none")
    text = sample.read("locales/nl/LC_MESSAGES/2024-01.po").replace('msgstr ""\n\n', 'msgstr "Bruggen"\n\n')
    sample.write("locales/nl/LC_MESSAGES/2024-01.po", text.replace("#. title", "#, fuzzy\n#. title").encode())
    texts = ReviewRequest(Place(sample.root), "nl", states=("needs-review",))
    listed = list_texts(texts)
    assert isinstance(listed, ReviewReport)
    assert {entry.translation.state.value for entry in listed.entries} == {"needs-review"}
    assert listed.acceptable > 0
    decided = decide_texts(DecisionRequest(texts, "Ann", TODAY, accept_shown=listed.mark))
    assert isinstance(decided, DecisionReport)
    assert decided.changed == listed.acceptable
    again = decide_texts(DecisionRequest(texts, "Ann", TODAY, accept_shown=listed.mark))
    assert isinstance(again, Refused)
    assert "not the texts that were shown" in again.misuse
    board = show_status(StatusRequest(Place(sample.root)))
    assert isinstance(board, StatusReport)
    assert [row.edition for row in board.board] == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]


def test_names_that_are_nobodys_are_misuse(sample: Sample) -> None:
    place = Place(sample.root)
    asked = {
        "No point writes in `xx`": list_texts(ReviewRequest(place, "xx")),
        "No point is called `nope`": list_texts(ReviewRequest(place, "nl", point="nope")),
        "The point `eu` does not write in `nl`": list_texts(ReviewRequest(place, "nl", point="eu")),
        "No text belongs to `nope`": list_texts(ReviewRequest(place, "nl", document="nope")),
        "No text can have the problem `nope`": list_texts(ReviewRequest(place, "nl", problem="nope")),
        "No point writes in `yy`": list_terms(ListTermsRequest(place, "yy")),
        "There is no problem `nope`": explain_problems("nope"),
    }
    for sentence, report in asked.items():
        assert isinstance(report, Refused)
        assert report.misuse.startswith(sentence)
        assert report.problems == ()


def test_terms_are_imported_and_listed(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("term,nl\nbridge,brug\n", "utf-8")
    report = import_glossary(ImportTermsRequest(Place(sample.root), TODAY, tmp_path / "terms.csv", "Ann"))
    assert isinstance(report, ImportTermsReport)
    assert [(one.locale, one.new) for one in report.glossaries] == [("nl", ("bridge",))]
    terms = list_terms(ListTermsRequest(Place(sample.root), "nl"))
    assert isinstance(terms, ListTermsReport)
    assert ("bridge", "brug") in {(term.source, term.target) for term in terms.terms}


def test_previews_are_written_but_never_where_pages_are_served(sample: Sample) -> None:
    place = Place(sample.root)
    report = archive_letters(ArchiveRequest(place, is_preview=True))
    assert isinstance(report, ArchiveReport)
    assert (report.letters, report.has_ledger) == (3, False)
    assert report.folder == sample.root / "build/archive"
    served = archive_letters(ArchiveRequest(place, sample.project().archive_folder, is_preview=True))
    assert isinstance(served, Refused)
    assert [problem.code for problem in served.problems] == ["public-previews"]


def test_catalogs_that_can_not_be_merged_are_left_alone(tmp_path: Path) -> None:
    for name in ("base.po", "ours.po", "theirs.po"):
        (tmp_path / name).write_text("no catalog", "utf-8")
    base, ours, theirs = (tmp_path / f"{name}.po" for name in ("base", "ours", "theirs"))
    report = merge_catalogs(MergeRequest(base, ours, theirs))
    assert (report.name, report.conflicts) == ("ours.po", ())
    assert [problem.code for problem in report.problems] == ["unknown-locale"]
    assert (tmp_path / "ours.po").read_text("utf-8") == "no catalog"


def test_every_problem_is_explained_with_its_reason() -> None:
    report = explain_problems()
    assert isinstance(report, ExplainReport)
    assert all(each.means and each.why for each in report.explanations)


@pytest.mark.slow
def test_a_catalog_is_the_same_from_its_file_and_from_the_cache(sample: Sample) -> None:
    translated(sample)
    project = sample.project()
    for path in sorted((sample.root / "locales").glob("*/LC_MESSAGES/*.po")):
        locale, name = path.parts[-3], path.stem
        catalog, problems = project.catalog(locale, name)
        assert catalog is not None, problems
        assert from_json(to_json(catalog), locale, catalog.file) == catalog
        assert project.catalog(locale, name) == (catalog, problems)
