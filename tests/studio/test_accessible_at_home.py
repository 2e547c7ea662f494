"""The home's own screens in a browser, in the longer of the studio's languages: by the rules of accessibility, and what
is done on them.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from newsletter.database import Connection, connect
from newsletter.edition import EditionKey
from newsletter.mail.audience.address import Address
from newsletter.people import guests, sign_ins, store
from newsletter.people.roles import parse_role
from newsletter.settings.project import SECRET
from tests.conftest import Sample
from tests.support import point_readers
from tests.support.browser import Room
from tests.support.point_readers import let_join
from tests.support.processes import Started
from tests.support.serving import free_port
from tests.support.studio_seen import faults_in_every_view, wide_by

PEOPLE = {"Olga": "operator", "Nina": "point:nl", "Rene": "reviewer:nl"}
DUTCH = EditionKey("2024-01", "nl", "nl")
PAGES = [
    ("", "/sign-in?in=es"),
    ("", "/sign-in/code?in=es"),
    ("", "/guest/{guest}"),
    ("Olga", "/people"),
    ("Olga", "/send/2024-01"),
    ("Nina", "/guests/2024-01/nl/nl"),
    ("Nina", "/mailings/1"),
    ("Rene", "/articles/"),
    ("Rene", "/issues/2024-01/compose"),
    ("Rene", "/issues/2024-01/points/nl"),
]


@dataclass
class Served:
    """The studio of the home in a process, everybody's cookie, and the secret of a guest's link."""

    site: str
    cookies: dict[str, str]
    guest: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    sample, port, now = Sample.made(tmp_path_factory.mktemp("seen")), free_port(), dt.datetime.now(dt.UTC)
    site, cookies = f"http://127.0.0.1:{port}", {}
    with (sample.root / "newsletter.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[studio]\nsite = "{site}"\n')
    let_join(sample.root, "nl", [f"reader-{number}@towns.test,Reader,nl,active" for number in range(14)])
    with connect(f"sqlite:///{sample.root / 'newsletter.db'}") as connection, connection.transaction():
        for name, role in PEOPLE.items():
            given = [each for each, _ in [parse_role(role)] if each]
            person = store.add_person(connection, name, Address(name.lower(), "example.org"), "es", given, now)
            cookies[name] = sign_ins.sign_in(connection, person.id, "a browser", now)
        secret, _ = guests.make_link(connection, DUTCH, (2, "Nina"), 7, now)
        mail(connection)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSLETTER_", "GIT_"))}
    arguments = ("--project", str(sample.root), "studio", "--online", "--port", str(port))
    with Started("newsletter.cli", *arguments, env={**clean, SECRET: point_readers.SECRET}) as studio:
        assert studio.first_line() == site, studio.said()
        yield Served(site, cookies, secret)


def mail(connection: Connection) -> None:
    """A mailing that the program has stopped, with readers to settle and refused ones."""
    connection.run(
        """insert into rounds values (1, '2024-01', 'nl', 'paused', 'mail-refused', '554 5.7.1 no',
        '2024-01-16T10:00:00Z', '2024-01-16T10:00:00Z', 'x', 'x', 1, 1, 1, 'Europe/Amsterdam', '', '', '', '')"""
    )
    connection.run(
        """insert into mailings values (1, 1, 'nl', '2024-01-16T10:00:00Z', '2024-01-16', 'x', 'x', 'De kleine', 'x',
        'x', '', 'x', 'x', '', '', '', 0, 0, 0, 0, '', '', '', '', '')"""
    )
    connection.run(
        """insert into deliveries select 1, subscriber_id, 1, case subscriber_id % 4 when 0 then 'pending'
        when 1 then 'uncertain' when 2 then 'refused' else 'accepted' end, '550 5.1.1 no such mailbox', 'x', 1, '',
        '', '2024-01-16', '' from subscriptions where point = 'nl'"""
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "path"), PAGES)
def test_no_screen_of_the_home_has_a_fault_in_spanish_and_each_fits_the_narrowest_phone(
    served: Served, browser: Any, name: str, path: str
) -> None:
    room = Room.of(browser, "es")
    if name:
        room.context.add_cookies([{"name": "studio", "value": served.cookies[name], "url": served.site}])
    page = room.page()
    page.goto(served.site + path.format(guest=served.guest))
    assert page.evaluate("document.documentElement.lang") == "es"
    assert page.locator("main").count() == 1
    assert faults_in_every_view(page) == {}
    page.set_viewport_size({"width": 320, "height": 900})
    assert wide_by(page) <= 0
    room.leave(served.site)


@pytest.mark.slow
def test_what_somebody_typed_waits_in_a_shared_browser_until_they_are_back(served: Served, browser: Any) -> None:
    def sit_down(name: str) -> None:
        room.context.clear_cookies()
        room.context.add_cookies([{"name": "studio", "value": served.cookies[name], "url": served.site}])

    room = Room.of(browser, "es")
    sit_down("Nina")
    page = room.page()
    page.goto(f"{served.site}/issues/2024-01/points/nl")
    sit_down("Rene")
    page.locator("#f-subject").fill("Ons nummer")
    page.get_by_text("Ahora hay otra persona dentro en este navegador.").wait_for()
    assert page.request.get(f"{served.site}/files/issues/2024-01/points/nl.yaml").text() == "note: Een groet.\n"
    sit_down("Nina")
    page.locator("#saved[data-state='saved']").wait_for(state="attached")  # it tries again by itself
    assert "Ons nummer" in page.request.get(f"{served.site}/files/issues/2024-01/points/nl.yaml").text()
    room.leave(served.site)


@pytest.mark.slow
def test_a_mailing_is_ended_for_good_on_its_page_by_who_says_why(served: Served, browser: Any) -> None:
    room = Room.of(browser, "es")
    room.context.add_cookies([{"name": "studio", "value": served.cookies["Nina"], "url": served.site}])
    page = room.page()
    page.goto(f"{served.site}/mailings/1")
    end = page.get_by_role("button", name="Terminarlo del todo")
    assert not end.is_visible(), "nobody presses it on their way to another button"
    page.get_by_text("Los que faltan no deben recibirlo nunca").click()
    end.click()
    assert page.locator("#reason:invalid").count() == 1, "nothing is sent without a why"
    page.get_by_label("Por qué; queda guardado con tu nombre").fill("Una fecha equivocada")
    assert faults_in_every_view(page) == {}
    page.set_viewport_size({"width": 1440, "height": 900})
    end.click()
    page.get_by_text("Nina: Una fecha equivocada").wait_for()
    assert end.count() == 0
    assert page.get_by_role("button", name="Enviárselo otra vez").count() == 0
    assert page.get_by_role("button", name="Dejarlos").count() == 1
    assert faults_in_every_view(page) == {}
    page.goto(f"{served.site}/history")
    page.get_by_text("Una fecha equivocada").wait_for()
    room.leave(served.site)
