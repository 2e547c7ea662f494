"""People of the home are mailed what waits for them, once a day at most; operators at once what has stopped."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from newsletter.database import Connection, absolute, connect
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.opening import open_mailing
from newsletter.mail.delivery.pausing import pause_round, resume_round
from newsletter.mail.delivery.states import PauseCause
from newsletter.mail.smtp.route import FrozenRoute
from newsletter.people import troubles
from newsletter.people.proposals import Proposal, Signer, Terms, propose
from newsletter.pipeline.use_case import Place, Refused
from newsletter.problems import Problem, error
from newsletter.studio import noticing
from newsletter.studio.noticing import NoticesReport, mail_from_timer, mail_notices
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.talk import say
from newsletter.translate.unit import State
from newsletter.web.mailer import mailer_of
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, SECRET, Home, put_key, review_all, without_samples
from tests.support.promises import letter
from tests.support.studio_at_home import studio_at_home

SITE = "https://studio.towns.test"
MORNING = dt.datetime(2024, 1, 16, 8, 30, tzinfo=dt.UTC)
NIGHT = dt.datetime(2024, 1, 16, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Fine:
    problems: tuple[Problem, ...] = ()


@dataclass
class Noticed:
    """A home whose people are mailed to, by a real server."""

    home: Home
    place: Place

    def add(self, name: str, *roles: str, locale: str = "") -> None:
        given = [part for role in roles for part in ("--role", role)] + (["--locale", locale] if locale else [])
        self.home.done("people", "add", name, f"{name.lower()}@towns.test", *given)

    def mail(self, now: dt.datetime = MORNING) -> NoticesReport:
        report = mail_notices(self.place, now)
        assert not isinstance(report, Refused), report
        return report

    def after_due(self, now: dt.datetime = MORNING, *problems: Problem) -> list[str]:
        return [each.code for each in mail_from_timer(self.place, Fine(problems), now)]

    def to(self, name: str) -> list[EmailMessage]:
        """The mails to somebody, in their order."""
        found = [entry["to"] for entry in self.home.server.accepted()]
        read = [email.message_from_bytes(each, policy=email.policy.default) for each in self.home.server.messages()]
        assert len(found) == len(read)
        return [each for each in read if name.lower() in str(each["To"]) and isinstance(each, EmailMessage)]

    def change(self, locale: str, change: Any) -> None:
        """Change the first text of the issue's catalog in a language."""
        catalog, _ = read_catalog(self.home.sample.root, locale, ISSUE)
        assert catalog is not None
        first, *rest = catalog.entries
        write_catalog(Workspace(self.home.sample.root), replace(catalog, entries=(change(first), *rest)))

    def doubt(self, locale: str) -> None:
        """The first text in a language is to be reviewed."""
        self.change(locale, lambda entry: replace(entry, state=State.NEEDS_REVIEW))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with connect(absolute("sqlite:///newsletter.db", self.place.root)) as connection, connection.transaction():
            yield connection

    def open(self) -> int:
        """The Dutch mailing is opened; the number of its round."""
        with self.writing() as connection:
            opened = ledger.open_round(connection, ISSUE, "nl", MORNING, FrozenRoute(), "Europe/Amsterdam")
            for locale in ("nl", "nl-BE"):
                open_mailing(connection, opened, letter(ISSUE, "nl", locale), ("nl", "nl-BE"), "nl", MORNING)
        return opened.id

    def stop(self, at: dt.datetime = MORNING) -> int:
        """The Dutch mailing is opened, and stopped by the program."""
        number = self.open()
        with self.writing() as connection:
            pause_round(connection, number, PauseCause.SENDER_REFUSED, "550 no", at)
        return number

    def go_on(self, number: int) -> None:
        with self.writing() as connection:
            resume_round(connection, number, MORNING)


