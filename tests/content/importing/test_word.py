"""A Word document becomes an article; what is made to hold a machine up is refused before it is unpacked."""

import io
import sys
import zipfile

import pytest

from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.content.importing.findings import Asked, Certainty, Imported, Reason
from newsletter.content.importing.word import MAX_ELEMENTS, MAX_XML, read_word
from newsletter.content.importing.writing import body_text
from tests.support.word import W, document, paragraph, picture, styles


def read(data: bytes, **asked: str) -> Imported:
    return read_word(data, Asked(**{"name": "trams.docx", **asked}))  # type: ignore[arg-type]


def text_of(imported: Imported) -> str:
    return body_text(imported.articles[0].body, {each.source: each.source for each in imported.pictures})


LINK = '<w:hyperlink r:id="rIdL"><w:r><w:t>the plan</w:t></w:r></w:hyperlink>'
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
FOOTNOTES = (
    f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r>'
    "<w:t>Figures of 2022.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
WHOLE = document(
    paragraph("The tram runs again", "Title")
    + paragraph("After forty years it is back.", "Sub")
    + paragraph("Everybody came ", runs="<w:r><w:rPr><w:b/></w:rPr><w:t>twice</w:t></w:r>")
    + paragraph("Why", "H1")
    + paragraph("fast,", number="1")
    + paragraph("very fast,", number="1", level=1)
    + paragraph("quiet.", number="1")
    + paragraph("", runs=picture("rIdP", "A red tram"))
    + paragraph("Line 4 on its first day", "Cap")
    + paragraph("Details", "H2")
    + paragraph("See ", runs=LINK + NOTE)
    + paragraph("first", number="2")
    + paragraph("second", number="2")
    + paragraph("We waited long.", "Q"),
    parts={"word/media/a.png": b"\x89PNG" + b"x" * 400, "word/footnotes.xml": FOOTNOTES},
    relations={
        "rIdL": ("hyperlink", "https://a.example.org/plan?utm_source=word"),
        "rIdP": ("image", "media/a.png"),
        "rIdF": ("footnotes", "footnotes.xml"),
    },
)


def test_a_document_with_styles_becomes_its_article() -> None:
    imported = read(WHOLE)
    article = imported.articles[0]
    assert (article.slug, article.locale, article.title) == ("the-tram-runs-again", "en", "The tram runs again")
    assert article.summary == "After forty years it is back."
    assert text_of(imported) == (
        "Everybody came **twice**\n\n## Why\n\n- fast,\n  - very fast,\n- quiet.\n\n"
        '![A red tram](word-1.png "Line 4 on its first day")\n\n### Details\n\n'
        "See [the plan](https://a.example.org/plan)¹\n\n1. first\n2. second\n\n> We waited long.\n\n"
        "1. Figures of 2022.\n"
    )
    assert imported.pictures[0].data
    assert not imported.problems


@pytest.mark.parametrize(
    ("first", "title", "reason"),
    [
        (paragraph("Trams", "H1"), "Trams", Reason.FIRST_HEADING),
        (paragraph("Trams are back"), "Trams are back", Reason.FIRST_LINE),
    ],
)
def test_a_title_that_has_no_style_is_guessed_and_said_to_be(first: str, title: str, reason: Reason) -> None:
    imported = read(document(first + paragraph("They run every ten minutes, from six to midnight.")))
    found = next(each for each in imported.findings if each.path.endswith("/title"))
    assert (found.value, found.certainty, found.reason) == (title, Certainty.GUESSED, reason)
    assert text_of(imported) == "They run every ten minutes, from six to midnight.\n"


def test_a_document_without_a_title_has_none() -> None:
    imported = read(document(paragraph("They run every ten minutes, from six to midnight.")))
    assert not imported.articles[0].title
    assert imported.articles[0].slug == "trams"


def test_the_language_of_a_document_is_taken_from_its_styles() -> None:
    data = document(paragraph("Les trams roulent."), {"word/styles.xml": styles("fr-FR")})
    assert read(data).articles[0].locale == "fr"
    assert [each.code for each in read(data, locale="en").problems] == ["other-language"]


def test_changes_and_notes_of_colleagues_are_left_out_and_told() -> None:
    changed = "<w:del><w:r><w:delText>slowly </w:delText></w:r></w:del><w:ins><w:r><w:t>fast</w:t></w:r></w:ins>"
    comment = f"<w:comments {W}><w:comment w:id='1'>{paragraph('Is this so?')}</w:comment></w:comments>"
    imported = read(document(paragraph("They run ", runs=changed), {"word/comments.xml": comment}))
    assert text_of(imported) == "They run fast\n"
    assert imported.left_out == (LeftOut(Kind.DELETED, "slowly"), LeftOut(Kind.NOTE, "Is this so?"))


def test_macros_are_not_looked_at_and_told() -> None:
    imported = read(document(paragraph("They run."), {"word/vbaProject.bin": b"\xd0\xcf"}))
    assert [each.code for each in imported.problems] == ["macros-in-source"]
    assert text_of(imported) == "They run.\n"


@pytest.mark.parametrize(
    "entities",
    [
        '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w [<!ENTITY % x SYSTEM "http://a.test/x.dtd"> %x;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_with_entities_of_its_own_is_refused(entities: str, encoding: str) -> None:
    data = document("", {"word/document.xml": f"{entities}<w:document>&x;</w:document>".encode(encoding)})
    assert [each.code for each in read(data).problems] == ["unsafe-source"]


def test_a_document_that_unpacks_to_more_than_any_text_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (MAX_XML + 1))
    assert len(out.getvalue()) < 50_000
    assert [each.code for each in read(out.getvalue()).problems] == ["source-too-large"]


def test_a_document_of_more_parts_than_any_text_is_refused_unread() -> None:
    assert [each.code for each in read(document("<w:p/>" * (MAX_ELEMENTS + 1))).problems] == ["source-too-large"]


def test_a_size_that_a_document_lies_about_is_not_believed() -> None:
    data = document(paragraph("They run." * 20_000))
    at = data.rindex(b"word/document.xml") - 46  # APPNOTE.TXT 4.3.12: the size stands at 24 in the central directory
    lying = data[: at + 24] + (100).to_bytes(4, "little") + data[at + 28 :]
    assert [each.code for each in read(lying).problems] == ["broken-source"]


@pytest.mark.parametrize("size", [30, 300, 900])
def test_a_document_that_was_cut_off_is_damaged(size: int) -> None:
    assert [each.code for each in read(WHOLE[:size]).problems] == ["broken-source"]


def test_a_document_whose_text_is_no_xml_is_damaged() -> None:
    assert [each.code for each in read(document("<w:p>")).problems] == ["broken-source"]


def test_a_document_without_text_says_so() -> None:
    assert [each.code for each in read(document("")).problems] == ["nothing-to-import"]


def test_a_program_without_its_reader_does_not_call_the_document_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    with pytest.raises(ImportError, match="mammoth"):
        read_word(document(paragraph("Trams", "Title") + paragraph("They run again.")), Asked())
