"""Whatever is sent to the readers' pages, they answer in a sentence, change nothing, and write down nobody."""

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from newsletter.mail.message.tokens import Claim, Purpose, Tokens
from newsletter.public.app import app_of
from newsletter.public.forms import UnreadableFormError, choosing, fields_of, joining
from newsletter.web.guard import MAX_TARGET, READERS
from newsletter.web.languages import accepted
from newsletter.web.rates import Rate, client_of
from tests.conftest import Sample
from tests.support.public_site import PORT, Home, served

ADA = "ada@example.org"


@pytest.fixture
def home(sample: Sample) -> Iterator[Home]:
    with served(sample.root) as made:
        yield made


def links(home: Home) -> list[str]:
    """Every address there is, with a reader's own tokens."""
    number = home.joined(ADA)
    home.join("bob@example.org")
    tokens = {purpose: home.token(purpose, number) for purpose in Purpose}
    preferences = f"/p/{tokens[Purpose.PREFERENCES]}"
    return [
        "/", "/health", "/subscribe/", "/subscribe/nl/", "/subscribe/nl/nl/", "/subscribe/nl/nl-BE/", home.link(0),
        home.link(), preferences, f"{preferences}/data", f"{preferences}/erase", f"/u/{tokens[Purpose.LEAVE]}",
        f"/l/{tokens[Purpose.ALWAYS]}/nl", f"/l/{tokens[Purpose.ALWAYS]}/nl-BE", home.site.pages.style_path, "/nowhere",
    ]  # fmt: skip


@pytest.mark.few_quick(3)
@pytest.mark.parametrize(
    "behind", [".", ">", ")", "%20", "%3E", "%29.", "&gt;", ",", "%E2%80%9D", "/", "'", "%5D", ";x"]
)
def test_a_readers_own_link_works_with_what_mail_programs_put_behind_it(home: Home, behind: str) -> None:
    number = home.joined(ADA)
    tokens = {purpose: home.token(purpose, number) for purpose in Purpose}
    for path in (
        f"/u/{tokens[Purpose.LEAVE]}",
        f"/p/{tokens[Purpose.PREFERENCES]}",
        f"/l/{tokens[Purpose.ALWAYS]}/nl-BE",
    ):
        assert home.client.get(path + behind).text == home.client.get(path).text
    assert home.client.post(f"/u/{tokens[Purpose.LEAVE]}{behind}").status_code == 200
    assert home.rows("select state from subscriptions") == [("ended",)]


def test_a_token_with_more_digits_is_another_and_leads_nowhere(home: Home) -> None:
    token = home.token(Purpose.LEAVE, home.joined(ADA))
    for path in (f"/u/{token}0", f"/u/{token}x", f"/u/{token}/leave", f"/u/{token[:-1]}."):
        assert home.client.get(path).status_code == 404, path


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(home: Home, method: str) -> None:
    every = links(home)
    before = home.dump()
    for _ in range(3):
        for path in every:
            answer = home.client.request(method, path)
            assert answer.status_code < 500, path
            assert method == "GET" or not answer.content, path
    assert home.dump() == before


@pytest.mark.slow
def test_every_answer_has_the_headers_that_protect_its_reader(home: Home) -> None:
    for path in links(home):
        for method in ("GET", "POST"):
            headers = home.client.request(method, path).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["x-frame-options"] == "DENY"
            assert "set-cookie" not in headers
            assert "server" not in headers
            assert headers["cache-control"] == ("no-store" if not path.endswith(".css") or method == "POST" else
                                                "public, max-age=31536000, immutable")  # fmt: skip