@pytest.fixture
def noticed(sample: Sample, tmp_path: Path) -> Iterator[Noticed]:
    with running(tmp_path / "server", "--keep") as server:
        without_samples(sample.root)
        review_all(sample.project(), ISSUE)
        environment = {
            "NEWSLETTER_SECRET": SECRET,
            "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "NEWSLETTER_DKIM_KEYS": str(put_key(sample.root / "keys")),
            "NEWSLETTER_STUDIO_SITE": SITE,
            "NEWSLETTER_BY": "Ada",
        }
        home = Home(sample, server, environment)
        home.join(["reader@towns.test"])
        found = Noticed(home, Place(sample.root, home.environment))
        found.add("Olga", "operator")
        yield found


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content().replace("\r\n", "\n"), html.get_content()


@pytest.mark.slow
def test_who_has_texts_to_review_is_told_which_and_where_in_their_language_and_nobody_else(noticed: Noticed) -> None:
    noticed.doubt("nl")
    noticed.add("Rene", "reviewer:nl")
    noticed.add("Nuria", "point:nl", locale="es")
    noticed.add("Lena", "reviewer:en")
    report = noticed.mail()
    assert (report.mailed, report.left) == (("Nuria", "Rene"), ("Lena", "Olga"))
    (mail,) = noticed.to("rene")
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Subject"] == "1 thing waits for you in the newsletter"
    assert mail["List-Unsubscribe"] == f"<{SITE}/me#notices>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["DKIM-Signature"]
    text, html = parts(mail)
    assert text.startswith("1 text to review: Nederland · Nederlands, January 2024\n"), text
    for part in (text, html):
        assert re.findall(r"https://[^\s\"<]+", part)[0] == f"{SITE}/review/{ISSUE}/nl/nl"
        assert f"{SITE}/me#notices" in part
        assert "@" not in part
    (spanish,) = noticed.to("nuria")
    assert spanish["Content-Language"] == "es"
    assert spanish["Subject"] == "Algo te espera en el boletín"


@pytest.mark.slow
def test_an_editor_is_told_of_questions(noticed: Noticed) -> None:
    noticed.change("nl", lambda entry: say(entry, "question", "Rene", MORNING.date(), "Which bridge is meant?"))
    noticed.add("Edda", "editor")
    assert noticed.mail().mailed == ("Edda",)
    text, _ = parts(noticed.to("edda")[0])
    assert text.startswith(f"1 text about which somebody asks: January 2024\n  {SITE}/review/{ISSUE}\n")
    assert "bridge" not in text


@pytest.mark.slow
def test_a_person_is_told_once_a_day_and_again_on_the_next(noticed: Noticed) -> None:
    noticed.doubt("nl")
    noticed.add("Rene", "reviewer:nl")
    assert noticed.mail().mailed == ("Rene",)
    assert noticed.mail(MORNING + dt.timedelta(hours=6)).mailed == ()
    noticed.after_due()
    assert len(noticed.to("rene")) == 1
    noticed.after_due(MORNING + DAY)
    assert len(noticed.to("rene")) == 2


class KilledError(BaseException):
    """The end of a program, at this point."""


@pytest.mark.slow
@pytest.mark.parametrize("is_taken", [True, False])
def test_who_is_killed_while_mailing_mails_nobody_twice(
    noticed: Noticed, monkeypatch: pytest.MonkeyPatch, is_taken: bool
) -> None:
    noticed.doubt("nl")
    for name in ("Rene", "Rosa"):
        noticed.add(name, "reviewer:nl")
    real = mailer_of

    def dying(*given: Any) -> Any:
        post, problems = real(*given)
        assert post is not None

        def posted(point: str, sender: str, to: str, message: Any) -> None:
            if is_taken:
                post(point, sender, to, message)
            raise KilledError

        return posted, problems

    monkeypatch.setattr(noticing, "mailer_of", dying)
    with pytest.raises(KilledError):
        mail_notices(noticed.place, MORNING)
    monkeypatch.setattr(noticing, "mailer_of", real)
    assert noticed.mail().mailed == ("Rosa",), "she was not begun with"
    assert (len(noticed.to("rene")), len(noticed.to("rosa"))) == (int(is_taken), 1)
    assert noticed.mail(MORNING + DAY).mailed == ("Rene", "Rosa")


