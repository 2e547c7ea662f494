"""An operator's broken week: what is typed wrong, planned, taken back, restored; nothing lost or misleading."""

import os
import signal

import pytest

from newsletter.mail.delivery import opening
from tests.support.mailing import ISSUE, Home
from tests.support.relay import free_port
from tests.support.under_way import EU, NL, OPEN_QUOTE, SEND, backup, home, no_patience, people, plan, server

__all__ = ["home", "no_patience", "server"]

AT = ("--at", "2199-11-21 09:00")


@pytest.mark.parametrize("how", [(), ("--dry-run",), ("--test", "ada@example.org"), AT])
def test_a_language_that_only_other_points_have_is_said(home: Home, how: tuple[str, ...]) -> None:
    home.join(people("ada"), point="eu", language="en")
    assert home.failed("send", ISSUE, *EU, "--locale", "nl", *how) == ["unknown-locale"]
    assert not home.server.to()


@pytest.mark.slow
def test_a_planned_language_that_the_point_has_no_more_stops_no_other(home: Home) -> None:
    home.join(people("ada"))
    home.join(people("eve"), point="eu", language="en")
    plan(home, "nl", "eu")
    home.sql("update appointments set locale = 'nl' where point = 'eu'")
    assert {"unknown-locale", "not-opened"} <= set(home.failed("due"))
    assert set(home.server.to()) == {"ada@example.org"}


@pytest.mark.slow
def test_what_is_planned_is_taken_back_whatever_has_become_of_its_files(home: Home) -> None:
    home.join(people("ada"))
    plan(home, "nl", "eu")
    home.sample.write("issues/2024-01/issue.yaml", OPEN_QUOTE)
    home.sample.write("issues/points/eu.yaml", 'country: "EU\n')
    assert home.done("send", ISSUE, *EU, "--cancel")["taken-back"] == 1
    assert home.done("send", ISSUE, *NL, "--locale", "nl", "--cancel")["taken-back"] == 0, "all of them are planned"
    assert home.done("send", ISSUE, *NL, "--cancel")["taken-back"] == 1
    assert home.done("mailings")["planned"] == []


def test_a_name_that_nobody_has_is_said_when_it_is_to_be_taken_back(home: Home) -> None:
    home.join(people("ada"))
    assert home.failed("send", ISSUE, "--point", "nn", "--cancel") == ["unknown-point"]
    assert home.failed("send", "2024-09", *NL, "--cancel") == ["unknown-issue"]
    assert home("send", ISSUE, *NL, "--cancel").stdout == "Nothing was planned.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("end", "--by", "Ada Example", "--reason", "a wrong date", "--yes"), ("pause",), ("resume",)]
)
def test_to_end_or_pause_what_is_only_planned_leads_to_taking_it_back(home: Home, command: tuple[str, ...]) -> None:
    home.join(people("ada"))
    home.join(people("eve"), point="eu", language="en")
    home.done("send", ISSUE, *EU)
    home.done(*SEND, *AT)
    told = home(command[0], ISSUE, *NL, *command[1:]).stderr
    assert "error[no-mailing]: 2024-01/nl is planned for 2199-11-21 09:00 (Europe/Amsterdam), and not opened" in told
    assert "hint: `newsletter send 2024-01 --point nl --cancel` takes it back" in told
    assert "the nearest" not in told, "another point's mailing is not meant"


@pytest.mark.slow
def test_what_is_mailed_before_its_time_is_planned_no_more(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND, *AT)
    home.done(*SEND)
    assert home.done("mailings")["planned"] == []


@pytest.mark.slow
def test_of_two_languages_the_other_stays_planned(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND, *AT)
    home.done(*SEND, "--locale", "nl-BE", *AT)
    home.done(*SEND, "--locale", "nl")
    assert [each["locale"] for each in home.done("mailings")["planned"]] == ["", "nl-BE"]
    home.done(*SEND, "--locale", "nl-BE")
    assert home.done("mailings")["planned"] == []


@pytest.mark.slow
def test_a_database_that_has_gone_is_not_taken_for_one_that_nobody_has_made(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND)
    for file in home.sample.root.glob("newsletter.db*"):
        if file.suffix != ".seal":
            file.unlink()
    told = home("due")
    assert told.exit_code == 1
    assert "`newsletter.db` is not there any more; mail went out from it, as `newsletter.db.seal` shows" in told.stderr
    assert "restore a backup" in told.stderr
    assert not (home.sample.root / "newsletter.db").exists()


