"""Pages as ten content systems write them become articles: all of the text, and nothing of what stands around it."""

from pathlib import Path

import pytest

from newsletter.content.clean.cleaned import Kind
from newsletter.content.importing.findings import Asked, Certainty, Imported, Reason
from newsletter.content.importing.limits import MAX_BYTES, MAX_TAGS
from newsletter.content.importing.page import read_page
from newsletter.content.importing.writing import body_text

PAGES = Path(__file__).parent / "pages"
# locale, title, summary, author, date, alt of the picture that opens it
SAID = {
    "drupal": (
        "en", "A bus that comes when it is called",
        "Eight towns tried a bus that comes when it is called. What they learned fits on one page.", "",
        "2023-10-17", "A small white bus waits at a village square",
    ),
    "wordpress": (
        "de", "Der Garten auf dem Parkhaus", "", "Jolanda Grün", "2023-09-05", "Hochbeete vor Häuserdächern",
    ),
    "typo3": (
        "fr", "Une école ouvre sa cour", "Le samedi, la cour de l’école du Moulin appartient au quartier.",
        "Claire Fontaine", "2023-06-21", "Des enfants dessinent à la craie",
    ),
    "joomla": ("pl", "Rower zamiast autobusu", "", "Zofia Lipska", "2023-08-14", "Rowery przed ratuszem"),
    "squarespace": ("en", "The library of things", "", "Tamsin Reed", "2023-03-02", None),
    "ghost": (
        "es", "Una biblioteca en la parada", "Mientras esperan el autobús, los vecinos de Ribera leen.", "Nuria Salvo",
        "2023-11-06", "Una parada con estantes",
    ),
    "medium": (
        "en", "Why our town counts its trees", "A list of 4,312 trees, and what it is good for", "Ines Falk",
        "2023-05-30", "A measuring tape around a trunk",
    ),
    "sharepoint": ("da", "Kajen får nyt liv", "", "", "", None),
    "plone": (
        "it", "Le scale mobili del centro", "Quattro scale portano dal parcheggio alla piazza in sette minuti.",
        "Giada Verdi", "2023-01-20", "Scale mobili sotto le mura",
    ),
    "tables": ("en", "Der Brunnen läuft wieder", "", "", "", None),
}  # fmt: skip


def text_of(imported: Imported) -> str:
    """The text of the first article, its pictures called as the page calls them."""
    assert not imported.problems
    return body_text(imported.articles[0].body, {each.source: each.source for each in imported.pictures})


