"""A programme typed as lines: hours, rooms, people and days as people write them; nothing is lost silently."""

import pytest

from newsletter.content.agenda_lines import MOST_LINES, Left, Why, read_agenda


def only(text: str) -> list[dict[str, object]]:
    agenda = read_agenda(text)
    assert agenda.left == ()
    (session,) = agenda.sessions
    return session.items  # type: ignore[return-value]


@pytest.mark.parametrize(
    "line",
    [
        "9:15–10:00 Opening",
        "09:15 - 10:00 Opening",
        "9.15 — 10.00: Opening",
        "9h15-10h Opening",
        "9:15 to 10:00 Opening",
        "9:15 am – 10 am Opening",
        "9.15–10.00 Uhr Opening",
        "| 9:15−10:00 | Opening |",
        "9:15\N{EN DASH}10:00\tOpening",
    ],
)
def test_hours_are_read_however_they_are_written(line: str) -> None:
    assert only(line) == [{"start": "09:15", "end": "10:00", "text": "Opening"}]


def test_an_hour_may_stand_alone_and_evenings_are_evenings() -> None:
    assert only("19:30 Concert") == [{"start": "19:30", "text": "Concert"}]
    assert only("2–3:30 pm Walk") == [{"start": "14:00", "end": "15:30", "text": "Walk"}]
    assert only("23:00–24:00 Music") == [{"start": "23:00", "end": "00:00", "text": "Music"}]
    assert only("12:30 pm Lunch") == [{"start": "12:30", "text": "Lunch"}]


@pytest.mark.parametrize("line", ["10 cities meet", "2024 in numbers"])
def test_other_numbers_are_no_hours(line: str) -> None:
    assert read_agenda(line).sessions == ()
    assert read_agenda(line).left == (Left(0, line),)


def test_people_stand_below_an_entry_or_behind_its_dash_with_a_role() -> None:
    items = only(
        "9:00 Welcome – Ana Example, mayor of Sample\n"
        "9:30 Panel\n– Ben van Example, planner; Cleo Example\n  • Dora Example"
    )
    assert items[0] == {
        "start": "09:00",
        "text": "Welcome",
        "people": [{"name": "Ana Example", "role": "mayor of Sample"}],
    }
    assert items[1]["people"] == [{"name": "Ben van Example", "role": "planner"}, "Cleo Example", "Dora Example"]


def test_a_dash_within_words_is_no_person() -> None:
    assert only("12:00 Lunch – in the garden, outside")[0]["text"] == "Lunch – in the garden, outside"
    assert only("12:00 Workshop – Green Cities")[0]["text"] == "Workshop – Green Cities"


def test_days_titles_and_rooms_begin_sessions() -> None:
    agenda = read_agenda(
        "Tuesday, 2024-02-20\nMorning\n[Hall 2]\n9:00 Welcome\ngoes on in a second line\n\n"
        "Afternoon\nRoom: Library\n14:00 Walk\n\n"
        "21.2.2024\n9:00 Visits\n"
    )
    assert agenda.left == ()
    first, second, third = agenda.sessions
    assert (first.date, first.session, first.room) == ("2024-02-20", "Morning", "Hall 2")
    assert first.items == [{"start": "09:00", "text": "Welcome goes on in a second line"}]
    assert (second.date, second.session, second.room) == ("2024-02-20", "Afternoon", "Library")
    assert (third.date, third.session) == ("2024-02-21", "")
    assert "session" not in third.value("2024-01-01")


def test_what_can_not_be_read_is_told_and_not_lost() -> None:
    agenda = read_agenda("Programme of the day\n\n")
    assert agenda.sessions == ()
    assert agenda.left == (Left(0, "Programme of the day"),)
    many = read_agenda("9:00 A\n" * (MOST_LINES + 2))
    assert len(many.sessions[0].items) == MOST_LINES
    assert [each.number for each in many.left] == [MOST_LINES + 1, MOST_LINES + 2]


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_nothing_is_nothing(text: str) -> None:
    assert read_agenda(text).sessions == ()
    assert read_agenda(text).left == ()


