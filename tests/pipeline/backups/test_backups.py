"""Backups: made while mail goes out, restored where all is lost, and nobody is mailed twice by what comes back."""

import dataclasses
import datetime as dt
import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from newsletter.database import connect, newest_step
from newsletter.pipeline.backups.backing_up import BackedUp, BackUpRequest, back_up
from newsletter.pipeline.backups.manifest import FILE, ROWS
from newsletter.pipeline.backups.restoring import Restored, RestoreRequest, restore_home
from newsletter.pipeline.use_case import Place, Refused, require_done
from tests.conftest import Sample
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, SECRET, Home
from tests.support.postgres import needs_postgres, postgres
from tests.support.processes import command

PEOPLE = [f"reader{number}@example.org" for number in range(20)]
HALF = 8
NOW = dt.datetime(2024, 1, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def home(sample: Sample, tmp_path: Path) -> Iterator[Home]:
    with running(tmp_path / "server", "--keep", "--rest-after", str(HALF)) as server:
        yield Home.of(sample, server)


def place_of(home: Home, root: Path | None = None) -> Place:
    return Place(root or home.sample.root, home.environment)


def backed_up(home: Home, folder: Path) -> BackedUp:
    return require_done(back_up(BackUpRequest(place_of(home), folder, lambda: NOW)))


def restored(home: Home, folder: Path, root: Path | None = None) -> Restored:
    return require_done(restore_home(RestoreRequest(place_of(home, root), folder, lambda: NOW + dt.timedelta(days=1))))


def refused(home: Home, folder: Path, root: Path | None = None) -> list[str]:
    report = restore_home(RestoreRequest(place_of(home, root), folder))
    assert isinstance(report, Refused)
    return [problem.code for problem in report.problems]


@contextmanager
def mailing(home: Home) -> Iterator[None]:
    """A mailing in a process of its own; inside some are mailed and the mail server rests, afterwards all are."""
    with command(home.sample.root, "send", ISSUE, "--point", "nl", "--yes", env=home.environment) as process:
        while home.server.to().total() < HALF:
            assert process.poll() is None, process.said()
        yield
        home.server.go_on()
        assert process.wait() == 0, process.said()


def everything_is_lost(home: Home) -> None:
    for path in home.sample.root.iterdir():
        if path.name != "keys":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def test_the_drill_all_is_lost_restored_and_mailed_on_and_nobody_gets_it_twice(
    home: Home, tmp_path: Path, database: str
) -> None:
    with ExitStack() as held:
        if database == "postgresql":
            home.environment["NEWSLETTER_DATABASE_URL"] = held.enter_context(postgres())
        home.join(PEOPLE)
        with mailing(home):
            made = backed_up(home, tmp_path / "backup")
        assert home.server.to() == dict.fromkeys(PEOPLE, 1)
        assert made.rows["subscribers"] == made.rows["deliveries"] == len(PEOPLE)
        everything_is_lost(home)
        if database == "postgresql":
            home.environment["NEWSLETTER_DATABASE_URL"] = held.enter_context(postgres())
        came = restored(home, tmp_path / "backup")
        assert came.doubtful == (f"{ISSUE}/nl",)
        assert came.rows == made.rows
        assert came.problems == ()
        assert home.failed("due") == home.failed("resume", ISSUE, "--point", "nl") == ["restored-database"]
        home("resume", ISSUE, "--point", "nl", "--restored")
        counts = home.done("mailings")["mailings"][0]["locales"]["nl"]
        assert counts["uncertain"] > 0
        assert counts["accepted"] + counts["uncertain"] == len(PEOPLE)
        home.done("settle", ISSUE, "--point", "nl", "--drop")
        home.done("due")
        home.done("send", ISSUE, "--point", "nl")
    assert home.server.to() == dict.fromkeys(PEOPLE, 1)


@pytest.mark.slow
@needs_postgres
def test_a_backup_of_a_file_becomes_a_database_on_a_server_and_a_file_again(home: Home, tmp_path: Path) -> None:
    home.join(PEOPLE)
    first = backed_up(home, tmp_path / "first")
    with postgres() as url:
        home.environment["NEWSLETTER_DATABASE_URL"] = url
        restored(home, tmp_path / "first")
        second = backed_up(home, tmp_path / "second")
    home.environment["NEWSLETTER_DATABASE_URL"] = f"sqlite:///{tmp_path / 'again.db'}"
    restored(home, tmp_path / "second")
    third = backed_up(home, tmp_path / "third")
    plain = [gzip.decompress((tmp_path / name / ROWS).read_bytes()) for name in ("second", "third")]
    facts_aside = [sorted(line for line in rows.splitlines() if b"@" in line) for rows in plain]
    assert facts_aside[0] == facts_aside[1]
    assert len(facts_aside[0]) == len(PEOPLE)
    assert first.rows["subscribers"] == second.rows["subscribers"] == third.rows["subscribers"]


@pytest.fixture
def joined(home: Home) -> Home:
    home.join(PEOPLE[:3])
    return home


def test_a_backup_is_for_its_owner_alone_and_holds_no_secret(joined: Home, tmp_path: Path) -> None:
    joined.sample.write(".gitignore", "/newsletter.db*\n")
    backed_up(joined, tmp_path / "backup")
    paths = list((tmp_path / "backup").rglob("*"))
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "backup", *paths)} == {0}
    said = b"".join(path.read_bytes() for path in paths if path.is_file())
    assert SECRET.encode() not in said
    assert b"PRIVATE KEY" not in said
    told = json.loads((tmp_path / "backup" / FILE).read_text())
    assert list(told["keys"]) == ["news._domainkey.news.towns.test"]
    assert told["step"] == newest_step()
    assert {"project/newsletter.toml", f"project/issues/{ISSUE}/issue.yaml"} < set(told["files"])
    assert "project/.gitignore" in told["files"], "what keeps the readers out of git comes back with them"
    assert not [name for name in told["files"] if "newsletter.db" in name or ".cache" in name or ".seal" in name]


