"""An operator's broken week: what is typed wrong, planned, taken back, restored; nothing lost or misleading."""

import pytest

from tests.mailing import ISSUE, Home
from tests.test_under_way import EU, NL, SEND, home, people, plan, server

__all__ = ["home", "server"]

AT = ("--at", "2199-11-21 09:00")


@pytest.mark.parametrize("how", [(), ("--dry-run",), ("--test", "ada@example.org"), AT])
def test_a_language_that_only_other_points_have_is_said(home: Home, how: tuple[str, ...]) -> None:
    home.join(people("ada"), point="eu", language="en")
    assert home.failed("send", ISSUE, *EU, "--locale", "nl", *how) == ["unknown-locale"]
    assert not home.server.to()


def test_a_planned_language_that_the_point_has_no_more_stops_no_other(home: Home) -> None:
    home.join(people("ada"))
    home.join(people("eve"), point="eu", language="en")
    plan(home, "nl", "eu")
    home.sql("update appointments set locale = 'nl' where point = 'eu'")
    assert {"unknown-locale", "not-opened"} <= set(home.failed("due"))
    assert set(home.server.to()) == {"ada@example.org"}
