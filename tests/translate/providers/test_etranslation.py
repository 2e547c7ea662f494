"""eTranslation's interface: what goes out, what a number means, and which text of what came back is which."""

import base64
import datetime as dt
import html
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.settings.providers import Providers
from newsletter.translate.providers.codes import CODES, code
from newsletter.translate.providers.etranslation import read_answer
from newsletter.translate.providers.etranslation_numbers import NUMBERS, refusal_of_number
from newsletter.translate.providers.home import Relay
from newsletter.translate.providers.later import Came, LaterProvider, Outgoing, Receipt
from newsletter.translate.providers.marked_document import marked, taken_apart
from newsletter.translate.providers.provider import Answer, Kind, Limits, Refusal
from newsletter.translate.providers.registry import make_later_provider
from newsletter.translate.providers.wire import Reply, Wire
from tests.support.filling import SOURCES
from tests.support.web_servers import web_server
from tools.etranslation_server import ETranslationServer

EU = (
    *("bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "ga"),
    *("it", "lv", "lt", "mt", "pl", "pt", "ro", "sk", "sl", "es", "sv"),
)
OUT = Outgoing("a" * 24, ("One & <two>", "[X0X]"), "en", "mt", "http://127.0.0.1/mt/t", "http://127.0.0.1/mt/t/error")
NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


@pytest.fixture
def service() -> Iterator[ETranslationServer]:
    with ETranslationServer(password="pw", is_held=True) as server:
        yield server


def provider(url: str, **said: object) -> LaterProvider:
    values = {"etranslation": {"application": "demo", "url": url, **said}}
    return make_later_provider(Providers.model_validate(values), {"NEWSLETTER_ETRANSLATION_KEY": "pw"})


def came(body: bytes, kind: str = "text/html", *, is_error: bool = False, **fields: str) -> Came:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Came(NOW, body, kind, named, is_error)


def test_a_desk_is_told_between_whom_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    relay = Relay(
        Wire(5, {}), Limits(1, 100), "http://127.0.0.1:9", lambda token: token, "etranslation", dt.timedelta(hours=1)
    )
    outgoing = Outgoing("0" * 24, ("One",), "en", "mt", "http://127.0.0.1:9/mt/t", "http://127.0.0.1:9/mt/t/error")
    found = relay.submit(outgoing)
    assert isinstance(found, Refusal)
    assert found.detail == "from this desk to its home http://127.0.0.1:9: the connection failed or broke off"
    said = b'{"kind": "no-connection", "detail": "the connection failed", "passing": true, "arrived": false}'
    monkeypatch.setattr(Wire, "send", lambda *_: Reply(200, {}, said))
    found = relay.submit(outgoing)
    assert isinstance(found, Refusal)
    assert (found.kind, found.detail) == (Kind.NO_CONNECTION, "from the home to etranslation: the connection failed")


class TestSubmitting:
    def test_one_document_with_all_texts_by_digest(self, service: ETranslationServer) -> None:
        assert provider(service.url).submit(OUT) == Receipt("1000001")
        (asked,) = service.asked
        document = asked.pop("documentToTranslateBase64")
        assert asked == {
            "externalReference": "a" * 24,
            "callerInformation": {"application": "demo", "username": "newsletter"},
            "sourceLanguage": "EN",
            "targetLanguages": ["MT"],
            "destinations": {"httpDestinations": ["http://127.0.0.1/mt/t"]},
            "errorCallback": "http://127.0.0.1/mt/t/error",
        }
        assert (document["format"], document["fileName"]) == ("html", f"{'a' * 24}.html")
        assert b"One &amp; &lt;two&gt;" in base64.b64decode(document["content"])

    def test_what_the_settings_say_goes_along(self, service: ETranslationServer) -> None:
        provider(service.url, domain="GEN", institution="City of Tests", username="ada").submit(OUT)
        (asked,) = service.asked
        assert asked["domain"] == "GEN"
        assert asked["callerInformation"] == {
            "application": "demo", "username": "ada", "institution": "City of Tests",
        }  # fmt: skip

    def test_the_password_is_in_no_representation_and_never_sent_as_it_is(self, service: ETranslationServer) -> None:
        made = provider(service.url)
        assert "pw" not in repr(made)
        made.submit(OUT)
        assert "pw" not in str(service.asked)

    def test_a_wrong_password_is_refused_after_one_challenge(self, service: ETranslationServer) -> None:
        service.password = "another"
        found = provider(service.url).submit(OUT)
        assert isinstance(found, Refusal)
        assert (found.kind, found.may_have_arrived, service.asked) == (Kind.KEY_REFUSED, False, [])

    def test_a_challenge_with_an_endless_body_is_not_read(self) -> None:
        class Endless(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response_only(401)
                self.send_header("WWW-Authenticate", 'Digest realm="x", nonce="n", qop="auth"')
                self.end_headers()
                try:
                    for _ in range(10_000):
                        self.wfile.write(b"x" * 100_000)
                except OSError:
                    return

            def log_message(self, *_: object) -> None: ...

        with web_server(Endless) as server:
            found = provider(f"http://127.0.0.1:{server.server_port}/", timeout=5).submit(OUT)
        assert isinstance(found, Refusal)
        assert found.kind in (Kind.KEY_REFUSED, Kind.BROKEN_ANSWER, Kind.TIMEOUT, Kind.NO_CONNECTION)

    @pytest.mark.parametrize("said", ["", "thanks", "12a", "<html>", "1.5", "9" * 40])
    def test_what_is_no_number_may_have_arrived(self, service: ETranslationServer, said: str) -> None:
        service.take = lambda _: said  # type: ignore[assignment, method-assign, return-value]
        found = provider(service.url).submit(OUT)
        assert isinstance(found, Refusal)
        assert (found.kind, found.may_have_arrived) == (Kind.BROKEN_ANSWER, True)


class TestNumbers:
    @pytest.mark.parametrize("number", NUMBERS)
    def test_each_has_words_that_name_it(self, number: int) -> None:
        found = refusal_of_number(-number)
        assert f"(-{number})" in found.detail
        assert "not in our table" not in found.detail

    def test_a_quota_passes_and_a_language_does_not(self) -> None:
        assert (refusal_of_number(-20028).kind, refusal_of_number(-20028).is_passing) == (Kind.TOO_MANY, True)
        assert (refusal_of_number(-20013).kind, refusal_of_number(-20013).is_passing) == (Kind.NO_LANGUAGE, False)

    def test_one_that_nobody_knows_is_told_by_its_number_and_may_pass(self) -> None:
        found = refusal_of_number(-12345)
        assert (found.kind, found.is_passing) == (Kind.SERVER_FAULT, True)
        assert "-12345" in found.detail


class TestLanguages:
    def test_all_official_languages_are_there(self) -> None:
        assert [each for each in EU if code("etranslation", each) != each.upper()] == []
        made = provider("http://127.0.0.1/")
        assert all(made.can("en", each) for each in EU if each != "en")

    def test_what_it_does_not_have_it_is_not_asked_for(self) -> None:
        made = provider("http://127.0.0.1/")
        assert [each for each in ("sr-Latn", "sq", "mk", "ca", "zh-Hant") if made.can("en", each)] == []
        assert not made.can("en", "en-US"), "the same language"
        assert made.can("en", "nl-BE")
        assert {len(codes["etranslation"]) for codes in CODES.values() if "etranslation" in codes} == {2}


class TestReading:
    def test_a_document_comes_back_in_base64_or_as_it_is(self) -> None:
        document = marked(["Wieħed", "Tnejn"], "mt")
        wanted = [Answer("Wieħed", "etranslation"), Answer("Tnejn", "etranslation")]
        folded = b"\r\n".join(base64.b64encode(document)[at : at + 60] for at in range(0, 900, 60))
        for body in (document, base64.b64encode(document), folded.strip(), b"\xef\xbb\xbf" + document):
            assert read_answer(came(body), ["One", "Two"]) == wanted

    def test_a_text_comes_back_as_a_form(self) -> None:
        body = b"request-id=1&translated-text=%3Cp+id%3D%22u0%22%3EWie%C4%A7ed%3C%2Fp%3E"
        found = read_answer(came(body, "application/x-www-form-urlencoded; charset=utf-8"), ["One"])
        assert found == [Answer("Wieħed", "etranslation")]

    @pytest.mark.parametrize("body", [b"", b"\0" * 50, bytes(range(256)), b"<p>no marks</p>", b"42", b"{}", b"=" * 9])
    def test_what_is_no_document_of_ours_is_spoilt(self, body: bytes) -> None:
        found = read_answer(came(body), ["One", "Two"])
        assert isinstance(found, Refusal)
        assert (found.kind, found.is_passing) == (Kind.BROKEN_ANSWER, True)

    @pytest.mark.slow
    @pytest.mark.parametrize("body", [b" " * 3_000_000, b"A" * 3_000_000, b"<b>" * 900_000, b"<p id=u0>" * 30_000])
    def test_what_is_large_and_nothing_takes_no_time(self, body: bytes) -> None:
        assert isinstance(read_answer(came(body), ["One", "Two", "Three"]), Refusal | list)

    def test_an_error_is_one_by_its_address_or_its_field(self) -> None:
        by_field = read_answer(came(b"x", error_code="-20028"), ["One"])
        by_address = read_answer(came(b"-40010", is_error=True), ["One"])
        without = read_answer(came(b"", is_error=True), ["One"])
        kinds = [each.kind for each in (by_field, by_address, without) if isinstance(each, Refusal)]
        assert kinds == [Kind.TOO_MANY, Kind.TOO_LONG, Kind.SERVER_FAULT]


class TestMarks:
    def apart(self, *elements: str, count: int = 4) -> list[str | None]:
        return taken_apart(f"<html><body>{''.join(elements)}</body></html>".encode(), count)

    def test_what_was_marked_is_taken_apart_again(self) -> None:
        assert taken_apart(marked(SOURCES, "en"), len(SOURCES)) == list(SOURCES)

    @pytest.mark.slow
    @given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp"]),
                            min_size=1, max_size=30), min_size=1, max_size=5))  # fmt: skip
    def test_any_text_survives(self, texts: list[str]) -> None:
        assert taken_apart(marked(texts, "en"), len(texts)) == texts

    def test_elements_in_another_order_are_told_by_their_marks(self) -> None:
        found = self.apart('<p id="u1">b</p>', '<p id="u0">a</p>', '<p id="u3">d</p>', '<p id="u2">c</p>')
        assert found == ["a", "b", "c", "d"]

    def test_tags_that_the_machine_puts_in_are_no_words(self) -> None:
        found = self.apart('<p id="u0"><font color="red">a</font> b</p>', *(f'<p id="u{n}">x</p>' for n in (1, 2, 3)))
        assert found[0] == "a b"

    def test_beside_a_mark_that_is_gone_both_neighbours_are_in_doubt(self) -> None:
        assert self.apart('<p id="u0">a</p>', '<p id="u1">b</p>', '<p id="u3">d</p>') == ["a", None, None, None]

    def test_words_behind_an_element_make_it_doubtful(self) -> None:
        rest = [f'<p id="u{n}">x</p>' for n in (1, 2, 3)]
        assert self.apart('<p id="u0">a</p> and more', *rest) == [None, "x", "x", "x"]
        assert self.apart('<p id="u0">a</p><p>and more</p>', *rest) == [None, "x", "x", "x"]

    def test_one_within_another_leaves_both(self) -> None:
        rest = [f'<p id="u{n}">x</p>' for n in (2, 3)]
        assert self.apart('<div id="u0">a <span id="u1">b</span></div>', *rest)[:2] == [None, None]

    def test_one_that_is_there_twice_is_left(self) -> None:
        rest = [f'<p id="u{n}">x</p>' for n in (1, 2, 3)]
        assert self.apart('<p id="u0">a</p>', '<p id="u0">b</p>', *rest) == [None, "x", "x", "x"]

    def test_marks_that_were_never_made_are_not_ours(self) -> None:
        rest = [f'<p id="u{n}">{html.escape("x")}</p>' for n in range(4)]
        assert self.apart(*rest, '<p id="u9"></p>', '<p id="u-1"></p>', '<p id="u٣"></p>') == ["x"] * 4
