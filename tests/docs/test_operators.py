"""What docs/operators tells operators to write is taken by the programs it is for, and its commands do what it says.

Only paths, ports and the name of the user are put in place.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from newsletter.database import connect
from newsletter.mail.message.tokens import Purpose
from newsletter.pipeline.archive.make import archive
from newsletter.public.archived import POLICY
from tests.conftest import FILES, REPOSITORY, Sample, needs
from tests.support.addresses import addresses
from tests.support.archived import Pages, letters_of, mail
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, Home
from tests.support.operators import blocks
from tests.support.postgres import needs_postgres, postgres, programs
from tests.support.processes import PATIENCE, Started, command
from tests.support.public_site import SECRET as SITE_SECRET
from tests.support.public_site import served
from tests.support.serving import free_port, serving

HOST = "news.example.org"
BACKENDS = "127.0.0.1:8025"
UNITS = {name.rpartition("/")[2]: text for name, text in blocks("ini").items()}


@needs("systemd-analyze")
def test_systemd_takes_every_unit_without_a_word(tmp_path: Path) -> None:
    assert len(UNITS) >= 8
    for name, text in UNITS.items():
        (tmp_path / name).write_text(text.replace("/srv/newsletter/venv/bin/newsletter", "/bin/true"), "utf-8")
    every = [tmp_path / name for name in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *every], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_each_unit_of_the_pages_is_a_file_that_can_be_copied_and_no_other_is() -> None:
    files = {path.name: path.read_text("utf-8") for path in (REPOSITORY / "packaging/systemd").iterdir()}
    told = {name: text.partition("\n")[2] for name, text in UNITS.items()}
    assert files == told


@dataclass(frozen=True)
class Front:
    """A project's site behind a web server: its folder, the server's port, that of `serve`, and what was logged."""

    root: Path
    port: int
    behind: int
    log: Path
    reader: str
    serve: Started

    def __call__(self, path: str, method: str = "GET", body: str = "", **headers: str) -> tuple[int, Any, bytes]:
        """What a visitor gets; headers are named with `_` for `-`."""
        return asked(self.port, path, method, body, Host=HOST, **headers)


def asked(port: int, path: str, method: str = "GET", body: str = "", **headers: str) -> tuple[int, Any, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, {**form, **sent})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A project with a public letter, and the path by which a reader leaves."""
    made = Sample(tmp_path_factory.mktemp("operated") / "project")
    for name, words in FILES.items():
        made.write(name, words)
    shutil.copytree(REPOSITORY / "templates", made.root / "templates")
    made.write("issues/images/bridge.png", (REPOSITORY / "issues/images/market-square.png").read_bytes())
    mail(made.project(), [letters_of(made.project(), ISSUE)[f"{ISSUE}/nl/nl"]])
    assert not archive(made.project(), made.root / "site").problems
    with served(made.root) as home:
        number = home.joined("ada@example.org")
        return made.root, f"/u/{home.token(Purpose.LEAVE, number)}"


@pytest.fixture(autouse=True)
def unknown_visitors(request: pytest.FixtureRequest) -> None:
    """What visitors may do again is kept in the database, and tests of one site are strangers to each other."""
    if "site" in request.fixturenames:
        with sqlite3.connect(request.getfixturevalue("site")[0] / "newsletter.db") as database:
            database.execute("delete from client_rates")


@contextmanager
def behind(site: tuple[Path, str], folder: Path, command: list[str], config: str, *options: str) -> Iterator[Front]:
    """`serve` behind a web server whose configuration stands in `folder` once its ports are put in."""
    root, reader = site
    ports = free_port(), free_port()
    (folder / "config").write_text(config.replace("FRONT", str(ports[0])).replace(BACKENDS, f"127.0.0.1:{ports[1]}"))
    log = folder / "log"
    serve = serving(root, ports[1], "--archive", str(root / "site"), *options, NEWSLETTER_SECRET=SITE_SECRET)
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder)}
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as front:
        try:
            with serve as process:
                ends = time.monotonic() + PATIENCE
                while True:
                    try:
                        asked(ports[0], "/", Host=HOST)
                        break
                    except OSError:
                        assert front.poll() is None, log.read_text()
                        assert time.monotonic() < ends
                        time.sleep(0.05)
                yield Front(root, *ports, log, reader, process)
        finally:
            front.terminate()
            front.wait(PATIENCE)


