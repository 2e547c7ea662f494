"""What was mailed and what is planned, looked at without touching the database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from newsletter.pipeline.editing.person import Person
from newsletter.pipeline.sending.glance import MailingGlance, glance_at_mailings, mark_of_mailing
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.studio.request import StudioRequest
from newsletter.studio.screens.mailings import mailings
from newsletter.studio.studio import Studio
from newsletter.studio.visitor import Visitor
from newsletter.studio.words import words_of
from tests.conftest import Sample
from tests.support.mailing import ISSUE, Home
from tests.support.under_way import NL, home, people, server

__all__ = ["home", "server"]


def glances(sample: Sample) -> list[MailingGlance]:
    return list(glance_at_mailings(sample.project()))


def told_on_the_board(sample: Sample) -> Any:
    """What the board is told, by the place where it stands."""
    project, told = sample.project(), dict[str, Any]()
    studio = SimpleNamespace(
        project=project,
        resident=SimpleNamespace(project=project, snapshot=lambda slug: open_snapshot(project, slug)),
        part=lambda request, template, **values: told.update(values),
    )
    desk = Visitor(Person(""))
    request = StudioRequest("GET", "/mailings", {}, {"issue": ISSUE}, {}, b"", words_of("en"), visitor=desk)
    mailings(cast("Studio", studio), request)
    return told["said"]


def test_a_project_that_has_mailed_nothing_says_nothing_and_gets_no_database(sample: Sample) -> None:
    assert glances(sample) == []
    assert told_on_the_board(sample) == {}
    assert not (sample.root / "newsletter.db").exists()


@pytest.mark.slow
def test_what_was_mailed_and_what_is_planned_is_told_by_edition_and_by_issue(home: Home) -> None:
    home.join(people("one", "two"))
    assert home("send", ISSUE, *NL).exit_code == 0
    assert home("send", ISSUE, "--point", "eu", "--at", "2199-11-21 09:00").exit_code == 0
    found = {(each.point, each.locale): each for each in glances(home.sample)}
    assert found["nl", "nl"].state == "mailed"
    assert found["nl", "nl"].at.date() == dt.datetime.now(dt.UTC).date()
    assert found["eu", ""].state == "planned"
    assert found["eu", ""].at.astimezone(dt.UTC).year == 2199
    assert "@" not in str(found)
    said = told_on_the_board(home.sample)
    assert said.keys() == {"mailed-2024-01", "mailed-nl-nl", "mailed-nl-nl-BE", "mailed-eu-en"}
    assert said["mailed-2024-01"].startswith("mailed on ")
    assert said["mailed-2024-01"].endswith(" · planned for 21 November 2199: 1 point")
    assert said["mailed-eu-en"] == "mails on 21 November 2199, 09:00"


@pytest.mark.slow
def test_a_points_mark_is_another_after_each_act_of_its_own_and_after_nobody_elses(home: Home) -> None:
    def mark() -> str:
        return mark_of_mailing(home.sample.project(), ISSUE, "nl")

    at = ("--at", "2199-11-21 09:00")
    home.join(people("one"))
    marks = [mark()]
    assert home("send", ISSUE, "--point", "eu", *at).exit_code == 0
    assert mark() == marks[0]
    for act in (at, ("--cancel",), ()):
        assert home("send", ISSUE, *NL, *act).exit_code == 0
        marks.append(mark())
    assert marks[2] == marks[0], "what was taken back is as if nobody had asked"
    assert len(set(marks)) == 3


def test_where_there_is_no_database_there_is_no_mark_and_none_is_made(sample: Sample) -> None:
    assert mark_of_mailing(sample.project(), ISSUE, "nl") == ""
    assert not (sample.root / "newsletter.db").exists()
