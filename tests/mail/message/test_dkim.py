"""A signature holds for every byte that matters, by the judgement of dkimpy, which has no line of ours."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.message.dkim import Key, keys_for, read_keys, sign_message
from newsletter.mail.message.recipient import Places, recipient_of
from newsletter.mail.message.template import MessageTemplate
from newsletter.mail.message.tokens import Claim
from newsletter.problems import Severity
from tests.conftest import REPOSITORY
from tests.support.messages import MORNING, letter
from tests.support.signed import RSA, TOKENS, key, verified

PLACES = Places("https://news.example.org", "news.example.org")
ED = Key("example.org", "news-ed", ed25519.Ed25519PrivateKey.generate(), "ed25519-sha256")
GREEK = "Κέντρα πόλεων, ένα εργαστήριο για το κλίμα και έξι νέα δίκτυα"


def message(*keys: Key, **changes: object) -> bytes:
    one = letter(**changes)
    to = recipient_of("Ωμέγα", "reader@städte.example", one, one.slots(), Claim(7, 3), TOKENS, PLACES)
    return sign_message(MessageTemplate.of(one, PLACES).message(to, MORNING), keys, MORNING).to_bytes()


@pytest.mark.parametrize("subject", ["A subject", GREEK])
@pytest.mark.parametrize("text", ["Hello\n", GREEK * 30, ".\n..\n\n\n"])
def test_both_signatures_verify(subject: str, text: str) -> None:
    data = message(RSA, ED, subject=subject, text=text)
    assert verified(data, RSA, ED) == [True, True]
    assert verified(data, ED) == [False, True], "each holds alone"


@pytest.mark.slow
@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    subject=st.text(st.characters(exclude_categories=["C", "Z"])),
)
def test_any_message_verifies(text: str, subject: str) -> None:
    assert verified(message(ED, text=text, subject=subject), ED) == [True]


def test_one_changed_byte_of_the_body_breaks_it() -> None:
    data = message(RSA, ED)
    body = data.index(b"\r\n\r\n") + 4
    for at in range(body, len(data), 7):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert verified(changed, RSA, ED) == [False, False], data[at - 20 : at + 20]
    assert verified(data + b"more\r\n", RSA, ED) == [False, False], "there is no l="


SIGNED = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type",
          "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive", "Feedback-ID"]  # fmt: skip


@pytest.mark.parametrize("name", SIGNED)
def test_one_changed_byte_of_a_signed_header_breaks_it(name: str) -> None:
    data = message(RSA)
    at = data.index(f"\r\n{name}: ".encode()) + len(name) + 5
    assert verified(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], RSA) == [False]


@pytest.mark.parametrize("name", SIGNED[:6])
def test_a_second_header_put_before_the_first_breaks_it(name: str) -> None:
    data = message(RSA)
    assert verified(data, RSA) == [True]
    assert verified(f"{name}: somebody else <evil@example.com>\r\n".encode() + data, RSA) == [False]


def test_the_signature_stands_first_and_says_what_it_covers() -> None:
    data = message(RSA)
    head = data.split(b"\r\nFrom: ")[0].decode()
    assert head.startswith(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=example.org;\r\n s=news; t=1700553600;"
    )
    assert "l=" not in head.replace("rsa-sha256;", "").partition("bh=")[0]
    covered = head.partition(" h=")[2].partition(";")[0].replace("\r\n", "").replace(" ", "").split(":")
    assert covered.count("from") == 2
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(covered), "RFC 8058 section 4"
    assert {name.lower() for name in SIGNED} == set(covered)
    assert all(len(line) <= 76 for line in head.split("\r\n"))


def test_the_same_message_has_the_same_signatures() -> None:
    assert message(RSA, ED) == message(RSA, ED)


def test_a_build_never_loads_what_only_signing_needs() -> None:
    modules = "newsletter.mail.message.template, newsletter.mail.message.dkim"
    code = f"import {modules}, sys; print({{'cryptography', 'idna'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def pem(private: object) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined, no-any-return]


def write(folder: Path, name: str, data: bytes, mode: int = 0o600) -> None:
    (folder / name).write_bytes(data)
    (folder / name).chmod(mode)


def test_keys_are_read_by_the_names_of_their_records(tmp_path: Path) -> None:
    write(tmp_path, "news._domainkey.example.org.pem", pem(RSA.private))
    write(tmp_path, "news-ed._domainkey.example.org.pem", pem(ED.private))
    write(tmp_path, "notes.txt", b"not looked at")
    keys, problems = read_keys(tmp_path)
    assert problems == []
    assert [(key.domain, key.selector, key.algorithm) for key in keys] == [
        ("example.org", "news-ed", "ed25519-sha256"),
        ("example.org", "news", "rsa-sha256"),
    ]
    chosen = keys_for(keys, "es@news.example.org")
    assert verified(message(*chosen), RSA, ED) == [True, True]
    assert "private" not in repr(keys[0])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("news.pem", pem(RSA.private), "is not named like the DNS record of a key"),
        ("news._domainkey.x..org.pem", pem(RSA.private), "is not named like the DNS record of a key"),
        ("news._domainkey.example.org.pem", b"nonsense", "holds no private key in PEM"),
        ("news._domainkey.example.org.pem", pem(rsa.generate_private_key(65537, 1024)), "has 1024 bits; 2048 are"),
        ("news._domainkey.example.org.pem", pem(ec.generate_private_key(ec.SECP256R1())), "is neither an RSA nor"),
    ],
)
def test_what_is_no_good_key_is_told_by_its_name(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    write(tmp_path, name, data)
    keys, problems = read_keys(tmp_path)
    assert keys == []
    assert [problem.code for problem in problems] == ["bad-dkim-key"]
    assert problems[0].message.startswith(f"`{name}` {said}")


def test_a_key_that_everybody_can_read_is_told_and_used(tmp_path: Path) -> None:
    write(tmp_path, "news._domainkey.example.org.pem", pem(ED.private), 0o644)
    keys, problems = read_keys(tmp_path)
    assert len(keys) == 1
    assert [(problem.code, problem.severity) for problem in problems] == [("open-dkim-key", Severity.WARNING)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    keys, problems = read_keys(tmp_path / "none")
    assert (keys, [problem.code for problem in problems]) == ([], ["bad-dkim-key"])


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("es@example.org", ["example.org"]),
        ("es@news.example.org", ["example.org"]),
        ("es@de.example.org", ["de.example.org"]),
        ("es@städte.example", ["xn--stdte-hra.example"]),
        ("es@other.org", []),
        ("es@badexample.org", []),
    ],
)
def test_a_sender_is_signed_for_by_the_nearest_domain(address: str, wanted: list[str]) -> None:
    keys = [key("org"), key("example.org"), key("de.example.org"), key("xn--stdte-hra.example")]
    assert [one.domain for one in keys_for(keys, address)] == wanted


def test_of_several_keys_of_a_kind_the_last_by_name_signs() -> None:
    keys = [key("example.org", "y2027"), key("example.org", "y2026"), key("example.org", "ed", "ed25519-sha256")]
    assert [one.selector for one in keys_for(keys, "es@example.org")] == ["y2027", "ed"]


def test_a_signature_says_when_it_was_made() -> None:
    later = MORNING + dt.timedelta(days=1)
    one = letter()
    to = recipient_of("", "reader@example.org", one, one.slots(), Claim(7), TOKENS, PLACES)
    composed = MessageTemplate.of(one, PLACES).message(to, MORNING)
    assert sign_message(composed, [ED], MORNING) != sign_message(composed, [ED], later)
    assert verified(sign_message(composed, [ED], later).to_bytes(), ED) == [True]
