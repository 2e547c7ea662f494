"""The page of the installation: figures of all points without a reader, and the doctor's findings as they come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from newsletter.mail.bounces.read_record import Reading, record_reading
from newsletter.mail.delivery import ledger, schedule
from newsletter.mail.delivery.backup_record import record_backup
from newsletter.mail.delivery.due_record import record_due
from newsletter.mail.delivery.opening import open_mailing
from newsletter.mail.delivery.pausing import pause_round
from newsletter.mail.delivery.rows import Decisions
from newsletter.mail.delivery.schedule import Appointment
from newsletter.mail.delivery.states import PauseCause
from newsletter.mail.smtp.route import FrozenRoute
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.doctor import running
from newsletter.pipeline.doctor.diagnosis import Diagnosis, ok, wrong
from newsletter.pipeline.doctor.examine import DoctorReport, DoctorRequest
from newsletter.pipeline.doctor.running import Looks
from newsletter.pipeline.use_case import Place
from newsletter.problems import error
from newsletter.studio.health_words import FAULTS, health_words
from newsletter.studio.words import words_of
from tests.conftest import Sample
from tests.support.explanations import KNOWN
from tests.support.promises import letter
from tests.support.studio_at_home import Home, studio_at_home

ISSUE = "2024-01"


@pytest.fixture
def home(sample: Sample) -> Iterator[Home]:
    with studio_at_home(sample) as opened:
        opened.add("Olga", "operator")
        opened.add("Nina", "point:nl")
        yield opened


def mail(home: Home, count: int = 3) -> int:
    """The Dutch mailing is opened to so many: the first has it, the second nobody knows of, the others wait."""
    now = read_clock()
    with home.pool.taken() as connection, connection.transaction():
        for number in range(1, count + 1):
            values = {"id": number, "address": f"reader{number}@example.org", "hash": str(number)}
            connection.run("insert into subscribers values (:id, :address, :hash, '')", values)
            connection.run("insert into subscriptions values (:id, 'nl', 'active', 'nl', '', '', '')", {"id": number})
        opened = ledger.open_round(connection, ISSUE, "nl", now, FrozenRoute(), "Europe/Amsterdam")
        open_mailing(connection, opened, letter(ISSUE, "nl", "nl"), ("nl",), "nl", now)
        for number, state in ((1, "accepted"), (2, "uncertain")):
            connection.run(
                "update deliveries set state = :state where subscriber_id = :id", {"state": state, "id": number}
            )
        mailing = connection.row("select id from mailings")[0]
        connection.run(
            "insert into events values (:mailing, 1, 'hard-bounce', '5.1.1', :now)",
            {"mailing": mailing, "now": now.isoformat(timespec="seconds")},
        )
    return opened.id


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_operator_sees_mailings_queue_returns_backup_disk_and_versions(home: Home) -> None:
    mail(home)
    now = read_clock()
    with home.pool.taken() as connection:
        record_backup(connection, now - dt.timedelta(days=3))
        with connection.transaction():
            record_due(connection, now - dt.timedelta(minutes=2))
            record_reading(connection, Reading(now - dt.timedelta(hours=1), 2))
            later = now + dt.timedelta(days=5)
            schedule.keep(connection, Appointment(ISSUE, "eu", "", later, Decisions(), "Europe/Paris"), now)
    olga = home.sign_in("olga")
    page = olga.get("/operator")
    assert page.status_code == 200
    assert 'data-late="/operator/figures"' in page.text
    assert '<a href="/operator" aria-current="page" class="wide">' in page.text
    told = text_of(olga.get("/operator/figures").text)
    assert "Next for you 1 reader of whom nobody knows whether the letter arrived: Netherlands, January 2024" in told
    assert re.search(r"European Union January 2024 \S+ \w+ 20\d\d, \S+ (\S+ )?\(Paris\) planned", told), told
    assert re.search(r"Netherlands January 2024 .* \(Amsterdam\) 1 reader to decide about 3 readers", told), told
    assert "Netherlands Waiting 1 Accepted 1 Refused 0 Uncertain 1" in told
    assert "newsletter due last ran 2 minutes ago" in told
    assert "Dead addresses 1 Not delivered 0 Complaints 0 Last read 1 hour ago" in told
    assert "2 messages that no program understands: read them" in told
    assert "Last backup 3 days ago" in told
    assert re.search(r"Database SQLite 3\.\d+", told)
    assert re.search(r"step (\d+) of \1\b", told)
    assert "@" not in told


def test_a_mailing_that_the_program_stopped_says_why(home: Home) -> None:
    number = mail(home, 4)
    with home.pool.taken() as connection, connection.transaction():
        connection.run("update deliveries set state = 'accepted' where state = 'uncertain'")
        pause_round(connection, number, PauseCause.NO_REPLY, "421 reader1@example.org", read_clock())
    told = text_of(home.sign_in("olga").get("/operator/figures").text)
    assert "Next for you The mailing to Netherlands has stopped" in told
    assert "stopped: its mail server takes letters and does not answer" in told
    assert "reader1" not in told


def test_nobody_else_sees_the_installation(home: Home) -> None:
    nina = home.sign_in("nina")
    for path in ("/operator", "/operator/figures", "/operator/health"):
        assert nina.get(path).status_code == 403, path
    assert nina.post("/operator/health").status_code == 403
    assert "/operator" not in nina.get("/me").text


def test_a_database_that_is_away_leaves_the_page_with_what_is_known(home: Home) -> None:
    olga = home.sign_in("olga")
    with home.pool.taken() as connection, connection.transaction():
        connection.run("insert into migrations (number, applied_at) values (999, '')")
    told = text_of(olga.get("/operator/figures").text)
    assert "There is no database here that can be read" in told
    assert "Versions Newsletter" in told


def looked(looks: Looks) -> None:
    """Return when the look has ended."""
    look = looks.now()
    while look is not None and look.ended_at is None:
        look = looks.after(look.number, 60.0)


def test_the_doctor_is_asked_aside_and_its_findings_come_one_by_one(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    going_on = threading.Event()

    def slow(request: object, watch: object) -> DoctorReport:
        assert callable(watch)
        watch(ok("senders", "the site is {site}", site="https://news.towns.test"))
        assert going_on.wait(60)
        watch(wrong("database", error("old-backup", "the last backup was made 9 days ago", None, "")))
        return DoctorReport(())

    monkeypatch.setattr(running, "examine_home", slow)
    looks = Looks(Place(sample.root))
    looks.begin(is_wide=False)
    first = looks.after(0, 60.0)
    assert first is not None
    assert (len(first.findings), first.ended_at) == (1, None)
    looks.begin(is_wide=True)
    going_on.set()
    looked(looks)
    last = looks.now()
    assert last is not None
    assert (len(last.findings), last.is_wide) == (2, False), "a second one did not begin"
    looks.close()


@pytest.mark.slow
def test_findings_of_this_machine_are_there_and_the_wider_look_is_asked_for(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = home.sign_in("olga")
    olga.get("/operator")
    page = olga.get("/operator/health").text
    while found := re.search(r"/operator/health\?seen=\d+", page):
        page = olga.get(found[0]).text
    told = text_of(page)
    spanish = text_of(olga.get("/operator/health", headers={"accept-language": "es"}).text)
    assert "nadie puede escribirle: pon una que se lea. (el punto Países Bajos)" in spanish
    assert "on this machine alone" in told
    assert "Wrong: " in told
    assert "Mail servers Not looked at: Not asked this time." in told
    asked = []

    def wide(request: DoctorRequest, watch: object) -> DoctorReport:
        asked.append(request.offline)
        return DoctorReport(())

    monkeypatch.setattr(running, "examine_home", wide)
    assert olga.post("/operator/health").headers["location"] == "/operator"
    page = olga.get("/operator/health?seen=999").text
    while found := re.search(r"/operator/health\?seen=\d+", page):
        page = olga.get(found[0]).text
    assert "mail servers and DNS too" in page
    assert asked == [False]


def test_findings_are_said_in_the_language_of_whoever_looks() -> None:
    spanish, english = words_of("es"), words_of("en")
    fine = health_words(spanish, ok("senders", "the site is {site}", site="https://a.test"))
    assert (fine.said, fine.locale, fine.exactly) == ("El sitio es https://a.test.", "es", "")
    old = wrong("database", error("old-backup", "the last backup was made 9 days ago", None, "let it run"))
    told = health_words(spanish, old)
    assert told.said == "La última copia de seguridad es antigua: haz que se cree una cada noche."
    assert told.exactly == "The last backup was made 9 days ago. Let it run."
    assert health_words(english, old).said == "The last backup was made 9 days ago."
    assert isinstance(old, Diagnosis)


def test_each_fault_that_has_words_can_be_met() -> None:
    assert set(FAULTS) <= set(KNOWN)