def caddy(site: tuple[Path, str], folder: Path, *options: str) -> Any:
    """Caddy as its recipe says, but in clear and on loopback alone."""
    config = blocks("caddyfile")["/etc/caddy/Caddyfile"]
    assert config.count(f"{HOST} {{\n") == 1
    config = config.replace("{\n", "{\n\tadmin off\n", 1)
    config = config.replace(f"{HOST} {{\n", f"http://{HOST}:FRONT {{\n\tbind 127.0.0.1\n")
    config = config.replace("lb_try_duration 10s", "lb_try_duration 1s")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "config")]
    return behind(site, folder, command, config, *options)


def nginx(site: tuple[Path, str], folder: Path, recipe: str, *options: str) -> Any:
    """nginx with one of its recipes in a server, on loopback alone."""
    inside = blocks("nginx")[f"/etc/nginx/snippets/{recipe}"].replace("/srv/newsletter/archive", str(site[0] / "site"))
    inside = inside.replace("/var/log/nginx/error.log", str(folder / "error.log"))
    kept = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log crit;\n"
        f"{'user root;' if Path('/root').owner() == 'root' and folder.owner() == 'root' else ''}\n"
        f"events {{}}\nhttp {{ access_log off; {kept}\nserver {{ listen 127.0.0.1:FRONT; server_name {HOST};\n"
        f"{inside}\n}} }}\n"
    )
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "config")]
    return behind(site, folder, command, config, *options)


def fetched_and_left(front: Front) -> None:
    """Pages come through unchanged, a reader leaves in one click, and nothing of either is in a log."""
    for path in ("/", "/nl/", f"/{ISSUE}/nl/nl/", "/nl/feed.xml"):
        status, headers, body = front(path)
        assert (status, body) == (
            200,
            (front.root / "site" / path[1:] / "index.html").read_bytes()
            if path.endswith("/")
            else (front.root / "site" / path[1:]).read_bytes(),
        ), path
        assert headers.get_all("content-security-policy") == [POLICY]
    assert front("/nl")[1]["location"] == "/nl/"
    assert front("/subscribe/nl/nl/")[0] == 200
    assert front("/nope/")[0] == 404
    assert front("/.archive/lists.json")[0] == 404
    status, _, page = front(front.reader, "POST", "List-Unsubscribe=One-Click")
    assert status == 200, page
    with sqlite3.connect(front.root / "newsletter.db") as database:
        assert database.execute("select state from subscriptions").fetchall() == [("ended",)]


def visitors_are_told_apart_by_what_the_proxy_says(front: Front) -> None:
    lost = f"/p/{'0' * 48}"
    for number in range(30):
        assert front(lost, X_Forwarded_For=f"198.51.100.{number}")[0] == 404
    assert front(lost, X_Forwarded_For="198.51.100.99")[0] == 429, "who makes addresses up is still the same visitor"
    local = f"127.0.0.1:{front.behind}"
    assert asked(front.behind, lost, Host=local, X_Forwarded_For="203.0.113.9")[0] == 404
    assert asked(front.behind, lost, Host=local, X_Forwarded_For="203.0.113.9, 127.0.0.1")[0] == 429


def logs_hold_no_visitor(front: Front, *others: Path) -> None:
    """Not even when `serve` is down."""
    for file in (front.log, *others):
        said = file.read_text("utf-8") if file.exists() else ""
        assert front.reader not in said
        assert "Netscape-9" not in said
        assert "198.51.100" not in said


def end_serve(front: Front) -> None:
    front.serve.send_signal(signal.SIGTERM)
    front.serve.wait()


def subscribed(site: tuple[Path, str]) -> None:
    """As before the test that a reader left in."""
    with sqlite3.connect(site[0] / "newsletter.db") as database:
        database.execute("update subscriptions set state = 'active'")


