"""Dates as each locale writes them: the same bytes with every release of Babel that `pyproject.toml` allows."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from newsletter.render.cldr import Cldr
from tests.conftest import REPOSITORY

GOLDEN = json.loads((REPOSITORY / "tests" / "golden" / "dates.json").read_text("utf-8"))
"""By locale, what CLDR 47 writes, which Babel 2.18 has."""
LOCALES = sorted({path.name for path in (REPOSITORY / "locales").iterdir() if path.is_dir()} | {"ar", "ja"})
MONTHS = range(1, 13)


def written(locale: str) -> Iterator[str]:
    """Every month and weekday, ranges that differ in each part, and what else stands in letters."""
    cldr = Cldr(locale)
    for month in MONTHS:
        yield f"{cldr.date(dt.date(2023, month, 3))}; {cldr.month(dt.date(2023, month, 3))}"
        first = dt.date(2023, month, 28)
        ends = (dt.date(2023, month, 3), first), (first, first + dt.timedelta(7)), (first, dt.date(2024, month, 2))
        yield "; ".join(cldr.day_range(*days) for days in ends)
    yield "; ".join(cldr.weekday(dt.date(2023, 11, day)) for day in range(20, 27))
    yield "; ".join([cldr.time_range(dt.time(9), None), cldr.time_range(dt.time(9), dt.time(9, 15))])
    yield "; ".join([cldr.time_range(dt.time(9), dt.time(14)), cldr.listed("ABC"), cldr.listed("AB")])
    yield "; ".join(map(cldr.number, (1, 1_250, 12_345, 1_234_567)))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_release_of_cldr_changes_no_date(locale: str) -> None:
    assert list(written(locale)) == GOLDEN[locale]
