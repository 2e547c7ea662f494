"""What stands in `packaging/`: an image and services that may do no more than they need, and commands that exist."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from newsletter.cli import main
from tests.conftest import IN_CI, REPOSITORY

FOLDER = REPOSITORY / "packaging"
HADOLINT = Path(sys.executable).parent / "hadolint"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
IMAGE = (FOLDER / "Containerfile").read_text("utf-8")


@pytest.mark.skipif(not HADOLINT.exists() and not IN_CI, reason="hadolint is not installed")
def test_the_linter_finds_nothing_in_the_image() -> None:
    done = subprocess.run([HADOLINT, FOLDER / "Containerfile"], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_image_runs_as_nobody_in_particular_with_a_python_that_the_program_takes() -> None:
    steps = dict(re.findall(r"^([A-Z]+) (.*)$", IMAGE.rpartition("\nFROM ")[2], re.MULTILINE))
    assert steps["USER"] == "10001:10001"
    assert steps["ENTRYPOINT"] == '["newsletter"]'
    pictures = re.findall(r"^FROM docker.io/library/python:3\.(\d+)-", IMAGE, re.MULTILINE)
    assert len(pictures) == 2
    wanted = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert all(int(minor) >= int(wanted.rpartition(".")[2]) for minor in pictures)
    for name in re.findall(r"-r (\S+)", IMAGE):
        pinned = (REPOSITORY / name).read_text("utf-8")
        assert "\npsycopg==" in pinned, "the services' database is PostgreSQL"
        assert "\nprocrastinate==" in pinned, "one of the services is a worker"
    assert re.findall(r"ENV .*(SECRET|PASSWORD|KEY)", IMAGE) == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert not service.get("privileged")
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert bool(service.get("ports")) is (name == "proxy"), "nothing else is reached from outside"
    assert name == "proxy" or not service["user"].startswith(("0", "root"))
    for key, value in service["environment"].items():
        assert not re.search("SECRET|PASSWORD", key) or value.startswith("${"), "no secret stands in the file"


def test_each_volume_that_is_named_is_there_and_used() -> None:
    used = {each.partition(":")[0] for service in SERVICES.values() for each in service["volumes"]}
    assert {name for name in used if not name.startswith("./")} == set(COMPOSE["volumes"])
    assert {name for name in used if name.startswith("./")} == {"./Caddyfile", "./keys"}


def test_what_services_run_are_commands_with_options_that_are_there() -> None:
    typed = [SERVICES[name]["command"] for name in ("serve", "studio", "worker")]
    readme = (FOLDER / "README.md").read_text("utf-8")
    typed += [shlex.split(found) for found in re.findall(r"run --rm(?: --volume \S+)? serve ([^`\n]+)", readme)]
    assert len(typed) == 7
    for name, *arguments in typed:
        command: click.Command = main.commands[name]
        while isinstance(command, click.Group):
            name, *arguments = arguments
            command = command.commands[name]
        with command.make_context(name, list(arguments)):
            pass


def test_the_proxy_logs_no_visitor_and_passes_on_to_the_pages() -> None:
    words = (FOLDER / "Caddyfile").read_text("utf-8")
    assert "exclude http.log.access http.log.error" in words
    for name in ("serve", "studio"):
        port = next(option.default for option in main.commands[name].params if option.name == "port")
        assert f"reverse_proxy {name}:{port} " in words