def test_whoever_lacks_the_secret_is_not_sent_to_make_another(home: Home) -> None:
    told = home("due", NEWSLETTER_SECRET="").stderr
    assert told.index("/etc/newsletter/environment") < told.index("openssl rand")


WORDS = "450 4.2.0 greylisted"


@pytest.mark.slow
def test_words_of_an_earlier_attempt_do_not_stand_beside_what_has_become_of_the_reader_since(home: Home) -> None:
    home.join(people("later.x", "later.y"))
    home(*SEND, "--no-wait")
    home.sql("update deliveries set reason = '4.2.0', reply = ?", WORDS)
    home.sql("update deliveries set state = 'sending' where subscriber_id = (select max(id) from subscribers)")
    assert f"1 pending: 4.2.0 – {WORDS}" in home("mailings").stdout
    assert "sending: " not in home("mailings").stdout, "its answer is still to come"
    assert home("resume", ISSUE, "--no-wait").exit_code == 1
    told = home("mailings").stdout
    assert "1 uncertain: interrupted\n" in told
    home.done("settle", ISSUE, *NL, "--drop")
    assert "1 skipped: dropped\n" in home("mailings").stdout


@pytest.mark.slow
def test_a_mailing_that_is_paused_or_in_doubt_names_no_next_attempt(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    assert "next attempt" in home("mailings").stdout
    home("pause", ISSUE)
    assert "next attempt" not in home("mailings").stdout
    home.sql("update rounds set state = 'open', restored_at = opened_at")
    assert "next attempt" not in home("mailings").stdout


@pytest.mark.slow
def test_a_mailing_that_was_done_before_a_backup_is_not_in_doubt_after_its_restore(home: Home) -> None:
    home.join(people("ada"))
    home.join(people("later.x"), point="eu", language="en")
    home.done(*SEND)
    home("send", ISSUE, *EU, "--no-wait")
    restore = backup(home)
    home("resume", ISSUE, "--no-wait")
    restore()
    told = home("due").stderr
    assert told.count("error[") == 1
    assert "error[restored-database]: 2024-01/eu was mailed after the backup was made" in told


@pytest.mark.slow
def test_what_went_out_before_a_restore_is_told_when_it_is_looked_at_or_planned(home: Home) -> None:
    home.join(people("ada"))
    restore = backup(home)
    home.done(*SEND)
    restore()
    assert "forgotten-mailing" in home.failed(*SEND, "--dry-run")
    assert "warning[forgotten-mailing]" in home(*SEND, *AT).stderr
    assert home(*SEND, "--dry-run", "--restored").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("how", [(), ("--dry-run",), AT])
def test_a_mailing_for_nobody_is_told_before_it_is_opened(home: Home, how: tuple[str, ...]) -> None:
    home.join(people("ada"))
    assert "no-recipients" not in home(*SEND, "--locale", "nl-BE", "--dry-run").stderr, "the point has readers"
    told = home("send", ISSUE, *EU, *how)
    assert told.exit_code == 0
    assert "warning[no-recipients]: nobody gets 2024-01/eu: it has no readers" in told.stderr


@pytest.mark.slow
def test_a_mailing_in_which_nobody_is_left_is_done_although_somebody_has_paused_it(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND)
    home("pause", ISSUE)
    assert "2024-01/nl: done; 1 of 1 accepted" in home("mailings").stdout


@pytest.mark.slow
def test_a_signal_while_a_mailing_is_being_opened_takes_it_back_and_says_75(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.join(people("ada"))
    plan(home, "nl")

    def stop(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as stopped:
        stopped.setattr(opening, "_resolve_wishes", stop)
        assert home("due").exit_code == 75
        assert home(*SEND).exit_code == 75
    assert home.sql("select count(*) from rounds") == [(0,)]
    assert home("due").exit_code == 0
    assert home.states() == {"ada": "accepted"}


@pytest.mark.slow
def test_a_server_out_of_reach_is_met_again_by_itself_and_the_hint_says_so(home: Home, no_patience: None) -> None:
    home.join(people("ada"))
    plan(home, "nl")
    told = home("due", NEWSLETTER_SMTP_URL=f"smtp://127.0.0.1:{free_port()}?tls=none")
    assert told.exit_code == 1
    assert "hint: the next `newsletter due` tries again, `newsletter resume 2024-01 --point nl` at once" in told.stderr
    assert home("due").exit_code == 0
    assert home.states() == {"ada": "accepted"}
