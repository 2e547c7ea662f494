"""A command is options, a request, a use case and words: it ends in one place, and nothing but that place ends it."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.sources import trees

ENDS = {"sys.exit", "exit", "quit", "os._exit", "os.abort", "SystemExit"}
OF_CLICK = {"exit", "abort", "fail"}


def ends(tree: ast.AST) -> Iterator[str]:
    """Whatever ends the process in a module, as it is written there."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Name)) and ast.unparse(node) in ENDS:
            yield ast.unparse(node)
        if not isinstance(node, ast.Attribute) or node.attr not in OF_CLICK:
            continue
        if ast.unparse(node.value) in ("ctx", "context", "click.get_current_context()"):
            yield ast.unparse(node)


def test_the_process_is_ended_in_one_place() -> None:
    found = {name: list(ends(tree)) for name, tree in trees("cli")}
    assert {name for name, said in found.items() if said} == {"cli/support/finishing.py"}
    assert set(found["cli/support/finishing.py"]) == {"sys.exit"}


@pytest.mark.slow
def test_who_reads_the_result_walks_through_no_signature() -> None:
    found = set()
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                found |= {f"{name}:{node.lineno}" for each in arguments if each.arg in ("as_json", "is_json")}
    # Click hands the option over to the callback that puts it into the console.
    assert {place.split(":")[0] for place in found} == {"cli/support/console.py"}
    assert len(found) == 1


def test_only_the_console_the_terminal_and_the_overview_know_the_environment() -> None:
    users = set()
    for name, tree in trees("cli"):
        said = (ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))
        users |= {name for each in said if each == "os.environ"}
    assert users == {"cli/__init__.py", "cli/support/console.py", "cli/support/output.py"}
