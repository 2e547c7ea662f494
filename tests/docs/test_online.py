"""What docs/operators/online.md has operators write puts the studio online, and the doctor sees that, or why not."""

from __future__ import annotations

import datetime as dt
import os
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from newsletter.pipeline.doctor.studio_checks import FORGED, HEALTH, Answered, Ask, ask_site, ask_studio, of_studio
from newsletter.settings.project import Settings
from tests.conftest import needs
from tests.support.home_of_many import HOST, HomeOfMany, home_of_many
from tests.support.operators import blocks
from tests.support.processes import PATIENCE
from tests.support.serving import free_port

NOW = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
SITE = f"https://{HOST}"
GOOD = "__Host-studio-probe=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HomeOfMany]:
    """The studio as its service starts it."""
    made = home_of_many(tmp_path_factory.mktemp("online"), ["Ana"])
    with made.studio("--trust-proxy"):
        yield made


@contextmanager
def front(command: list[str], log: Path) -> Iterator[None]:
    """A web server, until the end."""
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def caddy(home: HomeOfMany, folder: Path, port: int) -> list[str]:
    config = blocks("caddyfile")["/etc/caddy/studio.caddyfile"].replace("127.0.0.1:8026", f"127.0.0.1:{home.port}")
    config = config.replace(f"{HOST} {{\n", f"http://{HOST}:{port} {{\n\tbind 127.0.0.1\n")
    (folder / "config").write_text("{\n\tadmin off\n}\n" + config)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "config")]


def nginx(home: HomeOfMany, folder: Path, port: int) -> list[str]:
    inside = blocks("nginx")["/etc/nginx/snippets/newsletter-studio.conf"]
    inside = inside.replace("127.0.0.1:8026", f"127.0.0.1:{home.port}")
    inside = inside.replace("/var/log/nginx/error.log", str(folder / "error.log"))
    kept = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "config").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/error.log crit;\nevents {{}}\n"
        f"http {{ access_log off; {kept}\nserver {{ listen 127.0.0.1:{port}; server_name {HOST};\n{inside}\n}} }}\n"
    )
    return ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "config")]


def through(port: int) -> Ask:
    """How the front on a port is asked, by the studio's name."""
    return lambda site, path, headers: ask_site(f"http://127.0.0.1:{port}", path, {**headers, "host": HOST})


@pytest.mark.slow
@pytest.mark.parametrize(
    "recipe", [pytest.param(caddy, marks=needs("caddy")), pytest.param(nginx, marks=needs("nginx"))]
)
def test_people_work_through_the_proxy_and_the_doctor_finds_nothing(
    home: HomeOfMany, tmp_path: Path, recipe: object
) -> None:
    port = free_port()
    command = recipe(home, tmp_path, port)  # type: ignore[operator]
    with front(command, tmp_path / "log"):
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                told = list(ask_studio(SITE, NOW, through(port)))
                if told[0].standing == "ok":
                    break
            except OSError:
                pass
            assert time.monotonic() < ends, (tmp_path / "log").read_text()
            time.sleep(0.05)
        assert [each.standing for each in told] == ["ok"] * 3, told
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        cookie = {"host": HOST, "cookie": f"__Host-studio={home.cookies['Ana']}"}
        connection.request("GET", "/", headers=cookie)
        assert connection.getresponse().read().startswith(b"<!DOCTYPE html>")
        connection.request("GET", "/events", headers=cookie)
        stream = connection.getresponse()  # nothing is held back: the first event comes while the stream is open
        assert stream.readline() == b"retry: 1000\n"
        connection.close()


def test_what_stands_before_the_studio_in_another_way_is_told() -> None:
    def said(answer: Answered | Exception) -> list[str]:
        def ask(site: str, path: str, headers: Mapping[str, str]) -> Answered:
            assert (site, path, headers) == (SITE, HEALTH, {"x-forwarded-for": FORGED})
            if isinstance(answer, Exception):
                raise answer
            return answer

        return [each.problem.code if each.problem else "ok" for each in ask_studio(SITE, NOW, ask)]

    later, soon = NOW + dt.timedelta(60), NOW + dt.timedelta(3)
    well = b'{"status": "ok", "client": "192.0.2.1", "proxy": true}'
    assert said(Answered(200, (GOOD,), well, later)) == ["ok"] * 4
    assert said(Answered(200, (GOOD,), well, soon)) == ["ok", "studio-certificate", "ok", "ok"]
    forged, local = well.replace(b"192.0.2.1", FORGED.encode()), well.replace(b"true", b"false")
    assert said(Answered(200, (GOOD,), forged)) == ["ok", "studio-believes-visitors", "ok"]
    assert said(Answered(200, (GOOD,), local)) == ["ok", "studio-without-visitors", "ok"]
    for cookie in (GOOD.replace("; Secure", ""), GOOD.replace("__Host-", ""), f"{GOOD}; Domain=example.org", ""):
        assert said(Answered(200, (cookie,), well)) == ["ok", "ok", "studio-cookies"]
    assert said(Answered(421, (), b"")) == ["studio-other-host"]
    assert said(Answered(200, (), b"<html>")) == said(Answered(502, (), b"")) == ["no-studio"]
    assert said(ConnectionRefusedError(111, "Connection refused")) == said(TimeoutError("timed out")) == ["no-studio"]
    assert said(ssl.SSLCertVerificationError("it does not hold")) == ["studio-certificate"]


def test_what_settings_say_of_the_studio_is_looked_at_without_a_network() -> None:
    def said(site: str, oidc: str = "") -> list[str]:
        studio = {"site": site, "oidc": {"issuer": oidc, "client-id": "x"}}
        found = of_studio(Settings.model_validate({"studio": studio}), {})
        return [each.problem.code if each.problem else each.standing for each in found]

    assert said("") == said(SITE) == said("http://127.0.0.1:8026") == []
    assert said("http://studio.example.org") == ["studio-in-clear"]
    assert said("https://news.example.org") == ["studio-without-site"]
    assert said(SITE, "https://login.example.org") == ["note"]
