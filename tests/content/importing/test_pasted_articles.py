"""Articles out of pasted pages, and what is told of their words."""

import datetime as dt
from dataclasses import replace

import pytest

from newsletter.content.clean.cleaned import Kind
from newsletter.content.importing.drafts import PartialDay, PersonDraft
from newsletter.content.importing.findings import Asked, Certainty, Doubt, Imported, Reason
from newsletter.content.importing.text.page import read_text

_ASKED = Asked(name="page.txt", day=dt.date(2023, 11, 21))

PAGE = """\
Skip to main content
Home › News › Networks
Ten streets look for a new balance
21 November 2023
By Ana Prueba
Share on Facebook Share on X Share on LinkedIn

People come to a street to shop, to work, to meet friends, and some of them to go home.

A market in Celje

What the streets are up against

The high street has strong competitors. See https://example.org/streets for more of them.

• urban sprawl
• rising rents

Related news
We use cookies. Accept all
"""
PROGRAMME = """\
Programme
Tuesday 17 October
Internal meeting (Sala de Prensa)
09:00-09:15 Arrival and welcome
09:15 – 10:00 Work tables – Ana Prueba, moderator
10:00 Coffee
"""
THREE = """\
Los centros buscan equilibrio

La gente viene al centro de la ciudad para comprar, trabajar y encontrarse con amigos de siempre.

Las ciudades compiten con grandes superficies y tiendas en línea, y eso cambia las calles.

City centres look for balance

People come to a city centre to shop, to work, to meet friends, and some of them to go home.

The high street has strong competitors: big-box stores, franchises and online shops of every kind.

Des centres en quête d'équilibre

Les gens viennent au centre-ville pour faire leurs courses, travailler et retrouver des amis.

Les rues commerçantes ont de puissants concurrents, et cela change le visage des quartiers.
"""


def read(text: str, asked: Asked = _ASKED) -> Imported:
    return read_text(text.encode(), asked)


def kinds(found: Imported) -> list[str]:
    return [str(node["type"]) for node in found.articles[0].body]


@pytest.mark.slow
def test_a_page_is_an_article_without_what_stands_around_it() -> None:
    found = read(PAGE)
    (article,) = found.articles
    assert (article.title, article.date, article.locale) == (
        "Ten streets look for a new balance",
        dt.date(2023, 11, 21),
        "en",
    )
    assert article.author == PersonDraft("Ana Prueba")
    assert article.summary == ""
    assert kinds(found) == ["paragraph", "heading", "paragraph", "bullet_list"]
    left = {each.line: each.kind for each in found.left_out}
    assert left == dict.fromkeys((1, 2, 6, 19, 20), Kind.FURNITURE) | {10: Kind.PICTURE}


def test_an_address_in_the_words_is_a_link() -> None:
    texts = read(PAGE).articles[0].body[2]["content"]
    assert [each["text"] for each in texts] == [
        "The high street has strong competitors. See ",
        "https://example.org/streets",
        " for more of them.",
    ]
    assert texts[1]["marks"][0]["attrs"]["href"] == "https://example.org/streets"


def test_each_short_line_is_asked_about_with_a_proposal() -> None:
    found = read(PAGE)
    asked = [(each.origin.excerpt, each.proposal) for each in found.questions if each.doubt is Doubt.HEADING_OR_CAPTION]
    assert asked == [("A market in Celje", "caption"), ("What the streets are up against", "heading")]


@pytest.mark.parametrize(
    ("answer", "blocks"),
    [
        ("heading", ["paragraph", "heading", "heading", "paragraph", "bullet_list"]),
        ("text", ["paragraph", "paragraph", "heading", "paragraph", "bullet_list"]),
        ("leave-out", ["paragraph", "heading", "paragraph", "bullet_list"]),
        ("a bishop", ["paragraph", "heading", "paragraph", "bullet_list"]),
    ],
)
def test_an_answer_says_what_a_line_is(answer: str, blocks: list[str]) -> None:
    assert kinds(read(PAGE, replace(_ASKED, answers={"line:10": answer}))) == blocks


@pytest.mark.slow
def test_times_become_a_programme_with_rooms_and_people() -> None:
    found = read(PAGE.replace("Related news", f"{PROGRAMME}\nRelated news"))
    (session,) = found.articles[0].agenda
    assert (session.session, session.room, session.day) == ("Internal meeting", "Sala de Prensa", PartialDay(10, 17))
    assert [(each.start, each.end, each.text) for each in session.items] == [
        (dt.time(9), dt.time(9, 15), "Arrival and welcome"),
        (dt.time(9, 15), dt.time(10), "Work tables"),
        (dt.time(10), None, "Coffee"),
    ]
    assert session.items[1].people == (PersonDraft("Ana Prueba", "moderator"),)
    (year,) = [each for each in found.questions if each.doubt is Doubt.YEAR]
    again = read(PAGE.replace("Related news", f"{PROGRAMME}\nRelated news"), replace(_ASKED, answers={year.id: "2023"}))
    assert again.articles[0].agenda[0].day == PartialDay(10, 17, 2023)


