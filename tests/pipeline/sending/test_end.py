"""`newsletter end`: a mailing is ended for good, by name and reason, in whatever process it runs."""

import datetime as dt
import json
import time
from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, Home
from tests.support.under_way import EU, NL, SEND, home, people, plan, process, server

pytestmark = pytest.mark.slow

__all__ = ["home", "server"]


END = ("end", ISSUE, *NL, "--by", "Ada Example", "--reason", "a wrong date")


def test_those_left_are_skipped_and_nothing_lets_the_mailing_go_on(home: Home) -> None:
    home.join(people("ada", "later.x", "mute", "refuse.x"))
    home(*SEND, "--locale", "nl", "--no-wait")
    assert home("end", ISSUE, *NL, "--reason", "a wrong date", "--yes").exit_code == 2, "nobody has decided it"
    assert home("end", ISSUE, *NL, "--by", "Ada Example", "--yes").exit_code == 2, "for no reason"
    assert home(*END).exit_code == 2, "nobody can be asked here"
    assert home.counts()["pending"] == 1
    found = home.done(*END, "--yes")
    assert (found["ended"], found["skipped"], found["uncertain"], found["is-running"]) == ("2024-01/nl", 1, 1, False)
    assert home.states() == {
        "ada": "accepted", "later.x": "skipped ended", "mute": "uncertain connection-lost", "refuse.x": "refused 5.1.1"
    }  # fmt: skip
    before = home.server.to()
    assert home.failed(*SEND, "--locale", "nl") == ["ended-mailing"]
    assert home.failed(*SEND) == ["ended-mailing"], "in no other language either"
    assert home.failed(*SEND, "--retry", "refused") == ["ended-mailing"]
    assert home.failed(*SEND, "--at", "2199-11-21 09:00") == ["ended-mailing"]
    assert home.failed("resume", ISSUE) == ["ended-mailing"]
    assert home.failed("pause", ISSUE) == ["ended-mailing"]
    assert home.failed("settle", ISSUE, *NL, "--resend") == ["ended-mailing"]
    assert home.failed(*END, "--yes") == ["ended-mailing"]
    assert home.failed("due") == ["uncertain-deliveries"]
    told = home("mailings").stdout
    assert "2024-01/nl: to settle; 1 of 4 accepted" in told
    assert "(Europe/Amsterdam) by Ada Example: a wrong date" in told
    assert home.done("settle", ISSUE, *NL, "--drop")["settled"] == 1
    (mailing,) = home.done("mailings")["mailings"]
    assert mailing["standing"] == "ended"
    assert {name: mailing["ended"][name] for name in ("by", "reason")} == {
        "by": "Ada Example",
        "reason": "a wrong date",
    }
    assert home.server.to() == before


def test_what_was_planned_of_it_is_taken_back_and_other_points_are_left_alone(home: Home) -> None:
    home.join(people("later.x"))
    home.join(people("later.y"), point="eu", language="en")
    home(*SEND, "--locale", "nl", "--no-wait")
    home("send", ISSUE, *EU, "--no-wait")
    plan(home, "nl")
    assert home.done(*END, "--yes")["taken-back"] == 1
    home.hours_pass()
    assert home("resume", ISSUE, "--no-wait").exit_code == 0, "the other point’s goes on"
    assert home.sql("select state, attempts from deliveries order by attempts") == [("skipped", 1), ("pending", 2)]
    assert home.failed("end", "2031-01", *NL, "--by", "Ada", "--reason", "no", "--yes") == ["no-mailing"]


def test_at_a_terminal_a_person_is_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.join(people("later.x", "later.y"))
    home(*SEND, "--no-wait")
    monkeypatch.setattr("newsletter.cli.support.console.is_terminal", lambda: True)
    result = run(home.sample, *END, env=home.environment, answer="n\n")
    assert result.exit_code == 1
    assert "2024-01/nl: 2 are still to be mailed, and never will be." in result.stderr
    assert "End it for good? [y/N]" in result.stderr
    assert home.counts()["pending"] == 2
    result = run(home.sample, *END, env=home.environment, answer="y\n")
    assert result.exit_code == 0
    assert "Ended 2024-01/nl: 2 who were left are skipped." in result.stdout


