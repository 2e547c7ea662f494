"""`check --spam` asks an rspamd or a SpamAssassin of one's own, on this machine alone."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from newsletter.pipeline.letters.spam_filters import NoFilterError, Verdict, filter_at
from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.relay import free_port

RSPAMD = {
    "score": 7.25,
    "required_score": 15.0,
    "action": "add header",
    "symbols": {
        "MIME_GOOD": {"name": "MIME_GOOD", "score": -0.1},
        "SUBJ_ALL_CAPS": {"name": "SUBJ_ALL_CAPS", "score": 3.0},
        "HFILTER_URL": {"name": "HFILTER_URL", "score": 4.35},
    },
}


@contextmanager
def answering(answer: Callable[[bytes], bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server that answers each connection once, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    data = b""
                    while b"\r\n\r\n" not in data or len(data) < _length(data):
                        data += connection.recv(65_536)
                    asked.append(data)
                    connection.sendall(answer(data))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def _length(data: bytes) -> int:
    head, _, _ = data.partition(b"\r\n\r\n")
    said = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return len(head) + 4 + int(said[0].partition(b":")[2])


def spamd(points: float) -> Callable[[bytes], bytes]:
    """SpamAssassin's spamd, as its protocol has it."""
    names = b"URI_PHISH,SUBJ_ALL_CAPS\r\n"

    def answer(asked: bytes) -> bytes:
        assert asked.startswith(b"SYMBOLS SPAMC/1.5\r\nContent-length: ")
        is_junk = b"True" if points >= 5 else b"False"
        return b"SPAMD/1.1 0 EX_OK\r\nContent-length: %d\r\nSpam: %s ; %.1f / 5.0\r\n\r\n" % (
            len(names), is_junk, points) + names  # fmt: skip

    return answer


def rspamd(asked: bytes) -> bytes:
    assert asked.startswith(b"POST /checkv2 HTTP/1.1\r\n")
    body = json.dumps(RSPAMD).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def test_each_filter_is_asked_in_its_own_protocol_and_its_verdict_is_read() -> None:
    message = b"Subject: a letter\r\n\r\n" + b"words\r\n" * 40_000
    with answering(spamd(6.1)) as (port, asked):
        by = filter_at(f"spamd://127.0.0.1:{port}")
        assert by
        assert by.judge(message) == Verdict(6.1, 5.0, ("URI_PHISH", "SUBJ_ALL_CAPS"))
    assert asked[0].endswith(message)
    with answering(rspamd) as (port, asked):
        by = filter_at(f"http://localhost:{port}")
        assert by
        assert by.judge(message) == Verdict(7.25, 15.0, ("HFILTER_URL", "SUBJ_ALL_CAPS"))
    assert asked[0].endswith(message)


@pytest.mark.parametrize(
    "answer", [b"", b"220 mail.test ESMTP\r\n", b"SPAMD/1.1 74 EX_IOERR\r\n\r\n", b"HTTP/1.1 404 Not Found\r\n\r\n{}"]
)
@pytest.mark.parametrize("scheme", ["http", "spamd"])
def test_what_answers_otherwise_is_no_filter(scheme: str, answer: bytes) -> None:
    with answering(lambda _: answer) as (port, _):
        by = filter_at(f"{scheme}://127.0.0.1:{port}")
        assert by
        with pytest.raises(NoFilterError):
            by.judge(b"Subject: x\r\n\r\nx")


@pytest.mark.parametrize(
    "address",
    ["http://192.0.2.1:11333", "http://mail.example.org", "https://127.0.0.1", "127.0.0.1:783", "spamd://[", ""],
)
def test_a_filter_elsewhere_or_of_another_kind_is_not_asked(sample: Sample, address: str) -> None:
    assert filter_at(address) is None
    if address:
        result = run(sample, "check", "--spam", address)
        assert result.exit_code == 2
        assert "on this machine alone" in result.stderr


def test_letters_are_judged_as_they_would_be_mailed_and_junk_is_told_of_each(sample: Sample) -> None:
    with answering(spamd(6.1)) as (port, asked):
        result = run(sample, "check", "--json", "--spam", f"spamd://127.0.0.1:{port}")
    values = json.loads(result.stdout)
    assert len(asked) == 3
    assert all(b"List-Unsubscribe" in each for each in asked)
    assert [each["edition"] for each in values["junk"]] == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]
    (found,) = [each for each in values["problems"] if each["code"] == "junk-score"]
    assert found["message"] == "SpamAssassin gives 6.1 points, and 5 are junk: URI_PHISH, SUBJ_ALL_CAPS"
    assert (found["file"], found["line"], len(found["editions"])) == ("issues/2024-01/issue.yaml", 2, 3)
    with answering(spamd(1.2)) as (port, _):
        result = run(sample, "check", "--spam", f"spamd://127.0.0.1:{port}")
    assert "2024-01: at most 1.2 of 5 points of junk, for 2024-01/eu/en.\n" in result.stdout
    assert "junk-score" not in result.stderr


def test_a_filter_that_does_not_run_is_told_once_and_all_else_is_checked(sample: Sample) -> None:
    result = run(sample, "check", "--json", "--spam", f"spamd://127.0.0.1:{free_port()}")
    values = json.loads(result.stdout)
    (found,) = [each for each in values["problems"] if each["code"] == "no-spam-filter"]
    assert "connection refused" in found["message"]
    assert values["junk"] == []