def read(html: str, **asked: str) -> Imported:
    return read_page(html.encode(), Asked(**asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("system", SAID)
def test_a_saved_page_becomes_its_article_word_for_word_and_nothing_around_it(system: str) -> None:
    imported = read_page((PAGES / f"{system}.html").read_bytes(), Asked(name=f"{system}.html"))
    article = imported.articles[0]
    assert text_of(imported) == (PAGES / f"{system}.md").read_text(encoding="utf-8")
    said = (
        article.locale,
        article.title,
        article.summary,
        article.author.name if article.author else "",
        str(article.date or ""),
        article.image.alt if article.image else None,
    )
    assert said == SAID[system]


@pytest.mark.parametrize("system", SAID)
def test_each_value_of_a_page_is_told_with_its_line(system: str) -> None:
    data = (PAGES / f"{system}.html").read_bytes()
    findings = read_page(data, Asked(name=f"{system}.html")).findings
    title = next(each for each in findings if each.path.endswith("/title"))
    assert title.origin.line
    assert title.origin.element.startswith("html/")
    assert {each.path.rpartition("/")[2] for each in findings} >= {"locale", "title", "summary", "body"}


def test_what_is_not_on_the_page_is_missing_and_not_made_up() -> None:
    imported = read("<html><body><h1>Trams</h1><p>They run again.</p><img src=t.png></body></html>", name="t.html")
    assert [(each.path, each.certainty) for each in imported.findings] == [
        ("articles/trams/locale", Certainty.GUESSED),
        ("articles/trams/title", Certainty.TAKEN),
        ("articles/trams/summary", Certainty.MISSING),
        ("articles/trams/body", Certainty.TAKEN),
        ("articles/trams/body/alt", Certainty.MISSING),
    ]
    assert imported.findings[0].reason is Reason.PROJECT_LOCALE
    assert not imported.articles[0].summary


def test_what_is_left_out_is_told_with_its_words_and_line() -> None:
    html = """<article><h1>Trams</h1>
<p>They run again, and everybody in the town is glad about it.</p>
<iframe src="https://video.example.com/1"></iframe>
<div class="share-buttons"><a href="#">Share on X</a></div>
<p><a href="javascript:open()">Timetable</a></p>
<img src="data:image/gif;base64,R0lGOD" alt="A red tram"><img src="blank.gif">
<img src="dot.gif" width="1" height="1"></article>"""
    left_out = read(html).left_out
    assert [(each.kind, each.words, each.line) for each in left_out] == [
        (Kind.FILM, "https://video.example.com/1", 3),
        (Kind.FURNITURE, "Share on X", 4),
        (Kind.ADDRESS, "javascript:open()", 5),
        (Kind.PICTURE, "A red tram", 6),
        (Kind.PICTURE, "", 6),
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Share on Facebook</p>",
        "<p>Teilen auf LinkedIn</p>",
        "<div class='addtoany_share_save_container'><a href='https://a.example.com'>Mail</a></div>",
        "<div class='cookie-banner'>We use cookies.</div>",
        "<p>5 min read</p>",
        "<p>Back to top</p>",
        "<section class='related-posts'><h3>More</h3><a href='/x'>Another story</a></section>",
        "<h2>Related articles</h2><ul><li><a href='https://a.example.com/1'>Bridges of the north</a></li></ul>",
        "<h3>Lesen Sie auch</h3><p><a href='https://a.example.com/1'>Brücken des Nordens</a></p>",
        "<form action='/s'><p>Get our news</p><input type='email'><button>Send</button></form>",
        "<nav><a href='/'>Home</a></nav>",
        "<div id='disqus_thread'>Comments load here</div>",
        "<div class='breadcrumb'><a href='/'>Home</a> › News</div>",
        "<ul class='post-tags'><li><a href='/tag'>trams</a></li></ul>",
    ],
)
def test_furniture_within_the_text_goes(furniture: str) -> None:
    html = f"<article><h1>Trams</h1><p>They run again since Monday.</p>{furniture}<p>A ride is free.</p></article>"
    assert text_of(read(html)) == "They run again since Monday.\n\nA ride is free.\n"


@pytest.mark.parametrize(
    "content",
    [
        "<h2>Deel van het plan</h2>",
        "<h2>Details of the programme</h2>",
        "<p>Print and paper are back.</p>",
        "<ul><li><a href='https://a.example.com/'>Our plan</a></li></ul>",
        "<h2>Shared streets</h2>",
        "<div class='elementor-widget elementor-widget-text-editor'><p>Text of a builder of pages.</p></div>",
        "<p>Related to this are two questions.</p>",
        "<aside><p>A word of explanation stands in a box.</p></aside>",
        "<p>Previous articles have told how it began.</p>",
    ],
)
def test_what_only_looks_like_furniture_stays(content: str) -> None:
    html = f"<article><h1>Trams</h1><p>They run again since Monday.</p>{content}<p>A ride is free.</p></article>"
    before, _, behind = text_of(read(html)).partition("Monday.\n\n")
    assert before
    assert len(behind) > len("A ride is free.\n")


def test_a_page_without_any_mark_gives_the_part_with_the_most_words() -> None:
    html = """<body><div id=a><a href=/1>One</a> <a href=/2>Two</a> <a href=/3>Three</a></div><div id=b>
<p>The tram runs again since Monday, and nobody remembers the year in which it stopped.</p>
<p>On Sundays it carries bicycles, on weekdays those who ride them.</p></div>
<div id=c><p>© The town</p></div>"""
    assert text_of(read(html)).split("\n\n") == [
        "The tram runs again since Monday, and nobody remembers the year in which it stopped.",
        "On Sundays it carries bicycles, on weekdays those who ride them.\n",
    ]


def test_an_article_by_tags_alone_loses_the_line_of_its_author_and_nothing_else() -> None:
    html = """<title>Trams</title><body><header><h1>The Paper</h1></header><article><header><h1>Trams are back</h1>
<p>By <a rel=author href="/a">Elsa Lind</a>, <time datetime=2023-02-01>1 February</time></p></header>
<p>They run.</p><footer><p>Share on <a href=x>Facebook</a></p></footer></article>
<aside><h2>Read also</h2><p>Something else</p></aside>"""
    imported = read(html)
    assert (imported.articles[0].title, text_of(imported)) == ("Trams are back", "They run.\n")
    assert imported.articles[0].author


def test_an_article_in_parts_is_whole() -> None:
    parts = "".join(
        f"<div class='paragraph'><div class='field--name-body'><p>Part {name} has quite a few words to be read by "
        "those who have the time for it.</p></div></div>"
        for name in ("one", "two", "three")
    )
    html = f"<main><article><h1>Trams</h1>{parts}</article></main>"
    assert [line.split()[1] for line in text_of(read(html)).split("\n\n")] == ["one", "two", "three"]


def test_headings_begin_below_the_title() -> None:
    html = "<title>Trams</title><article><h2>Trams</h2><p>They run.</p><h3>Why</h3><p>So.</p><h4>How</h4></article>"
    assert text_of(read(html)) == "They run.\n\n## Why\n\nSo.\n\n### How\n"


def test_notes_stay_as_raised_figures_without_their_way_back() -> None:
    html = """<article><h1>T</h1><p>It costs nine euros<sup><a href="#fn1" id="r1">[1]</a></sup> a ride.</p>
<ol><li id="fn1">Figures of 2022. <a href="#r1">↩</a></li></ol></article>"""
    assert text_of(read(html)) == "It costs nine euros¹ a ride.\n\n1. Figures of 2022.\n"


def test_a_caption_in_any_markup_is_said_once() -> None:
    html = """<article><h1>T</h1><p>It runs.</p>
<div class="wp-caption"><img src="https://a.example.org/t.jpg" alt="A tram">
<p class="wp-caption-text">Line 4</p></div>
<p>Line 4</p><p>It stops.</p></article>"""
    assert text_of(read(html)) == 'It runs.\n\n![A tram](https://a.example.org/t.jpg "Line 4")\n\nIt stops.\n'


def test_html_of_word_is_a_page() -> None:
    item = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>"
    html = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--><style>p.MsoNormal{{margin:0}}</style></head>
<body lang=EN-GB><div class=WordSection1><p class=MsoTitle>Trams</p><h1>Why</h1>
<p class=MsoNormal>They run.<o:p></o:p></p>{item}fast,</p>{item}quiet.</p></div></body></html>"""
    imported = read(html, name="Trams.htm")
    assert imported.articles[0].title == "Trams"
    assert text_of(imported) == "## Why\n\nThey run.\n\n- fast,\n- quiet.\n"


def test_another_language_than_was_asked_for_is_told() -> None:
    imported = read("<html lang=fr-FR><h1>T</h1><p>Il roule de nouveau.</p></html>", locale="en")
    assert [(each.code, each.message) for each in imported.problems] == [
        ("other-language", "it says that it is in `fr`, and `en` was asked for")
    ]
    assert imported.articles[0].locale == "en"


def test_a_page_without_text_says_so() -> None:
    imported = read("<html><body><div id=app></div><script>render()</script></body></html>", name="app.html")
    assert [each.code for each in imported.problems] == ["nothing-to-import"]


def test_a_page_of_fifty_megabytes_or_of_endless_tags_is_refused_before_it_is_read() -> None:
    for data in (b"x" * (MAX_BYTES + 1), b"<b>x</b>" * (MAX_TAGS // 2 + 1)):
        imported = read_page(data, Asked(name="big.html"))
        assert [each.code for each in imported.problems] == ["source-too-large"]


@pytest.mark.parametrize("inner", ["<div>" * 3000 + "deep", "<b>" * 3000 + "deep", "<ul><li>" * 2000 + "deep"])
def test_a_page_nested_without_end_is_read_or_refused_in_its_time(inner: str) -> None:
    imported = read(f"<h1>T</h1><p>Words to be read.</p>{inner}")
    assert imported.articles or imported.problems
