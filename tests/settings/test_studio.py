"""The settings of the studio that is online."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.problems import Problem
from newsletter.settings.project import read_settings


def read(tmp_path: Path, text: str) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    (tmp_path / "newsletter.toml").write_text(text, "utf-8")
    settings, problems = read_settings(tmp_path, {})
    return (settings.studio.oidc.roles if settings else {}), problems


def test_groups_of_a_provider_have_roles(tmp_path: Path) -> None:
    text = '[studio.oidc]\nissuer = "https://login.example.org/realms/a"\nclient-id = "studio"\n'
    roles, problems = read(tmp_path, text + '[studio.oidc.roles]\n"Newsletter Spain" = ["point:es", "reviewer:es"]\n')
    assert (roles, problems) == ({"Newsletter Spain": ("point:es", "reviewer:es")}, [])


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('issuer = "http://login.example.org"', "bad-setting", "is no address of a provider"),
        ('issuer = "login"', "bad-setting", "is no address of a provider"),
        (f'name = "{"x" * 41}"', "bad-setting", "is no name for a button"),
        ('client-secret = "abc"', "secret-in-settings", "client-secret"),
        ('client_id = "abc"', "unknown-key", "client_id"),
        ("roles = 3", "wrong-type", "is a table"),
    ],
)
def test_a_fault_in_them_is_told_at_its_line(tmp_path: Path, text: str, code: str, said: str) -> None:
    _, problems = read(tmp_path, f"[studio.oidc]\n{text}\n")
    assert [problem.code for problem in problems] == [code]
    assert said in problems[0].message
    assert problems[0].location
    assert problems[0].location.line == 2
    assert "abc" not in str(problems[0])


def test_a_provider_on_this_machine_may_be_asked_in_clear(tmp_path: Path) -> None:
    assert read(tmp_path, '[studio.oidc]\nissuer = "http://localhost:9400"\n')[1] == []
