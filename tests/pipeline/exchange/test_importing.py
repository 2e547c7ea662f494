"""A source becomes files: nothing is overwritten, nothing is invented, and what `check` will say is said at once."""

import io
from pathlib import Path

import PIL.Image
import pytest

from newsletter.content.importing.findings import Doubt, Question
from newsletter.pipeline.exchange.comparing import holds
from newsletter.pipeline.exchange.importing import ImportReport, ImportRequest, Source, import_source
from newsletter.pipeline.letters.web_client import Reply, SilentError, WebClient
from newsletter.pipeline.use_case import Place, Refused
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.network_pages import LOOP, QUAY, TWO_CARDS

PAGE = """<html lang="en"><head><title>Trams are back</title>
<meta name="description" content="After forty years."></head>
<body><main><h1>Trams are back</h1><p>They run again, every ten minutes.</p>
<img src="page_files/tram.png" alt="A red tram"><p>A ride is free.</p></main></body></html>"""


def png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (1300, 650), colour).save(out, "PNG")
    return out.getvalue()


def folder_of(path: Path, page: str = PAGE) -> Source:
    """A page saved with its pictures."""
    (path / "page_files").mkdir(parents=True)
    (path / "page_files/tram.png").write_bytes(png())
    return Source(page.encode(), "page.html", path)


def run(sample: Sample, source: Source, **more: object) -> ImportReport:
    place = more.pop("place", Place(sample.root))
    report = import_source(ImportRequest(place, source, **more))  # type: ignore[arg-type]
    assert isinstance(report, ImportReport)
    return report


def codes(report: ImportReport | Refused) -> list[str]:
    return [each.code for each in report.problems]


def test_a_saved_page_becomes_an_article_with_its_pictures(sample: Sample, tmp_path: Path) -> None:
    report = run(sample, folder_of(tmp_path / "saved"), issue="2024-01")
    assert [(each.name, each.fate) for each in report.files] == [("issues/articles/trams-are-back.md", "new")]
    assert report.pictures == ("tram.png",)
    assert sample.read("issues/articles/trams-are-back.md") == (
        "---\nlocale: en\ntitle: Trams are back\nsummary: After forty years.\n---\n\n"
        "They run again, every ten minutes.\n\n![A red tram](tram.png)\n\nA ride is free.\n"
    )
    assert (sample.root / "issues/images/tram.png").is_file()
    assert sample.read("issues/2024-01/issue.yaml").endswith("  - articles:\n      - trams-are-back\n")
    assert codes(report) == []


def test_the_same_again_writes_nothing(sample: Sample, tmp_path: Path) -> None:
    source = folder_of(tmp_path / "saved")
    run(sample, source, issue="2024-01")
    before = {path: path.read_bytes() for path in sample.root.rglob("issues/**/*") if path.is_file()}
    report = run(sample, source, issue="2024-01")
    assert [each.fate for each in report.files] == ["same"]
    assert (report.pictures, report.shown_in) == ((), "")
    assert before == {path: path.read_bytes() for path in sample.root.rglob("issues/**/*") if path.is_file()}


@pytest.mark.slow
def test_a_file_that_somebody_has_changed_is_left_and_the_difference_shown(sample: Sample, tmp_path: Path) -> None:
    source = folder_of(tmp_path / "saved")
    run(sample, source)
    sample.edit("issues/articles/trams-are-back.md", "A ride is free.", "A ride costs nothing.")
    (sample.root / "issues/images/tram.png").unlink()
    report = run(sample, source)
    assert codes(report) == ["file-exists"]
    assert [line for line in report.files[0].difference if line[:1] in "+-"][2:] == [
        "-A ride costs nothing.",
        "+A ride is free.",
    ]
    assert "costs nothing" in sample.read("issues/articles/trams-are-back.md")
    assert not (sample.root / "issues/images/tram.png").exists()


