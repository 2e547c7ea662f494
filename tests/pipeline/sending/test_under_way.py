"""What is under way goes on: it needs the database, the keys and its frozen route, and each round stands for itself."""

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, Home
from tests.support.under_way import EU, NL, OPEN_QUOTE, SEND, backup, home, people, plan, process, server

pytestmark = pytest.mark.slow

__all__ = ["home", "server"]

LONG_AGO = "2024-01-20T08:00:00+00:00"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A mailing that has been opened, and whose only recipient is to be tried again."""
    folder = tmp_path_factory.mktemp("under-way")
    with running(folder / "server", "--keep") as server:
        home = Home.of(Sample.made(folder), server)
        home.join(people("later.x"))
        assert home(*SEND, "--no-wait").exit_code == 0
        yield home


def copy_of(home: Home, folder: Path) -> Home:
    """The same project with all that is under way, in another folder."""
    sample = Sample(folder / "project")
    shutil.copytree(home.sample.root, sample.root, symlinks=True)
    return Home(sample, home.server, {**home.environment, "NEWSLETTER_DKIM_KEYS": str(sample.root / "keys")})


def attempts(home: Home) -> int:
    return int(home.sql("select sum(attempts) from deliveries")[0][0])


BROKEN: dict[str, Callable[[Sample], object]] = {
    "the draft of the next issue": lambda sample: sample.write("issues/2024-02/issue.yaml", OPEN_QUOTE),
    "this issue": lambda sample: sample.write("issues/2024-01/issue.yaml", OPEN_QUOTE),
    "an article": lambda sample: sample.write("issues/articles/bridges.md", "---\ntitle: 'Bridges\n---\n"),
    "another point": lambda sample: sample.write("issues/points/eu.yaml", 'country: "EU\n'),
    "its own point": lambda sample: sample.write("issues/points/nl.yaml", 'country: "NL\n'),
    "the templates": lambda sample: sample.write("templates/newsletter.mjml", "{% if %}"),
    "the brand": lambda sample: sample.write("templates/theme.toml", 'name = "open'),
    "a catalog": lambda sample: sample.write("locales/nl/LC_MESSAGES/2024-01.po", 'msgid "open'),
    "all issues, which are gone": lambda sample: shutil.rmtree(sample.root / "issues"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_nothing_that_is_broken_in_the_files_stops_what_is_under_way(opened: Home, tmp_path: Path, what: str) -> None:
    home = copy_of(opened, tmp_path)
    BROKEN[what](home.sample)
    for number, command in enumerate((("due",), ("resume", ISSUE, "--no-wait"), (*SEND, "--no-wait")), 2):
        home.hours_pass()
        result = home(*command)
        assert attempts(home) == number, result.output
        if command[0] != "send":
            assert (result.exit_code, result.stderr) == (0, ""), command


def test_an_edition_that_can_not_be_opened_does_not_stop_one_that_is_under_way(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--locale", "nl", "--no-wait")
    home.sample.write("templates/newsletter.mjml", "{% if %}")
    home.hours_pass()
    assert "broken-template" in home.failed(*SEND, "--no-wait")
    assert attempts(home) == 2
    home.hours_pass()
    assert home(*SEND, "--locale", "nl", "--no-wait").exit_code == 0
    assert attempts(home) == 3
    home.sample.write("issues/2024-01/issue.yaml", OPEN_QUOTE)
    home.hours_pass()
    assert "broken-yaml" in home.failed(*SEND, "--no-wait"), "what was not opened can’t be now, and a person must act"
    assert attempts(home) == 4


@pytest.mark.parametrize(
    "file", ["issues/points/eu.yaml", "issues/2024-01/points/eu.yaml", "locales/en/LC_MESSAGES/2024-01.po"]
)
def test_an_appointment_is_opened_although_another_point_s_files_are_broken(home: Home, file: str) -> None:
    home.join(people("ada"))
    home.join(people("eve"), point="eu", language="en")
    plan(home, "nl", "eu")
    home.sample.write(file, 'msgid "open' if file.endswith(".po") else 'country: "EU\n')
    result = home("due")
    assert result.exit_code == 1, "a person must act"
    assert home.server.to() == {"ada@example.org": 1}
    assert f"--> {file}:" in result.stderr
    assert "warning[not-opened]: 2024-01/eu is due and can’t be opened" in result.stderr
    assert home.sql("select point from appointments") == [("eu",)]


def test_an_article_that_only_another_point_shows_stops_only_that_one(home: Home) -> None:
    home.join(people("ada"))
    plan(home, "nl")
    home.sample.write("issues/2024-01/points/eu.yaml", "add:\n  - articles: [drafted]\n    heading: Drafts\n")
    home.sample.write("issues/articles/drafted.md", "---\ntitle: 'Open\n---\n")
    assert home("due").exit_code == 0
    assert home.server.to() == {"ada@example.org": 1}
    assert "broken-yaml" in home.failed("send", ISSUE, *EU, "--dry-run")
    assert home.done(*SEND, "--dry-run")["problems"] == []


def test_one_round_that_a_person_has_to_decide_about_holds_up_no_other(home: Home) -> None:
    home.join(people("later.x"))
    home.join(people("later.y"), point="eu", language="en")
    home(*SEND, "--no-wait")
    home("send", ISSUE, *EU, "--no-wait")
    home.sql("update rounds set active_at = ? where point = 'nl'", LONG_AGO)
    for number, command in enumerate((("due",), ("resume", ISSUE, "--no-wait")), 1):
        home.hours_pass()
        assert home.failed(*command) == ["overdue-mailing"]
        assert attempts(home) == 2 + number, "the other point’s reader had a turn"
    home.hours_pass()
    assert home("due", "--late").exit_code == 0
    assert attempts(home) == 6
    home.hours_pass()
    assert home("due").exit_code == 0, "--late cures it"
    assert attempts(home) == 8


def test_a_run_of_less_than_a_second_keeps_a_mailing_fresh(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    for command in (("due",), ("resume", ISSUE, "--no-wait"), (*SEND, "--no-wait")):
        just_in_time = home.sql("select strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-23 hours')")[0][0]
        home.sql("update rounds set active_at = ?", just_in_time)
        assert home(*command).exit_code == 0
        ((active,),) = home.sql("select active_at > strftime('%Y-%m-%dT%H:%M:%S', 'now', '-1 hour') from rounds")
        assert active, command


def test_a_mailing_goes_on_by_the_route_it_began_with(home: Home, tmp_path: Path) -> None:
    address = home.environment.pop("NEWSLETTER_SMTP_URL")
    home.sample.edit("issues/points/nl.yaml", "website:", f'smtp: "{address}"\nwebsite:')
    home.join(people("grey1", "grey2"))
    assert home(*SEND, "--no-wait").exit_code == 0
    home.sample.edit("issues/points/nl.yaml", address, "smtp://127.0.0.1:1?tls=none")
    home.hours_pass()
    assert home("due").exit_code == 0
    assert home.server.to().total() == 2
    with running(tmp_path / "other", "--keep") as other:
        home.sql("update deliveries set state = 'pending'")
        moved = {"NEWSLETTER_SMTP_URL_NL": f"smtp://127.0.0.1:{other.port}?tls=none"}
        for _ in range(2):
            assert home("due", **moved).exit_code == 0, "who runs the machine may name another one"
            home.hours_pass()
        assert other.to().total() == 2


def test_a_route_that_the_environment_names_no_more_is_said_and_no_other_is_taken(home: Home) -> None:
    home.join(people("grey"))
    own = {"NEWSLETTER_SMTP_URL_NL": home.environment["NEWSLETTER_SMTP_URL"]}
    assert home(*SEND, "--no-wait", **own).exit_code == 0
    assert home.sql("select route, server from rounds") == [("nl", "")], "no address, no account"
    home.hours_pass()
    result = home("due")
    assert result.exit_code == 1
    assert "error[no-smtp-address]" in result.stderr
    assert "NEWSLETTER_SMTP_URL_NL" in result.stderr
    assert attempts(home) == 1
    assert home("due", **own).exit_code == 0
    assert home.server.to().total() == 1


def test_how_fast_a_mailing_goes_is_frozen_and_the_environment_may_say_otherwise(home: Home) -> None:
    home.sample.edit("newsletter.toml", "source_locale", "[smtp]\nmessages-per-minute = 600\n[database]\n#")
    home.join(people("grey"))
    assert home(*SEND, "--no-wait", NEWSLETTER_SMTP_CONNECTIONS="2").exit_code == 0
    assert home.sql("select connections, per_connection, per_minute from rounds") == [(2, 200, 600)]


def test_send_ends_with_75_while_readers_are_left_and_no_wait_with_0(home: Home) -> None:
    home.join(people("later.x", "ada"))
    result = home(*SEND, "--no-wait")
    assert result.exit_code == 0
    assert "error[" not in result.stderr
    assert "1 accepted, 1 pending" in result.stdout or "1 pending, 1 accepted" in result.stdout
    result = home("due")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 pending" in result.stdout, "who waits is counted"
    home("pause", ISSUE)
    assert home(*SEND).exit_code == 75
    assert home(*SEND, "--json").exit_code == 75
    assert home("due").exit_code == 0
    home.sql("update deliveries set state = 'accepted'")
    assert home(*SEND).exit_code == 0


@pytest.mark.parametrize("command", ["send", "resume", "due"])
def test_a_signal_stops_a_mailing_with_75_while_readers_are_left(home: Home, command: str) -> None:
    home.join(people(*(f"p{number}" for number in range(20))))
    arguments = {"send": SEND, "resume": ("resume", ISSUE), "due": ("due",)}[command]
    if command != "send":
        home(*SEND, "--locale", "nl-BE")
        home("pause", ISSUE)
        home(*SEND)
        home.sql("update rounds set state = 'open'")
    with process(home, *arguments, "--rate", "60", *(["--yes"] if command == "send" else [])) as running:
        running.send_signal(signal.SIGTERM)
        said, told = running.communicate()
    assert running.returncode == 75, told
    assert f"of {20:,} accepted" in said
    assert set(home.counts()) == {"accepted", "pending"}


def test_a_second_due_beside_a_running_one_says_so_and_ends_with_0(home: Home) -> None:
    home.join(people(*(f"p{number}" for number in range(20))))
    plan(home, "nl")
    with process(home, "due", "--rate", "60"):
        result = home("due")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "2024-01/nl: another process is mailing it\n"
        assert home("due", "--json").exit_code == 0
        assert home.failed("resume", ISSUE) == ["already-running"]


def test_due_ends_with_1_when_a_person_must_act(home: Home) -> None:
    home.join(people("mute"))
    plan(home, "nl")
    for _ in range(3):
        result = home("due")
        assert result.exit_code == 1
        assert result.stderr == (
            "error[uncertain-deliveries]: 2024-01/nl: of 1 nobody can know whether the server took their message\n"
            "   hint: `newsletter settle 2024-01 --point nl --resend`, or --drop\n\n1 error\n"
        )
    assert home.failed("due") == ["uncertain-deliveries"]
    for command in (("resume", ISSUE), SEND, (*SEND, "--no-wait")):
        assert home.failed(*command) == ["uncertain-deliveries"], command
    home("settle", ISSUE, *NL, "--drop")
    assert (home("due").exit_code, home("due").stderr) == (0, "")
    assert home(*SEND).exit_code == 0


def test_what_a_person_has_paused_needs_nobody(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    home("pause", ISSUE)
    assert (home("due").exit_code, home("due").stderr) == (0, "")
    assert home.done("mailings")["mailings"][0]["pause"] == {"by": "person", "cause": "by-hand", "reason": ""}
    assert "2024-01/nl: paused (by hand)" in home("mailings").stdout
    home("resume", ISSUE, "--no-wait")
    assert home.done("mailings")["mailings"][0]["pause"] is None


def test_who_is_uncertain_when_a_mailing_is_ended_is_to_be_settled_all_the_same(home: Home) -> None:
    home.join(people("mute"))
    home(*SEND)
    home("end", ISSUE, *NL, "--by", "Ada Lovelace", "--reason", "a wrong date", "--yes")
    result = home("due")
    assert result.exit_code == 1
    assert "hint: `newsletter settle 2024-01 --point nl --drop`\n" in result.stderr
    home("settle", ISSUE, *NL, "--drop")
    assert home("due").exit_code == 0


def test_a_round_that_waits_for_a_person_holds_up_no_other(home: Home) -> None:
    home.join(people("mute"))
    home(*SEND)
    home.join(people("eve"), point="eu", language="en")
    plan(home, "eu")
    result = home("due")
    assert result.exit_code == 1
    assert result.stderr.count("error[") == 1
    assert home.server.to()["eve@example.org"] == 1


def test_after_a_restore_the_rounds_mailed_since_wait_for_a_person_and_the_others_run(home: Home) -> None:
    home.join(people("later.x", "ada"))
    home.join(people("later.y", "eve"), point="eu", language="en")
    home("send", ISSUE, *EU, "--no-wait")
    home(*SEND, "--locale", "nl-BE")
    home("pause", ISSUE, *NL)
    home(*SEND)
    home.sql("update rounds set state = 'open'")
    restore = backup(home)
    home(*SEND, "--no-wait")
    assert home.server.to().total() == 2
    restore()
    for _ in range(2):
        home.hours_pass()
        result = home("due")
        assert result.exit_code == 1
        assert "error[restored-database]: 2024-01/nl was mailed after the backup was made" in result.stderr
        assert "newsletter resume 2024-01 --point nl --restored" in result.stderr
        assert result.stderr.count("error[") == 1, "the other point’s round is as the backup has it"
    assert attempts(home) == 1 + 1 + 2
    assert home.failed(*SEND) == ["restored-database"]
    assert home.failed("resume", ISSUE, *NL, "--restored") == ["uncertain-deliveries"]
    assert home.counts() == {"uncertain": 2, "accepted": 1, "pending": 1}
    assert home("settle", ISSUE, *NL, "--drop").exit_code == 0
    home.hours_pass()
    assert home("due").exit_code == 0
    assert home.server.to().total() == 2


def test_a_round_that_the_restored_database_does_not_know_is_asked_about(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.join(people("ada"))
    restore = backup(home)
    home.done(*SEND)
    restore()
    assert home.failed(*SEND) == ["forgotten-mailing"]
    plan(home, "nl")
    assert home.failed("due") == ["forgotten-mailing", "not-opened"]
    assert home.sql("select count(*) from rounds") == [(0,)]
    with monkeypatch.context() as at_terminal:
        at_terminal.setattr("newsletter.cli.support.console.is_terminal", lambda: True)
        result = run(home.sample, *SEND, env=home.environment, answer="n\n")
        assert result.exit_code == 1
        assert "2024-01/nl was mailed from here, and this database does not know of it.\n" in result.stderr
        assert "Mail it all the same? [y/N]" in result.stderr
    assert home.server.to().total() == 1
    assert home(*SEND, "--restored").exit_code == 0
    assert home.server.to().total() == 2, "a person has said so"


def test_processes_that_mail_different_rounds_keep_each_other_s_marks(home: Home) -> None:
    home.join(people("ada"))
    home.join(people("eve"), point="eu", language="en")
    home.done(*SEND)
    home.done("send", ISSUE, *EU)
    marks = (home.sample.root / "newsletter.db.seal").read_text().splitlines()
    assert [line.partition(" ")[0] for line in marks[1:]] == ["2024-01/nl", "2024-01/eu"]


def test_a_backup_guard_that_can_not_be_read_puts_all_that_waits_in_doubt(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    (home.sample.root / "newsletter.db.seal").write_text("what?\n")
    assert home.failed("due") == ["restored-database"]
    found = json.loads(home("doctor", "--offline", "--json").stdout)["findings"]
    assert "restored-database" in {each.get("code") for each in found}
