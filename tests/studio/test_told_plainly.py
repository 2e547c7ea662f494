"""What stands in the database is told in a person's words: browsers, times that were asked for, ways of agreeing."""

import datetime as dt
import json
import re

import pytest

from newsletter.content.edit import Plain
from newsletter.content.spans import Path
from newsletter.people.detail import Detail, How, detail_of
from newsletter.people.record import Entry
from newsletter.people.rights import Act, ThingKind
from newsletter.people.roles import Role, RoleKind
from newsletter.pipeline.editing.history import Act as Save
from newsletter.pipeline.editing.history import ValueChange
from newsletter.problems import Location, error
from newsletter.studio.act_words import detail_of_act, said_of_act
from newsletter.studio.browser_names import browser_called
from newsletter.studio.naming import Names, names_at
from newsletter.studio.reader_words import said_of
from newsletter.studio.role_words import RoleWords
from newsletter.studio.save_words import row_of
from newsletter.studio.text_words import Teller
from newsletter.studio.words import words_of
from tests.conftest import REPOSITORY, Sample
from tests.support.studio_at_home import studio_at_home

CONTENT = REPOSITORY / "newsletter/content"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (WINDOWS, "Chrome en Windows"),
        (f"{WINDOWS} Edg/130.0.0.0", "Edge en Windows"),
        (PHONE, "Safari en iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox en Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox en macOS"),
        ("lynx/2.9", "lynx/2.9"),
        ("x" * 200, "x" * 60),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_what_people_know_of_it(agent: str, called: str) -> None:
    assert browser_called(words_of("es"), agent) == called


NINE = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
EDITOR, SPAIN, CATALAN = Role(RoleKind.EDITOR), Role(RoleKind.POINT, "es"), Role(RoleKind.REVIEWER, "ca")
WORDS_OF_ROLES = RoleWords(words_of("es"), {"es": "España"}, {"ca": "catalán"}, ())
DETAILS = [
    (Detail(), ""),
    (Detail(How.ASKED, 24), "Propuesto para cuando alguien dé su acuerdo. 24 lectores"),
    (
        Detail(How.ASKED, 1, NINE, "Europe/Madrid"),
        "Propuesto para: 1 de diciembre de 2026, 9:00 (Madrid). 1 lector",
    ),
    (Detail(due_at=NINE, zone="Europe/Madrid"), "1 de diciembre de 2026, 9:00 (Madrid)"),
    (Detail(readers=2), "2 lectores"),
    (Detail(How.TAKEN_BACK), "Se anuló la programación."),
    (Detail(How.GOES_ON), ""),
    (Detail(How.REFUSED_AGAIN, 0), "Rechazados a los que se volvió a enviar: 0"),
    (Detail(How.UNCERTAIN_AGAIN, 3), "Enviados de nuevo: 3"),
    (Detail(How.UNCERTAIN_LEFT, 4), "Dejados como están: 4"),
    (Detail(reason="readers: 12"), "readers: 12"),
    (Detail(How.ADDED, roles=(SPAIN, CATALAN)), "Papeles: Punto: España, Revisión: catalán"),
    (
        Detail(How.CHANGED, roles=(EDITOR, SPAIN), roles_before=(EDITOR,)),
        "Papeles: Redacción → Redacción, Punto: España",
    ),
    (Detail(How.CHANGED, roles_before=(EDITOR,)), "Papeles: Redacción → –"),
    (Detail(How.REMOVED, roles_before=(EDITOR,)), "Ya no puede iniciar sesión."),
    (Detail(until=NINE), "Sirve hasta el 1 de diciembre de 2026."),
    (Detail(How.ENDED), "Se ha terminado."),
]


@pytest.mark.parametrize(("detail", "told"), DETAILS)
def test_what_one_has_to_know_of_an_act_is_told_in_words_and_comes_back_as_it_was(detail: Detail, told: str) -> None:
    now = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    entry = Entry(now, 1, "Lucía", Act.PLAN, ThingKind.MAILING, "2023-11/es", "es", detail)
    assert detail_of_act(WORDS_OF_ROLES, entry) == told
    assert detail_of(json.loads(json.dumps(detail.values()))) == detail


