"""Patterns that are looked for only where one of the signs stands that each of their matches holds.

In: patterns that begin with their signs as a comment, `(?#*_)`, and words. Out: the rules that may find something in
these words. Nearly all words are plain, so that nearly no pattern is ever compiled; a test proves the signs of each by
its syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from newsletter.patterns import late

H = TypeVar("H")
_SIGNS = re.compile(r"\(\?#((?:\\.|[^)])*)\)")
_ESCAPED = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}


class Rule(NamedTuple, Generic[H]):
    """A pattern with what is said of its matches; `signs` is empty where it may match any words."""

    signs: frozenset[str]
    pattern: re.Pattern[str]
    hint: H


def rules_of(table: Mapping[str, H]) -> tuple[Rule[H], ...]:
    """The rules of a table, in its order; `^` and `$` are the beginning and the end of a line."""
    return tuple(Rule(signs_of(pattern), late(pattern, re.MULTILINE), hint) for pattern, hint in table.items())


def signs_of(pattern: str) -> frozenset[str]:
    """The signs that a pattern begins with."""
    found = _SIGNS.match(pattern)
    return frozenset(_ESCAPED.get(each, each) for each in re.findall(r"\\.|.", found[1])) if found else frozenset()


def rules_for(words: str, rules: Iterable[Rule[H]]) -> Iterator[Rule[H]]:
    """Those of the rules that may match something in the words."""
    signs = frozenset(words)
    return (rule for rule in rules if not rule.signs or not rule.signs.isdisjoint(signs))
