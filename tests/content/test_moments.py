"""Days and times are taken in every form that has one meaning, and never guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from newsletter.content.moments import date_of, time_of
from tests.conftest import Sample

FIRST = dt.date(2024, 2, 1)


@pytest.mark.parametrize(
    "written",
    [
        *("2024-02-01", "2024-2-1", "2024/02/01", "2024.2.1", "2024. 2. 1.", "20240201", "2024年2月1日"),
        *("1 February 2024", "1st February 2024", "1 Feb 2024", "Feb. 1, 2024", "February 1st, 2024"),
        *("1. Februar 2024", "1er février 2024", "1 de febrero de 2024", "1 de fevereiro de 2024", "1 lutego 2024"),
        *("2024. február 1.", "1 Φεβρουαρίου 2024", "1 февруари 2024", "1 lutego 2024"),
    ],
)
def test_a_day_that_can_be_read_in_one_way_is_taken(written: str) -> None:
    assert date_of(written) == FIRST


@pytest.mark.parametrize(
    ("written", "day"), [("21.11.2023", 21), ("11/21/2023", 21), ("5.11.2023", 0), ("11.11.2023", 11)]
)
def test_the_order_of_day_and_month_is_only_read_where_there_is_one(written: str, day: int) -> None:
    if day:
        assert date_of(written) == dt.date(2023, 11, day)
    else:
        with pytest.raises(PydanticCustomError) as refused:
            date_of(written)
        assert refused.value.context is not None
        assert refused.value.context["hint"] == "write the year first: 2023-05-11 or 2023-11-05"


@pytest.mark.parametrize(
    "written",
    ["2023", "21.11.23", "2023-02-30", "2024-01-16 10:00", "٢٠٢٤-01-16", "1 listopad 2024", "soon", "2024-2/1", ""],
)
def test_what_is_no_day_or_several_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        date_of(written)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        *(("09:15", "09:15"), ("9:15", "09:15"), ("12.50", "12:50"), ("9h15", "09:15"), ("9 h", "09:00")),
        *(("14.30 Uhr", "14:30"), ("9 Uhr", "09:00"), ("2 pm", "14:00"), ("2:30 p.m.", "14:30"), ("11am", "11:00")),
        ("0:00", "00:00"),
    ],
)
def test_a_time_that_can_be_read_in_one_way_is_taken(written: str, time: str) -> None:
    assert time_of(written) == dt.time.fromisoformat(time)


@pytest.mark.parametrize(
    "written", ["9", "9.3", "930", "24:00", "12:60", "12 am", "12 pm", "13 pm", "9:15-10:00", "٩:15"]
)
def test_what_is_no_time_of_day_or_several_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        time_of(written)


@given(st.dates(dt.date(1000, 1, 1)), st.times())
def test_our_own_form_is_always_read_as_it_is(day: dt.date, time: dt.time) -> None:
    assert date_of(day.isoformat()) == day
    assert time_of(f"{time:%H:%M}") == time.replace(second=0, microsecond=0)


@given(st.text(max_size=20))
def test_any_text_is_a_day_and_a_time_or_refused_with_the_form(written: str) -> None:
    for read in (date_of, time_of):
        try:
            hint = str(bool(read(written)) or "midnight")
        except PydanticCustomError as refused:
            hint = str((refused.context or {}).get("hint", ""))
        assert hint


def test_files_take_these_forms_with_and_without_quotes(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "date: 2024-01-16", "date: 16 January 2024")
    sample.edit("issues/articles/markets.md", "start: 09:00", "start: 9.00")
    sample.edit("issues/articles/markets.md", "end: 09:30", 'end: "9.30"')
    content, problems = sample.load()
    assert problems == []
    assert content.issue
    assert content.issue.date == dt.date(2024, 1, 16)
    item = content.articles["markets"].agenda[0].items[0]
    assert (item.start, item.end) == (dt.time(9), dt.time(9, 30))
