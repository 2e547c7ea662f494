"""The parser of Markdown as this project reads it: CommonMark with tables and strikethrough, without HTML.

Out: a `MarkdownIt` whose tokens keep every remark and every address, for those who turn them into blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.content import remarks
from newsletter.content.marks import SIGNS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

MAX_DEPTH = 12


# markdown-it drops what is nested deeper than this without a word. A list takes two levels of it; what is dropped
# has to be deep enough that it has been reported.
_LEVELS = 2 * (MAX_DEPTH + 2)


def make_parser() -> MarkdownIt:
    """The parser of Markdown as this project reads it, for whoever may set it up further."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _LEVELS, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    # What stands behind a backslash or in an entity keeps a token of its own, so that it is not taken for HTML.
    parser.disable("text_join")
    parser.inline.ruler.before("escape", "escape_sign", _escape_sign)
    # Every address comes through, so that one that may not stand is reported rather than left as plain text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    remarks.add_to(parser)
    return parser


def _escape_sign(state: StateInline, silent: bool) -> bool:
    """A backslash before a mark that is no ASCII: CommonMark 0.31, section 2.4, would show the backslash."""
    sign = state.src[state.pos + 1 : state.pos + 2]
    if state.src[state.pos] != "\\" or not sign or sign not in SIGNS:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup = sign, f"\\{sign}"
    state.pos += 2
    return True
