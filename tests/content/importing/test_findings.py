"""What is found is told: taken from where, guessed how, or missing."""

import datetime as dt

from newsletter.content.importing.drafts import PartialDay
from newsletter.content.importing.findings import Certainty, Origin, Reason
from newsletter.content.importing.recording import Record


def test_each_value_is_told_with_its_place_or_its_reason() -> None:
    record = Record("articles/heerlen")
    assert record.taken("title", "Op stap", Origin(3, "html/body/h1")) == "Op stap"
    record.guessed("date", dt.date(2023, 11, 21), Origin(line=4, excerpt="21 nov"), Reason.MARKUP)
    record.missing("summary")
    assert [(each.path, each.certainty, each.value, each.reason) for each in record.findings] == [
        ("articles/heerlen/title", Certainty.TAKEN, "Op stap", None),
        ("articles/heerlen/date", Certainty.GUESSED, "2023-11-21", Reason.MARKUP),
        ("articles/heerlen/summary", Certainty.MISSING, "", None),
    ]


def test_a_day_without_a_year_is_no_date_and_stays_so() -> None:
    assert PartialDay(12, 6).date is None
    assert PartialDay(2, 29, 2023).date is None
    assert PartialDay(12, 6, 2023).date == dt.date(2023, 12, 6)