def test_every_way_of_an_act_has_words_of_its_own() -> None:
    assert {detail.how for detail, _ in DETAILS} == {None, *How}


def test_a_mailing_that_was_let_go_on_is_not_told_as_one_that_was_begun(sample: Sample) -> None:
    names = Names(words_of("es"), sample.load()[0], {"2023-11": "noviembre de 2023"})
    now = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    entry = Entry(now, 1, "Lucía", Act.MAIL, ThingKind.MAILING, "2023-11/es", "", Detail(How.GOES_ON))
    assert said_of_act(names, entry).startswith("continuó el envío de noviembre de 2023")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("articles/bridges/image/alt", "the description of the picture of the article “Bridges over the river”"),
        ("articles/bridges/image/caption", "the picture, the caption of the article “Bridges over the river”"),
        ("articles/bridges/from", "the field “Point that wrote it” of the article “Bridges over the river”"),
        (
            "articles/bridges/event/time-zone",
            "the event, the field “Time zone” of the article “Bridges over the river”",
        ),
        ("issues/2024-01/points/nl/add/0/text", "added section 1, the text of what the point Netherlands changes"),
    ],
)
def test_every_value_is_called_by_what_forms_call_it(sample: Sample, path: str, said: str) -> None:
    names = Names(words_of("en"), sample.load()[0])
    assert names.place_in_words(error("x", "y", Location("z", path=path))) == said


def test_what_a_point_leaves_out_and_moves_is_told_by_its_headings_and_titles(sample: Sample) -> None:
    with studio_at_home(sample) as home:
        names = names_at(home.studio, words_of("en"))
    file = "issues/2024-01/points/nl.yaml"
    assert names.value(file, ("omit",), ["networks", "markets", "nobody"]).splitlines() == [
        "– A network",
        "– Markten in de stad",
        "– nobody",
    ]
    moved = names.value(file, ("move",), [{"section": "articles", "before": "lead"}])
    assert "News" in moved
    assert "the lead" in moved
    assert names.value("issues/2024-01/points/nl.yaml", ("subject",), "markets") == "markets"


@pytest.mark.parametrize(
    ("path", "before", "after", "parts"),
    [
        (("note",), None, "One.\n\nTwo.\n", [("come", "One.; Two.")]),
        (("omit",), ["bridges"], ["bridges", "rivers"], [("same", "Bridges over the river"), ("come", "; Rivers")]),
        (
            (),
            "One.\n\nTwo.\n",
            "One.\n\nTwo.\n\nThree.\n",
            [("same", "One.\n\nTwo."), ("come", "\n\nThree."), ("same", "\n")],
        ),
    ],
)
def test_history_tells_a_value_on_one_line_and_the_text_of_an_article_as_it_is(
    sample: Sample, path: Path, before: Plain | None, after: Plain | None, parts: list[tuple[str, str]]
) -> None:
    names, now = Names(words_of("en"), sample.load()[0]), dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    file = "issues/2024-01/points/nl.yaml" if path else "issues/articles/bridges.md"
    row = row_of(names, Save("c", "Ana", now, file, "M", changes=(ValueChange(path, before, after),)), "12:00")
    assert [list(each.parts) for each in row.changes] == [parts]


def test_every_kind_of_text_that_editors_write_has_a_word_of_the_desks_in_each_language() -> None:
    kinds = set(re.findall(r'Words\("([^"]+)"', "".join(path.read_text("utf-8") for path in CONTENT.glob("*.py"))))
    assert len(kinds) > 10
    assert {kind for kind in kinds if Teller(words_of("es"), "Ana", "en").kind(kind) == kind} == set()


def test_how_somebody_agreed_is_told_also_of_a_list() -> None:
    said = said_of(words_of("es"))
    assert said.way("imported from lectores.csv") == "incorporado con la lista lectores.csv"
    assert said.way("at the fair, imported from memory") == "at the fair, imported from memory"
    assert said.way("preferences") == "en la página de sus preferencias"