@pytest.mark.parametrize("host", ["example.com", "news.example.org.example.com", "127.0.0.1", "127.0.0.1:1", "", "é"])
def test_another_host_is_not_answered(home: Home, host: str) -> None:
    answer = home.client.get("/subscribe/nl/nl/", headers={b"host": host.encode()})
    assert answer.status_code == 421
    assert "<form" not in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("host", ["news.example.org", "NEWS.example.org", f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_the_site_and_this_machine_are_answered(home: Home, host: str) -> None:
    assert home.client.get("/subscribe/nl/nl/", headers={"host": host}).status_code == 200


def forged(home: Home) -> Iterator[tuple[str, str]]:
    """Links with tokens that are no one's: for another purpose, of another installation, changed, cut, no token."""
    number = home.joined(ADA)
    own = {purpose: home.token(purpose, number) for purpose in Purpose}
    foreign = Tokens((secrets.token_hex(32),))
    for purpose, path in (
        (Purpose.LEAVE, "/u/{}"),
        (Purpose.PREFERENCES, "/p/{}"),
        (Purpose.PREFERENCES, "/p/{}/data"),
        (Purpose.PREFERENCES, "/p/{}/erase"),
        (Purpose.ALWAYS, "/l/{}/nl-BE"),
        (Purpose.CONFIRM, "/c/{}"),
    ):
        right = own[purpose]
        wrong = [token for other, token in own.items() if other is not purpose]
        wrong += [foreign.make(purpose, Claim(number, 1)), right[:-1] + ("0" if right[-1] != "0" else "1")]
        wrong += [right[:-1], right + "0", "sample", "0" * 48, "%00", "..%2f..%2fetc", "a" * 500, "😀", "'or 1=1--"]
        for token in wrong:
            yield path.format(token), path


@pytest.mark.slow
def test_a_forged_or_foreign_token_opens_nothing(home: Home) -> None:
    tried = list(forged(home))
    before = home.dump()
    for path, pattern in tried:
        for method in ("GET", "POST"):
            answer = home.client.request(method, path, data={"language": "nl"} if method == "POST" else None)
            assert answer.status_code in ((404, 405) if pattern.endswith("data") else (404,)), path
            assert ADA not in answer.text
    assert home.dump() == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"\xff\xfe\0\1", "application/x-www-form-urlencoded", 400),
        (b"address=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 400),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 400),
        (b"a=1&" * 60, "application/x-www-form-urlencoded", 400),
        (b"", "", 400),
        (b"a=" + b"x" * READERS.max_body, "application/x-www-form-urlencoded", 413),
        (secrets.token_bytes(4_000), "application/octet-stream", 400),
        (b"address=%00", "application/x-www-form-urlencoded", 422),
    ],
)
def test_a_body_that_is_no_form_is_refused(home: Home, body: bytes, kind: str, status: int) -> None:
    before = home.dump()
    answer = home.client.post("/subscribe/nl/nl/", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert home.dump() == before


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(home: Home) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1_000):
            yield b"x" * 1_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert home.client.post("/subscribe/nl/nl/", content=endless(), headers=kind).status_code == 413
    assert home.client.post(f"/u/{home.token(Purpose.LEAVE, 1)}", content=endless()).status_code == 413


def test_other_methods_and_endless_addresses_are_refused(home: Home) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        answer = home.client.request(method, "/subscribe/nl/nl/")
        assert answer.status_code == 405
        assert "POST" in answer.headers["allow"]
    assert home.client.post("/subscribe/nl/").status_code == 405
    assert home.client.get("/" + "a" * (MAX_TARGET + 1)).status_code == 414


@pytest.mark.parametrize("language", ["nl", "nl-BE", "en"])
def test_a_refusal_speaks_the_language_that_the_browser_asks_for(home: Home, language: str) -> None:
    answer = home.client.get("/nowhere", headers={"accept-language": f"xx, {language};q=0.8"})
    assert f'<html lang="{language}"' in answer.text


class TestRates:
    def test_six_forms_in_a_minute_are_one_too_many(self, home: Home) -> None:
        home.site.rates.joins = Rate(5, 12.0)
        assert [home.join(f"reader{n}@example.org").status_code for n in range(7)] == [200] * 5 + [429] * 2
        answer = home.join(ADA)
        assert answer.headers["retry-after"]
        assert len(home.mails) == 5

    @pytest.mark.slow
    def test_who_tries_many_tokens_has_to_wait_and_one_click_does_not_suffer(self, home: Home) -> None:
        home.site.rates.misses = Rate(3, 60.0)
        number = home.joined(ADA)
        statuses = [home.client.get(f"/u/{secrets.token_hex(24)}").status_code for _ in range(5)]
        assert statuses == [404, 404, 404, 429, 429]
        home.site.rates.misses = Rate(3, 60.0)
        path = f"/u/{home.token(Purpose.LEAVE, number)}"
        assert {home.client.post(path).status_code for _ in range(100)} == {200}

    def test_a_client_gets_its_burst_and_then_one_at_a_time(self) -> None:
        clock = [0.0]
        rate = Rate(2, 10.0, lambda: clock[0])
        assert [rate.spend("a") for _ in range(3)] == [True, True, False]
        assert rate.spend("b")
        clock[0] = 10.5
        assert [rate.spend("a"), rate.spend("a")] == [True, False]

    def test_memory_does_not_grow_with_the_number_of_clients(self) -> None:
        rate = Rate(5, 12.0)
        for number in range(25_000):
            rate.spend(str(number))
        assert len(rate._full_at) == 20_000

    @pytest.mark.parametrize(
        ("peer", "forwarded", "trust", "client"),
        [
            ("192.0.2.1", "", False, "192.0.2.1"),
            ("127.0.0.1", "198.51.100.7", False, "127.0.0.1"),
            ("127.0.0.1", "10.0.0.1, 198.51.100.7", True, "198.51.100.7"),
            ("127.0.0.1", "2001:db8:1:2:3:4:5:6", True, "2001:db8:1:2::/64"),
            ("127.0.0.1", "somebody", True, ""),
        ],
    )
    def test_a_client_is_who_the_proxy_saw(self, peer: str, forwarded: str, trust: bool, client: str) -> None:
        headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        assert client_of({"client": (peer, 1), "headers": headers}, trust_proxy=trust) == client