def test_languages_one_after_the_other_are_parted() -> None:
    found = read(THREE)
    assert [(each.locale, each.title) for each in found.articles] == [
        ("es", "Los centros buscan equilibrio"),
        ("en", "City centres look for balance"),
        ("fr", "Des centres en quête d'équilibre"),
    ]
    assert {each.reason for each in found.findings if each.path.endswith("/locale")} == {Reason.LANGUAGE_OF_WORDS}
    (question,) = [each for each in found.questions if each.doubt is Doubt.WHICH_LANGUAGE]
    assert question.choices == ("each", "es", "en", "fr")
    one = read(THREE, replace(_ASKED, answers={question.id: "fr"}))
    assert [each.locale for each in one.articles] == ["fr"]
    assert sum(each.kind is Kind.HIDDEN for each in one.left_out) == 6


def test_a_quotation_in_another_language_parts_nothing() -> None:
    english = "People come to a city centre to shop, to work, to meet friends, and some of them to go home again."
    spanish = "La gente viene al centro de la ciudad para comprar, trabajar y encontrarse con amigos de siempre."
    found = read(f"City centres look for balance\n\n{english}\n\n{spanish}\n\n{english[:-1]} by night.")
    assert [each.locale for each in found.articles] == ["en"]


def test_a_language_that_is_said_is_not_guessed() -> None:
    found = read(THREE, replace(_ASKED, locale="ca"))
    assert [each.locale for each in found.articles] == ["ca"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("She said “enough and left the room.", "odd-quote"),
        ("Sie sagte „genug“ und „mehr.", "odd-quote"),
        ("Our colleague is on sick leave until spring.", "health-remark"),
        ("Unsere Kollegin ist erkrankt und kommt nicht.", "health-remark"),
        ("Por motivos de salud no pudo venir la alcaldesa.", "health-remark"),
    ],
)
def test_what_a_person_should_look_at_is_told_and_not_mended(line: str, code: str) -> None:
    found = read(f"A title of some words\n\n{line}")
    assert [(each.code, each.location and each.location.line) for each in found.problems] == [(code, 3)]
    assert found.articles[0].body[0]["content"][0]["text"] == line


@pytest.mark.parametrize(
    "line",
    [
        'She said “enough” and left the ‘small’ room; it’s 5" wide.',
        "Health care, hospitals and the health of cities are themes of the network.",
        "Er sagte „genug“ und ging.",
    ],
)
def test_what_is_right_is_not_told(line: str) -> None:
    assert read(f"A title of some words\n\n{line}").problems == ()


def test_a_doubled_line_is_told_with_the_first_one() -> None:
    line = "People come to a street to shop, to work and to meet friends."
    found = read(f"A title of some words\n\n{line}\n\nBetween the two stands another one.\n\n{line}")
    (problem,) = found.problems
    assert (problem.code, problem.location and problem.location.line) == ("doubled-line", 7)
    assert "line 3" in problem.message
    assert len(found.articles[0].body) == 3


def test_a_page_of_menus_alone_holds_nothing() -> None:
    found = read("Home\nSkip to main content\nShare on Facebook\n")
    assert [each.code for each in found.problems] == ["nothing-to-import"]
    assert len(found.left_out) == 3


@pytest.mark.parametrize(
    "line",
    [
        "Compartir en Facebook", "Partager sur X", "Teilen", "Czytaj dalej", "Leggi tutto", "Lees meer »",
        "Read more >",
        "Utilizamos cookies para mejorar su experiencia.", "Wir verwenden Cookies. Alle akzeptieren", "Twitter",
        "Inicio / Noticias / Redes",
        "Facebook | X | LinkedIn", "Next ›", "Top | Print | Next", "↑ Back to top",
        "Aller au contenu principal", "Přejít k hlavnímu obsahu", "Διαβάστε περισσότερα",
    ],
)  # fmt: skip
def test_furniture_is_known_in_several_languages(line: str) -> None:
    assert [each.words for each in read(f"{line}\nA title of some words\n\nOne sentence stands here.").left_out] == [
        line
    ]


def test_an_article_and_cards_on_one_page_are_both_read() -> None:
    prose = "People come to a street to shop, to work, to meet friends, and some of them to go home. " * 3
    fields = "Lead partner: Sines - Portugal\nPartners:\nRauma - Finland\nBar - Montenegro\n"
    card = f"Quay-2\nOld harbours for new work\n{fields}"
    found = read(f"Streets look for balance\n\n{prose.strip()}\n\n{card}\n{card.replace('Quay-2', 'Quay-3')}")
    assert [each.title for each in found.articles] == ["Streets look for balance"]
    assert [each.name for each in found.networks] == ["Quay-2", "Quay-3"]
    certain = {each.certainty for each in found.findings if each.path == "networks/quay-3/partners/1/name"}
    assert certain == {Certainty.TAKEN}


def test_windows_bytes_are_read_too() -> None:
    found = read_text("Führung durch die Stadt\n\nEs gibt schöne Straßen für alle.".encode("cp1252"), _ASKED)
    assert found.articles[0].title == "Führung durch die Stadt"


def test_the_body_of_a_text_is_told_with_its_first_line() -> None:
    found = {each.path: each for each in read_text(PAGE.encode(), _ASKED).findings}
    body = found["articles/ten-streets-look-for-a-new-balance/body"]
    assert (body.certainty, body.origin.line) == (Certainty.TAKEN, 8)
