"""The archive over HTTP: `serve --archive` and a plain web server give the same files with the same headers."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree

from newsletter.public.archived import KINDS
from newsletter.render.web.feed import ATOM
from tests.conftest import Sample
from tests.support.addresses import NEVER_MAILED, addresses, pages, project
from tests.support.archived import SITE, Pages
from tests.support.operators import types_of_nginx
from tests.support.public_site import Home, served
from tests.support.web_servers import web_server

pytestmark = pytest.mark.slow

__all__ = ["pages", "project"]

UNLINKED = {"/404.html", "/robots.txt", "/sitemap.xml"}
"""Files that are known by their names. To the page of a letter that waits the letters in other languages lead."""
UNKNOWN = [
    "/nope", "/nope/", "/nl/nope", "/nl/nope/", "/2024-01/", "/2024-01/nl/", "/images/", "/assets/none.css",
    "/nl/feed.xml/", "/nl/index.html/", "/NL/", "/2024-01/nl/nl/nope.html", "/2024-04/nl/nl/",
]  # fmt: skip


@pytest.fixture(scope="module")
def live(project: Sample) -> Iterator[Home]:
    with served(project.root, archive=project.root / "site") as home:
        yield home


@dataclass(frozen=True)
class Answered:
    """What a server says."""

    status: int
    headers: dict[str, str]
    body: bytes


class Plain(SimpleHTTPRequestHandler):
    """A web server that knows files, `index.html` for folders, and the types that nginx is told; nothing else."""

    extensions_map = types_of_nginx()

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def plain(pages: Pages) -> Iterator[int]:
    """The port of that server."""
    with web_server(partial(Plain, directory=str(pages.folder))) as server:
        yield server.server_port


def of_plain(port: int, path: str, method: str = "GET") -> Answered:
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, path)
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return Answered(answer.status, headers, body)


def of_live(home: Home, path: str, method: str = "GET", **headers: str) -> Answered:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = home.client.request(method, path, headers=asked)
    return Answered(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)


def linked(pages: Pages) -> set[str]:
    """Every path that a page, a site map, a feed or the search leads to."""
    found: set[str] = set()
    for path in pages.all():
        for element in pages.tree(path).iter(etree.Element):
            named = (element.get("href") or "#", element.get("src") or "#", *element.get("data-index", "").split())
            found |= {urljoin(f"{SITE}/{path}", value) for value in named if not value.startswith("#")}
            if element.get("property") == "og:image":
                found.add(element.get("content"))
    for file in pages.folder.glob("**/sitemap.xml"):
        found |= {str(one.text) for one in etree.parse(file).iter("{*}loc")}
    for file in pages.folder.glob("*/feed.xml"):
        found |= {str(one.get("href")) for one in etree.parse(file).iter(f"{{{ATOM}}}link")}
    for file in pages.folder.glob("*/search-*.json"):
        found |= {f"{SITE}/{entry[0]}" for entry in json.loads(file.read_bytes())}
    own = (urlsplit(address).path for address in found if address.startswith(f"{SITE}/"))
    return {path for path in own if not path.startswith("/subscribe/")}


def test_every_file_is_linked_or_known_by_its_name(pages: Pages) -> None:
    every = addresses(pages)
    assert len(every) > 60
    assert {Path(path).suffix or ".html" for path in every} <= KINDS.keys()
    assert linked(pages) <= every
    assert every - linked(pages) == UNLINKED
    assert f"/{NEVER_MAILED}/" in every


def test_both_servers_give_the_same_bytes_with_the_same_headers(pages: Pages, live: Home, plain: int) -> None:
    for path in sorted(addresses(pages) | linked(pages)):
        there, here = of_live(live, path), of_plain(plain, path)
        assert (there.status, here.status) == (200, 200), path
        assert there.body == here.body == pages.file(path[1:]).read_bytes(), path
        for name in ("content-type", "content-length", "last-modified"):
            assert there.headers[name] == here.headers[name], (path, name)


def test_what_docs_tell_nginx_is_what_the_program_says() -> None:
    assert types_of_nginx() == KINDS


def test_a_head_has_the_same_headers_and_no_body(pages: Pages, live: Home, plain: int) -> None:
    for path in sorted(addresses(pages)):
        whole, head = of_live(live, path), of_live(live, path, "HEAD")
        assert (head.status, head.body, head.headers) == (200, b"", whole.headers), path
        assert of_plain(plain, path, "HEAD").headers["content-length"] == head.headers["content-length"]


def test_what_is_not_there_is_404_in_both(live: Home, plain: int) -> None:
    for path in UNKNOWN:
        for method in ("GET", "HEAD"):
            assert of_live(live, path, method).status == of_plain(plain, path, method).status == 404, path


def test_a_folder_without_its_slash_leads_to_the_one_with_it_on_the_same_host(live: Home, plain: int) -> None:
    for path in ("/nl", "/nl/be", "/2024-01/nl/nl", "/2024-01/nl/bridges"):
        there, here = of_live(live, path), of_plain(plain, path)
        assert (there.status, there.headers["location"]) == (here.status, here.headers["location"]) == (301, f"{path}/")
    for path in ("//nl", "///nl", "//nl//be"):
        answer = live.client.get(f"http://127.0.0.1:8025{path}")
        assert answer.headers["location"] == f"/{path.strip('/').replace('//', '/')}/", "no host of somebody else's"


def test_what_the_archive_keeps_for_itself_is_404(pages: Pages, live: Home) -> None:
    kept = [file.relative_to(pages.folder) for file in pages.folder.glob(".archive/**/*") if file.is_file()]
    assert len(kept) > 5
    for path in [*(f"/{name}" for name in kept), "/.archive", "/.archive/", "/nl/../.archive/lists.json"]:
        assert of_live(live, path).status == 404, path


def test_who_has_a_file_already_is_told_so_with_the_policy_that_its_page_needs(pages: Pages, live: Home) -> None:
    for path in ("/", "/nl/", "/nl/feed.xml", "/2024-01/nl/nl/"):
        whole = of_live(live, path)
        tag, changed = whole.headers["etag"], whole.headers["last-modified"]
        for asked in (
            {"If_None_Match": tag}, {"If_None_Match": f'"other", W/{tag}'}, {"If_None_Match": "*"},
            {"If_Modified_Since": changed}, {"If_None_Match": tag, "If_Modified_Since": formatdate(0, usegmt=True)},
        ):  # fmt: skip
            for method in ("GET", "HEAD"):
                answer = of_live(live, path, method, **asked)
                assert (answer.status, answer.body) == (304, b""), asked
                for name in ("etag", "last-modified", "cache-control", "content-security-policy"):
                    assert answer.headers[name] == whole.headers[name], "a browser takes these over"
                assert "content-type" not in answer.headers
        for asked in (
            {"If_None_Match": '"other"'}, {"If_None_Match": '"other"', "If_Modified_Since": changed},
            {"If_Modified_Since": formatdate(0, usegmt=True)}, {"If_Modified_Since": "yesterday"},
        ):  # fmt: skip
            assert of_live(live, path, **asked).body == whole.body, asked


def test_a_page_written_anew_has_another_tag(pages: Pages, live: Home) -> None:
    before = of_live(live, "/en/")
    kept = pages.file("en/").read_bytes()
    os.replace(pages.file("en/"), pages.folder / "aside")  # noqa: PTH105
    pages.file("en/").write_bytes(kept.replace(b"</html>", b"</HTML>"))
    after = of_live(live, "/en/", If_None_Match=before.headers["etag"])
    os.replace(pages.folder / "aside", pages.file("en/"))  # noqa: PTH105
    assert (after.status, b"</HTML>" in after.body) == (200, True)


def test_what_is_named_by_its_content_is_kept_for_ever_and_pages_for_five_minutes(pages: Pages, live: Home) -> None:
    for path in addresses(pages):
        kept = of_live(live, path, "HEAD").headers["cache-control"]
        is_named = path.startswith(("/images/", "/calendar/", "/assets/"))
        assert kept == ("public, max-age=31536000, immutable" if is_named else "max-age=300"), path


def test_a_lost_address_is_told_in_its_language_else_in_the_readers(live: Home) -> None:
    for path, wish, locale in (
        ("/2024-01/nl/nope/", "en", "nl"), ("/nl/nope", "en", "nl"), ("/2024-01/eu/en/nope/", "nl", "en"),
        ("/nope", "nl", "nl"), ("/2025-01/", "en", "en"), ("/nope", "xx", "en"),
    ):  # fmt: skip
        answer = of_live(live, path, Accept_Language=wish)
        page = etree.fromstring(answer.body, etree.HTMLParser(encoding="utf-8"))
        assert (answer.status, page.get("lang")) == (404, locale), path
        assert answer.headers["cache-control"] == "no-store", "a page may come there tomorrow"
        assert page.xpath("//main//a/@href") == [f"/{locale}/"]


def test_a_link_to_what_a_search_finds_leads_to_the_list_and_is_in_no_log(live: Home, plain: int) -> None:
    for path in ("/nl/?q=brug", "/nl/?q=%E5%B8%82%E5%A0%B4+x"):
        assert of_live(live, path).body == of_live(live, "/nl/").body == of_plain(plain, path).body
    assert of_live(live, "/nl?q=brug").headers["location"] == "/nl/?q=brug"
    assert not [line for line in live.log if "brug" in line]


def test_a_form_sent_to_a_page_is_refused(live: Home) -> None:
    assert of_live(live, "/nl/", "POST").status == 405


def test_until_the_archive_is_written_the_root_leads_to_the_form(project: Sample, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with served(project.root, archive=folder) as home:
        assert of_live(home, "/").headers["location"] == "/subscribe/eu/en/"
        (folder / "index.html").write_text("<h1>All languages</h1>", "utf-8")
        assert of_live(home, "/").body == b"<h1>All languages</h1>", "the server need not start anew"
