"""The gate of `send`: what a new project has only for its owner to change never reaches a reader."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsletter.cli import main
from newsletter.pipeline.scaffold.resources import example, starting_files
from newsletter.pipeline.scaffold.starting_words import starting_links, starting_phrases, starting_pictures
from tests.conftest import REPOSITORY, Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import SECRET, Home, put_key

ISSUE = "2031-05"
SEND = ("send", ISSUE, "--point", "eu")
INIT = {
    "--name": "Town news", "--language": "en", "--sender-name": "Towns", "--sender-address": "news@news.towns.test",
    "--postal-address": "Town hall; 9000 Ghent", "--site": "https://news.towns.test",
}  # fmt: skip
OWN = {
    f"issues/{ISSUE}/issue.yaml": """
        date: 2031-05-06
        subject: The ferry is back
        preheader: It crosses every ten minutes, bicycles included.
        sections:
          - lead: the-ferry-is-back
        """,
    "issues/articles/the-ferry-is-back.md": """
        ---
        locale: en
        title: The ferry is back
        summary: It crosses every ten minutes.
        author: {name: Ada Lovelace, role: Editor}
        topics: [Mobility]
        image: {src: ferry.png, alt: A ferry between two quays}
        ---

        The ferry crosses the river every ten minutes, see the [timetable](https://ferry.towns.test/times).

        <!-- more -->

        ## News

        Bicycles travel free of charge.
        """,
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


def begun(tmp_path: Path, server: Running, **answers: str) -> Home:
    """A new project with one subscriber, and an issue of its owner's own beside the example."""
    sample = Sample(tmp_path / "project")
    given = {**INIT, **{f"--{name.replace('_', '-')}": value for name, value in answers.items()}}
    options = [part for option in given.items() for part in option]
    assert CliRunner().invoke(main, ["init", str(sample.root), "--yes", *options]).exit_code == 0
    for name, words in OWN.items():
        sample.write(name, words)
    shutil.copy(REPOSITORY / "issues/images/market-square.png", sample.root / "issues/images/ferry.png")
    environment = {
        "NEWSLETTER_SECRET": SECRET,
        "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
        "NEWSLETTER_DKIM_KEYS": str(put_key(tmp_path / "keys")),
    }
    home = Home(sample, server, environment)
    home.join(["ada@example.org"], point="eu", language="en")
    return home


@pytest.fixture
def home(tmp_path: Path, server: Running) -> Home:
    return begun(tmp_path, server)


ARTICLE = "issues/articles/the-ferry-is-back.md"


def refused(home: Home, *arguments: str) -> list[tuple[str, str]]:
    """Codes and places of what refuses a mailing; nobody was mailed, and each refusal says what to do."""
    result = home(*(arguments or SEND), "--json")
    assert result.exit_code == 1, result.output
    problems = json.loads(result.stdout)["problems"]
    assert all(problem["hint"] for problem in problems), problems
    assert home.server.to().total() == 0
    assert home.sql("select count(*) from rounds") == [(0,)]
    return [(each["code"], ":".join(str(each[k]) for k in ("file", "line") if k in each)) for each in problems]


@pytest.mark.slow
def test_a_letter_of_ones_own_is_mailed(home: Home) -> None:
    assert home.done(*SEND)["warnings"] == []
    assert home.server.to() == {"ada@example.org": 1}


@pytest.mark.slow
def test_an_untouched_project_is_refused_with_all_that_is_to_be_changed(tmp_path: Path, server: Running) -> None:
    home = begun(
        tmp_path, server, site="https://news.example.org", sender_address="newsletter@example.org",
        postal_address="1 Sample Street; 1000 Example Town",
    )  # fmt: skip
    slug = next(
        path.parent.name for path in (home.sample.root / "issues").glob("*/issue.yaml") if ISSUE not in str(path)
    )
    found = refused(home, "send", slug, "--point", "eu")
    codes = {code for code, _ in found}
    assert codes == {
        "sample-site", "sample-address", "sample-postal-address", "example-words", "example-picture", "sample-link"
    }  # fmt: skip
    places = {place for code, place in found if code == "example-words"}
    assert {place.partition(":")[0] for place in places} == {
        f"issues/{slug}/issue.yaml",
        "issues/articles/a-footbridge-for-everyone.md",
        "issues/articles/the-library-moves-in.md",
        "issues/networks/river-cities.yaml",
    }
    assert len(places) == 4, "what one file has left is told at once"


@pytest.mark.few_quick(6)
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("name: Ada Lovelace", "name: Ada Example", "example-words"),
        ("role: Editor", "role: What they do", "example-words"),
        ("A ferry between two quays", "\"What the picture shows, for those who can't see it\"", "example-words"),
        ("summary: It crosses every ten minutes.",
         "summary: One or two sentences, the teaser in the letter; up to 400 characters.", "example-words"),
        ("Bicycles travel free of charge.", "The rest of the text.", "example-words"),
        ("Bicycles travel free of charge.", "This is an example article; nothing in it is true.", "example-words"),
        ("every ten minutes, see", "every ten minutes. A text may have **weight**, *stress* and links. See",
         "example-words"),
        ("https://ferry.towns.test/times", "https://example.org", "sample-link"),
        ("https://ferry.towns.test/times", "https://www.example.eu/times", "sample-link"),
        ("https://ferry.towns.test/times", "http://localhost:8000/times", "sample-link"),
        ("https://ferry.towns.test/times", "http://127.0.0.1/times", "sample-link"),
        ("https://ferry.towns.test/times", "http://[::1]/times", "sample-link"),
        ("https://ferry.towns.test/times", "http://192.168.1.7/times", "sample-link"),
        ("https://ferry.towns.test/times", "https://intranet/times", "sample-link"),
        ("https://ferry.towns.test/times", "https://ferry.invalid/times", "sample-link"),
        ("https://ferry.towns.test/times", "mailto:ferry@example.com", "sample-link"),
        ("https://ferry.towns.test/times", "https://www.linkedin.com/company/example", "sample-link"),
        ("https://ferry.towns.test/times", "https://example.towns.test/times", None),
        ("https://ferry.towns.test/times", "https://ｅxample.org/times", "sample-link"),
        ("https://ferry.towns.test/times", "https://example。org/times", "sample-link"),
        ("https://ferry.towns.test/times", "https://nas.lan/times", "sample-link"),
        ("https://ferry.towns.test/times", "https://nas.home.arpa/times", "sample-link"),
        ("https://ferry.towns.test/times", "mailto:us@towns.test?cc=you@example.com", "sample-link"),
        ("https://ferry.towns.test/times", "https://example.org/@@times", "sample-link"),
        ("https://ferry.towns.test/times", "mailto:?bcc=you@example.com", "sample-link"),
        ("https://ferry.towns.test/times", "https://städte.towns.test/times", None),
        ("Bicycles travel free of charge.", "Look at www.example.org/ferry for the times.", "sample-link"),
        ("Bicycles travel free of charge.", "Write to ferry@news.example.org, or call.", "sample-link"),
        ("Bicycles travel free of charge.", "It is all on ｅxample．org now.", "sample-link"),
        ("Bicycles travel free of charge.", "It is all on example.towns.test, in settings.local too.", None),
        ("Bicycles travel free of charge.", "LISTS, QUOTES, TABLES AND PICTURES ARE ALL ALLOWED!", "example-words"),
        ("Bicycles travel free of charge.", "lists,  quotes, tables and pictures - are all allowed", "example-words"),
        ("Bicycles travel free of charge.", "look at every value", "example-words"),
        ("Bicycles travel free of charge.", "We know what they do, and what happens then.", None),
        ("name: Ada Lovelace", "name: ADA EXAMPLE", "example-words"),
        ("name: Ada Lovelace", "name: ada  example", "example-words"),
        ("Bicycles travel free of charge.", "Ask [us](https://example.net/bikes).", "sample-link"),
    ],
)  # fmt: skip
def test_what_was_left_to_be_changed_is_refused_at_its_line(home: Home, old: str, new: str, code: str | None) -> None:
    home.sample.edit(ARTICLE, old, new)
    if code is None:
        home.done(*SEND)
        assert home.server.to().total() == 1
        return
    lines = home.sample.read(ARTICLE).split("\n")
    (line,) = [number for number, words in enumerate(lines, 1) if new in words]
    assert refused(home) == [(code, f"{ARTICLE}:{line}")]


