"""Scanners of mail open every link and press every button of every mail that the studio sends; that does nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsletter.database import copying
from newsletter.mail.message.template import Message
from newsletter.people import store
from newsletter.pipeline.editing.listing import everything_at
from newsletter.pipeline.notices.mailings import Waiting, WaitKind
from newsletter.problems import error
from newsletter.studio.code_letter import CodeMailer
from newsletter.studio.invitation import compose_invitation
from newsletter.studio.notice_letter import NoticeMailer
from newsletter.studio.role_words import RoleWords
from newsletter.studio.words import words_for
from tests.conftest import REPOSITORY, Sample
from tests.support.studio_at_home import NOON, SITE, Home, studio_at_home

COUNTED = re.compile(r'"table":"(form_attempts|counters|sign_in_codes)"')
"""Tables that count tries: that somebody has asked shows there, and nowhere else."""


@pytest.fixture
def home(sample: Sample) -> Iterator[Home]:
    """The studio, with people of three roles who have asked for a code."""
    with studio_at_home(sample) as opened:
        for name, role in (("Olga", "operator"), ("Edda", "editor"), ("Nina", "point:nl")):
            opened.add(name, role)
            opened.browser().post("/sign-in", data={"address": f"{name}@example.org"})
        yield opened


def mails(home: Home) -> list[Message]:
    """Every mail that the studio can send, to each: a code, an invitation, digest and alarm of all that can wait."""
    points = everything_at(home.studio.project)[0].points
    notices = NoticeMailer(points["nl"], SITE, points)
    waits = [Waiting(kind, "2024-01", 2, "nl", locale="nl") for kind in WaitKind]
    words = words_for(["en"])
    found: list[Message] = []
    for letter in home.mails:
        found.append(CodeMailer(points["nl"], urlsplit(SITE).netloc).compose(letter.code, "a@example.org", words, NOON))
    with home.pool.taken() as connection, connection.transaction(writes=False):
        people = store.list_people(connection)
    names = {slug: slug for slug in points}
    code_mailer, roles = CodeMailer(points["nl"], urlsplit(SITE).netloc), RoleWords(words, names, {}, ())
    for person in people:
        found.append(compose_invitation(code_mailer, SITE, "URBACT", person, "Olga", roles, NOON))
        found.append(notices.compose_digest(person, waits, words, NOON))
        found.append(notices.compose_alarm(person, waits, [error("no-mail-server", "it is silent")], words, NOON))
    return found


def told(message: Message) -> str:
    """The whole of a mail, as a scanner reads it: headers, text and HTML."""
    parsed = message_from_bytes(message.to_bytes(), policy=default)
    parts = [str(part.get_content()) for part in parsed.walk() if not part.is_multipart()]
    return " ".join([*map(str, parsed.values()), *parts])


def links(message: Message) -> list[str]:
    """Every address in a mail."""
    return re.findall(r"https?://[^\s\"'<>\\)]+", told(message))


def state(home: Home) -> tuple[list[str], dict[str, bytes]]:
    """All rows but those that count tries, and all files of the project."""
    rows, is_counted = [], False
    file = io.BytesIO()
    with home.pool.taken() as connection:
        copying.copy_out(connection, file)
    for text in file.getvalue().decode("utf-8").splitlines():
        is_counted = bool(COUNTED.search(text)) if text.startswith("{") else is_counted
        rows += [] if is_counted else [text]
    root = home.sample.root
    files = [path for path in root.rglob("*") if path.is_file() and not {".cache"} & set(path.relative_to(root).parts)]
    return rows, {str(path): path.read_bytes() for path in files if not path.name.startswith("newsletter.db")}


@pytest.mark.slow
def test_whoever_opens_and_presses_all_of_every_mail_is_nobody_and_changes_nothing(home: Home) -> None:
    sent, before = mails(home), state(home)
    found = {link for message in sent for link in links(message)}
    assert len(found) >= 5
    assert {urlsplit(link).netloc for link in found} == {urlsplit(SITE).netloc}
    codes = [letter.code.digits for letter in home.mails]
    for link in sorted(found | {f"{SITE}/sign-in", f"{SITE}/sign-in/code"}):
        scanner = home.browser({"sec-fetch-site": "same-origin"})  # even one that says that it is our own page
        path = link.removeprefix(SITE)
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH"):
            form = {"code": codes[0], "address": "", "kind": "accept"} if method == "POST" else None
            answer = scanner.request(method, path, data=form)
            assert answer.status_code in (200, 303, 403, 404, 405, 422), (method, path)
        for page in re.findall(r'<form method="post" action="([^"]+)"', scanner.get("/sign-in").text):
            scanner.post(page, data={"code": codes[0], "address": ""})
        assert scanner.get("/").headers["location"] == "/sign-in"
        assert "__Host-studio" not in scanner.cookies
    assert state(home) == before


def test_no_mail_of_the_studio_is_left_out_of_this() -> None:
    composers = {
        path.stem
        for path in (REPOSITORY / "newsletter/studio").rglob("*.py")
        if "note_message(" in path.read_text("utf-8") or "sign_message(" in path.read_text("utf-8")
    }
    assert composers == {
        Path(str(import_module(each.__module__).__file__)).stem
        for each in (CodeMailer, NoticeMailer, compose_invitation)
    }
