"""Which block of an article's text a line of its file belongs to, so that what is wrong can stand at its block.

In: the text of a file, lines from 1. Out: the number of the block, from 0, as the editor shows them; None before the
first.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.content.blocks.body import split_article
from newsletter.content.blocks.reading import read


def block_lines(text: str) -> list[int]:
    """The first line of each block; none of a file without front matter."""
    split = split_article(text)
    if split is None:
        return []
    head, body = split
    read_body, at, found = read(body), head.count("\n") + 1, []
    for gap, piece in zip(read_body.gaps, read_body.pieces, strict=False):
        at += gap.count("\n")
        found.append(at)
        at += piece.source.count("\n")
    return found


def block_at(lines: Sequence[int], line: int) -> int | None:
    """The block that a line is in, or the one before it; None before the first."""
    return next((number for number, first in reversed(list(enumerate(lines))) if first <= line), None)