def test_a_backup_is_recorded_and_shown_by_doctor(joined: Home, tmp_path: Path) -> None:
    def told() -> list[tuple[str, str]]:
        findings = json.loads(joined("doctor", "--offline", "--json").stdout)["findings"]
        return [(each["standing"], each["message"]) for each in findings if "backup" in each["message"]]

    assert told() == [("note", "no backup was made by `newsletter backup`")]
    result = joined("backup", str(tmp_path / "backup"))
    assert result.exit_code == 0, result.output
    assert "3 subscribers, 0 mailings" in result.stdout
    ((standing, message),) = told()
    assert (standing, message[:30]) == ("ok", "the last backup was made on 20")
    joined.sql("update facts set value = '2024-01-01T00:00:00+00:00' where name = 'backed-up-at'")
    ((standing, _),) = told()
    assert standing == "warning"


def test_a_backup_is_not_written_into_a_folder_that_holds_something(joined: Home, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup/other").write_text("mine")
    assert joined.failed("backup", str(tmp_path / "backup")) == ["folder-not-empty"]
    assert [path.name for path in (tmp_path / "backup").iterdir()] == ["other"]


def test_what_is_there_is_not_written_over(joined: Home, tmp_path: Path) -> None:
    backed_up(joined, tmp_path / "backup")
    assert refused(joined, tmp_path / "backup") == ["database-not-empty"]
    for path in joined.sample.root.glob("newsletter.db*"):
        path.unlink()
    article = joined.sample.root / "issues/articles/bridges.md"
    article.write_text(article.read_text().replace("Bridges", "New bridges"))
    (joined.sample.root / "issues/articles/markets.md").unlink()
    came = restored(joined, tmp_path / "backup")
    assert (came.written, came.kept) == (1, ("issues/articles/bridges.md",))
    assert "New bridges" in article.read_text()
    assert joined.sql("select count(*) from subscribers") == [(3,)]
    assert (joined.sample.root / "newsletter.db").stat().st_mode & 0o077 == 0


def test_a_damaged_a_foreign_and_a_newer_backup_restore_nothing(joined: Home, tmp_path: Path) -> None:
    backed_up(joined, tmp_path / "backup")
    empty = tmp_path / "empty"
    empty.mkdir()

    def changed(name: str, old: str | None = None, new: str = "") -> Path:
        copy = tmp_path / f"changed-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(tmp_path / "backup", copy)
        if old is None:
            data = bytearray((copy / name).read_bytes())
            data[len(data) // 2] ^= 1
            (copy / name).write_bytes(data)
        else:
            (copy / name).write_text((copy / name).read_text().replace(old, new, 1))
        return copy

    assert refused(joined, changed(ROWS), empty) == ["damaged-backup"]
    assert refused(joined, changed("project/issues/articles/bridges.md"), empty) == ["damaged-backup"]
    assert refused(joined, changed(FILE, '"subscribers": 3', '"subscribers": 4'), empty) == ["damaged-backup"]
    assert refused(joined, changed(FILE, "{", "["), empty) == ["damaged-backup"]
    assert refused(joined, changed(FILE, '"form": 1', '"form": 2'), empty) == ["newer-backup"]
    assert refused(joined, empty, empty) == ["no-backup"]
    joined.environment["NEWSLETTER_SECRET"] = SECRET[::-1]
    assert refused(joined, tmp_path / "backup", empty) == ["other-secret"]
    assert list(empty.iterdir()) == []


def test_a_backup_of_a_later_schema_is_refused_and_one_of_an_earlier_takes_its_steps(
    joined: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsletter.database import migrations
    from newsletter.pipeline.backups import manifest

    backed_up(joined, tmp_path / "backup")
    (tmp_path / "new").mkdir()
    monkeypatch.setattr(manifest, "newest_step", lambda: newest_step() - 1)
    assert refused(joined, tmp_path / "backup", tmp_path / "new") == ["newer-backup"]
    monkeypatch.undo()
    steps = migrations.read_steps()
    monkeypatch.setattr(migrations, "read_steps", lambda: [*steps, ["create table later (id integer primary key)"]])
    restored(joined, tmp_path / "backup", tmp_path / "new")
    with sqlite3.connect(tmp_path / "new/newsletter.db") as plain:
        assert plain.execute("select count(*) from later").fetchone() == (0,)
        assert plain.execute("select count(*) from subscribers").fetchone() == (3,)


@pytest.mark.slow
def test_numbers_given_out_since_are_not_given_out_again_and_missing_keys_are_told(
    joined: Home, tmp_path: Path
) -> None:
    backed_up(joined, tmp_path / "backup")
    joined.join(["since@example.org"])
    ((since,),) = joined.sql("select max(id) from subscribers")
    del joined.environment["NEWSLETTER_DKIM_KEYS"]
    (tmp_path / "new").mkdir()
    came = restored(joined, tmp_path / "backup", tmp_path / "new")
    assert [problem.code for problem in came.problems] == ["missing-keys"]
    there = dataclasses.replace(joined, sample=Sample(tmp_path / "new"))
    there.join(["other@example.org"])
    ((number,),) = there.sql("select max(id) from subscribers")
    assert number > since


@pytest.mark.slow
def test_what_was_planned_for_a_time_that_has_passed_is_planned_no_more(joined: Home, tmp_path: Path) -> None:
    joined.done("send", ISSUE, "--point", "nl", "--at", "2034-01-20 18:00")
    joined.sql("update appointments set due_at = '2024-01-20T18:00:00+00:00'")
    backed_up(joined, tmp_path / "backup")
    (tmp_path / "new").mkdir()
    came = restored(joined, tmp_path / "backup", tmp_path / "new")
    assert [problem.code for problem in came.problems] == ["restored-plan"]
    with connect(f"sqlite:///{tmp_path / 'new/newsletter.db'}") as connection, connection.transaction(writes=False):
        assert connection.row("select count(*) from appointments")[0] == 0


def test_where_the_guard_is_left_it_says_what_was_mailed_since(joined: Home, tmp_path: Path) -> None:
    backed_up(joined, tmp_path / "backup")
    (joined.sample.root / "newsletter.db.seal").write_text("0123456789abcdef 7\n2024-01/nl 7\n")
    for path in joined.sample.root.glob("newsletter.db*"):
        if path.suffix != ".seal":
            path.unlink()
    assert restored(joined, tmp_path / "backup").doubtful is None
    assert joined.failed("send", ISSUE, "--point", "nl") == ["forgotten-mailing"]
