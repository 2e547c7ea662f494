"""The gallery as a page and as one file: what stands in it, where it leads, when it is written again."""

import base64
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsletter.cli import main
from newsletter.pipeline.letters import gallery, gallery_data
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.letters.build_cache import Build
from newsletter.pipeline.letters.building import BuildRequest, recalled
from newsletter.pipeline.use_case import Place
from tests.conftest import Sample

HOSTILE = 'Bridges </script><script>alert(1)</script> <!-- "x"'


def page_of(result: Build) -> html.HtmlElement:
    return html.fromstring((result.folder / "index.html").read_text("utf-8"))


def one(page: html.HtmlElement, selector: str) -> str:
    found = page.cssselect(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return " ".join(found[0].text_content().split())


def rows(edition: html.HtmlElement) -> list[tuple[str, ...]]:
    """Each text with the place it stands in, what it is, source, translation and state."""
    found = []
    for body in edition.cssselect(".words tbody"):
        where = one(body, ".where")
        found += [(where, *(cell.text_content() for cell in row)) for row in body.cssselect("tr[data-state]")]
    return found


def run(sample: Sample, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(sample.root), "build", *arguments])


def test_every_edition_stands_in_it_under_its_own_name(sample: Sample) -> None:
    page = page_of(build(sample.project(), "2024-01"))
    assert [e.get("id") for e in page.cssselect("article")] == ["eu/en", "nl/nl", "nl/nl-BE"]
    assert [h.text_content() for h in page.cssselect("h2 span")] == [
        "European Union · English",
        "Nederland · Nederlands",
        "Nederland · Nederlands (België)",
    ]
    assert [key.text_content() for key in page.cssselect(".key")] == [
        "2024-01/eu/en",
        "2024-01/nl/nl",
        "2024-01/nl/nl-BE",
    ]
    assert "3 editions in 3 languages" in one(page, ".lead")
    assert [a.get("href") for a in page.cssselect(".board a")] == ["#eu/en", "#nl/nl", "#nl/nl-BE"]


def test_a_letter_is_announced_as_an_inbox_shows_it(sample: Sample) -> None:
    first = page_of(build(sample.project(), "2024-01")).cssselect("article")[0]
    assert [dd.text_content() for dd in first.cssselect("dd")] == [
        "Secretariat",
        "A small issue",
        "Two articles and a network.",
        "16 January 2024",
    ]


def test_each_text_stands_beside_its_source_with_its_state(sample: Sample) -> None:
    sample.write(
        "locales/nl/LC_MESSAGES/2024-01.po",
        """
        msgid ""
        msgstr "Language: nl\\n"

        #, fuzzy
        msgctxt "articles/bridges/body/paragraph"
        msgid "The <b1>first</b1> bridge opens in <a1>spring</a1>."
        msgstr "In <a1>de lente</a1> opent de <b1>eerste</b1> brug."

        msgctxt "networks/rivers/tagline"
        msgid "Cities at the water"
        msgstr "Steden aan het water"
        """,
    )
    dutch = page_of(build(sample.project(), "2024-01")).cssselect("article")[1]
    found = rows(dutch)
    assert ("The issue", "subject", "A small issue", "—", "missing") in found
    assert ("Network: Rivers", "tagline", "Cities at the water", "Steden aan het water", "reviewed") in found
    first = "The first bridge opens in spring."
    paragraph = (
        "Article: Bridges over the river",
        "paragraph",
        first,
        "In de lente opent de eerste brug.",
        "needs review",
    )
    assert paragraph in found
    states = [item.text_content() for item in dutch.cssselect(".states li")]
    assert states == ["1 reviewed", "1 needs review", f"{len(found) - 2} missing"]
    cells = next(row for row in dutch.cssselect("tr[data-state=needs-review]")).cssselect("td")
    assert [(cell.get("lang"), cell.get("dir")) for cell in cells[:2]] == [("en", "ltr"), ("nl", "ltr")]
    assert b"<strong>eerste</strong>" in html.tostring(cells[1])
    assert "texts are written in this language and not listed" in one(dutch, ".sides p")


@pytest.mark.slow
def test_right_to_left_editions_say_so(sample: Sample) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ar]")
    arabic = page_of(build(sample.project(), "2024-01")).cssselect("article")[1]
    for selector in ("h2 span", ".inbox", "pre"):
        found = arabic.cssselect(selector)[0]
        assert (found.get("lang"), found.get("dir")) == ("ar", "rtl"), selector