def test_a_process_that_mails_it_stops_and_grants_nobody_more(home: Home) -> None:
    home.join(people("mute", *(f"p{number}" for number in range(40))))
    with process(home, *SEND, "--yes", "--rate", "60") as sender:
        found = home.done(*END, "--yes")
        mailed = home.server.to().total()
        assert found["is-running"]
        assert found["skipped"] > 20
        _, told = sender.communicate()
    assert sender.returncode == 1, "nobody is left, and one is to be settled"
    assert "warning[ended-mailing]: 2024-01/nl was ended by Ada Example: a wrong date" in told
    assert "settle 2024-01 --point nl --drop`" in told
    counts = home.counts()
    assert {"skipped", "uncertain"} <= set(counts) <= {"accepted", "skipped", "uncertain"}
    assert home.server.to().total() == counts["accepted"] + counts["uncertain"] <= mailed + 4, "one a connection"


def test_a_process_that_only_waits_notices_it_too(home: Home) -> None:
    home.join(people("ada", "later.x"))
    with process(home, *SEND, "--yes") as sender:
        while home.states()["later.x"] != "pending 4.2.0":
            assert sender.poll() is None
            time.sleep(0.01)
        home.done(*END, "--yes")
        _, told = sender.communicate()
    assert sender.returncode == 0
    assert "ended-mailing" in told
    assert home.states() == {"ada": "accepted", "later.x": "skipped ended"}


def test_who_is_put_off_in_the_moment_of_the_end_does_not_wait_for_ever(sample: Sample, tmp_path: Path) -> None:
    from newsletter.database import connect
    from newsletter.mail.delivery import ledger
    from newsletter.mail.delivery.rows import Change, Group
    from newsletter.mail.delivery.states import DeliveryState

    with running(tmp_path / "server") as server:
        home = Home.of(sample, server)
        home.join(people("later.x", "ada"))
        home(*SEND, "--no-wait")
        home.sql("update deliveries set state = 'sending' where state = 'pending'")
        home.done(*END, "--yes")
        home.sql("update deliveries set state = 'sending' where state = 'uncertain'")
        with connect(f"sqlite:///{sample.root}/newsletter.db") as connection:
            ((number,),) = home.sql("select subscriber_id from deliveries where state = 'sending'")
            deferred = Change(number, DeliveryState.PENDING, "4.2.0")
            ledger.commit(connection, {1: Group(changes=[deferred])}, dt.datetime(2024, 1, 20, 8, tzinfo=dt.UTC))
        assert home.states() == {"later.x": "skipped 4.2.0", "ada": "accepted"}


def test_times_are_told_in_the_time_zone_of_the_point_also_when_its_file_is_broken(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    home.sql("update deliveries set due_at = '2024-07-01T08:00:00+00:00'")
    home("send", ISSUE, *EU, "--at", "2199-07-01 09:00")
    home.sample.write("issues/points/nl.yaml", 'country: "NL\n')
    said = home("mailings").stdout
    assert "the next attempt is due 2024-07-01 10:00 (Europe/Amsterdam)" in said
    assert "2024-01/eu: planned for 2199-07-01 09:00 (Europe/Paris)" in said
    assert json.loads(home("mailings", "--json").stdout)["mailings"][0]["time-zone"] == "Europe/Amsterdam"


def test_an_hour_that_summer_time_skips_is_no_time_and_the_reason_is_said(home: Home) -> None:
    home.join(people("ada"))
    result = home(*SEND, "--at", "2199-03-31 02:30")
    assert result.exit_code == 1
    assert "2199-03-31 02:30 does not exist in Europe/Amsterdam: summer time begins" in result.stderr
    assert 'write "2199-03-31 03:30", or "2199-03-31 01:30"' in result.stderr
    assert home(*SEND, "--at", "2199-03-31 03:30").exit_code == 0
