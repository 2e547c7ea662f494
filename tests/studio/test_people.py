"""The page of people, and the links of guests, as they are used on the home."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default
from threading import Barrier

import pytest

from newsletter.people.detail import Detail, How
from newsletter.people.record import entries
from newsletter.people.roles import Role, RoleKind
from newsletter.people.store import Person, is_operator, list_people
from newsletter.studio.code_letter import CodeMailer
from newsletter.studio.invitation import compose_invitation, spoken_by
from newsletter.studio.role_words import role_words
from newsletter.studio.words import words_for
from tests.conftest import Sample
from tests.support.studio_at_home import SITE, Home, studio_at_home

EDITION = "2024-01/nl/nl"
LINKS = f"/guests/{EDITION}"


@pytest.fixture
def home(sample: Sample) -> Iterator[Home]:
    """A studio with one person of each kind."""
    with studio_at_home(sample) as opened:
        opened.add("Olga", "operator")
        opened.add("Edda", "editor")
        opened.add("Nina", "point:nl")
        opened.add("Emil", "point:eu")
        opened.add("Rene", "reviewer:nl")
        yield opened


def told(home: Home) -> list[tuple[str, str, str, Detail]]:
    with home.pool.taken() as connection, connection.transaction(writes=False):
        return [(entry.person, entry.act, entry.subject, entry.detail) for entry in entries(connection)]


def test_an_operator_lets_somebody_in_and_a_mail_is_on_its_way(home: Home) -> None:
    olga = home.sign_in("olga")
    sent = {"act": "add", "name": "Pia", "address": "pia@example.org", "role": "reviewer:nl", "locale": "es"}
    page = olga.post("/people", data=sent).text
    assert "Pia is let in, and a mail that says how is on its way." in page
    assert [(person.name, by, locale) for person, by, locale in home.invited] == [("Pia", "Olga", "en")]
    assert home.sign_in("pia").get("/").status_code == 200
    assert told(home) == [
        ("Olga", "invite", "Pia", Detail()),
        ("Olga", "write", "Pia", Detail(How.ADDED, roles=(Role(RoleKind.REVIEWER, "nl"),))),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Edda"}, "Somebody has this name or this address already."),
        ({"address": "EDDA@example.org"}, "Somebody has this name or this address already."),
        ({"address": "nowhere"}, "The address has no @."),
        ({"name": " "}, "The name is missing"),
        ({"role": "point:xx"}, "There is no point"),
        ({"role": ""}, "is no role"),
    ],
)
def test_who_can_not_be_let_in_is_said_with_what_was_typed(home: Home, changed: dict[str, str], said: str) -> None:
    sent = {"act": "add", "name": "Pia", "address": "pia@example.org", "role": "editor", "locale": ""} | changed
    answer = home.sign_in("olga").post("/people", data=sent)
    assert (answer.status_code, said in answer.text) == (422, True), said
    assert home.invited == []


@pytest.mark.slow
def test_roles_are_given_and_taken_and_the_last_operator_stays(home: Home) -> None:
    olga = home.sign_in("olga")
    nina = home.sign_in("nina")
    assert "have to sign in again" in olga.post("/people", data={"act": "give", "person": 3, "role": "editor"}).text
    assert nina.get("/").status_code == 303, "signed out"
    olga.post("/people", data={"act": "take", "person": 3, "role": "point:nl"})
    assert home.sign_in("nina").get("/readers/nl").status_code == 403
    assert "can’t sign in any more" in olga.post("/people", data={"act": "remove", "person": 5}).text
    for act in ({"act": "remove", "person": 1}, {"act": "take", "person": 1, "role": "operator"}):
        assert "olga" in olga.post("/people", data=act).text, "the page is there still"
    assert "not there any more" in olga.post("/people", data={"act": "remove", "person": 99}).text
    assert [(act, subject) for _, act, subject, _ in told(home)] == [
        ("write", "Rene"),
        ("write", "Nina"),
        ("write", "Nina"),
    ]
    for name in ("edda", "emil"):
        assert home.sign_in(name).get("/people").status_code == 403
        assert home.sign_in(name).post("/people", data={"act": "remove", "person": 1}).status_code == 403


def test_an_invitation_is_in_the_persons_language_and_holds_no_secret(sample: Sample) -> None:
    points = sample.load()[0].points
    person = Person(7, "Pia", "pia@example.org", "", (Role(RoleKind.REVIEWER, "es"), Role(RoleKind.POINT, "nl")))
    assert spoken_by(person, points)[0] == "es"
    roles = role_words(words_for(spoken_by(person, points)), points)
    now = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
    mailer = CodeMailer(points["nl"], "studio.example.org")
    message = compose_invitation(mailer, SITE, "City News", person, "Olga", roles, now)
    read = message_from_bytes(message.to_bytes(), policy=default)
    assert read["subject"] == "Tienes acceso al boletín City News"
    parts = {part.get_content_type(): part.get_content() for part in read.walk() if not part.is_multipart()}
    assert "Tu papel: revisión de español; Punto Nacional de Países Bajos." in parts["text/plain"]
    assert all("City News" in part for part in parts.values())
    assert set(re.findall(r"https?://[^\s\\\"<>]+", "".join(parts.values()))) <= {f"{SITE}/"}


def guest_link(page: str) -> str:
    return str(re.findall(rf'value="{SITE}(/guest/[\w-]+)"', page)[0])


@pytest.mark.slow
def test_a_guest_sees_the_letter_and_nothing_else(home: Home) -> None:
    nina, guest = home.sign_in("nina"), home.browser()
    made = nina.post(LINKS, data={"days": "7"})
    link = guest_link(made.text)
    page = guest.get(link)
    assert page.status_code == 200
    for name, value in (("referrer-policy", "no-referrer"), ("cache-control", "no-store")):
        assert page.headers[name] == value
    assert "noindex" in page.headers["x-robots-tag"]
    assert '<iframe sandbox="allow-same-origin"' in page.text, "else its pictures would be another origin’s"
    assert not re.findall(r'(?:href|src|action)="(?!/static/|/guest/)', page.text), "nothing leads out"
    letter = guest.get(f"{link}/letter")
    assert "data-u" not in letter.text
    assert "sandbox" in letter.headers["content-security-policy"]
    pictures = set(re.findall(rf'src="({link}/site/[^"]+)"', letter.text))
    assert pictures
    assert {guest.get(each).status_code for each in pictures} == {200}
    assert not re.findall(r'src="(?!/guest/|data:)', letter.text)
    for path in ("/", "/issues/2024-01/compose", f"/preview/{EDITION}", LINKS, f"{link}/site/images/nothing.png"):
        assert guest.get(path).status_code in (303, 404), path
    assert link.rpartition("/")[2] not in nina.get(LINKS).text, "told once"
    with home.pool.taken() as connection, connection.transaction(writes=False):
        assert link.rpartition("/")[2] not in repr([tuple(row) for row in connection.rows("select * from guest_links")])
        until = dt.datetime.fromisoformat(connection.row("select ends_at from guest_links")[0])
    assert told(home)[0] == ("Nina", "invite", EDITION, Detail(until=until))
    assert not [line for line in home.log if link.rpartition("/")[2] in line]


@pytest.mark.slow
def test_a_guests_link_is_ended_at_once_and_by_its_own_people(home: Home) -> None:
    nina, guest = home.sign_in("nina"), home.browser()
    page = nina.post(LINKS, data={"days": "3"}).text
    link = guest_link(page)
    number = re.findall(r'name="end" value="(\d+)"', page)[0]
    for name, status in (("emil", 403), ("olga", 403), ("rene", 200), ("edda", 200)):
        assert home.sign_in(name).get(LINKS).status_code == status, name
    assert home.sign_in("emil").post(LINKS, data={"end": number}).status_code == 403
    home.sign_in("emil").post("/guests/2024-01/eu/en", data={"end": number})
    assert guest.get(link).status_code == 200, "another edition’s people end no link of this one"
    assert "1 more is over" in nina.post(LINKS, data={"end": number}).text
    over = [guest.get(address) for address in (link, f"{link}/letter", "/guest/nothing")]
    assert [each.status_code for each in over] == [404] * 3
    assert over[0].content == over[2].content
    for days in ("0", "61", "x", ""):
        assert nina.post(LINKS, data={"days": days}).status_code == 422


def test_a_link_is_good_for_sixty_days_at_most_however_the_number_is_written(home: Home) -> None:
    nina = home.sign_in("nina")
    for days in ("00305", "00609999999", "²", "٣", "9" * 400):
        assert nina.post(LINKS, data={"days": days}).status_code == 422, days


@pytest.mark.slow
def test_a_link_of_somebody_who_may_show_the_letter_no_more_opens_nothing(home: Home) -> None:
    olga, guest = home.sign_in("olga"), home.browser()
    nina, rene = (guest_link(home.sign_in(name).post(LINKS, data={"days": "60"}).text) for name in ("nina", "rene"))
    numbers = {each.name: str(each.id) for each in everybody(home)}
    olga.post("/people", data={"act": "remove", "person": numbers["Nina"]})
    olga.post("/people", data={"act": "give", "person": numbers["Rene"], "role": "reviewer:fr"})
    assert [guest.get(each).status_code for each in (nina, f"{nina}/letter", rene)] == [404, 404, 200]
    olga.post("/people", data={"act": "take", "person": numbers["Rene"], "role": "reviewer:nl"})
    assert guest.get(rene).status_code == 404
    assert "2 more are over" in home.sign_in("edda").get(LINKS).text


def everybody(home: Home) -> tuple[Person, ...]:
    with home.pool.taken() as connection, connection.transaction(writes=False):
        return list_people(connection)


@pytest.mark.parametrize("name", ["olga", "ＯＬＧＡ", "Ol\u200bga"])
def test_nobody_takes_the_name_of_another_in_other_letters(home: Home, name: str) -> None:
    sent = {"act": "add", "name": name, "address": "another@example.org", "role": "reviewer:nl"}
    assert "Somebody has this name or this address already." in home.sign_in("olga").post("/people", data=sent).text


def test_of_two_operators_who_remove_each_other_at_once_one_stays(home: Home) -> None:
    home.add("Oscar", "operator")
    browsers = {name: home.sign_in(name.lower()) for name in ("Olga", "Oscar")}
    numbers = {each.name: str(each.id) for each in everybody(home)}
    both = Barrier(2, timeout=20)

    def remove(by: str, whom: str) -> None:
        both.wait()
        browsers[by].post("/people", data={"act": "remove", "person": numbers[whom]})

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(remove, ("Olga", "Oscar"), ("Oscar", "Olga")))
    assert sum(is_operator(each) for each in everybody(home)) == 1