@pytest.mark.slow
def test_the_log_tells_of_no_person_and_no_link(home: Home) -> None:
    for path in links(home):
        home.client.get(f"{path}?who={ADA}", headers={"user-agent": "secret-agent"})
        home.client.post(path, data={"address": ADA, "language": "nl"})
    lines = [json.loads(line) for line in home.log]
    assert {"/u/{token}", "/p/{token}", "/subscribe/{point}/{locale}/"} <= {line["route"] for line in lines}
    assert all(set(line) == {"at", "method", "route", "status", "ms", "bytes"} for line in lines)
    text = "\n".join(home.log)
    assert not re.search(r"[0-9a-f]{48}|@|secret-agent|who=", text)


def test_a_bug_of_ours_becomes_a_page_and_a_place_in_the_log(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"about {ADA}")

    monkeypatch.setattr("newsletter.pipeline.audience.self_service.find_reader", broken)
    answer = home.client.get(f"/p/{home.token(Purpose.PREFERENCES, 1)}")
    assert answer.status_code == 500
    assert "<h1>Something has gone wrong</h1>" in answer.text
    assert any('"fault": "RuntimeError"' in line for line in home.log)
    assert ADA not in "\n".join(home.log)


@pytest.mark.slow
def test_a_database_that_is_gone_is_a_page_and_comes_back(home: Home) -> None:
    number = home.joined(ADA)
    path = f"/p/{home.token(Purpose.PREFERENCES, number)}"
    home.site.pool.close()
    database = home.root / "newsletter.db"
    database.rename(home.root / "away")
    database.mkdir()
    answer = home.client.get(path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    database.rmdir()
    (home.root / "away").rename(database)
    assert home.client.get(path).status_code == 200


def test_a_mail_that_cannot_be_posted_is_told_without_its_address(sample: Sample) -> None:
    def refusing(*_: object) -> None:
        raise OSError(f"550 no such user {ADA}")

    with served(sample.root, post=refusing) as home:
        home.site.mail_queue._again = ()
        assert home.join(ADA).status_code == 200
        assert any("confirmation not mailed" in line for line in home.log)
        assert ADA not in "\n".join(home.log)


def test_without_a_secret_or_a_mail_server_the_forms_are_seen_and_refuse(sample: Sample) -> None:
    with served(sample.root) as home:
        home.site.post = None
        assert home.client.get("/subscribe/nl/nl/").status_code == 200
        assert home.join(ADA).status_code == 503
        home.site.keys = None
        assert home.client.get(f"/p/{'0' * 48}").status_code == 503
        assert home.client.get("/health").status_code == 200


class TestArchive:
    def test_its_files_are_served_beside_the_pages(self, sample: Sample, tmp_path: Path) -> None:
        folder = tmp_path / "archive"
        (folder / "nl").mkdir(parents=True)
        (folder / "nl" / "index.html").write_text("<h1>Archief</h1>")
        (tmp_path / "secret.txt").write_text("secret")
        with served(sample.root, archive=folder) as home:
            assert home.client.get("/nl/").text == "<h1>Archief</h1>"
            assert "script-src 'self'" in home.client.get("/nl/").headers["content-security-policy"]
            assert home.client.get("/subscribe/nl/nl/").status_code == 200
            assert home.client.get("/").status_code == 303
            (folder / ".archive").mkdir()
            (folder / ".archive" / "manifest.json").write_text("{}")
            for path in (
                "/.archive/manifest.json",
                "/nope/",
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/nl/%00",
                "/nl/..%2f..%2fsecret.txt",
            ):
                assert home.client.get(path).status_code == 404, path
            number = home.joined(ADA)
            assert 'href="/nl/"' in home.client.post(home.link()).text
            assert number


SOME = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=300), header=SOME)
def test_no_bytes_make_the_readers_of_forms_stumble(body: bytes, header: str) -> None:
    accepted(header)
    try:
        fields = fields_of("application/x-www-form-urlencoded", body)
    except UnreadableFormError:
        return
    joining(fields, ("nl", "en"))
    choosing(fields, ("nl", "en"), ("nl",), "nl")


def test_a_foreign_server_header_in_the_path_is_no_redirect(home: Home) -> None:
    client = TestClient(app_of(home.site, PORT, home.log.append), base_url="http://news.example.org")
    assert client.get("//example.com/subscribe/nl/nl", follow_redirects=False).status_code == 404
