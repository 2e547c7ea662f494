"""One reader's way through it all: the served pages in a browser, real mail, real mailings, and out again.

The point in Belgium mails in French and Dutch. Its home runs `newsletter serve` on this machine; what the browser asks
the public site for is handed to that process as a proxy would, under the site's own name, and nothing else is answered.
"""

import email.policy
import re
import shutil
import signal
import time
from email import message_from_bytes
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from newsletter.pipeline.project import open_project
from newsletter.translate.formats.po import catalog_file, read_catalog
from tests.conftest import Sample, copy_of_the_repository, needs
from tests.support.browser import chromium
from tests.support.mail_server import Running, running
from tests.support.mailing import SECRET, Home, review_all, without_samples
from tests.support.processes import PATIENCE
from tests.support.serving import free_port, serving

ISSUES = ("2023-11", "2023-12", "2024-01")
SITE = "https://news.towns.test"
READER, OTHER = "lectrice@example.org", "lezer@example.org"
STATE = "select state, locales from subscriptions s join subscribers p on p.id = s.subscriber_id where address = ?"


class Browser:
    """A window in which the public site is the process on this port; whatever else is asked for is refused."""

    def __init__(self, launched: Any, port: int) -> None:
        self.port = port
        self.refused: list[str] = []
        context = launched.new_context(locale="fr-BE", viewport={"width": 1280, "height": 900})
        context.route("**/*", self._answer)
        self.page = context.new_page()

    def _answer(self, route: Any) -> None:
        asked = route.request
        if asked.url.startswith("file:"):
            route.continue_()
        elif asked.url.startswith(f"{SITE}/") and asked.resource_type in ("document", "stylesheet"):
            kept = ("accept", "accept-language", "content-type", "origin", "user-agent")
            headers = {name: value for name, value in asked.headers.items() if name in kept}
            answer, body = self.ask(asked.method, asked.url, asked.post_data_buffer, **headers)
            route.fulfill(status=answer.status, headers=dict(answer.getheaders()), body=body)
        else:
            self.refused.append(asked.url)
            route.abort()

    def ask(self, method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        """What the site answers, asked by any program."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, url.removeprefix(SITE), body, {"Host": "news.towns.test", **headers})
        answer = connection.getresponse()
        return answer, answer.read()

    def press(self, name: str) -> str:
        """Press a button; the heading of the page that comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.heading()

    def heading(self) -> str:
        return str(self.page.get_by_role("heading", level=1).inner_text())

    def locale(self) -> str:
        return str(self.page.locator("html").get_attribute("lang"))


def belgian(root: Path) -> Sample:
    """This repository's project with three issues alike, whose French and Dutch texts have all been read."""
    sample = Sample(copy_of_the_repository(root))
    for folder in (root / "locales").iterdir():
        if folder.name not in ("en", "fr", "nl"):
            shutil.rmtree(folder)
    for file in (root / "issues/points").iterdir():
        # Articles come from es and nl; fewer points are sooner served.
        if file.stem not in ("be", "eu", "es", "nl"):
            file.unlink()
    first = ISSUES[0]
    for slug in ISSUES[1:]:
        shutil.copytree(root / "issues" / first, root / "issues" / slug)
        sample.edit(f"issues/{slug}/issue.yaml", "date: 2023-11-21", f"date: {slug}-19")
        for locale in ("fr", "nl"):
            shutil.copy(root / catalog_file(locale, first), root / catalog_file(locale, slug))
    without_samples(root)
    project, _ = open_project(root, {})
    assert project is not None
    for slug in ISSUES:
        review_all(project, slug)
    return sample


def mail_for(server: Running, address: str, number: int) -> EmailMessage:
    """The mail with this number, from 0, that was accepted for an address; it may be on its way still."""
    ends = time.monotonic() + PATIENCE
    while server.to()[address] <= number:
        assert time.monotonic() < ends, f"{server.to()[address]} mails came, not {number + 1}"
        time.sleep(0.05)
    all_mails = zip(server.accepted(), server.messages(), strict=True)
    data = [data for entry, data in all_mails if entry["to"] == address][number]
    message = message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert message["DKIM-Signature"] is None, "there is no key, and none is needed on loopback"
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def locales_of(message: EmailMessage) -> set[str]:
    """The languages that a message and its parts say they are in."""
    return {str(each["Content-Language"]) for each in (message, *message.iter_parts())}


@pytest.mark.slow
@needs("chromium")
def test_a_reader_joins_reads_changes_language_and_leaves_in_one_click(tmp_path: Path) -> None:
    sample, port = belgian(tmp_path / "project"), free_port()
    pages = {locale: read_catalog(sample.root, locale, "pages")[0] for locale in ("fr", "nl")}

    def said(locale: str, words: str) -> str:
        catalog = pages[locale]
        assert catalog
        return next(entry.target for entry in catalog.active() if entry.source == words)

    with running(tmp_path / "server", "--keep") as server, chromium() as launched:
        home = Home(sample, server, {
            "NEWSLETTER_SECRET": SECRET, "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
        })  # fmt: skip

        def gets(issue: str, address: str = READER) -> tuple[str | None, str]:
            """What `explain` says that somebody gets of an issue, or why nothing."""
            (found,) = home.done("subscribers", "explain", address, issue)["subscriptions"]
            return found["edition"], found["reason"]

        home.join([OTHER], point="be", language="nl")
        with serving(sample.root, port, **home.environment) as process:
            browser = Browser(launched, port)
            page = browser.page

            # Joining: the form, in the language of its address.
            page.goto(f"{SITE}/subscribe/be/fr/")
            assert browser.locale() == "fr"
            page.locator("#address").fill(READER)
            page.locator("#name").fill("Une lectrice")
            page.locator("#consent").check()
            assert browser.press(said("fr", "Subscribe")) == said("fr", "Look into your mailbox")
            assert browser.locale() == "fr"
            assert home.sql(STATE, READER) == [("pending", "fr")]
            assert gets(ISSUES[0]) == (None, "pending")

            # The mail that asks to confirm; looking at its link subscribes nobody, its button does.
            asked = mail_for(server, READER, 0)
            subject = " ".join(asked["Subject"].split())  # whatever blank French has before a colon
            assert subject == f"{said('fr', 'Please confirm your subscription')} : URBACT"
            assert locales_of(asked) == {"fr"}
            assert asked["List-Unsubscribe"] is None
            links = set(re.findall(rf"{SITE}/c/[0-9a-f]{{48}}", part(asked, "plain") + part(asked, "html")))
            page.goto(links.pop())
            assert not links
            assert browser.heading() == said("fr", "Confirm your subscription")
            assert home.sql(STATE, READER) == [("pending", "fr")]
            assert browser.press(said("fr", "Confirm subscription")) == said("fr", "You are subscribed")
            assert home.sql(STATE, READER) == [("active", "fr")]
            assert gets(ISSUES[0]) == (f"{ISSUES[0]}/be/fr", "")

            # The first issue.
            sent = home.done("send", ISSUES[0], "--point", "be")
            assert {"unsigned-mail"} == {warning["code"] for warning in sent["warnings"]}
            assert [each["standing"] for each in sent["mailings"]] == ["done"]
            assert home.states() == {"lectrice": "accepted", "lezer": "accepted"}
            letter = mail_for(server, READER, 1)
            assert locales_of(letter) == {"fr"}
            assert locales_of(mail_for(server, OTHER, 0)) == {"nl"}

            # The letter, opened: its link to another language changes nothing before the button behind it.
            file = tmp_path / "letter.html"
            file.write_text(part(letter, "html"), "utf-8")
            page.goto(file.as_uri())
            page.get_by_role("link", name="Nederlands", exact=True).first.click()
            page.wait_for_url(f"{SITE}/l/*/nl")
            assert {url.partition("/images/")[0] for url in browser.refused} <= {SITE}, "nothing but its own pictures"
            assert browser.locale() == "nl"
            assert home.sql(STATE, READER) == [("active", "fr")]
            assert browser.press(said("nl", "Use this language")) == said("nl", "Your language is saved")
            assert home.sql(STATE, READER) == [("active", "nl fr")]
            assert home.sql("select kind, detail from events") == [("switched", "nl")]
            assert gets(ISSUES[1]) == (f"{ISSUES[1]}/be/nl", "")

            # The second issue comes in it.
            home.done("send", ISSUES[1], "--point", "be")
            letter = mail_for(server, READER, 2)
            assert locales_of(letter) == {"nl"}

            # The mail program's own button to leave (RFC 8058 section 3.2).
            assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            (way_out,) = re.findall(r"<(https://[^>]+)>", str(letter["List-Unsubscribe"]))
            assert way_out.startswith(f"{SITE}/u/")
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            assert browser.ask("POST", way_out, b"", Host="news.example.com")[0].status == 421
            assert home.sql(STATE, READER) == [("active", "nl fr")], "another site's name does nothing here"
            answer, _ = browser.ask("POST", way_out, b"List-Unsubscribe=One-Click", **kind)
            assert answer.status == 200
            assert answer.getheader("Set-Cookie") is None
            assert answer.getheader("Location") is None
            assert home.sql(STATE, READER) == [("ended", "nl fr")]
            assert gets(ISSUES[2]) == (None, "ended")

            # The third issue goes to who is left.
            home.done("send", ISSUES[2], "--point", "be")
            assert server.to() == {READER: 3, OTHER: 3}
            rows = home.sql("select r.issue, count(*) from deliveries d join rounds r on r.id = d.round_id group by 1")
            assert rows == [(ISSUES[0], 2), (ISSUES[1], 2), (ISSUES[2], 1)]
            assert home.counts() == {"accepted": 5}
            assert gets(ISSUES[2], OTHER) == (f"{ISSUES[2]}/be/nl", "")
            assert page.context.cookies() == []

            process.send_signal(signal.SIGTERM)
            _, log = process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in log
    assert not re.search(r"lectrice|lezer|[0-9a-f]{48}", log), "no person and no link is logged"
