"""Events and meetings have days, or hours in a time zone; letters, calendars and pages say the same of them."""

import datetime as dt
import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from newsletter.content.load import Content
from newsletter.content.model import Session
from newsletter.content.moments import end_of, moment_of
from newsletter.content.when import Moment, When, is_doubled, is_skipped
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.letters.build import build
from newsletter.problems import Problem, Severity
from newsletter.render.cldr import Cldr
from tests.conftest import REPOSITORY, Sample

MADRID, ATHENS, LISBON = "Europe/Madrid", "Europe/Athens", "Europe/Lisbon"
GOLDEN = json.loads((REPOSITORY / "tests" / "golden" / "hours.json").read_text("utf-8"))
"""By locale, what CLDR 47 writes, which Babel 2.18 has."""
EVENT = """
          start: 2024-02-01
          end: 2024-02-02
          place: Gent
          country: BE
""".strip("\n").replace("          ", "  ")
EVENING = Moment(dt.date(2024, 2, 20), dt.time(18, 30))


def moment(written: str) -> Moment:
    day, _, time = written.partition(" ")
    return Moment(dt.date.fromisoformat(day), dt.time.fromisoformat(time) if time else None)


def when(start: str, end: str = "", zone: str = MADRID) -> When:
    return When(moment(start), moment(end) if end else None, zone)


def with_event(sample: Sample, keys: str) -> tuple[Content, list[Problem]]:
    """The project with these keys of the Dutch article's event, and what is wrong with it."""
    words = "\n".join(f"  {line}" for line in keys.splitlines())
    sample.edit("issues/articles/markets.md", EVENT, words)
    return sample.load()


def when_of(content: Content) -> When:
    event = content.articles["markets"].event
    assert event
    return event.when


def errors(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(each.code, each.message, each.hint) for each in problems if each.severity is Severity.ERROR]


class TestWhatIsWritten:
    @pytest.mark.parametrize(
        "written",
        [
            *("2024-02-20 18:30", "2024-02-20T18:30", "2024-02-20 18.30", "20.2.2024 18.30", "2024-02-20, 18:30"),
            *("20 February 2024, 6:30 PM", "20. Februar 2024 um 18.30 Uhr", "20 février 2024 à 18h30"),
            *("20 de febrero de 2024 a las 18:30", "2024年2月20日 18:30", "20. helmikuuta 2024 klo 18.30"),
        ],
    )
    def test_a_day_with_an_hour_is_taken_in_every_form_that_has_one_meaning(self, written: str) -> None:
        assert moment_of(written) == EVENING

    @pytest.mark.parametrize(
        ("written", "hint"),
        [
            ("2024-02-20 18:30 CET", "time-zone: Europe/Madrid"),
            ("2024-02-20T18:30Z", "time-zone: Europe/Madrid"),
            ("2024-02-20T18:30+01:00", "time-zone: Europe/Madrid"),
            ("2024-02-20 18:30-20:00", "`start: 09:30` and `end: 10:15`"),
            ("2024-02-20 25:00", "two digits each"),
            ("2024-02-20 24:00", "midnight is 00:00"),
            ("5.2.2024 18:30", "2024-02-05 or 2024-05-02"),
            ("2024-02-20 – 2024-02-22", "`start: 2024-02-20` and `end: 2024-02-22`"),
            ("2024-02-30 18:30", "year-month-day"),
            ("18:30", "2024-02-20 18:30"),
            ("soon", "year-month-day"),
        ],
    )
    def test_what_is_no_moment_is_refused_with_what_to_write(self, written: str, hint: str) -> None:
        with pytest.raises(PydanticCustomError) as refused:
            moment_of(written)
        assert refused.value.context
        assert hint in refused.value.context["hint"]

    @pytest.mark.parametrize(
        ("start", "written", "end"),
        [
            ("2024-02-20 18:30", "20:00", "2024-02-20 20:00"),
            ("2024-02-20 18:30", "8 pm", "2024-02-20 20:00"),
            ("2024-02-20 18:30", "2024-02-22 12:00", "2024-02-22 12:00"),
            ("2024-02-20 22:00", "02:00", "2024-02-21 02:00"),
            ("2024-02-29 22:00", "00:00", "2024-03-01 00:00"),
            ("2024-02-20", "2024-02-22", "2024-02-22"),
            ("2024-02-20", "2024-02-20", "2024-02-20"),
        ],
    )
    def test_an_end_may_be_a_time_alone_also_in_the_night_that_follows(
        self, start: str, written: str, end: str
    ) -> None:
        assert end_of(written, moment(start)) == moment(end)

    @pytest.mark.parametrize(
        ("start", "written", "code"),
        [
            *(("2024-02-20 18:30", end, "end-before-start") for end in ("18:30", "10:00", "2024-02-20 17:00")),
            ("2024-02-20 14:00", "2024-02-19 15:00", "end-before-start"),
            ("2024-02-20", "2024-02-19", "end-before-start"),
            ("2024-02-20 18:30", "2024-02-21", "hours-of-one-end"),
            ("2024-02-20", "20:00", "hours-of-one-end"),
            ("2024-02-20", "2024-02-21 20:00", "hours-of-one-end"),
            ("2024-02-20 18:30", "25:00", "broken-time"),
        ],
    )
    def test_what_can_be_no_end_is_told(self, start: str, written: str, code: str) -> None:
        with pytest.raises(PydanticCustomError) as refused:
            end_of(written, moment(start))
        assert refused.value.type == code

    @given(st.datetimes(dt.datetime(1000, 1, 1)))
    def test_our_own_form_is_always_read_as_it_is(self, at: dt.datetime) -> None:
        written = Moment(at.date(), at.time().replace(second=0, microsecond=0))
        assert moment_of(str(written)) == written

    @given(st.text(max_size=30), st.sampled_from([None, "2024-02-20", "2024-02-20 18:30"]))
    def test_any_text_is_a_moment_and_an_end_or_refused_with_the_form(self, written: str, start: str | None) -> None:
        refused: set[str] = set()
        for read in (moment_of, lambda text: end_of(text, moment(start) if start else None)):
            try:
                read(written)
            except PydanticCustomError as fault:
                refused.add(fault.type)
        assert refused <= {"broken-date", "broken-time", "end-before-start", "hours-of-one-end"}


