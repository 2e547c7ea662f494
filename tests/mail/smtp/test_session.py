"""Sessions with real servers on loopback: greeted, encrypted, signed in, or refused with a reason."""

import socket
from pathlib import Path

import pytest

from newsletter.mail.smtp.session import Session, SessionError, open_session
from tests.support.relay import PASSWORD, USER, Certificate, certificate, free_port, relay, route, scripted

HELO = "news.example.org"
EHLO = b"250-relay.test\r\n250-SIZE 1000\r\n250 PIPELINING\r\n"
BYE = b"221 bye\r\n"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


def says(session: Session, command: bytes) -> bytes:
    session.socket.sendall(command + b"\r\n")
    return session.socket.recv(1000)


def refused(port: int, tls: str = "none", user: str = "", password: str = "", **more: object) -> SessionError:
    with pytest.raises(SessionError) as caught:
        open_session(route(port, tls, user, password), HELO, timeout=5, **more)  # type: ignore[arg-type]
    return caught.value


def test_a_session_in_clear_is_ready_for_mail_from() -> None:
    with relay(size=2_000_000) as port:
        session = open_session(route(port), HELO)
        assert {"8bitmime", "smtputf8", "size"} <= session.features
        assert session.max_size == 2_000_000
        assert session.tls_version == ""
        assert says(session, b"MAIL FROM:<bounce@news.example.org>") == b"250 OK\r\n"
        session.close()
        assert session.socket.fileno() == -1


@pytest.mark.parametrize("at_once", [False, True])
def test_a_session_is_encrypted_and_signed_in(shown: Certificate, at_once: bool) -> None:
    with relay(shown, at_once=at_once, with_auth=True) as port:
        way = route(port, "tls" if at_once else "starttls", USER, PASSWORD)
        session = open_session(way, HELO, context=shown.trusted())
        assert session.tls_version in ("TLSv1.2", "TLSv1.3")
        assert "starttls" not in session.features
        assert says(session, b"MAIL FROM:<bounce@news.example.org>") == b"250 OK\r\n"
        session.close()


def test_a_wrong_password_is_refused_for_good_and_never_repeated(shown: Certificate) -> None:
    with relay(shown, with_auth=True) as port:
        fault = refused(port, "starttls", USER, "not the password", context=shown.trusted())
    assert (fault.code, fault.is_passing) == (535, False)
    assert "not the password" not in str(fault)


def test_a_server_that_repeats_the_command_does_not_bring_the_password_into_an_error() -> None:
    plain = b"AGVzAHNlY3JldA=="  # base64 of \0es\0secret
    ehlo = b"250-relay.test\r\n250 AUTH PLAIN\r\n"
    with scripted([b"220 relay.test\r\n", ehlo, b"504 5.5.4 AUTH PLAIN " + plain + b" secret\r\n"]) as (port, told):
        fault = refused(port, "none", "es", "secret")
    assert told[1] == b"AUTH PLAIN " + plain + b"\r\n"
    assert fault.words == "5.5.4 AUTH PLAIN … …"


def test_a_server_that_is_overloaded_may_let_us_sign_in_later() -> None:
    ehlo = b"250-relay.test\r\n250 AUTH PLAIN\r\n"
    with scripted([b"220 relay.test\r\n", ehlo, b"454 4.7.0 Temporary failure\r\n"]) as (port, _):
        fault = refused(port, "none", "es", "secret")
    assert (fault.words, fault.code, fault.is_passing) == ("4.7.0 Temporary failure", 454, True)


def test_a_wrong_password_is_tried_once_even_when_the_server_then_hangs_up() -> None:
    ehlo = b"250-relay.test\r\n250 AUTH LOGIN PLAIN\r\n"
    with scripted([b"220 relay.test\r\n", ehlo, b"535 5.7.8 no\r\n", None]) as (port, told):
        fault = refused(port, "none", "es", "secret")
    assert (fault.code, fault.is_passing) == (535, False)
    assert [line[:10] for line in told[1:]] == [b"AUTH PLAIN", b""]


