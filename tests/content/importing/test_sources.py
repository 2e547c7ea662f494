"""What a source is and how it is encoded is told by what it holds; links and pictures lead where they really are."""

import io
import json
import zipfile

import lxml.html
import pytest

from newsletter.content.importing.addresses import whole_address
from newsletter.content.importing.encoding import decode
from newsletter.content.importing.kinds import SourceKind, kind_of
from newsletter.content.importing.page_pictures import PagePictures, real_source
from newsletter.problems import Problem


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<meta charset="utf-8"><p>„Größe“ – 5 €'.encode("cp1252"), "„Größe“ – 5 €"),
        ('<meta charset="iso-8859-1"><p>“x”'.encode("cp1252"), "“x”"),
        ('<meta charset="windows-1252"><p>Größe'.encode(), "Größe"),
        ('<meta charset="windows-1250"><p>Příliš žluťoučký'.encode("cp1250"), "Příliš žluťoučký"),
        ('<html lang="pl"><p>Łódź'.encode("cp1250"), "Łódź"),
        ("Αθήνα".encode("utf-16"), "Αθήνα"),
        ("\ufeffZürich".encode(), "Zürich"),
        ('<meta charset="no-such-thing"><p>é'.encode("cp1252"), "é"),
        ('<meta charset="base64"><p>é'.encode("cp1252"), "é"),
        ("é" * 200 + "<p>").encode() + b"\xe9" and (("é" * 200).encode() + b"\xe9", "é" * 200 + "\ufffd"),
    ],
)
def test_a_wrong_word_about_the_encoding_is_not_believed(data: bytes, text: str) -> None:
    assert text in decode(data)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Dzień nad rzeką. Rzeka jest znowu czysta, a ludzie się w niej kąpią.", "cp1250"),
        ("<p>A folyó újra tiszta, és az emberek fürödnek benne. Örülünk, hogy eljöttök.</p>", "cp1250"),
        ("Το ποτάμι είναι πάλι καθαρό και οι άνθρωποι κολυμπούν.", "cp1253"),
        ("Реката отново е чиста и хората се къпят в нея.", "cp1251"),
        ("Nehir yine temiz ve insanlar içinde yüzüyor. Şimdi hepiniz hoş geldiniz.", "cp1254"),
        ("Upė vėl švari, ir žmonės joje maudosi. Laukiame visų.", "cp1257"),
        ("Åen er ren igen, og folk bader i den. Også på søndag.", "cp1252"),
        ("La rivière est de nouveau propre, et les gens s’y baignent après l’été.", "cp1252"),
        ("Grüße", "cp1252"),
    ],
)
def test_a_text_that_says_nothing_of_its_encoding_is_read_in_that_of_its_words(text: str, page: str) -> None:
    assert decode(text.encode(page)) == text


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html>", SourceKind.PAGE),
        (
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><html>',
            SourceKind.PAGE,
        ),
        (b"<p>a piece", SourceKind.PAGE),
        ("Städte am Fluss\n\nLead partner: Dubrovnik".encode(), SourceKind.TEXT),
        (b"a < b and c > d", SourceKind.TEXT),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<rss version="2.0">', SourceKind.RSS),
        (b'<rdf:RDF xmlns="x">', SourceKind.RSS),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', SourceKind.ATOM),
        (json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": []}).encode(), SourceKind.JSON_FEED),
        (json.dumps({"jsonapi": {"version": "1.0"}, "data": []}).encode(), SourceKind.DRUPAL),
        (zipped("[Content_Types].xml", "word/document.xml"), SourceKind.WORD),
    ],
)
def test_the_kind_of_a_source_is_told_by_what_it_holds(data: bytes, kind: SourceKind) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "there is nothing in it"),
        (b" \n", "there is nothing in it"),
        (b"%PDF-1.7", "this is a PDF, whose text has no order that can be relied on"),
        (b"\xd0\xcf\x11\xe0\xa1", "this is a file of an old Word, or one with a password"),
        (zipped("xl/workbook.xml"), "this is a table of Excel"),
        (zipped("content.xml"), "this is a document of LibreOffice"),
        (b"PK\x03\x04broken", "it is a damaged .docx or zip file"),
        (b'{"a": 1}', "this is JSON, but no JSON Feed and no answer of JSON:API"),
        (b"<?xml version='1.0'?><opml><body/></opml>", "this is XML with `<opml>` in it: no page and no feed"),
        (b"MZ\0\0\0", "this is no text, page, feed or Word document"),
        (b"\x89PNG\r\n", "this is a picture"),
    ],
)
def test_what_can_not_be_read_says_what_it_is_and_what_to_do(data: bytes, message: str) -> None:
    found = kind_of(data)
    assert isinstance(found, Problem)
    assert found.message == message
    assert found.hint


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/a?utm_source=x&id=4&fbclid=1", "https://a.example.org/a?id=4"),
        ("b.html#part", "https://a.example.org/dir/b.html#part"),
        ("//b.example.com/x", "https://b.example.com/x"),
        ("https://b.example.com/?UTM_Medium=mail", "https://b.example.com/"),
        ("https://b.example.com/#utm_source=rss", "https://b.example.com/"),
        ("https://b.example.com/?q=%C3%A9&x", "https://b.example.com/?q=%C3%A9&x"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fb.example.com%2F%3Fgclid%3D1",
            "https://b.example.com/",
        ),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("#top", ""),
        ("javascript:void(0)", ""),
        ("tel:+32123", ""),
        ("https://[broken", ""),
    ],
)
def test_links_are_whole_and_follow_nobody(href: str, address: str) -> None:
    assert whole_address(href, "https://a.example.org/dir/page.html") == address


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<img src=data:image/gif;base64,R0lGOD data-src=/a.jpg>", "/a.jpg"),
        ("<img src=/placeholder.png data-lazy-src=/a.jpg>", "/a.jpg"),
        ("<img src=/s.jpg srcset='/s.jpg 300w, /l.jpg 1200w, /m.jpg 600w'>", "/l.jpg"),
        (
            "<img srcset='https://a.example.org/w_1,h_2/a.jpg 1x, https://a.example.org/b.jpg 2x'>",
            "https://a.example.org/b.jpg",
        ),
        ("<picture><source srcset='/w.webp 900w'><img></picture>", "/w.webp"),
        ("<div><img class=lazy><noscript><img src=/n.jpg></noscript></div>", "/n.jpg"),
        ("<img src='page_files/a.jpg' srcset='https://a.example.org/big.jpg 1200w'>", "page_files/a.jpg"),
        ("<img src='about:blank'>", ""),
        ("<img src=/lazy-depot.jpg>", "/lazy-depot.jpg"),
        ("<img src=page_files/clear-water.png data-src=/other.png>", "page_files/clear-water.png"),
        ("<img src=/placeholder-300x200.png data-src=/a.jpg>", "/a.jpg"),
        ("<img src=./grey.gif data-src=https://a.example.org/real.png>", "https://a.example.org/real.png"),
        ("<img src=page_files/loader.svg data-srcset='/a.jpg 300w, /b.jpg 900w'>", "/b.jpg"),
        ("<img src=page_files/grey-300x200.png data-src=/a.png>", "/a.png"),
        ("<img src=page_files/grey.gif data-src=/grey.gif>", "page_files/grey.gif"),
        ("<img src=page_files/grey.gif>", "page_files/grey.gif"),
        ("<img src=page_files/a-300.jpg data-src=https://a.example.org/a.jpg>", "page_files/a-300.jpg"),
        ("<img src=/1x1.trans.gif data-src=/a.jpg>", "/a.jpg"),
        ("<img src=/lazy_placeholder.3f9abc21.gif data-src=/a.jpg>", "/a.jpg"),
    ],
)
def test_the_real_source_of_a_picture_is_found(html: str, source: str) -> None:
    image = next(lxml.html.fragment_fromstring(html, create_parent="div").iter("img"))
    assert real_source(image) == source


def test_a_picture_within_the_page_itself_is_kept_as_bytes() -> None:
    pictures = PagePictures()
    node = pictures.node("data:image/png;base64," + "iVBO" * 100, "A tram")
    assert node
    assert pictures.found[node["attrs"]["src"]].data
    assert pictures.node("data:image/gif;base64,R0lGOD", "") is None


@pytest.mark.parametrize(
    "html", ["<img src=a.png width=16 height=16>", "<img src=a.png class='emoji'>", "<img width=1 src=t.gif>"]
)
def test_signs_and_counting_points_are_no_pictures(html: str) -> None:
    image = next(lxml.html.fragment_fromstring(html, create_parent="div").iter("img"))
    assert PagePictures("https://a.example.org/").node_of(image) is None