def test_a_dry_run_writes_nothing_and_says_what_check_would_say(sample: Sample, tmp_path: Path) -> None:
    source = folder_of(tmp_path / "saved", PAGE.replace("After forty years.", ""))
    before = sorted(sample.root.rglob("issues/**/*"))
    report = run(sample, source, is_dry=True, issue="2024-01")
    assert [each.fate for each in report.files] == ["new"]
    assert report.pictures == ("tram.png",)
    assert codes(report) == ["missing-key"]
    assert before == sorted(sample.root.rglob("issues/**/*"))


def test_what_the_source_does_not_say_is_absent_and_an_error_of_check(sample: Sample, tmp_path: Path) -> None:
    report = run(sample, folder_of(tmp_path / "saved", PAGE.replace("After forty years.", "")))
    assert "summary" not in sample.read("issues/articles/trams-are-back.md")
    assert [(each.code, each.location and each.location.file) for each in report.problems] == [
        ("missing-key", "issues/articles/trams-are-back.md")
    ]


class Web(WebClient):
    """Answers from memory, as the client of the web does."""

    pages: dict[str, bytes] = {}

    def take(self, address: str, most: int, seconds: float) -> Reply:
        if address not in self.pages:
            raise SilentError("a.test does not answer")
        return Reply(200, "", self.pages[address])


@pytest.mark.slow
def test_pictures_are_fetched_only_when_that_is_asked_for(sample: Sample) -> None:
    page = PAGE.replace("page_files/", "/").encode()

    class Town(Web):
        pages = {"https://a.test/t": page, "https://a.test/tram.png": png()}

    source = Source(address="https://a.test/t")
    without = run(sample, source, client=Town, is_dry=True)
    assert codes(without) == ["picture-not-imported"]
    assert without.address == "https://a.test/t"
    report = run(sample, source, client=Town, with_pictures=True)
    assert (codes(report), report.pictures) == ([], ("tram.png",))


def test_an_address_that_does_not_answer_says_so(sample: Sample) -> None:
    report = import_source(ImportRequest(Place(sample.root), Source(address="https://a.test/t"), client=Web))
    assert isinstance(report, Refused)
    assert codes(report) == ["not-fetched"]


def test_a_picture_is_never_taken_from_outside_the_folder(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png("blue"))
    source = folder_of(tmp_path / "saved", PAGE.replace("page_files/tram.png", "../secret.png"))
    report = run(sample, source)
    assert codes(report) == ["picture-not-imported"]
    assert report.pictures == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"not a picture", "it was left out: the file is no picture, or a damaged one: not all of it can be read"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "it was left out: it is a SVG picture; mail programs show PNG, JPEG and GIF",
        ),
    ],
)
def test_what_no_letter_shows_is_left_out_and_told(sample: Sample, tmp_path: Path, data: bytes, message: str) -> None:
    source = folder_of(tmp_path / "saved")
    (tmp_path / "saved/page_files/tram.png").write_bytes(data)
    report = run(sample, source)
    assert [(each.code, each.message) for each in report.problems] == [("picture-not-imported", message)]


def test_what_can_not_be_read_is_refused_with_its_kind(sample: Sample) -> None:
    report = import_source(ImportRequest(Place(sample.root), Source(b"%PDF-1.7", "plan.pdf")))
    assert isinstance(report, Refused)
    assert codes(report) == ["unknown-source"]


def test_wrong_requests_are_refused_before_anything_is_read(sample: Sample) -> None:
    for more in ({"locale": "klingon"}, {"issue": "2031-01"}):
        report = import_source(ImportRequest(Place(sample.root), Source(PAGE.encode(), "page.html"), **more))  # type: ignore[arg-type]
        assert isinstance(report, Refused)
    assert not (sample.root / "issues/articles/trams-are-back.md").exists()