class TestTheZone:
    @pytest.mark.parametrize(
        ("keys", "zone"),
        [
            ("place: Utrecht\ncountry: NL", "Europe/Amsterdam"),
            ("place: Lisboa\ncountry: PT", LISBON),
            ("place: Las Palmas\ncountry: ES\ntime-zone: Atlantic/Canary", "Atlantic/Canary"),
            ("online: true", "Europe/Amsterdam"),
            ("online: true\ncountry: PT", "Europe/Amsterdam"),
            ("place: Utrecht", "Europe/Amsterdam"),
        ],
    )
    def test_hours_are_those_of_the_place_else_of_the_point_that_wrote_it(
        self, sample: Sample, keys: str, zone: str
    ) -> None:
        content, problems = with_event(sample, f"start: 2024-02-20 18:30\nend: 20:00\n{keys}")
        assert not problems
        assert when_of(content) == when("2024-02-20 18:30", "2024-02-20 20:00", zone)

    def test_hours_of_a_network_s_meeting_are_those_of_the_place_else_of_the_secretariat(self, sample: Sample) -> None:
        sample.edit("issues/networks/rivers.yaml", "start: 2023-12-01", "start: 2023-12-01 10:00, end: '11:00'")
        sample.edit("issues/networks/rivers.yaml", "start: 2024-03-05, end: 2024-03-06", "start: 2024-03-05 09:00")
        content, problems = sample.load()
        assert not problems
        online, ghent = content.networks["rivers"].meetings
        assert (online.when.zone, ghent.when.zone) == ("Europe/Paris", "Europe/Brussels")

    def test_a_zone_of_that_name_there_is_not_is_told_with_the_nearest(self, sample: Sample) -> None:
        _, problems = with_event(sample, "start: 2024-02-20 18:30\nplace: Gent\ntime-zone: Europe/Madird")
        (found,) = errors(problems)
        assert found[0] == "unknown-time-zone"
        assert "Europe/Madrid" in found[2]

    def test_where_nothing_says_whose_hours_they_are_it_is_an_error_and_the_letter_has_days(
        self, sample: Sample
    ) -> None:
        (sample.root / "issues/points/eu.yaml").unlink()
        sample.edit("issues/networks/rivers.yaml", "start: 2023-12-01", "start: 2023-12-01 10:00")
        content, problems = sample.load()
        assert "missing-time-zone" in {code for code, *_ in errors(problems)}
        assert content.networks["rivers"].meetings[0].when == When(moment("2023-12-01"))

    def test_a_country_of_several_zones_without_a_main_one_is_asked_for_its_zone(self, sample: Sample) -> None:
        _, problems = with_event(sample, "start: 2024-02-20 18:30\nplace: Goma\ncountry: CD")
        ((code, _, hint),) = errors(problems)
        assert code == "missing-time-zone"
        assert "`time-zone: Africa/Lubumbashi`" in hint

    def test_a_zone_without_hours_does_nothing_and_is_told(self, sample: Sample) -> None:
        content, problems = with_event(sample, "start: 2024-02-20\nplace: Gent\ntime-zone: Europe/Madrid")
        (found,) = problems
        assert (found.code, found.severity) == ("zone-without-hours", Severity.WARNING)
        assert found.location
        assert "time-zone" in found.location.excerpt
        assert when_of(content) == When(moment("2024-02-20"))

    @pytest.mark.parametrize(
        ("start", "code", "severity"),
        [
            ("2024-03-31 02:30", "skipped-hour", Severity.ERROR),
            ("2024-10-27 02:30", "doubled-hour", Severity.WARNING),
        ],
    )
    def test_an_hour_that_summer_time_skips_or_has_twice_is_told_at_its_place(
        self, sample: Sample, start: str, code: str, severity: Severity
    ) -> None:
        _, problems = with_event(sample, f"start: {start}\nplace: Gent\ncountry: BE")
        (found,) = problems
        assert (found.code, found.severity) == (code, severity)
        assert start in found.message
        assert "Europe/Brussels" in found.message
        assert found.location
        assert f"start: {start}" in found.location.excerpt

    @pytest.mark.parametrize("written", ["02:00", "02:59"])
    def test_the_hour_of_the_change_is_all_that_is_skipped_or_doubled(self, written: str) -> None:
        spring, autumn = moment(f"2024-03-31 {written}"), moment(f"2024-10-27 {written}")
        assert (is_skipped(spring, MADRID), is_doubled(spring, MADRID)) == (True, False)
        assert (is_skipped(autumn, MADRID), is_doubled(autumn, MADRID)) == (False, True)
        for day in ("2024-03-31", "2024-10-27"):
            for beside in ("01:59", "03:00"):
                assert not is_skipped(moment(f"{day} {beside}"), MADRID)
                assert not is_doubled(moment(f"{day} {beside}"), MADRID)
        assert not is_skipped(moment("2024-03-31"), MADRID)

    @given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2037, 1, 1)), st.sampled_from([ATHENS, LISBON, "UTC"]))
    def test_elsewhere_is_the_same_point_in_time(self, at: dt.datetime, zone: str) -> None:
        here = When(Moment(at.date(), at.time().replace(second=0, microsecond=0)), None, MADRID)
        there = here.elsewhere(zone)
        if there is None:
            same = here.starts_at.astimezone(ZoneInfo(zone)).utcoffset()
            assert same == here.starts_at.utcoffset() or is_skipped(here.start, MADRID)
        elif not is_skipped(here.start, MADRID) and not is_doubled(there.start, zone):
            assert there.starts_at == here.starts_at.astimezone(ZoneInfo(zone))


