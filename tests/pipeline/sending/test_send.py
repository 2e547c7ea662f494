"""`newsletter send` and its kin: everybody on the list gets the right letter once, whatever the server does."""

import email.policy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from newsletter.mail.delivery.prepare import MessageFactory
from newsletter.translate.authorship import sign_origin
from newsletter.translate.formats.comments import write_lines
from newsletter.translate.record import Origin, Record
from tests.conftest import REPOSITORY, Sample
from tests.support.command_line import run
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home

NL = ("--point", "nl")
SEND = ("send", ISSUE, *NL)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


@pytest.fixture
def home(sample: Sample, server: Running) -> Home:
    return Home.of(sample, server)


def people(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


@pytest.mark.slow
def test_everybody_gets_their_language_once_and_a_second_run_sends_nothing(home: Home) -> None:
    home.join(people("ada", "bob"), language="nl-NL")
    home.join(people("cyd"), language="nl-BE")
    home.join(people("dan"), language="fr")
    found = home.done(*SEND)
    assert found["problems"] == []
    assert [each["standing"] for each in found["mailings"]] == ["done"]
    assert found["mailings"][0]["locales"]["nl"]["accepted"] == 3
    assert found["mailings"][0]["locales"]["nl-BE"]["accepted"] == 1
    assert home.server.to() == dict.fromkeys(people("ada", "bob", "cyd", "dan"), 1)
    languages = {
        str(message["To"]): str(message["Content-Language"])
        for message in (message_from_bytes(data, policy=email.policy.default) for data in home.server.messages())
    }
    assert languages == {
        "ada@example.org": "nl", "bob@example.org": "nl", "cyd@example.org": "nl-BE", "dan@example.org": "nl"
    }  # fmt: skip
    home.done(*SEND)
    home.done("resume", ISSUE)
    home.done("due")
    assert home.server.to().total() == 4


def change_a_text(home: Home, *, followed: bool = True) -> None:
    """An editor changes a text after it was reviewed; its translations follow when `translate` has run."""
    home.sample.edit("issues/articles/bridges.md", "Three cities build bridges.", "Four cities build bridges.")
    if followed:
        assert home("translate", ISSUE, "--provider", "none").exit_code == 0


@pytest.mark.slow
def test_an_edition_with_unreviewed_text_is_not_mailed_and_each_text_is_counted_by_its_place(home: Home) -> None:
    home.join(people("ada"))
    change_a_text(home)
    result = home(*SEND)
    assert result.exit_code == 1
    assert "error[unreviewed-edition]: 1 text is not reviewed: 1 in articles/bridges" in result.stderr
    assert "edition: 2024-01/nl/nl-BE" in result.stderr
    assert "newsletter review 2024-01 --locale nl" in result.stderr
    assert home.server.to().total() == 0
    assert home.sql("select count(*) from mailings") == [(0,)]
    plan = json.loads(home(*SEND, "--dry-run", "--json").stdout)
    assert plan["unreviewed"]["2024-01/nl/nl"] == ["articles/bridges/summary"]


@pytest.mark.slow
def test_a_release_by_name_and_reason_is_recorded_with_the_mailing(home: Home) -> None:
    home.join(people("ada"))
    change_a_text(home)
    assert home(*SEND, "--release", "it is urgent").exit_code == 2
    home.done(*SEND, "--release", "it is urgent", "--by", "Ada Example")
    assert home.server.to().total() == 1
    told = home("mailings").stdout
    assert "nl: released unreviewed by Ada Example: it is urgent" in told
    assert home.sql("select texts_unread from mailings where locale = 'nl'") == [(1,)]


@pytest.mark.slow
def test_a_text_that_is_missing_is_told_apart_from_one_that_nobody_has_read(home: Home) -> None:
    home.join(people("ada"))
    change_a_text(home, followed=False)
    result = home(*SEND)
    assert result.exit_code == 1
    assert "error[untranslated-edition]: 1 text is not translated into nl: 1 in articles/bridges" in result.stderr
    assert "newsletter translate 2024-01 --to nl" in result.stderr
    assert "unreviewed-edition" not in result.stderr
    plan = json.loads(home(*SEND, "--dry-run", "--json").stdout)
    assert plan["untranslated"]["2024-01/nl/nl"] == ["articles/bridges/summary"]
    assert plan["unreviewed"]["2024-01/nl/nl"] == []
    catalog = "locales/nl/LC_MESSAGES/2024-01.po"
    home.sample.edit(catalog, 'msgstr "Bridges over the river"', 'msgstr "Bridges over the water"')
    home.sample.edit(catalog, 'msgctxt "articles/bridges/title"', '#, fuzzy\nmsgctxt "articles/bridges/title"')
    for decision, code in (("--release", "untranslated-edition"), ("--untranslated", "unreviewed-edition")):
        assert set(home.failed(*SEND, decision, "it is urgent", "--by", "Ada")) == {code}
    assert home.server.to().total() == 0
    assert home(*SEND, "--untranslated", "it is urgent").exit_code == 2
    home.done(*SEND, "--untranslated", "a quote", "--release", "it is urgent", "--by", "Ada Lovelace")
    told = home("mailings").stdout
    assert "nl: released unreviewed by Ada Lovelace: it is urgent" in told
    assert "nl: left untranslated by Ada Lovelace: a quote" in told
    texts = "select texts_machine, texts_unread, texts_untranslated from mailings where locale = 'nl'"
    assert home.sql(texts) == [(0, 1, 1)]


@pytest.mark.slow
def test_a_decision_that_was_not_needed_is_not_recorded(home: Home) -> None:
    home.join(people("ada"))
    decisions = ("--untranslated", "a quote", "--release", "it is urgent", "--by", "Ada Lovelace")
    home.done(*SEND, *decisions)
    assert home.done("mailings")["mailings"][0]["decisions"] == {}


@pytest.mark.slow
def test_what_is_decided_for_a_planned_mailing_holds_when_it_is_opened(home: Home) -> None:
    home.join(people("ada"))
    change_a_text(home, followed=False)
    home(*SEND, "--at", "2199-11-21 09:00", "--untranslated", "a quote", "--by", "Ada Lovelace")
    home.sql("update appointments set due_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute')")
    home.done("due")
    assert home.server.to().total() == 1
    assert (
        home.sql("select untranslated_reason, untranslated_by, texts_untranslated from mailings")
        == [("a quote", "Ada Lovelace", 1)] * 2
    )


def made_by(provider: str) -> str:
    """The comment that says so of the title of the bridges."""
    origin = sign_origin(Origin(provider=provider, day="2024-01-10"), ["Bridges over the river"])
    (line,) = write_lines(Record(origin=origin))
    return f"# {line}\n"


@pytest.mark.slow
def test_a_machine_s_text_is_counted_as_one(home: Home) -> None:
    home.join(people("ada"))
    catalog = "locales/nl/LC_MESSAGES/2024-01.po"
    title = 'msgctxt "articles/bridges/title"'
    home.sample.edit(catalog, title, f"{made_by('deepl')}#, fuzzy\n{title}")
    home.done(*SEND, "--locale", "nl", "--release", "it is urgent", "--by", "Ada Lovelace")
    assert home.sql("select texts_machine, texts_unread, texts_untranslated from mailings") == [(1, 0, 0)]


@pytest.mark.slow
def test_pseudo_text_is_mailed_by_nobody_s_decision(home: Home) -> None:
    home.join(people("ada"))
    catalog = "locales/nl/LC_MESSAGES/2024-01.po"
    title = 'msgctxt "articles/bridges/title"'
    home.sample.edit(catalog, title, f"{made_by('pseudo')}#, fuzzy\n{title}")
    decided = ("--release", "now", "--untranslated", "a quote", "--by", "Ada Lovelace")
    for arguments in (SEND, (*SEND, *decided), (*SEND, *decided, "--dry-run")):
        result = home(*arguments)
        assert result.exit_code == 1
        assert (
            "error[pseudo-text]: 1 text is pseudo-text, which is no translation: 1 in articles/bridges" in result.output
        )
        assert "newsletter translate 2024-01 --to nl" in result.output
        assert "unreviewed-edition" not in result.output
    home(*SEND, "--at", "2199-11-21 09:00", *decided)
    home.sql("update appointments set due_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute')")
    assert "pseudo-text" in home("due").output
    assert home.server.to().total() == 0
    copied = home(*SEND, "--locale", "nl", "--test", "me@towns.test")
    assert "warning[pseudo-text]" in copied.output, "how it sits in a mail program may be looked at"
    assert home.server.to() == {"me@towns.test": 1}
    home.sample.edit(catalog, made_by("pseudo"), "")
    home.done(*SEND, *decided[:2], *decided[-2:])
    assert home.server.to()["ada@example.org"] == 1


@pytest.mark.slow
def test_a_blocked_text_is_an_error_that_no_release_lets_go(home: Home) -> None:
    home.join(people("ada"))
    catalog = "locales/nl/LC_MESSAGES/2024-01.po"
    home.sample.edit(catalog, 'msgstr "Bridges over the river"', 'msgstr "Bridges \aover the river"')
    assert home.failed(*SEND, "--release", "now", "--by", "Ada")
    assert home.server.to().total() == 0


def test_a_dry_run_says_who_would_get_what_and_why_and_opens_nothing(home: Home) -> None:
    home.join(people("ada", "bob"), language="nl")
    home.join(people("cyd"), language="fr")
    home.join(people("dan"), language="nl-BE")
    home("subscribers", "forget", "bob@example.org")
    home.sql("update subscriptions set state = 'ended' where locales = 'nl-BE'")
    result = home(*SEND, "--dry-run", "--rate", "1")
    assert result.exit_code == 0, result.output
    assert "2024-01/nl/nl: 2 recipients" in result.stdout
    assert "1 because no edition meets their wish" in result.stdout
    assert "2024-01/nl/nl-BE: 0 recipients" in result.stdout
    assert "1 left out: have left" in result.stdout
    assert "At 1 message a minute it takes 2 minutes." in result.stdout
    assert home.sql("select count(*) from rounds") == [(0,)]
    assert home.server.to().total() == 0


@pytest.mark.slow
def test_what_a_server_says_decides_what_becomes_of_each_recipient(home: Home) -> None:
    home.join(people(
        "ada", "refuse.x", "policy", "full", "later.x", "grey", "busy", "drop", "mute", "refusedot", "laterdot", "zed"
    ))  # fmt: skip
    result = home(*SEND, "--no-wait", "--json")
    found = json.loads(result.stdout)
    assert [problem["code"] for problem in found["problems"]] == ["uncertain-deliveries"]
    states = home.states()
    # Whether the dot had left when the server hung up is up to the network.
    assert states.pop("drop") in ("pending connection-lost", "uncertain connection-lost")
    assert states == {
        "ada": "accepted",
        "refuse.x": "refused 5.1.1",
        "policy": "refused 5.7.1",
        "full": "refused 5.2.2",
        "later.x": "pending 4.2.0",
        "grey": "pending 4.2.0",
        "busy": "accepted",
        "mute": "uncertain connection-lost",
        "refusedot": "refused 5.6.0",
        "laterdot": "pending 4.3.0",
        "zed": "accepted",
    }
    assert "no such mailbox" in result.stdout
    assert "@example.org" not in result.output, "no address is told"
    assert home.server.to() == dict.fromkeys(people("ada", "busy", "mute", "zed"), 1)
    assert home.sql("select attempts from deliveries d join subscribers s on s.id = d.subscriber_id "
                    "where s.address like 'busy%'") == [(1,)]  # fmt: skip
    home.hours_pass()
    home("due")
    assert home.states()["grey"] == home.states()["laterdot"] == "accepted"
    assert home.states()["later.x"] == "pending 4.2.0"
    assert home.server.to()["mute@example.org"] == 1, "what is uncertain waits for a person"


@pytest.mark.slow
def test_after_five_days_a_recipient_is_given_up(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    assert home.states() == {"later.x": "pending 4.2.0"}
    home.hours_pass()
    home.sql("update deliveries set deferred_at = '2020-01-01T00:00:00+00:00'")
    home(*SEND, "--no-wait")
    assert home.states() == {"later.x": "refused expired"}


@pytest.mark.slow
def test_what_is_uncertain_is_settled_by_a_person_and_keeps_its_message_id(home: Home) -> None:
    home.join(people("mute", "mute2"))
    home(*SEND)
    assert set(home.states().values()) == {"uncertain connection-lost"}
    assert "nobody can know" in home("resume", ISSUE).stderr
    assert home("settle", ISSUE, *NL).exit_code == 2
    assert "2 will be mailed again" in home("settle", ISSUE, *NL, "--resend").stdout
    home("resume", ISSUE)
    ids = [entry["id"] for entry in home.server.accepted()]
    assert (len(ids), len(set(ids))) == (4, 2)
    assert home.done("settle", ISSUE, *NL, "--drop")["settled"] == 2
    assert home.sql("select detail from acts where act = 'settle' order by id") == [
        ('{"how": "uncertain-again", "readers": 2}',), ('{"how": "uncertain-left", "readers": 2}',)
    ]  # fmt: skip
    assert set(home.states().values()) == {"skipped dropped"}
    assert home.done("resume", ISSUE)["mailings"][0]["standing"] == "done"


@pytest.mark.slow
def test_those_refused_can_be_mailed_again_but_for_those_who_must_not(home: Home) -> None:
    home.join(people("refuse.x", "policy"))
    home(*SEND)
    home.sql("insert into suppressions select hash, 'hard-bounce', '' from subscribers where address like 'refuse%'")
    assert "1 who were refused are mailed again" in home(*SEND, "--retry", "refused").stderr
    assert home.sql("select attempts from deliveries order by subscriber_id") == [(1,), (1,)]


@pytest.mark.slow
def test_who_leaves_is_suppressed_or_erased_meanwhile_gets_nothing(home: Home) -> None:
    home.join(people("ada", "bob", "cyd", "later.x"))
    home.join(people("dan"), language="nl-BE")
    home(*SEND, "--locale", "nl-BE")
    with_others_later = ("send", ISSUE, *NL, "--to-dir", str(home.sample.root / "out"))
    home("pause", ISSUE)
    home(*with_others_later)
    assert home.counts()["pending"] == 4
    home.sql("update subscriptions set state = 'ended' where subscriber_id = (select min(id) from subscribers)")
    home.sql("insert into suppressions select hash, 'complaint', '' from subscribers where address like 'bob%'")
    home("subscribers", "forget", "cyd@example.org")
    home("resume", ISSUE, "--no-wait")
    assert home.states() == {
        "ada": "skipped left", "bob": "skipped suppressed", "None": "skipped erased", "later.x": "pending 4.2.0",
        "dan": "accepted",
    }  # fmt: skip
    assert home.server.to() == {"dan@example.org": 1}


@pytest.mark.slow
def test_who_changes_language_between_two_openings_gets_the_issue_once(home: Home) -> None:
    home.join(people("ada", "bob"))
    home.done(*SEND, "--locale", "nl")
    home.sql("update subscriptions set locales = 'nl-BE' where subscriber_id = (select min(id) from subscribers)")
    plan = home(*SEND, "--dry-run").stdout
    assert "1 have this issue in another language already" in plan
    home.done(*SEND)
    assert home.server.to() == {"ada@example.org": 1, "bob@example.org": 1}


@pytest.mark.slow
def test_one_process_at_a_time_mails_a_round(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND, "--locale", "nl-BE")
    holding = (
        "import sys; from newsletter.database import connect\n"
        "with connect(sys.argv[1]) as c, c.sole(1) as free: print(free, flush=True); sys.stdin.read()"
    )
    url = f"sqlite:///{home.sample.root}/newsletter.db"
    with subprocess.Popen(
        [sys.executable, "-c", holding, url], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        assert home.failed(*SEND) == ["already-running"]
        assert home.failed("settle", ISSUE, *NL, "--drop") == ["already-running"]
        assert home.done("mailings")["mailings"][0]["standing"] == "running"
        other.kill()
    assert home.server.to().total() == 0
    home.done(*SEND)
    assert home.server.to().total() == 1


@pytest.mark.slow
def test_a_paused_mailing_stays_paused_until_it_is_resumed(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND, "--locale", "nl-BE")
    assert home("pause", ISSUE, "--reason", "a wrong date").exit_code == 0
    result = home(*SEND)
    assert "warning[paused-mailing]: 2024-01/nl is paused: a wrong date" in result.stderr
    home.done("due")
    assert home.server.to().total() == 0
    assert "2024-01/nl: paused (a wrong date)" in home("mailings").stdout
    home.done("resume", ISSUE)
    assert home.server.to().total() == 1


@pytest.mark.slow
def test_a_server_that_does_not_take_the_sender_stops_the_mailing_and_nobody_is_refused(home: Home) -> None:
    home.sample.edit("newsletter.toml", "source_locale", 'mail_domain = "nobody.towns.test"\nsource_locale')
    home.join(people("ada", "bob", "cyd", "dan", "eve"))
    result = home(*SEND, "--json")
    assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == ["mailing-stopped"]
    assert "does not take the sender: 550 5.7.1 Sender not welcome" in result.stdout
    assert set(home.states().values()) <= {"pending", "pending 5.7.1"}


@pytest.mark.slow
def test_a_server_that_refuses_our_mail_as_such_does_not_use_up_the_list(home: Home) -> None:
    home.join(people(*(f"policy{number}" for number in range(60))))
    result = home(*SEND)
    assert "refuses our mail as such" in result.stdout + home("mailings").stdout
    again = "`newsletter send 2024-01 --point nl --retry refused` mails those again whom it refused"
    assert f"hint: mend it, then `newsletter resume 2024-01 --point nl`; {again}" in result.stderr
    counts = home.counts()
    assert counts["refused"] < 30
    assert counts["pending"] > 30


@pytest.mark.slow
def test_a_server_out_of_reach_is_said_and_everybody_is_still_to_come(home: Home) -> None:
    home.join(people("ada"))
    result = home(*SEND, "--no-wait", NEWSLETTER_SMTP_URL="smtp://127.0.0.1:1?tls=none")
    assert result.exit_code == 1
    assert "error[mailing-stopped]: 2024-01/nl was stopped: no connection: connection refused" in result.stderr
    assert home.states() == {"ada": "pending"}
    home.done(*SEND)
    assert home.server.to().total() == 1


@pytest.mark.slow
def test_the_letter_stays_as_it_was_when_the_mailing_opened(home: Home) -> None:
    home.join(people("later.x", "ada"))
    home(*SEND, "--no-wait")
    home.sample.edit("issues/2024-01/issue.yaml", "A small issue", "Another subject")
    home.sql("update deliveries set state = 'pending', due_at = ''")
    home(*SEND, "--no-wait")
    subjects = {message_from_bytes(data)["Subject"] for data in home.server.messages()}
    assert subjects == {"A small issue"}
    assert len(home.server.messages()) == 2


@pytest.mark.slow
def test_a_point_mails_at_its_own_time(home: Home) -> None:
    home.join(people("ada"))
    result = home(*SEND, "--at", "2199-11-21 09:00")
    assert "Planned for 2199-11-21 09:00 (Europe/Amsterdam)" in result.stdout
    assert home.sql("select due_at from appointments") == [("2199-11-21T08:00:00+00:00",)]
    assert "2024-01/nl: planned for 2199-11-21 09:00 (Europe/Amsterdam)" in home("mailings").stdout
    home.done("due")
    assert home.server.to().total() == 0
    now = home.sql("select strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute')")[0][0]
    home.sql("update appointments set due_at = ?", now)
    home.done("due")
    home.done("due")
    assert home.server.to() == {"ada@example.org": 1}
    assert home.sql("select count(*) from appointments") == [(0,)]


@pytest.mark.slow
def test_an_appointment_long_past_is_opened_only_when_somebody_says_so(home: Home) -> None:
    home.join(people("ada"))
    home(*SEND, "--at", "2199-11-21 09:00")
    home.sql("update appointments set due_at = '2023-11-21T08:00:00+00:00'")
    assert home.failed("due") == ["overdue-mailing"]
    assert home.server.to().total() == 0
    home.done("due", "--late")
    assert home.server.to().total() == 1
    home(*SEND, "--at", "2199-11-21 09:00")
    assert home.done(*SEND, "--cancel")["taken-back"] == 0


@pytest.mark.parametrize("time", ["tomorrow", "2023-11-21", "2023-11-21 09:00", "2199-03-31 02:30", "21.11.2199 09:00"])
def test_a_time_that_is_none_or_has_passed_is_no_appointment(home: Home, time: str) -> None:
    home.join(people("ada"))
    assert home.failed(*SEND, "--at", time)[0] in ("bad-time", "past-time")
    assert home.sql("select count(*) from appointments") == [(0,)]


@pytest.mark.slow
def test_a_mailing_left_for_days_goes_on_only_when_somebody_says_so(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    home.hours_pass()
    home.sql("update rounds set active_at = '2024-01-20T08:00:00+00:00'")
    assert home.failed("due") == ["overdue-mailing"]
    assert home.failed("resume", ISSUE) == ["overdue-mailing"]
    home("resume", ISSUE, "--late", "--no-wait")
    assert home.sql("select attempts from deliveries") == [(2,)]


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits there and can be asked."""
    monkeypatch.setattr("newsletter.cli.support.console.is_terminal", lambda: True)


@pytest.mark.slow
@pytest.mark.usefixtures("at_terminal")
def test_at_a_terminal_a_person_is_asked_whether_a_mailing_left_for_days_goes_on(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait", "--yes")
    home.hours_pass()
    home.sql("update rounds set active_at = '2024-01-20T08:00:00+00:00'")
    for command in (("resume", ISSUE), SEND):
        result = run(home.sample, *command, "--no-wait", env=home.environment, answer="n\n")
        assert result.exit_code == 1
        assert "2024-01/nl has been left for" in result.stderr
        assert "Go on with it? [y/N]" in result.stderr
        assert "Nothing was sent." in result.stderr
    assert home.sql("select attempts from deliveries") == [(1,)]
    assert run(home.sample, "resume", ISSUE, "--no-wait", env=home.environment, answer="y\n").exit_code == 0
    assert home.sql("select attempts from deliveries") == [(2,)]


@pytest.mark.slow
@pytest.mark.usefixtures("at_terminal")
def test_at_a_terminal_a_person_is_asked_what_a_restored_backup_means(home: Home) -> None:
    home.join(people("ada"))
    assert home(*SEND, "--locale", "nl-BE", "--yes").exit_code == 0
    home.join(people("bob"))
    database, backup = home.sample.root / "newsletter.db", home.sample.root / "backup.db"
    shutil.copy(database, backup)
    assert home(*SEND, "--yes").exit_code == 0
    for path in home.sample.root.glob("newsletter.db-*"):
        path.unlink()
    shutil.copy(backup, database)
    for answer, code in (("n\n", 1), ("y\n", 0)):
        result = run(home.sample, "resume", ISSUE, env=home.environment, answer=answer)
        assert result.exit_code == code, result.output
        assert "Mark all that waits as uncertain, to be settled? [y/N]" in result.stderr
    assert home.server.to().total() == 2, "nobody got it twice"


@pytest.mark.slow
def test_where_nobody_can_be_asked_all_that_has_to_be_decided_is_told_at_once(home: Home) -> None:
    home.join(people("later.x"))
    home(*SEND, "--no-wait")
    home.sql("update rounds set active_at = '2024-01-20T08:00:00+00:00'")
    home.sql("update facts set value = '0' where name = 'generation'")
    for command in (("resume", ISSUE), SEND):
        assert home.failed(*command) == ["restored-database", "overdue-mailing"]


@pytest.mark.slow
def test_a_restored_backup_is_noticed_before_anybody_is_mailed_twice(home: Home) -> None:
    home.join(people("ada"))
    home.done(*SEND, "--locale", "nl-BE")
    home.join(people("bob"))
    database, backup = home.sample.root / "newsletter.db", home.sample.root / "backup.db"
    shutil.copy(database, backup)
    home.done(*SEND)
    assert home.server.to().total() == 2
    for path in home.sample.root.glob("newsletter.db-*"):
        path.unlink()
    shutil.copy(backup, database)
    assert home.failed(*SEND) == ["restored-database"]
    assert home.failed("due") == ["restored-database"] or home.counts()["pending"] == 0
    home.sql("update rounds set state = 'open'")
    result = home("resume", ISSUE, "--restored")
    assert result.exit_code == 0, result.output
    assert home.server.to().total() == 2


def test_a_test_copy_is_marked_and_touches_no_subscriber(home: Home) -> None:
    home.join(people("ada"))
    result = home(*SEND, "--locale", "nl", "--test", "me@example.com")
    assert result.exit_code == 0, result.output
    assert "2024-01/nl/nl: accepted" in result.stdout
    message = message_from_bytes(home.server.messages()[0], policy=email.policy.default)
    assert message["To"] == "me@example.com"
    assert message["Subject"] == "[TEST] A small issue"
    assert home.sql("select count(*) from rounds") == [(0,)]
    assert "/u/sample" in str(message["List-Unsubscribe"])


@pytest.mark.slow
def test_messages_can_be_written_into_a_maildir_instead(home: Home) -> None:
    home.join(people("ada", "refuse.x"))
    out = home.sample.root / "out"
    home.done(*SEND, "--to-dir", str(out))
    assert home.states() == {"ada": "accepted", "refuse.x": "accepted"}
    files = sorted((out / "new").iterdir())
    assert len(files) == 2
    message = message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert message["Return-Path"].startswith("<bounce+")
    assert message["DKIM-Signature"]
    home.done(*SEND)
    assert home.server.to().total() == 0


@pytest.mark.slow
def test_those_who_may_not_be_mailed_any_more_are_put_on_record_in_a_maildir_s_run_too(home: Home) -> None:
    home.join(people("ada", "bob"))
    home.done(*SEND, "--locale", "nl-BE")
    home("pause", ISSUE)
    home(*SEND)
    home.sql("update subscriptions set state = 'ended'")
    home.sql("update rounds set state = 'open'")
    home.done(*SEND, "--to-dir", str(home.sample.root / "out"))
    assert home.states() == {"ada": "skipped left", "bob": "skipped left"}


@pytest.mark.slow
def test_a_server_without_pipelining_gets_one_command_after_the_other(home: Home, tmp_path: Path) -> None:
    home.join(people("ada", "refuse.x", "zed"))
    with running(tmp_path / "plain", "--plain") as plain:
        home(*SEND, NEWSLETTER_SMTP_URL=f"smtp://127.0.0.1:{plain.port}?tls=none")
        assert plain.to() == {"ada@example.org": 1, "zed@example.org": 1}
    assert home.states()["refuse.x"] == "refused 5.1.1"


@pytest.mark.slow
def test_no_more_messages_a_minute_go_out_than_the_rate_allows(home: Home) -> None:
    import time

    home.join(people(*(f"p{number}" for number in range(6))))
    begun = time.monotonic()
    home.done(*SEND, "--rate", "300")
    assert time.monotonic() - begun >= 1.0  # 6 messages at 0.2 s each, the first at once
    assert home.server.to().total() == 6


@pytest.mark.slow
def test_wrong_usage_and_what_is_missing_are_said(home: Home) -> None:
    assert home("send", ISSUE).exit_code == 2
    assert home(*SEND, "--dry-run", "--test", "me@example.com").exit_code == 2
    assert home.failed(*SEND) == ["no-database"]
    assert "`newsletter subscribers import FILE.csv --point POINT` makes it" in home(*SEND).stderr
    home.join(people("ada"))
    assert home.failed(*SEND, NEWSLETTER_SECRET="") == ["no-secret"]
    assert home.failed("send", "2031-01", *NL) == ["unknown-issue"]
    assert home.failed("send", ISSUE, "--point", "xx") == ["unknown-point"]
    assert home.failed(*SEND, "--locale", "el") == ["unknown-locale"]
    assert home.failed("resume", ISSUE) == ["no-mailing"]
    assert home.failed("settle", ISSUE, *NL, "--drop") == ["no-mailing"]
    assert home(*SEND, "--test", "nobody").exit_code == 2
    assert home("mailings").stdout == "Nothing has been mailed, and nothing is planned.\n"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors are counted by affinity on Linux only")
@pytest.mark.parametrize("processors", [1, 2])
def test_messages_are_made_ahead_where_a_second_processor_may_do_it(
    home: Home, monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    made: list[str] = []
    monkeypatch.setattr(MessageFactory, "ahead", lambda _, jobs: made.extend(job.address for job in jobs))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    home.join(people("ada", "bob"))
    home.done(*SEND)
    assert home.server.to() == dict.fromkeys(people("ada", "bob"), 1)
    assert bool(made) == (processors > 1)
