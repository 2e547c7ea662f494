"""What a letter links to is there when it arrives, whoever opens the mailing and whatever goes wrong meanwhile."""

import email.policy
import json
import re
from collections.abc import Iterator
from email import message_from_bytes
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from newsletter.pipeline.sending import opening
from newsletter.settings.project import read_settings
from tests.conftest import Sample
from tests.support.archived import Pages
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE, Home
from tests.support.serving import free_port, serving
from tests.support.under_way import no_patience

__all__ = ["no_patience"]

NL = ("--point", "nl")
SEND = ("send", ISSUE, *NL)
SITE = "https://news.towns.test/"
NOBODY = "smtp://127.0.0.1:1?tls=none"
LETTER, FLEMISH = f"{ISSUE}/nl/nl/", f"{ISSUE}/nl/nl-BE/"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server", "--keep") as server:
        yield server


@pytest.fixture
def home(sample: Sample, server: Running) -> Home:
    made = Home.of(sample, server)
    made.join(["ada@towns.test"])
    return made


@pytest.fixture
def pages(home: Home) -> Pages:
    return Pages(home.sample.root / "site")


def is_mailed(pages: Pages, path: str) -> bool:
    """Whether a letter's page holds the letter."""
    return (
        path in pages and "page-wait" not in pages[path] and pages.tree(path).find(".//div[@role='main']") is not None
    )


def led_to(server: Running) -> set[str]:
    """The paths of our site that the letters which were taken show or lead to, but for what is a reader's own."""
    found: set[str] = set()
    for data in server.messages():
        message: Any = message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_maintype() == "text":
                found |= set(re.findall(rf"{SITE}([^\s\"'<>)#?]*)", part.get_content()))
    return {path for path in found if path and not re.match(r"(u|p|l)/", path)}


@pytest.mark.slow
def test_all_that_a_letter_leads_to_is_public(home: Home, pages: Pages) -> None:
    home.done(*SEND)
    wanted = led_to(home.server)
    assert {path for path in wanted if path.startswith(f"{ISSUE}/nl/bridges")}
    assert {path for path in wanted if path.startswith("images/")}
    assert [path for path in sorted(wanted) if path not in pages] == []
    assert "A small issue" in pages["nl/"], "lists lead there too"
    assert pages.broken_links() == []


@pytest.mark.slow
def test_it_is_public_before_the_first_message(home: Home, pages: Pages, no_patience: None) -> None:
    result = home(*SEND, "--no-wait", NEWSLETTER_SMTP_URL=NOBODY)
    assert "mailing-stopped" in result.stderr
    assert home.server.to().total() == 0
    assert is_mailed(pages, LETTER)
    assert f"{ISSUE}/nl/bridges/" in pages


@pytest.mark.slow
def test_what_is_due_is_public_too(home: Home, pages: Pages) -> None:
    home(*SEND, "--at", "2199-11-21 09:00", "--locale", "nl")
    assert LETTER not in pages
    home.sql("update appointments set due_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 minute')")
    home.done("due")
    assert home.server.to().total() == 1
    assert is_mailed(pages, LETTER)
    assert not is_mailed(pages, FLEMISH), "it waits for its own mailing"


@pytest.mark.slow
def test_where_pages_cannot_be_written_nothing_is_opened_and_it_is_said_why(home: Home) -> None:
    home.sample.write("site", "no folder\n")
    assert home.failed(*SEND) == ["unwritable-archive"]
    assert f"{home.sample.root}/site" in home(*SEND).stderr
    assert home.sql("select count(*) from rounds") == [(0,)]
    assert home.server.to().total() == 0
    (home.sample.root / "site").unlink()
    home.done(*SEND)
    assert home.server.to().total() == 1


@pytest.mark.slow
def test_a_letter_whose_page_would_be_personal_is_not_mailed(home: Home) -> None:
    home.sample.write("templates/letter-rules.css", ".a::after { content: '@@name@@' }\n")
    assert home.failed(*SEND, "--locale", "nl") == ["personal-in-archive"]
    assert home.server.to().total() == 0


