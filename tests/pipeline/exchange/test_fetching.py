"""What is fetched is what somebody has named: within limits, from public hosts alone, however it is redirected."""

import http.server
from collections.abc import Iterator

import pytest

from newsletter.pipeline.exchange.fetching import fetch
from newsletter.pipeline.letters.web_client import SilentError, WebClient, is_public
from tests.support.web_servers import web_server

OURS = WebClient(lambda host: True, lambda address: True)
"""Loopback may be asked, which nothing but a test ever does."""


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/").replace("!", "/"))
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(301)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65_536)
            except OSError:
                return
        elif self.path == "/packed":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(b"\x1f\x8b")
        else:
            self.send_response(200 if self.path == "/page" else 404)
            self.end_headers()
            self.wfile.write(b"<p>words</p>")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with web_server(_Pages) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def test_a_page_is_fetched_and_where_it_really_was_is_known(site: str) -> None:
    assert fetch(OURS, f"{site}/page").data == b"<p>words</p>"
    assert fetch(OURS, f"{site}/to/!page").address == f"{site}/page"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "answers 404"),
        ("/loop", "it leads on more than 5 times"),
        ("/endless", "it has more than 100,000 bytes"),
        ("/packed", "it is sent in a form that was not asked for"),
        ("/to/file:!!!etc!passwd", "which is no address of the web"),
        ("/to/ftp:!!a.test!", "which is no address of the web"),
        ("/to/https:!!", "which is no address of the web"),
    ],
)
def test_what_is_not_fetched_says_why(site: str, path: str, reason: str) -> None:
    with pytest.raises(SilentError, match=reason):
        fetch(OURS, f"{site}{path}", 100_000)


def test_no_host_of_a_private_network_is_asked_wherever_a_redirect_leads(site: str) -> None:
    with pytest.raises(SilentError, match="is not asked"):
        fetch(WebClient(is_asked=lambda host: True), f"{site}/page")
    # A public host that leads to this machine under another name: each step is judged.
    port = site.rpartition(":")[2]
    asked: list[str] = []

    def once(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    with pytest.raises(SilentError, match="is in a private network"):
        fetch(WebClient(lambda host: True, once), f"{site}/to/http:!!127.0.0.1:{port}!page")
    assert asked == ["127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "::ffff:10.0.0.1"]
)
def test_addresses_within_are_not_public(address: str) -> None:
    assert not is_public(address)
