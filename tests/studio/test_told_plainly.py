"""What stands in the database is told in a person's words: browsers, times that were asked for, ways of agreeing."""

import datetime as dt

import pytest

from newsletter.people.record import Entry
from newsletter.people.rights import Act, ThingKind
from newsletter.studio.act_words import detail_of_act
from newsletter.studio.browser_names import browser_called
from newsletter.studio.reader_words import said_of
from newsletter.studio.words import words_of

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


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("asked: at once, readers: 24", "Propuesto para cuando alguien dé su acuerdo. 24 lectores"),
        (
            "asked: 2026-12-01 09:00 (Europe/Madrid), readers: 1",
            "Propuesto para: 1 de diciembre de 2026, 9:00 (Madrid). 1 lector",
        ),
        ("asked: some day, readers: 2", "Propuesto para: some day. 2 lectores"),
    ],
)
def test_when_a_mailing_was_asked_for_is_told_as_people_tell_times(detail: str, told: str) -> None:
    now = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    entry = Entry(now, 1, "Lucía", Act.PLAN, ThingKind.MAILING, "2023-11/es", "es", detail)
    assert detail_of_act(words_of("es"), entry) == told


def test_how_somebody_agreed_is_told_also_of_a_list() -> None:
    said = said_of(words_of("es"))
    assert said.way("imported from lectores.csv") == "incorporado con la lista lectores.csv"
    assert said.way("at the fair, imported from memory") == "at the fair, imported from memory"
    assert said.way("preferences") == "en la página de sus preferencias"
