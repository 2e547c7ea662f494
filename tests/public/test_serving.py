"""`newsletter serve` as an operator meets it: a process, a port, a signal."""

import json
import signal
import socket
import sqlite3
import threading
import time
from contextlib import closing
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.public.group_commit import GroupCommit
from tests.conftest import Sample
from tests.support.mail_links import linked
from tests.support.mail_server import running
from tests.support.processes import PATIENCE, command
from tests.support.public_site import SECRET
from tests.support.serving import free_port, serving


def asked(port: int, path: str, method: str = "GET", **form: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    try:
        connection.request(method, path, urlencode(form) or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


@pytest.mark.slow
def test_a_fresh_project_is_served_and_told_what_it_lacks_and_ends_in_good_order(tmp_path: Path) -> None:
    root, port = tmp_path / "fresh", free_port()
    result = CliRunner().invoke(main, ["init", str(root), "--yes", "--language", "en", "--language", "nl"])
    assert result.exit_code == 0, result.output
    with serving(root, port) as process:
        assert asked(port, "/health") == (200, '{"status": "ok"}\n')
        status, page = asked(port, "/subscribe/nl/nl/")
        assert (status, '<html lang="nl"' in page) == (200, True)
        assert asked(port, f"/u/{'0' * 48}", "POST")[0] == 503, "without a secret no link can be read"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate()
    assert process.returncode == 0
    assert "warning[no-secret]" in said
    assert "warning[cannot-mail]" in said
    assert "warning[sample-site]" in said
    assert "Traceback" not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {line["route"] for line in lines} >= {"/health", "/u/{token}"}


@pytest.mark.slow
def test_a_port_that_is_taken_ends_the_command(sample: Sample) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        taken.settimeout(0)
        port = str(taken.getsockname()[1])
        with command(sample.root, "serve", "--port", port, env={"NEWSLETTER_SECRET": SECRET}) as process:
            _, said = process.communicate()
    assert process.returncode == 1
    assert "error[cannot-listen]: 127.0.0.1:" in said
    assert "can’t be listened on: address already in use" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_mail_that_waits_survives_kill_9_and_is_posted_by_the_next_process(sample: Sample, tmp_path: Path) -> None:
    def rows(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(sample.root / "newsletter.db")) as database, database:
            return database.execute(statement).fetchall()

    reader, port = "ada@example.org", free_port()
    with running(tmp_path / "server", "--keep") as server:
        environ = {"NEWSLETTER_SECRET": SECRET, "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{free_port()}?tls=none"}
        with serving(sample.root, port, **environ) as process:
            status, page = asked(port, "/subscribe/nl/nl/", "POST", address=reader, language="nl", consent="yes")
            assert status == 200
            assert 'href="/subscribe/nl/nl/"' in page, "whoever gets no mail is told what to look at, and led back"
            process.kill()
            assert process.wait() == -signal.SIGKILL
        assert rows("select count(*) from waiting_mails") == [(1,)]
        rows("update waiting_mails set held_until = 1")  # as if the minute had passed for which it was looked after
        environ["NEWSLETTER_SMTP_URL"] = f"smtp://127.0.0.1:{server.port}?tls=none"
        with serving(sample.root, port, **environ) as process:
            ends = time.monotonic() + PATIENCE
            while not server.to() or rows("select count(*) from waiting_mails") != [(0,)]:
                assert time.monotonic() < ends, process.said()
                time.sleep(0.05)
            link = linked(message_from_bytes(server.messages()[0], policy=policy.default))
            assert asked(port, link, "POST")[0] == 200
            assert rows("select state from subscriptions") == [("active",)]
            process.send_signal(signal.SIGTERM)
            process.communicate()
        assert server.to() == {reader: 1}


def test_another_secret_than_that_of_the_database_is_refused(sample: Sample) -> None:
    from newsletter.pipeline.project import open_project
    from newsletter.public.site import site_of

    project, _ = open_project(sample.root, {})
    assert project
    site, _ = site_of(project, {"NEWSLETTER_SECRET": SECRET}, print)
    assert site
    site.pool.close()
    site, problems = site_of(project, {"NEWSLETTER_SECRET": SECRET[::-1]}, print)
    assert site is None
    assert "other-secret" in [problem.code for problem in problems]


def test_a_broken_template_or_catalog_is_told_and_nothing_is_served(sample: Sample) -> None:
    from newsletter.public.site import site_of

    sample.edit("templates/pages/left.html", "{% block main %}", "{% block main %}{% if %}")
    site, problems = site_of(sample.project(), {}, print)
    assert site is None
    assert ("broken-template", "templates/pages/left.html") in [
        (problem.code, problem.location.file) for problem in problems if problem.location
    ]


def test_a_project_from_before_there_were_pages_is_served_with_the_programs_own(sample: Sample) -> None:
    import shutil

    from newsletter.public.site import site_of

    shutil.rmtree(sample.root / "templates" / "pages")
    site, _ = site_of(sample.project(), {}, print)
    assert site
    assert b"<h1>You have left the newsletter</h1>" in site.pages.page("left", "en", "eu", form_address="/")


class TestTogether:
    def test_those_who_come_while_one_works_are_done_in_one_go(self) -> None:
        begun, go = threading.Event(), threading.Event()
        groups: list[list[int]] = []

        def work(items: Any) -> list[int]:
            groups.append(list(items))
            begun.set()
            go.wait(PATIENCE)
            return [item * 10 for item in items]

        together: GroupCommit[int, int] = GroupCommit(work)
        results: dict[int, int] = {}
        threads = [threading.Thread(target=lambda n=n: results.update({n: together.done(n)})) for n in range(9)]
        threads[0].start()
        begun.wait(PATIENCE)
        for thread in threads[1:]:
            thread.start()
        while len(together._waiting) < 8:
            time.sleep(0.001)
        go.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert results == {n: n * 10 for n in range(9)}
        assert sorted(map(len, groups)) == [1, 8]

    def test_a_fault_is_told_to_each_it_was_done_for_and_the_next_is_tried_again(self) -> None:
        faults = [OSError("once")]

        def work(items: Any) -> list[int]:
            if faults:
                raise faults.pop()
            return list(items)

        together: GroupCommit[int, int] = GroupCommit(work)
        with pytest.raises(OSError, match="once"):
            together.done(1)
        assert together.done(2) == 2