@pytest.mark.slow
@needs("caddy")
def test_caddy_passes_everything_on_and_logs_nobody(site: tuple[Path, str], tmp_path: Path) -> None:
    subscribed(site)
    with caddy(site, tmp_path, "--trust-proxy") as front:
        done = subprocess.run(
            ["caddy", "validate", "--adapter", "caddyfile", "--config", tmp_path / "config"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        fetched_and_left(front)
        visitors_are_told_apart_by_what_the_proxy_says(front)
        end_serve(front)
        assert front(front.reader, User_Agent="Netscape-9")[0] == 502
        logs_hold_no_visitor(front)


@pytest.mark.slow
@needs("nginx")
def test_nginx_passes_everything_on_and_logs_nobody(site: tuple[Path, str], tmp_path: Path) -> None:
    subscribed(site)
    with nginx(site, tmp_path, "newsletter.conf", "--trust-proxy") as front:
        fetched_and_left(front)
        visitors_are_told_apart_by_what_the_proxy_says(front)
        end_serve(front)
        assert front(front.reader, User_Agent="Netscape-9")[0] == 502
        logs_hold_no_visitor(front, tmp_path / "error.log")


@pytest.mark.slow
@needs("nginx")
def test_nginx_serves_the_archive_as_serve_does(site: tuple[Path, str], tmp_path: Path) -> None:
    subscribed(site)
    with nginx(site, tmp_path, "newsletter-archive.conf", "--trust-proxy") as front:
        fetched_and_left(front)
        for path in sorted(addresses(Pages(site[0] / "site"))):
            by_nginx = front(path)
            by_serve = asked(front.behind, path, Host=HOST)
            assert by_nginx[0] == by_serve[0] == 200, path
            assert by_nginx[2] == by_serve[2], path
            for name in ("content-type", "content-length", "last-modified", "content-security-policy"):
                assert by_nginx[1].get_all(name) == by_serve[1].get_all(name), (path, name)
            assert by_nginx[1]["x-content-type-options"] == "nosniff"
            since = by_nginx[1]["last-modified"]
            assert front(path, If_Modified_Since=since)[0] == 304
        for path in ("/nope", "/nl/nope/", f"/{ISSUE}/", "/nl/feed.xml/"):
            assert front(path)[2] == asked(front.behind, path, Host=HOST)[2], "the page of serve, in a language"
        end_serve(front)
        assert front("/nl/")[0] == 200, "letters can be read while serve is down"
        assert front(front.reader, User_Agent="Netscape-9")[0] == 502
        logs_hold_no_visitor(front, tmp_path / "error.log")


@pytest.mark.slow
def test_without_trust_in_a_proxy_what_it_says_does_not_count(site: tuple[Path, str]) -> None:
    port, lost = free_port(), f"/p/{'0' * 48}"
    with serving(site[0], port, NEWSLETTER_SECRET=SITE_SECRET):
        seen = [404]
        while seen[-1] == 404 and len(seen) < 250:  # one more is let pass every two seconds
            seen.append(asked(port, lost, X_Forwarded_For=f"198.51.100.{len(seen)}")[0])
    assert len(seen) > 31
    assert seen[-1] == 429


PEOPLE = [f"reader{number}@example.org" for number in range(60)]
HALF = 30
PROGRAM = Path(sys.executable).parent / "newsletter"


@dataclass
class Operated:
    """A home whose operator types what the page says, at the places where this test has put things."""

    home: Home
    folder: Path
    environment: dict[str, str]

    @property
    def root(self) -> Path:
        return self.home.sample.root

    def shell(self, commands: str, **environment: str) -> None:
        """Run a block of commands; services are only told to stop, and files stay ours."""
        programs_of_ours = self.folder / "bin"
        programs_of_ours.mkdir(exist_ok=True)
        (programs_of_ours / "systemctl").write_text("#!/bin/sh\n")
        (programs_of_ours / "systemctl").chmod(0o755)
        commands = commands.replace("/srv/newsletter/project", str(self.root))
        commands = commands.replace("/srv/backup", str(self.folder)).replace("-o newsletter -g newsletter ", "")
        path = f"{programs_of_ours}:{programs() or ''}:{os.environ['PATH']}"
        given = {**self.environment, **environment, "PATH": path}
        done = subprocess.run(["sh", "-eu", "-c", commands], env=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def backup(self, ending: str) -> Path:
        """The backup that there is."""
        (found,) = self.folder.glob(f"newsletter-*.{ending}")
        assert found.stat().st_mode & 0o077 == 0, "nobody else may read people's addresses"
        return found

    def states(self) -> dict[str, int]:
        (mailing,) = self.home.done("mailings")["mailings"]
        counts = mailing["locales"]["nl"]
        return {state: count for state, count in counts.items() if count}

    @contextmanager
    def mailing(self) -> Iterator[Started]:
        """A mailing and `serve`; inside half of it is done and the mail server rests, afterwards it has ended."""
        with (
            serving(self.root, free_port(), **self.home.environment),
            command(self.root, "send", ISSUE, "--point", "nl", "--yes", env=self.home.environment) as process,
        ):
            while self.home.server.to().total() < HALF:
                assert process.poll() is None, process.said()
                time.sleep(0.01)
            yield process
            self.home.server.go_on()
            said = process.communicate()
            assert process.returncode in (0, -signal.SIGKILL), said
        if process.returncode == 0:
            assert self.home.server.to() == dict.fromkeys(PEOPLE, 1)

    def wrong(self) -> set[str]:
        """What `doctor --offline` calls an error of the database."""
        findings = json.loads(self.home("doctor", "--offline", "--json").stdout)["findings"]
        return {one["code"] for one in findings if one["topic"] == "database" and one["standing"] == "error"}


@pytest.fixture
def operated(sample: Sample, tmp_path: Path) -> Iterator[Operated]:
    with running(tmp_path / "server", "--keep", "--rest-after", str(HALF)) as server:
        home = Home.of(sample, server)
        folder = tmp_path / "backup"
        folder.mkdir()
        yield Operated(home, folder, {"HOME": str(tmp_path)})


def decided(operated: Operated, waiting: int) -> None:
    """A restored backup is noticed; who waited in it is mailed by nobody until a person says so."""
    home = operated.home
    assert 0 < waiting < len(PEOPLE)
    assert operated.states()["accepted"] == len(PEOPLE) - waiting
    result = home("resume", ISSUE, "--point", "nl", "--restored")
    assert result.exit_code == 1, "those are to be settled"
    assert operated.states() == {"accepted": len(PEOPLE) - waiting, "uncertain": waiting}
    assert home.server.to() == dict.fromkeys(PEOPLE, 1), "nobody twice"


@pytest.mark.slow
@needs("sqlite3")
def test_a_backup_made_during_a_mailing_is_noticed_when_it_is_restored(operated: Operated) -> None:
    home, commands = operated.home, blocks("sh")
    home.join(PEOPLE)
    with operated.mailing():
        operated.shell(commands["back up SQLite"])
    assert operated.states() == {"accepted": len(PEOPLE)}
    backup = operated.backup("db")
    with sqlite3.connect(backup) as copy:
        assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
        (waiting,) = copy.execute("select count(*) from deliveries where state in ('pending', 'sending')").fetchone()
    assert operated.wrong() == set()
    operated.shell(commands["restore SQLite"], BACKUP=str(backup))
    assert (operated.root / "newsletter.db").stat().st_mode & 0o777 == 0o600
    assert operated.wrong() == {"restored-database"}
    assert home.failed("due") == home.failed("resume", ISSUE, "--point", "nl") == ["restored-database"]
    decided(operated, waiting)
    assert operated.wrong() == set()
    home.done("settle", ISSUE, "--point", "nl", "--drop")
    home.done("due")
    assert home.server.to() == dict.fromkeys(PEOPLE, 1)


@pytest.mark.slow
def test_a_home_is_backed_up_and_restored_into_an_empty_folder_as_the_page_says(
    operated: Operated, tmp_path: Path
) -> None:
    home, commands = operated.home, blocks("sh")
    home.join(PEOPLE)
    given = {**home.environment, "PWD": str(operated.root)}
    ours = f"cd {operated.root}\n"
    operated.shell(ours + commands["back up the home"].replace("newsletter backup", f"{PROGRAM} backup"), **given)
    (backup,) = [path for path in operated.folder.iterdir() if (path / "backup.json").is_file()]
    assert backup.stat().st_mode & 0o077 == 0
    empty = tmp_path / "another machine"
    empty.mkdir()
    script = re.sub(r"^newsletter ", f"{PROGRAM} ", commands["restore the home"], flags=re.MULTILINE)
    operated.shell(f"cd '{empty}'\n{script}", **given, BACKUP=str(backup))
    with sqlite3.connect(empty / "newsletter.db") as database:
        assert database.execute("select count(*) from subscribers").fetchone() == (len(PEOPLE),)
    assert (empty / "issues" / ISSUE / "issue.yaml").is_file()


@pytest.mark.slow
@needs("sqlite3")
def test_a_backup_is_noticed_although_the_mailing_was_killed_soon_after_it(operated: Operated) -> None:
    operated.home.join(PEOPLE)
    backup_guard = operated.root / "newsletter.db.seal"
    with operated.mailing() as process:
        operated.shell(blocks("sh")["back up SQLite"])
        before = backup_guard.read_bytes()
        while backup_guard.read_bytes() == before:
            time.sleep(0.01)
        process.kill()
    operated.shell(blocks("sh")["restore SQLite"], BACKUP=str(operated.backup("db")))
    assert operated.wrong() == {"restored-database"}


@pytest.mark.slow
@needs("sqlite3")
def test_on_another_machine_a_person_says_that_the_database_was_restored(operated: Operated) -> None:
    home, commands = operated.home, blocks("sh")
    home.join(PEOPLE)
    with operated.mailing():
        operated.shell(commands["back up SQLite"])
    operated.shell(commands["restore SQLite"], BACKUP=str(operated.backup("db")))
    (operated.root / "newsletter.db.seal").unlink()
    assert operated.wrong() == set(), "nobody can know"
    waiting = len(PEOPLE) - operated.states()["accepted"]
    decided(operated, waiting)
    home.done("settle", ISSUE, "--point", "nl", "--resend")
    home.done("resume", ISSUE, "--point", "nl", "--restored")
    assert sorted(home.server.to().values()) == [1] * (len(PEOPLE) - waiting) + [2] * waiting, (
        "once is enough to say it"
    )
    names = [message_from_bytes(message)["Message-ID"] for message in home.server.messages()]
    assert len(set(names)) == len(PEOPLE), "mail programs can tell that it is the same letter"


@pytest.mark.slow
@needs_postgres
def test_a_backup_of_postgresql_is_made_and_restored_in_the_same_way(operated: Operated) -> None:
    home, commands = operated.home, blocks("sh")
    with postgres() as url:
        home.environment["NEWSLETTER_DATABASE_URL"] = operated.environment["NEWSLETTER_DATABASE_URL"] = url
        home.join(PEOPLE)
        with operated.mailing():
            operated.shell(commands["back up PostgreSQL"])
        assert operated.states() == {"accepted": len(PEOPLE)}
        operated.shell(commands["restore PostgreSQL"], BACKUP=str(operated.backup("dump")))
        assert operated.wrong() == {"restored-database"}
        decided(operated, len(PEOPLE) - operated.states()["accepted"])
        with connect(url) as connection, connection.transaction(writes=False):
            assert connection.row("select count(*) from subscribers")[0] == len(PEOPLE)


@pytest.mark.slow
def test_the_secret_is_made_for_services_shells_and_cron_as_the_page_says(operated: Operated) -> None:
    folder = operated.folder / "etc"

    def put(commands: str) -> str:
        commands = commands.replace("-o root -g newsletter ", "").replace("chgrp newsletter", "test -f")
        return commands.replace("/etc/newsletter", str(folder))

    operated.shell(put(blocks("sh")["make the secret"]))
    file = folder / "environment"
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o750, 0o640)
    assert re.fullmatch('NEWSLETTER_SECRET="[0-9a-f]{64}"\n', file.read_text())
    operated.home.environment["NEWSLETTER_SECRET"] = file.read_text().split('"')[1]
    operated.home.join(PEOPLE[:1])
    fields = blocks("crontab")["/etc/cron.d/newsletter"].splitlines()[1].split(maxsplit=6)
    assert fields[:6] == ["*", "*", "*", "*", "*", "newsletter"]
    assert "%" not in fields[6], "cron would end the command there"
    program, said = operated.folder / "newsletter", operated.folder / "said"
    run = f'PYTHONPATH={REPOSITORY} exec {sys.executable} -m newsletter "$@"'
    program.write_text(f'#!/bin/sh\necho "$NEWSLETTER_SECRET" > {said}\n{run}\n')
    program.chmod(0o755)
    operated.shell(put(fields[6]).replace("/srv/newsletter/venv/bin/newsletter", str(program)))
    assert said.read_text().strip() in file.read_text()
    assert len(said.read_text()) == 65
