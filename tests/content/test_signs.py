"""Rules with signs are tried only where a sign stands: each match of each holds one, by the syntax of its pattern."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from newsletter.content.marks import ADDRESSED, RULES
from newsletter.content.notes import notes_in
from newsletter.content.signs import rules_for, rules_of, signs_of

sre: Any = re._constants  # type: ignore[attr-defined]  # there is no public way to a pattern's syntax
parse: Any = re._parser.parse  # type: ignore[attr-defined]
PATTERNS = [rule.pattern.pattern for rule in (*ADDRESSED, *RULES)]


def needs(tree: Any, signs: frozenset[str], *, ignores_case: bool = False) -> bool:
    """True where no match can do without one of the signs."""
    return any(needs_one(kind, value, signs, ignores_case) for kind, value in tree)


def needs_one(kind: Any, value: Any, signs: frozenset[str], ignores_case: bool) -> bool:
    def of(part: Any, ignores: bool = ignores_case) -> bool:
        return needs(part, signs, ignores_case=ignores)

    def is_sign(code: int) -> bool:
        return chr(code) in signs and not (ignores_case and chr(code).isalpha())

    if kind is sre.LITERAL:
        return is_sign(value)
    if kind is sre.IN:
        ranges: dict[Any, Callable[[Any], Iterable[int]]] = {
            sre.LITERAL: lambda code: [code],
            sre.RANGE: lambda ends: range(ends[0], ends[1] + 1),
        }
        return all(name in ranges and all(map(is_sign, ranges[name](each))) for name, each in value)
    if kind is sre.BRANCH:
        return all(map(of, value[1]))
    if kind is sre.SUBPATTERN:
        return of(value[3], ignores_case or bool(value[1] & re.IGNORECASE))
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return value[0] > 0 and of(value[2])
    return bool(kind is sre.ASSERT and of(value[1]))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_match_can_do_without_the_signs_of_its_rule(pattern: str) -> None:
    signs = signs_of(pattern)
    assert not signs or needs(parse(pattern, re.MULTILINE), signs), "name other signs, or none"


def test_nearly_all_rules_have_signs() -> None:
    assert sum(not signs_of(pattern) for pattern in PATTERNS) <= 6


def test_signs_are_told_from_those_that_would_do_without() -> None:
    assert needs(parse(r"\*+a|b\*"), frozenset("*"))
    assert not needs(parse(r"\*+a|b"), frozenset("*"))
    assert not needs(parse(r"\**a"), frozenset("*"))
    assert not needs(parse(r"(?i:k)"), frozenset("k"))
    assert not needs(parse(r"[^*]"), frozenset("*"))
    assert signs_of(r"(?#\\[\n)x") == {"\\", "[", "\n"}


def test_only_rules_whose_signs_stand_in_the_words_are_tried() -> None:
    rules = rules_of({r"(?#*)\*": "star", r"(?#_~)_|~": "stroke", "a": "any"})
    assert [rule.hint for rule in rules_for("plain words", rules)] == ["any"]
    assert [rule.hint for rule in rules_for("~~gone~~", rules)] == ["stroke", "any"]


def test_notes_are_found_by_all_patterns_together() -> None:
    assert list(notes_in("nothing to be told")) == []
    assert list(notes_in("[TBC] and lorem ipsum")) == ["[TBC]", "lorem ipsum"]
