"""Issues at a glance: by the day that their files say, in whichever way that can be read."""

import datetime as dt

import pytest

from newsletter.pipeline.editing.issues import issues_at
from newsletter.studio.screens.compose import compose
from tests.conftest import Sample
from tests.support.studio_desk import Desk


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("16 January 2024", dt.date(2024, 1, 16)),
        ("16.1.2024", dt.date(2024, 1, 16)),
        ("1/2/2024", None),
        ("soon", None),
    ],
)
def test_an_issue_is_called_by_its_day_also_where_it_is_written_in_words(
    sample: Sample, written: str, day: dt.date | None
) -> None:
    sample.edit("issues/2024-01/issue.yaml", "date: 2024-01-16", f"date: {written}")
    assert [each.date for each in issues_at(sample.root)] == [day]


def test_compose_says_when_an_issue_is_mailed_whose_day_is_written_in_words(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "date: 2024-01-16", "date: 16 January 2024")
    desk = Desk(sample)
    try:
        page = compose(desk.studio, desk.request()).body.decode()
        assert "mails on Tuesday 16 January 2024" in page
    finally:
        desk.close()
