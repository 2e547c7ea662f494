"""`check --online` asks whether links are alive: each once, each host once a second, nothing in private networks."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import pytest

from newsletter.pipeline.letters.check import Outside, check_issue
from newsletter.pipeline.letters.online import Found, Online, Pace, look
from newsletter.pipeline.letters.web_client import SilentError, WebClient, is_public
from newsletter.problems import Problem
from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.dns_server import answering
from tests.support.web_servers import web_server

NOW = dt.datetime(2024, 1, 16, 9, tzinfo=dt.UTC)
CODES = ("dead-link", "unanswered-link", "moved-link")


@dataclass
class Site:
    """A web site: what it answers to each path, and what it was asked."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            site.asked.append(f"{self.command} {self.path}")
            name, _, rest = self.path[1:].partition("/")
            if name == "silent":
                self.close_connection = True
                return
            status = 405 if name == "get-only" and self.command == "HEAD" else int(name) if name.isdigit() else 200
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"/{rest}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with web_server(Handler) as server:
        site.port = server.server_port
        yield site


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@dataclass
class Clock:
    """A clock that goes on when somebody waits."""

    now: float = 0.0
    waited: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


def online(clock: Clock | None = None, now: dt.datetime = NOW) -> Online:
    """One that may ask loopback, which `check` never does."""
    clock = clock or Clock()
    client = WebClient(lambda host: True, lambda address: True)
    return Online(client, Pace(lambda: clock.now, clock.wait), now)


@pytest.mark.few_quick(4)
@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("/page", "", ""),
        ("/get-only", "", ""),
        ("/403", "", ""),
        ("/429", "", ""),
        ("/302/page", "", ""),
        ("/404", "dead-link", "the page is not there (404)"),
        ("/410", "dead-link", "the page is not there (410)"),
        ("/503", "unanswered-link", "the site has a fault of its own (503)"),
        ("/silent", "unanswered-link", "127.0.0.1 does not answer"),
        ("/301/new", "moved-link", "the page has moved for good, to http://127.0.0.1:"),
        ("/308/301/new", "moved-link", "/new"),
        ("/302/301/new", "", ""),
        ("/301/404", "dead-link", "the page is not there (404)"),
        ("/302/", "moved-link", "leads on to its front page"),
        ("/301/302/301/302/301/302/301/x", "dead-link", "leads on more than 5 times"),
    ],
)
def test_what_becomes_of_an_address(site: Site, path: str, code: str, says: str) -> None:
    found = look(site.at(path), online())
    assert found.code == code
    assert says in found.says


@pytest.mark.slow
def test_head_is_asked_first_and_get_where_it_says_little(site: Site) -> None:
    look(site.at("/page#part"), online())
    look(site.at("/get-only"), online())
    assert site.asked == ["HEAD /page", "HEAD /get-only", "GET /get-only"]


def test_an_address_in_other_letters_is_asked_as_browsers_ask_it(site: Site) -> None:
    assert look(site.at("/sch\u00f6n?a=\u03b1&b=%20"), online()) == Found()
    assert site.asked == ["HEAD /sch%C3%B6n?a=%CE%B1&b=%20"]


def test_a_host_that_is_not_public_is_never_asked(site: Site) -> None:
    """Neither one that says so, nor one whose name leads there."""
    for client in (WebClient(), WebClient(is_asked=lambda host: True)):
        with pytest.raises(SilentError, match="is not asked"):
            client.ask("HEAD", site.at("/"))
    assert site.asked == []
    assert [is_public(each) for each in ("10.1.2.3", "127.0.0.1", "169.254.169.254", "fe80::1%eth0", "::1")] == [
        False
    ] * 5
    assert is_public("93.184.215.14")


