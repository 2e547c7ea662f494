"""The studio as people run it: a process of its own on a project, and a browser that has opened its address."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from newsletter.files import digest
from tests.support.browser import Room, View
from tests.support.processes import PATIENCE, Started

ANA = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Ana Example"}
"""Who works here, as git says."""


@dataclass
class Opened:
    """A studio that runs: its project, the address that opens it, and its process."""

    root: Path
    entry: str
    process: Started
    cookie: str = field(default="", repr=False)

    @property
    def origin(self) -> str:
        return "http://" + urlsplit(self.entry).netloc

    @property
    def port(self) -> int:
        return int(urlsplit(self.entry).port or 0)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        """One request of a browser that has opened the studio; `headers` are put over those it sends."""
        sent = {"cookie": self._let_in(), "sec-fetch-site": "same-origin", **(headers or {})}
        return _asked(self.port, method, path, body, {name: value for name, value in sent.items() if value})

    def _let_in(self) -> str:
        """What a browser holds that has opened the studio."""
        if not self.cookie:
            answer, _ = _asked(self.port, "GET", self.entry.removeprefix(self.origin), b"", {})
            self.cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        return self.cookie

    def window(self, browser: Any) -> "Seen":
        """A window of a browser that has been let in, with no page in it yet."""
        seen = self._window(browser, (1440, "light"))
        name, _, value = self._let_in().partition("=")
        cookie = {"name": name, "value": value, "url": self.origin, "httpOnly": True, "sameSite": "Lax"}
        seen.page.context.add_cookies([cookie])
        return seen

    def page(self, browser: Any, path: str = "/", *, width: int = 1440, scheme: str = "light") -> "Seen":
        """A page of the studio in a window of its own, which is let in by the address that people open."""
        seen = self._window(browser, (width, scheme))
        page = seen.page
        if path == "/" or set("?#") & set(path):
            page.goto(self.entry)
        # Any address lets in: whoever begins elsewhere need not see the board first.
        if path != "/":
            secret = "" if set("?#") & set(path) else "?" + urlsplit(self.entry).query
            page.goto(self.origin + path + secret)
        return seen

    def _window(self, browser: Any, view: View) -> "Seen":
        room = Room.of(browser)
        seen = Seen(self, room.page(view), room=room)
        seen.page.on("console", lambda said: seen.hear(said))
        seen.page.on("pageerror", lambda fault: seen.faults.append(str(fault)))
        return seen

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Seen:
    """A page in a browser, and what went wrong in it: errors of scripts, refusals by the policy."""

    studio: Opened
    page: Any
    faults: list[str] = field(default_factory=list)
    room: Room | None = None

    def hear(self, said: Any) -> None:
        """What the page says of an error counts as a fault, with the address of what could not be fetched."""
        if said.type == "error":
            self.faults.append(f"{said.text} {said.location.get('url', '')}".strip())

    def goto(self, path: str) -> None:
        self.page.goto(self.studio.origin + path)

    def saved(self) -> None:
        """Wait until everything that was typed is in the files."""
        self.page.locator("#saved:not([data-busy])").wait_for(state="attached")

    def close(self) -> None:
        if self.room:
            self.room.leave(self.studio.origin)
        else:
            self.page.context.close()


@contextlib.contextmanager
def studio_at(root: Path, *, port: int = 0, name: str = "studio", **environ: str) -> Iterator[Opened]:
    """The command on a project, or another one that serves pages, once it has said its address."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSLETTER_", "GIT_"))}
    arguments = ("--project", str(root), name, "--no-browser", "--port", str(port))
    with Started("newsletter.cli", *arguments, env={**clean, **ANA, **environ}) as process:
        yield Opened(root, process.first_line(), process)


ISSUE = "issues/2024-01/issue.yaml"
FIELD = """
<div class="field"><label for="{id}">{id}</label>
<textarea id="{id}" data-file="{file}" data-path='["{id}"]' data-was="{was}">{was}</textarea></div>
"""


def with_fields(seen: Seen) -> None:
    """The board with two fields of the issue on it, as any screen has them."""

    def put_in(route: Any) -> None:
        from playwright.sync_api import Error

        with contextlib.suppress(Error):  # the page may be closed while it fetches itself again
            answer = route.fetch()
            route.fulfill(response=answer, body=_page_with_fields(seen, answer.text()))

    seen.page.route(seen.studio.origin + "/", put_in)
    seen.goto("/")


def _page_with_fields(seen: Seen, body: str) -> str:
    file = (seen.studio.root / ISSUE).read_bytes()
    fields, values = "", yaml.safe_load(file) or {}
    for name in ("subject", "preheader"):
        fields += FIELD.format(id=name, file=ISSUE, was=escape(str(values.get(name) or "")))
    versions = json.dumps({ISSUE: digest(file)}).replace('"', "&quot;")
    return body.replace('data-versions="{}"', f'data-versions="{versions}"').replace("</main>", f"{fields}</main>")


def in_file(studio: Opened) -> str:
    return (studio.root / ISSUE).read_text("utf-8")


def draft_of(page: Any) -> dict[str, Any] | None:
    """What the browser holds of the issue's file."""
    found: dict[str, Any] | None = page.evaluate(
        """file => new Promise(done => {
             const opened = indexedDB.open('studio-' + document.body.dataset.project);
             opened.onsuccess = () => {
               const asked = opened.result.transaction('drafts').objectStore('drafts').get(file);
               asked.onsuccess = () => { opened.result.close(); done(asked.result || null); };
             };
           })""",
        ISSUE,
    )
    return found


def _asked(port: int, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host="host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        if "content-length" not in headers and method in ("POST", "PUT", "PATCH"):
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()