@pytest.mark.slow
def test_who_dies_between_publishing_and_opening_leaves_nothing_wrong(
    home: Home, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(opening, "_open_all", die)
        assert home(*SEND).exit_code != 0
    assert is_mailed(pages, LETTER), "public a moment before it opens"
    assert home.sql("select count(*) from mailings") == [(0,)]
    home.done("archive")
    assert not is_mailed(pages, LETTER), "and no longer, since it was not mailed"
    home.done(*SEND)
    assert is_mailed(pages, LETTER)


@pytest.mark.slow
def test_an_opened_mailing_goes_on_without_its_archive(home: Home, no_patience: None) -> None:
    home(*SEND, "--no-wait", NEWSLETTER_SMTP_URL=NOBODY)
    (home.sample.root / "site").rename(home.sample.root / "moved")
    home.sample.write("site", "no folder\n")
    home.done("resume", ISSUE)
    assert home.server.to().total() == 1


@pytest.mark.slow
def test_only_what_has_changed_is_touched(home: Home, pages: Pages) -> None:
    home.done(*SEND, "--locale", "nl")
    before = pages.stamps()
    home.done(*SEND)
    after = pages.stamps()
    kept = {name for name in before if before[name] == after.get(name)}
    assert {name for name in before if name.startswith("images/")} <= kept
    assert before["404.html"] == after["404.html"]
    assert is_mailed(pages, FLEMISH)
    done = home.done("archive")
    assert (done["written"], done["removed"]) == (0, 0), "the archive itself finds nothing to do"


@pytest.mark.slow
def test_the_folder_is_a_setting_and_the_environment_may_name_one_anywhere(home: Home, tmp_path: Path) -> None:
    home.sample.edit("newsletter.toml", "source_locale", '[archive]\nfolder = "public"\n#')
    home.done(*SEND, "--locale", "nl")
    assert is_mailed(Pages(home.sample.root / "public"), LETTER)
    assert home.done("archive")["folder"] == str(home.sample.root / "public")
    home.done(*SEND, NEWSLETTER_ARCHIVE_FOLDER=str(tmp_path / "served"))
    assert is_mailed(Pages(tmp_path / "served"), FLEMISH)


@pytest.mark.parametrize(
    "folder", ["/srv/archive", "../archive", "a/../../b", "issues", "templates/x", ".", "", ".git"]
)
def test_a_file_of_the_project_names_no_folder_outside_it(sample: Sample, folder: str) -> None:
    sample.write("newsletter.toml", f'site = "https://news.towns.test"\n[archive]\nfolder = "{folder}"\n')
    settings, problems = read_settings(sample.root, {})
    assert settings is None
    assert [(one.code, str(one.location)) for one in problems] == [("bad-setting", "newsletter.toml:3:10")]
    assert "NEWSLETTER_ARCHIVE_FOLDER" in problems[0].hint


def test_nor_does_a_link_in_the_project(sample: Sample, tmp_path: Path) -> None:
    (sample.root / "site").symlink_to(tmp_path)
    settings, problems = read_settings(sample.root, {})
    assert settings is None
    assert [one.code for one in problems] == ["outside-project"]
    assert read_settings(sample.root, {"NEWSLETTER_ARCHIVE_FOLDER": str(tmp_path)})[1] == []


@pytest.mark.slow
def test_previews_never_land_where_the_public_looks(home: Home, pages: Pages) -> None:
    assert home.done("archive", "--all")["folder"] == str(home.sample.root / "build/archive")
    assert not pages.folder.exists()
    assert home.failed("archive", "--all", "--out", str(pages.folder)) == ["public-previews"]
    assert not pages.folder.exists()


@pytest.mark.slow
def test_half_of_a_mailing_does_not_go_out_unsigned(home: Home, no_patience: None) -> None:
    home(*SEND, "--no-wait", NEWSLETTER_SMTP_URL=NOBODY)
    keys = home.environment.pop("NEWSLETTER_DKIM_KEYS")
    result = home("resume", ISSUE, "--json")
    assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == ["lost-signature"]
    assert result.exit_code == 1
    assert home.server.to().total() == 0
    home.environment["NEWSLETTER_DKIM_KEYS"] = keys
    home.done("resume", ISSUE)
    assert home.server.to().total() == 1


@pytest.mark.slow
def test_serve_shows_the_pages_that_opening_has_written(home: Home) -> None:
    port = free_port()
    with serving(home.sample.root, port, **home.environment):
        for path, before in ((LETTER, 404), ("nl/", 404)):
            assert asked(port, f"/{path}") == before
        home.done(*SEND)
        for path in (LETTER, f"{ISSUE}/nl/bridges/", "nl/"):
            assert asked(port, f"/{path}") == 200


def asked(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path)
    return connection.getresponse().status
