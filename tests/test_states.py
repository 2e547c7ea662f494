"""Words for states: each enum lists what the schema lets in, and nothing in Python compares with a bare word."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

from newsletter.mail.audience import importing
from newsletter.mail.audience.states import REASONS, STATES, EventKind, SubscriptionState, SuppressionReason
from newsletter.mail.delivery.states import DeliveryState, PausedBy, RoundState, ShardState
from newsletter.people.notices import NoticeState
from newsletter.pipeline.audience.self_service import LinkState
from newsletter.pipeline.sending.mailings import RoundStanding
from tests.support.sources import PACKAGE, trees

FOLDERS = ("api", "cli", "mail", "pipeline", "public", "web")
ENUMS: tuple[type[StrEnum], ...] = (
    DeliveryState, LinkState, PausedBy, RoundStanding, RoundState, ShardState,
    SubscriptionState, SuppressionReason,
)  # fmt: skip
WORDS = {str(member) for enum in ENUMS for member in enum} - {""}
KEPT = {
    str(member) for enum in (DeliveryState, EventKind, RoundState, ShardState, SubscriptionState) for member in enum
} - {""}


def bare_words(compared: ast.expr | ast.pattern) -> Iterator[str]:
    """The state words that stand in a side of a comparison itself, or in a list of which a value is asked for."""
    parts = compared.elts if isinstance(compared, (ast.Tuple, ast.List, ast.Set)) else [compared]
    for part in parts:
        value = part.value if isinstance(part, ast.MatchValue) else part
        if isinstance(value, ast.Constant) and value.value in WORDS:
            yield str(value.value)


def found_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                yield from ((node.lineno, word) for word in bare_words(side))
        elif isinstance(node, ast.MatchValue):
            yield from ((node.lineno, word) for word in bare_words(node))


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("subscriptions", "state", STATES),
        ("suppressions", "reason", REASONS),
        ("rounds", "state", tuple(RoundState)),
        ("deliveries", "state", tuple(DeliveryState)),
        ("shards", "state", tuple(ShardState)),
        ("events", "kind", tuple(EventKind)),
        ("notices", "state", tuple(NoticeState)),
    ],
)
def test_an_enum_has_the_words_that_its_column_may_hold(table: str, column: str, words: tuple[str, ...]) -> None:
    schema = "\n".join(path.read_text("utf-8") for path in sorted((PACKAGE / "schema").glob("*.sql")))
    made = re.search(rf"create table {table} \((.*?)\n\);", schema, re.DOTALL)
    assert made
    check = re.search(rf"check \({column} in \(([^)]*)\)\)", made[1])
    assert check
    assert re.findall(r"'([^']*)'", check[1]) == [str(word) for word in words]


@pytest.mark.slow
def test_no_state_is_compared_with_a_bare_word() -> None:
    assert [f"{name}:{line}: {word}" for name, tree in trees(*FOLDERS) for line, word in found_in(tree)] == []


@pytest.mark.parametrize(
    "written", ["x.state == 'ended'", "'open' != x", "x in ('sending', 'pending')", "x in ['done']"]
)
def test_a_bare_word_would_be_found(written: str) -> None:
    assert list(found_in(ast.parse(written)))


@pytest.mark.slow
def test_statements_have_no_state_that_is_none() -> None:
    """Statements have the words in their text, since an index of some states is used for no bound value."""
    asked = re.compile(r"(?<!:)\b(?:state|kind) (?:=|<>|in|not in) (\((?:'[^']*'(?:, )?)+\)|'[^']*')")
    unknown = []
    for name, tree in trees(*FOLDERS):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for said in asked.findall(node.value):
                    unknown += [f"{name}: {word}" for word in re.findall(r"'([^']*)'", said) if word not in KEPT]
    assert set(unknown) == {f"mail/audience/importing.py: {importing.BARRED}"}