def test_a_way_to_sign_in_that_the_server_only_claims_to_know_is_passed_over() -> None:
    ehlo = b"250-relay.test\r\n250 auth plain login\r\n"
    answers = [b"220 relay.test\r\n", ehlo, b"504 what?\r\n", b"334 UGFzc3dvcmQ6\r\n", b"235 yes\r\n", BYE]
    with scripted(answers) as (port, told):
        open_session(route(port, "none", "es", "secret"), HELO).close()
    assert told[2:4] == [b"AUTH LOGIN ZXM=\r\n", b"c2VjcmV0\r\n"]


def test_a_challenge_that_is_none_ends_the_session() -> None:
    ehlo = b"250-relay.test\r\n250 AUTH LOGIN\r\n"
    with scripted([b"220 relay.test\r\n", ehlo, b"334 A\r\n"]) as (port, _):
        assert not refused(port, "none", "es", "secret").is_passing


@pytest.mark.parametrize("offer", [b"250 relay.test\r\n", b"250-relay.test\r\n250 AUTH GSSAPI\r\n"])
def test_without_a_way_to_sign_in_no_message_is_sent_unsigned_in(offer: bytes) -> None:
    with scripted([b"220 relay.test\r\n", offer, b"250 OK\r\n"]) as (port, _):
        fault = refused(port, "none", "es", "secret")
    assert "no way to sign in" in fault.words
    assert not fault.is_passing


def test_a_stripped_starttls_ends_the_session_before_anything_is_said() -> None:
    with scripted([b"220 relay.test\r\n", b"250-relay.test\r\n250 AUTH PLAIN LOGIN\r\n", b"250 OK\r\n"]) as (
        port,
        told,
    ):
        fault = refused(port, "starttls", "es", "secret")
    assert (fault.words, fault.is_passing) == ("the server does not offer STARTTLS", False)
    assert told == [b"ehlo news.example.org\r\n", b""]


def test_tls_that_the_server_can_not_begin_just_now_may_come_later() -> None:
    ehlo = b"250-relay.test\r\n250 STARTTLS\r\n"
    with scripted([b"220 relay.test\r\n", ehlo, b"454 TLS not available\r\n"]) as (port, _):
        assert refused(port, "starttls").is_passing


def test_what_was_slipped_in_before_tls_is_not_believed(shown: Certificate) -> None:
    ehlo = b"250-relay.test\r\n250 STARTTLS\r\n"
    slipped = b"220 go ahead\r\n250-evil.test\r\n250 AUTH PLAIN\r\n"
    with scripted([b"220 relay.test\r\n", ehlo, slipped, None]) as (port, told):
        refused(port, "starttls", "es", "secret", context=shown.trusted())
    assert not any(b"AUTH" in line for line in told)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(shown: Certificate, tls: str) -> None:
    with relay(shown, at_once=tls == "tls") as port:
        fault = refused(port, tls)
    assert fault.words.startswith("the server's certificate can't be trusted: self")
    assert not fault.is_passing


@pytest.mark.parametrize(("host", "days", "why"), [("127.0.0.2", 30, "mismatch"), ("127.0.0.1", -1, "expired")])
def test_a_certificate_of_another_or_an_old_one_is_refused(tmp_path: Path, host: str, days: int, why: str) -> None:
    other = certificate(tmp_path, host, days=days)
    with relay(other) as port:
        fault = refused(port, "starttls", context=other.trusted())
    assert why in fault.words
    assert not fault.is_passing


def test_a_private_authority_is_trusted_through_the_file_that_openssl_is_told(
    shown: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.file))
    with relay(shown) as port:
        session = open_session(route(port, "starttls"), HELO)
        assert session.tls_version
        session.close()


def test_a_server_without_tls_at_the_port_of_tls_is_refused() -> None:
    with relay() as port:
        fault = refused(port, "tls")
    assert "does not speak TLS" in fault.words
    assert not fault.is_passing


