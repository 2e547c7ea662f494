"""Remarks in Markdown, `<!-- … -->`: read past, never shown.

In: a parser of markdown-it. Out: the same with two rules: a remark between blocks may hold empty lines and lists, one
inside a paragraph leaves no gap. A remark that is not closed takes all to the end of its container with it, so that it
can't be mailed by accident; its token says so. The line `<!-- more -->` is no remark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
AS_TYPED = "as typed"
"""A remark that lets the marks of its paragraph pass: they are meant as they stand."""
_BEGIN, _END = "<!--", "-->"


def add_to(parser: MarkdownIt) -> None:
    """Teach the parser remarks; their tokens are of the type `remark`, with `closed` and `lines` in their meta.

    Those inside a paragraph have their `words` too.
    """
    parser.block.ruler.before(
        "table", "remark", _between_blocks, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("autolink", "remark", _inside)


def _between_blocks(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    begin = state.bMarks[first] + state.tShift[first]
    line = state.src[begin : state.eMarks[first]]
    if state.is_code_block(first) or not line.startswith(_BEGIN) or MORE.fullmatch(line.strip()):
        return False
    number, found = first, -1
    while number < last:
        if number > first and state.sCount[number] < state.blkIndent and not state.isEmpty(number):
            break
        # `<!-->` is a whole remark (HTML, section 13.6).
        found = state.src.find(_END, begin + 2 if number == first else state.bMarks[number], state.eMarks[number])
        if found >= 0:
            break
        number += 1
    rest = state.src[found + len(_END) : state.eMarks[number]].strip() if found >= 0 else ""
    if found >= 0 and number == first and (rest or silent):
        return False  # it stands in a paragraph, and does not part it
    if silent:
        return True
    token = state.push("remark", "", 0)
    token.map = [first, number]
    token.meta = {"closed": found >= 0, "lines": 0}
    if rest:
        # What follows on the same line is read as if the line began there.
        after = found + len(_END)
        tail = state.src[after : state.eMarks[number]]
        state.bMarks[number], state.tShift[number] = after, len(tail) - len(tail.lstrip())
        state.sCount[number] = state.blkIndent
        state.line = number
    else:
        state.line = number + 1 if found >= 0 else number
    return True


def _inside(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_BEGIN, state.pos) or MORE.match(state.src, state.pos):
        return False
    begin, found = state.pos, state.src.find(_END, state.pos + 2)
    state.pos = found + len(_END) if found >= 0 else state.posMax
    before = state.src[begin - 1 : begin]
    if before in ("", " ", "\n"):
        # One blank or line end is enough between the words around it.
        while state.pos < state.posMax and state.src[state.pos] in " \n":
            state.pos += 1
    if not silent:
        token = state.push("remark", "", 0)
        words = state.src[begin + len(_BEGIN) : found if found >= 0 else state.pos]
        lines = state.src.count("\n", begin, state.pos)
        token.meta = {"closed": found >= 0, "lines": lines, "words": words.strip().lower()}
    return True
