"""`newsletter doctor`: what is wrong with an installation is found, said once, and with what to do."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from newsletter.database import opening
from newsletter.domains import is_sample
from newsletter.mail.message.dkim import read_keys
from newsletter.mail.smtp.dns import resolver
from newsletter.pipeline.doctor import examine
from newsletter.pipeline.doctor.local_checks import is_of_provider
from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.dns_server import answering
from tests.support.relay import PASSWORD, USER, Certificate, certificate, free_port, relay, scripted
from tests.support.subscriber_lists import SECRET, put

KEY = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
ED = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
DOMAIN = "news.cities.eu"


@dataclass
class Home:
    """An installation in which all is well until a test changes something."""

    sample: Sample
    keys: Path
    environ: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], Any] = field(default_factory=dict)

    def doctor(self, *options: str) -> Result:
        with answering(self.records) as (server, self.asked):
            return run(self.sample, "doctor", *options, env={"NEWSLETTER_RESOLVER": server, **self.environ})

    def findings(self, *options: str) -> list[dict[str, str]]:
        result = self.doctor("--json", *options)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        found: list[dict[str, str]] = json.loads(result.stdout)["findings"]
        assert result.exit_code == any(one["standing"] == "error" for one in found)
        return found

    def wrong(self, *options: str) -> list[tuple[str, str]]:
        """Standing and code of all that is wrong."""
        return [(one["standing"], one["code"]) for one in self.findings(*options) if "code" in one]

    def key(self, name: str, pem: bytes) -> None:
        path = self.keys / f"{name}.pem"
        path.write_bytes(pem)
        path.chmod(0o600)


@pytest.fixture
def port() -> Iterator[int]:
    with relay(size=10_000_000) as number:
        yield number


@pytest.fixture
def home(sample: Sample, tmp_path: Path, port: int) -> Home:
    made = Home(sample, tmp_path / "dkim")
    made.keys.mkdir()
    made.key(f"news._domainkey.{DOMAIN}", KEY)
    sample.edit("newsletter.toml", "news.example.org", DOMAIN)
    for point in ("eu", "nl"):
        file = f"issues/points/{point}.yaml"
        sample.edit(file, f"address: {point}@news.example.org", f"address: {point}@{DOMAIN}")
        sample.edit(file, f"reply-to: {point}@example.org", f"reply-to: {point}@cities.eu")
    sample.edit("issues/points/eu.yaml", "1 Sample Street", "1 Long Street")
    assert put(sample, "email\nada@example.org\n").exit_code == 0
    made.environ = {
        "NEWSLETTER_SECRET": SECRET,
        "NEWSLETTER_DKIM_KEYS": str(made.keys),
        "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    keys, _ = read_keys(made.keys)
    made.records = {
        (DOMAIN, "MX"): ["10 mx.cities.eu."],
        ("mx.cities.eu", "A"): ["192.0.2.1"],
        (DOMAIN, "TXT"): ["v=spf1 mx -all"],
        (f"news._domainkey.{DOMAIN}", "TXT"): [keys[0].record()],
        ("_dmarc.cities.eu", "TXT"): ["v=DMARC1; p=quarantine; sp=none"],
    }
    return made


def test_a_sound_installation_has_nothing_wrong_and_says_what_was_looked_at(home: Home) -> None:
    result = home.doctor()
    assert result.exit_code == 0, result.output
    assert result.stdout.replace(home.environ["NEWSLETTER_SMTP_URL"].removeprefix("smtp://"), "127.0.0.1:25") == (
        "Senders\n"
        "  ok       the site is https://news.cities.eu\n"
        "  ok       eu sends from news.cities.eu\n"
        "  ok       nl sends from news.cities.eu\n"
        "Secret\n"
        "  ok       NEWSLETTER_SECRET can't be guessed\n"
        "Database\n"
        "  ok       it opens, is up to date and whole; the secret fits\n"
        "  note     no backup was made by `newsletter backup`\n"
        "Signatures\n"
        "  ok       news.cities.eu (eu, nl): signed by news._domainkey.news.cities.eu (RSA, 2048 bits)\n"
        "Mail server\n"
        "  ok       127.0.0.1:25 (no TLS) (eu, nl): in clear; up to 10,000,000 bytes a message; "
        "no pipelining, 8bitmime, smtputf8\n"
        "  note     not looked at: whether the address that 127.0.0.1 mails from has a name (PTR) that leads back to "
        "it; whoever runs that server sees to it\n"
        "DNS\n"
        "  ok       news.cities.eu takes mail at mx.cities.eu\n"
        "  ok       news.cities.eu: SPF, with -all for all other servers; 1 of 10 look-ups\n"
        "  ok       news._domainkey.news.cities.eu holds the key that signs\n"
        "  ok       news.cities.eu: DMARC by _dmarc.cities.eu, policy none; our signatures align\n"
        "\n0 errors, 0 warnings\n"
    )


def test_offline_nobody_is_asked(home: Home) -> None:
    home.environ["NEWSLETTER_SMTP_URL"] = f"smtp://127.0.0.1:{free_port()}"
    assert home.wrong("--offline") == []
    assert home.asked == []


def test_no_address_of_a_reader_and_no_secret_is_said(home: Home) -> None:
    home.environ["NEWSLETTER_SMTP_URL"] = "smtp://es:hush@127.0.0.1:1"
    said = home.doctor().output + home.doctor("--json").output
    assert "hush" not in said
    assert SECRET not in said
    assert "ada@" not in said


def test_only_the_points_named_are_looked_at(home: Home) -> None:
    home.sample.edit("issues/points/nl.yaml", f"nl@{DOMAIN}", "nup.nl@gmail.com")
    assert home.wrong("--point", "eu") == []
    assert ("error", "sender-at-mailbox-provider") in home.wrong("--point", "nl")
    result = home.doctor("--point", "nll")
    assert result.exit_code == 2
    assert "the nearest is `nl`" in result.stderr


def test_samples_of_a_new_project_are_told(sample: Sample) -> None:
    result = run(sample, "doctor", "--offline", "--json")
    found = [(one["code"], one.get("file")) for one in json.loads(result.stdout)["findings"] if "code" in one]
    assert found == [
        ("sample-site", "newsletter.toml"),
        ("sample-address", "issues/points/eu.yaml"),
        ("sample-postal-address", "issues/points/eu.yaml"),
        ("sample-address", "issues/points/nl.yaml"),
        ("no-secret", None),
        ("no-database", None),
        ("no-dkim-keys", None),
    ]
    assert not (sample.root / "newsletter.db").exists()


@pytest.mark.parametrize(
    ("domain", "is_one"),
    [("gmail.com", True), ("yahoo.co.uk", True), ("outlook.fr", True), ("web.de", True), ("live.com", True),
     ("live.urbact.eu", False), ("gmail.cities.eu", False), ("cities.eu", False), ("yahoo.example.org", False)],
)  # fmt: skip
def test_a_domain_of_mailboxes_is_known(domain: str, is_one: bool) -> None:
    assert is_of_provider(domain) is is_one


@pytest.mark.parametrize(
    ("domain", "is_one"),
    [("example.org", True), ("a.b.example.com", True), ("mail.invalid", True), ("localhost", True), ("127.0.0.1", True),
     ("news.localhost", True), ("[::1]", True), ("intranet", True), ("10.0.0.7", True), ("example.eu", True),
     ("www.example.co.uk", True), ("towns.test", False), ("notexample.org", False), ("example.cities.eu", False),
     ("ｅxample.org", True), ("example。org", True), ("EXAMPLE｡org.", True), ("ex\u00adample.org", True),
     ("１２７.0.0.1", True),
     ("nas.lan", True), ("nas.home.arpa", True), ("städte.towns.test", False), ("home.towns.test", False),
     ("examples.eu", False), ("8.8.8.8.example.cities.eu", False)],
)  # fmt: skip
def test_a_sample_is_known(domain: str, is_one: bool) -> None:
    assert is_sample(domain) is is_one


def test_a_site_in_clear_is_told(home: Home) -> None:
    home.environ["NEWSLETTER_SITE"] = f"http://{DOMAIN}"
    assert home.wrong() == [("error", "site-without-https")]


def test_a_broken_file_of_a_point_is_told_and_the_rest_is_looked_at(home: Home) -> None:
    home.sample.edit("issues/points/nl.yaml", "country: NL", "country: NL\nsmtp: relay.test")
    found = home.findings()
    assert [(one["code"], one["file"]) for one in found if "code" in one] == [
        ("bad-smtp-address", "issues/points/nl.yaml")
    ]
    assert "eu sends from news.cities.eu" in [one["message"] for one in found]


def test_another_or_a_weak_secret_is_told(home: Home) -> None:
    home.environ["NEWSLETTER_SECRET"] = "another-secret-of-these-tests-012345"
    assert home.wrong() == [("error", "other-secret")]
    home.environ["NEWSLETTER_SECRET"] = "hush"
    assert home.wrong() == [("error", "weak-secret")]


def test_a_database_that_others_can_read_is_told(home: Home) -> None:
    (home.sample.root / "newsletter.db").chmod(0o644)
    assert home.wrong() == [("warning", "open-database")]


def test_a_file_that_is_no_database_is_told(home: Home) -> None:
    (home.sample.root / "newsletter.db").write_bytes(b"not a database, " * 1000)
    assert home.wrong() == [("error", "unusable-database")]


def test_a_database_that_can_only_be_read_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PRAGMAS", (*opening.PRAGMAS, "query_only = on"))
    assert home.wrong() == [("error", "unusable-database")]


def test_a_database_that_has_gone_while_its_backup_guard_is_there_is_an_error(home: Home) -> None:
    (home.sample.root / "newsletter.db.seal").write_text("0123456789abcdef 7\n2023-11/nl 7\n", "utf-8")
    (home.sample.root / "newsletter.db").unlink()
    assert home.wrong() == [("error", "unusable-database")]
    assert not (home.sample.root / "newsletter.db").exists(), "an empty one would hide it"


def test_a_damaged_database_is_told(home: Home) -> None:
    path = home.sample.root / "newsletter.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        rows = connection.execute("select name, rootpage from sqlite_master where type = 'index'").fetchall()
        size = connection.execute("pragma page_size").fetchone()[0]
    connection.close()
    page = next(page for name, page in rows if "subscri" in name)
    data = bytearray(path.read_bytes())
    at = (page - 1) * size + 3
    data[at : at + 2] = bytes(2)  # an index that has forgotten its entries
    path.write_bytes(data)
    assert home.wrong() == [("error", "damaged-database")]


def test_keys_that_are_missing_open_or_for_others_are_told(home: Home) -> None:
    key = home.keys / f"news._domainkey.{DOMAIN}.pem"
    key.chmod(0o644)
    assert home.wrong() == [("warning", "open-dkim-key")]
    key.rename(home.keys / "news._domainkey.other.eu.pem").chmod(0o600)
    assert home.wrong() == [("error", "sender-without-dkim")]
    (home.keys / "news._domainkey.other.eu.pem").unlink()
    assert home.wrong() == [("error", "no-dkim-keys")]
    home.environ["NEWSLETTER_DKIM_KEYS"] = str(home.keys / "nowhere")
    assert home.wrong() == [("error", "bad-dkim-key")]


def test_servers_that_points_share_are_asked_once_and_each_other_one_too(home: Home) -> None:
    home.environ["NEWSLETTER_SMTP_URL_NL"] = f"smtp://127.0.0.1:{free_port()}"
    found = [one for one in home.findings() if one["topic"] == "mail server"]
    assert [(one["standing"], one["message"].split(": ")[0].split(") ")[1]) for one in found if "(PTR)" not in
            one["message"]] == [("ok", "(eu)"), ("error", "(nl)")]  # fmt: skip


@pytest.mark.slow
def test_a_wrong_password_says_where_to_look(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: Certificate = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.file))
    with relay(shown, with_auth=True) as port:
        home.environ["NEWSLETTER_SMTP_URL"] = f"smtp://{USER}:wrong@127.0.0.1:{port}?tls=starttls"
        problem = next(one for one in home.findings() if one.get("code") == "no-mail-server")
        assert problem["hint"] == "look at name and password"
        right = PASSWORD.replace(" ", "%20").replace("/", "%2F")
        home.environ["NEWSLETTER_SMTP_URL"] = f"smtp://{USER}:{right}@127.0.0.1:{port}?tls=starttls"
        found = next(one for one in home.findings() if one["topic"] == "mail server")
        assert found["standing"] == "ok"
        assert "TLSv1." in found["message"]
        assert "signed in" in found["message"]


def test_a_name_without_a_password_is_told_once_for_all_points(home: Home) -> None:
    del home.environ["NEWSLETTER_SMTP_URL"]
    home.sample.write("newsletter.toml", f'site = "https://{DOMAIN}"\n[smtp]\nurl = "smtp://us@relay.test:587"\n')
    assert home.wrong() == [("error", "no-smtp-password")]


@pytest.mark.slow
def test_a_server_that_takes_no_message_as_large_as_the_largest_letter_is_told(home: Home) -> None:
    greeting = [b"220 relay.test\r\n", b"250-relay.test\r\n250 SIZE 100000\r\n", b"221 bye\r\n"]
    with scripted(greeting) as (port, told):
        home.environ["NEWSLETTER_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        assert home.wrong() == [("error", "small-size-limit")]
    assert told[:2] == [f"ehlo {DOMAIN}\r\n".encode(), b"QUIT\r\n"]
    home.sample.write("build/2024-01/nl/nl/letter.eml", b"x" * 90_000)
    with scripted(greeting) as (port, _):
        home.environ["NEWSLETTER_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        assert home.wrong() == []


DKIM, DMARC = f"news._domainkey.{DOMAIN}", "_dmarc.cities.eu"


@pytest.mark.parametrize(
    ("name", "kind", "records", "wrong"),
    [
        (DOMAIN, "MX", [], ("error", "no-mx")),
        (DOMAIN, "MX", ["0 ."], ("error", "no-mx")),
        (DOMAIN, "MX", ["10 gone.cities.eu."], ("error", "no-mx")),
        (DOMAIN, "MX", "SERVFAIL", ("warning", "unanswered-name")),
        (DOMAIN, "TXT", ["something else"], ("error", "no-spf")),
        (DOMAIN, "TXT", ["v=spf1 mx -all", "v=spf1 a -all"], ("error", "doubled-spf")),
        (DOMAIN, "TXT", ["v=spf1 mx"], ("warning", "open-spf")),
        (DOMAIN, "TXT", ["v=spf1 +all"], ("error", "open-spf")),
        (DKIM, "TXT", [], ("error", "no-dkim-record")),
        (DKIM, "TXT", ["v=DKIM1; p="], ("error", "other-dkim-record")),
        (DKIM, "TXT", ["v=DKIM1; p=AAAA"], ("error", "other-dkim-record")),
        (DMARC, "TXT", [], ("error", "no-dmarc")),
        (DMARC, "TXT", ["v=DMARC1"], ("error", "broken-dmarc")),
        (DMARC, "TXT", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], ("error", "broken-dmarc")),
        (DMARC, "TXT", "SERVFAIL", ("warning", "unanswered-name")),
    ],
)
def test_each_fault_of_a_record_is_told(home: Home, name: str, kind: str, records: Any, wrong: tuple[str, str]) -> None:
    home.records[name, kind] = records
    assert home.wrong() == [wrong]


def test_a_domain_without_mx_may_take_mail_at_its_own_address(home: Home) -> None:
    home.records[DOMAIN, "MX"] = []
    home.records[DOMAIN, "A"] = ["192.0.2.1"]
    assert home.wrong() == [("warning", "no-mx")]


def test_a_key_of_the_domain_above_does_not_do_where_alignment_is_strict(home: Home) -> None:
    (home.keys / f"news._domainkey.{DOMAIN}.pem").unlink()
    home.key("ed._domainkey.cities.eu", ED)
    keys, _ = read_keys(home.keys)
    home.records["ed._domainkey.cities.eu", "TXT"] = [keys[0].record()]
    assert home.wrong() == []
    home.records[DMARC, "TXT"] = ["v=DMARC1; p=none; adkim=s"]
    assert home.wrong() == [("error", "unaligned-dkim")]


def test_a_sender_elsewhere_needs_records_of_its_own_but_no_spf(home: Home) -> None:
    home.sample.edit("issues/points/nl.yaml", f"nl@{DOMAIN}", "nl@steden.eu")
    home.key("nl._domainkey.steden.eu", KEY)
    assert home.wrong() == [("warning", "no-spf"), ("error", "no-dkim-record"), ("error", "no-dmarc")]


def test_the_record_to_publish_stands_in_the_hint_and_puts_it_right(home: Home) -> None:
    home.records[DKIM, "TXT"] = []
    hint = next(one["hint"] for one in home.findings() if one.get("code") == "no-dkim-record")
    home.records[DKIM, "TXT"] = [hint.partition(": ")[2]]
    assert home.wrong() == []


@pytest.mark.slow
def test_a_silent_resolver_is_one_finding_not_twenty(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.records = {(DOMAIN, "MX"): "SILENCE"}
    monkeypatch.setattr(examine, "resolver", partial(resolver, patience=0.3))
    assert home.wrong() == [("warning", "no-resolver")]


def test_a_resolver_that_fails_at_everything_is_one_finding_too(home: Home) -> None:
    home.records = dict.fromkeys([(DOMAIN, "MX"), (DOMAIN, "TXT"), (DKIM, "TXT"), (DMARC, "TXT")], "SERVFAIL")
    assert home.wrong() == [("warning", "unanswered-name"), ("warning", "no-resolver")]


def test_a_resolver_that_is_no_address_is_told(home: Home) -> None:
    home.environ["NEWSLETTER_RESOLVER"] = "resolver.example.org"
    assert home.wrong() == [("error", "bad-resolver")]


def test_an_spf_record_that_costs_too_many_look_ups_is_told(home: Home) -> None:
    """Each include costs one, and all that it includes; eleven are too many (RFC 7208 section 4.6.4)."""
    services = [f"spf{number}.service.test" for number in range(5)]
    home.records[DOMAIN, "TXT"] = ["v=spf1 " + " ".join(f"include:{name}" for name in services) + " -all"]
    for name in services:
        home.records[name, "TXT"] = [f"v=spf1 a:mail.{name} ip4:192.0.2.0/24 ~all"]
    assert home.wrong() == []
    home.records[services[4], "TXT"] = ["v=spf1 a mx:mail.service.test ?all"]
    assert home.wrong() == [("error", "spf-lookups")]
    home.records[services[4], "TXT"] = ["no record of SPF"]
    assert home.wrong() == [("error", "spf-lookups")]
    home.records[services[4], "TXT"] = ["v=spf1 redirect=%{d}.service.test"]
    assert home.wrong() == []
    home.records[DOMAIN, "TXT"] = [f"v=spf1 include:{DOMAIN} -all"]
    assert home.wrong() == [("error", "spf-lookups")]


def test_who_may_sign_in_is_counted_and_a_studio_without_anybody_is_told(sample: Sample) -> None:
    environ = {
        "NEWSLETTER_SECRET": "the-secret-of-these-tests-0123456789",
        "NEWSLETTER_STUDIO_SITE": "https://s.towns.test",
    }
    file = sample.write("roster.csv", "email,language\\nada@towns.test,nl\\n")
    joined = run(sample, "subscribers", "import", str(file), "--point", "nl", "--consent", "Ja.", env=environ)
    assert joined.exit_code == 0, joined.output
    assert "nobody may sign in at https://s.towns.test yet" in run(sample, "doctor", "--offline", env=environ).stdout
    added = run(sample, "people", "add", "Olga", "olga@towns.test", "--role", "operator", "--by", "Ada", env=environ)
    assert added.exit_code == 0, added.output
    told = run(sample, "doctor", "--offline", env=environ).stdout
    assert "people who may sign in: 1; operators among them, who are mailed what stops: 1" in told
