"""Dates that lie ahead can be saved in the reader's calendar; the files say what the letter says."""

import datetime as dt
import re
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from newsletter.content.foreign import foreign
from newsletter.files import Cache
from newsletter.pipeline.letters.build import build
from newsletter.render.calendar import Calendars, calendar_file
from newsletter.render.resources import Resources
from tests.conftest import Sample

ADDRESS = re.compile(r"https://news\.example\.org/(calendar/[a-z0-9-]+-[0-9a-f]{12}\.ics)")


def made(**changed: object) -> bytes:
    entry: dict[str, object] = {
        "uid": "sligo.2023-12-05@example.org",
        "start": dt.date(2023, 12, 5),
        "end": dt.date(2023, 12, 6),
        "summary": "A meeting",
        "place": "Sligo, Ireland",
        "url": "https://example.org/sligo",
        "stamp": dt.datetime(2023, 11, 21, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    }
    return calendar_file(**{**entry, **changed})  # type: ignore[arg-type]


def event_in(data: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(data)
    assert isinstance(calendar, icalendar.Calendar)
    assert "METHOD" not in calendar, "nobody is invited, and no answer goes anywhere"
    [event] = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def files_of(sample: Sample) -> dict[str, icalendar.Event]:
    """The calendar files of the English letter by the network or article they are named after."""
    paths = ADDRESS.findall(sample.read("build/2024-01/eu/en/letter.txt"))
    events = {path: event_in((sample.root / "build/2024-01" / path).read_bytes()) for path in paths}
    return {path.removeprefix("calendar/").rpartition("-")[0]: event for path, event in events.items()}


def test_a_file_says_when_where_and_what_and_leaves_the_reader_free() -> None:
    event = event_in(made())
    assert event.decoded("dtstart") == dt.date(2023, 12, 5)
    assert event.decoded("dtend") == dt.date(2023, 12, 7), "the first day that is free again"
    assert event.decoded("dtstamp") == dt.datetime(2023, 11, 21, tzinfo=dt.UTC)
    assert event["summary"] == "A meeting"
    assert event["location"] == "Sligo, Ireland"
    assert event["url"] == "https://example.org/sligo"
    assert event["uid"] == "sligo.2023-12-05@example.org"
    assert event["transp"] == "TRANSPARENT"
    assert b"PRODID:" in made()


def test_a_date_without_a_place_says_none() -> None:
    assert "location" not in event_in(made(place=""))


def test_equal_arguments_give_equal_bytes() -> None:
    assert made() == made()
    assert made() != made(summary="Another meeting")


def test_what_has_a_meaning_in_the_file_is_escaped() -> None:
    assert rb"SUMMARY:A\, b\; c \\ d\ne" in made(summary="A, b; c \\ d\ne")


@pytest.mark.parametrize("end_of_line", ["\r\n", "\n", "\r"])
def test_no_words_become_a_property_of_their_own(end_of_line: str) -> None:
    data = made(summary=f"Meeting{end_of_line}ATTENDEE:mailto:a@example.org", place=f"Sligo{end_of_line}END:VEVENT")
    event = event_in(data)
    assert "attendee" not in event
    assert "ATTENDEE:mailto" in str(event["summary"])
    assert b"\nATTENDEE" not in data


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_any_words_come_back_from_lines_of_75_octets(words: str) -> None:
    data = made(summary=words)
    assert event_in(data)["summary"] == words
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines), "no character is parted"
    assert b"\n" not in b"".join(lines)


def test_events_and_meetings_that_lie_ahead_are_in_the_letter(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    files = files_of(sample)
    assert set(files) == {"markets", "rivers"}
    assert files["rivers"]["summary"] == "Rivers: Transnational meeting 1"
    assert files["rivers"]["location"] == "Ghent, Belgium"
    assert files["rivers"]["uid"] == "rivers.2024-03-05@news.example.org"
    assert files["rivers"]["url"] == "https://news.example.org/2024-01/en/networks/rivers/"
    assert files["markets"]["url"] == "https://news.example.org/2024-01/en/markets/"
    assert files["markets"].decoded("dtend") == dt.date(2024, 2, 3)


def test_a_file_is_in_the_language_of_its_edition_and_its_uid_in_none(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    files = [event_in(path.read_bytes()) for path in (sample.root / "build/2024-01/calendar").glob("rivers-*")]
    assert sorted({str(event["location"]) for event in files}) == ["Ghent, Belgium", "Ghent, België"]
    assert {str(event["uid"]) for event in files} == {"rivers.2024-03-05@news.example.org"}


@pytest.mark.parametrize(("date", "there"), [("2024-02-02", {"markets", "rivers"}), ("2024-02-03", {"rivers"})])
def test_what_is_over_by_the_date_of_the_issue_has_no_file(sample: Sample, date: str, there: set[str]) -> None:
    sample.edit("issues/2024-01/issue.yaml", "2024-01-16", date)
    build(sample.project(), "2024-01")
    assert set(files_of(sample)) == there


def test_a_meeting_online_has_no_place_and_leads_to_the_page_of_its_network(sample: Sample) -> None:
    sample.edit("issues/networks/rivers.yaml", "start: 2023-12-01, online", "start: 2024-02-01, online")
    sample.edit("issues/networks/rivers.yaml", "name: Rivers", "name: Rivers\nlink: https://example.org/rivers")
    build(sample.project(), "2024-01")
    event = files_of(sample)["rivers"]
    assert "location" not in event
    assert event["url"] == "https://example.org/rivers"


def test_a_deleted_file_comes_back_without_laying_out_again(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    folder = sample.root / "build/2024-01/calendar"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    next(folder.iterdir()).unlink()
    again = build(sample.project(), "2024-01")
    assert not any(built.was_laid_out for built in again.editions)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_words_from_html_and_from_text_make_one_file(sample: Sample, tmp_path: Path) -> None:
    content, _ = sample.load()
    issue = content.issue_for("eu")
    assert issue is not None
    calendars = Calendars("https://news.example.org", Cache(tmp_path / "cache"))
    resources = Resources()
    calendar_of = calendars.of(
        issue, str, lambda _: "https://example.org/", lambda _: "https://example.org/", resources
    )
    meeting = issue.networks["rivers"].meetings[1]
    plain = calendar_of(meeting, "Food & water: meeting")
    assert calendar_of(meeting, Markup("Food &amp; water:\n meeting")) == plain
    assert calendar_of(meeting, foreign("Food & water: meeting", "en")) == plain
    assert list(resources.files) == [plain.removeprefix("https://news.example.org/")]