@pytest.mark.parametrize(
    ("line", "locale"),
    [
        ("Tuesday 3 March 2026", "en"),
        ("Tuesday, 3rd of March 2026", "es"),
        ("March 3, 2026", "en"),
        ("3 March", "en"),
        ("martes, 3 de marzo de 2026", "es"),
        ("3 mar 2026", "es"),
        ("Dienstag, 3. März 2026", "de"),
        ("terça-feira, 3 de março de 2026", "pt"),
        ("tiistaina 3. maaliskuuta 2026", "fi"),
        ("2026 m. kovo 3 d.", "lt"),
        ("2026. március 3.", "hu"),
        ("Τρίτη 3 Μαρτίου 2026", "el"),
        ("вторник, 3 март 2026 г.", "bg"),
        ("3.3.2026", "de"),
        ("3. 3. 2026", "cs"),
        ("3/3/2026", "en"),
    ],
)
def test_a_day_is_read_as_the_language_of_the_article_writes_it(line: str, locale: str) -> None:
    agenda = read_agenda(f"9:00 Welcome\n{line}\n9:00 Visits", locale, 2026)
    assert agenda.left == ()
    assert [each.date for each in agenda.sessions] == ["", "2026-03-03"]


def test_a_day_is_only_read_where_it_is_certain() -> None:
    assert read_agenda("3/13/2026\n9:00 A", "en").sessions[0].date == "2026-03-13"
    assert read_agenda("4/3/2026\n9:00 A", "es").sessions[0].date == "2026-03-04"
    for line in ("3/4/2026", "31 February 2026", "30.2.2026"):
        assert read_agenda(f"{line}\n9:00 A", "en").left == (Left(1, line, Why.DAY),)
    for line in ("3 March in Lugo 2026", "March 2026", "3 of 4 in March 2026"):
        (session,) = read_agenda(f"{line}\n9:00 A", "en").sessions
        assert (session.date, session.session) == ("", line)
    assert read_agenda("3 March\n9:00 A", "en").sessions[0].session == "3 March"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("10:00–09:00 Backwards", Why.ORDER),
        ("25:99 Impossible", Why.HOUR),
        ("25:00 Late", Why.HOUR),
        ("9:75 Odd", Why.HOUR),
        ("13:00 pm Late", Why.HOUR),
        ("9:00–25:00 Long", Why.HOUR),
        ("9:00 – 25:00 Long", Why.HOUR),
    ],
)
def test_hours_that_can_not_be_are_told_and_take_what_stands_below_along(line: str, why: Why) -> None:
    agenda = read_agenda(f"8:00 Doors\n{line}\n– Ana Example\n11:00 Coffee\ngoes on")
    assert agenda.left == (Left(2, line, why), Left(3, "– Ana Example"))
    assert agenda.sessions[0].items == [
        {"start": "08:00", "text": "Doors"},
        {"start": "11:00", "text": "Coffee goes on"},
    ]
    assert read_agenda(f"{line}\n9:00 A").sessions[0].session == ""


def test_a_room_stands_on_its_line_or_behind_a_title_or_behind_every_entry() -> None:
    first, second = read_agenda("Workshops (Sala B)\n9:00 A\n\n(Room 5)\n10:00 B").sessions
    assert (first.session, first.room) == ("Workshops", "Sala B")
    assert (second.session, second.room) == ("", "Room 5")
    (session,) = read_agenda("20:00 Tango [Stall 14]\n21:00 Choir [Stall 14]").sessions
    assert (session.room, [item["text"] for item in session.items]) == ("Stall 14", ["Tango", "Choir"])
    (session,) = read_agenda("20:00 Film (Sala C)").sessions
    assert (session.room, session.items[0]["text"]) == ("Sala C", "Film")


def test_rooms_that_differ_stay_in_the_words_of_entries_and_other_brackets_are_words() -> None:
    (session,) = read_agenda("20:00 Tango [Stall 14]\n21:00 Choir (Sala C)\n22:00 End (for all)").sessions
    assert session.room == ""
    assert [item["text"] for item in session.items] == ["Tango (Stall 14)", "Choir (Sala C)", "End (for all)"]
    (session,) = read_agenda("Open day (for families)\n9:00 A").sessions
    assert (session.session, session.room) == ("Open day (for families)", "")