@pytest.mark.slow
def test_the_picture_of_a_new_project_is_refused_under_any_name(home: Home) -> None:
    images = home.sample.root / "issues/images"
    shutil.copy(images / "footbridge.png", images / "ferry.png")
    assert refused(home) == [("example-picture", f"{ARTICLE}:7")]


@pytest.mark.slow
def test_a_new_issue_that_nobody_has_written_is_refused(home: Home) -> None:
    assert home("new", "issue", "2031-06").exit_code == 0
    assert home("new", "article", "our-news").exit_code == 0
    file = "issues/2031-06/issue.yaml"
    found = refused(home, "send", "2031-06", "--point", "eu")
    assert {code for code, _ in found} >= {"example-words"}
    assert f"{file}:4" in {place for _, place in found}, "its subject"
    assert "texts come from a starting file, in lines 4" in home("send", "2031-06", "--point", "eu").stderr


def test_a_subject_to_begin_with_is_refused_in_an_issue_that_was_copied_too(home: Home) -> None:
    assert home("new", "issue", "2031-06").exit_code == 0
    (home.sample.root / "issues/2031-06").rename(home.sample.root / "issues/2031-07")
    found = refused(home, "send", "2031-07", "--point", "eu")
    assert ("example-words", "issues/2031-07/issue.yaml:4") in found
    home.sample.edit("issues/2031-07/issue.yaml", "preheader: What", "preheader: ferries. #")
    assert ("example-words", "issues/2031-07/issue.yaml:4") in refused(home, "send", "2031-07", "--point", "eu")