def test_a_night_is_of_the_day_before_it() -> None:
    night = when("2024-02-20 22:00", "2024-02-21 02:00")
    assert (night.first, night.last) == (dt.date(2024, 2, 20), dt.date(2024, 2, 20))
    assert when("2024-02-20 09:00", "2024-02-21 02:00").last == dt.date(2024, 2, 21)


def written(locale: str) -> Iterator[str]:
    cldr = Cldr(locale)
    yield cldr.when(when("2024-02-20 18:30"), MADRID)
    yield cldr.when(when("2024-02-20 09:00", "2024-02-20 12:15"), ATHENS)
    yield cldr.when(when("2024-02-20 23:30", "2024-02-21 01:00"), ATHENS)
    yield cldr.when(when("2024-02-20 09:30", "2024-02-22 17:00"), "")
    yield " | ".join(cldr.hours(when("2024-02-20 22:00", "2024-02-21 02:00", "Europe/Kyiv"), LISBON))
    yield cldr.zone_beside(when("2024-02-20 22:00"), ATHENS)


@pytest.mark.parametrize("locale", sorted(GOLDEN))
def test_each_locale_writes_hours_in_its_own_way_with_any_release_of_cldr(locale: str) -> None:
    assert list(written(locale)) == GOLDEN[locale]


