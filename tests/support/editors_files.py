"""Editors' files that are hard to change, those of this project, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.conftest import REPOSITORY

NASTY = {
    "comments": "# head\n\n# of a\na: 1 # one\n# between\n\n# of b\nb:   two   # spaced\nc:\n"
    "  # in the first\n  - x # ex\n"
    "  # in the second\n  - y\n  # behind the last\n# tail of c\nd: end\n# the very end\n",
    "carriage returns": "a: 1\r\nb:\r\n  - x\r\n  - y # c\r\nc: |\r\n  text\r\n  more\r\n\r\nd: [p, q]\r\n",
    "quotes": "a: 'it''s'\nb: \"tab\\t and \\u00e9\"\nc: \"no\"\nd: 'yes'\ne: \"two\n  lines\"\nf: plain # c\n",
    "blocks": "a: |\n  one\n  two\n\n\n# behind a block\nb: >-\n  folded\n  text\n\n  para\nc: |+\n"
    "  keep\n\nd: |2\n    in\n  less\n"
    "e:\n  - |\n    item\n  - >\n    it\n    em\nf: last\n",
    "dashes at the margin": "list:\n- a\n- b: 1\n  c: 2\n-   wide: 1\n    wider: 2\n- - nested\n  - seq\nnext: x\n",
    "brackets": "a: [one, 'two', \"three\", ]\nb: {x: 1, y: [2, 3], z: {w: 4}}\nc: [\n  long, # c1\n"
    "  list, # c2\n]\nd: []\n"
    "e: {}\nf: [ spaced , out ]\n",
    "nothing": "a:\nb: \nc: # a comment alone\nd: ~\ne: null\nf: ''\ng:\n  -\n  - x\n  -   \nh:\n",
    "no line end": "a: 1\nb:\n  - x\n  - y",
    "document marks": "%YAML 1.2\n---\n# c\na: 1\nb:\n  c: x\n...\n",
    "plain over lines": "a: this is\n  a plain\n  scalar\nb: x\nc:\n  several\n  lines # c\nd: 1\n",
    "scripts": "название: Привет\nτίτλος: 'Γειά'\ncjk: 日本語 # コメント\nrtl: שלום עולם\nemoji: 🎉 ok\nb: after\n",
    "deep": "a:\n    b:\n        c:\n            - d:\n                  e: 1\n"
    "                  f: [x]\n              g: 2\n"
    "            - h: 3\n    i: 4\n",
    "keys": "\"quoted key\": 1\n'single': 2\n? explicit\n: 3\nwith space: 4\n12: five\n",
    "blanks at ends": "a: 1   \nb: x \t\n\n\nc:   \n  - y  \n  - z\n   \nd: w\n",
    "comments at other columns": "a:\n  - x\n    # deeper\n  - y\n# shallower\n  - z\nb:\n  k: 1\n\n"
    "  # below a gap\n  l: 2\n\n\nc: end\n",
    "a mark of byte order": "\ufeffa: 1\nb: zwei\n",
}  # fmt: skip
TEXTS = (
    "plain", "We are #1: a guide", "no", "12", "12:30", "", " edges ", "it's \"so\"", "- dash", "a: b", "[x]", "ends:",
    "日本語 — “q”", "two\nlines", "para\n\ngraphs\n"
    "", "tab\there", "# remark", "{{ x }}", "null", "1.50", "2024-02-01", "|",
)  # fmt: skip


def real_files() -> list[Path]:
    return [*sorted(REPOSITORY.glob("issues/**/*.yaml")), *sorted(REPOSITORY.glob("issues/articles/*.md"))]


def paths(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value within a value, by path."""
    if at:
        yield at, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*at, str(key)))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from paths(each, (*at, number))


def differing(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """What differs between two texts: all but what they share at their beginnings and ends."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    end = next((n for n in range(shorter - start) if before[-1 - n] != after[-1 - n]), shorter - start)
    return before[start : len(before) - end], after[start : len(after) - end]
