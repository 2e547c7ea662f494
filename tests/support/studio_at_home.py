"""The studio of the home as people meet it: the whole app over HTTP, a real database, a mailbox, a clock."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.testclient import TestClient

from newsletter.database import Pool, absolute
from newsletter.mail.audience.address import Address
from newsletter.people import store
from newsletter.people.rights import Scope
from newsletter.people.roles import parse_role
from newsletter.people.store import Person
from newsletter.pipeline.people.provided import Provided
from newsletter.pipeline.people.signing_in import CodeLetter, WayIn
from newsletter.pipeline.project import open_project
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.use_case import Place
from newsletter.studio.app import app_of
from newsletter.studio.home_entrance import HomeEntrance
from newsletter.studio.online import Online, saves_of
from newsletter.studio.pages import Pages
from newsletter.studio.studio import Studio
from newsletter.web.mail_queue import MailQueue
from newsletter.workspace import Workspace
from tests.conftest import Sample

SITE = "https://studio.example.org"
NOON = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
SCOPE = Scope({"eu": ("en",), "nl": ("nl", "fr")})
OWN = {"sec-fetch-site": "same-origin"}


@dataclass
class Home:
    """The studio, its people's mail, and a clock that can be set."""

    sample: Sample
    app: Any
    pool: Pool
    mails: list[CodeLetter] = field(default_factory=list)
    clock: list[dt.datetime] = field(default_factory=lambda: [NOON])
    log: list[str] = field(default_factory=list)
    woken: list[str] = field(default_factory=list)
    invited: list[tuple[Person, str, str]] = field(default_factory=list)
    online: Online = field(init=False)
    studio: Studio = field(init=False)

    def change_entrance(self, provider: Provided) -> None:
        """From now on somebody else says who people are."""
        entrance = self.studio.entrance
        assert isinstance(entrance, HomeEntrance)
        self.studio.entrance = replace(entrance, provider=provider)

    def add(self, name: str, *roles: str) -> None:
        """Let somebody in; their address begins with their name."""
        parsed = [role for role, _ in map(parse_role, roles) if role]
        assert len(parsed) == len(roles)
        with self.pool.taken() as connection, connection.transaction():
            store.add_person(connection, name, Address(name.lower(), "example.org"), "", parsed, self.clock[0])

    def browser(self, headers: Mapping[str, str] | None = None) -> TestClient:
        """A browser that nobody has signed in with."""
        sent = {**OWN, "accept-language": "en", **(headers or {})}
        return TestClient(self.app, base_url=SITE, headers=sent, follow_redirects=False)

    def sign_in(self, name: str) -> TestClient:
        """Somebody's browser, signed in."""
        client = self.browser()
        assert client.post("/sign-in", data={"address": f"{name}@example.org"}).status_code == 303
        answer = client.post("/sign-in/code", data={"code": self.mails[-1].code.digits})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return client


@contextmanager
def studio_at_home(
    sample: Sample,
    changed: Callable[[HomeEntrance], HomeEntrance] = lambda entrance: entrance,
    url: str = "sqlite:///newsletter.db",
) -> Iterator[Home]:
    """The studio of a project, online, with a database at `url`; what is mailed is kept. `changed` makes another way in
    of it.
    """
    settings = {"NEWSLETTER_DATABASE_URL": url}
    project = open_project(sample.root, settings)[0]
    assert project is not None
    pool = Pool(absolute(url, sample.root))
    resident = Resident(Place(sample.root, settings))
    home = Home(sample, None, pool)
    way = WayIn(pool, b"k" * 32, lambda: home.clock[0])
    entrance = HomeEntrance(SITE, way, lambda letter, locale: home.mails.append(letter), lambda: SCOPE, home.log.append)
    entrance = changed(entrance)
    home.online = Online(entrance, pool, MailQueue(home.log.append), saves_of(project, SITE))
    workspace = Workspace(sample.root, lambda name: resident.touched([name]), home.online.check)
    pages = Pages(project.cache.folder)
    home.studio = Studio(
        Place(sample.root, os.environ),
        project,
        workspace,
        entrance,
        pages,
        resident,
        saves=home.online.saves,
        is_online=True,
        wake=lambda: home.woken.append("due"),
        invite=lambda person, by, locale: home.invited.append((person, by, locale)),
    )
    home.app = app_of(home.studio, home.log.append)
    try:
        yield home
    finally:
        home.studio.close()
        pool.close()