def test_a_closed_port_may_open_again() -> None:
    fault = refused(free_port())
    assert (fault.words, fault.code, fault.is_passing) == ("no connection: connection refused", 0, True)


def test_a_name_without_an_address_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SessionError, match=r"the name smtp\.example\.org has no address") as caught:
        open_session(route(25, host="smtp.example.org"), HELO)
    assert not caught.value.is_passing


@pytest.mark.parametrize(
    ("greeting", "words", "code", "is_passing"),
    [
        (b"554 5.7.1 not you\r\n", "5.7.1 not you", 554, False),
        (b"421 too many connections\r\n", "too many connections", 421, True),
        (b"HTTP/1.1 400 Bad Request\r\n", "what answers there is no mail server", 0, False),
        (b"\xff\x00\x1b[31m\r\n", "what answers there is no mail server", 0, False),
        (b"220 " + b"x" * 10_000, "Line too long.", 500, False),
        (None, "the server has closed the connection", 0, True),
    ],
)
def test_a_greeting_that_is_none_is_told(greeting: bytes | None, words: str, code: int, is_passing: bool) -> None:
    with scripted([greeting]) as (port, _):
        fault = refused(port)
    assert (fault.words, fault.code, fault.is_passing) == (words, code, is_passing)


def test_words_of_a_server_come_on_one_line_and_not_without_end() -> None:
    with scripted([b"554-5.7.1 go\x07\x1b[2J\r\n554 " + b"away " * 200 + b"\r\n"]) as (port, _):
        fault = refused(port)
    assert fault.words.startswith("5.7.1 go [2J away away")
    assert fault.words.isprintable()
    assert len(fault.words) <= 300


@pytest.mark.slow
def test_a_server_that_says_nothing_is_given_up() -> None:
    with scripted([b""]) as (port, _), pytest.raises(SessionError, match="does not answer in time") as caught:
        open_session(route(port), HELO, timeout=0.2)
    assert caught.value.is_passing


def test_a_server_that_knows_only_helo_is_spoken_to_in_clear() -> None:
    with scripted([b"220 relay.test\r\n", b"502 what?\r\n", b"250 relay.test\r\n", b"250 OK\r\n", BYE]) as (port, told):
        session = open_session(route(port), HELO)
        assert (session.features, session.max_size) == (frozenset(), 0)
        assert says(session, b"MAIL FROM:<>") == b"250 OK\r\n"
        session.close()
    assert told[:3] == [b"ehlo news.example.org\r\n", b"helo news.example.org\r\n", b"MAIL FROM:<>\r\n"]


@pytest.mark.parametrize(
    ("extra", "words", "is_passing"),
    [
        (b"421 shutting down\r\n", "shutting down", True),
        (b"250 OK\r\n", "the server has sent more than was asked for", False),
    ],
)
def test_an_answer_that_nobody_asked_for_is_never_taken_for_that_of_the_next_command(
    extra: bytes, words: str, is_passing: bool
) -> None:
    with scripted([b"220 relay.test\r\n", EHLO + extra]) as (port, _):
        fault = refused(port)
    assert (fault.words, fault.is_passing) == (words, is_passing)


@pytest.mark.parametrize(
    ("helo", "said"), [("127.0.0.1", b"[127.0.0.1]"), ("::1", b"[IPv6:::1]"), ("example.org", b"example.org")]
)
def test_who_has_an_address_instead_of_a_name_says_it_in_brackets(helo: str, said: bytes) -> None:
    with scripted([b"220 relay.test\r\n", EHLO, BYE]) as (port, told):
        open_session(route(port), helo).close()
    assert told == [b"ehlo " + said + b"\r\n", b"QUIT\r\n"]


def test_leaving_a_server_that_has_gone_is_no_fault() -> None:
    with scripted([b"220 relay.test\r\n", EHLO, None]) as (port, _):
        session = open_session(route(port), HELO)
        assert session.max_size == 1000
        session.socket.sendall(b"NOOP\r\n")
    session.close()
    session.close()
