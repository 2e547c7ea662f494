"""What is recorded of a text is read as values; only one module knows how it looks as comments of a PO file."""

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.translate import comments
from newsletter.translate.comments import (
    Act,
    Origin,
    dismissal,
    facts_of,
    origin,
    reason_left,
    rejection,
    review,
    with_texts,
)
from newsletter.translate.unit import State, Translation
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "newsletter"
TODAY = dt.date(2026, 11, 24)
READ = Translation("articles/a/title", "Ten cities", ("Tien steden",), State.REVIEWED)
KEYS = {
    name for name, value in vars(comments).items() if isinstance(value, str) and name.isupper() and value.endswith(": ")
}
"""The names of what begins a line: `ORIGIN`, `REVIEWED`, …"""
BEGINNINGS = (
    "from: ",
    "reviewed: ",
    "was reviewed: ",
    "rejected: ",
    "rejected text: ",
    "offered: ",
    "theirs: ",
    "set aside: ",
    "ignore-",
    "not translated: ",
    "minor edit: ",
    "forms: ",
    "source: ",
    "English: ",
    "memory ",
)
HERE = {"translate/comments.py", "translate/about.py"}
OTHERS = {"translate/checks/every.py", "translate/checks/leftover_source.py"}
"""Flags of Weblate and a message, which begin like comments."""


def test_all_that_is_recorded_of_a_text_comes_as_values() -> None:
    made = (
        "a note of Bea",
        origin(Origin("2023-11", "libre", "2026-11-20", "en"), READ.targets),
        review("Ada Lovelace", TODAY, READ),
        rejection("Bea", TODAY),
        *with_texts((), comments.REJECTED_TEXT, ["Tien dorpen"]),
        *with_texts((), comments.OFFERED, ["10 steden"]),
        *with_texts((), comments.THEIRS, ["Tien\nsteden"]),
        reason_left("lost-tag", "<b1>", "libre"),
        dismissal("same", "a name"),
    )
    facts = facts_of(replace(READ, comments=made))
    assert facts.origin == Origin("2023-11", "libre", "2026-11-20", "en")
    assert [(act.who, act.day) for act in facts.reviewers] == [("Ada Lovelace", "2026-11-24")]
    assert facts.rejections == (Act("Bea", "2026-11-24"),)
    assert (facts.rejected, facts.offers, facts.theirs) == (("Tien dorpen",), ("10 steden",), (r"Tien\nsteden",))
    assert facts.not_translated == "lost-tag: <b1> (libre)"
    assert (facts.dismissed, facts.notes) == (("same",), ("a note of Bea",))


def test_what_speaks_of_other_words_is_nobodys_review_and_no_origin() -> None:
    made = (origin(Origin(provider="libre", day="2026-11-20"), ("x",)), review("Ada", TODAY, READ))
    facts = facts_of(replace(READ, targets=("Elf steden",), comments=made))
    assert (facts.origin, facts.reviewers) == (None, ())


def strings_made(tree: ast.AST) -> Iterator[str]:
    """What a module would make or take apart of comments: texts that begin like ours, keys inside other texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(BEGINNINGS):
            yield repr(node.value)
        parts: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            parts = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        elif isinstance(node, ast.BinOp):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            parts = node.args
        yield from (each.id for each in parts if isinstance(each, ast.Name) and each.id in KEYS)


METHODS = {"startswith", "removeprefix", "partition", "split"}


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "translate").rglob("*.py")) + sorted((PACKAGE / "pipeline").glob("*.py")), ids=str
)
def test_no_other_module_makes_or_reads_comments(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name not in HERE | OTHERS:
        assert list(strings_made(ast.parse(path.read_text("utf-8")))) == []


def test_the_search_would_find_one() -> None:
    assert list(strings_made(ast.parse("line.startswith(ORIGIN); f'{REVIEWED}x'; 'from: me'")))
    assert {"ORIGIN", "REVIEWED", "OFFERED"} <= KEYS
