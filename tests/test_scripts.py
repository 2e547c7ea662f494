"""Benchmarks and the scripts of docs/ and tools/: they stand on names of the package that are there."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import copy_of_the_repository

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(path for folder in ("benchmarks", "docs", "tools") for path in (ROOT / folder).rglob("*.py"))


def imported(script: Path) -> list[tuple[str, str]]:
    """What a script takes from the package: modules and their names, also inside its functions."""
    tree = ast.parse(script.read_text("utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return [
        (str(node.module), each.name)
        for node in found
        if str(node.module).partition(".")[0] in ("newsletter", "tests")
        for each in node.names
    ]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_script_imports_is_there(script: Path) -> None:
    for module, name in imported(script):
        found = import_module(module)
        assert hasattr(found, name) or import_module(f"{module}.{name}"), f"{module} has no {name}"


@pytest.mark.slow
def test_the_floor_of_the_benchmark_makes_the_letter_that_a_build_makes(tmp_path: Path) -> None:
    """Templates grow; what the benchmark records of them has to grow with them, or it measures nothing."""
    project, prepared = copy_of_the_repository(tmp_path / "project"), tmp_path / "prepared"

    def said(script: str, *arguments: str | Path) -> str:
        command = [sys.executable, ROOT / "benchmarks" / script, *arguments]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    said("dump.py", project, prepared, "--point", "gr")
    assert sorted(path.name for path in prepared.glob("*.json")) == ["00-el.json"]
    assert said("floor.py", project / "templates", prepared, "--compare") == ""