def test_only_what_was_chosen_is_written_and_the_issue_may_lend_its_year_alone(sample: Sample) -> None:
    told: list[str] = []
    report = run(
        sample,
        Source(TWO_CARDS.encode()),
        issue="2024-01",
        is_shown=False,
        chosen=[LOOP, "issues/2024-01/issue.yaml"],
        place=Place(sample.root, {}, Workspace(sample.root, told.append)),
    )
    assert [(each.name, each.fate) for each in report.files] == [(LOOP, "new")]
    assert (told, report.shown_in) == ([LOOP], "")
    assert not (sample.root / QUAY).exists()
    assert "2024" in next(each for each in report.imported.questions if each.doubt is Doubt.YEAR).choices


def test_pictures_of_what_was_not_chosen_stay_outside(sample: Sample, tmp_path: Path) -> None:
    report = run(sample, folder_of(tmp_path / "saved"), chosen=[])
    assert (report.files, report.pictures, codes(report)) == ((), (), [])
    assert not (sample.root / "issues/images/tram.png").exists()


def test_a_question_that_somebody_answers_is_asked_once_and_read_with_its_answer(sample: Sample) -> None:
    asked: list[Question] = []

    def decide(question: Question) -> str | None:
        asked.append(question)
        return "2031" if question.doubt is Doubt.YEAR else None

    request = ImportRequest(Place(sample.root), Source(TWO_CARDS.encode()), issue="2024-01", answers={"kept": "x"})
    first = import_source(request, decide=decide)
    assert isinstance(first, ImportReport)
    assert [each.doubt for each in asked] == [Doubt.YEAR]
    assert first.answers == {"kept": "x", asked[0].id: "2031"}
    assert "start: 2031-10-12" in sample.read(QUAY)


def test_what_was_fetched_before_is_not_fetched_again(sample: Sample) -> None:
    source = Source(PAGE.replace("page_files/", "/").encode(), address="https://a.test/t")
    report = run(sample, source, client=Web, is_dry=True)
    assert (report.address, report.data) == ("https://a.test/t", source.data)


def test_what_somebody_has_written_into_a_file_is_no_difference(sample: Sample, tmp_path: Path) -> None:
    page = PAGE.replace("After forty years.", "").replace("A red tram", "")
    source = folder_of(tmp_path / "saved", page)
    run(sample, source)
    article = "issues/articles/trams-are-back.md"
    sample.edit(article, "title: Trams are back", "title: Trams are back\nsummary: After [forty] years.")
    sample.edit(article, "![](tram.png)", "![A [red] tram](tram.png)\n\nIt is ours.")
    before = sample.read(article)
    report = run(sample, source)
    assert [(each.fate, each.difference) for each in report.files] == [("more", ())]
    assert (codes(report), sample.read(article)) == ([], before)


def test_a_network_with_what_was_missing_is_the_same_and_one_with_another_place_is_not(sample: Sample) -> None:
    run(sample, Source(TWO_CARDS.encode()))
    (sample.root / LOOP).write_text(f"{sample.read(LOOP)}about: Of streets and rivers.\n")
    report = run(sample, Source(TWO_CARDS.encode()))
    assert {each.name: each.fate for each in report.files} == {LOOP: "more", QUAY: "same"}
    assert "file-exists" not in codes(report)
    (sample.root / LOOP).write_text(sample.read(LOOP).replace("LoopTown", "LoopVille", 1))
    assert "file-exists" in codes(run(sample, Source(TWO_CARDS.encode())))


@pytest.mark.parametrize(
    ("there", "is_held"),
    [
        ("a: 1\nlist: [{b: 2, c: 3}, {b: 4}]\n", True),
        ("list: [{b: 0}, {b: 2}, {b: 4, d: 1}]\na: 1\n", True),
        ("a: 1\nlist: [{b: 4}, {b: 2}]\n", False),
        ("a: 1\nlist: [{b: 2}]\n", False),
        ("a: 1\nlist: x\n", False),
        ("a: [\n", False),
    ],
)
def test_a_file_holds_a_source_when_nothing_of_it_is_gone(there: str, is_held: bool) -> None:
    assert holds(there.encode(), b"a: 1\nlist: [{b: 2}, {b: 4}]\n", is_article=False) is is_held