def test_problems_stand_at_their_edition_with_their_place(sample: Sample) -> None:
    first = page_of(build(sample.project(), "2024-01")).cssselect("article")[0]
    said = one(first, ".problem")
    assert said.startswith("warning 7 texts are not translated; the first is `articles/markets/title`")
    assert "issues/articles/markets.md:3:8 run `newsletter translate 2024-01`" in said


def test_what_stops_an_edition_is_said_at_the_top(sample: Sample) -> None:
    sample.write("locales/nl/LC_MESSAGES/2024-01.po", 'msgid "open\n')
    page = page_of(build(sample.project(), "2024-01"))
    assert [e.get("id") for e in page.cssselect("article")] == ["eu/en"]
    assert "[broken-po]" in one(page, "section.problems")


def test_a_large_letter_is_marked_in_words(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    project = sample.project()
    assert not page_of(build(project, "2024-01")).cssselect(".large")
    monkeypatch.setattr(gallery, "LARGE_BYTES", 1_000)
    sample.edit("issues/2024-01/issue.yaml", "A small issue", "A large issue")
    first = page_of(build(project, "2024-01")).cssselect("article")[0]
    assert "KB, near Gmail’s limit of 102 KB" in one(first, ".facts > p:nth-child(2)")
    monkeypatch.setattr(gallery, "GMAIL_BYTES", 2_000)
    sample.edit("issues/2024-01/issue.yaml", "A large issue", "A huge issue")
    assert "above Gmail’s limit" in one(page_of(build(project, "2024-01")).cssselect("article")[0], ".facts")


def test_frames_show_the_letter_with_the_pictures_beside_it(sample: Sample) -> None:
    result = build(sample.project(), "2024-01")
    page = page_of(result)
    first = page.cssselect("iframe")[0]
    assert "allow-scripts" not in first.get("sandbox")
    preview = result.folder / first.get("src")
    shown = html.fromstring(preview.read_text("utf-8"))
    pictures = [image.get("src") for image in shown.cssselect("img")]
    assert pictures
    assert all((preview.parent / src).is_file() for src in pictures)
    assert shown.cssselect("base")[0].get("target") == "_blank"
    letter = (result.editions[0].folder / "letter.html").read_text("utf-8")
    assert "https://news.example.org/images/" in letter, "the letter itself stays as it is mailed"
    for link in page.cssselect(".files a"):
        assert (result.folder / link.get("href")).is_file()


def test_words_of_editors_stay_words(sample: Sample) -> None:
    sample.edit("issues/articles/bridges.md", "title: Bridges over the river", f"title: {HOSTILE}")
    result = build(sample.project(), "2024-01")
    page = page_of(result)
    assert len(page.cssselect("script")) == 1
    assert HOSTILE in "".join(row[2] for row in rows(page.cssselect("article")[1]))
    gallery.share(sample.root, result, sample.root / "all.html")
    shared = html.fromstring((sample.root / "all.html").read_text("utf-8"))
    assert [script.get("type") for script in shared.cssselect("script")] == ["application/json", None]


def test_the_page_may_run_its_own_script_and_nothing_else(sample: Sample) -> None:
    result = build(sample.project(), "2024-01")
    text = (result.folder / "index.html").read_text("utf-8")
    page = html.fromstring(text)
    policy = page.cssselect("meta[http-equiv]")[0].get("content")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"\son\w+=|\sstyle=", text), "no handlers or styles in elements"


@pytest.mark.slow
def test_it_is_made_again_when_somebody_changed_or_deleted_it(sample: Sample) -> None:
    result = build(sample.project(), "2024-01", environ={})
    for name in ("index.html", "gallery/nl/nl.html"):
        file = result.folder / name
        whole = file.read_bytes()
        for harm in (lambda file: file.write_text("harmed"), Path.unlink):
            assert recalled(BuildRequest(Place(sample.root), "2024-01")) is not None
            harm(file)
            assert recalled(BuildRequest(Place(sample.root), "2024-01")) is not None
            assert file.read_bytes() == whole
            harm(file)
            shutil.rmtree(sample.root / ".cache/galleries")
            assert recalled(BuildRequest(Place(sample.root), "2024-01")) is None
            build(sample.project(), "2024-01", environ={})
            assert file.read_bytes() == whole


