"""A programme typed as lines: hours, rooms, people and days as people write them; nothing is lost silently."""

import pytest

from newsletter.pipeline.editing.agenda_lines import MOST_LINES, read_agenda


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


@pytest.mark.parametrize("line", ["10 cities meet", "25:00 Late", "9:75 Odd", "2024 in numbers"])
def test_other_numbers_are_no_hours(line: str) -> None:
    assert read_agenda(line).sessions == ()
    assert [words for _, words in read_agenda(line).left] == [line]


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
    assert third.value("2024-01-01", "Programme")["session"] == "Programme"


def test_what_can_not_be_read_is_told_and_not_lost() -> None:
    agenda = read_agenda("Programme of the day\n\n")
    assert agenda.sessions == ()
    assert agenda.left == ((0, "Programme of the day"),)
    many = read_agenda("9:00 A\n" * (MOST_LINES + 2))
    assert len(many.sessions[0].items) == MOST_LINES
    assert [number for number, _ in many.left] == [MOST_LINES + 1, MOST_LINES + 2]


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_nothing_is_nothing(text: str) -> None:
    assert read_agenda(text).sessions == ()
    assert read_agenda(text).left == ()