@pytest.mark.slow
@pytest.mark.parametrize("site", ["https://news.example.org", "http://localhost:8000", "https://news.invalid"])
def test_links_to_leave_lead_somewhere(home: Home, site: str) -> None:
    home.sample.edit("newsletter.toml", "https://news.towns.test", site)
    assert ("sample-site", "newsletter.toml") in refused(home)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("news@news.towns.test}", "news@example.org}", "sample-address"),
        ("reply-to: news@news.towns.test", "reply-to: newsletter@example.org", "sample-address"),
        ("Town hall", "1 Sample Street", "sample-postal-address"),
        ("9000 Ghent", "1000 Example Town", "sample-postal-address"),
        ("website: https://news.towns.test", "website: https://example.org", "sample-link"),
    ],
)  # fmt: skip
def test_a_sender_is_no_sample(home: Home, old: str, new: str, code: str) -> None:
    home.sample.edit("issues/points/eu.yaml", old, new)
    assert [found for found, place in refused(home) if place.startswith("issues/points/eu.yaml")] == [code]


@pytest.mark.slow
def test_a_reply_to_alone_is_told_with_its_name(home: Home) -> None:
    home.sample.edit("issues/points/eu.yaml", "reply-to: news@news.towns.test", "reply-to: newsletter@example.org")
    assert "`reply-to` of eu" in home(*SEND).stderr


@pytest.mark.slow
def test_a_shell_without_the_keys_mails_nothing_unsigned_from_a_domain_that_signs(home: Home) -> None:
    home.done(*SEND)
    home.sample.write("issues/2031-06/issue.yaml", OWN[f"issues/{ISSUE}/issue.yaml"].replace("05-06", "06-06"))
    keys = home.environment.pop("NEWSLETTER_DKIM_KEYS")
    assert home.failed("send", "2031-06", "--point", "eu") == ["lost-signature"]
    assert home.server.to().total() == 1
    bad = Path(keys) / "news._domainkey.news.towns.test.pem"
    bad.write_bytes(b"not a key")
    assert home.failed("send", "2031-06", "--point", "eu", NEWSLETTER_DKIM_KEYS=keys) == ["bad-dkim-key"]
    bad.unlink()
    sent = home.done("send", "2031-06", "--point", "eu", NEWSLETTER_DKIM_KEYS=keys)
    assert [problem["code"] for problem in sent["warnings"]] == ["unsigned-mail"], "whoever takes a key out has decided"


@pytest.mark.slow
def test_a_point_goes_unsigned_by_nobody_s_oversight(home: Home) -> None:
    point = home.sample.read("issues/points/eu.yaml")
    home.sample.write("issues/points/nl.yaml", point)
    home.sample.edit("issues/points/eu.yaml", "news@news.towns.test}", "news@towns.test}")
    assert [code for code, _ in refused(home)] == ["unsigned-point"]
    assert "or let `from` be an address at news.towns.test" in home(*SEND).stderr
    own = home.environment["NEWSLETTER_SMTP_URL"]
    sent = home.done(*SEND, NEWSLETTER_SMTP_URL_EU=own)
    assert "unsigned-mail" in [problem["code"] for problem in sent["warnings"]], "its own server may sign"


def mailed_by_hand(home: Home, *arguments: str) -> Result:
    """A command without the consent that other tests give."""
    return CliRunner().invoke(main, ["--project", str(home.sample.root), *arguments], env=home.environment)


@pytest.mark.slow
def test_where_nobody_can_be_asked_nothing_is_mailed_without_yes(home: Home) -> None:
    result = mailed_by_hand(home, *SEND)
    assert result.exit_code == 1
    assert f"nobody can be asked whether to mail this: {ISSUE}/eu/en: 1" in result.stderr
    assert "then pass --yes" in result.stderr
    plain = mailed_by_hand(home, *SEND, "--json")
    assert [problem["code"] for problem in json.loads(plain.stdout)["problems"]] == ["not-agreed"]
    assert home.server.to().total() == 0
    home.done(*SEND)
    assert mailed_by_hand(home, *SEND).exit_code == 0, "what has been opened goes on without another question"


