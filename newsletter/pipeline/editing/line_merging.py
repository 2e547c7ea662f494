"""Two people's versions of one text made into one, line by line: a paragraph of Markdown is a line or several.

In: the text as both have read it, and as each has it now. Out: both changes in one text, or the lines on which they
differ. Lines that only one has changed are that one's; nothing is put in that neither has written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Merged:
    """One text of two: `text` where nothing clashes, else None; `mine` with my lines wherever both have changed."""

    text: str | None
    mine: str


def merge_lines(base: str, mine: str, theirs: str) -> Merged:
    """Both changes of `base` in one text. Lines are compared with their ends; a last line end counts as none."""
    ending = mine[len(mine.rstrip("\n")) :]
    sides = [text.rstrip("\n").split("\n") for text in (base, mine, theirs)]
    if max(map(len, sides)) > _MOST_LINES:
        return Merged(None, mine)
    lines: list[str] = []
    is_whole = True
    for old, own, other in _parts(*sides):
        if own == other or other == old:
            lines += own
        elif own == old:
            lines += other
        else:
            is_whole = False
            lines += own
    joined = "\n".join(lines) + ending
    return Merged(joined if is_whole else None, joined)


def _parts(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """The texts in parts: by turns what all three have in common, and what at least one has changed."""
    own, other = _kept(base, mine), _kept(base, theirs)
    at = a = b = 0
    for line in [*(number for number in range(len(base)) if number in own and number in other), len(base)]:
        to_a, to_b = own.get(line, len(mine)), other.get(line, len(theirs))
        if (line, to_a, to_b) != (at, a, b):
            yield base[at:line], mine[a:to_a], theirs[b:to_b]
        if line < len(base):
            yield base[line : line + 1], mine[to_a : to_a + 1], theirs[to_b : to_b + 1]
        at, a, b = line + 1, to_a + 1, to_b + 1


def _kept(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """The lines of the first that the second has too, each with its place there."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
