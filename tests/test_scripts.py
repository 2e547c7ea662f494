"""Benchmarks and the scripts of docs/ and tools/: they stand on names of the package that are there."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

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
