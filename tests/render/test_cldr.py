"""Dates as each locale writes them: the same bytes with every release of Babel that `pyproject.toml` allows."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from newsletter.content.when import Moment, When
from newsletter.render.cldr import Cldr
from tests.conftest import REPOSITORY

GOLDEN = json.loads((REPOSITORY / "tests" / "golden" / "dates.json").read_text("utf-8"))
"""By locale, what CLDR 47 writes, which Babel 2.18 has."""
OF_OTHER_SCRIPTS = {"ar", "he", "ja", "zh-Hans", "zh-Hant"}
LOCALES = sorted({path.name for path in (REPOSITORY / "locales").iterdir() if path.is_dir()} | OF_OTHER_SCRIPTS)
MONTHS = range(1, 13)


def written(locale: str) -> Iterator[str]:
    """Every month and weekday, ranges that differ in each part, and what else stands in letters."""
    cldr = Cldr(locale)
    for month in MONTHS:
        yield f"{cldr.date(dt.date(2023, month, 3))}; {cldr.month(dt.date(2023, month, 3))}"
        first = dt.date(2023, month, 28)
        ends = (dt.date(2023, month, 3), first), (first, first + dt.timedelta(7)), (first, dt.date(2024, month, 2))
        yield "; ".join(cldr.day_range(*days) for days in ends)
    first, last = dt.date(2023, 11, 30), dt.date(2023, 12, 1)
    yield "; ".join([cldr.date(last), cldr.day_range(first, last), cldr.day_range(last, dt.date(2023, 12, 2))])
    yield "; ".join([cldr.weekday(last), cldr.days(last, dt.date(2023, 12, 2)), cldr.days(last, last)])
    yield "; ".join([cldr.months(first, last), cldr.months(first, dt.date(2024, 1, 2)), cldr.months(last, last)])
    yield "; ".join(cldr.weekday(dt.date(2023, 11, day)) for day in range(20, 27))
    yield "; ".join([cldr.time_range(dt.time(9), None), cldr.time_range(dt.time(9), dt.time(9, 15))])
    yield "; ".join([cldr.time_range(dt.time(9), dt.time(14)), cldr.listed("ABC"), cldr.listed("AB")])
    yield "; ".join(map(cldr.number, (1, 1_250, 12_345, 1_234_567)))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_release_of_cldr_changes_no_date(locale: str) -> None:
    assert list(written(locale)) == GOLDEN[locale]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", "28 novembre – 1er décembre 2023"),
        ("it", "28 novembre – 1 dicembre 2023"),
        ("cs", "28. listopadu – 1. prosince 2023"),
        ("pl", "28 listopada – 1 grudnia 2023"),
        ("hu", "2023. november 28. – december 1."),
        ("lt", "2023 m. lapkričio 28 d. – gruodžio 1 d."),
        ("sv", "28 november–1 december 2023"),
        ("hr", "28. studenoga – 1. prosinca 2023."),
        ("zh-Hans", "2023年11月28日至12月1日"),
        ("en-US", "November 28 – December 1, 2023"),
    ],
)
def test_a_range_has_whole_months_in_their_case_and_no_zeros(locale: str, words: str) -> None:
    assert Cldr(locale).day_range(dt.date(2023, 11, 28), dt.date(2023, 12, 1)) == words


@pytest.mark.parametrize(
    ("locale", "days"),
    [("de", "28.–29. November 2023"), ("hu", "2023. november 28–29."), ("sk", "28. – 29. novembra 2023")],
)
def test_the_point_of_an_ordinal_stands_behind_each_day_and_that_of_a_date_once(locale: str, days: str) -> None:
    assert Cldr(locale).day_range(dt.date(2023, 11, 28), dt.date(2023, 11, 29)) == days


@pytest.mark.parametrize("locale", ["en", "el", "ja", "fr", "en-US"])
def test_a_programme_and_an_event_go_by_the_same_clock(locale: str) -> None:
    cldr = Cldr(locale)
    for end in (None, dt.time(14, 30)):
        day = dt.date(2023, 11, 28)
        when = When(Moment(day, dt.time(9)), Moment(day, end) if end else None, "Europe/Athens")
        assert cldr.hours(when, "") == (cldr.time_range(dt.time(9), end),)
        assert ("AM" in cldr.time_range(dt.time(9), end) or "π.μ." in cldr.time_range(dt.time(9), end)) is (
            cldr.has_half_days
        )


def test_no_language_is_told_in_the_words_of_another_that_was_asked_before() -> None:
    # Babel's stand-alone months are those of whichever language came first, where a language has none of its own.
    first, last = dt.date(2023, 11, 30), dt.date(2023, 12, 1)
    Cldr("zh-Hans").months(first, last)
    assert Cldr("fr").months(first, last) == "novembre – décembre 2023"
    assert Cldr("hu").months(first, last) == "2023. november – december"


def test_the_spanish_and_is_another_word_before_its_own_sound() -> None:
    listed = Cldr("es").listed
    assert listed(["español", "inglés"]) == "español e inglés"
    assert listed(["Francia", "Grecia", "Hispania"]) == "Francia, Grecia e Hispania"
    assert listed(["agua", "hielo"]) == "agua y hielo"
    assert (listed(["inglés", "español"]), listed(["Italia"]), listed([])) == ("inglés y español", "Italia", "")
    assert Cldr("it").listed(["Francia", "Italia"]) == "Francia e Italia"