def test_a_cache_that_has_lost_a_sheet_lays_its_edition_out_again(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    next((sample.root / ".cache/sheets").iterdir()).unlink()
    result = build(sample.project(), "2024-01")
    assert [built.was_laid_out for built in result.editions].count(True) == 1


def test_one_point_built_alone_is_shown_alone(sample: Sample) -> None:
    page = page_of(build(sample.project(), "2024-01", points=["eu"]))
    assert [e.get("id") for e in page.cssselect("article")] == ["eu/en"]
    assert "1 edition in 1 language" in one(page, ".lead")


def test_a_shared_file_holds_all_letters_and_each_picture_once(sample: Sample, tmp_path: Path) -> None:
    result = build(sample.project(), "2024-01")
    size = gallery.share(sample.root, result, tmp_path / "all.html")
    text = (tmp_path / "all.html").read_text("utf-8")
    assert size == len(text.encode())
    page = html.fromstring(text)
    pictures = json.loads(page.cssselect("#pictures")[0].text or "")
    files = sorted((result.folder / "images").iterdir())
    assert [base64.b64decode(data.partition(",")[2]) for data in pictures] == [file.read_bytes() for file in files]
    letters = [frame.get("srcdoc") or "" for frame in page.cssselect(".desktop iframe")]
    assert len(letters) == 3
    assert all("data:,@@0@@" in letter and "images/" not in letter for letter in letters)
    assert not page.cssselect("[src], .files")


def test_sharing_says_how_large_the_file_is(sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / "all.html"
    for _ in range(2):  # an older one is replaced
        result = run(sample, "--share", str(file))
        assert result.exit_code == 0
        assert re.search(r"All in one file of \d\.\d MB: .*all\.html", result.stdout)
    shared = json.loads(run(sample, "--share", str(file), "--json").stdout)["share"]
    assert shared == {"file": str(file), "bytes": file.stat().st_size}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("letters.zip", "write one like `letters.html`", id="another kind of file"),
        pytest.param("folder.html", "is a directory", id="a folder"),
    ],
)
def test_sharing_into_anything_but_a_page_is_wrong_usage(sample: Sample, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "letters.zip").write_bytes(b"PK")
    result = run(sample, "--share", str(tmp_path / name))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (sample.root / "build").exists()
    assert (tmp_path / "letters.zip").read_bytes() == b"PK"


@pytest.mark.parametrize(
    ("reviewed", "waiting", "missing", "said"),
    [
        (0, 0, 0, "nothing to translate"),
        (12, 0, 0, "all 12 texts reviewed"),
        (0, 1953, 0, "1,953 need review"),
        (3, 0, 2, "3 reviewed, 2 missing"),
    ],
)
def test_states_are_told_in_a_few_words(reviewed: int, waiting: int, missing: int, said: str) -> None:
    assert gallery.tally({"reviewed": reviewed, "needs-review": waiting, "missing": missing}) == said


sheets = st.builds(
    gallery_data.GalleryData, *[st.text()] * 6, st.tuples(st.text(), st.text()), st.text(), st.text(), st.integers(),
    st.text(),
)  # fmt: skip


@given(sheets)
def test_a_sheet_comes_out_of_the_cache_as_it_went_in(written: gallery_data.GalleryData) -> None:
    assert gallery_data.from_json(gallery_data.to_json(written)) == written


def test_a_gallery_that_was_deleted_comes_back_without_being_written_again(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(sample.project(), "2024-01")
    before = {path: path.read_bytes() for path in (sample.root / "build").rglob("*.html")}
    assert len(before) == 3 + 3 + 1
    shutil.rmtree(sample.root / "build")
    monkeypatch.setattr(gallery, "write", None)
    assert recalled(BuildRequest(Place(sample.root), "2024-01")) is not None
    assert {path: path.read_bytes() for path in before} == before


def test_a_gallery_of_other_editions_does_not_stand_in_for_it(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    page = (sample.root / "build/2024-01/index.html").read_bytes()
    build(sample.project(), "2024-01", points=["nl"])
    assert (sample.root / "build/2024-01/index.html").read_bytes() != page
    assert recalled(BuildRequest(Place(sample.root), "2024-01")) is None
    build(sample.project(), "2024-01")
    assert (sample.root / "build/2024-01/index.html").read_bytes() == page
