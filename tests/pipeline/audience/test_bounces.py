"""`newsletter bounces`: what comes back takes effect once, whole, and only for the reader whose token it carries."""

import datetime as dt
import errno
import json
import mailbox
import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.database import connect
from newsletter.mail.audience import subscriptions
from newsletter.mail.bounces.apply import Outcome, is_worn_out, score, settle
from newsletter.mail.bounces.verdict import Kind, Verdict
from newsletter.mail.message.tokens import Claim
from tests.conftest import Sample
from tests.support.processes import command
from tests.support.reports import (
    SECRET,
    TOKENS,
    arf,
    exim,
    gmail,
    office,
    plain,
    postfix,
    qmail,
    reader_of,
    returned_to,
)
from tests.support.subscriber_lists import put

ADA, BOB = 2, 3
OPENED = dt.datetime(2026, 1, 15, 8, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 28, 5, tzinfo=dt.UTC)


@pytest.fixture
def home(sample: Sample) -> Sample:
    """Two readers of two points, and mailings 1 to 9 of the point nl, a month apart."""
    for point in ("nl", "eu"):
        assert put(sample, "email\nada@example.org\nbob@example.org\n", point=point).exit_code == 0
    mail(sample, {number: OPENED + dt.timedelta(days=30 * number) for number in range(1, 10)})
    return sample


def mail(sample: Sample, opened: dict[int, dt.datetime], point: str = "nl") -> None:
    """Mailings as the sender leaves them in the ledger."""
    with sqlite3.connect(sample.root / "newsletter.db") as plain_:
        for number, time_ in opened.items():
            plain_.execute(
                "insert into rounds values (?, ?, ?, 'open', '', '', ?, ?, '', '', 4, 200, 0, 'UTC', '', '', '', '')",
                (number, f"issue-{number}", point, time_.isoformat(), time_.isoformat()),
            )
            plain_.execute(
                """insert into mailings (id, round_id, locale, opened_at, issue_date, title, subject, preheader,
                sender_name, sender_address, reply_to, html, words, web_address, site, mail_domain, texts_reviewed,
                texts_machine, texts_unread, texts_untranslated, release_reason, released_by, untranslated_reason,
                untranslated_by, signed_by)
                values (?, ?, 'nl', ?, '', '', '', '', '', '', '', '', '', '', '', '',
                0, 0, 0, 0, '', '', '', '', '')""",
                (number, number, time_.isoformat()),
            )


def said(sample: Sample, *arguments: str, secret: str = SECRET, stdin: bytes | None = None) -> Result:
    command = ["--project", str(sample.root), "bounces", *arguments]
    return CliRunner().invoke(main, command, env={"NEWSLETTER_SECRET": secret}, input=stdin)


