"""What `newsletter.toml` says of mail, and what is said when it can't be so."""

import pytest

from newsletter.pipeline.letters.build import build
from newsletter.problems import Problem
from newsletter.settings.project import Settings, read_settings
from tests.conftest import Sample


def read(sample: Sample, text: str, environ: dict[str, str] | None = None) -> tuple[Settings | None, list[Problem]]:
    sample.write("newsletter.toml", text)
    return read_settings(sample.root, environ or {})


@pytest.mark.parametrize(
    ("text", "environ", "wanted"),
    [
        ("", {}, "news.example.org"),
        ('site = "http://127.0.0.1:8000"', {}, "127.0.0.1"),
        ('site = "https://Example.org/news"', {}, "example.org"),
        ('site = "https://example.org"\nmail_domain = "mail.example.org"', {}, "mail.example.org"),
        ('mail_domain = "mail.example.org"', {"NEWSLETTER_MAIL_DOMAIN": "other.example.org"}, "other.example.org"),
    ],
)
def test_the_domain_of_mail_is_what_is_set_or_the_host_of_the_site(
    sample: Sample, text: str, environ: dict[str, str], wanted: str
) -> None:
    settings, problems = read(sample, text, environ)
    assert problems == []
    assert settings is not None
    assert settings.domain_of_mail() == wanted


@pytest.mark.parametrize(
    "domain", ["städte.example", "news", "a@b.org", "https://news.example.org", "a b.org", "x" * 70 + ".org"]
)
def test_what_is_no_domain_is_told_at_its_line(sample: Sample, domain: str) -> None:
    settings, problems = read(sample, f'site = "https://example.org"\nmail_domain = "{domain}"\n')
    assert settings is None
    assert [(problem.code, str(problem.location)) for problem in problems] == [("bad-setting", "newsletter.toml:2:15")]
    assert "is no domain of mail" in problems[0].message


def test_the_sample_message_of_a_build_has_the_domain_of_mail(sample: Sample) -> None:
    sample.edit("newsletter.toml", 'source_locale = "en"', 'source_locale = "en"\nmail_domain = "mail.example.org"')
    built = build(sample.project(), "2024-01").editions[0]
    head = (built.folder / "letter.eml").read_bytes().partition(b"\r\n\r\n")[0].decode()
    assert "\r\n <mailto:leave+sample@mail.example.org>\r\n" in head
    assert "List-Id: Secretariat <eu.mail.example.org>\r\n" in head
    assert "Message-ID: <sample.2024-01.eu.en@mail.example.org>\r\n" in head
