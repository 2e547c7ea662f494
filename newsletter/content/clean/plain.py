"""Plain text of a clipboard as blocks.

In: text. Out: paragraphs at empty lines, lists where lines begin with a sign. Lines that a program has broken at some
width go on; others keep their ends.
"""

from __future__ import annotations

import re
from itertools import groupby

from newsletter.content.blocks.body import Node
from newsletter.content.clean.cleaned import Cleaned
from newsletter.content.clean.flow import Flow
from newsletter.content.clean.lists import Sign, gathered, loose_item
from newsletter.content.clean.look import Look

_ITEM = re.compile(r"[ \t]*(?:(?P<bullet>[-*•·▪●◦‣–])|(?P<number>\d{1,3})[.)])[ \t\u00a0]+(?=\S)")
_NARROW, _WIDE = 55, 100
"""Between so many characters a program breaks its lines."""


def clean_text(text: str, *, words_only: bool = False) -> Cleaned:
    """The blocks of a plain text; with `words_only` signs of lists are words as others."""
    lines = re.split(r"\r\n|\r|\n|\u2028|\u2029|\x0b|\f", text)
    nodes: list[Node] = []
    for is_empty, group in groupby(lines, key=lambda line: not line.strip()):
        if not is_empty:
            nodes += _block(list(group), words_only)
    return Cleaned(tuple(gathered(nodes)))


def _block(lines: list[str], words_only: bool) -> list[Node]:
    """The blocks of lines without an empty one between them."""
    out: list[Node] = []
    rows: list[tuple[re.Match[str] | None, list[str]]] = []
    for line in lines:
        found = None if words_only else _ITEM.match(line)
        if found or not rows:
            rows.append((found, [line[found.end() :] if found else line]))
        elif rows[-1][0] is not None and line[:1] not in (" ", "\t"):
            rows.append((None, [line]))
        else:
            rows[-1][1].append(line)
    for found, row in rows:
        made = _paragraphs(row)
        if found is None:
            out += made
        elif made:
            out.append(loose_item(made, 1, Sign(bool(found["number"]), int(found["number"] or 1))))
    return out


def _paragraphs(lines: list[str]) -> list[Node]:
    flow = Flow()
    is_wrapped = len(lines) > 1 and all(_NARROW <= len(line.rstrip()) <= _WIDE for line in lines[:-1])
    for number, line in enumerate(lines):
        if number and is_wrapped:
            flow.text(" ", Look())
        elif number:
            flow.end()
        flow.text(line, Look())
    flow.end()
    return flow.nodes
