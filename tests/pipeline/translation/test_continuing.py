"""What was asked of a machine that answers later goes on without a person, and nobody else is asked."""

import datetime as dt
from collections.abc import Iterator

import pytest

from newsletter.pipeline.translation.continuing import ContinueReport, Continuing
from newsletter.pipeline.use_case import Place
from tests.conftest import Sample
from tests.support.etranslation import World, later

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def world(sample: Sample) -> Iterator[World]:
    with later(sample, chain='["libre", "etranslation"]') as world:
        yield world


@pytest.fixture
def continuing(world: World) -> Continuing:
    return Continuing(Place(world.sample.root, world.environ))


@pytest.mark.slow
def test_an_answer_that_has_come_is_stored_once(world: World, continuing: Continuing) -> None:
    now = dt.datetime.now(dt.UTC)
    assert continuing.go_on(now) == ContinueReport(), "nobody has asked for anything"
    world.translate("--to", "nl", "--provider", "etranslation")
    assert continuing.go_on(now) == ContinueReport(), "it is awaited"
    assert world.bring() == [200]
    report = continuing.go_on(now)
    assert (report.continued, report.problems) == ((("2024-01", ("nl",)),), ())
    assert world.missing() == []
    assert world.open_requests == []
    assert continuing.go_on(now + MINUTE) == ContinueReport()
    assert len(world.server.asked) == 1, "and nothing was sent, to anybody"


@pytest.mark.slow
def test_what_comes_to_nothing_is_left_for_a_while(world: World, continuing: Continuing) -> None:
    world.translate("--to", "nl", "--provider", "etranslation")
    world.bring()
    world.environ.pop("NEWSLETTER_ETRANSLATION_KEY")
    continuing.place = Place(world.sample.root, world.environ)
    now = dt.datetime.now(dt.UTC)
    assert [each.code for each in continuing.go_on(now).problems] == ["provider-not-set-up"]
    assert continuing.go_on(now + MINUTE) == ContinueReport()
    assert continuing.go_on(now + 6 * MINUTE).continued == (("2024-01", ("nl",)),)


@pytest.mark.slow
def test_what_the_settings_no_longer_name_or_stands_in_no_issue_is_left_to_people(
    world: World, continuing: Continuing
) -> None:
    world.translate("--to", "nl", "--provider", "etranslation")
    world.bring()
    settings = (world.sample.root / "newsletter.toml").read_text("utf-8")
    world.sample.write("newsletter.toml", settings.replace('"libre", "etranslation"', '"libre"'))
    assert continuing.go_on(dt.datetime.now(dt.UTC)) == ContinueReport()
    world.sample.write("newsletter.toml", settings)
    (world.sample.root / "issues/2024-01").rename(world.sample.root / "issues/2024-02")
    assert continuing.go_on(dt.datetime.now(dt.UTC)) == ContinueReport()
