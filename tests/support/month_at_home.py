"""November at home: a studio in which people sign in by mailed codes, a mail server on loopback, readers who wait.

In: a folder. Out: a `MonthAtHome` that runs: Spain mails in two languages, every text has been read, two people agree
to a mailing; nobody but the first operator has been let in.
"""

from __future__ import annotations

import email.policy
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from newsletter.pipeline.project import open_project
from newsletter.studio.words import words_for
from tests.conftest import Sample, copy_of_the_repository
from tests.support.mail_server import Running, running
from tests.support.mailing import SECRET, put_key, review_all, without_samples
from tests.support.processes import PATIENCE, Started, command
from tests.support.serving import free_port

ISSUE = "2023-11"
OPERATOR = "olga@towns.test"


@dataclass
class Window:
    """Somebody's browser, in which they have signed in; `says` has the studio's words in their language."""

    page: Any
    says: Callable[[str], str]
    faults: list[str] = field(default_factory=list)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.says(name), exact=True).click()

    def saved(self) -> None:
        """Wait until everything that was typed is in the files."""
        self.page.locator("#saved:not([data-busy])").wait_for(state="attached")


@dataclass
class MonthAtHome:
    """The home's studio in a process, its mail server, and the browsers of those who work there."""

    sample: Sample
    server: Running
    port: int
    environment: dict[str, str]
    launched: Any

    def wait_for_words(self, window: Window, file: str, words: str) -> None:
        """Wait until a file has words that were typed into a text, which its page takes in a moment later."""
        path, until = self.sample.root / file, time.monotonic() + PATIENCE
        while words not in path.read_text("utf-8"):
            assert time.monotonic() < until, f"{file} never got what was typed"
            window.page.wait_for_timeout(20)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def add(self, name: str, address: str, role: str) -> None:
        """Let somebody in by the command line."""
        words = ("people", "add", name, address, "--role", role, "--by", "Olga")
        with command(self.sample.root, *words, env=self.environment) as added:
            assert added.wait() == 0, added.said()

    def mail(self, address: str, number: int) -> EmailMessage:
        """The mail with this number, from 0, that was accepted for an address; it may be on its way still."""
        ends = time.monotonic() + PATIENCE
        while self.server.to()[address] <= number:
            assert time.monotonic() < ends, f"{self.server.to()[address]} mails came to {address}, not {number + 1}"
            time.sleep(0.05)
        found = [at for at, entry in enumerate(self.server.accepted()) if entry["to"] == address]
        message = message_from_bytes(self.server.messages()[found[number]], policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def sign_in(self, address: str, locale: str, mails: int, *, looks: Callable[[Any], None] | None = None) -> Window:
        """A browser that signs in with the code mailed to an address, to which so many mails have gone before.

        `looks` is shown the page that asks for it.
        """
        context = self.launched.new_context(viewport={"width": 1440, "height": 900}, locale=locale)
        page = context.new_page()
        page.set_default_timeout(30_000)
        window = Window(page, words_for([locale]).gettext)
        page.on("pageerror", lambda fault: window.faults.append(str(fault)))
        page.on("console", lambda said: window.faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{self.site}/")
        page.get_by_label(window.says("Mail address")).fill(address)
        window.press("Mail me a code")
        page.get_by_label(window.says("Code")).wait_for()
        if looks:
            looks(page)
        page.get_by_label(window.says("Code")).fill(code_in(self.mail(address, mails)))
        window.press("Sign in")
        page.locator("#me").wait_for()
        return window


def code_in(message: EmailMessage) -> str:
    """The code in a mail."""
    (found,) = re.findall(r"^(\d{3} \d{3})$", plain(message), re.MULTILINE)
    return str(found)


def plain(message: EmailMessage) -> str:
    """The text of a mail."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def spanish(root: Path) -> Sample:
    """This repository's project with the Spanish point, which mails in Spanish and English; all texts are read."""
    sample = Sample(copy_of_the_repository(root))
    for folder in (root / "locales").iterdir():
        if folder.name not in ("en", "es"):
            shutil.rmtree(folder)
    for file in (*(root / "issues/points").iterdir(), *(root / "issues" / ISSUE / "points").iterdir()):
        if file.stem not in ("es", "eu", "nl"):
            file.unlink()
    sample.edit("issues/points/es.yaml", "locales: es\n", "locales: [es, en]\n")
    without_samples(root)
    project, _ = open_project(root, {})
    assert project is not None
    review_all(project, ISSUE)
    return sample


@contextmanager
def month_at_home(folder: Path, launched: Any) -> Iterator[MonthAtHome]:
    """The studio runs, and the first operator may sign in."""
    sample, port = spanish(folder / "project"), free_port()
    with (sample.root / "newsletter.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[send]\npeople = 2\n\n[studio]\nsite = "http://127.0.0.1:{port}"\n')
    sample.write(".gitignore", ".cache\nnewsletter.db*\nkeys\n")
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "begun"]):
        who = ["-c", "user.name=Begun", "-c", "user.email=begun@towns.test"]
        subprocess.run(["git", "-C", str(sample.root), *who, *words], check=True, timeout=60)
    with running(folder / "server", "--keep") as server:
        environment = {
            "NEWSLETTER_SECRET": SECRET,
            "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "NEWSLETTER_DKIM_KEYS": str(put_key(sample.root / "keys")),
        }
        home = MonthAtHome(sample, server, port, environment, launched)
        home.add("Olga", OPERATOR, "operator")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSLETTER_", "GIT_"))}
        arguments = ("--project", str(sample.root), "studio", "--online", "--port", str(port))
        with Started("newsletter.cli", *arguments, env={**clean, **environment}) as studio:
            assert studio.first_line() == home.site, studio.said()
            yield home
