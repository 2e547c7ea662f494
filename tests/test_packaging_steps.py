"""What `packaging/` does is done here without an engine for containers: its steps, its environment, its health checks.

On loopback, with a PostgreSQL of the tests' own; only folders, ports and the database's address are put in place.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import IN_CI, REPOSITORY
from tests.support.postgres import postgres, programs
from tests.support.processes import PATIENCE
from tests.support.serving import free_port

FOLDER = REPOSITORY / "packaging"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"]
IMAGE = (FOLDER / "Containerfile").read_text("utf-8")
UV = Path(sys.executable).parent / "uv"
STUDIO = "studio.towns.test"


def installed(folder: Path) -> Path:
    """The image's folder of the program, made in `folder` by the steps of its first stage; where commands are."""
    source = folder / "source"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, timeout=60, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if name.startswith(("newsletter/", "packaging/", "templates/", "schemas/", "locales/")) or "/" not in name:
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, target)
    (steps,) = re.findall(r"^WORKDIR /source\nRUN (.*?)(?<!\\)$", IMAGE, re.MULTILINE | re.DOTALL)
    steps = steps.replace("\\\n", "")
    pip = "/opt/newsletter/bin/pip install --no-cache-dir"
    assert steps.count(pip) == 2
    # The same steps by a program that keeps what it has fetched.
    steps = steps.replace(pip, f"{UV} pip install --quiet --python /opt/newsletter/bin/python")
    steps = steps.replace("python -m venv ", "python -m venv --without-pip ", 1)
    steps = steps.replace("/opt/newsletter", str(folder / "opt"))
    env = {**os.environ, "VIRTUAL_ENV": "", "PYTHONPATH": ""}
    done = subprocess.run(["sh", "-eu", "-c", steps], cwd=source, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(source)
    return folder / "opt/bin"


def environment(commands: Path, project: Path, url: str) -> dict[str, str]:
    """What a service is given: its own variables, those of `.env` and `environment`, and the image's."""
    set_by_image = dict(re.findall(r"(\w+)=(\S+)", re.findall(r"^ENV (.*)$", IMAGE, re.MULTILINE)[0]))
    given = {**SERVICES["serve"]["environment"]}
    given["NEWSLETTER_DATABASE_URL"] = url
    known = {"NEWSLETTER_SITE_HOST": "news.towns.test", "STUDIO_HOST": STUDIO}
    given = {
        name: re.sub(r"\$\{(\w+):\?\}", lambda found: known[found[1]], value) if name.endswith("SITE") else value
        for name, value in given.items()
    }
    keys = project.parent / "keys"
    keys.mkdir()
    given["NEWSLETTER_DKIM_KEYS"] = str(keys)
    (written,) = re.findall(
        r"NEWSLETTER_SECRET=\$\((openssl rand -hex 32)\)", (FOLDER / "README.md").read_text("utf-8")
    )
    secret = subprocess.run(shlex.split(written), capture_output=True, text=True, timeout=60, check=True).stdout.strip()
    path = {"PATH": f"{commands}:/usr/bin:/bin"}
    assert {name for name in set_by_image if name != "PATH"} == {"PYTHONDONTWRITEBYTECODE"}
    # pip compiles what it installs, and uv does not: done beside the program, once for all commands.
    bytecode = {"PYTHONPYCACHEPREFIX": str(project.parent / "compiled")}
    smtp = f"smtp://127.0.0.1:{free_port()}?tls=none"
    return {
        **bytecode,
        **given,
        **path,
        "HOME": str(project.parent),
        "NEWSLETTER_SECRET": secret,
        "NEWSLETTER_SMTP_URL": smtp,
    }


@contextmanager
def running(command: list[str], project: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A service; it ends as an engine ends one."""
    with (project.parent / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=project, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(PATIENCE)


def on_loopback(words: list[str], ports: dict[str, int]) -> list[str]:
    """A command or a check with its ports put in place; nothing listens to other machines."""
    found = [word.replace("0.0.0.0", "127.0.0.1") for word in words]
    for usual, port in ports.items():
        found = [re.sub(rf"(127\.0\.0\.1:){usual}\b", rf"\g<1>{port}", word) for word in found]
    return found


def wait_until_healthy(
    service: str, process: subprocess.Popen[bytes], project: Path, env: dict[str, str], ports: dict[str, int]
) -> None:
    """Return when the service's own check of health is content."""
    kind, *check = SERVICES[service]["healthcheck"]["test"]
    assert kind == "CMD"
    ends = time.monotonic() + PATIENCE
    while True:
        done = subprocess.run(
            on_loopback(check, ports), env=env, capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode == 0:
            return
        assert process.poll() is None, (project.parent / "log").read_text("utf-8")
        assert time.monotonic() < ends, done.stderr
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.skipif((not UV.exists() or programs() is None) and not IN_CI, reason="uv or PostgreSQL is not installed")
def test_the_services_start_and_are_healthy_with_what_the_image_holds(tmp_path: Path) -> None:
    commands = installed(tmp_path)
    program = sorted(path for path in (tmp_path / "opt").rglob("*"))
    project = tmp_path / "project"
    project.mkdir()
    with postgres() as url:
        env = environment(commands, project, url)

        def call(*words: str) -> str:
            done = subprocess.run(
                [str(commands / "newsletter"), *words], cwd=project, env=env, capture_output=True, text=True,
                timeout=120, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
            return done.stdout

        readme = (FOLDER / "README.md").read_text("utf-8")
        typed = re.findall(r"run --rm serve ((?:init|people) [^`\n]+)", readme)
        assert len(typed) == 2
        for words in typed:
            call(*shlex.split(words))
        assert "PostgreSQL" not in (project / "newsletter.toml").read_text("utf-8")
        ports = {"8025": free_port(), "8026": free_port(), "9464": free_port()}
        name = str(commands / "newsletter")
        serve = [name, *on_loopback(SERVICES["serve"]["command"], ports), "--port", str(ports["8025"])]
        studio = [name, *on_loopback(SERVICES["studio"]["command"], ports), "--port", str(ports["8026"])]
        worker = [name, *SERVICES["worker"]["command"]]
        with (
            running(serve, project, env) as serving,
            running(studio, project, env) as online,
            running(worker, project, env),
        ):
            wait_until_healthy("serve", serving, project, env, ports)
            wait_until_healthy("studio", online, project, env, ports)
            ends = time.monotonic() + PATIENCE
            figures = [
                "python",
                "-c",
                f"import urllib.request as web; print(web.urlopen('http://127.0.0.1:{ports['9464']}/metrics').read().decode())",
            ]
            while True:  # until the worker says that it is there
                told = subprocess.run(figures, env=env, capture_output=True, text=True, timeout=60, check=True).stdout
                if re.search(r"^newsletter_workers 1$", told, re.MULTILINE):
                    break
                assert time.monotonic() < ends, (project.parent / "log").read_text("utf-8")
                time.sleep(0.1)
        assert re.search(
            r'^\{"event": "begun", .*"archive".*"due"', (tmp_path / "log").read_text("utf-8"), re.MULTILINE
        )
    assert sorted(path for path in (tmp_path / "opt").rglob("*")) == program, "the image is only read"
