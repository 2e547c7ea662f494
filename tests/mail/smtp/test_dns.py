"""DNS is asked for real, of a server on loopback; and what its records say is read."""

import pytest

from newsletter.mail.smtp.dns import DnsError, SilentResolverError, resolver
from newsletter.mail.smtp.records import dmarc_of, ending_of, is_same_key, names_of_dmarc, spf_of
from tests.support.dns_server import Records, answering

RECORDS: Records = {
    ("example.org", "TXT"): ["v=spf1 mx -all", "x" * 450],
    ("example.org", "MX"): ["10 mx.example.org.", "20 mx.example.com."],
    ("broken.test", "TXT"): "SERVFAIL",
    ("silent.test", "TXT"): "SILENCE",
}


def test_records_come_as_texts_and_long_ones_whole() -> None:
    with answering(RECORDS) as (server, asked):
        lookup, problems = resolver({"NEWSLETTER_RESOLVER": server})
        assert problems == []
        assert lookup is not None
        assert sorted(lookup("example.org", "TXT")) == ["v=spf1 mx -all", "x" * 450]
        assert sorted(lookup("example.org", "MX")) == ["10 mx.example.org.", "20 mx.example.com."]
        assert lookup("example.org", "A") == []
        assert lookup("nowhere.example.org", "TXT") == []
    assert asked == ["example.org TXT", "example.org MX", "example.org A", "nowhere.example.org TXT"]


@pytest.mark.slow
def test_a_fault_of_a_name_is_told_from_a_resolver_that_is_silent() -> None:
    with answering(RECORDS) as (server, _):
        lookup, _ = resolver({"NEWSLETTER_RESOLVER": server}, patience=0.4)
        assert lookup is not None
        with pytest.raises(DnsError, match="answers with an error") as caught:
            lookup("broken.test", "TXT")
        assert not isinstance(caught.value, SilentResolverError)
        with pytest.raises(SilentResolverError, match="no resolver answers"):
            lookup("silent.test", "TXT")  # who waits for its answer waits for ever
        with pytest.raises(DnsError, match="can't be asked"):
            lookup("x" * 70 + ".test", "TXT")


@pytest.mark.parametrize(
    "said", ["resolver.example.org", "127.0.0.1:port", "127.0.0.1:70000", "127.0.0.1/24", "a@127.0.0.1", "[::1", "53"]
)
def test_what_is_no_address_of_a_resolver_is_told(said: str) -> None:
    lookup, problems = resolver({"NEWSLETTER_RESOLVER": said})
    assert (lookup, [problem.code for problem in problems]) == (None, ["bad-resolver"])


@pytest.mark.parametrize("said", ["", "192.0.2.1", "192.0.2.1:5353", "::1", "[::1]:53"])
def test_an_address_may_have_a_port(said: str) -> None:
    assert resolver({"NEWSLETTER_RESOLVER": said})[1] == []


@pytest.mark.parametrize(
    ("record", "ending"),
    [
        ("v=spf1 mx -all", "-all"),
        ("v=spf1 ~ALL", "~all"),
        ("v=spf1 ?all mx", "?all"),
        ("v=spf1 mx all", "+all"),
        ("v=spf1 mx +all", "+all"),
        ("v=spf1 redirect=_spf.example.org", "redirect"),
        ("v=spf1 include:all.example.org", ""),
        ("v=spf1", ""),
    ],
)
def test_the_ending_of_spf_is_for_all_other_servers(record: str, ending: str) -> None:
    assert spf_of([record]) == [record]
    assert ending_of(record) == ending


def test_other_texts_are_not_spf() -> None:
    assert spf_of(["v=spf10 -all", "spf1", "v=spf2.0/pra -all", "google-site-verification=x"]) == []


@pytest.mark.parametrize(
    ("published", "is_same"),
    [
        ("v=DKIM1; k=rsa; p=MIIB", True),
        ("p=MI IB", True),
        ("k=rsa; t=s; p=MIIB;", True),
        ("v=DKIM1; k=ed25519; p=MIIB", False),
        ("v=DKIM1; k=rsa; p=", False),
        ("v=DKIM1; k=rsa; p=miib", False),
        ("nonsense", False),
    ],
)
def test_a_published_key_is_ours_whatever_stands_around_it(published: str, is_same: bool) -> None:
    assert is_same_key("v=DKIM1; k=rsa; p=MIIB", published) is is_same


def test_dmarc_is_read_by_its_tags() -> None:
    assert dmarc_of(["v=DMARC1; p=none; adkim=s", "v=DMARC12; p=none", "p=none"]) == [
        {"v": "DMARC1", "p": "none", "adkim": "s"}
    ]
    assert names_of_dmarc("es.news.example.org") == [
        "_dmarc.es.news.example.org",
        "_dmarc.news.example.org",
        "_dmarc.example.org",
    ]
