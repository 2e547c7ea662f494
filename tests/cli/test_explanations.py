"""Every problem can be explained: each code that the package can report has its words, and no other has."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content import faults
from tests.support.explanations import KNOWN, PACKAGE
from tests.support.sources import tree_of

MAKERS = {"error", "warning", "Problem", "Fault", "TargetCheck", "CatalogCheck", "LetterCheck", "PydanticCustomError"}
METHODS = {"problem", "fault"}
"""What makes a problem; its first argument is the code."""
MAKING = re.compile(rf"\b(?:{'|'.join(sorted(MAKERS | METHODS | {'make'}))})\(")
"""A call of one of them, as it is written."""

NAMED_LATER = {
    ("content/references.py", 'f"unknown-{what}"'): {
        "unknown-article",
        "unknown-network",
        "unknown-point",
        "unknown-section",
    },
    ("pipeline/project.py", 'f"unknown-{what}"'): {"unknown-point", "unknown-locale"},
    ("content/references.py", "fault.code"): set(),  # of Markdown: found where it is made
    ("content/filed.py", "fault.code"): set(),
    ("known.py", "data"): set(),  # makes what is kept, no problem
    ("content/faults.py", "kind"): set(faults.HINTS),
    ("pipeline/audience/importing.py", "code"): {
        "repeated-recipient",
        "suppressed-recipient",
        "recipient-has-left",
        "signed-up-since",
    },
    ("public/site.py", "one.code"): {"no-secret"},
    ("translate/checks/check.py", "self.code"): set(),  # of checks: named where each is
    ("preflight/check.py", "self.code"): set(),
    ("studio/text_words.py", "fault"): set(),  # puts what was found into the person's words
}
"""Codes that no literal names where the problem is made, by file and expression."""


def calls(tree: ast.AST) -> Iterator[tuple[ast.expr, frozenset[str]]]:
    """The first argument of each call that makes a problem, with the parameters of the function around it."""
    inside: list[tuple[ast.AST, frozenset[str]]] = [(tree, frozenset())]
    while inside:
        node, parameters = inside.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            parameters = frozenset(name.arg for name in names)
        if isinstance(node, ast.Call) and node.args:
            made_by = node.func
            if (isinstance(made_by, ast.Name) and made_by.id in MAKERS | {"make"}) or (
                isinstance(made_by, ast.Attribute) and made_by.attr in METHODS
            ):
                yield node.args[0], parameters
        inside += ((child, parameters) for child in ast.iter_child_nodes(node))


@cache
def calls_in(path: Path) -> tuple[tuple[ast.expr, frozenset[str]], ...]:
    return tuple(calls(tree_of(path))) if MAKING.search(path.read_text("utf-8")) else ()


def expression(code: ast.expr) -> str:
    return ast.unparse(code).replace("'", '"')


def codes_of(path: Path) -> Iterator[str]:
    """The codes that a module can report."""
    name = path.relative_to(PACKAGE).as_posix()
    for code, parameters in calls_in(path):
        if isinstance(code, ast.Constant):
            if code.value not in faults.KINDS:  # a type of pydantic's own
                yield str(code.value)
        elif isinstance(code, ast.Name) and code.id in parameters:
            continue  # handed on: its callers name it
        else:
            assert (name, expression(code)) in NAMED_LATER, f"{name}: which codes can `{expression(code)}` be?"
            yield from NAMED_LATER[name, expression(code)]


@cache
def made() -> dict[str, Path]:
    """Each code, and a module that can report it; two seconds, which nobody pays who only collects the tests."""
    return {code: path for path in sorted(PACKAGE.rglob("*.py")) for code in codes_of(path)}


@pytest.mark.slow
def test_the_walk_finds_codes_in_every_stage() -> None:
    found = {path.relative_to(PACKAGE).parts[0] for path in made().values()}
    assert {"content", "translate", "render", "pipeline", "settings", "files.py"} <= found
    assert len(made()) > 75


def test_codes_that_are_named_later_are_still_made_so() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), expression(code))
        for path in PACKAGE.rglob("*.py")
        for code, _ in calls_in(path)
    }
    assert set(NAMED_LATER) <= found


def test_every_code_is_explained() -> None:
    missing = [f"{path} reports {code}" for code, path in made().items() if code not in KNOWN]
    assert missing == [], "say in explanations.toml what it means"


def test_every_explained_code_can_be_reported() -> None:
    assert [code for code in KNOWN if code not in made()] == []


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_an_explanation_says_what_and_why_in_plain_sentences(code: str) -> None:
    entry = KNOWN[code]
    assert set(entry) <= {"means", "why", "example"}
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code)
    means, why = entry["means"], entry["why"]
    assert means[0] == means[0].lower(), "it goes on after the code and a colon"
    assert means == means.strip()
    assert not means.endswith(".")
    assert 15 < len(means) < 120
    assert why[0] == why[0].upper()
    assert why.endswith(".")
    assert len(why) > 40
    assert why.count(". ") <= 1, "one sentence or two"
    if "example" in entry:
        assert "wrong" in entry["example"]
        assert "right" in entry["example"]
        assert max(map(len, entry["example"].split("\n"))) <= 90


def test_the_codes_stand_in_the_order_of_the_alphabet() -> None:
    assert list(KNOWN) == sorted(KNOWN)


def test_each_fault_that_a_model_reports_has_words_of_its_own() -> None:
    modules = ("fields", "model", "parts", "sections")
    reported = {code for name in modules for code in codes_of(PACKAGE / f"content/{name}.py")}
    assert reported - set(faults.HINTS) == {"empty-value"}, "the rest would be told as `wrong-value`"


def test_explain_says_what_a_problem_means_and_why_it_matters() -> None:
    result = CliRunner().invoke(main, ["explain", "image-without-alt"])
    assert result.exit_code == 0
    entry = KNOWN["image-without-alt"]
    assert result.stdout.startswith(f"image-without-alt: {entry['means']}\n\nWhy it matters: {entry['why']}\n")
    for line in entry["example"].strip().split("\n"):
        assert f"    {line}".rstrip() in result.stdout


def test_explain_without_a_code_lists_all_of_them() -> None:
    result = CliRunner().invoke(main, ["explain"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted(KNOWN)
    assert all(line.endswith(KNOWN[line.split()[0]]["means"]) for line in lines)


def test_explain_offers_the_nearest_name_for_an_unknown_code() -> None:
    result = CliRunner().invoke(main, ["explain", "image-without-alt-text"])
    assert result.exit_code == 2
    assert "There is no problem `image-without-alt-text`; the nearest is `image-without-alt`." in result.stderr


def test_explain_needs_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["explain", "broken-yaml"]).exit_code == 0