def test_days_are_written_as_they_were() -> None:
    cldr = Cldr("en")
    assert cldr.when(when("2024-02-20", "2024-02-22", ""), ATHENS) == "20–22 February 2024"
    assert cldr.when(when("2024-02-20", zone=""), ATHENS) == "20 February 2024"
    assert cldr.hours(when("2024-02-20", zone=""), ATHENS) == ()


def read(sample: Sample, point: str = "eu", locale: str = "en") -> tuple[str, str]:
    """A letter as HTML, with plain blanks, and as text on one line."""
    html, text = (sample.read(f"build/2024-01/{point}/{locale}/letter.{end}") for end in ("html", "txt"))
    return html.replace("\u00a0", " "), " ".join(text.split())


class TestLetters:
    @pytest.mark.slow
    def test_hours_stand_in_html_and_text_and_in_the_reader_s_time_where_clocks_differ(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-02-20 18:30\nend: 20:00\nplace: Lisboa\ncountry: PT")
        sample.edit("issues/points/nl.yaml", "time-zone: Europe/Amsterdam", "time-zone: Europe/Lisbon")
        build(sample.project(), "2024-01")
        html, text = read(sample)
        assert "18:30–20:00 (Lisbon)<br>19:30–21:00 (Paris)" in html.replace("<br />", "<br>")
        assert "20 February 2024, 18:30–20:00 (Lisbon) · 19:30–21:00 (Paris) · Lisboa, Portugal" in text
        html, text = read(sample, "nl", "nl")
        assert "18:30–20:00<" in html
        assert "20 februari 2024, 18:30–20:00 · Lisboa, Portugal" in text
        assert "(Lissabon)" not in html + text

    def test_another_zone_of_the_point_that_wrote_it_changes_the_letters_of_all(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-02-20 18:30\nonline: true")
        build(sample.project(), "2024-01")
        assert "18:30<" in read(sample)[0]
        sample.edit("issues/points/nl.yaml", "time-zone: Europe/Amsterdam", "time-zone: Europe/Lisbon")
        build(sample.project(), "2024-01")
        assert "18:30 (Lisbon)" in read(sample)[0]

    def test_what_is_over_shows_its_hours_in_one_line_and_no_calendar(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-01-10 18:30\nend: 20:00\nplace: Gent\ncountry: BE")
        build(sample.project(), "2024-01")
        html, text = read(sample)
        assert "10 January 2024, 18:30–20:00<" in html
        assert "10 January 2024, 18:30–20:00 · Gent" in text
        assert "calendar/markets" not in html + text

    def test_what_ends_in_the_night_before_the_issue_is_over(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-01-15 22:00\nend: 02:00\nplace: Gent\ncountry: BE")
        build(sample.project(), "2024-01")
        assert "calendar/markets" not in "".join(read(sample))

    @pytest.mark.parametrize("gathered", [False, True])
    def test_a_network_s_meeting_has_its_hours(self, sample: Sample, gathered: bool) -> None:
        sample.edit(
            "issues/networks/rivers.yaml", "start: 2024-03-05, end: 2024-03-06", "start: 2024-03-05 09:00, end: '17:30'"
        )
        if gathered:
            sample.edit("issues/2024-01/issue.yaml", "- articles: [markets]", "- events: [markets]")
        build(sample.project(), "2024-01")
        html, text = read(sample)
        assert ("09:00–17:30 · Ghent" if gathered else "5 March 2024, 09:00–17:30 · Ghent") in html
        assert "5 March 2024, 09:00–17:30 ·" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("template", "asked", "said"),
    [
        ("blocks.mjml", "{% set hours = hours_of(event) %}", "{% set hours = [] %}"),
        ("blocks.txt", "(when_of(event) ~", "((event.when.first | date) ~"),
    ],
)
def test_a_copied_template_that_prints_days_of_an_event_with_hours_is_told(
    sample: Sample, template: str, asked: str, said: str
) -> None:
    def told() -> list[str]:
        problems = build(sample.project(), "2024-01", ["eu"]).problems
        return [problem.message for problem in problems if problem.code == "left-out"]

    with_event(sample, "start: 2024-02-20 18:30\nend: 20:00\nplace: Gent\ncountry: BE")
    sample.edit("issues/2024-01/issue.yaml", "- articles: [markets]", "- events: [markets]")
    assert told() == []
    sample.edit(f"templates/{template}", asked, said)
    assert told() == ["the template prints the days of `markets` and not its hours"]
    with_days = sample.read("issues/articles/markets.md").replace(" 18:30", "").replace("  end: 20:00\n", "")
    sample.write("issues/articles/markets.md", with_days)
    assert told() == []


class TestCalendars:
    def entry(self, sample: Sample, name: str = "markets") -> icalendar.Event:
        build(sample.project(), "2024-01")
        files = [*(sample.root / "build/2024-01/calendar").glob(f"{name}-*.ics")]
        (event,) = icalendar.Calendar.from_ical(files[0].read_bytes()).walk("VEVENT")
        assert isinstance(event, icalendar.Event)
        return event

    def test_hours_are_points_in_time_and_take_the_reader_s(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-02-20 18:30\nend: 20:00\nplace: Gent\ncountry: BE")
        event = self.entry(sample)
        assert event.to_ical().count(b"DTSTART:20240220T173000Z") == 1
        assert event.to_ical().count(b"DTEND:20240220T190000Z") == 1
        assert event["transp"] == "OPAQUE"
        assert event["uid"] == "markets.2024-02-20@news.example.org", "a day that gets its hour is the same event"

    def test_in_summer_the_offset_is_that_of_summer(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-07-20 22:00\nend: 02:00\nplace: Gent\ncountry: BE")
        event = self.entry(sample)
        assert event.decoded("dtstart") == dt.datetime(2024, 7, 20, 20, tzinfo=dt.UTC)
        assert event.decoded("dtend") == dt.datetime(2024, 7, 21, 0, tzinfo=dt.UTC)

    def test_an_end_that_nobody_knows_is_not_said(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-02-20 18:30\nplace: Gent\ncountry: BE")
        event = self.entry(sample)
        assert "dtend" not in event
        assert "duration" not in event

    def test_days_stay_dates(self, sample: Sample) -> None:
        with_event(sample, "start: 2024-02-20\nend: 2024-02-21\nplace: Gent\ncountry: BE")
        assert b"DTSTART;VALUE=DATE:20240220" in self.entry(sample).to_ical()


NIGHT = """
agenda:
  - date: 2024-02-01
    session: Opening
    items:
      - {start: 20:00, end: 22:00, text: Receptie}
      - {start: 22:00, end: 00:30, text: Muziek}
      - {start: 00:30, end: 02:00, text: Dans}
      - {start: 09:00, text: Ontbijt}
""".strip()


def agenda(*entries: str) -> Session:
    items = [dict(zip(("start", "end"), each.split("-"), strict=False), text="x") for each in entries]
    return Session.model_validate({"date": "2024-02-01", "session": "S", "items": items})


class TestProgrammes:
    def with_night(self, sample: Sample) -> None:
        words = sample.read("issues/articles/markets.md")
        begin, end = words.index("agenda:"), words.rindex("---")
        sample.write("issues/articles/markets.md", (words[:begin] + NIGHT + "\n" + words[end:]).encode())
        sample.edit("issues/2024-01/issue.yaml", "- articles: [markets]", "- agenda: markets")

    @pytest.mark.parametrize(
        ("entries", "days"),
        [
            (["09:00-10:00", "10:00-11:00"], [2]),
            (["20:00-22:00", "22:00-00:30", "00:30-02:00"], [2, 1]),
            (["22:00-00:30", "23:00-01:00", "00:15-01:00"], [2, 1]),
            (["09:00-23:00", "00:30-01:00"], [1, 1]),
            (["22:00", "02:00", "09:00"], [1, 2]),
            (["14:00-15:00", "10:00-11:00"], [2]),
            (["09:00", "09:00"], [2]),
        ],
    )
    def test_what_begins_after_midnight_is_of_the_next_day_and_all_stays_in_order(
        self, entries: list[str], days: list[int]
    ) -> None:
        found = agenda(*entries).days
        assert [len(items) for _, items in found] == days
        assert [day for day, _ in found] == [dt.date(2024, 2, 1 + number) for number in range(len(days))]
        assert [item.start.strftime("%H:%M") for _, items in found for item in items] == [each[:5] for each in entries]

    @pytest.mark.parametrize(
        ("entry", "is_fine"), [("22:00-02:00", True), ("14:00-10:00", False), ("9:00-9:00", False)]
    )
    def test_an_entry_may_pass_midnight_and_not_last_a_day(self, sample: Sample, entry: str, is_fine: bool) -> None:
        start, end = entry.split("-")
        sample.edit("issues/articles/markets.md", "start: 09:00", f"start: {start}")
        sample.edit("issues/articles/markets.md", "end: 09:30", f"end: {end}")
        found = [code for code, *_ in errors(sample.load()[1])]
        assert found == ([] if is_fine else ["end-before-start"])

    def test_the_letter_has_a_line_for_the_day_that_begins(self, sample: Sample) -> None:
        self.with_night(sample)
        build(sample.project(), "2024-01")
        html, text = read(sample)
        for letter in (html, text):
            places = [letter.index(words) for words in ("1 February", "Muziek", "2 February 2024", "Dans", "Ontbijt")]
            assert places == sorted(places)
        assert "22:00–00:30" in html

    def test_its_times_say_whose_they_are_where_readers_have_others(self, sample: Sample) -> None:
        self.with_night(sample)
        with_event(sample, "start: 2024-02-01 20:00\nplace: Gent\ncountry: BE\ntime-zone: Europe/Lisbon")
        sample.edit("issues/points/nl.yaml", "time-zone: Europe/Amsterdam", "time-zone: Europe/Lisbon")
        build(sample.project(), "2024-01")
        for letter in read(sample):
            assert "Thursday 1 February 2024 (Lisbon, GMT+00:00)" in letter
        assert "GMT" not in "".join(read(sample, "nl", "nl"))


@pytest.mark.slow
def test_pages_of_the_archive_say_when_to_people_and_to_machines(sample: Sample) -> None:
    with_event(sample, "start: 2024-02-20 18:30\nend: 20:00\nplace: Lisboa\ncountry: PT")
    report = archive(sample.project(), sample.root / "site", everything=True)
    page = sample.read("site/2024-01/en/markets/index.html").replace("\u00a0", " ")
    assert "20 February 2024, 18:30–20:00 (Lisbon) · 19:30–21:00 (Paris)<br>" in page
    assert 'itemtype="https://schema.org/Event"' in page
    assert '<meta itemprop="startDate" content="2024-02-20T18:30+00:00">' in page
    assert '<meta itemprop="endDate" content="2024-02-20T20:00+00:00">' in page
    assert not [problem for problem in report.problems if problem.severity is Severity.ERROR]


@pytest.mark.slow
def test_pages_of_networks_say_when_they_meet_to_people_and_to_machines(sample: Sample) -> None:
    archive(sample.project(), sample.root / "site", everything=True)
    page = sample.read("site/2024-01/en/networks/rivers/index.html").replace("\u00a0", " ")
    assert page.count('itemtype="https://schema.org/Event"') == 2
    assert '<meta itemprop="name" content="Rivers · Transnational meeting' in page
    assert '<meta itemprop="startDate" content="2024-03-05">' in page
    assert '<meta itemprop="endDate" content="2024-03-06">' in page
    assert "5–6 March 2024 · <span" in page


def test_what_machines_read_of_days_has_no_hours() -> None:
    days = when("2024-02-20", "2024-02-22", "")
    assert (days.iso_start, days.iso_end) == ("2024-02-20", "2024-02-22")
    assert when("2024-02-20 18:30").iso_end == ""