def read(sample: Sample, *messages: bytes, options: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the command says of these messages, each a file."""
    files = [str(sample.write(f"report-{number}.eml", data)) for number, data in enumerate(messages)]
    result = said(sample, *files, "--json", *options)
    assert result.exit_code == 0, result.output
    assert "@" not in result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def rows(sample: Sample, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(sample.root / "newsletter.db") as plain_:
        return plain_.execute(sql).fetchall()


def suppressed(sample: Sample) -> list[tuple[Any, ...]]:
    return rows(sample, "select s.id, x.reason from suppressions x join subscribers s on s.hash = x.hash order by s.id")


def events(sample: Sample) -> list[tuple[Any, ...]]:
    return rows(sample, "select mailing_id, subscriber_id, kind, detail from events order by mailing_id, subscriber_id")


def states(sample: Sample, reader: int) -> dict[str, str]:
    return dict(rows(sample, f"select point, state from subscriptions where subscriber_id = {reader}"))


def test_a_dead_address_is_never_mailed_again_and_its_mailing_knows(home: Sample) -> None:
    found = read(home, office(returned_to(Claim(ADA, 3))))
    assert found["kinds"] == {"hard-bounce": 1}
    assert found["codes"] == {"5.1.10": 1}
    assert found["outcomes"] == {"suppressed": 1}
    assert suppressed(home) == [(ADA, "hard-bounce")]
    assert events(home) == [(3, ADA, "hard-bounce", "5.1.10")]
    explained = CliRunner().invoke(
        main,
        ["--project", str(home.root), "subscribers", "explain", "ada@example.org"],
        env={"NEWSLETTER_SECRET": SECRET},
    )
    assert "never to be mailed (hard-bounce)" in explained.stdout


def test_the_same_report_twice_counts_once_even_after_somebody_was_let_in_again(home: Sample) -> None:
    report = gmail(returned_to(Claim(ADA, 3)))
    assert read(home, report, report)["outcomes"] == {"suppressed": 1, "known": 1}
    with sqlite3.connect(home.root / "newsletter.db") as plain_:
        plain_.execute("delete from suppressions")
    assert read(home, report)["outcomes"] == {"known": 1}
    assert suppressed(home) == []
    assert len(events(home)) == 1


def test_a_report_that_names_another_reader_is_still_its_own_readers(home: Sample) -> None:
    read(home, postfix(returned_to(Claim(ADA, 1)), mailbox="bob@example.org"))
    assert suppressed(home) == [(ADA, "hard-bounce")]


def test_a_forged_report_does_nothing_and_is_told_by_its_file(home: Sample) -> None:
    file = home.write("forged.eml", postfix("bounce+" + "0" * 48 + "@news.example.org", mailbox="bob@example.org"))
    result = said(home, str(file))
    assert result.exit_code == 0
    assert "1 has no token of ours" in result.stdout
    assert "Done: nothing." in result.stdout
    assert "warning[forged-report]" in result.stderr
    assert "--> forged.eml" in result.stderr
    assert "@" not in result.output
    assert "0" * 48 not in result.output
    assert suppressed(home) == []


def test_with_another_secret_nothing_seems_forged_but_the_command_stops(home: Sample) -> None:
    file = home.write("report.eml", postfix(returned_to(Claim(ADA, 1))))
    result = said(home, str(file), secret="some-other-secret-of-these-tests-0987654321")
    assert result.exit_code == 1
    assert "error[other-secret]" in result.stderr
    result = said(home, str(file), secret="")
    assert result.exit_code == 1
    assert "error[no-secret]" in result.stderr


def test_a_report_about_an_unknown_mailing_still_takes_a_dead_address_out(home: Sample) -> None:
    found = read(
        home,
        postfix(returned_to(Claim(ADA, 77))),
        postfix(returned_to(Claim(BOB, 0))),
        gmail(returned_to(Claim(ADA, 0))),
    )
    assert found["outcomes"] == {"suppressed": 2, "known": 1}
    assert suppressed(home) == [(ADA, "hard-bounce"), (BOB, "hard-bounce")]
    assert events(home) == []
    assert read(home, postfix(returned_to(Claim(BOB, 0)), "5.2.2"))["outcomes"] == {"nothing": 1}


def test_a_report_about_somebody_who_was_erased_finds_nobody(home: Sample) -> None:
    assert read(home, postfix(returned_to(Claim(999, 1))))["outcomes"] == {"nobody": 1}
    assert events(home) == []


def test_policy_size_delay_and_automatic_answers_change_nothing_at_all(home: Sample) -> None:
    to = returned_to(Claim(ADA, 1))
    found = read(
        home, postfix(to, "5.7.26"), exim(to, "550-5.7.1 blocked"), postfix(to, "5.3.4"),
        postfix(to, "4.4.1", "delayed"),
        plain(to, "Afwezig", "5.1.1", "Auto-Submitted: auto-replied"), plain(to, "Re:", "Stop!"), qmail(to),
    )  # fmt: skip
    assert found["outcomes"] == {"nothing": 7}
    assert found["kinds"] == {"refused-letter": 3, "delayed": 1, "auto-reply": 1, "reply": 1, "not-understood": 1}
    assert [(each["code"], each["file"]) for each in found["problems"]] == [
        ("reply-in-bounces", "report-5.eml"),
        ("unclear-report", "report-6.eml"),
    ]
    assert (suppressed(home), events(home)) == ([], [])
    assert set(states(home, ADA).values()) == {"active"}


def test_a_full_mailbox_counts_once_a_mailing_and_is_given_up_after_months(home: Sample) -> None:
    full = [postfix(returned_to(Claim(ADA, number)), "5.2.2") for number in range(1, 10)]
    assert read(home, *full[:3], *full[:3])["outcomes"] == {"counted": 3, "known": 3}
    assert suppressed(home) == []
    assert read(home, full[3])["outcomes"] == {"suppressed": 1}
    assert suppressed(home) == [(ADA, "soft-bounces")]
    assert [event[2] for event in events(home)] == ["soft-bounce"] * 4
    assert read(home, full[4])["outcomes"] == {"known": 1}


def test_soft_bounces_weigh_by_their_class_and_fade_with_time() -> None:
    def monthly(*codes: str, days: int = 30) -> list[tuple[str, dt.datetime]]:
        return [(code, OPENED + dt.timedelta(days=days * number)) for number, code in enumerate(codes)]

    assert score([]) == 0
    assert score(monthly("5.2.2")) == 1
    assert score(monthly("4.4.7")) == 0.5
    assert score(monthly("5.2.2", "5.2.2", days=180)) == 1.5
    assert score(monthly("5.2.2", "5.2.2", "5.2.2", days=180)) == 1.75
    assert not is_worn_out([])
    assert not is_worn_out(monthly(*["5.2.2"] * 3))
    assert is_worn_out(monthly(*["5.2.2"] * 4))
    assert not is_worn_out(monthly(*["4.4.7"] * 9))
    assert is_worn_out(monthly(*["4.4.7"] * 10))
    assert not is_worn_out(monthly(*["5.2.2"] * 50, days=180)), "twice a year is never enough"
    assert not is_worn_out(monthly(*["5.2.2"] * 29, days=1)), "a month away from the desk"
    assert is_worn_out(monthly(*["5.2.2"] * 31, days=1))
    assert is_worn_out(list(reversed(monthly(*["5.2.2"] * 4)))), "in whatever order reports are read"


def test_microsofts_unknown_user_is_believed_when_two_mailings_have_met_it(home: Sample) -> None:
    first, second = (returned_to(Claim(ADA, number)) for number in (1, 2))
    assert read(home, office(first, "5.4.1"), office(first, "5.4.1"))["outcomes"] == {"counted": 1, "known": 1}
    assert suppressed(home) == []
    assert read(home, office(second, "5.1.351"))["outcomes"] == {"suppressed": 1}
    assert suppressed(home) == [(ADA, "soft-bounces")]
    days = [OPENED, OPENED + dt.timedelta(days=6)]
    assert not is_worn_out([("5.4.1", day) for day in days]), "a directory was on its way"


def test_a_complaint_holds_for_all_points(home: Sample) -> None:
    found = read(home, arf(reader_of(Claim(BOB, 2))))
    assert found["outcomes"] == {"suppressed": 1}
    assert suppressed(home) == [(BOB, "complaint")]
    assert events(home) == [(2, BOB, "complaint", "")]
    read(home, postfix(returned_to(Claim(BOB, 3))))
    assert suppressed(home) == [(BOB, "complaint")], "the first reason stays"


def test_mail_to_the_leaving_address_ends_the_subscription_of_that_letter(home: Sample) -> None:
    before = rows(home, "select changed_at from subscriptions where subscriber_id = 2 and point = 'nl'")
    letter = reader_of(Claim(ADA, 2)).leave_by_mail
    assert read(home, plain(letter, "", ""))["outcomes"] == {"ended": 1}
    assert states(home, ADA) == {"nl": "ended", "eu": "active"}
    assert states(home, BOB) == {"nl": "active", "eu": "active"}
    assert events(home) == [(2, ADA, "left", "")]
    assert suppressed(home) == []
    assert rows(home, "select changed_at from subscriptions where subscriber_id = 2 and point = 'nl'") >= before
    assert read(home, plain(letter, "", ""))["outcomes"] == {"known": 1}


def test_who_joined_again_can_leave_by_the_same_letter(home: Sample) -> None:
    letter = plain(reader_of(Claim(ADA, 2)).leave_by_mail, "", "")
    read(home, letter)
    with sqlite3.connect(home.root / "newsletter.db") as plain_:
        plain_.execute("update subscriptions set state = 'active'")
    assert read(home, letter)["outcomes"] == {"ended": 1}
    assert states(home, ADA)["nl"] == "ended"


def test_a_leaving_address_of_no_mailing_ends_all_subscriptions(home: Sample) -> None:
    read(home, plain(reader_of(Claim(ADA)).leave_by_mail, "", ""))
    assert states(home, ADA) == {"nl": "ended", "eu": "ended"}
    assert events(home) == []


def test_ending_says_whether_there_was_something_to_end(home: Sample) -> None:
    with connect(f"sqlite:///{home.root}/newsletter.db") as connection, connection.transaction():
        assert subscriptions.end(connection, ADA, "nl", LATER)
        assert not subscriptions.end(connection, ADA, "nl", LATER)
        assert not subscriptions.end(connection, ADA, "fr", LATER)
        assert subscriptions.end(connection, ADA, "", LATER)
        assert not subscriptions.end(connection, 999, "", LATER)
    assert rows(home, "select distinct changed_at from subscriptions where subscriber_id = 2") == [(LATER.isoformat(),)]


def test_a_fault_in_the_middle_of_a_message_leaves_nothing_of_it(home: Sample) -> None:
    with connect(f"sqlite:///{home.root}/newsletter.db") as connection:

        def interrupted() -> None:
            with connection.transaction():
                assert settle(connection, Verdict(Kind.HARD, Claim(ADA, 1), "5.1.1"), LATER) is Outcome.SUPPRESSED
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
    assert (suppressed(home), events(home)) == ([], [])


def test_a_dry_run_says_exactly_what_would_happen_and_writes_nothing(home: Sample) -> None:
    full = [postfix(returned_to(Claim(ADA, number)), "5.2.2") for number in range(1, 5)]
    found = read(home, *full, full[0], options=("--dry-run",))
    assert found["written"] is False
    assert found["outcomes"] == {"counted": 3, "suppressed": 1, "known": 1}
    assert (suppressed(home), events(home)) == ([], [])
    box = maildir(home, *full)
    said(home, str(box), "--dry-run")
    assert len(list((box / "new").iterdir())) == 4
    assert (
        "Would be done: 1 address is never mailed again, 3 count against their addresses."
        in said(home, str(box), "--dry-run").stdout
    )


def maildir(sample: Sample, *messages: bytes) -> Path:
    box = sample.root / "Maildir"
    made = mailbox.Maildir(box, create=True)
    for message in messages:
        made.add(message)
    return box


def test_a_maildir_keeps_what_people_should_read_and_marks_the_rest_as_seen(home: Sample) -> None:
    to = returned_to(Claim(ADA, 1))
    forged = postfix("bounce+x@news.example.org")
    box = maildir(
        home, postfix(to), plain(to, "Re:", "Hello"), qmail(to), plain(to, "", "", "X-Autoreply: yes"), forged
    )
    assert said(home, str(box)).exit_code == 0
    assert len(list((box / "new").iterdir())) == 2
    kept = mailbox.Maildir(box, create=False)
    assert sorted(message.get_flags() for message in kept) == ["", "", "S", "S", "S"]
    again = json.loads(said(home, str(box), "--json").stdout)
    assert again["kinds"] == {"reply": 1, "not-understood": 1}
    assert [each["file"].partition("/")[0] for each in again["problems"]] == ["new", "new"]
    everything = json.loads(said(home, str(box), "--json", "--all").stdout)
    assert everything["messages"] == 5
    assert everything["outcomes"] == {"known": 1, "nothing": 4}


def test_flags_that_a_mail_program_has_set_are_kept(home: Sample) -> None:
    box = maildir(home)
    (box / "cur" / "1.a.host:2,F").write_bytes(postfix(returned_to(Claim(ADA, 1))))
    (box / "new" / ".hidden").write_bytes(b"x")
    os.mkfifo(box / "new" / "pipe")
    assert json.loads(said(home, str(box), "--json").stdout)["messages"] == 1
    assert [file.name for file in (box / "cur").iterdir()] == ["1.a.host:2,FS"]


def test_a_folder_that_is_no_maildir_is_told_and_nothing_is_read(home: Sample) -> None:
    report = home.write("report.eml", postfix(returned_to(Claim(ADA, 1))))
    result = said(home, str(report), str(home.root / "issues"))
    assert result.exit_code == 1
    assert "error[no-maildir]: the folder `issues` is no maildir" in result.stderr
    assert suppressed(home) == []
    assert said(home, str(home.root / "nowhere")).exit_code == 2
    assert said(home).exit_code == 2


def test_an_mbox_is_read_message_by_message(home: Sample) -> None:
    letters = [postfix(returned_to(Claim(ADA, 1))), plain(returned_to(), "Re:", "\nFrom here on I am away.\n"),
               arf(reader_of(Claim(BOB, 2)))]  # fmt: skip
    box = b"".join(b"From MAILER-DAEMON  Tue Jan 16 10:00:00 2024\n" + letter + b"\n" for letter in letters)
    file = home.write("returned.mbox", box)
    found = json.loads(said(home, str(file), "--json").stdout)
    assert found["kinds"] == {"hard-bounce": 1, "reply": 1, "complaint": 1}
    [reply] = found["problems"]
    assert reply["line"] == 1 + letters[0].count(b"\n") + 2
    assert suppressed(home) == [(ADA, "hard-bounce"), (BOB, "complaint")]


def test_a_message_of_any_size_in_an_mbox_is_passed_over(home: Sample) -> None:
    first = b"From x  Tue Jan 16 10:00:00 2024\n"
    large = b"Subject: x\n\n" + b"y" * 80 + b"\n" + (b"z" * 200_000 + b"\n") * 12
    file = home.write("returned.mbox", first + large + b"\n" + first + postfix(returned_to(Claim(ADA, 1))))
    found = json.loads(said(home, str(file), "--json").stdout)
    assert found["kinds"] == {"not-understood": 1, "hard-bounce": 1}
    assert "larger than 1,000,000 bytes" in found["problems"][0]["message"]


@pytest.mark.slow
def test_a_mail_server_can_pipe_a_message_in(home: Sample) -> None:
    piped = b"From MAILER-DAEMON  Tue Jan 16 10:00:00 2024\n" + postfix(returned_to(Claim(ADA, 1)))
    result = said(home, "-", stdin=piped)
    assert result.exit_code == 0
    assert suppressed(home) == [(ADA, "hard-bounce")]
    assert said(home, "-", stdin=b"x" * 3_000_000).exit_code == 0


def test_a_piped_message_that_can_not_be_handled_stays_with_the_mail_server(home: Sample) -> None:
    report = postfix(returned_to(Claim(ADA, 1)))
    assert said(home, "-", stdin=report, secret="").exit_code == 75
    (home.root / "newsletter.db").rename(home.root / "elsewhere.db")
    result = said(home, "-", stdin=report)
    assert result.exit_code == 75
    assert "error[no-database]" in result.stderr


def test_whatever_the_machine_does_to_a_piped_message_leaves_it_with_the_mail_server(
    home: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = home.write("report.eml", postfix(returned_to(Claim(ADA, 1))))

    def full(*arguments: object, **values: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "newsletter.db")

    monkeypatch.setattr("newsletter.pipeline.audience.bounces.read_bounces", full)
    for source, code in (("-", 75), (str(report), 1)):
        result = said(home, source, stdin=report.read_bytes())
        assert (result.exit_code, "no space left on device" in result.stderr) == (code, True)


def test_a_file_that_can_not_be_read_is_told_and_the_rest_is_done(home: Sample) -> None:
    box = maildir(home, postfix(returned_to(Claim(ADA, 1))))
    for broken in (box / "new" / "0.broken.host", home.root / "lone.eml"):
        broken.symlink_to("/proc/self/mem")  # opens, and then can't be read
    result = said(home, str(home.root / "lone.eml"), str(box))
    assert result.exit_code == 1
    assert result.stderr.count("error[unreadable-file]: the file can't be read: input/output error") == 2
    assert suppressed(home) == [(ADA, "hard-bounce")]
    assert [file.name for file in (box / "new").iterdir()] == ["0.broken.host"]


@pytest.mark.slow
def test_a_flood_of_forged_mail_does_not_fill_the_screen(home: Sample) -> None:
    forged = postfix("bounce+x@news.example.org")
    file = home.write("flood.mbox", (b"From x  Tue Jan 16 10:00:00 2024\n" + forged + b"\n") * 250)
    result = said(home, str(file))
    assert result.stderr.count("warning[forged-report]") == 20
    assert "and 180 more forged-report in flood.mbox" in result.stderr
    assert "50 more messages are such as are told below." in result.stdout


@pytest.mark.slow
def test_stopped_at_any_time_it_goes_on_where_it_was(home: Sample) -> None:
    people = "email\n" + "".join(f"reader{number}@example.org\n" for number in range(600))
    assert put(home, people).exit_code == 0
    ids = [row[0] for row in rows(home, "select id from subscribers where address like 'reader%'")]
    box = maildir(home, *(postfix(returned_to(Claim(number, 1))) for number in ids))
    for some, how in ((60, signal.SIGINT), (1, signal.SIGKILL), (120, signal.SIGKILL)):
        before = len(list((box / "new").iterdir()))
        with command(home.root, "bounces", str(box), env={"NEWSLETTER_SECRET": SECRET}) as process:
            while process.poll() is None and len(list((box / "new").iterdir())) > before - some:
                time.sleep(0.001)
            process.send_signal(how)
            process.wait()
        assert process.returncode in (130, -signal.SIGKILL, 0)
        done = 600 - len(list((box / "new").iterdir()))
        assert len(suppressed(home)) - done in (0, 1), "a message is marked once its work is kept"
    assert said(home, str(box)).exit_code == 0
    assert len(suppressed(home)) == len(events(home)) == 600
    assert list((box / "new").iterdir()) == []


def test_the_tokens_of_the_tests_are_those_of_their_secret() -> None:
    assert TOKENS.secrets == (SECRET,)
