"""What `lint-imports` can't see of how the package is cut: sizes, the rim, and what tests may know of each other."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conftest import TESTS
from tests.support.sources import PACKAGE, trees

AT_THE_RIM = {"api/opening.py", "cli/__init__.py", "cli/support/console.py", "cli/support/output.py"}
"""Who reads the environment: the command line, for all that it calls and for the terminal; and a script's door."""

TELLS_A_LIBRARY = {"content/fields.py", "render/letter/inline.py"}
"""Who sets a variable for a library that reads it by itself."""


LONGEST_FUNCTION = 60
LONGEST_MODULE = 350
"""Lines, with the docstring and the signature: what one sees at once, and what has one thing to say."""


def test_no_function_and_no_module_is_too_long_to_be_read_as_a_whole() -> None:
    long = []
    for name, tree in trees():
        lines = len((PACKAGE / name).read_text("utf-8").splitlines())
        long += [f"{name} has {lines} lines"] if lines > LONGEST_MODULE else []
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                long += [f"{name}: {node.name} has {lines} lines"] if lines > LONGEST_FUNCTION else []
    assert long == [], "cut along what it is about, not in the middle"


def knows_the_environment(tree: ast.Module) -> bool:
    names = {"environ", "environb", "getenv", "putenv", "unsetenv"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            if node.attr in names:
                return True
        elif isinstance(node, ast.ImportFrom) and node.module == "os" and names & {alias.name for alias in node.names}:
            return True
    return False


def test_the_environment_is_read_at_the_rim_alone() -> None:
    assert {name for name, tree in trees(saying=["env"]) if knows_the_environment(tree)} == AT_THE_RIM | TELLS_A_LIBRARY


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(tree: ast.Module) -> Iterator[str]:
    """What a test takes of a module that the module keeps to itself."""
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("newsletter", "tests"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names if is_private(alias.name))
            modules |= {alias.asname or alias.name for alias in node.names if (alias.asname or alias.name).islower()}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        if node.value.id in modules and is_private(node.attr):
            yield f"{node.value.id}.{node.attr}"


def imported_tests(tree: ast.Module) -> Iterator[str]:
    """The modules of tests from which one takes something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests"):
            parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            if any(part.startswith("test_") for part in parts):
                yield str(node.module)


MAY_TAKE = re.compile(
    r"\bfrom tests\b[^(\n]*\btest_|\bfrom tests\b[^(\n]*\([^)]*\btest_|[.,(]\s*_[^_\W]|\bimport _[^_\W]"
)
"""What a file that takes from a test module, or what a module keeps to itself, has in it somewhere: few have, and the
others need not be parsed."""


@pytest.fixture(scope="module")
def of_tests() -> tuple[list[str], list[str]]:
    """What tests take of test modules, and of what modules keep to themselves, each after the file that does."""
    tests, private = list[str](), list[str]()
    for path in sorted(TESTS.rglob("*.py")):
        if "node_modules" not in path.parts:
            text = path.read_text("utf-8")
            if not MAY_TAKE.search(text):
                continue
            name, tree = path.relative_to(TESTS).as_posix(), ast.parse(text)
            tests += (f"{name}: {each}" for each in imported_tests(tree))
            private += (f"{name}: {each}" for each in private_names(tree))
    return tests, private


def test_no_test_imports_a_test_module(of_tests: tuple[list[str], list[str]]) -> None:
    assert of_tests[0] == []


def test_no_test_takes_what_a_module_keeps_to_itself(of_tests: tuple[list[str], list[str]]) -> None:
    assert of_tests[1] == []
