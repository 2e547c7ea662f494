"""Who gets into the studio, and what it refuses."""

import os
import stat
from pathlib import Path

import pytest

from newsletter.studio.session import session_of
from tests.conftest import Sample
from tests.support.studio import Opened, studio_at

SAMPLE_ISSUE = "/files/issues/2024-01/issue.yaml"
EDIT = b'{"edits": [{"op": "set", "path": ["subject"], "value": "Another", "was": "A small issue"}]}'


def test_the_secret_of_the_address_becomes_a_cookie_that_scripts_cannot_read(reading_studio: Opened) -> None:
    answer, _ = reading_studio.ask("GET", reading_studio.entry.removeprefix(reading_studio.origin))
    assert (answer.status, answer.getheader("location")) == (303, "/")
    cookie = answer.getheader("set-cookie") or ""
    assert cookie.startswith(f"newsletter-studio-{reading_studio.port}=")
    assert "HttpOnly" in cookie
    assert reading_studio.entry.partition("key=")[2] not in cookie


def test_nobody_gets_in_without_it_and_is_told_nothing_of_the_project(reading_studio: Opened) -> None:
    for path in ("/", "/?key=guessed", SAMPLE_ISSUE, "/nothing"):
        answer, body = reading_studio.ask("GET", path, headers={"cookie": ""})
        assert answer.status == 403
        assert b"A small issue" not in body
        assert b"Ana" not in body


def test_another_host_is_refused_even_if_it_leads_to_this_machine(reading_studio: Opened) -> None:
    for host in ("news.example.org", f"studio.test:{reading_studio.port}", "127.0.0.1"):
        answer, _ = reading_studio.ask("GET", "/", headers={"host": host})
        assert answer.status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "", "origin": "https://example.org"},
        {"sec-fetch-site": "", "origin": "null"},
    ],
)
def test_a_change_from_elsewhere_is_refused(reading_studio: Opened, headers: dict[str, str]) -> None:
    for method, path in (("PATCH", SAMPLE_ISSUE), ("PUT", SAMPLE_ISSUE), ("POST", "/me")):
        answer, _ = reading_studio.ask(method, path, EDIT, {"if-match": '""', **headers})
        assert answer.status == 403
    assert "A small issue" in (reading_studio.root / "issues/2024-01/issue.yaml").read_text("utf-8")


def test_a_browser_that_sends_no_such_header_is_known_by_its_origin(studio: Opened) -> None:
    answer, _ = studio.ask("GET", SAMPLE_ISSUE)
    headers = {"if-match": answer.getheader("etag") or "", "sec-fetch-site": "", "origin": studio.origin}
    answer, _ = studio.ask("PATCH", SAMPLE_ISSUE, EDIT, headers)
    assert answer.status == 200
    assert "subject: Another\n" in (studio.root / "issues/2024-01/issue.yaml").read_text("utf-8")


def test_pages_may_run_nothing_but_the_studios_own(reading_studio: Opened) -> None:
    answer, _ = reading_studio.ask("GET", "/")
    policy = answer.getheader("content-security-policy") or ""
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.getheader("x-frame-options") == "DENY"


@pytest.mark.parametrize(
    "name",
    [
        "../outside.yaml", "issues/../../outside.yaml", ".git/config", ".cache/studio/secret", "%2e%2e/outside.yaml",
        "newsletter.db", "issues/.hidden.yaml",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_editors_files(reading_studio: Opened, name: str) -> None:
    for method in ("GET", "PUT"):
        answer, _ = reading_studio.ask(method, f"/files/{name}", b"x", {"if-match": '""'})
        assert answer.status == 404


def test_a_link_out_of_the_project_is_not_followed(studio: Opened) -> None:
    outside = studio.root.parent / "outside.yaml"
    outside.write_text("date: 2024-01-01\n", "utf-8")
    (studio.root / "issues/articles/link.md").symlink_to(outside)
    assert studio.ask("GET", "/files/issues/articles/link.md")[0].status == 404
    assert studio.ask("PUT", "/files/issues/articles/link.md", b"x", {"if-match": '""'})[0].status == 404
    assert outside.read_text("utf-8") == "date: 2024-01-01\n"


@pytest.mark.slow
def test_the_secret_is_kept_for_its_owner_alone_so_that_open_pages_go_on_after_a_restart(sample: Sample) -> None:
    with studio_at(sample.root) as first:
        first.ask("GET", "/")
        port, cookie = first.port, first.cookie
        kept = sample.root / ".cache/studio/secret"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        first.kill()
    with studio_at(sample.root, port=port) as again:
        again.cookie = cookie
        assert again.ask("GET", "/")[0].status == 200
        again.kill()
    os.chmod(kept, 0o644)  # noqa: PTH101
    with studio_at(sample.root, port=port) as third:
        third.cookie = cookie
        assert third.ask("GET", "/")[0].status == 403


def test_bodies_have_a_limit_that_leaves_room_for_the_largest_text(reading_studio: Opened) -> None:
    answer, _ = reading_studio.ask("PUT", SAMPLE_ISSUE, headers={"if-match": '""', "content-length": str(2**21 + 1)})
    assert answer.status == 413


def test_what_a_browser_is_started_with_opens_once(tmp_path: Path) -> None:
    session = session_of(tmp_path, 8026)
    key = session.one_time_key()
    assert key != session.secret
    assert session.is_secret(key)
    assert not session.is_secret(key)
    assert session.is_secret(session.secret)
