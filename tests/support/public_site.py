"""The readers' pages as a visitor meets them: the whole app over HTTP, a real database, a mailbox.

In: a project's folder. Out: an `Installation` whose client asks, whose clock can be set, whose mailbox holds what was
mailed; and every page there is, for those who look at pages.
"""

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from newsletter.mail.message.template import Message
from newsletter.mail.message.tokens import Claim, Purpose
from newsletter.pipeline.project import open_project
from newsletter.public.app import app_of, refuse_request
from newsletter.public.site import Rates, Site, site_of
from newsletter.web.rates import Rate

SECRET = "0123456789abcdef" * 4
PORT = 8025
BASE = f"http://127.0.0.1:{PORT}"
NOON = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
MAILED = {"html": "", "words": "", "title": "", "subject": "", "preheader": ""}


@dataclass
class Home:
    """A project's site that is being served."""

    root: Path
    site: Site
    client: TestClient
    mails: list[tuple[str, str, EmailMessage]]
    log: list[str]
    clock: list[dt.datetime] = field(default_factory=lambda: [NOON])

    def join(self, address: str, point: str = "nl", locale: str = "nl", **more: Any) -> Any:
        """Fill in the form to subscribe; a field that is None is left out."""
        filled = {"address": address, "name": "", "language": [locale], "consent": "yes", "website": "", **more}
        sent = {name: value for name, value in filled.items() if value is not None}
        answer = self.client.post(f"/subscribe/{point}/{locale}/", data=sent)
        self.site.mail_queue.wait()
        return answer

    def joined(self, address: str, point: str = "nl", locale: str = "nl", **more: Any) -> int:
        """Join and confirm; the subscriber's number."""
        assert self.join(address, point, locale, **more).status_code == 200
        assert self.client.post(self.link()).status_code == 200
        return int(self.rows("select max(id) from subscribers")[0][0])

    def link(self, at: int = -1) -> str:
        """The path of the link in a mail."""
        text = self.mails[at][2].get_body(("plain",))
        assert text is not None
        found = re.search(r"https://news\.example\.org(/[cp]/[0-9a-f]{48})\s", text.get_content())
        assert found, text.get_content()
        return found[1]

    def token(self, purpose: Purpose, subscriber: int, mailing: int = 1) -> str:
        """What a letter's link holds."""
        assert self.site.keys
        return self.site.keys.tokens.make(purpose, Claim(subscriber, mailing))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds, seen from outside."""
        with sqlite3.connect(self.root / "newsletter.db") as connection:
            return connection.execute(sql).fetchall()

    def dump(self) -> list[str]:
        """All of the database."""
        with sqlite3.connect(self.root / "newsletter.db") as connection:
            return list(connection.iterdump())

    def later(self, **after: float) -> None:
        """Let time go by."""
        self.clock[0] += dt.timedelta(**after)


def every_page(home: Home, point: str, locale: str) -> dict[str, str]:
    """All pages, as HTML, and both mails, by a short name: as a reader of this point and locale meets them."""
    said: dict[str, str] = {}
    client, address, first = home.client, "ada@example.org", len(home.mails)
    client.headers["accept-language"] = locale
    said["subscribe"] = client.get(f"/subscribe/{point}/{locale}/").text
    said["subscribe-wrong"] = home.join("ada", point, locale, name="x" * 200, consent=None, language=[]).text
    said["sent"] = home.join(address, point, locale, name="Ada Example").text
    said["confirm"] = client.get(home.link()).text
    mailing = 1 + home.rows("select max(id) from mailings")[0][0]
    add_mailing(home, mailing, point, locale)
    said["confirmed"] = client.post(home.link()).text
    said["latest"] = client.post(f"{home.link()}/latest").text
    (number,) = home.rows("select max(id) from subscribers")[0]
    home.join(address, point, locale)
    preferences = f"/p/{home.token(Purpose.PREFERENCES, number, mailing)}"
    leave, always = (home.token(purpose, number, mailing) for purpose in (Purpose.LEAVE, Purpose.ALWAYS))
    said["preferences"] = client.get(preferences).text
    form = {"name": "Ada", "point": point, "language": [locale, "nl"]}
    said["preferences-saved"] = client.post(preferences, data=form).text
    said["preferences-wrong"] = client.post(preferences, data={**form, "language": [locale, locale]}).text
    said["always"] = client.get(f"/l/{always}/{locale}").text
    said["switched"] = client.post(f"/l/{always}/{locale}").text
    said["leave"] = client.get(f"/u/{leave}").text
    said["left"] = client.post(f"/u/{leave}").text
    said["preferences-left"] = client.get(preferences).text
    said["erase"] = client.get(f"{preferences}/erase").text
    said["erased"] = client.post(f"{preferences}/erase").text
    home.join(address, point, locale)
    home.later(days=8)
    said["expired"] = client.get(home.link()).text
    for status in (400, 404, 405, 413, 429, 500):
        scope = {"path": "/", "headers": [(b"accept-language", locale.encode())]}
        said[f"refused-{status}"] = refuse_request(home.site)(status, scope)[1].decode()
    for at, kind in ((first, "mail-confirm"), (first + 1, "mail-known")):
        part = home.mails[at][2].get_body(("html",))
        assert part
        said[kind] = part.get_content()
    strange = [name for name, html in said.items() if f'<html lang="{locale}"' not in html]
    assert not strange, "pages in another language"
    return said


@contextmanager
def served(root: Path, secret: str = SECRET, **changes: Any) -> Iterator[Home]:
    """The site of a project, with a mailing of the point `nl` in Dutch in its ledger."""
    project, problems = open_project(root, {})
    assert project, problems
    mails: list[tuple[str, str, EmailMessage]] = []
    log: list[str] = []

    def post(point: str, sender: str, to: str, message: Message) -> None:
        parsed = message_from_bytes(message.to_bytes(), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        mails.append((sender, to, parsed))

    given: dict[str, Any] = {"post": post, **changes}
    environ = {"NEWSLETTER_SECRET": secret, **given.pop("environ", {})}
    site, problems = site_of(project, environ, log.append, **given)
    assert site, problems
    clock = [NOON]
    site.now = lambda: clock[0]
    site.rates = Rates(*(Rate(1_000, 2.0) for _ in range(3)))
    with TestClient(
        app_of(site, PORT, log.append), base_url=BASE, follow_redirects=False, raise_server_exceptions=False
    ) as client:
        home = Home(root, site, client, mails, log, clock)
        if not home.rows("select id from mailings"):
            add_mailing(home, 1, "nl", "nl")
        yield home


def add_mailing(home: Home, number: int, point: str, locale: str) -> None:
    """A mailing in the ledger, as if its letter had gone out."""
    mailing = {
        "id": number, "round_id": number, "locale": locale, "opened_at": NOON.isoformat(), "issue_date": "2024-01-16",
        "sender_name": "", "sender_address": "", "reply_to": "", "web_address": "", "site": "", "mail_domain": "",
        "texts_reviewed": 1, "texts_machine": 0, "texts_unread": 0, "texts_untranslated": 0, "release_reason": "",
        "released_by": "", "untranslated_reason": "", "untranslated_by": "", "signed_by": "", **MAILED,
    }  # fmt: skip
    names = ", ".join(mailing)
    values = ", ".join(f":{name}" for name in mailing)
    with sqlite3.connect(home.root / "newsletter.db") as connection:
        connection.execute(
            "insert into rounds values (?, ?, ?, 'open', '', '', '', '', '', '', 4, 200, 0, 'UTC', '', '', '', '')",
            (number, f"2024-0{number}", point),
        )
        connection.execute(f"insert into mailings ({names}) values ({values})", mailing)
