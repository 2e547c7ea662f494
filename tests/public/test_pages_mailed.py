"""Confirmations go through the same route, session and signature as letters do, to a real mail server."""

import subprocess
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.mail.message.recipient import claim_of
from newsletter.mail.message.tokens import Claim, Purpose
from tests.conftest import Sample
from tests.support.mail_links import linked
from tests.support.mail_server import running
from tests.support.public_site import served

ADA = "ada@example.org"


def key_for(domain: str, folder: Path) -> Path:
    folder.mkdir()
    file = folder / f"news._domainkey.{domain}.pem"
    options = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", str(file)]
    subprocess.run(["openssl", "genpkey", *options], check=True, capture_output=True)
    file.chmod(0o600)
    return folder


@pytest.mark.slow
def test_a_reader_joins_through_a_real_mail_server_and_its_message_is_signed(sample: Sample, tmp_path: Path) -> None:
    keys = key_for("news.example.org", tmp_path / "dkim")
    with running(tmp_path / "server", "--keep") as server:
        environ = {
            "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "NEWSLETTER_DKIM_KEYS": str(keys),
        }
        with served(sample.root, post=None, environ=environ) as home:
            assert home.join(ADA).status_code == 200
            (entry,), (data,) = server.accepted(), server.messages()
            assert entry["to"] == ADA
            assert home.site.keys
            assert claim_of(entry["from"], home.site.keys.tokens) == (Purpose.RETURN, Claim(1))
            mail = message_from_bytes(data, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            assert "d=news.example.org;" in str(mail["DKIM-Signature"])
            assert home.client.post(linked(mail)).status_code == 200
            assert home.rows("select point, state from subscriptions") == [("nl", "active")]


@pytest.mark.slow
def test_what_a_server_refuses_is_not_tried_again_and_what_it_puts_off_is(sample: Sample, tmp_path: Path) -> None:
    with running(tmp_path / "server") as server:
        environ = {"NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none"}
        with served(sample.root, post=None, environ=environ) as home:
            home.site.mail_queue._again = (0.01, 0.01)
            for address in ("refuse.1@example.org", "grey.1@example.org"):
                assert home.join(address).status_code == 200
            assert server.to() == {"grey.1@example.org": 1}
            faults = [line for line in home.log if "not mailed" in line]
            assert len(faults) == 1
            assert "@" not in "".join(faults)


@pytest.mark.slow
def test_a_mail_that_is_put_off_holds_up_nobody_and_is_told_when_the_server_ends(
    sample: Sample, tmp_path: Path
) -> None:
    with running(tmp_path / "server") as server:
        environ = {"NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none"}
        with served(sample.root, post=None, environ=environ) as home:
            home.site.mail_queue._again = (3600.0,)
            for address in ("later.1@example.org", ADA):
                form = {"address": address, "language": "nl", "consent": "yes"}
                assert home.client.post("/subscribe/nl/nl/", data=form).status_code == 200
            ends = time.monotonic() + 60  # the first further try comes after an hour
            while not server.to() and time.monotonic() < ends:
                time.sleep(0.01)
            assert server.to() == {ADA: 1}
            log = home.log
    assert [line for line in log if "not mailed" in line] == [
        '{"fault": "confirmation not mailed", "reason": "rcpt 4.2.0"}'
    ]