@pytest.mark.parametrize(
    "address",
    ["224.0.0.1", "ff0e::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "::127.0.0.1", "::ffff:10.0.0.1"],
)
def test_an_address_that_carries_a_private_one_or_means_many_machines_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("64:ff9b::5db8:d70e"), "what a network of IPv6 alone calls 93.184.215.14"


def links(sample: Sample, site: Site, *paths: str) -> None:
    words = " ".join(f"[Page {number}]({site.at(path)})" for number, path in enumerate(paths))
    sample.edit("issues/articles/bridges.md", "[spring](https://example.org/spring)", words)


def told(sample: Sample, asking: Online) -> list[Problem]:
    found = check_issue(sample.project(), "2024-01", Outside(online=asking))
    return [problem for problem in found if problem.code in CODES and "127.0.0.1" in problem.message]


@pytest.mark.slow
@pytest.mark.usefixtures("no_preflight")
def test_each_address_is_asked_once_and_each_host_once_a_second(sample: Sample, site: Site) -> None:
    links(sample, site, "/one", "/two", "/404", "/one")
    clock = Clock()
    found = told(sample, only(site, clock))
    assert sorted(site.asked) == ["GET /404", "HEAD /404", "HEAD /one", "HEAD /two"]
    assert clock.waited == [1.0, 1.0, 1.0]
    assert {(problem.code, str(problem.location)) for problem in found} == {
        ("dead-link", "issues/articles/bridges.md:10:" + str(found[0].location).rpartition(":")[2])
    }
    assert {problem.edition for problem in found} == {"2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"}


def only(site: Site, clock: Clock | None = None, now: dt.datetime = NOW) -> Online:
    """One that asks this site alone: the others that the small project leads to are nobody's."""
    asking = online(clock, now)
    client = WebClient(lambda host: host == "127.0.0.1", lambda address: True)
    return Online(client, asking.pace, now)


@pytest.mark.slow
@pytest.mark.usefixtures("no_preflight")
def test_a_good_answer_stands_for_a_day_and_a_bad_one_is_asked_for_again(sample: Sample, site: Site) -> None:
    links(sample, site, "/one", "/404")
    told(sample, only(site))
    site.asked.clear()
    assert told(sample, only(site, now=NOW + dt.timedelta(hours=23)))
    assert site.asked == ["HEAD /404", "GET /404"]
    told(sample, only(site, now=NOW + dt.timedelta(hours=25)))
    assert "HEAD /one" in site.asked[2:]


@pytest.mark.slow
def test_check_asks_nobody_unless_it_is_told_to_and_never_this_machine(sample: Sample, site: Site) -> None:
    links(sample, site, "/one")
    assert "sample-link" in run(sample, "check").stderr
    assert "sample-link" in run(sample, "check", "--online").stderr
    assert site.asked == []


def of_a_site_of_its_own(sample: Sample) -> None:
    sample.edit("newsletter.toml", "https://news.example.org", "https://news.city.test")
    sample.edit("issues/points/eu.yaml", "eu@news.example.org", "eu@news.city.test")
    sample.edit("issues/points/nl.yaml", "nl@news.example.org", "nup.nl@gmail.com")


@pytest.mark.slow
def test_senders_stand_in_the_same_report_once_the_project_has_a_site_of_its_own(sample: Sample) -> None:
    assert "sender-at-mailbox-provider" not in run(sample, "check").stderr
    of_a_site_of_its_own(sample)
    left = "One or two sentences, the teaser in the letter; up to 400 characters."
    sample.edit("issues/articles/bridges.md", "Three cities build bridges.", left)
    found = json.loads(run(sample, "check", "--json").stdout)["problems"]
    several = {(each["code"], each.get("file"), each["severity"]) for each in found}
    assert ("sender-at-mailbox-provider", "issues/points/nl.yaml", "warning") in several
    assert ("sample-address", "issues/points/eu.yaml", "warning") in several
    assert ("example-words", "issues/articles/bridges.md", "warning") in several


@pytest.mark.slow
def test_online_asks_dns_about_senders_and_offline_does_not(sample: Sample) -> None:
    of_a_site_of_its_own(sample)
    records = {("news.city.test", "MX"): ["10 mx.city.test."], ("news.city.test", "TXT"): ["v=spf1 mx +all"]}
    with answering(records) as (server, asked):
        env = {"NEWSLETTER_RESOLVER": server}
        run(sample, "check", env=env)
        assert asked == []
        found = json.loads(run(sample, "check", "--online", "--json", env=env).stdout)["problems"]
    assert "news.city.test TXT" in asked
    assert {each["code"]: each["severity"] for each in found}["open-spf"] == "warning"


@pytest.mark.usefixtures("no_preflight")
def test_where_nobody_answers_that_is_said_once(sample: Sample, site: Site) -> None:
    links(sample, site, "/silent", "/silent/2")
    sample.edit("issues/articles/bridges.md", "## What comes next", f"[x](http://localhost:{site.port}/silent/3)")
    client = WebClient(lambda host: host in ("127.0.0.1", "localhost"), lambda address: True)
    found = check_issue(
        sample.project(), "2024-01", Outside(online=Online(client, Pace(lambda: 0, lambda _: None), NOW))
    )
    (problem,) = [each for each in found if each.code in CODES]
    assert problem.message == "none of 2 sites has answered, so nothing is known of 3 links"


@pytest.mark.slow
@pytest.mark.usefixtures("no_preflight")
def test_pages_that_a_letter_only_hands_over_to_be_shared_are_not_asked_for(sample: Sample, site: Site) -> None:
    links(sample, site, "/share?u=https%3A%2F%2Fnews.example.org%2F2024-01%2Fen%2Fbridges%2F", "/one")
    told(sample, only(site))
    assert site.asked == ["HEAD /one"]