@pytest.mark.slow
def test_what_a_server_puts_off_is_tried_again_and_what_it_refuses_is_not(noticed: Noticed) -> None:
    noticed.doubt("nl")
    for name in ("Grey", "Refuse.me"):
        noticed.add(name, "reviewer:nl")
    first = noticed.mail()
    assert (first.mailed, first.put_off) == ((), ("Grey",))
    assert [each.code for each in first.problems] == ["notice-not-mailed"] * 2
    assert "@" not in str([(each.message, each.hint) for each in first.problems])
    again = noticed.mail()
    assert (again.mailed, again.put_off, again.problems) == (("Grey",), (), ())


@pytest.mark.slow
def test_the_timer_waits_for_the_morning_where_a_person_is_and_looks_once(
    noticed: Noticed, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed.add("Rene", "reviewer:nl")
    noticed.doubt("nl")
    assert noticed.after_due(NIGHT) == []
    assert noticed.home.server.to() == {}
    assert noticed.after_due(MORNING) == []
    assert noticed.home.server.to() == {"rene@towns.test": 1}
    monkeypatch.setattr("newsletter.pipeline.notices.waiting.find_waiting", lambda *_: pytest.fail("looked again"))
    assert noticed.after_due(MORNING + dt.timedelta(minutes=1)) == []


@pytest.mark.slow
def test_an_issue_that_is_old_or_mailed_waits_for_nobody(noticed: Noticed) -> None:
    noticed.doubt("nl")
    noticed.add("Rene", "reviewer:nl")
    assert noticed.mail(MORNING + 40 * DAY).mailed == ()
    noticed.open()
    assert noticed.mail(MORNING).mailed == ()


@pytest.mark.slow
def test_whoever_switches_it_off_in_the_studio_gets_none(sample: Sample) -> None:
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Nina", "point:nl")
        nina = home.sign_in("nina")
        assert 'name="notices" value="on" checked' in nina.get("/me").text
        assert nina.post("/me", data={"notices": "off"}).status_code == 303
        assert 'name="notices" value="on">' in nina.get("/me").text
        nina.post("/me", data={"scheme": "dark"})
        assert 'name="notices" value="on">' in nina.get("/me").text, "other choices leave it"


def test_notices_need_a_studio_to_lead_to(noticed: Noticed) -> None:
    del noticed.home.environment["NEWSLETTER_STUDIO_SITE"]
    assert noticed.home.failed("notices") == ["studio-without-site"]
    noticed.doubt("nl")
    assert noticed.after_due() == []
    assert noticed.home.server.to() == {}


@pytest.mark.slow
def test_the_command_says_who_was_told(noticed: Noticed) -> None:
    result = noticed.home("notices")
    assert (result.exit_code, result.stdout) == (0, "Olga: nothing waits, or told today already.\n")


@pytest.mark.slow
def test_a_mailing_that_stops_is_told_to_operators_at_once_and_once(noticed: Noticed) -> None:
    noticed.add("Nina", "point:nl")
    number = noticed.stop()
    for _ in range(3):
        assert noticed.after_due(NIGHT) == []
    (mail,) = noticed.to("olga")
    assert mail["Subject"] == "The newsletter’s mailing needs you"
    text, html = parts(mail)
    said = "The mailing to Netherlands has stopped, January 2024: its mail server refuses the sender’s address"
    assert text.startswith(f"{said}\n  {SITE}/operator\n"), text
    assert "550" not in html
    assert noticed.to("nina") == []
    noticed.go_on(number)
    noticed.after_due(NIGHT)
    with noticed.writing() as connection:
        pause_round(connection, number, PauseCause.SENDER_REFUSED, "550 no", NIGHT + DAY)
    noticed.after_due(NIGHT + DAY)
    assert len(noticed.to("olga")) == 2, "it has stopped once more"


@pytest.mark.slow
def test_those_of_the_point_find_a_stopped_mailing_among_what_waits(noticed: Noticed) -> None:
    noticed.stop()
    noticed.add("Nina", "point:nl")
    noticed.add("Rene", "reviewer:nl")
    assert noticed.mail().mailed == ("Nina", "Olga")
    assert f"{SITE}/send/{ISSUE}/nl\n" in parts(noticed.to("nina")[0])[0]


@pytest.mark.slow
def test_what_due_meets_once_may_pass_and_what_it_meets_twice_is_told(noticed: Noticed) -> None:
    lost = error("lost-signature", "2024-01/nl was opened to be signed, and no key signs for it here", None, "")
    assert noticed.after_due(NIGHT, lost) == []
    assert noticed.after_due(NIGHT) == []
    assert noticed.after_due(NIGHT, lost) == []
    assert noticed.to("olga") == [], "never twice in a row"
    for _ in range(3):
        noticed.after_due(NIGHT, lost)
    (mail,) = noticed.to("olga")
    assert "`newsletter due` says: 2024-01/nl was opened to be signed" in parts(mail)[0]


@pytest.mark.slow
def test_an_alarm_that_no_server_takes_is_tried_again_by_the_next_run(noticed: Noticed) -> None:
    noticed.home.done("people", "add", "Later", "grey.op@towns.test", "--role", "operator")
    noticed.home.done("people", "remove", "Olga")
    noticed.stop()
    assert noticed.after_due(NIGHT) == ["notice-not-mailed"]
    assert noticed.after_due(NIGHT) == []
    assert noticed.after_due(NIGHT) == []
    assert len(noticed.to("grey")) == 1


@pytest.mark.slow
def test_an_alarm_whose_teller_was_killed_is_told_after_ten_minutes(noticed: Noticed) -> None:
    with noticed.writing() as connection:
        troubles.note_troubles(connection, ["stopped/2024-01/nl"], NIGHT)
        urgent = {"stopped/2024-01/nl": True}
        assert troubles.claim_untold(connection, urgent, NIGHT) == ["stopped/2024-01/nl"]
        assert troubles.claim_untold(connection, urgent, NIGHT + dt.timedelta(minutes=9)) == []
        assert troubles.claim_untold(connection, urgent, NIGHT + dt.timedelta(minutes=11)) == ["stopped/2024-01/nl"]


@pytest.mark.slow
def test_operators_are_told_also_where_no_issue_is_left(noticed: Noticed) -> None:
    noticed.stop()
    shutil.rmtree(noticed.place.root / "issues" / ISSUE)
    assert noticed.after_due(NIGHT) == []
    assert len(noticed.to("olga")) == 1
    assert noticed.after_due(MORNING) == []
    lost = error("unknown-secret", "NEWSLETTER_SECRET is not set", None, "")
    for _ in range(3):
        assert noticed.after_due(MORNING, lost) == []
    assert any("NEWSLETTER_SECRET is not set" in parts(each)[0] for each in noticed.to("olga"))


@pytest.mark.slow
def test_due_tells_and_ends_as_it_would_without(noticed: Noticed) -> None:
    noticed.stop(dt.datetime.now(dt.UTC))
    assert noticed.home.failed("due") == ["mailing-stopped"]
    assert len(noticed.to("olga")) >= 1


@pytest.mark.slow
def test_the_others_of_a_point_are_told_that_somebody_asks_for_their_agreement(noticed: Noticed) -> None:
    for name in ("Nina", "Noor"):
        noticed.add(name, "point:nl")
    noticed.add("Elsa", "point:eu")
    with noticed.writing() as connection:
        terms = Terms((), None, {"nl": "a" * 32}, {"nl": 1})
        propose(connection, Proposal(ISSUE, "nl", terms, Signer("Nina", 2), MORNING))
    assert noticed.mail().mailed == ("Noor",)
    text, _ = parts(noticed.to("noor")[0])
    assert text.startswith(
        f"Nina asks you to agree to the mailing to Netherlands, January 2024\n  {SITE}/send/{ISSUE}/nl\n"
    )