@pytest.mark.slow
def test_what_is_about_to_be_mailed_is_shown_with_its_warnings(home: Home) -> None:
    del home.environment["NEWSLETTER_DKIM_KEYS"]
    result = mailed_by_hand(home, *SEND)
    assert "warning[unsigned-mail]" in result.stderr
    assert home.done(*SEND)["warnings"][0]["code"] == "unsigned-mail"


@pytest.mark.slow
def test_a_warning_is_shown_once(home: Home) -> None:
    del home.environment["NEWSLETTER_DKIM_KEYS"]
    result = home(*SEND)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("warning[unsigned-mail]") == 1


@pytest.mark.slow
def test_a_copy_to_oneself_may_be_made_of_what_may_not_be_mailed(home: Home) -> None:
    home.sample.edit(ARTICLE, "name: Ada Lovelace", "name: Ada Example")
    result = home(*SEND, "--test", "me@towns.test")
    assert result.exit_code == 0, result.output
    assert "warning[example-words]" in result.stderr
    assert home.server.to() == {"me@towns.test": 1}


@pytest.mark.slow
def test_a_dry_run_and_a_maildir_meet_the_same_gate(home: Home) -> None:
    home.sample.edit(ARTICLE, "name: Ada Lovelace", "name: Ada Example")
    assert refused(home, *SEND, "--dry-run") == [("example-words", f"{ARTICLE}:5")]
    assert refused(home, *SEND, "--to-dir", str(home.sample.root / "out")) == [("example-words", f"{ARTICLE}:5")]
    assert not (home.sample.root / "out").exists()


@pytest.mark.parametrize("reason", ["hard-bounce", "complaint", "request"])
def test_who_is_suppressed_gets_no_copy_either(home: Home, reason: str) -> None:
    home.sql("insert into suppressions select hash, ?, '2024-01-16' from subscribers", reason)
    result = home(*SEND, "--test", "ada@EXAMPLE.org")
    assert result.exit_code == 1
    assert f"error[barred-address]: this address is suppressed ({reason}), and gets no test copy" in result.stderr
    assert "ada@" not in result.output.lower(), "no address is told"
    assert home.server.to().total() == 0


def test_who_has_left_gets_no_copy_either(home: Home) -> None:
    home.sql("update subscriptions set state = 'ended'")
    assert refused(home, *SEND, "--test", "ada@example.org") == [("barred-address", "")]
    assert home(*SEND, "--test", "me@towns.test").exit_code == 0


def test_what_only_an_editor_can_mend_is_not_planned(home: Home) -> None:
    home.sample.edit(ARTICLE, "name: Ada Lovelace", "name: Ada Example")
    result = home(*SEND, "--at", "2199-05-06 09:00")
    assert result.exit_code == 1
    assert "error[example-words]" in result.stderr
    assert "Nothing was planned." in result.stderr
    assert home.done("mailings")["planned"] == []


@pytest.mark.slow
def test_what_nobody_has_read_yet_may_be_planned(home: Home) -> None:
    home.sample.edit(ARTICLE, "Bicycles travel free of charge.", "Bicycles travel free.")
    result = home(*SEND, "--at", "2199-05-06 09:00", NEWSLETTER_DKIM_KEYS="")
    assert "error[" not in result.output
    assert result.exit_code == 0
    assert len(home.done("mailings")["planned"]) == 1


@pytest.mark.slow
def test_a_planned_mailing_meets_the_gate_again_when_it_is_due(home: Home) -> None:
    home.done(*SEND, "--at", "2199-05-06 09:00")
    home.sample.edit(ARTICLE, "name: Ada Lovelace", "name: Ada Example")
    home.sql("update appointments set due_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute')")
    result = home("due")
    assert result.exit_code == 1
    assert "error[example-words]" in result.stderr
    assert home.server.to().total() == 0
    home.sample.edit(ARTICLE, "name: Ada Example", "name: Ada Lovelace")
    home.done("due")
    assert home.server.to().total() == 1


def test_the_phrases_come_from_the_starting_files_themselves() -> None:
    found = starting_phrases()
    for words in (
        "Ada Example",
        "Name of the author",
        "Our newsletter of 2031-05",
        "our newsletter of 2030-12-extra",
        "A short text of its own.",
    ):
        assert found.search(f"before {words} after"), words
    for words in ("News", "Coming up", "Editor", "Meet the networks", "Climate action", "Public space", "2031-05"):
        assert not found.search(words), words
    assert "https://www.linkedin.com/company/example" in starting_links()
    assert len(starting_pictures()) == sum("/images/" in name for name in example())
    assert {"article.md", "issue.yaml", "network.yaml", "point.yaml"} <= set(starting_files())
