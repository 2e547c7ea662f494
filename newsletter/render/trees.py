"""Syntax trees of templates, parsed for their fixed words and taken by whoever compiles them.

In: a template's source as letters and pages are made with it, places of its tags marked. Out: its tree, once, since
compiling may change it.
"""

from __future__ import annotations

import re

from jinja2 import nodes

MOST = 64
TREES: dict[str, nodes.Template] = {}
_OWN = re.compile("\\{%[-+]?\\s*trans\\b|\\{[{%](?:(?![%}]\\}).)*?\ufdd3", re.DOTALL)
"""A block of Jinja2's own for fixed words, which hangs on settings, and a mark of a tag within what Jinja2 runs."""


def has_own_tree(source: str) -> bool:
    """True where the words in the tree may be other ones than those in the file."""
    return _OWN.search(source) is not None


def keep_tree(source: str, tree: nodes.Template) -> None:
    """Keep the tree of a source for whoever compiles it; the oldest are forgotten."""
    while len(TREES) >= MOST:
        TREES.pop(next(iter(TREES), ""), None)
    TREES[source] = tree


def take_tree(source: str) -> nodes.Template | None:
    """The tree of a source, where it was kept; it is the caller's from then on."""
    return TREES.pop(source, None)
